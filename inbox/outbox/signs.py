"""Signs of life to the customer: "read" and "is typing", where the shop wants them shown.

At most once and never worth a retry: a sign that fails or comes late is dropped. What is left of
it is one row per identity and kind, so that ten messages read at once make one call.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import structlog
from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import doorbell, sealing
from inbox.accounts.open import Accounts, NoSuchAccount
from inbox.channel import Capabilities, Channel, SendError
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Direction, Message, content_of
from inbox.db import Base, Database, rows_touched
from inbox.registry import UnknownKind

_AT_ONCE: Final = 50
log = structlog.get_logger(__name__)


class Sign(StrEnum):
    SEEN = "seen"
    TYPING = "typing"


# Later than this it would tell something that is no longer true.
_FRESH: Final = {Sign.SEEN: timedelta(hours=1), Sign.TYPING: timedelta(seconds=15)}


class SignRow(Base):
    """`message_id`: up to which message was read, or which one is being answered."""

    __tablename__ = "sign"

    identity_id: Mapped[str] = mapped_column(ForeignKey("identity.id"), primary_key=True)
    sign: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    message_id: Mapped[str]
    at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class _Due:
    sign: Sign
    external_id: str


def give(
    session: Session,
    conversation: Conversation,
    able: Capabilities | None,
    sign: Sign,
    *,
    now: datetime,
) -> None:
    """Leave a sign about the customer's last message here; nothing if the account shows none."""
    if able is None or not _shows(able, sign):
        return
    last = session.scalars(
        select(Message)
        .where(
            Message.conversation_id == conversation.id,
            Message.direction == Direction.IN,
            Message.automated.is_(None),
            Message.imported.is_(False),
        )
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return
    row = session.get(SignRow, (conversation.identity_id, sign), with_for_update=True)
    if row is None:
        row = SignRow(
            identity_id=conversation.identity_id, sign=sign, account_id=conversation.account_id
        )
        session.add(row)
    row.message_id, row.at = last.id, now
    doorbell.ring(session, doorbell.SIGN, conversation.account_id)


def send_due(
    database: Database, accounts: Accounts, account_id: str, *, now: Callable[[], datetime]
) -> int:
    """Tell the provider, one call for each sign; how many were told. Failures are only noted."""
    told = 0
    for _ in range(_AT_ONCE):
        found = database.attempt(lambda session: _take(session, account_id, now()))
        if found is None:
            break
        told += sum(_tell(accounts, account_id, due) for due in found)
    return told


def purge(session: Session, *, now: datetime) -> int:
    """Drop the signs that no job came for; how many."""
    return rows_touched(session, delete(SignRow).where(SignRow.at < now - _FRESH[Sign.SEEN]))


def _shows(able: Capabilities, sign: Sign) -> bool:
    return able.read_receipts if sign is Sign.SEEN else able.typing


def _take(session: Session, account_id: str, now: datetime) -> list[_Due] | None:
    """The oldest sign, gone before it is told; empty if it is too old, None if there is none."""
    row = session.scalars(
        select(SignRow)
        .where(SignRow.account_id == account_id)
        .order_by(SignRow.at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    session.delete(row)
    sign = Sign(row.sign)
    message = session.get(Message, row.message_id)
    if message is None or now - row.at > _FRESH[sign]:
        return []
    try:
        external_id = content_of(session, message).external_id
    except (sealing.Destroyed, sealing.Unreadable):
        return []
    return [_Due(sign, external_id)] if external_id else []


def _tell(accounts: Accounts, account_id: str, due: _Due) -> bool:
    try:
        channel = accounts.channel(account_id)
        if not _shows(channel.capabilities, due.sign):  # switched off meanwhile
            return False
        _CALLS[due.sign](channel, due.external_id)
    except (SendError, NoSuchAccount, UnknownKind) as error:
        code = error.code if isinstance(error, SendError) else type(error).__name__
        log.info("a sign was not told", sign=due.sign, code=code)
        return False
    return True


_CALLS: Final[dict[Sign, Callable[[Channel, str], None]]] = {
    Sign.SEEN: lambda channel, external_id: channel.mark_seen(external_id),
    Sign.TYPING: lambda channel, external_id: channel.show_typing(external_id),
}
