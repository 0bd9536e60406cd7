"""Post a message: exactly once per dedupe key, as many deliveries as the channel needs calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import doorbell
from inbox.changes import journal
from inbox.channel import Button, Capabilities, Kind, TemplateUse
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.customer import Identity
from inbox.conversations.inscribe import spoken
from inbox.conversations.message import (
    Author,
    Content,
    Direction,
    Message,
    Reached,
    about,
    content_of,
    seal_content,
)
from inbox.conversations.wording import clean, clean_text
from inbox.db import new_id
from inbox.media.attachment import Attachment
from inbox.media.upload import attach, uploaded
from inbox.outbox.delivery import Delivery, Stage, new_wire_key
from inbox.outbox.plan import File, Piece, plan

# Stands where something was hidden; nobody writes that.
HIDDEN: Final = "[···]"


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be said and why; posting the same `dedupe_key` again is the same deed."""

    dedupe_key: str
    author: Author
    purpose: Purpose
    text: str
    subject: str | None = None
    agent_id: str | None = None
    asked_for: bool = False
    reply_kind: str | None = None  # of an automatic answer
    answers: Message | None = None  # the customer's message that it answers
    quotes: Message | None = None  # a message that is shown above it, where channels can
    files: tuple[str, ...] = ()  # ids of uploads, see media/upload
    template: TemplateUse | None = None  # `text` is how it reads when it is filled in
    buttons: tuple[Button, ...] = ()
    emoji: str | None = None  # a reaction to `quotes` instead of a text
    language: str | None = None
    leaves_at: datetime | None = None  # not before; until then it can be recalled
    hides: str | None = None  # a part of `text` that only its recipient may read


@dataclass(frozen=True, slots=True)
class Posted:
    message: Message
    is_new: bool


def post(
    session: Session,
    conversation: Conversation,
    letter: Letter,
    capabilities: Capabilities,
    *,
    now: datetime,
) -> Posted:
    """The message that waits in the outbox now, or that was posted under this key before."""
    earlier = posted_before(session, letter.dedupe_key)
    if earlier is not None:
        return Posted(earlier, is_new=False)
    # Deliveries of one identity get their numbers under its lock: numbers are the order of sending.
    identity = session.get_one(Identity, conversation.identity_id, with_for_update=True)
    files = uploaded(session, letter.files, customer_id=conversation.customer_id)
    message = _message(session, conversation, identity, letter, now)
    message.attachments = attach(files, message_id=message.id)
    for part, _piece in enumerate(pieces_of(message, letter.text, files, capabilities), start=1):
        session.add(_delivery(message, letter, part, now))
        session.flush()
    _answered(session, conversation, message, letter, now)
    if letter.leaves_at is None or letter.leaves_at <= now:  # else the sweeper rings in time
        doorbell.ring(session, doorbell.DISPATCH, conversation.account_id)
    journal.note(session, journal.What.MESSAGE_SENT, about(message), now=now)
    return Posted(message, is_new=True)


def posted_before(session: Session, dedupe_key: str) -> Message | None:
    """What was posted under this key, if anything was."""
    return session.execute(
        select(Message)
        .join(Delivery, Delivery.message_id == Message.id)
        .where(Delivery.dedupe_key == _part_key(dedupe_key, 1))
    ).scalar_one_or_none()


def _message(
    session: Session, conversation: Conversation, identity: Identity, letter: Letter, now: datetime
) -> Message:
    message_id = new_id()
    content = _content(session, letter)
    message = Message(
        id=message_id,
        conversation_id=conversation.id,
        customer_id=conversation.customer_id,
        identity_id=identity.id,
        account_id=conversation.account_id,
        direction=Direction.OUT,
        author=letter.author,
        agent_id=letter.agent_id,
        kind=_kind(letter),
        at=now,
        recorded_at=now,
        sealed=seal_content(session, message_id, conversation.customer_id, content, now=now),
        reply_to_id=_quoted_id(letter),
        language=letter.language,
        imported=False,
        attachments=0,
        reached=Reached.QUEUED,
    )
    session.add(message)
    session.flush()
    if message.kind != Kind.REACTION:
        spoken(session, conversation, message, content, now=now)
    return message


def _content(session: Session, letter: Letter) -> Content:
    template, text = letter.template, clean_text(letter.text)
    return Content(
        text=text.replace(letter.hides, HIDDEN) if letter.hides else text,
        hidden=(HIDDEN, letter.hides) if letter.hides else None,
        subject=clean(letter.subject) if letter.subject else None,
        reply_to=content_of(session, letter.quotes).external_id if letter.quotes else None,
        template=asdict(template) if template else None,
        buttons=tuple((button.id, button.title) for button in letter.buttons),
        emoji=letter.emoji,
    )


def _kind(letter: Letter) -> Kind:
    if letter.emoji is not None:
        return Kind.REACTION
    return Kind.TEMPLATE if letter.template else Kind.TEXT


def _quoted_id(letter: Letter) -> str | None:
    shown = letter.quotes or letter.answers
    return shown.id if shown else None


def pieces_of(
    message: Message, text: str, files: Sequence[Attachment], able: Capabilities
) -> list[Piece]:
    """A template and a reaction are one call by their nature; everything else is planned."""
    if message.kind in {Kind.TEMPLATE, Kind.REACTION}:
        return [Piece(text)]
    return plan(text, [File(file.id, file.content_type, file.size or 0) for file in files], able)


def _delivery(message: Message, letter: Letter, part: int, now: datetime) -> Delivery:
    return Delivery(
        dedupe_key=_part_key(letter.dedupe_key, part),
        wire_key=new_wire_key(),
        message_id=message.id,
        part=part,
        identity_id=message.identity_id,
        conversation_id=message.conversation_id,
        account_id=message.account_id,
        purpose=letter.purpose,
        author=letter.author,
        asked_for=letter.asked_for,
        reply_kind=letter.reply_kind,
        answers_id=letter.answers.id if letter.answers else None,
        stage=Stage.QUEUED,
        next_try_at=letter.leaves_at or now,
        attempts=0,
        created_at=now,
    )


def _part_key(dedupe_key: str, part: int) -> str:
    return f"{dedupe_key}/{part}"


def _answered(
    session: Session, conversation: Conversation, message: Message, letter: Letter, now: datetime
) -> None:
    """A person's words end the customer's waiting; the machine's do not, nor does an emoji."""
    if letter.author is Author.AUTOMATIC or message.kind == Kind.REACTION:
        return
    conversation.waiting_since, conversation.last_agent_at, conversation.unread = None, now, 0
    conversation.machine_only = False
    if conversation.status in {Status.OPEN, Status.SNOOZED, Status.RESOLVED}:
        conversation.status, conversation.snoozed_until = Status.WAITING, None
    subject = journal.Subject(
        account_id=message.account_id,
        customer_id=message.customer_id,
        conversation_id=message.conversation_id,
    )
    journal.note(session, journal.What.CONVERSATION_UPDATED, subject, now=now)
