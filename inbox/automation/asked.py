"""The pure rules, asked from outside: a question in JSON, the answer in JSON.

What can be asked is described in README.md beside this file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from inbox.automation.decide import decide
from inbox.automation.facts import Facts
from inbox.automation.headers import MailFacts, loop_signs_of
from inbox.automation.question import read_facts, read_moment, read_object
from inbox.automation.reasons import Decision
from inbox.hours.calendar import HORIZON, Profile, is_open, next_close, next_open
from inbox.hours.holidays import Region, holidays_in
from inbox.hours.profile import read_date
from inbox.hours.spoken import relative, speak
from inbox.hours.zones import open_zone

Answer = dict[str, Any]

LARGEST_INPUT: Final = 20_000_000  # characters of one line or one document


def answers(rule: str, lines: Iterable[str]) -> Iterator[str]:
    """An answer in one line to every question, in their order.

    The questions are objects or lists of objects, one to a line or as one document over many. What
    cannot be answered is answered with `error`.
    """
    said = (line for line in lines if line.strip())
    first = next(said, None)
    if first is None:
        return
    if _is_json(first):
        yield from _answered(rule, first)
        documents: Iterable[str] = said
    else:
        rest = [first, *said]
        whole = "".join(rest)
        documents = [whole] if _is_json(whole) else rest
    for document in documents:
        yield from _answered(rule, document)


def answer(rule: str, question: object) -> Answer:
    """`rule` is "decide" or "hours". An `id` in the question comes back with the answer."""
    try:
        asked = dict(read_object(question))
        named = {"id": asked.pop("id")} if "id" in asked else {}
        return {**named, **ANSWERS[rule](asked)}
    except ValueError as error:
        return {"error": str(error)}


def decided(asked: Mapping[str, object]) -> Answer:
    facts = read_facts(Facts, _plain(asked))
    open_zone(facts.hours.zone)  # a wrong one is refused, also where no rule looks at it
    return as_json(decide(facts))


def as_json(decision: Decision) -> Answer:
    return {
        "reply": decision.reply,
        "reason": decision.reason,
        "effects": [
            {"purpose": one.purpose, "happened": one.happened, "everywhere": one.everywhere}
            for one in decision.effects
        ],
        "flags": list(decision.flags),
        "rights": list(decision.rights),
        "command": decision.command,
        "hint": decision.hint,
        "rule": decision.rule,
        "strip_marketing": decision.strip_marketing,
        "notice": decision.with_notice,
    }


def hours(asked: Mapping[str, object]) -> Answer:
    if unknown := [name for name in asked if name not in {"now", "profile", "country"}]:
        raise ValueError(f"hours know no {unknown[0][:60]!r}, only now, profile and country")
    now = read_moment(asked.get("now"))
    profile = read_profile(asked.get("profile"), now)
    country = _country(asked.get("country"))
    opening, closing = next_open(profile, now), next_close(profile, now)
    local = opening.astimezone(open_zone(profile.zone)) if opening else None
    said = {
        f"text_{language}": speak(
            opening, now=now, zone=profile.zone, language=language, country=country
        )
        for language in ("de", "en")
    }
    return {
        "open": is_open(profile, now),
        "next_open": _written(opening),
        "next_close": _written(closing),
        "next_open_local": local.isoformat() if local else None,
        "relative": relative(opening, now=now, zone=profile.zone),
        **said,
    }


def read_profile(document: object, now: datetime) -> Profile:
    """A profile of hours; its `region` stands for the holidays of the time that can matter."""
    given = dict(read_object(document))
    region = given.pop("region", None)
    if region is not None:
        first, last = now.date() - timedelta(days=2), (now + HORIZON).date() + timedelta(days=2)
        given["holidays"] = [*_as_list(given.get("holidays")), *_holidays(region, first, last)]
    return Profile.from_json(given)


def _is_json(text: str) -> bool:
    try:
        json.loads(text[:LARGEST_INPUT])
    except (ValueError, RecursionError):
        return False
    return True


def _answered(rule: str, document: str) -> Iterator[str]:
    try:
        read = json.loads(document[:LARGEST_INPUT])
    except (ValueError, RecursionError):
        yield json.dumps({"error": "this is no JSON; a question is a JSON object"})
        return
    for question in read if isinstance(read, list) else [read]:
        yield json.dumps(answer(rule, question), ensure_ascii=False)


def _country(written: object) -> str | None:
    if written is None:
        return None
    if not isinstance(written, str) or not _COUNTRY.fullmatch(written):
        raise ValueError(f"country: {repr(written)[:60]} is no country like DE")
    return written


def _plain(asked: Mapping[str, object]) -> dict[str, object]:
    """The question with what has two forms brought into the one that `Facts` has."""
    plain = dict(asked)
    if plain.get("mail") is not None:
        message = dict(read_object(plain.get("message") or {}))
        signs = loop_signs_of(read_facts(MailFacts, plain["mail"]))
        plain["message"] = {**message, "loop_signs": [*_as_list(message.get("loop_signs")), *signs]}
    plain.pop("mail", None)
    known_hours = dict(read_object(plain.get("hours") or {}))
    if (document := known_hours.pop("profile", None)) is not None:
        now = read_moment(plain.get("now"))
        profile = read_profile(document, now)
        known_hours |= {"open": is_open(profile, now), "zone": profile.zone}
    return {**plain, "hours": known_hours}


def _holidays(document: object, first: date, last: date) -> list[str]:
    given = dict(read_object(document))
    extra = {read_date(day) for day in _as_list(given.pop("extra", None))}
    ignored = {read_date(day) for day in _as_list(given.pop("ignored", None))}
    region = Region(
        country=str(given.pop("country", "DE")),
        subdivision=str(given["subdivision"]) if given.get("subdivision") else None,
        categories=tuple(str(one) for one in _as_list(given.pop("categories", ["public"]))),
    )
    given.pop("subdivision", None)
    if given:
        raise ValueError(f"a region has no {next(iter(given))[:60]!r}")
    days = (set(holidays_in(region, first, last)) | extra) - ignored
    return [day.isoformat() for day in sorted(days)]


def _as_list(document: object) -> list[object]:
    if document is not None and not isinstance(document, list):
        raise ValueError("a list was expected")
    return document or []


def _written(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


_COUNTRY: Final = re.compile("[A-Za-z]{2}")  # ISO 3166 alpha-2
ANSWERS: Final[Mapping[str, Callable[[Mapping[str, object]], Answer]]] = {
    "decide": decided,
    "hours": hours,
}
