"""Reads what Meta reports about the business account and the number itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from adapters.whatsapp.arrival import Arrival
from adapters.whatsapp.errors import failure
from adapters.whatsapp.identity import digits
from adapters.whatsapp.wire import Item, child, objects, text
from inbox.channel import AccountBroken, AccountChanged, AccountHealth

OK: Final = AccountHealth.OK
WARNING: Final = AccountHealth.WARNING
BROKEN: Final = AccountHealth.BROKEN

_WORD: Final = re.compile(r"[A-Z0-9_]{1,60}")

# Fields and, after the colon, what they say. What is not named is a warning: a person looks.
_HEALTH: Final[Mapping[str, AccountHealth]] = {
    "account_update:ACCOUNT_DELETED": BROKEN,
    "account_update:ACCOUNT_OFFBOARDED": BROKEN,
    "account_update:ACCOUNT_RECONNECTED": OK,
    "account_update:DISABLED_UPDATE:DISABLE": BROKEN,
    "account_update:DISABLED_UPDATE:REINSTATE": OK,
    "account_update:PARTNER_REMOVED:DISCONNECTED": BROKEN,
    "account_update:PARTNER_ADDED": OK,
    "account_update:PARTNER_APP_INSTALLED": OK,
    "account_update:VOLUME_BASED_PRICING_TIER_UPDATE": OK,
    "account_review_update:APPROVED": OK,
    "phone_number_name_update:APPROVED": OK,
    "phone_number_quality_update:ONBOARDING": OK,
    "phone_number_quality_update:THROUGHPUT_UPGRADE": OK,
    "phone_number_quality_update:UNFLAGGED": OK,
    "phone_number_quality_update:UPGRADE": OK,
    "business_capability_update": OK,
    "business_username_update:APPROVED": OK,
}


def account_news(
    field: str, value: Item, entry: Item, arrival: Arrival, own: str
) -> AccountChanged:
    """`what` is made of the field and Meta's own word, e.g. ACCOUNT_UPDATE_DISABLED_UPDATE."""
    event = _words(value, "event", "decision", "status") or _words(
        child(value, "alert_info"), "alert_type"
    )
    key = ":".join((field, *event[:1], *_consequence(value)))
    health = _HEALTH.get(key, WARNING)
    if health is BROKEN and _about_another_number(value, own):
        health = WARNING
    return AccountChanged(
        health=health,
        what="_".join((field.upper(), *event[:1])),
        at=_at(value, entry, arrival),
        detail=" ".join(_particulars(value)),
    )


def _consequence(value: Item) -> list[str]:
    """What an event of several meanings comes to: a ban or its end, a number disconnected."""
    if child(value, "disconnection_info"):
        return ["DISCONNECTED"]
    return _words(child(value, "ban_info"), "waba_ban_state")


def _about_another_number(value: Item, own: str) -> bool:
    """News of every number of the business account come to every number's webhook."""
    number = digits(text(value, "display_phone_number"))
    return bool(own and number) and number != own


def _at(value: Item, entry: Item, arrival: Arrival) -> datetime:
    return arrival.time_of(value.get("timestamp") or entry.get("time"))


def _words(item: Item, *keys: str) -> list[str]:
    """Meta's constants, in capitals; free text is left out, it may name people."""
    found = (text(item, key).upper() for key in keys)
    return [word for word in found if _WORD.fullmatch(word)]


def _particulars(value: Item) -> Iterator[str]:
    if number := digits(text(value, "display_phone_number"))[:20]:
        yield f"number {number}" if number.isdigit() else ""
    ban, gone = child(value, "ban_info"), child(value, "disconnection_info")
    alert, violation = child(value, "alert_info"), child(value, "violation_info")
    yield from _words(ban, "waba_ban_state")
    yield from _words(gone, "reason", "initiated_by")
    yield from _words(alert, "alert_severity", "alert_status", "alert_type")
    yield from _words(violation, "violation_type")
    yield from _words(
        value, "rejection_reason", "current_limit", "max_daily_conversations_per_business"
    )
    for restriction in objects(value, "restriction_info"):
        yield from _words(restriction, "restriction_type")


def account_errors(value: Item, arrival: Arrival) -> Iterator[AccountChanged]:
    """`value.errors`: troubles of system, app or account that belong to no message [META]."""
    for error in objects(value, "errors"):
        reason = failure([error])
        health = BROKEN if isinstance(reason, AccountBroken) else WARNING
        yield AccountChanged(health, reason.code, arrival.time_of(None), reason.detail)
