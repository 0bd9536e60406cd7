"""What the gaps of a text are filled with: particulars of the shop, the next opening, a wording."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from inbox.automation.reasons import Reply
from inbox.automation.texts import WORDINGS, Gap, Saying, Sayings, Voice, fill
from inbox.channel import Channel
from inbox.consent.purpose import Purpose
from inbox.hours.calendar import next_open
from inbox.hours.profile import Profile
from inbox.hours.spoken import speak
from inbox.shop import Shop

# What each question asks for; it counts from the moment it was put.
ASKS: Final = {
    Reply.OPTIN_REQUEST: Purpose.MARKETING,
    Reply.OPTIN_DOI_MAIL: Purpose.MARKETING,
    Reply.CONSENT_REQUEST: Purpose.CHANNEL,
}


def fillings(
    shop: Shop, channel: Channel, hours: Profile | None, voice: Voice, *, now: datetime
) -> dict[Gap, str]:
    """All but what belongs to one reply alone: the wording and the link."""
    opening = next_open(hours, now) if hours is not None else None
    zone = hours.zone if hours is not None else shop.zone
    language = voice.partition("-")[0]
    return {
        Gap.SHOP: shop.name,
        Gap.CHANNEL: channel.label,
        Gap.PROVIDER: channel.provider,
        Gap.URL: shop.privacy_url,
        Gap.NEXT_OPENING: speak(opening, now=now, zone=zone, language=language) or "",
        Gap.ALTERNATIVE: shop.contact,
        Gap.IMPRINT: shop.imprint_url,
    }


def wording_shown(
    reply: Reply | None, voice: Voice, values: Mapping[Gap, str], sayings: Sayings
) -> tuple[Saying, str] | None:
    """The words that a question asks to agree to, and which version they are."""
    asks = ASKS.get(reply) if reply else None
    if asks is None:
        return None
    saying = sayings.of(WORDINGS[asks], voice)
    return saying, fill(saying.text, values)
