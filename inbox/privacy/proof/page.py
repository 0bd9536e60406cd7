"""The proof as one page that needs no program: everything in it is escaped text."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Final

from babel.dates import format_datetime
from jinja2 import Environment, StrictUndefined, Template

from inbox.hours.spoken import LOCALES
from inbox.hours.zones import open_zone
from inbox.privacy.proof.gather import Proof
from inbox.privacy.proof.words import WORDS

LANGUAGES: Final = ("de", "en")
_PATTERNS: Final = {
    "de": "EEEE, d. MMMM y, HH:mm:ss 'Uhr'",
    "en": "EEEE, d MMMM y, HH:mm:ss",
}


def page(proof: Proof, language: str) -> str:
    """A whole document to be kept or printed; German for `de`, English for everything else."""
    return _rendered("page.html", proof, language)


def body(proof: Proof, language: str) -> str:
    """The same without its frame, as markup for a page of ours."""
    return _rendered("body.html", proof, language)


def as_json(proof: Proof) -> str:
    return json.dumps(proof.as_json(), ensure_ascii=False, indent=1, default=_plain)


def _rendered(name: str, proof: Proof, language: str) -> str:
    known = language[:2] if language[:2] in LANGUAGES else "en"
    return _template(name).render(
        proof=proof,
        language=known,
        say=_speaker(known),
        moment=_clock(known, proof.zone),
        body=_template("body.html") if name != "body.html" else None,
    )


def _speaker(language: str) -> Callable[..., str]:
    """A code that has no words is shown as it is; of an actor only what kind it is has words."""
    position = LANGUAGES.index(language)

    def say(code: str, **values: str) -> str:
        known = code.partition(":")[0]
        text = WORDS[known][position] if known in WORDS else code.partition(".")[2]
        return text.format(**values) if values else text

    return say


def _clock(language: str, zone: str) -> Callable[[datetime], str]:
    there = open_zone(zone)

    def told(moment: datetime) -> str:
        local = moment.astimezone(there)
        return format_datetime(local, _PATTERNS[language], tzinfo=there, locale=LOCALES[language])

    return told


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@lru_cache(maxsize=2)
def _template(name: str) -> Template:
    source = files("inbox.privacy.proof").joinpath(name).read_text("utf-8")
    made = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return made.from_string(source)
