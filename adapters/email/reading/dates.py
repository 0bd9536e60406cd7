"""When a mail says that it was written. Aware UTC, or nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import Final

EARLIEST: Final = datetime(1971, 1, 1, tzinfo=UTC)
MAX_OFFSET: Final = 14 * 3600  # seconds
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)

_NUMERIC_ZONE: Final = re.compile(r"\b(?:UTC|GMT|UT)\s*([+-]\d{1,2}):?(\d{2})?\b", re.IGNORECASE)
# Names that RFC 5322 does not know; without them a European mail is read an hour or two early.
_ZONES: Final = {
    "WEST": "+0100",
    "BST": "+0100",
    "CET": "+0100",
    "MET": "+0100",
    "MEZ": "+0100",
    "CEST": "+0200",
    "MEST": "+0200",
    "MESZ": "+0200",
    "EET": "+0200",
    "EEST": "+0300",
    "MSK": "+0300",
    "JST": "+0900",
}
_NAMED_ZONE: Final = re.compile(r"\b(" + "|".join(_ZONES) + r")\b")
_COLON_ZONE: Final = re.compile(r"([+-]\d{2}):(\d{2})\b")


def date_of(header: str) -> datetime | None:
    """Reads RFC 5322, what resembles it ("GMT+01:00", a zone with a colon), and ISO 8601."""
    text = header[:200].strip()
    return _plausible(_from_mail(text) or _from_iso(text))


def _from_mail(text: str) -> datetime | None:
    spelled = _COLON_ZONE.sub(r"\1\2", _NUMERIC_ZONE.sub(_zone, text))
    spelled = _NAMED_ZONE.sub(lambda name: _ZONES[name.group()], spelled.partition("(")[0])
    try:
        fields = parsedate_tz(spelled)
        if fields is None:
            return None
        offset = fields[9] if abs(fields[9] or 0) <= MAX_OFFSET else 0
        zone = timezone(timedelta(seconds=offset or 0))
        return datetime(*fields[:6], tzinfo=zone).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _zone(match: re.Match[str]) -> str:
    return f"{int(match.group(1)):+03d}{match.group(2) or '00'}"


def _from_iso(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _plausible(found: datetime | None) -> datetime | None:
    return found if found and EARLIEST <= found <= LATEST else None
