"""A customer's thread as the page shows it: who said what, on which side, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Final

from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.channel import Capabilities, Kind
from inbox.conversations.message import Author, Direction, Reached
from inbox.conversations.timeline import Matter, Page, Said
from inbox.outbox.hold import WAITS
from inbox.web.conversations import extras, machine
from inbox.web.conversations.extras import Line
from inbox.web.page import Setting

_LABELLED: Final = frozenset(
    {
        Kind.STICKER,
        Kind.LOCATION,
        Kind.CONTACTS,
        Kind.CHOICE,
        Kind.FORM,
        Kind.ORDER,
        Kind.POLL,
        Kind.CALL,
        Kind.VOICE,
        Kind.TEMPLATE,
        Kind.REACTION,
    }
)
# Who goes on talking within this is not announced again.
_SAME_BREATH: Final = timedelta(minutes=5)
LONGEST_SHOWN: Final = 4_000  # characters; the rest is a page of its own


@dataclass(frozen=True, slots=True)
class State:
    """How far a message of ours came: a symbol, a word, when, and what to do about it."""

    reached: Reached
    word: str
    help: str | None
    at: datetime | None  # when it came so far
    times: Sequence[tuple[str, datetime]]  # word -> when, for each step on the way


@dataclass(frozen=True, slots=True)
class Bubble:
    said: Said
    side: str  # theirs, ours, machine, note
    author: str | None
    kind: str
    account: str
    matter: Matter
    opens_day: bool
    opens_matter: bool
    goes_on: bool  # by the same person, at the same time
    text: str
    is_cut: bool
    has_quote: bool  # the text shown is without what it quotes
    has_markup: bool
    may_load: bool  # pictures on other people's servers, once somebody asks for them
    label: str | None  # what it is, where the words alone do not say so
    unsupported: str | None
    lines: Sequence[Line]  # what it carries beside its words
    tags: Sequence[str]
    state: State | None
    may_quote: bool
    may_react: bool
    is_held: bool  # an answer of ours that waits until the customer writes
    why: str | None
    hints: Sequence[str]


def bubbles(
    session: Session,
    setting: Setting,
    page: Page,
    accounts: Mapping[str, Account],
    able: Mapping[str, Capabilities],
    names: Mapping[str, str],
    customer: str | None,
) -> list[Bubble]:
    known = machine.deeds(session, page.said, accounts)
    found: list[Bubble] = []
    for one in page.said:
        before = found[-1] if found else None
        found.append(_bubble(setting, one, before, page, accounts, able, names, customer, known))
    return [_said_once(one, after) for one, after in zip_longest(found, found[1:])]


def _bubble(
    setting: Setting,
    one: Said,
    before: Bubble | None,
    page: Page,
    accounts: Mapping[str, Account],
    able: Mapping[str, Capabilities],
    names: Mapping[str, str],
    customer: str | None,
    known: machine.Deeds,
) -> Bubble:
    message = one.message
    matter = page.matters[message.conversation_id]
    account = accounts[matter.conversation.account_id]
    author = _author(setting, one, names, customer)
    opens_day = before is None or not setting.moments.is_same_day(
        before.said.message.at, message.at
    )
    opens_matter = before is None or before.matter.conversation.id != matter.conversation.id
    text = _text(one)
    return Bubble(
        said=one,
        side=_side(one),
        author=author,
        kind=account.kind,
        account=account.label,
        matter=matter,
        opens_day=opens_day,
        opens_matter=opens_matter,
        goes_on=not (opens_day or opens_matter) and _goes_on(before, one, author),
        text=text[:LONGEST_SHOWN],
        is_cut=len(text) > LONGEST_SHOWN,
        has_quote=_has_quote(one),
        has_markup=bool(one.content and one.content.html) and message.revoked_at is None,
        may_load=_may_load(one),
        label=setting.words(f"kind.{message.kind}") if message.kind in _LABELLED else None,
        unsupported=_unsupported(one),
        lines=extras.lines(setting, one),
        tags=extras.tags(setting, one),
        state=_state(setting, one),
        may_quote=_may_quote(one, able.get(account.id)),
        may_react=_may_react(one, able.get(account.id)),
        is_held=message.reached_reason == WAITS,
        why=machine.explain(setting, known, message),
        hints=machine.hints(setting, known, message),
    )


def _said_once(one: Bubble, after: Bubble | None) -> Bubble:
    """The same reason under every message of one breath says no more than under the last."""
    repeated = after is not None and after.goes_on and after.why == one.why
    return replace(one, why=None) if repeated and one.side == "theirs" else one


def _side(one: Said) -> str:
    if one.message.direction == Direction.NOTE:
        return "note"
    if one.message.direction == Direction.IN:
        return "theirs"
    return "machine" if one.message.author == Author.AUTOMATIC else "ours"


def _author(
    setting: Setting, one: Said, names: Mapping[str, str], customer: str | None
) -> str | None:
    author = one.message.author
    if author == Author.CUSTOMER:
        return customer
    if author == Author.AGENT:
        return names.get(one.message.agent_id or "") or setting.words("author.former")
    return setting.words(f"author.{author}")


def _goes_on(before: Bubble | None, one: Said, author: str | None) -> bool:
    if before is None or before.side != _side(one) or before.author != author:
        return False
    return one.message.at - before.said.message.at < _SAME_BREATH


def _text(one: Said) -> str:
    if one.content is None or one.message.revoked_at is not None:
        return ""
    return one.content.shown or one.content.emoji or ""


def _has_quote(one: Said) -> bool:
    content = one.content
    if content is None or content.new_text is None or one.message.revoked_at is not None:
        return False
    return content.new_text.strip() != content.text.strip()


def _may_load(one: Said) -> bool:
    """A guess that costs nothing: the frame itself says what it kept out."""
    markup = (one.content.html if one.content else None) or ""
    return "http" in markup and "<img" in markup.lower()


def _unsupported(one: Said) -> str | None:
    if one.message.kind != Kind.UNSUPPORTED:
        return None
    details = one.content.details if one.content else None
    return str((details or {}).get("what", "?"))[:80]


def _may_quote(one: Said, able: Capabilities | None) -> bool:
    """A mail answers the one before it anyway."""
    if able is None or able.medium == "mail" or one.message.revoked_at is not None:
        return False
    is_named = one.content is not None and one.content.external_id is not None
    return is_named and _side(one) in {"theirs", "ours"}


def _may_react(one: Said, able: Capabilities | None) -> bool:
    return able is not None and able.reactions and _side(one) == "theirs" and _may_quote(one, able)


def _state(setting: Setting, one: Said) -> State | None:
    message = one.message
    if message.direction != Direction.OUT or message.reached is None:
        return None
    reached = Reached(message.reached)
    if message.reached_reason == WAITS:
        held = setting.words("reached.held"), setting.words("advice.held")
        return State(reached, *held, at=None, times=())
    steps = {
        Reached.SENT: message.sent_at,
        Reached.DELIVERED: message.delivered_at,
        Reached.READ: message.read_at,
    }
    return State(
        reached,
        setting.words(f"reached.{reached}"),
        _advice(setting, reached, one),
        at=steps.get(reached),
        times=[(setting.words(f"reached.{step}"), when) for step, when in steps.items() if when],
    )


def _advice(setting: Setting, reached: Reached, one: Said) -> str | None:
    """What happened, and what to do about it; None where the word says it all."""
    code = one.message.reached_reason
    if reached is Reached.UNKNOWN:
        return setting.words("advice.unknown")
    if reached is Reached.WITHHELD or code is None:
        return None
    why = setting.words.code("failure", code) or setting.words("failure.other", code=code[:60])
    return setting.words("advice.queued", reason=why) if reached is Reached.QUEUED else why
