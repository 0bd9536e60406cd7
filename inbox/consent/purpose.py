"""What a customer can agree or object to, and what can happen to that."""

from __future__ import annotations

from enum import StrEnum


class Purpose(StrEnum):
    SERVICE = "service"  # answering what was asked; needs no consent
    AUTOMATION = "automation"  # service replies made by the machine; may be objected to
    CHANNEL = "channel"  # using this channel at all, where the shop asks for that explicitly
    MARKETING = "marketing"  # newsletters, offers, surveys; denied until granted
    SOFT_OPT_IN = "soft_opt_in"  # the same to an existing customer, s.7(3) UWG; no consent


class Happened(StrEnum):
    ASKED = "asked"
    SHOWN = "shown"  # the privacy notice
    GRANTED = "granted"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    CLEARED = "cleared"
    EXPIRED = "expired"
    IMPORTED = "imported"
    NOTED = "noted"  # a sale with the notice that s.7(3) UWG asks for
    CORRECTED = "corrected"  # what was granted was not this identity's to grant


class Standing(StrEnum):
    """The state of one purpose, a projection of the ledger."""

    UNKNOWN = "unknown"
    PENDING = "pending"
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OBJECTED = "objected"
    NOTED = "noted"  # of a soft opt-in only: nobody agreed to anything


def after(standing: Standing, happened: Happened) -> Standing:
    """The state that follows; what cannot happen in a state changes nothing."""
    return _NEXT.get((standing, happened), _ALWAYS.get(happened, standing))


# An objection or a withdrawal counts in every state, also before anybody asked.
_ALWAYS = {
    Happened.WITHDRAWN: Standing.WITHDRAWN,
    Happened.OBJECTED: Standing.OBJECTED,
}
# No way leads from WITHDRAWN to GRANTED but a new question and its answer.
_NEXT = {
    (Standing.UNKNOWN, Happened.ASKED): Standing.PENDING,
    (Standing.WITHDRAWN, Happened.ASKED): Standing.PENDING,
    (Standing.EXPIRED, Happened.ASKED): Standing.PENDING,
    (Standing.PENDING, Happened.GRANTED): Standing.GRANTED,
    (Standing.PENDING, Happened.DENIED): Standing.WITHDRAWN,
    (Standing.PENDING, Happened.EXPIRED): Standing.UNKNOWN,
    (Standing.GRANTED, Happened.EXPIRED): Standing.EXPIRED,
    (Standing.UNKNOWN, Happened.IMPORTED): Standing.GRANTED,
    (Standing.OBJECTED, Happened.CLEARED): Standing.UNKNOWN,
    (Standing.UNKNOWN, Happened.NOTED): Standing.NOTED,
    (Standing.EXPIRED, Happened.NOTED): Standing.NOTED,
    (Standing.NOTED, Happened.EXPIRED): Standing.EXPIRED,
    (Standing.GRANTED, Happened.CORRECTED): Standing.UNKNOWN,
    (Standing.PENDING, Happened.CORRECTED): Standing.UNKNOWN,
    (Standing.NOTED, Happened.CORRECTED): Standing.UNKNOWN,
}
