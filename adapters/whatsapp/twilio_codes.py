"""What Twilio's error codes mean for us [TW], one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.whatsapp.consequences import (
    Build,
    broken,
    later,
    rejected,
    stopped,
    template_needed,
)
from inbox.channel import Scope

_HOUR: Final = 60 * 60

CONSEQUENCES: Final[Mapping[int, Build]] = {
    # the account
    20003: broken("CREDENTIALS_REFUSED"),
    63001: broken("CREDENTIALS_REFUSED"),
    63002: broken("SENDER_MISCONFIGURED"),
    63007: broken("SENDER_MISCONFIGURED"),
    63008: broken("SENDER_MISCONFIGURED"),
    63015: broken("SANDBOX_ONLY"),
    63020: broken("BUSINESS_MANAGER"),
    63026: broken("SPAM_LIMIT"),
    63039: broken("SPAM_LIMIT"),
    # later
    63009: later("PROVIDER_ERROR"),
    63010: later("PROVIDER_ERROR"),
    63011: later("PROVIDER_ERROR"),
    63012: later("PROVIDER_DOWN"),
    # later, and the whole number with it
    20429: later("TOO_MANY_REQUESTS", seconds=5, scope=Scope.ACCOUNT),
    63017: later("THROUGHPUT", seconds=5, scope=Scope.ACCOUNT),
    63018: later("THROUGHPUT", seconds=5, scope=Scope.ACCOUNT),
    63038: later("DAILY_LIMIT", seconds=6 * _HOUR, scope=Scope.ACCOUNT),
    # a template
    63016: template_needed("WINDOW_CLOSED"),
    63041: template_needed("TEMPLATE_PAUSED"),
    # the customer
    21610: stopped("STOPPED"),
    63014: stopped("BLOCKED"),
    63033: stopped("BLOCKED"),
    # final for this message
    21211: rejected("UNREACHABLE"),
    21408: rejected("COUNTRY_NOT_ALLOWED"),
    21614: rejected("UNREACHABLE"),
    63003: rejected("UNREACHABLE"),
    63024: rejected("UNREACHABLE"),
    63032: rejected("MARKETING_CAP"),
    # our input
    21617: rejected("TEXT_TOO_LONG"),
    21620: rejected("FILE_REFUSED"),
    21656: rejected("TEMPLATE_VARIABLES"),
    63005: rejected("CONTENT_REFUSED"),
    63006: rejected("CONTENT_REFUSED"),
    63013: rejected("POLICY"),
    63019: rejected("FILE_REFUSED"),
    63021: rejected("CONTENT_REFUSED"),
    63027: rejected("TEMPLATE_UNKNOWN"),
    63028: rejected("TEMPLATE_VARIABLES"),
    63029: rejected("TEMPLATE_UNKNOWN"),
    63030: rejected("PARAMETER_INVALID"),
    63031: rejected("SENT_TO_OURSELVES"),
    63034: rejected("FILE_REFUSED"),
    63037: rejected("FILE_REFUSED"),
    63040: rejected("TEMPLATE_REFUSED"),
}


def consequence(code: int) -> Build | None:
    """None for a code that the table does not know."""
    return CONSEQUENCES.get(code)
