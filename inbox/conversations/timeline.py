"""One customer's thread over all channels, in time order, page after page at the same cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.channel import Kind
from inbox.conversations.conversation import Conversation
from inbox.conversations.keyset import Position
from inbox.conversations.listing import subject_of
from inbox.conversations.message import (
    Author,
    Content,
    Direction,
    Message,
    MessageReaction,
    MessageRevision,
    content_of,
    stands,
)
from inbox.media import attachment
from inbox.media.attachment import Attachment, FileState

# More than an id of ours can be: "before" this one are all messages of that moment.
_AFTER_EVERY_ID: Final = "z"
_UNSEEN_SHOWN: Final = 20

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class File:
    """An attachment as the thread shows it; `name` None: it has none, or nobody can read it."""

    id: str
    name: str | None
    content_type: str
    size: int | None  # bytes
    state: FileState
    inline_id: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A message with all that hangs on it. `content` None: its key was destroyed."""

    message: Message
    content: Content | None
    files: Sequence[File] = ()
    reactions: Sequence[str] = ()
    before_edit: Sequence[str] = ()  # what it said earlier, oldest first
    answers: Said | None = None  # the message that it quotes


@dataclass(frozen=True, slots=True)
class Matter:
    """The conversation that a message belongs to."""

    conversation: Conversation
    subject: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """`said` is oldest first. `earlier` and `later` tell whether the thread goes on there."""

    said: Sequence[Said]
    matters: Mapping[str, Matter]
    earlier: Position | None
    later: bool


