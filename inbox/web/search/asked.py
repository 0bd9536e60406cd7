"""What somebody looks for, as the address of the page says it; nonsense narrows nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from inbox.conversations.search.find import Filters


@dataclass(frozen=True, slots=True)
class Question:
    """`since` and `until` are days in the shop's zone, both included."""

    text: str = ""
    channel: str | None = None
    agent: str | None = None
    label: str | None = None
    since: date | None = None
    until: date | None = None
    before: int | None = None

    @classmethod
    def read(cls, args: MultiDict[str, str]) -> Question:
        return cls(
            text=args.get("q", "")[:400],
            channel=args.get("channel") or None,
            agent=args.get("agent") or None,
            label=args.get("label") or None,
            since=_day(args.get("since", "")),
            until=_day(args.get("until", "")),
            before=_number(args.get("before", "")),
        )

    @property
    def narrows(self) -> bool:
        return any((self.channel, self.agent, self.label, self.since, self.until))

    def filters(self, zone: str) -> Filters:
        return Filters(
            channel=self.channel,
            agent_id=self.agent,
            label_id=self.label,
            since=_start(self.since, zone),
            until=_start(self.until + timedelta(days=1), zone) if self.until else None,
        )

    def going_on(self, before: int | None) -> dict[str, str]:
        """The same question from another place on, as values of an address."""
        asked = replace(self, before=before)
        values = {
            "q": asked.text,
            "channel": asked.channel,
            "agent": asked.agent,
            "label": asked.label,
            "since": asked.since,
            "until": asked.until,
            "before": asked.before,
        }
        return {name: str(value) for name, value in values.items() if value}


def _start(day: date | None, zone: str) -> datetime | None:
    return datetime.combine(day, time(), ZoneInfo(zone)) if day else None


def _number(text: str) -> int | None:
    """The id of an entry; None for what no database takes for one."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        return None
    number = int(text)
    return number if number < 1 << 63 else None


def _day(text: str) -> date | None:
    """From year 2 on and up to year 9998, so that a day and a zone can be added."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1 < found.year < 9999 else None
