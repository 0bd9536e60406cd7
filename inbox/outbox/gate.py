"""The gate: refuses a message that may not be sent, whoever wrote it. Pure: facts in, ruling out.

                                    | automatic service | marketing     | a person's service
STOP (marketing withdrawn)          | goes              | stops         | goes
STOP with nothing to withdraw, BOT  | stops             | stops         | goes
blocked, restricted, being erased   | stops             | stops         | stops
reply window closed                 | stops             | template only | template only
consent required and not granted    | the request only  | stops         | stops
account paused                      | waits             | waits         | waits
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from inbox.consent.purpose import Purpose


class Ruling(StrEnum):
    GOES = "goes"
    WAITS = "waits"
    STOPS = "stops"


@dataclass(frozen=True, slots=True)
class Crossing:
    """What the gate looks at. `purpose` is AUTOMATION for automatic service replies.

    `asked_for`: the customer's own command asked for it, or it asks for or confirms a consent.
    """

    purpose: Purpose
    asked_for: bool = False
    account_paused: bool = False
    customer_blocked: bool = False
    processing_restricted: bool = False
    being_erased: bool = False
    marketing_permitted: bool = False
    automation_objected: bool = False
    consent_required: bool = False
    consent_granted: bool = False
    window_open: bool = True
    is_template: bool = False


@dataclass(frozen=True, slots=True)
class Decided:
    ruling: Ruling
    reason: str = ""  # SCREAMING_CODE, empty if it goes


def rule(crossing: Crossing) -> Decided:
    """The first row that stops it; waiting is looked at last, so that nothing waits in vain."""
    for stops, reason in _ROWS:
        if stops(crossing):
            return Decided(Ruling.STOPS, reason)
    if crossing.account_paused:
        return Decided(Ruling.WAITS, "ACCOUNT_PAUSED")
    return Decided(Ruling.GOES)


def _without_marketing_consent(crossing: Crossing) -> bool:
    return crossing.purpose is Purpose.MARKETING and not crossing.marketing_permitted


def _machine_not_wanted(crossing: Crossing) -> bool:
    """What the customer's own command asks for still goes, e.g. the confirmation of the STOP."""
    from_machine = crossing.purpose in {Purpose.AUTOMATION, Purpose.MARKETING}
    return crossing.automation_objected and from_machine and not crossing.asked_for


def _consent_missing(crossing: Crossing) -> bool:
    asks = crossing.purpose is Purpose.AUTOMATION and crossing.asked_for
    return crossing.consent_required and not crossing.consent_granted and not asks


def _window_closed(crossing: Crossing) -> bool:
    template_helps = crossing.is_template and crossing.purpose is not Purpose.AUTOMATION
    return not crossing.window_open and not template_helps


_ROWS: Final[tuple[tuple[Callable[[Crossing], bool], str], ...]] = (
    (lambda crossing: crossing.being_erased, "ERASURE_IN_PROGRESS"),
    (lambda crossing: crossing.customer_blocked, "CUSTOMER_BLOCKED"),
    (lambda crossing: crossing.processing_restricted, "PROCESSING_RESTRICTED"),
    (_without_marketing_consent, "MARKETING_NOT_ALLOWED"),
    (_machine_not_wanted, "AUTOMATION_OPTED_OUT"),
    (_consent_missing, "CONSENT_MISSING"),
    (_window_closed, "WINDOW_CLOSED"),
)