def page(session: Session, customer_id: str, *, limit: int, before: Position | None = None) -> Page:
    """The newest page, or the one that ends before a position."""
    query = (
        select(Message)
        .where(Message.customer_id == customer_id, stands())
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        older = or_(Message.at < before.at, Message.id < before.id)
        query = query.where(and_(Message.at <= before.at, older))
    found = session.scalars(query).all()
    rows = list(reversed(found[:limit]))
    more = len(found) > limit
    return Page(
        said=_opened(session, rows),
        matters=_matters(session, rows),
        earlier=Position(rows[0].at, rows[0].id) if more and rows else None,
        later=before is not None and _goes_on(session, customer_id, before),
    )


def end_of(conversation: Conversation) -> Position:
    """Where a page must end so that it shows the newest message of this conversation."""
    return Position(conversation.last_message_at, _AFTER_EVERY_ID)


def find(session: Session, message_id: str) -> Said | None:
    row = session.get(Message, message_id)
    return _opened(session, [row])[0] if row else None


def newest_id(session: Session, customer_id: str) -> str:
    """What an agent has seen who sees everything: ids sort by the time of their birth."""
    found = session.execute(
        select(Message.id)
        .where(Message.customer_id == customer_id)
        .order_by(Message.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return found or ""


def unseen(session: Session, customer_id: str, *, seen: str, agent_id: str) -> Sequence[Said]:
    """What a person wrote since message `seen` was the newest: the customer, or a colleague.

    Automatic answers, receipts and reactions are not what anybody has to read before answering.
    By birth rather than by `at`: a customer's time may lie before what was already shown.
    """
    by_customer = and_(
        Message.direction == Direction.IN,
        Message.kind != Kind.SYSTEM,
        Message.automated.is_(None),
        Message.imported.is_(False),
    )
    by_colleague = and_(
        Message.direction == Direction.OUT,
        Message.kind != Kind.REACTION,
        stands(),
        or_(
            and_(Message.author == Author.AGENT, Message.agent_id != agent_id),
            Message.author == Author.PHONE_APP,
        ),
    )
    rows = session.scalars(
        select(Message)
        .where(
            Message.customer_id == customer_id, Message.id > seen, or_(by_customer, by_colleague)
        )
        .order_by(Message.id)
        .limit(_UNSEEN_SHOWN)
    ).all()
    return _opened(session, rows)


def _goes_on(session: Session, customer_id: str, end: Position) -> bool:
    newer = or_(Message.at > end.at, Message.id >= end.id)
    query = select(Message.id).where(
        Message.customer_id == customer_id, Message.at >= end.at, newer
    )
    return session.execute(query.limit(1)).first() is not None


def _opened(session: Session, rows: Sequence[Message]) -> list[Said]:
    """With a fixed number of queries, whatever hangs on how many messages."""
    quoted = _quoted(session, rows)
    everything = [*rows, *quoted.values()]
    files = attachment.of_messages(session, [row.id for row in everything if row.attachments])
    reactions = _reactions(session, rows)
    revisions = _revisions(session, rows)
    sealing.warm(
        session,
        [
            *(row.sealed for row in everything),
            *(file.sealed for some in files.values() for file in some),
            *(one.sealed for some in reactions.values() for one in some),
            *(one.sealed for some in revisions.values() for one in some),
        ],
    )
    contents = {row.id: _content(session, row) for row in everything}
    shown = {key: _files(session, some) for key, some in files.items()}
    return [
        Said(
            message=row,
            content=contents[row.id],
            files=shown.get(row.id, ()),
            reactions=[
                text
                for one in reactions.get(row.id, ())
                if (text := _text(session, one.sealed, f"reaction:{row.id}:{one.author_id}"))
            ],
            before_edit=[
                text
                for one in revisions.get(row.id, ())
                if (text := _text(session, one.sealed, f"revision:{one.id}"))
            ],
            answers=_said(quoted.get(row.reply_to_id or ""), contents, shown),
        )
        for row in rows
    ]


def _said(
    row: Message | None,
    contents: Mapping[str, Content | None],
    files: Mapping[str, Sequence[File]],
) -> Said | None:
    return Said(row, contents[row.id], files.get(row.id, ())) if row else None


def _quoted(session: Session, rows: Sequence[Message]) -> dict[str, Message]:
    """The messages that others answer, whether they stand on this page or not."""
    wanted = {row.reply_to_id for row in rows if row.reply_to_id}
    found = {row.id: row for row in rows if row.id in wanted}
    missing = wanted.difference(found)
    if missing:
        query = select(Message).where(
            Message.id.in_(missing), Message.customer_id == rows[0].customer_id
        )
        found |= {row.id: row for row in session.scalars(query)}
    return found


def _reactions(session: Session, rows: Sequence[Message]) -> dict[str, list[MessageReaction]]:
    found = session.scalars(
        select(MessageReaction)
        .where(MessageReaction.message_id.in_([row.id for row in rows]))
        .order_by(MessageReaction.at)
    )
    return _by_message((one.message_id, one) for one in found)


def _revisions(session: Session, rows: Sequence[Message]) -> dict[str, list[MessageRevision]]:
    edited = [row.id for row in rows if row.edited_at is not None]
    if not edited:
        return {}
    found = session.scalars(
        select(MessageRevision)
        .where(MessageRevision.message_id.in_(edited))
        .order_by(MessageRevision.replaced_at, MessageRevision.id)
    )
    return _by_message((one.message_id, one) for one in found)


def _by_message(pairs: Iterable[tuple[str, Thing]]) -> dict[str, list[Thing]]:
    found: dict[str, list[Thing]] = {}
    for message_id, thing in pairs:
        found.setdefault(message_id, []).append(thing)
    return found


def _matters(session: Session, rows: Sequence[Message]) -> dict[str, Matter]:
    wanted = {row.conversation_id for row in rows}
    found = session.scalars(select(Conversation).where(Conversation.id.in_(wanted))).all()
    sealing.warm(session, [one.subject_sealed for one in found])
    return {one.id: Matter(one, subject_of(session, one)) for one in found}


def _content(session: Session, row: Message) -> Content | None:
    try:
        return content_of(session, row)
    except (sealing.Destroyed, sealing.Unreadable):
        return None


def _text(session: Session, sealed: bytes, place: str) -> str | None:
    try:
        return sealing.unseal_text(session, sealed, place=place)
    except (sealing.Destroyed, sealing.Unreadable):
        return None


def _files(session: Session, rows: Sequence[Attachment]) -> list[File]:
    return [
        File(
            id=row.id,
            name=_file_name(session, row),
            content_type=row.content_type,
            size=row.size,
            state=FileState(row.state),
            inline_id=row.inline_id,
        )
        for row in rows
    ]


def _file_name(session: Session, row: Attachment) -> str | None:
    try:
        return attachment.as_media(session, row).filename
    except (sealing.Destroyed, sealing.Unreadable):
        return None
