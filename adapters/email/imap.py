"""The few IMAP commands that a mailbox needs, and their failures in the contract's names."""

from __future__ import annotations

import contextlib
import imaplib
import select
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from imapclient.exceptions import CapabilityError

from inbox.channel import Scope, TryLater

CHUNK: Final = 1024 * 1024  # bytes of a mail that are asked for at once
IDLE_SECONDS: Final = 540.0  # RFC 2177 allows 29 minutes, but routers forget a silent line earlier

# Refusals that pass by themselves: RFC 5530, and what servers say without its codes.
_PASSING: Final = (
    "[unavailable]",
    "[inuse]",
    "[limit]",
    "[serverbug]",
    "too many",
    "try again",
    "temporar",
    "unavailable",
    "internal error",
    "timeout",
)


# What is left of a mail that another program removed: its number.
_EXPUNGED: Final = {b"SEQ"}


class Refused(Exception):
    """The server said NO or BAD, or what nobody can read; the connection is in order."""


@dataclass(frozen=True, slots=True)
class Selected:
    """`uid_next` is None where a server does not say."""

    validity: int
    uid_next: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    uid: int
    size: int  # bytes, as announced
    date: datetime  # when the server took it in; aware UTC


class Imap:
    """Signed in. Every method raises `TryLater` if the connection breaks, `Refused` if the server
    refuses. Belongs to one thread."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def can(self, ability: str) -> bool:
        with told():
            return bool(self._client.has_capability(ability))

    def select(self, folder: str, *, readonly: bool) -> Selected:
        with told():
            answer = self._client.select_folder(folder, readonly=readonly)
        return Selected(int(answer[b"UIDVALIDITY"]), answer.get(b"UIDNEXT"))

    def has_folder(self, folder: str) -> bool:
        with told():
            return bool(self._client.folder_exists(folder))

    def search(self, first: int, last: int | None, since: date | None = None) -> list[int]:
        """UIDs from `first` on, ascending. `n:*` always names the last mail, even one before n."""
        criteria: list[Any] = ["UID", f"{first}:{last or '*'}"]
        if since:
            criteria += ["SINCE", since]
        with told():
            found = self._client.search(criteria)
        return sorted(uid for uid in found if uid >= first)

    def listing(self, uids: Sequence[int]) -> list[Listed]:
        """Size and date of those that are still there."""
        with told():
            answer = self._client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
            return [
                Listed(uid, int(items[b"RFC822.SIZE"]), items[b"INTERNALDATE"].astimezone(UTC))
                for uid, items in sorted(answer.items())
                if set(items) != _EXPUNGED
            ]

    def mail(self, uid: int, limit: int) -> bytes | None:
        """All bytes of a mail, or up to somewhat more than `limit` of them; None if another
        program removed it. Never sets \\Seen, and never asks for RFC822, which iCloud breaks."""
        return self._pieces(uid, "BODY.PEEK[]", limit)

    def header(self, uid: int, limit: int) -> bytes | None:
        return self._pieces(uid, "BODY.PEEK[HEADER]", limit)

    def _pieces(self, uid: int, item: str, limit: int) -> bytes | None:
        """In chunks until one is short: some servers announce a size that is not true."""
        pieces: list[bytes] = []
        while sum(map(len, pieces)) <= limit:
            start = len(pieces) * CHUNK
            with told():
                answer = self._client.fetch([uid], [f"{item}<{start}.{CHUNK}>"])
            key = f"{item.replace('.PEEK', '')}<{start}>".encode()
            piece = answer.get(uid, {}).get(key)
            if piece is None:  # expunged: it is there, without content
                return b"".join(pieces) or None
            pieces.append(piece)
            if len(piece) < CHUNK:
                break
        return b"".join(pieces)

    def mark_read(self, uid: int) -> None:
        with told():
            self._client.add_flags([uid], [b"\\Seen"], silent=True)

    def move(self, uid: int, folder: str) -> None:
        """RFC 6851, or copy and delete. Without UIDPLUS the copy's original only is marked as
        deleted: EXPUNGE would remove what other people marked, too."""
        if self.can("MOVE"):
            self._into(folder, lambda: self._client.move([uid], folder))
            return
        self._into(folder, lambda: self._client.copy([uid], folder))
        with told():
            self._client.delete_messages([uid], silent=True)
            if self._client.has_capability("UIDPLUS"):
                self._client.uid_expunge([uid])

    def _into(self, folder: str, act: Callable[[], object]) -> None:
        try:
            with told():
                act()
        except Refused:
            if self.has_folder(folder):
                raise
            with told():
                self._client.create_folder(folder)
                act()

    def idle(self, seconds: float) -> None:
        """Until the server says anything, at most so long. A hint only: look afterwards.

        The library's `idle_check` returns at once for ever on a dead line and fails on half a
        line, so the socket is watched here and read by `idle_done`, which has a time-out.
        """
        with told():
            self._client.idle()
            if not self._already_read():
                _readable(self._client.socket(), min(seconds, IDLE_SECONDS))
            self._client.idle_done()

    def _already_read(self) -> bool:
        """What came in one packet with the answer to IDLE waits in a buffer, not on the socket."""
        line = self._client.socket()
        before = line.gettimeout()
        line.settimeout(0)
        try:
            return bool(self._client._imap.file.peek(1))  # noqa: SLF001 - there is no other way
        except ssl.SSLWantReadError:
            return False
        finally:
            line.settimeout(before)

    def close(self) -> None:
        """Say goodbye if the server listens, and let go."""
        with contextlib.suppress(Exception):  # it may be dead, which is why it is closed
            self._client.socket().settimeout(2.0)
            self._client.logout()
        self.drop()

    def drop(self) -> None:
        with contextlib.suppress(Exception):  # closed already
            self._client.shutdown()


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Sorts what can go wrong on the line into the contract's names; no text of the server is
    kept, because servers repeat names and passwords."""
    try:
        yield
    except ssl.SSLCertVerificationError:
        raise TryLater("CERTIFICATE_REFUSED", scope=Scope.ACCOUNT) from None
    except (OSError, imaplib.IMAP4.abort, EOFError):
        raise TryLater("NO_CONNECTION", scope=Scope.ACCOUNT) from None
    except (imaplib.IMAP4.error, CapabilityError) as error:
        if _passes(error):
            raise TryLater("MAILBOX_AWAY", scope=Scope.ACCOUNT) from None
        raise Refused from None
    except (ValueError, LookupError):  # an answer that the library cannot read
        raise Refused from None


def _passes(error: Exception) -> bool:
    said = str(error).lower()
    return any(word in said for word in _PASSING)


def _readable(line: socket.socket, seconds: float) -> None:
    poller = select.poll()
    poller.register(line.fileno(), select.POLLIN)
    poller.poll(max(0.0, seconds) * 1000)
