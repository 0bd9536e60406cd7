"""Both languages say everything: every word exists, in both, with the same names in it."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from pathlib import Path

import pytest

from inbox.audit import Deed
from inbox.automation.facts import Hours
from inbox.automation.lint import Fault
from inbox.automation.reasons import Flag, Reason
from inbox.automation.texts import NAMES, PARTS, Gap, Voice
from inbox.channel import AccountHealth, Automated, Kind
from inbox.consent.doi import Validity
from inbox.consent.hints import Hint
from inbox.consent.keywords import Command
from inbox.consent.merge import Obstacle
from inbox.consent.purpose import Happened, Purpose, Standing
from inbox.conversations.activity import Did
from inbox.conversations.conversation import Status
from inbox.conversations.labels import Colour, Known
from inbox.conversations.likeness import Likeness
from inbox.conversations.message import Author, Reached
from inbox.conversations.selection import Only, Order, View
from inbox.hours.profile import WEEKDAYS
from inbox.media.attachment import FileState
from inbox.people.agent import Role
from inbox.people.replies import Gap as ReplyGap
from inbox.people.token import Scope
from inbox.subscribers.delivery import EventStage
from inbox.subscribers.endpoint import Paused
from inbox.web import words
from inbox.web.conversations.verbs import VERBS
from inbox.web.live.presence import Doing
from inbox.web.settings.areas import GROUPS
from inbox.web.settings.automation import LIMITS
from inbox.web.settings.simulator import STANDINGS
from inbox.web.settings.typed_hours import ON_HOLIDAYS
from inbox.web.words import CATALOGUE, Words

WEB = Path(words.__file__).parent.parent
_SAID = re.compile(r"""(?<![\w.])(?:t|words|flash|say)\(\s*["']([a-z_]+\.[\w.]*\w)["']""")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def said_literally() -> set[str]:
    files = [*WEB.rglob("*.html"), *WEB.rglob("*.py")]
    return {key for file in files for key in _SAID.findall(file.read_text())}


@pytest.mark.parametrize("key", CATALOGUE)
def test_a_word_is_there_in_both_languages(key: str) -> None:
    german, english = CATALOGUE[key]
    assert german.strip() == german != ""
    assert english.strip() == english != ""
    assert placeholders(german) == placeholders(english)
    assert ("|" in german) == ("|" in english) or "count" in placeholders(german)


def test_every_word_that_a_page_says_is_there() -> None:
    missing = said_literally().difference(CATALOGUE)
    assert len(said_literally()) > 120
    assert not missing


# "noted" is what becomes of a soft opt-in, which nobody is asked for.
ASKED_FOR = [one for one in Standing if one is not Standing.NOTED]
MADE = {
    "customers.problem": Obstacle,
    "customers.same": Likeness,
    "reason": Reason,
    "status": Status,
    "view": View,
    "reached": Reached,
    "role": [*Role, *(f"{role}.may" for role in Role)],
    "flag": Flag,
    "hint": Hint,
    "kind": Kind,
    "file": [state for state in FileState if state is not FileState.STORED],
    "settings.health": AccountHealth,
    "author": [one for one in Author if one not in {Author.CUSTOMER, Author.AGENT}],
    "purpose": Purpose,
    "happened": Happened,
    "standing": STANDINGS,
    "consent.marketing": ASKED_FOR,
    "consent.automation": ASKED_FOR,
    "consent.channel": ASKED_FOR,
    "gate": [
        "ERASURE_IN_PROGRESS", "CUSTOMER_BLOCKED", "PROCESSING_RESTRICTED", "CONSENT_MISSING",
        "WINDOW_CLOSED", "ACCOUNT_PAUSED", "CHANNEL_MISSING",
    ],
    "refused": ["EMPTY", "TOO_LONG", "STALE"],
    "deed": Deed,
    "text": [*NAMES, *PARTS, *(f"{name}.when" for name in (*NAMES, *PARTS))],
    "voice": Voice,
    "gap": Gap,
    "reply_gap": ReplyGap,
    "fault": Fault,
    "command": Command,
    "colour": Colour,
    "limit": [one.name for one in LIMITS],
    "answers.hours": Hours,
    "scope": Scope,
    "endpoint_paused": Paused,
    "event_stage": EventStage,
    "hours": [*WEEKDAYS, ON_HOLIDAYS],
    "settings.group": [group.name for group in GROUPS],
    "settings": [area.name for group in GROUPS for area in group.areas]
    + [f"{area.name}.about" for group in GROUPS for area in group.areas],
    "automated": Automated,
    "extra": ["text_cut", "too_large", "unreadable", "may_call.accept", "may_call.reject"],
    "tag": ["group", "forwarded", "unproven"],
    "protection": ["smime-signed", "smime-encrypted", "pgp-signed", "pgp-encrypted"],
    "compose.purpose": [Purpose.SERVICE, Purpose.MARKETING],
    "compose.file": ["FILE_NOT_SUPPORTED", "FILE_TOO_LARGE"],
    "confirm": [f"{one}.{part}" for one in Validity for part in ("title", "text")],
    "me.theme": ["system", "light", "dark"],
    "label": Known,
    "did": [*Did, "taken", "released"],
    "presence": [Doing.READING, Doing.TYPING],
    "only": Only,
    "order": Order,
    "turn": Order,
    "done": [*VERBS, *(f"{verb}.many" for verb in VERBS)],
    "saved.refused": ["NAME", "TOO_MANY"],
    "empty.narrowed": ["title", "help"],
    "snooze": ["hours", "tomorrow", "week"],
    "span": ["minutes", "hours", "days"],
    "problem.404": ["title", "help"],
}  # fmt: skip

PARTLY_MADE = {"settings", "hours", "answers.hours"}


@pytest.mark.parametrize("area", MADE)
def test_every_word_that_is_put_together_is_there(area: str) -> None:
    values: Iterable[str] = MADE[area]
    missing = [f"{area}.{value}" for value in values if f"{area}.{value}" not in CATALOGUE]
    assert not missing


def test_no_word_is_left_over() -> None:
    prefixes = tuple(f"{area}." for area in MADE if area not in PARTLY_MADE)
    made = {f"{area}.{value}" for area, values in MADE.items() for value in values}
    codes = ("failure.", "health.", "problem_code.", "problem.", "empty.", "day.", "language.",
             "keys.", "gate.", "wrong.", "operations.work.", "method.", "actor.",
             "event_code.")  # fmt: skip
    unsaid = {key for key in CATALOGUE if not key.startswith((*prefixes, *codes))}
    assert not unsaid.difference(said_literally() | indirectly() | made)


def indirectly() -> set[str]:
    """Keys that a verb hands to the page as they are."""
    code = "".join(file.read_text() for file in WEB.rglob("*.py"))
    pages = "".join(file.read_text() for file in WEB.rglob("*.html"))
    return {
        key
        for key in CATALOGUE
        if f'"{key}"' in code.replace(f'"{key}": (', "") or f'"{key}"' in pages
    }


def test_one_and_many() -> None:
    english, german = Words("en"), Words("de")
    assert english("span.days", count=1) == "1 day"
    assert english("span.days", count=2) == "2 days"
    assert german("span.days", count=0) == "0 Tage"


def test_an_unknown_code_has_no_sentence_and_an_unknown_key_is_an_error() -> None:
    assert Words("de").code("failure", "NEVER_HEARD_OF") is None
    with pytest.raises(KeyError):
        Words("de")("no.such.key")


def test_a_customers_words_are_never_taken_for_a_pattern() -> None:
    assert Words("en")("said.unsupported", what="{what} {0.__class__}") == (
        "Unsupported: {what} {0.__class__}"
    )
