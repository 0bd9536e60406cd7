"""Draft a delivery in the contract's words: what is to be said, to whom, in answer to what."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.channel import (
    Button,
    Capabilities,
    OutboundMedia,
    OutboundMessage,
    Quoted,
    TemplateUse,
)
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity, sender_of
from inbox.conversations.identify import aliases_of
from inbox.conversations.message import Content, Direction, Message, content_of
from inbox.media.attachment import Attachment, as_media, of_messages, place
from inbox.media.store import Store
from inbox.outbox.delivery import Delivery
from inbox.outbox.plan import File
from inbox.outbox.post import pieces_of
from inbox.shop import the_shop


def draft(
    session: Session, delivery: Delivery, able: Capabilities, store: Store, copies: ExitStack
) -> OutboundMessage:
    """Files are opened as private copies that live as long as `copies`."""
    message = session.get_one(Message, delivery.message_id)
    conversation = session.get_one(Conversation, message.conversation_id)
    identity = session.get_one(Identity, delivery.identity_id)
    content = content_of(session, message)
    files = of_messages(session, [message.id]).get(message.id, [])
    piece = pieces_of(message, content.leaving, files, able)[delivery.part - 1]
    answered = _answered(session, delivery, message) if able.medium == "mail" else None
    theirs = content_of(session, answered) if answered else Content()
    first = delivery.part == 1
    return OutboundMessage(
        to=sender_of(session, identity, aliases_of(session, [identity.id])[identity.id]),
        text=piece.text,
        dedupe_key=delivery.wire_key,
        subject=content.subject or _subject(session, conversation),
        media=_opened(session, store, _among(files, piece.files), copies),
        reply_to=theirs.external_id or (content.reply_to if first else None),
        references=theirs.references,
        quoted=_quoted(session, answered, theirs, identity) if able.quotes else None,
        template=_template(content),
        buttons=tuple(Button(key, title) for key, title in content.buttons) if first else (),
        emoji=content.emoji,
        automated=delivery.purpose == Purpose.AUTOMATION,
        conversation_token=conversation.token,
        footer=the_shop(session).mail_footer,
    )


def _among(files: Sequence[Attachment], wanted: Sequence[File]) -> list[Attachment]:
    ids = {file.id for file in wanted}
    return [file for file in files if file.id in ids]


def _opened(
    session: Session, store: Store, files: Sequence[Attachment], copies: ExitStack
) -> tuple[OutboundMedia, ...]:
    opened = []
    for file in files:
        size = file.size or 0
        path = copies.enter_context(store.opened_copy(session, place(file.id), size=size))
        name = as_media(session, file).filename or "datei"
        opened.append(OutboundMedia(str(path), file.content_type, name, size))
    return tuple(opened)


def _template(content: Content) -> TemplateUse | None:
    if content.template is None:
        return None
    used = content.template
    return TemplateUse(used["name"], used["language"], tuple(used["values"]))


def _answered(session: Session, delivery: Delivery, message: Message) -> Message | None:
    """The message that is answered, or else the customer's last one in this conversation."""
    if delivery.answers_id is not None:
        return session.get(Message, delivery.answers_id)
    return session.scalars(
        select(Message)
        .where(
            Message.conversation_id == message.conversation_id,
            Message.direction == Direction.IN,
            Message.at <= message.at,
        )
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(1)
    ).first()


def _subject(session: Session, conversation: Conversation) -> str | None:
    if conversation.subject_sealed is None:
        return None
    place_ = f"conversation:{conversation.id}:subject"
    return sealing.unseal_text(session, conversation.subject_sealed, place=place_)


def _quoted(
    session: Session, answered: Message | None, theirs: Content, identity: Identity
) -> Quoted | None:
    if answered is None or not theirs.shown:
        return None
    writer = sender_of(session, identity, [])
    return Quoted(text=theirs.shown, author=writer.name or writer.address, sent_at=answered.at)
