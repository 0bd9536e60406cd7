"""The media folder as members of an archive, and back: files as they lie, sealed."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from inbox.backup.archive import BadBackup, Member, Reader

PREFIX: Final = "media/"
_PIECE: Final = 1024 * 1024
# kind/xx/number as the store names them; drafts and opened copies are not of this shape.
_NAME: Final = re.compile(r"[0-9A-Za-z]+/([0-9A-Za-z]{2})/[0-9A-Za-z]*\1")


def names_in(folder: Path) -> Iterator[str]:
    """In order, and without holding more than one inner folder in memory."""
    for kind in _inside(folder):
        for inner in _inside(folder / kind):
            for number in _inside(folder / kind / inner):
                name = f"{kind}/{inner}/{number}"
                if _NAME.fullmatch(name):
                    yield name


def are_in(folder: Path) -> bool:
    return any(path.is_file() for path in folder.rglob("*"))


def pieces(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(_PIECE), b"")


class Draft:
    """A folder beside the real one, which takes its place when everything is in it."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._folder = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
        self._placed = False
        self.count = 0

    def add(self, archive: Reader, member: Member) -> None:
        name = member.name.removeprefix(PREFIX)
        if not _NAME.fullmatch(name):
            raise BadBackup("The backup holds a file with a name that is not of Kontor.")
        path = self._folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.writelines(archive.pieces(member))
        self.count += 1

    def put_in_place(self) -> None:
        """Just before the rows are committed, so that no row ever lacks its file."""
        if not self._folder.exists():
            return
        os.sync()  # one for all: a million files would wait a millisecond each
        shutil.rmtree(self._target, ignore_errors=True)  # empty folders; the caller looked
        self._folder.rename(self._target)
        self._placed = True

    def discard(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        if self._placed:
            shutil.rmtree(self._target, ignore_errors=True)


@contextmanager
def drafted(target: Path) -> Iterator[Draft]:
    """What was drafted is gone again if the work inside fails."""
    draft = Draft(target)
    try:
        yield draft
    except BaseException:
        draft.discard()
        raise


def _inside(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - names are enough, a million of them
    except (FileNotFoundError, NotADirectoryError):
        return []
