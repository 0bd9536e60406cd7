"""What apps send that a shop does not read, or cannot: polls, groups, typing, next year's kinds."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from adapters.threema.simulated.draft import Composed, Draft


def _poll(draft: Draft) -> Composed:
    question = draft.value("question", "Welcher Termin passt Ihnen?")
    choices = draft.value("choices", "Montag, Dienstag").split(",")
    listed = [{"i": n, "n": name.strip(), "o": n} for n, name in enumerate(choices)]
    poll = {"d": question, "s": 0, "a": 0, "t": 1, "u": 0, "o": 0, "c": listed}
    inner = secrets.token_bytes(8) + json.dumps(poll, ensure_ascii=False).encode()
    return Composed(0x15, inner, replace(draft.bubble, text=question))


def _vote(draft: Draft) -> Composed:
    poll = draft.phone.address.encode() + b"\x02" * 8
    return Composed(0x16, poll + b"[[0,1],[1,0]]", draft.bubble)


def _call(draft: Draft) -> Composed:
    return Composed(0x60, b'{"offer":{}}', draft.bubble)


def _group_text(draft: Draft) -> Composed:
    head = draft.phone.address.encode() + b"\x01" * 8
    return Composed(0x41, head + draft.writing.text.encode(), draft.bubble)


def _typing(draft: Draft) -> Composed:  # noqa: ARG001 - one of the composers
    return Composed(0x90, b"\x01")


def _unknown(draft: Draft) -> Composed:
    """A type that comes with next year's app: any number, 0x77 unless another one is given."""
    return Composed(int(draft.value("type", "0x77"), 0) & 0xFF, b"\x00" * 8, draft.bubble)


def _broken(draft: Draft) -> Composed:
    """A file message that is no JSON: what a defective app would send."""
    return Composed(0x17, b"{", draft.bubble)


UNREAD: Final[Mapping[str, Callable[[Draft], Composed]]] = {
    "poll": _poll,
    "vote": _vote,
    "call": _call,
    "group-text": _group_text,
    "typing": _typing,
    "unknown": _unknown,
    "broken": _broken,
}
