"""Address headers into names and addresses, without letting a comma in a name make two people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from adapters.email.reading.charset import Decoder
from adapters.email.reading.words import decoded, pieces

MAX_PEOPLE: Final = 1_000

_TOKEN: Final = re.compile(
    r"""(?P<quoted>"(?:[^"\\]|\\.)*+")|(?P<angle><[^<>]{0,1000}>)|(?P<mark>[(),;:])"""
    r"""|(?P<text>[^"<(),;:]++|.)""",
    re.DOTALL,
)
# Bounded, so that a long word without "@" is not searched again from each of its letters.
_BARE: Final = re.compile(r"[^\s<>\"'(),;:@]{1,254}@[^\s<>\"'(),;@]{1,254}")


@dataclass(frozen=True, slots=True)
class Person:
    """`address` as it was written; "" if the header names somebody without one."""

    name: str
    address: str


@dataclass(slots=True)
class _Draft:
    phrase: str = ""
    comment: str = ""
    address: str | None = None


def people(headers: Iterable[str], decoder: Decoder) -> list[Person]:
    """Everybody in these (unfolded, undecoded) address headers, in order."""
    found: list[Person] = []
    for header in headers:
        drafts = _rejoined(list(_drafts(header)))
        found.extend(filter(None, (_person(draft, decoder) for draft in drafts)))
    return found[:MAX_PEOPLE]


def _drafts(header: str) -> Iterator[_Draft]:
    """One draft for every stretch between separators. Encoded words are kept whole: what looks
    like a separator within them is none (zammad's mail065)."""
    draft, depth = _Draft(), 0
    closed = header.count("(") <= header.count(")")  # else it is half of a smiley
    for kind, text in _tokens(header):
        if kind == "mark" and text == "(" and closed:
            depth += 1
        if depth:
            draft.comment += text
            depth -= kind == "mark" and text == ")"
        elif kind == "angle":
            draft.address = text[1:-1]
        elif kind == "mark" and text in ",;":
            yield draft
            draft = _Draft()
        elif kind == "mark" and text == ":" and _opens_group(draft):
            draft = _Draft()
        else:
            draft.phrase += text
    yield draft


def _tokens(header: str) -> Iterator[tuple[str, str]]:
    for piece in pieces(header):
        if piece.encoded:
            yield "word", piece.text
            continue
        for match in _TOKEN.finditer(piece.text):
            yield str(match.lastgroup), match.group()


def _opens_group(draft: _Draft) -> bool:
    """`Kunden: a@b, c@d;` opens one; `mailto:a@b` and `"Re: x"` do not."""
    words = draft.phrase.strip().lower()
    return bool(words) and draft.address is None and "@" not in words and words != "mailto"


def _rejoined(drafts: list[_Draft]) -> list[_Draft]:
    """`Müller, Max <max@example.org>` is one person whose name nobody quoted."""
    out: list[_Draft] = []
    for draft in drafts:
        before = out[-1] if out else None
        if before and draft.address and draft.phrase.strip() and _only_a_name(before):
            draft.phrase = f"{before.phrase.strip()}, {draft.phrase.strip()}"
            out.pop()
        out.append(draft)
    return out


def _only_a_name(draft: _Draft) -> bool:
    return bool(draft.phrase.strip()) and draft.address is None and "@" not in draft.phrase


def _person(draft: _Draft, decoder: Decoder) -> Person | None:
    phrase = _unquoted(decoded(draft.phrase, decoder))
    comment = decoded(draft.comment[1:-1], decoder).strip()
    if draft.address is not None:
        return Person(phrase or comment, _spec(draft.address, decoder))
    bare = _BARE.search(phrase)
    if bare:
        name = _unquoted(phrase[: bare.start()].removesuffix("mailto:") + phrase[bare.end() :])
        return Person(name or comment, _spec(bare.group(), decoder))
    if not phrase and not comment:
        return None
    return Person(phrase or comment, "" if " " in phrase else phrase)


def _unquoted(phrase: str) -> str:
    text = re.sub(r'"((?:[^"\\]|\\.)*+)"', lambda quoted: quoted.group(1), phrase)
    text = re.sub(r"\\(.)", r"\1", text)
    return re.sub(r"\s+", " ", text).strip().strip("\"'<>").strip()


def _spec(address: str, decoder: Decoder) -> str:
    """The address in a pair of angle brackets, whatever else somebody put there."""
    text = decoded(address, decoder).strip().strip("<>'\" \t")
    text = re.sub(r"^mailto:", "", text, flags=re.IGNORECASE)
    if text.startswith("@") and ":" in text:  # a source route of RFC 822
        text = text.rpartition(":")[2]
    text = re.sub(r"\s*([@.])\s*", r"\1", text)
    bare = _BARE.search(text)
    return bare.group().rstrip(".") if bare and " " in text else text.rstrip(".")
