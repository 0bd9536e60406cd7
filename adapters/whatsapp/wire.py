"""Reads JSON from outside without trusting a single type in it."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any, Final, TypeAlias

# What a JSON object is after parsing. The only place where Any passes this adapter's border.
Item: TypeAlias = dict[str, Any]

MAX_ID: Final = 255  # characters; a wamid has about 70
MAX_NAME: Final = 300  # characters of a name, a title or a file name

MAX_DEPTH: Final = 40  # a webhook has about ten levels

# PostgreSQL stores no NUL and UTF-8 no lone surrogate, but JSON's escapes can bring both.
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


class Unreadable(ValueError):
    """An item lacks what its kind cannot be without. The item is lost, its neighbours are not."""


def parse(body: bytes) -> Item:
    """The JSON object in `body`; ValueError if there is none."""
    try:
        document = json.loads(body, parse_constant=lambda _name: None)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(document, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - the contract names ValueError
    return {storable(key): _tamed(value, 1) for key, value in document.items()}


def storable(value: str) -> str:
    return _UNSTORABLE.sub("\ufffd", value)


def embedded(value: str) -> Any:
    """JSON that came inside a text; None if it is none."""
    try:
        return _tamed(json.loads(value, parse_constant=lambda _name: None), 1)
    except (ValueError, RecursionError):
        return None


def dump(document: Item) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _tamed(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return storable(value)
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, list):
        return [_tamed(entry, depth + 1) for entry in value]
    if isinstance(value, dict):
        return {storable(key): _tamed(entry, depth + 1) for key, entry in value.items()}
    return value


def objects(item: Item, key: str) -> list[Item]:
    """The objects of a list; anything that is not an object is left out."""
    found = item.get(key)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def child(item: Item, key: str) -> Item:
    """The object under `key`; an empty one if there is none."""
    found = item.get(key)
    return found if isinstance(found, dict) else {}


def text(item: Item, key: str) -> str:
    """The text under `key`; "" if there is none. Numbers count as text: ids come as both."""
    found = item.get(key)
    if isinstance(found, str):
        return found
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else ""


def short(item: Item, key: str) -> str:
    """A name, a title: cut at `MAX_NAME`."""
    return text(item, key)[:MAX_NAME]


def flag(item: Item, key: str) -> bool:
    return item.get(key) in (True, "true")


def number(item: Item, key: str) -> float | None:
    """A finite number, also one that came as text."""
    found = item.get(key)
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return None
    try:
        value = float(found)
    except (ValueError, OverflowError):
        return None
    return value if abs(value) < float("inf") else None


def reference(item: Item, key: str) -> str | None:
    """An id, if there is one that can be kept."""
    found = text(item, key)
    return found if 0 < len(found) <= MAX_ID else None


def own_id(item: Item, key: str = "id") -> str:
    """What an item is known by. One without a usable id gets one from its content, so that it is
    the same when it comes again."""
    return reference(item, key) or "unnamed:" + hashlib.sha256(dump(item)).hexdigest()[:32]


def filled(**values: Any) -> Item:
    """Details without the entries that say nothing; zero says something."""
    return {
        key: value
        for key, value in values.items()
        if value is not None and value is not False and value not in ("", [], {})
    }
