"""Take what an agent wrote: a reply that goes out, or a note that stays.

A form that is posted twice acts once; a reply that does not know what came in meanwhile, or that
the gate would stop, is handed back with the reason and with its text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from inbox.channel import Capabilities
from inbox.consent.purpose import Purpose
from inbox.conversations import notes, states, timeline
from inbox.conversations.activity import Deed
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Author, Message
from inbox.outbox.gate import Decided, Ruling
from inbox.outbox.post import Letter, post
from inbox.web.conversations.crossing import may_reply

LONGEST: Final = 20_000  # characters; the channel's own limit splits it further
_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Written:
    """The composer's form. `nonce` is this form's own, `seen` the newest message it showed."""

    text: str
    is_note: bool
    nonce: str
    seen: str
    resolves: bool

    @classmethod
    def read(cls, form: Mapping[str, str]) -> Written | None:
        """None: no form of ours."""
        nonce, mode, seen = form.get("nonce", ""), form.get("as"), form.get("seen", "")
        if not _NONCE.fullmatch(nonce) or mode not in {"reply", "note"}:
            return None
        return cls(
            text=form.get("text", "").replace("\r\n", "\n").strip(),
            is_note=mode == "note",
            nonce=nonce,
            seen=seen if _ID.fullmatch(seen) else "",
            resolves=form.get("then") == "resolve",
        )


class Refused(Exception):
    """It was not sent; the transaction must not be committed."""


class Stale(Refused):
    """Something came in that its writer has not seen."""


class Stopped(Refused):
    def __init__(self, decided: Decided) -> None:
        super().__init__(decided.reason)
        self.decided = decided


class Unsayable(Refused):
    """Empty or too long."""


def take(
    session: Session,
    conversation: Conversation,
    written: Written,
    able: Capabilities | None,
    *,
    agent_id: str,
    now: datetime,
) -> Message:
    """Raises `Refused`: then roll back."""
    if not written.text or len(written.text) > LONGEST:
        raise Unsayable("EMPTY" if not written.text else "TOO_LONG")
    key = f"form-{agent_id}-{conversation.id}-{written.nonce}"
    if written.is_note:
        message = notes.write(
            session, conversation, agent_id=agent_id, text=written.text, dedupe_key=key, now=now
        )
    else:
        message = _reply(session, conversation, written, able, key, agent_id, now)
    if written.resolves:
        states.resolve(session, conversation, by=Deed(agent_id), now=now)
    return message


def _reply(
    session: Session,
    conversation: Conversation,
    written: Written,
    able: Capabilities | None,
    key: str,
    agent_id: str,
    now: datetime,
) -> Message:
    """Posted first and judged afterwards: a second post of the same form must find the first one
    before it meets the guard, and `post` holds the lock under which nothing else can come in."""
    if able is None:
        raise Stopped(Decided(Ruling.STOPS, "CHANNEL_MISSING"))
    letter = Letter(
        dedupe_key=key,
        author=Author.AGENT,
        purpose=Purpose.SERVICE,
        text=written.text,
        agent_id=agent_id,
    )
    decided = may_reply(session, conversation, able, now=now)
    posted = post(session, conversation, letter, able, now=now)
    if not posted.is_new:
        return posted.message
    if decided.ruling is Ruling.STOPS:
        raise Stopped(decided)
    if timeline.unseen(session, conversation.customer_id, seen=written.seen, agent_id=agent_id):
        raise Stale("STALE")
    return posted.message
