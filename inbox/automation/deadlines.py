"""By when a request must be answered: one month by the calendar, as Regulation 1182/71 counts it.

Pure. The day of receipt is not counted; the end is never moved to a later working day, because
earlier is safe.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

MONTHS_TO_ANSWER = 1  # GDPR Art. 12(3); two more with a notice in the first month


def due_on(received: datetime, *, zone: str, months: int = MONTHS_TO_ANSWER) -> date:
    """The last day for an answer to what was received at this moment, in the shop's zone."""
    day = received.astimezone(ZoneInfo(zone)).date()
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
