"""What the composer's form says, read as something that anybody may have made up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from werkzeug.datastructures import MultiDict

from inbox.consent.purpose import Purpose
from inbox.conversations.wording import clean
from inbox.db import is_id
from inbox.people.drafts import Words

LONGEST: Final = 20_000  # characters; the channel's own limit splits it further
MOST_FILES: Final = 20
LONGEST_SUBJECT: Final = 300
LONGEST_BUTTON: Final = 20
_MODES: Final = frozenset({"reply", "note", "template"})
_PURPOSES: Final = frozenset({Purpose.SERVICE, Purpose.MARKETING})  # that a person may choose
_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_THROUGH: Final = re.compile(r"(?:new:)?[0-9a-f]{32}")
_MOST_VALUES: Final = 40
_LONGEST_VALUE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Written:
    """`words.nonce` is this form's own, `seen` the newest message it showed, `version` that of the
    draft it knew."""

    words: Words
    seen: str
    resolves: bool
    version: int

    @property
    def is_note(self) -> bool:
        return self.words.mode == "note"

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.words.purpose)

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> Written | None:
        """None: no form of ours."""
        nonce, mode = form.get("nonce", ""), form.get("as", "")
        if not _NONCE.fullmatch(nonce) or mode not in _MODES:
            return None
        return cls(
            words=_words(form, nonce, mode),
            seen=an_id(form.get("seen")) or "",
            resolves=form.get("then") == "resolve",
            version=_number(form.get("version", "")),
        )


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes what, in answer to a form of this key, at which moment."""

    agent_id: str
    written: Written
    key: str
    now: datetime

    @property
    def words(self) -> Words:
        return self.written.words


def _words(form: MultiDict[str, str], nonce: str, mode: str) -> Words:
    purpose = form.get("purpose", "")
    files = [one for one in form.getlist("file") if is_id(one)]
    titles = [clean(one)[:LONGEST_BUTTON] for one in form.getlist("button")]
    return Words(
        text=form.get("text", "").replace("\r\n", "\n").strip(),
        mode=mode,
        nonce=nonce,
        subject=clean(form.get("subject", ""))[:LONGEST_SUBJECT],
        files=tuple(dict.fromkeys(files))[:MOST_FILES],
        quotes=an_id(form.get("quotes")),
        through=a_way(form.get("through", "")),
        template=clean(form.get("template", ""))[:_LONGEST_VALUE],
        values=tuple(clean(one)[:_LONGEST_VALUE] for one in form.getlist("value")[:_MOST_VALUES]),
        buttons=tuple(dict.fromkeys(title for title in titles if title)),
        purpose=purpose if purpose in _PURPOSES else Purpose.SERVICE,
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def an_id(text: str | None) -> str | None:
    return text if text and is_id(text) else None


def a_way(text: str) -> str | None:
    """An identity, with the mark of a new matter where it begins one; None: the conversation's."""
    return text if _THROUGH.fullmatch(text) else None
