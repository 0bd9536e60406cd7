"""Amend a message: a reaction, an edit, a deletion. What came too early is parked until it fits."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from inbox import sealing
from inbox.changes import journal
from inbox.channel import Edited, Reaction, Revoked
from inbox.conversations.identify import identify
from inbox.conversations.message import (
    Author,
    Content,
    Direction,
    Message,
    MessageReaction,
    MessageRevision,
    about,
    content_of,
    external_key,
    find_external,
    seal_content,
)
from inbox.conversations.parking import Effect, park, take_parked
from inbox.conversations.wording import clean, clean_text
from inbox.db import new_id


def amend(
    session: Session, account_id: str, event: Reaction | Edited | Revoked, *, now: datetime
) -> None:
    """Reactions, edits and deletions neither open a conversation nor the reply window."""
    identity = identify(session, account_id, event.sender, now=now)
    effect = _effect(event, identity.id)
    target = find_external(session, account_id, Direction.IN, event.target) or find_external(
        session, account_id, Direction.OUT, event.target
    )
    if target is None:
        key = external_key(session, account_id, event.target)
        park(session, identity, key, effect, now=now)
        return
    _apply(session, target, effect, now)


def apply_parked(session: Session, message: Message, *, now: datetime) -> None:
    if message.account_id is None or message.external_key is None:
        return
    for effect in take_parked(session, message.account_id, message.external_key):
        _apply(session, message, effect, now)


def _effect(event: Reaction | Edited | Revoked, identity_id: str) -> Effect:
    match event:
        case Reaction():
            emoji = clean(event.emoji)[:32] if event.emoji else None
            return Effect("reaction", identity_id, event.at, emoji)
        case Edited():
            return Effect("edited", identity_id, event.at, clean_text(event.text))
        case Revoked():
            return Effect("revoked", identity_id, event.at)


def _apply(session: Session, message: Message, effect: Effect, now: datetime) -> None:
    if effect.what == "reaction":
        _react(session, message, effect, now)
    elif not _is_theirs(message, effect):
        return
    elif effect.what == "revoked":
        message.revoked_at = message.revoked_at or effect.at
    elif message.edited_at is None or effect.at > message.edited_at:
        _edit(session, message, effect, now)
    journal.note(session, journal.What.MESSAGE_UPDATED, about(message), now=now)


def _is_theirs(message: Message, effect: Effect) -> bool:
    """Customers change their own words only. What the shop wrote in the provider's own app can be
    changed there; such an event names the customer whose chat it is."""
    theirs = message.direction == Direction.IN or message.author == Author.PHONE_APP
    return theirs and message.identity_id == effect.identity_id


def _react(session: Session, message: Message, effect: Effect, now: datetime) -> None:
    known = session.get(MessageReaction, (message.id, effect.identity_id))
    if known is not None and known.at > effect.at:
        return
    if known is not None:
        session.delete(known)
        session.flush()
    if not effect.words:
        return
    session.add(
        MessageReaction(
            message_id=message.id,
            author_id=effect.identity_id,
            sealed=sealing.seal_text(
                session,
                message.customer_id,
                effect.words,
                place=f"reaction:{message.id}:{effect.identity_id}",
                now=now,
            ),
            at=effect.at,
        )
    )


def _edit(session: Session, message: Message, effect: Effect, now: datetime) -> None:
    """The old words are kept as a revision; both stay readable in the thread."""
    content = content_of(session, message)
    revision_id = new_id()
    session.add(
        MessageRevision(
            id=revision_id,
            message_id=message.id,
            sealed=sealing.seal_text(
                session, message.customer_id, content.text, place=f"revision:{revision_id}", now=now
            ),
            replaced_at=effect.at,
        )
    )
    edited = Content(
        text=effect.words or "",
        subject=content.subject,
        details=content.details,
        external_id=content.external_id,
        reply_to=content.reply_to,
        references=content.references,
        recipients=content.recipients,
        group=content.group,
    )
    message.sealed = seal_content(session, message.id, message.customer_id, edited, now=now)
    message.edited_at = effect.at
