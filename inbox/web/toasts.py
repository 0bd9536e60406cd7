"""Say once what was just done, on the next page, and let it be undone while it is fresh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, get_flashed_messages


@dataclass(frozen=True, slots=True)
class Toast:
    """`key` and `values` are words of the catalogue; `undo` is the id of a deed."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    undo: str | None = None


def say(key: str, *, undo: str | None = None, **values: Any) -> None:
    said: Any = {"key": key, "values": values, "undo": undo}
    flash(said)


def toasts() -> Sequence[Toast]:
    """What is to be said on this page; also what was flashed as a bare key."""
    said: Sequence[Any] = get_flashed_messages()
    return [Toast(**one) if isinstance(one, dict) else Toast(one) for one in said]
