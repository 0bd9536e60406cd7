"""What Meta's error codes mean for us [META], one line each; 360dialog passes them through."""

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
from inbox.channel import Scope, Wish

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE

CONSEQUENCES: Final[Mapping[int, Build]] = {
    # the account
    0: broken("TOKEN_INVALID"),
    3: broken("PERMISSION_MISSING"),
    10: broken("PERMISSION_MISSING"),
    33: broken("NUMBER_DELETED"),
    104: broken("TOKEN_MISSING"),
    190: broken("TOKEN_EXPIRED"),
    368: broken("ACCOUNT_RESTRICTED"),
    131005: broken("PERMISSION_MISSING"),
    131030: broken("TEST_NUMBER_ONLY"),
    131031: broken("ACCOUNT_LOCKED"),
    131037: broken("DISPLAY_NAME_NOT_APPROVED"),
    131042: broken("PAYMENT_PROBLEM"),
    131044: broken("PAYMENT_PROBLEM"),
    131045: broken("NUMBER_NOT_REGISTERED"),
    131063: broken("MARKETING_DISABLED"),
    131064: broken("TEMPLATES_MISCATEGORISED"),
    132068: broken("FLOW_BLOCKED"),
    132069: broken("FLOW_THROTTLED"),
    133000: broken("NUMBER_NOT_REGISTERED"),
    133005: broken("PIN_WRONG"),
    133006: broken("NUMBER_NOT_VERIFIED"),
    133008: broken("PIN_GUESSED_TOO_OFTEN"),
    133009: broken("PIN_GUESSED_TOO_OFTEN"),
    133010: broken("NUMBER_NOT_REGISTERED"),
    133015: broken("NUMBER_JUST_DELETED"),
    133016: broken("REGISTERED_TOO_OFTEN"),
    134011: broken("PAYMENT_TERMS"),
    2593107: broken("HISTORY_SYNC_REFUSED"),
    2593108: broken("HISTORY_SYNC_REFUSED"),
    2593109: broken("HISTORY_SYNC_DECLINED"),
    # later; bounded by the core's number of attempts
    1: later("PROVIDER_ERROR"),
    2: later("PROVIDER_DOWN"),
    131000: later("PROVIDER_ERROR"),
    131016: later("PROVIDER_DOWN"),
    135000: rejected("PARAMETER_INVALID"),
    # later, and the whole number with it
    4: later("CALL_LIMIT", seconds=5 * _MINUTE, scope=Scope.ACCOUNT),
    80007: later("CALL_LIMIT", seconds=5 * _MINUTE, scope=Scope.ACCOUNT),
    130429: later("THROUGHPUT", seconds=5, scope=Scope.ACCOUNT),
    131048: later("SPAM_LIMIT", seconds=_HOUR, scope=Scope.ACCOUNT),
    131057: later("MAINTENANCE", seconds=_MINUTE, scope=Scope.ACCOUNT),
    133004: later("PROVIDER_DOWN", seconds=_MINUTE, scope=Scope.ACCOUNT),
    2494100: later("MAINTENANCE", seconds=5 * _MINUTE, scope=Scope.ACCOUNT),
    # later, but only this conversation: one message in six seconds to one person [META]
    131056: later("PAIR_RATE", seconds=6, scope=Scope.CONVERSATION),
    # a template
    131047: template_needed("WINDOW_CLOSED"),
    132015: template_needed("TEMPLATE_PAUSED"),
    132016: template_needed("TEMPLATE_DISABLED"),
    # the customer
    131050: stopped("MARKETING_STOPPED", Wish.STOP_MARKETING),
    # final for this message
    130403: rejected("BLOCKED_BY_US"),
    130472: rejected("MARKETING_EXPERIMENT"),
    130497: rejected("COUNTRY_NOT_ALLOWED"),
    131026: rejected("UNREACHABLE"),
    131049: rejected("MARKETING_CAP"),
    137000: rejected("IDENTITY_CHANGED"),
    # our input
    100: rejected("PARAMETER_INVALID"),
    131008: rejected("PARAMETER_MISSING"),
    131009: rejected("PARAMETER_INVALID"),
    131014: rejected("FILE_REFUSED"),
    131021: rejected("SENT_TO_OURSELVES"),
    131051: rejected("KIND_NOT_SUPPORTED"),
    131052: rejected("FILE_NOT_AVAILABLE"),
    131053: rejected("FILE_REFUSED"),
    131055: rejected("METHOD_NOT_ALLOWED"),
    131062: rejected("PHONE_NUMBER_NEEDED"),
    132000: rejected("TEMPLATE_VARIABLES"),
    132001: rejected("TEMPLATE_UNKNOWN"),
    132005: rejected("TEMPLATE_TOO_LONG"),
    132007: rejected("TEMPLATE_POLICY"),
    132008: rejected("TEMPLATE_VARIABLES"),
    132012: rejected("TEMPLATE_VARIABLES"),
    132018: rejected("TEMPLATE_VARIABLES"),
}

RANGES: Final[tuple[tuple[range, Build], ...]] = (
    (range(200, 300), broken("PERMISSION_MISSING")),
    (range(131020, 131021), rejected("GROUP_REFUSED")),
    (range(131041, 131042), rejected("GROUP_REFUSED")),
    (range(131059, 131060), rejected("GROUP_REFUSED")),
    (range(131200, 131300), rejected("GROUP_REFUSED")),
    (range(134100, 134103), rejected("METHOD_NOT_ALLOWED")),
    (range(139000, 139005), rejected("FLOW_REFUSED")),
    (range(139100, 139104), rejected("BLOCK_LIST_REFUSED")),
)

# The file may have been deleted at Meta since it was uploaded: a fresh upload may help, once.
FILE_TROUBLE: Final = frozenset({"FILE_REFUSED", "PARAMETER_INVALID"})


def consequence(code: int) -> Build | None:
    """None for a code that the table does not know."""
    if code in CONSEQUENCES:
        return CONSEQUENCES[code]
    return next((build for codes, build in RANGES if code in codes), None)
