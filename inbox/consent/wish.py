"""What a provider's or a link's word that somebody wants no more does to their consent. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from inbox.channel import Wish
from inbox.consent.purpose import Happened, Purpose

_WITHDRAWS: Final[Mapping[Wish, tuple[tuple[Purpose, Happened], ...]]] = {
    Wish.STOP_MARKETING: ((Purpose.MARKETING, Happened.WITHDRAWN),),
    Wish.STOP_ALL: (
        (Purpose.MARKETING, Happened.WITHDRAWN),
        (Purpose.AUTOMATION, Happened.OBJECTED),
    ),
    Wish.RESUME_MARKETING: (),  # lifts the provider's block; it is not a consent
}


def withdrawn_by(
    wish: Wish, *, said_at: datetime, granted_at: datetime | None
) -> tuple[tuple[Purpose, Happened], ...]:
    """A word that comes late counts, unless advertising was agreed to after it was said."""
    outdated = granted_at is not None and said_at < granted_at
    return () if outdated else _WITHDRAWS[wish]
