"""Which kind of machine wrote a mail, if it was one. Never answered, always shown."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from adapters.email.reading.reports import About
from inbox.channel import Automated

_BY_REPORT: Final = {
    About.FAILED: Automated.BOUNCE,
    About.DELAYED: Automated.NOTIFICATION,
    About.DELIVERED: Automated.RECEIPT,
    About.RECEIPT: Automated.RECEIPT,
    About.COMPLAINT: Automated.NOTIFICATION,
}
_AUTO_REPLY: Final = frozenset(
    {"AUTO_REPLIED", "X_AUTO_REPLY", "PRECEDENCE_AUTO_REPLY", "AUTO_REPLY_SUBJECT"}
    | {"DELIVERED_TO_AUTORESPONDER", "APPLE_VACATION"}
)
_BULK: Final = frozenset({"LIST_HEADERS", "PRECEDENCE_BULK", "PRECEDENCE_LIST", "PRECEDENCE_JUNK"})
_NOTIFICATION: Final = frozenset({"AUTO_GENERATED", "AUTO_NOTIFIED", "AUTO_SUBMITTED"})


def automated(about: About | None, signs: Collection[str]) -> Automated | None:
    """A "no-reply" sender alone is not enough: contact forms write under such names for people."""
    if {"OWN_ADDRESS", "OWN_LOOP_HEADER"} <= set(signs):
        return Automated.OWN
    if about:
        return _BY_REPORT[about]
    if says_auto_reply(signs):
        return Automated.AUTO_REPLY
    if _NOTIFICATION.intersection(signs):
        return Automated.NOTIFICATION
    if _BULK.intersection(signs):
        return Automated.BULK
    return Automated.OWN if "OWN_ADDRESS" in signs else None


def says_auto_reply(signs: Collection[str]) -> bool:
    """Exchange asks for no answers in much that it sends; only from an inbox rule it is a reply."""
    return bool(_AUTO_REPLY.intersection(signs)) or (
        "RESPONSE_SUPPRESSED" in signs and "INBOX_RULES_LOOP" in signs
    )
