"""An attachment as a row. It exists from the moment its message does; the file follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import doorbell, sealing
from inbox.channel import Media
from inbox.db import Base, new_id


class FileState(StrEnum):
    WAITING = "waiting"  # to be fetched
    STORED = "stored"
    FAILED = "failed"  # given up after the last try
    GONE = "gone"  # the provider no longer has it


class Attachment(Base):
    """`sealed` holds what may not stand in clear: the provider's reference and the file name.

    A file that an agent has uploaded belongs to no message until that is posted.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        Index(
            "ix_attachment_due",
            "account_id",
            "next_try_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str | None] = mapped_column(ForeignKey("message.id"), index=True)
    customer_id: Mapped[str]  # whose key seals the file
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    raw_event_id: Mapped[int | None] = mapped_column(BigInteger)
    position: Mapped[int]
    content_type: Mapped[str]
    inline_id: Mapped[str | None]
    sealed: Mapped[bytes]
    state: Mapped[str]
    size: Mapped[int | None] = mapped_column(BigInteger)  # announced, then measured; bytes
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None]
    problem: Mapped[str | None]  # SCREAMING_CODE
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Owner:
    """What an attachment belongs to."""

    message_id: str
    customer_id: str
    account_id: str


def expect(
    session: Session,
    owner: Owner,
    media: Iterable[Media],
    *,
    raw_event_id: int | None,
    now: datetime,
) -> int:
    """Rows for files that are still with the provider; how many. Their job is rung for."""
    count = 0
    for count, one in enumerate(media, start=1):
        attachment_id = new_id()
        hidden = {"ref": one.ref, "filename": one.filename, "sha256": one.sha256}
        session.add(
            Attachment(
                id=attachment_id,
                message_id=owner.message_id,
                customer_id=owner.customer_id,
                account_id=owner.account_id,
                raw_event_id=raw_event_id,
                position=count,
                content_type=one.content_type[:255],
                inline_id=one.inline_id,
                sealed=sealing.seal_json(
                    session, owner.customer_id, hidden, place=place(attachment_id), now=now
                ),
                state=FileState.WAITING,
                size=one.size,
                next_try_at=now,
                created_at=now,
            )
        )
    if count:
        doorbell.ring(session, doorbell.FETCH_MEDIA, owner.account_id)
    return count


def as_media(session: Session, attachment: Attachment) -> Media:
    hidden = sealing.unseal_json(session, attachment.sealed, place=place(attachment.id))
    return Media(
        ref=hidden["ref"] or "",
        content_type=attachment.content_type,
        filename=hidden["filename"],
        size=attachment.size,
        sha256=hidden["sha256"],
        inline_id=attachment.inline_id,
    )


def of_messages(session: Session, message_ids: Sequence[str]) -> dict[str, list[Attachment]]:
    """The attachments of many messages with one query, in their order."""
    found: dict[str, list[Attachment]] = {}
    if not message_ids:
        return found
    rows = session.scalars(
        select(Attachment)
        .where(Attachment.message_id.in_(message_ids))
        .order_by(Attachment.message_id, Attachment.position)
    )
    for row in rows:
        found.setdefault(row.message_id or "", []).append(row)
    return found


def place(attachment_id: str) -> str:
    return f"attachment:{attachment_id}"
