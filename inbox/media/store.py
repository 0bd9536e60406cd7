"""Where files lie: a folder of sealed files, each written whole before it gets its name, or a
bucket of an object store that several machines share."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.orm import Session

from inbox import sealing
from inbox.media.bucket import Bucket


@dataclass(frozen=True, slots=True)
class Store:
    """Names are ids of ours, never anything that came from outside. With a bucket the folder is
    only where files are made ready."""

    folder: Path
    bucket: Bucket | None = None

    def write(self, name: str, key: tuple[str, bytes], pieces: Iterable[bytes]) -> int:
        """Seal and keep `pieces` under `name`, synced before it returns; the plaintext size."""
        target = self._path(name)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
        try:
            with draft.open("xb") as file:
                size = sealing.seal_file(*key, pieces, file, place=name)
                file.flush()
                os.fsync(file.fileno())
            self._put_away(draft, target)
        finally:
            draft.unlink(missing_ok=True)
        return size

    def read(
        self, session: Session, name: str, *, size: int, start: int = 0, end: int | None = None
    ) -> Iterator[bytes]:
        """Raises `FileNotFoundError`, `sealing.Destroyed` or `sealing.Unreadable`; a bucket that
        does not answer raises `BucketAway`, which is an OSError."""
        with self._opened(name) as file:
            yield from sealing.unseal_file(
                session, file, place=name, size=size, start=start, end=end
            )

    @contextmanager
    def opened_copy(self, session: Session, name: str, *, size: int) -> Iterator[Path]:
        """A private, opened copy for a provider's client library; gone afterwards."""
        copy = self.folder / "opened" / secrets.token_hex(16)
        copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(
                os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
            ) as file:
                for piece in self.read(session, name, size=size):
                    file.write(piece)
            yield copy
        finally:
            copy.unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        if self.bucket is not None:
            self.bucket.remove(self._key(name))
        else:
            self._path(name).unlink(missing_ok=True)

    def _put_away(self, draft: Path, target: Path) -> None:
        if self.bucket is None:
            draft.replace(target)
            sync_folder(target.parent)
            return
        with draft.open("rb") as file:
            self.bucket.put(target.relative_to(self.folder).as_posix(), file)

    def _opened(self, name: str) -> BinaryIO:
        if self.bucket is not None:
            return self.bucket.open(self._key(name))
        return self._path(name).open("rb")

    def _key(self, name: str) -> str:
        return self._path(name).relative_to(self.folder).as_posix()

    def _path(self, name: str) -> Path:
        kind, _, number = name.partition(":")
        if not (kind.isalnum() and number.isalnum()):
            raise ValueError("not a name of ours")
        return self.folder / kind / number[-2:] / number


def sync_folder(folder: Path) -> None:
    """Its entries survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
