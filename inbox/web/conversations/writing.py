"""Take what an agent wrote: a reply or a template that goes out, or a note that stays.

A form that is posted twice acts once; a reply that does not know what came in meanwhile, or that
the gate would stop, is handed back with the reason and with its words.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from inbox.channel import Capabilities
from inbox.conversations import notes, states, timeline
from inbox.conversations.activity import Deed
from inbox.conversations.begin import begin, entitle, is_blank
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity
from inbox.conversations.message import TAKEN_BACK, Message, content_of
from inbox.conversations.wording import clean_text
from inbox.outbox.post import posted_before
from inbox.people import drafts, mentions
from inbox.people.drafts import Words
from inbox.web.conversations.addressees import ANEW
from inbox.web.conversations.refusals import Repeated, Stale, Unsayable
from inbox.web.conversations.sending import check_length, send
from inbox.web.conversations.written import Writer, Written

AbleOf = Callable[[str], Capabilities | None]


def take(
    session: Session,
    conversation: Conversation,
    written: Written,
    able_of: AbleOf,
    *,
    agent_id: str,
    now: datetime,
) -> Message:
    """What stood in the composer under this conversation. Raises `Refused`, or `Stopped` by the
    gate: then roll back."""
    writer = Writer(agent_id, written, _key(conversation, agent_id, written.words), now)
    # Two posts of one form wait for each other here; the second one finds what the first one did.
    session.get_one(Identity, conversation.identity_id, with_for_update=True)
    earlier = _taken_before(session, conversation, writer)
    if earlier is not None:
        return earlier
    message = (
        _note(session, conversation, writer)
        if written.is_note
        else _reply(session, conversation, writer, able_of)
    )
    drafts.drop(session, conversation.id, agent_id)
    return message


def is_taken(session: Session, conversation: Conversation, agent_id: str, words: Words) -> bool:
    """Whether the form that these words stand in was sent already."""
    key = _key(conversation, agent_id, words)
    done = posted_before(session, key) or notes.written_before(session, conversation, key)
    return done is not None


def _key(conversation: Conversation, agent_id: str, words: Words) -> str:
    return f"form-{agent_id}-{conversation.id}-{words.nonce}"


def _taken_before(session: Session, conversation: Conversation, writer: Writer) -> Message | None:
    """A browser repeats a form word for word; other words under the same key are another deed."""
    if writer.written.is_note:
        return notes.written_before(session, conversation, writer.key)
    earlier = posted_before(session, writer.key)
    if earlier is None or earlier.reached_reason == TAKEN_BACK:
        return earlier
    said = content_of(session, earlier)
    if said.template is None and said.text != clean_text(writer.words.text):
        raise Repeated("REPEATED")
    return earlier


def _note(session: Session, conversation: Conversation, writer: Writer) -> Message:
    words, now = writer.words, writer.now
    if not words.text and not words.files:
        raise Unsayable("EMPTY")
    check_length(words.text)
    note = notes.write(
        session,
        conversation,
        agent_id=writer.agent_id,
        text=words.text,
        dedupe_key=writer.key,
        files=words.files,
        now=now,
    )
    mentions.mention(session, note, words.text, now=now)
    if writer.written.resolves:
        states.resolve(session, conversation, by=Deed(writer.agent_id), now=now)
    return note


def _reply(
    session: Session, conversation: Conversation, writer: Writer, able_of: AbleOf
) -> Message:
    """Posted first and judged afterwards: the guard looks under the lock under which nothing else
    can come in."""
    target = _target(session, conversation, writer)
    able = able_of(target.account_id)
    if able is not None and able.subject and is_blank(target):
        if not writer.words.subject:
            raise Unsayable("NO_SUBJECT")
        entitle(session, target, writer.words.subject, now=writer.now)
    message = send(session, target, able, writer)
    seen = writer.written.seen
    if timeline.unseen(session, conversation.customer_id, seen=seen, agent_id=writer.agent_id):
        raise Stale("STALE")
    return message


def _target(session: Session, conversation: Conversation, writer: Writer) -> Conversation:
    """The conversation it is for: this one, or that of another way to the same customer."""
    through = writer.words.through
    if through is None or through == conversation.identity_id:
        return conversation
    anew = through.startswith(ANEW)
    identity = session.get(Identity, through.removeprefix(ANEW), with_for_update=True)
    if identity is None or identity.customer_id != conversation.customer_id:
        raise Unsayable("NO_WAY")
    if anew and not writer.words.subject:
        raise Unsayable("NO_SUBJECT")
    subject = writer.words.subject if anew else None
    return begin(session, identity, subject=subject, now=writer.now)
