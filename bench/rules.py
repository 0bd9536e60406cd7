"""Rules: how fast one core decides about messages and answers questions about opening hours.

A shop with forty keyword answers and two years of holidays; messages in the mix that it gets.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeVar

from bench.figure import Figure, Goal, over_rounds
from bench.progress import saying
from inbox.automation.decide import decide
from inbox.automation.facts import (
    AccountFacts,
    AnswerRule,
    Facts,
    HoursFacts,
    Medium,
    MessageFacts,
    Policy,
)
from inbox.hours.calendar import Profile, is_open, next_change
from inbox.hours.holidays import Region
from inbox.hours.plan import Plan, confirm_holidays

Asked = TypeVar("Asked")

DECIDE: Final = Goal(">=", 5_000)
IS_OPEN: Final = Goal(">=", 20_000)
NEXT_CHANGE: Final = Goal(">=", 1_000)
_NOW: Final = datetime(2026, 11, 24, 10, tzinfo=UTC)
_ROUNDS: Final = 5
_TOPICS: Final = (
    "öffnungszeiten", "wann ... geöffnet|offen", "versandkosten", "was kostet ... versand",
    "rücksendung|retoure|rückgabe", "wie ... zurückschicken", "größentabelle", "pflegehinweis*",
    "zahlungsart*", "paypal|kreditkarte|rechnung ... bezahlen",
)  # fmt: skip
_MESSAGES: Final = (
    "Hallo, wo ist mein Paket? Ich warte seit einer Woche, und die Sendungsnummer sagt nichts.",
    "Wann habt ihr denn am Samstag geöffnet?",
    "STOP",
    "ok danke",
    (
        "Guten Tag, ich würde gern wissen, ob es das Kleid der Winterkollektion auch in Größe 42 "
        "gibt und ob ihr es bis Freitag liefern könnt, weil ich dann auf einer Hochzeit bin. "
        "Falls nicht, wäre auch das blaue in Ordnung. Viele Grüße, Erika"
    ),
    "Hiermit widerrufe ich den Vertrag über die Bestellung 4711.",
    "Where is my order? I have not received it yet.",
    "Die Farbe ist leider falsch, kann ich das umtauschen?",
)
_MAIL: Final = "\n\nAm 23.11.2026 schrieb der Shop:\n> Danke für Ihre Bestellung.\n> Ihr Team"


def measure(*, quick: bool) -> Iterator[Figure]:
    seconds = 0.4 if quick else 2.0
    saying("rules: deciding")
    yield _rate("decide with forty keyword answers", decide, _facts(), seconds, DECIDE)
    profile, moments = _shop(), _moments()
    saying("rules: opening hours")
    yield _rate("is_open", lambda at: is_open(profile, at), moments, seconds, IS_OPEN)
    yield _rate("next_change", lambda at: next_change(profile, at), moments, seconds, NEXT_CHANGE)


def _rate(
    name: str,
    ask: Callable[[Asked], object],
    questions: Sequence[Asked],
    seconds: float,
    goal: Goal,
) -> Figure:
    """Questions per second of processor time."""
    rates = []
    for _ in range(_ROUNDS):
        asked, began = 0, time.process_time()
        for question in itertools.cycle(questions):
            ask(question)
            asked += 1
            if asked % 100 == 0 and time.process_time() - began > seconds:
                break
        rates.append(asked / (time.process_time() - began))
    return over_rounds(name, rates, "/s", goal)


def _facts() -> list[Facts]:
    rules = tuple(
        AnswerRule(f"{topic} {number}", (f"{topic} {number}" if number else topic,))
        for number in range(4)
        for topic in _TOPICS
    )
    in_chat = Facts(now=_NOW, hours=HoursFacts(open=True), policy=Policy(answers=rules))
    by_mail = replace(in_chat, account=AccountFacts(medium=Medium.MAIL))
    return [
        replace(facts, message=MessageFacts(text=text, sent_at=_NOW))
        for words in _MESSAGES
        for facts, text in ((in_chat, words), (by_mail, words + _MAIL))
    ]


def _shop() -> Profile:
    plan = Plan.from_json(
        {
            "zone": "Europe/Berlin",
            "weekly": {
                day: ["09:00-12:30", "13:30-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")
            },
            "special_days": {"2026-12-24": ["09:00-12:00"], "2026-12-31": ["09:00-12:00"]},
            "closures": [{"from": "2027-08-01", "to": "2027-08-21"}],
        }
    )
    kept = replace(plan, region=Region("DE", "BY", ("public", "catholic")))
    return confirm_holidays(kept, today=date(2026, 11, 24)).profile()


def _moments() -> list[datetime]:
    """Over a year, at all hours of the day."""
    return [_NOW + number * timedelta(hours=17, minutes=23) for number in range(500)]
