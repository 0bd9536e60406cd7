"""A number of the shop at one provider, as the provider keeps it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

META: Final = "meta"
DIALOG360: Final = "360dialog"
TWILIO: Final = "twilio"

_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    META: ("phone_number_id", "waba_id", "access_token", "app_secret"),
    DIALOG360: ("phone_number", "api_key", "webhook_secret"),
    TWILIO: ("phone_number", "account_sid", "auth_token"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """`callback` None: nobody listens yet. Which secret proves what is the provider's rule."""

    provider: str
    number: str  # E.164 digits
    number_id: str
    waba_id: str
    settings: Mapping[str, str] = field(repr=False)
    callback: str | None = None

    @property
    def key(self) -> str:
        """The same number at the same provider, connected again, is the same line."""
        return f"{self.provider}:{self.number_id}"

    def setting(self, name: str) -> str:
        return self.settings.get(name, "")


def line(settings: Mapping[str, str], callback: str | None) -> Line:
    """Raises KeyError with the name of what the settings lack."""
    provider = settings.get("provider") or META
    for name in _NEEDED[provider]:
        if not settings.get(name):
            raise KeyError(name)
    number = digits(settings.get("phone_number", ""))
    return Line(
        provider=provider,
        number=number or "493023125111",
        number_id=settings.get("phone_number_id") or number,
        waba_id=settings.get("waba_id") or "102290129340398",
        settings=settings,
        callback=callback,
    )


def digits(number: str) -> str:
    return re.sub(r"\D", "", number)
