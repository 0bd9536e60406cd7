"""The exported document as one page that needs no program: everything in it is escaped text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, StrictUndefined, Template

from inbox.privacy.export.gather import Document
from inbox.privacy.export.words import WORDS

_LANGUAGES: Final = ("de", "en")
_FORMATS: Final = {"de": "%d.%m.%Y, %H:%M UTC", "en": "%d %b %Y, %H:%M UTC"}


def page(document: Document, language: str) -> str:
    """German for `de` and its regions, English for everything else."""
    known = language[:2] if language[:2] in _LANGUAGES else "en"
    return _template().render(
        document=document, language=known, say=_speaker(known), moment=_clock(known)
    )


def _speaker(language: str) -> Callable[[str], str]:
    position = _LANGUAGES.index(language)
    return lambda code: WORDS[code][position] if code in WORDS else code.split(".")[-1]


def _clock(language: str) -> Callable[[str | None], str]:
    def told(written: str | None) -> str:
        if written is None:
            return "–"
        return datetime.fromisoformat(written).strftime(_FORMATS[language])

    return told


@lru_cache(maxsize=1)
def _template() -> Template:
    source = files("inbox.privacy.export").joinpath("page.html").read_text("utf-8")
    made = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return made.from_string(source)
