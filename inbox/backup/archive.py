"""The file of a backup: a tar that can be spelt in one way only, so that every byte of it counts.

After the members stand `checksums`, which `sha256sum --check` reads, and their signature. Files
are written and read piece by piece, however large they are.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Final

from inbox.media.store import sync_folder

_BLOCK: Final = 512  # bytes; a tar consists of such blocks
_PIECE: Final = 1024 * 1024
_END: Final = bytes(2 * _BLOCK)
_CHECKSUMS: Final = "checksums"
_SIGNATURE: Final = "signature"
_IN_MEMORY: Final = 1024 * 1024  # bytes of checksums before they move into a temporary file

Tell = Callable[[int, int], None]  # done, of how many


class BadBackup(Exception):
    """Cannot be taken or restored; the text is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    size: int  # bytes
    offset: int  # of its content


@contextmanager
def written(path: Path, key: bytes) -> Iterator[Writer]:
    """A new archive that gets its name once it is whole and on the disk; 0600. Raises OSError."""
    draft = path.with_name(f"{path.name}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with (
            os.fdopen(descriptor, "wb") as file,
            tempfile.SpooledTemporaryFile(_IN_MEMORY) as checksums,
        ):
            writer = Writer(file, checksums)
            yield writer
            writer.finish(key)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        sync_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Raises OSError."""
    with path.open("rb") as file:
        yield Reader(file)


class Writer:
    """`checksums` is a file for the meantime."""

    def __init__(self, file: BinaryIO, checksums: IO[bytes]) -> None:
        self._file = file
        self._sums = checksums

    def add(self, name: str, pieces: Iterable[bytes]) -> None:
        digest = self._member(name, pieces)
        self._sums.write(_line(digest, name))

    def finish(self, key: bytes) -> None:
        """Sign and end the archive; nothing can be added any more."""
        self._sums.seek(0)
        digest = self._member(_CHECKSUMS, iter(lambda: self._sums.read(_PIECE), b""))
        self._member(_SIGNATURE, [_signature(key, digest)])
        self._file.write(_END)

    def _member(self, name: str, pieces: Iterable[bytes]) -> str:
        """Its SHA-256. The size is known afterwards, so the header is written last."""
        start = self._file.tell()
        self._file.write(bytes(_BLOCK))
        sha256, size = hashlib.sha256(), 0
        for piece in pieces:
            self._file.write(piece)
            sha256.update(piece)
            size += len(piece)
        self._file.write(bytes(-size % _BLOCK))
        end = self._file.tell()
        self._file.seek(start)
        self._file.write(_header(name, size))
        self._file.seek(end)
        return sha256.hexdigest()


class Reader:
    """Whatever is not as `Writer` would have written it raises `BadBackup`."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = file.seek(0, os.SEEK_END)

    def verify(self, key: bytes, tell: Tell) -> None:
        """Every byte is as it was written, by somebody who held `key`."""
        sums, signed = self._last_two()
        signature = b"".join(self.pieces(signed))
        if not hmac.compare_digest(signature, _signature(key, self._digest(sums))):
            raise BadBackup("The signature of the backup does not fit: it was altered.")
        lines = self.lines(sums)
        for member in self.members():
            if member == sums:
                break
            if next(lines, b"") != _line(self._digest(member), member.name):
                raise BadBackup(f"The backup is damaged: {member.name} is not as it was written.")
            tell(member.offset + member.size, self.size)
        if next(lines, None) is not None:
            raise BadBackup("The backup is damaged: something is missing from it.")

    def members(self) -> Iterator[Member]:
        """In their order, `checksums` and `signature` at the end."""
        at = 0
        while (block := self._bytes(at, _BLOCK)) != bytes(_BLOCK):
            member = _member(block, at + _BLOCK)
            yield member
            at = member.offset + member.size
            padding = -member.size % _BLOCK
            if self._bytes(at, padding) != bytes(padding):
                raise _damaged()
            at += padding
        if self.size - at != len(_END) or self._bytes(at, len(_END)) != _END:
            raise _damaged()

    def pieces(self, member: Member) -> Iterator[bytes]:
        end = member.offset + member.size
        for at in range(member.offset, end, _PIECE):
            yield self._bytes(at, min(_PIECE, end - at))

    def lines(self, member: Member, longest: int = sys.maxsize) -> Iterator[bytes]:
        at, end = member.offset, member.offset + member.size
        while at < end:
            self._file.seek(at)
            line = self._file.readline(min(end - at, longest))
            if not line.endswith(b"\n"):
                raise _damaged()
            at += len(line)
            yield line

    def _last_two(self) -> tuple[Member, Member]:
        last: Member | None = None
        second: Member | None = None
        for member in self.members():
            second, last = last, member
        if second is None or last is None:
            raise _damaged()
        names = (second.name, last.name)
        if names != (_CHECKSUMS, _SIGNATURE) or last.size != len(_signature(b"", "")):
            raise _damaged()
        return second, last

    def _digest(self, member: Member) -> str:
        sha256 = hashlib.sha256()
        for piece in self.pieces(member):
            sha256.update(piece)
        return sha256.hexdigest()

    def _bytes(self, at: int, count: int) -> bytes:
        """Exactly so many; a request beyond the end costs nothing."""
        if at + count > self.size:
            raise _damaged()
        self._file.seek(at)
        found = self._file.read(count)
        if len(found) != count:
            raise _damaged()
        return found


def _header(name: str, size: int) -> bytes:
    """The only spelling there is: no times, no owners, nothing that could differ."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(tarfile.GNU_FORMAT)  # has no limit of 8 GiB


def _member(block: bytes, offset: int) -> Member:
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        canonical = _header(info.name, info.size)
    except (tarfile.TarError, ValueError):
        raise _damaged() from None
    if block != canonical or info.size < 0:
        raise _damaged()
    return Member(info.name, info.size, offset)


def _line(digest: str, name: str) -> bytes:
    return f"{digest}  {name}\n".encode()


def _signature(key: bytes, digest: str) -> bytes:
    said = f"kontor backup {digest}"  # has no NUL, as every fingerprint under the same key has
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest().encode()


def _damaged() -> BadBackup:
    return BadBackup("This is not a whole backup of Kontor: it is damaged, or something else.")
