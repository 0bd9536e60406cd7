"""The composer as the page shows it: to whom, in which way, what stands there, and what may go."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.accounts.templates import AccountTemplate, sendable
from inbox.channel import Capabilities
from inbox.conversations import timeline
from inbox.conversations.conversation import Conversation
from inbox.conversations.timeline import Said
from inbox.media.upload import LARGEST
from inbox.outbox import recall
from inbox.outbox.gate import Decided, Ruling
from inbox.people import drafts
from inbox.people.agent import Agent
from inbox.people.drafts import Words, new_nonce
from inbox.web.conversations.addressees import Addressee, addressees, chosen
from inbox.web.conversations.enclosed import Enclosed, enclosed
from inbox.web.conversations.preview import Chosen, chosen_template
from inbox.web.page import Setting
from inbox.world import World


@dataclass(frozen=True, slots=True)
class Handed:
    """What a form said, to be shown again: with why it was refused, or because something about it
    was chosen. `stale_since`: the newest message its writer knew, if that was too old."""

    words: Words
    version: int = 0
    refusal: str | None = None
    stale_since: str | None = None
    seen: str | None = None  # what its page has shown; None: everything that this page shows


@dataclass(frozen=True, slots=True)
class Leaving:
    """One's own message that can still be called back, and for how many seconds."""

    message_id: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Composer:
    words: Words
    version: int
    mode: str  # reply, template or note
    to: Addressee
    ways: Sequence[Addressee]
    stopped: str | None  # why no free words can go, as a sentence
    templates: Sequence[AccountTemplate]
    template: Chosen | None
    files: Sequence[Enclosed]
    quoted: Said | None
    refusal: str | None
    unseen: Sequence[Said]  # what came in while it was written
    seen: str
    colleagues: Sequence[str]
    leaving: Leaving | None

    @property
    def able(self) -> Capabilities | None:
        return self.to.able

    @property
    def gate(self) -> Decided:
        return self.to.free

    @property
    def may_reply(self) -> bool:
        return self.to.free.ruling is not Ruling.STOPS

    @property
    def writes_first(self) -> bool:
        """Nobody has asked for it just now: then its purpose is said."""
        return self.to.begins or (self.mode == "template" or not self.may_reply)

    @property
    def limits(self) -> str:
        """For the module that counts while somebody types: JSON."""
        able = self.to.able
        if able is None:
            return "{}"
        return json.dumps(
            {
                "text": able.max_text,
                "caption": able.max_text if able.max_caption is None else able.max_caption,
                "captions": able.captions,
                "bare": list(able.uncaptioned),
                "unit": able.text_unit,
                "files": {kind: min(size, LARGEST) for kind, size in able.media.items()},
                "largest": LARGEST,
            }
        )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the page knows already when it makes its composer."""

    accounts: Mapping[str, Account]
    able: Mapping[str, Capabilities]
    agents: Sequence[Agent]
    newest: str


def composer(
    world: World,
    session: Session,
    setting: Setting,
    conversation: Conversation,
    around: Surroundings,
    *,
    agent_id: str,
    handed: Handed | None = None,
    quotes: str | None = None,
    through: str | None = None,
) -> Composer:
    """What was handed back, else the draft, else nothing. `quotes` and `through` come from links:
    a message to answer, and another way to the customer."""
    handed = handed or _begun(session, conversation, agent_id)
    words = handed.words
    ways = addressees(
        session,
        conversation.customer_id,
        conversation,
        around.accounts,
        around.able,
        now=world.clock(),
    )
    quoted = _quoted(session, conversation, quotes or words.quotes)
    if quotes and quoted and quoted.message.identity_id != conversation.identity_id:
        through = quoted.message.identity_id
    to = chosen(ways, through if through is not None else words.through or "") or ways[0]
    templates = _templates(session, to, conversation.language)
    mode = _mode(words.mode, to, templates)
    files = enclosed(session, conversation, words.files, None if mode == "note" else to.able)
    return Composer(
        words=replace(words, through=to.key or None, files=tuple(file.id for file in files)),
        version=handed.version,
        mode=mode,
        to=to,
        ways=ways,
        stopped=_stopped(setting, to, templates),
        templates=templates,
        template=chosen_template(templates, words),
        files=files,
        quoted=quoted if quoted and quoted.message.identity_id == to.identity.id else None,
        refusal=handed.refusal,
        unseen=_unseen(session, conversation, handed, agent_id),
        seen=around.newest if handed.seen is None else handed.seen,
        colleagues=[one.name for one in around.agents if one.id != agent_id],
        leaving=_leaving(session, conversation, agent_id, world.clock()),
    )


def sentence(setting: Setting, gate: Decided) -> str | None:
    """Why something may not go, or waits; None if it simply goes."""
    if not gate.reason:
        return None
    return setting.words.code("gate", gate.reason) or gate.reason


def _stopped(setting: Setting, to: Addressee, templates: Sequence[AccountTemplate]) -> str | None:
    if to.free.reason == "WINDOW_CLOSED" and templates and to.takes_templates:
        return setting.words("gate.window_template")
    return sentence(setting, to.free)


def empty() -> Words:
    return Words(nonce=new_nonce())


def _begun(session: Session, conversation: Conversation, agent_id: str) -> Handed:
    draft = drafts.find(session, conversation.id, agent_id)
    if draft is None:
        return Handed(empty())
    words = draft.words if draft.words.nonce else replace(draft.words, nonce=new_nonce())
    return Handed(words, draft.version)


def _mode(wanted: str, to: Addressee, templates: Sequence[AccountTemplate]) -> str:
    """What is wanted if it can be had; else what comes closest to reaching the customer."""
    has_template = bool(templates) and to.takes_templates
    if wanted == "note" or (wanted == "template" and has_template):
        return wanted
    if to.free.ruling is not Ruling.STOPS:
        return "reply"
    return "template" if has_template else "note"


def _templates(session: Session, to: Addressee, language: str | None) -> Sequence[AccountTemplate]:
    """The customer's language first."""
    if to.able is None or not to.able.templates:
        return ()
    found = sendable(session, to.account.id)
    return sorted(found, key=lambda row: not row.language.startswith(language or "-"))


def _quoted(session: Session, conversation: Conversation, message_id: str | None) -> Said | None:
    found = timeline.find(session, message_id) if message_id else None
    return found if found and found.message.customer_id == conversation.customer_id else None


def _unseen(
    session: Session, conversation: Conversation, handed: Handed, agent_id: str
) -> Sequence[Said]:
    if handed.stale_since is None:
        return ()
    return timeline.unseen(
        session, conversation.customer_id, seen=handed.stale_since, agent_id=agent_id
    )


def _leaving(
    session: Session, conversation: Conversation, agent_id: str, now: datetime
) -> Leaving | None:
    offer = recall.open_offer(session, conversation, agent_id, now=now)
    if offer is None:
        return None
    return Leaving(offer.message_id, math.ceil((offer.until - now).total_seconds()))
