"""`type/subtype; name=value` headers with RFC 2231, and the ways in which mailers break them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from adapters.email.reading.charset import Decoder
from adapters.email.reading.words import decoded

MAX_LENGTH: Final = 32 * 1024
MAX_SECTIONS: Final = 100
# Reads text whose white space is single spaces; all parts are bounded or possessive: linear.
_PAIR: Final = re.compile(r"""([^\s;="]{1,100}) ?= ?(?:"((?:[^"\\]|\\.)*+)"?|([^;]*+))""")
_NAME: Final = re.compile(r"([^*]+)(?:\*(\d{1,3}))?(\*)?")


@dataclass(frozen=True, slots=True)
class Value:
    """`value` in lower case; parameters by lower-case name, decoded."""

    value: str
    parameters: Mapping[str, str]


def parameters_of(header: str, decoder: Decoder) -> Value:
    word, separator, rest = re.sub(r"\s+", " ", header[:MAX_LENGTH]).partition(";")
    if not separator:  # `text/plain charset=utf-8`
        word, _, rest = word.strip().partition(" ")
    named = word.strip().strip("\"'").split(" ")[0].lower()
    return Value(named, _decoded(_pairs(rest), decoder))


def _pairs(rest: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, quoted, bare in _PAIR.findall(rest):
        value = re.sub(r"\\([\"\\])", r"\1", quoted) if quoted else bare.strip()
        pairs.append((name.lower(), value))
    return pairs


def _decoded(pairs: list[tuple[str, str]], decoder: Decoder) -> dict[str, str]:
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, value in pairs:
        match = _NAME.fullmatch(name)
        if not match or not (match.group(2) or match.group(3)):
            plain.setdefault(name, decoded(value, decoder))
        elif len(sections.setdefault(match.group(1), {})) < MAX_SECTIONS:
            number, percent = int(match.group(2) or 0), bool(match.group(3))
            sections[match.group(1)].setdefault(number, (value, percent))
    return plain | {name: _rejoined(parts, decoder) for name, parts in sections.items()}


def _rejoined(parts: Mapping[int, tuple[str, bool]], decoder: Decoder) -> str:
    """RFC 2231: the charset stands in front of the first section, if that one is encoded."""
    ordered = [parts[number] for number in sorted(parts)]
    first, percent = ordered[0]
    charset: str | None = None
    if percent and first.count("'") >= 2:
        charset, _, first = first.split("'", 2)
        ordered[0] = (first, True)
    if not any(encoded for _, encoded in ordered):
        return decoded("".join(value for value, _ in ordered), decoder)
    return decoder.text(b"".join(_bytes(*section) for section in ordered), charset or None)


def _bytes(value: str, percent: bool) -> bytes:
    return unquote_to_bytes(value) if percent else value.encode("utf-8")
