"""The first member of a backup: what it holds, of which installation and schema, from when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from inbox.backup.archive import BadBackup, Reader

NAME: Final = "manifest.json"
_FORMAT: Final = 1
_LARGEST: Final = 256 * 1024  # bytes


class Part(StrEnum):
    DATA = "data"
    KEYS = "keys"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`installation` is the id of a key that every installation makes once. `rows` are counted in
    the state that was written; `counters` are the last numbers given by tables that count."""

    part: Part
    installation: str
    revision: str
    taken_at: datetime
    rows: Mapping[str, int]
    counters: Mapping[str, int]

    def pack(self) -> bytes:
        document = {
            "kontor_backup": _FORMAT,
            "part": self.part,
            "installation": self.installation,
            "revision": self.revision,
            "taken_at": self.taken_at.isoformat(),
            "rows": dict(self.rows),
            "counters": dict(self.counters),
        }
        return json.dumps(document, indent=1).encode() + b"\n"


def read(archive: Reader, part: Part) -> Manifest:
    """Raises `BadBackup`, also if the file is the other part."""
    first = next(archive.members(), None)
    if first is None or first.name != NAME or first.size > _LARGEST:
        raise BadBackup("This is not a backup of Kontor.")
    try:
        document = json.loads(b"".join(archive.pieces(first)))
        known = document["kontor_backup"] == _FORMAT
        manifest = _unpack(document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadBackup("The manifest of the backup cannot be read.") from None
    if not known:
        raise BadBackup("The backup was written by a newer version of Kontor.")
    if manifest.part is not part:
        raise BadBackup(f"This is the file with the {manifest.part}, not the one with the {part}.")
    return manifest


def _unpack(document: Any) -> Manifest:
    return Manifest(
        part=Part(document["part"]),
        installation=str(document["installation"]),
        revision=str(document["revision"]),
        taken_at=_moment(document["taken_at"]),
        rows={str(name): int(count) for name, count in document["rows"].items()},
        counters={str(name): int(number) for name, number in document["counters"].items()},
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without zone")
    return moment
