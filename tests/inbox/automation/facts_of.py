"""Facts for tests: an ordinary question in an open shop, and what a test changes in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from inbox.automation.facts import (
    AccountFacts,
    ConsentFacts,
    ConversationFacts,
    Facts,
    HoursFacts,
    IdentityFacts,
    Medium,
    MessageFacts,
    Phase,
    Planned,
    Policy,
    Request,
)
from inbox.automation.reasons import Reply
from inbox.consent.purpose import Purpose, Standing

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)  # a Tuesday, 11:00 in Berlin
NIGHT = datetime(2026, 11, 24, 23, tzinfo=UTC)  # midnight in Berlin
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
OPEN = HoursFacts(open=True)
CLOSED = HoursFacts(open=False)
MAIL = AccountFacts(medium=Medium.MAIL)
WHATSAPP = AccountFacts(reply_window=24 * HOUR)
LATER = ConversationFacts(answered=True)


def facts(text: str = "Wo ist mein Paket?", **groups: Any) -> Facts:
    """A first chat message while the shop is open; `message` is laid over the text."""
    message = groups.pop("message", None) or MessageFacts()
    ordinary = Facts(now=NOW, hours=OPEN, message=replace(message, text=message.text or text))
    return replace(ordinary, **groups)


def sending(reply: Reply | None, text: str = "Wo ist mein Paket?", **groups: Any) -> Facts:
    """The same, just before the planned `reply` leaves."""
    groups.setdefault("planned", Planned(reply=reply))
    return facts(text, phase=Phase.SEND, **groups)


def ago(span: timedelta) -> MessageFacts:
    return MessageFacts(sent_at=NOW - span)


def sent(reply: Reply, span: timedelta) -> IdentityFacts:
    return IdentityFacts(last_sent={reply: NOW - span})


def said_here(reply: Reply, span: timedelta) -> ConversationFacts:
    return ConversationFacts(last_sent={reply: NOW - span})


def asked(purpose: Purpose, span: timedelta = HOUR, **standings: Any) -> ConsentFacts:
    return ConsentFacts(request=Request(purpose, NOW - span), **standings)


def granted_channel() -> ConsentFacts:
    return ConsentFacts(channel=Standing.GRANTED)


STRICT = Policy(consent_required=True)
SILENT = Policy(acknowledge=False)
OBJECTED = ConsentFacts(automation=Standing.OBJECTED)
SUBSCRIBED = ConsentFacts(marketing=Standing.GRANTED)
NO_PROFILE = HoursFacts()
NOTICE = Policy(notice_version="2")
SEEN = ConsentFacts(notice_shown="2")
