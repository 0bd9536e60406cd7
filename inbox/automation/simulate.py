"""What would a customer on this account get at this moment if they wrote this? Nothing is sent.

The same rules and the same texts as for a real message; only the facts are supposed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.automation.decide import decide
from inbox.automation.facts import (
    AccountFacts,
    ConsentFacts,
    ConversationFacts,
    Facts,
    HoursFacts,
    IdentityFacts,
    Medium,
    MessageFacts,
    Request,
)
from inbox.automation.fillings import fillings, wording_shown
from inbox.automation.gather import voice_of
from inbox.automation.headers import MailFacts, loop_signs_of
from inbox.automation.language import choose_language
from inbox.automation.reasons import Decision, Reply
from inbox.automation.rulebook import policy_of, rulebook
from inbox.automation.texts import Gap, Saying, Voice, compose, name_of
from inbox.channel import Channel, Kind
from inbox.consent.purpose import Purpose, Standing
from inbox.hours.calendar import is_open, next_change
from inbox.hours.profile import Profile
from inbox.hours.profiles import profile_for
from inbox.people.team import Team
from inbox.shop import Shop, the_shop

_ASKED_BEFORE: Final = timedelta(hours=1)
_SENDER: Final = "kundin@example.org"
_LINK: Final = "https://…"  # stands where a confirmation's link will be


@dataclass(frozen=True, slots=True)
class Supposed:
    """`at` is the moment that is asked about. `language` None: as the text suggests. `asked`: that
    question was put an hour ago. `first` False: an answer has left in this conversation already.
    `headers` are those of a mail; `team` is whose hours count."""

    text: str
    at: datetime
    subject: str = ""
    kind: Kind = Kind.TEXT
    language: str | None = None
    marketing: Standing = Standing.UNKNOWN
    soft_opt_in: bool = False
    automation: Standing = Standing.UNKNOWN
    channel: Standing = Standing.UNKNOWN
    asked: Purpose | None = None
    notice_seen: bool = False
    first: bool = True
    bot_off: bool = False
    blocked: bool = False
    agent_wrote_at: datetime | None = None
    last_sent: Mapping[Reply, datetime] = field(default_factory=dict)
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    team: Team | None = None


@dataclass(frozen=True, slots=True)
class Simulated:
    """`text` is what would be sent; None: nothing, or (with a reply in the decision) a text that
    names what nobody has configured. `hours_open` None: there is no profile of hours; `changes_at`:
    when that will be otherwise."""

    decision: Decision
    facts: Facts
    language: str
    voice: Voice
    text: str | None
    saying: Saying | None
    hours_open: bool | None
    changes_at: datetime | None

    @property
    def is_incomplete(self) -> bool:
        return self.decision.reply is not None and self.text is None


def simulate(session: Session, channel: Channel, account: Account, supposed: Supposed) -> Simulated:
    """Raises ValueError if nobody speaks the language."""
    shop = the_shop(session)
    hours = profile_for(session, supposed.team, account, shop)
    language = _language(shop, account, supposed)
    voice, book = voice_of(shop, language), rulebook(session, shop)
    facts = Facts(
        now=supposed.at,
        message=_message(supposed, language),
        account=AccountFacts(
            medium=Medium(channel.capabilities.medium),
            reply_window=channel.capabilities.reply_window,
        ),
        identity=IdentityFacts(blocked=supposed.blocked, last_sent=supposed.last_sent),
        conversation=ConversationFacts(
            bot_off=supposed.bot_off,
            answered=not supposed.first,
            agent_wrote_at=supposed.agent_wrote_at,
            last_sent=supposed.last_sent,
        ),
        consent=_consent(shop, supposed),
        hours=_hours(shop, hours, supposed.at),
        policy=policy_of(book, shop, account, voice),
    )
    decision = decide(facts)
    values = fillings(shop, channel, hours, voice, now=supposed.at)
    asked = wording_shown(decision.reply, voice, values, book.sayings)
    values |= {Gap.WORDING: asked[1] if asked else "", Gap.CONFIRM_URL: _LINK}
    try:
        text = compose(decision, voice, values, sayings=book.sayings) if decision.reply else None
    except ValueError:
        text = None
    saying = book.sayings.of(name_of(decision), voice) if decision.reply else None
    changes_at = next_change(hours, supposed.at) if hours else None
    is_open_now = facts.hours.open
    return Simulated(decision, facts, language, voice, text, saying, is_open_now, changes_at)


def _language(shop: Shop, account: Account, supposed: Supposed) -> str:
    spoken = shop.languages.split(",")
    if supposed.language is None:
        text = supposed.text or supposed.subject
        return choose_language(text, known=account.language, available=spoken)
    if supposed.language not in spoken:
        raise ValueError(f"the shop does not answer in {supposed.language[:20]!r}")
    return supposed.language


def _message(supposed: Supposed, language: str) -> MessageFacts:
    signs = (
        loop_signs_of(MailFacts(sender=_SENDER, headers=supposed.headers))
        if supposed.headers
        else ()
    )
    return MessageFacts(
        kind=supposed.kind,
        text=supposed.text,
        subject=supposed.subject,
        language=language,
        sent_at=supposed.at,
        loop_signs=tuple(signs),
    )


def _consent(shop: Shop, supposed: Supposed) -> ConsentFacts:
    put_at = supposed.at - _ASKED_BEFORE
    return ConsentFacts(
        marketing=supposed.marketing,
        soft_opt_in=supposed.soft_opt_in,
        automation=supposed.automation,
        channel=supposed.channel,
        request=Request(supposed.asked, put_at) if supposed.asked else None,
        notice_shown=shop.privacy_version if supposed.notice_seen else None,
    )


def _hours(shop: Shop, hours: Profile | None, at: datetime) -> HoursFacts:
    if hours is None:
        return HoursFacts(zone=shop.zone)
    return HoursFacts(open=is_open(hours, at), zone=hours.zone)
