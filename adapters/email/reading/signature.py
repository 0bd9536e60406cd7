"""Lines without the signature under them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from adapters.email.reading import reply_words as words

MAX_MATCHED: Final = 200  # characters of a line that a rule looks at

_LONG, _SHORT, _SENT_FROM = 30, 8, 5  # full lines that may stand under each kind of mark
_COMMAND_WORDS: Final = 3

_DELIMITER: Final = re.compile(r"\s?(?:--|\u2014|\u2013)\s?$")
_RULE: Final = re.compile(r"\s?(?:-{3,}|_{2,}|={3,}|\*{3,})\s?$")
_DASHED_NAME: Final = re.compile(
    r"\s?(?:-{1,3}|\u2014|\u2013)[A-ZÀ-Ž]\w*(?:[ .-]{1,2}[A-ZÀ-Ž]\w*){0,3}\W{0,3}$"
)


def without_signature(lines: Sequence[str], *, closing: bool = True) -> list[str]:
    """Never nothing: a mail that is all signature is its own text. `closing` says whether these
    lines may be a command with a closing under it."""
    kept = list(lines)
    for cut in (_delimited, _sent_from, _dashed_name, *((_closing,) if closing else ())):
        at = cut(kept)
        if at is not None and any(line.strip() for line in kept[:at]):
            kept = kept[:at]
    return kept


def _delimited(lines: Sequence[str]) -> int | None:
    """The topmost mark that is near enough to the end; what has nothing above it is no mark."""
    full = _full(lines)
    for under, at in reversed(list(enumerate(reversed(full[1:])))):
        line = lines[at][:MAX_MATCHED]
        if under <= _LONG and _DELIMITER.match(line):
            return at
        if under <= _SHORT and _RULE.match(line):
            return at
    return None


def _sent_from(lines: Sequence[str]) -> int | None:
    for at in _full(lines)[-_SENT_FROM:]:
        line = lines[at]
        if len(line) <= MAX_MATCHED and words.SENT_FROM.match(line.strip().lower()):
            return at
    return None


def _dashed_name(lines: Sequence[str]) -> int | None:
    """ "-Max" at the very end; behind another dash it is the last item of a list."""
    full = _full(lines)
    for nth in (-1, -2):
        if len(full) < 1 - nth:
            return None
        line, above = lines[full[nth]][:MAX_MATCHED], lines[full[nth - 1]]
        if _DASHED_NAME.match(line) and not above.lstrip().startswith("-"):
            return full[nth]
    return None


def _closing(lines: Sequence[str]) -> int | None:
    """Under a text as short as a command ("STOP"): the rules that read commands want it bare."""
    for at in _full(lines)[-_SHORT:]:
        if len(lines[at]) > MAX_MATCHED or not words.CLOSING.match(lines[at].strip().lower()):
            continue
        return at if sum(len(line.split()) for line in lines[:at]) <= _COMMAND_WORDS else None
    return None


def _full(lines: Sequence[str]) -> list[int]:
    return [at for at, line in enumerate(lines) if line.strip()]
