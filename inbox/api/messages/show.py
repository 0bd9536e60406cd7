"""Show messages: rows become resources, a whole page with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.api import explain, reference
from inbox.api.explain import Explain
from inbox.api.messages.resource import Attachment, Decision, Edit, Message, Reaction, WrittenBy
from inbox.api.reference import Account, Identity
from inbox.api.resource import PREFIX
from inbox.automation.decision import DecisionRow
from inbox.automation.reasons import Reply
from inbox.channel import Automated, Kind, Trust
from inbox.conversations import message as messages
from inbox.conversations.message import (
    Author,
    Content,
    Direction,
    MessageReaction,
    MessageRevision,
    Reached,
    content_of,
)
from inbox.media import attachment as attachments
from inbox.media.attachment import FileState, as_media
from inbox.people.token import Scope

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class _Around:
    """What the messages of one page belong to and have with them."""

    accounts: Mapping[str, Account]
    identities: Mapping[str, Identity]
    attachments: Mapping[str, Sequence[attachments.Attachment]]
    reactions: Mapping[str, Sequence[Reaction]]
    edits: Mapping[str, Sequence[Edit]]
    decisions: Mapping[str, Decision]


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom messages are shown: what they may see, and in which words."""

    scopes: Collection[Scope]
    base_url: str
    explain: Explain


def show(session: Session, rows: Sequence[messages.Message], viewer: Viewer) -> list[Message]:
    around = _around(session, rows, viewer)
    return [_shown(session, row, around, viewer) for row in rows]


def _around(session: Session, rows: Sequence[messages.Message], viewer: Viewer) -> _Around:
    ids = [row.id for row in rows]
    identities = reference.identity_rows(
        session, (row.identity_id for row in rows if row.identity_id)
    )
    files = attachments.of_messages(session, ids)
    reactions = session.scalars(
        select(MessageReaction)
        .where(MessageReaction.message_id.in_(ids))
        .order_by(MessageReaction.at, MessageReaction.author_id)
    ).all()
    revisions = _revisions(session, rows)
    sealing.warm(
        session,
        [
            *(row.sealed for row in rows),
            *(revision.sealed for revision in revisions),
            *(identity.sealed for identity in identities),
            *(reaction.sealed for reaction in reactions),
            *(file.sealed for some in files.values() for file in some),
        ],
    )
    return _Around(
        accounts=reference.accounts_by_id(session),
        identities={row.id: reference.identity(session, row) for row in identities},
        attachments=files,
        reactions=_reactions(session, reactions),
        edits=_edits(session, revisions),
        decisions=_decisions(session, ids, viewer),
    )


def _revisions(session: Session, rows: Sequence[messages.Message]) -> Sequence[MessageRevision]:
    edited = [row.id for row in rows if row.edited_at is not None]
    if not edited:
        return []
    return session.scalars(
        select(MessageRevision)
        .where(MessageRevision.message_id.in_(edited))
        .order_by(MessageRevision.replaced_at, MessageRevision.id)
    ).all()


def _edits(session: Session, rows: Sequence[MessageRevision]) -> dict[str, list[Edit]]:
    found: dict[str, list[Edit]] = {}
    for row in rows:
        text = sealing.unseal_text(session, row.sealed, place=f"revision:{row.id}")
        found.setdefault(row.message_id, []).append(Edit(text=text, until=row.replaced_at))
    return found


def _reactions(session: Session, rows: Sequence[MessageReaction]) -> dict[str, list[Reaction]]:
    found: dict[str, list[Reaction]] = {}
    for row in rows:
        place = f"reaction:{row.message_id}:{row.author_id}"
        emoji = sealing.unseal_text(session, row.sealed, place=place)
        shown = Reaction(by=row.author_id, emoji=emoji, at=row.at)
        found.setdefault(row.message_id, []).append(shown)
    return found


def _decisions(session: Session, ids: Sequence[str], viewer: Viewer) -> dict[str, Decision]:
    """The last word on each: the one at send time comes after the one on arrival."""
    rows = session.scalars(
        select(DecisionRow).where(DecisionRow.message_id.in_(ids)).order_by(DecisionRow.id)
    )
    return {
        row.message_id: Decision(
            reply=_word(Reply, row.reply),
            reason=row.reason,
            reason_text=explain.decided(viewer.explain, row.reason),
            at=row.decided_at,
        )
        for row in rows
    }


def _shown(
    session: Session,
    row: messages.Message,
    around: _Around,
    viewer: Viewer,
) -> Message:
    incoming = row.direction == Direction.IN
    withheld = row.kind == Kind.LOCATION and Scope.LOCATIONS_READ not in viewer.scopes
    content = Content() if withheld else content_of(session, row)
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        customer_id=row.customer_id,
        account=around.accounts[row.account_id] if row.account_id else None,
        identity=around.identities[row.identity_id] if row.identity_id else None,
        direction=Direction(row.direction),
        author=WrittenBy(kind=Author(row.author), id=row.agent_id),
        kind=Kind(row.kind),
        text=content.text,
        new_text=content.new_text,
        subject=content.subject,
        details=content.details,
        withheld=withheld,
        at=row.at,
        sent_at=row.at if incoming else row.sent_at,
        received_at=row.recorded_at if incoming else None,
        delivered_at=row.delivered_at,
        read_at=row.read_at,
        state=_word(Reached, row.reached),
        reason=row.reached_reason,
        reason_text=explain.reached(viewer.explain, row.reached_reason),
        attachments=[
            _attachment(session, file, viewer.base_url)
            for file in around.attachments.get(row.id, ())
        ],
        reply_to=row.reply_to_id,
        edited_at=row.edited_at,
        edits=[] if withheld else list(around.edits.get(row.id, ())),
        revoked_at=row.revoked_at,
        reactions=list(around.reactions.get(row.id, ())),
        automated=_word(Automated, row.automated),
        imported=row.imported,
        trust=_word(Trust, row.trust),
        language=row.language,
        decision=around.decisions.get(row.id),
    )


def _attachment(session: Session, row: attachments.Attachment, base_url: str) -> Attachment:
    path = f"{PREFIX}/messages/{row.message_id}/attachments/{row.id}"
    return Attachment(
        id=row.id,
        name=as_media(session, row).filename,
        content_type=row.content_type,
        size=row.size,
        state=FileState(row.state),
        href=base_url + path if row.state == FileState.STORED else None,
    )


def _word(kind: type[Word], value: str | None) -> Word | None:
    return None if value is None else kind(value)
