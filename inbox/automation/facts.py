"""Everything that the rules of automatic replies look at, gathered before they are asked.

What each fact means and what it is if nobody says is in README.md beside this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from inbox.automation.reasons import Reply
from inbox.channel import Automated, Kind, Wish
from inbox.consent.keywords import Command
from inbox.consent.purpose import Purpose, Standing


class Phase(StrEnum):
    DECIDE = "decide"  # the message has just arrived
    SEND = "send"  # the answer that was planned then is about to leave


class Medium(StrEnum):
    CHAT = "chat"
    MAIL = "mail"


class Hours(StrEnum):
    """When a rule of the shop holds."""

    ALWAYS = "always"
    OPEN = "open"  # also where there is no profile of hours
    CLOSED = "closed"


class Advertises(StrEnum):
    """How much of a reply's text is advertising."""

    NOTHING = "nothing"
    A_BLOCK = "a_block"  # which can be left out
    EVERYTHING = "everything"  # an offer, a survey, a review request


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """The message to be answered. `text` is its own words: no quote, no signature. `language` is
    the one in which it would be answered."""

    inbound: bool = True
    kind: Kind = Kind.TEXT
    text: str = ""
    subject: str = ""
    language: str | None = None
    button: str | None = None
    sent_at: datetime | None = None
    in_group: bool = False
    duplicate: bool = False
    imported: bool = False
    automated: Automated | None = None
    loop_signs: tuple[str, ...] = ()
    preference: Wish | None = None


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What the channel can do; from its `Capabilities`. How much the machine said of late, on this
    account and on all."""

    medium: Medium = Medium.CHAT
    reply_window: timedelta | None = None
    replies_of_late: int = 0
    replies_everywhere: int = 0


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """The sender on this account, and the customer behind it."""

    blocked: bool = False
    restricted: bool = False
    erasing: bool = False
    automated_at: tuple[datetime, ...] = ()
    last_sent: Mapping[Reply, datetime] = field(default_factory=dict)
    doi_mails: int = 0
    last_inbound_at: datetime | None = None
    last_outbound_at: datetime | None = None
    last_outbound_marketing: bool = False


@dataclass(frozen=True, slots=True)
class ConversationFacts:
    """`answered` and `inherits` make "three quick messages get one answer, the first".
    `rules_used` says when a rule of the shop last answered here."""

    spam: bool = False
    bot_off: bool = False
    answered: bool = False
    inherits: bool = False
    agent_wrote_at: datetime | None = None
    last_sent: Mapping[Reply, datetime] = field(default_factory=dict)
    rules_used: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """A question about a consent that was shown to this identity and waits for JA or NEIN."""

    purpose: Purpose
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """Where the ledger stands for this identity, before this message. `granted_at` is when
    advertising was agreed to, `stopped_at` when the last withdrawal or objection was said."""

    marketing: Standing = Standing.UNKNOWN
    granted_at: datetime | None = None
    stopped_at: datetime | None = None
    soft_opt_in: bool = False
    automation: Standing = Standing.UNKNOWN
    channel: Standing = Standing.UNKNOWN
    request: Request | None = None
    notice_shown: str | None = None


@dataclass(frozen=True, slots=True)
class HoursFacts:
    """`open` None: nobody made a profile of hours."""

    open: bool | None = None
    zone: str = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is too much, and how old too old. Every default can be argued about."""

    stale_after: timedelta = timedelta(minutes=60)
    quiet_from: time = time(22)
    quiet_until: time = time(7)
    quiet_delay: timedelta = timedelta(minutes=10)
    optout_confirmation_every: timedelta = timedelta(hours=24)
    optin_request_every: timedelta = timedelta(minutes=60)
    doi_mail_every: timedelta = timedelta(hours=24)
    doi_mails: int = 3
    help_every: timedelta = timedelta(minutes=60)
    replies_of_account: int = 20_000
    replies_everywhere: int = 40_000
    request_valid: timedelta = timedelta(days=7)
    marketing_remembered: timedelta = timedelta(days=7)
    replies_to_sender: int = 3
    replies_counted_over: timedelta = timedelta(hours=24)
    agent_active: timedelta = timedelta(minutes=10)
    same_reply_every: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """A question that the shop knows the answer to, see `phrases`. `whole`: the message must be
    nothing else. Asked in their order; the first that fits answers."""

    key: str
    phrases: tuple[str, ...]
    whole: bool = False
    language: str | None = None
    hours: Hours = Hours.ALWAYS
    every: timedelta = timedelta(hours=12)
    advertises: Advertises = Advertises.NOTHING  # how much of its words


@dataclass(frozen=True, slots=True)
class Policy:
    """What the shop has configured. `keywords` are its own words for commands, normalised."""

    automation: bool = True
    acknowledge: bool = True
    consent_required: bool = False
    notice_version: str | None = None
    keywords: Mapping[str, Command] = field(default_factory=dict)
    answers: tuple[AnswerRule, ...] = ()
    soft_opt_in_by: frozenset[Medium] = frozenset({Medium.MAIL})
    advertises: Mapping[Reply, Advertises] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Planned:
    """The answer that is about to leave; looked at in the phase `send` only."""

    reply: Reply | None = None
    rule: str | None = None
    already_sent: bool = False
    revoked: bool = False
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """`now` and every other moment are aware."""

    now: datetime
    phase: Phase = Phase.DECIDE
    message: MessageFacts = field(default_factory=MessageFacts)
    account: AccountFacts = field(default_factory=AccountFacts)
    identity: IdentityFacts = field(default_factory=IdentityFacts)
    conversation: ConversationFacts = field(default_factory=ConversationFacts)
    consent: ConsentFacts = field(default_factory=ConsentFacts)
    hours: HoursFacts = field(default_factory=HoursFacts)
    policy: Policy = field(default_factory=Policy)
    planned: Planned = field(default_factory=Planned)

    @property
    def planned_reply(self) -> Reply | None:
        """What is about to leave. The ledger may know already what it and its message set off."""
        return self.planned.reply if self.phase is Phase.SEND else None

    @property
    def said_at(self) -> datetime:
        """When the customer wrote."""
        return self.message.sent_at or self.now

    @property
    def age(self) -> timedelta:
        """The message's age on arrival and its time in our queues."""
        return self.now - self.said_at

    def within(self, moment: datetime | None, span: timedelta) -> bool:
        """Whether `moment` is less than `span` ago; what never was is not."""
        return moment is not None and self.now - moment < span

    def sent_within(self, reply: Reply, span: timedelta) -> bool:
        """Whether this kind of reply reached this identity, in whichever conversation."""
        sent = (self.identity.last_sent.get(reply), self.conversation.last_sent.get(reply))
        return any(self.within(moment, span) for moment in sent)
