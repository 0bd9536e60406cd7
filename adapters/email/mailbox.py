"""Fetching: every mail of a folder once, in order, and none of them lost.

The position in the folder (UIDVALIDITY and the last UID) travels with each mail and is committed
together with it. Flags are never the position: people read mail in other programs.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

from adapters.email.imap import Imap, Listed, Refused, Selected
from adapters.email.imap_entry import connect
from adapters.email.oauth import SignIn
from adapters.email.position import (
    Position,
    beginning,
    numbered_anew,
    position_in,
    position_key,
    position_text,
)
from adapters.email.reading.parse import INTERNAL_DATE, MAX_PARSED, SIZE, UNREADABLE
from adapters.email.settings import LEAVE, MOVE, Settings
from adapters.email.trouble import Trouble
from inbox.channel import IMPORTED, AccountBroken, Cursor, Memory, RawRequest, Scope, TryLater

MAX_HEADER: Final = 1024 * 1024  # bytes
LISTED_AT_ONCE: Final = 50
UIDS_AT_ONCE: Final = 50_000  # of one SEARCH: a longer answer breaks the library's line limit
REFUSALS: Final = 3  # of one mail, until it is shown by what is left of it
BREAKS: Final = 10  # of the connection over one mail, likewise
POLL_SECONDS: Final = 60.0  # where a server cannot tell us that something arrived


class Mailbox:
    """One folder. The connection is kept between `poll` and `wait`, which one thread calls."""

    def __init__(
        self,
        settings: Settings,
        memory: Memory,
        sign_in: SignIn | None,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._memory = memory
        self._sign_in = sign_in
        self._now = now
        self._sleep = sleep
        self._key = position_key(settings.folder)
        self._line = _Line()
        self._idles = True
        self._seen: int | None = None  # UIDNEXT when `poll` looked last
        self._trouble = Trouble(memory, 0)
        weakref.finalize(self, self._line.drop)

    def poll(self) -> Iterator[tuple[RawRequest, Cursor]]:
        """Raises `TryLater` or `AccountBroken`; goes on where the committed position stands."""
        try:
            yield from self._new(self._connected())
        except Refused:
            self._line.drop()
            raise TryLater("MAILBOX_AWAY", scope=Scope.ACCOUNT) from None
        except TryLater:
            self._line.drop()
            raise

    def wait(self, seconds: float) -> None:
        """Until something may have arrived, at most so long. Raises like `poll`."""
        try:
            imap = self._connected()
            if not self._idles or not imap.can("IDLE"):
                self._sleep(min(seconds, POLL_SECONDS))
            elif self._selected(imap).uid_next == self._seen:  # else something came meanwhile
                imap.idle(seconds)
        except Refused:  # a server that offers IDLE and does not want it
            self._idles = False
            self._sleep(min(seconds, POLL_SECONDS))
        except TryLater:
            self._line.drop()
            raise

    def close(self) -> None:
        self._line.close()

    # ----- the connection

    def _connected(self) -> Imap:
        if self._line.imap is None:
            self._line.imap = connect(self._settings, self._sign_in)
        return self._line.imap

    def _selected(self, imap: Imap) -> Selected:
        folder = self._settings.folder
        try:
            return imap.select(folder, readonly=self._settings.after_fetch == LEAVE)
        except Refused:
            if imap.has_folder(folder):
                raise
            raise AccountBroken("FOLDER_MISSING") from None

    # ----- what is new

    def _new(self, imap: Imap) -> Iterator[tuple[RawRequest, Cursor]]:
        selected = self._selected(imap)
        position = self._position(imap, selected)
        self._seen = selected.uid_next
        self._trouble = Trouble(self._memory, selected.validity)
        for listed in self._listed(imap, position, selected):
            raw = self._fetched(imap, position, listed)
            if raw is None:
                continue  # somebody else removed it meanwhile
            newest = max(position.newest, listed.date.date().isoformat())
            position = replace(position, uid=listed.uid, newest=newest)
            yield raw, Cursor(self._key, position_text(position))
            self._settle(imap, listed.uid)
        self._pass_over(position, selected)

    def _position(self, imap: Imap, selected: Selected) -> Position:
        """Where reading goes on; a folder that is new to us is noted before anything is read."""
        kept = self._memory.get(self._key)
        known = position_in(kept)
        if known and known.validity == selected.validity:
            return known
        last = selected.uid_next - 1 if selected.uid_next else max(imap.search(1, None), default=0)
        if known:
            position = numbered_anew(known, selected.validity, last)
        else:
            position = beginning(
                selected.validity, last, self._now().date(), self._settings.import_days
            )
        if not self._memory.put(self._key, position_text(position), expected=kept):
            raise TryLater("MAILBOX_BUSY", scope=Scope.ACCOUNT)  # another process was faster
        return position

    def _listed(self, imap: Imap, position: Position, selected: Selected) -> Iterator[Listed]:
        """Old mail only as far back as wanted, then everything behind it."""
        last = selected.uid_next - 1 if selected.uid_next else None
        backlog = min(position.backlog, last) if last is not None else position.backlog
        for first, until in _windows(position.uid + 1, backlog):
            yield from self._batches(imap, imap.search(first, until, position.since_day))
        behind = max(position.uid, position.backlog) + 1
        if last is None:
            yield from self._batches(imap, imap.search(behind, None))
            return
        for first, until in _windows(behind, last):
            yield from self._batches(imap, imap.search(first, until))

    def _batches(self, imap: Imap, uids: list[int]) -> Iterator[Listed]:
        for start in range(0, len(uids), LISTED_AT_ONCE):
            batch = uids[start : start + LISTED_AT_ONCE]
            try:
                yield from imap.listing(batch)
            except Refused:  # one of them is broken: find it, and do not let it stop the others
                for uid in batch:
                    yield from self._alone(imap, uid)

    def _alone(self, imap: Imap, uid: int) -> list[Listed]:
        try:
            return imap.listing([uid])
        except Refused:
            return [Listed(uid, 0, self._now())]

    def _pass_over(self, position: Position, selected: Selected) -> None:
        """Not to search again through what is not wanted or no longer there."""
        if selected.uid_next and position.uid < selected.uid_next - 1:
            onward = position_text(replace(position, uid=selected.uid_next - 1))
            self._memory.put(self._key, onward, expected=position_text(position))

    # ----- one mail

    def _fetched(self, imap: Imap, position: Position, listed: Listed) -> RawRequest | None:
        noted = {INTERNAL_DATE: listed.date.isoformat()}
        if position.is_import(listed.uid, listed.date.date()):
            noted[IMPORTED] = "1"
        try:
            body, size = self._bytes(imap, listed)
        except Refused:
            if self._trouble.met(listed.uid) < REFUSALS:
                raise TryLater("MAIL_REFUSED", scope=Scope.ACCOUNT) from None
            body, size = self._what_is_left(imap, listed), None
            noted[UNREADABLE] = "1"
        except TryLater:
            self._trouble.met(listed.uid)
            raise
        if body is None:
            return None
        if size is not None:
            noted[SIZE] = str(size)
        folder = quote(self._settings.folder, safe="")
        url = f"imap:{folder};UIDVALIDITY={position.validity};UID={listed.uid}"
        return RawRequest("FETCH", url, noted, {}, body)

    def _what_is_left(self, imap: Imap, listed: Listed) -> bytes:
        try:
            return imap.header(listed.uid, MAX_HEADER) or b""
        except Refused:
            return b""

    def _bytes(self, imap: Imap, listed: Listed) -> tuple[bytes | None, int | None]:
        """(the mail, None), or (its header, its size) if it is too large to be read. A mail on
        which the connection broke again and again is not asked for any more."""
        if self._trouble.count(listed.uid) >= BREAKS:
            raise Refused
        if listed.size <= MAX_PARSED:
            mail = imap.mail(listed.uid, MAX_PARSED)
            if mail is None or len(mail) <= MAX_PARSED:
                return mail, None
        return imap.header(listed.uid, MAX_HEADER), listed.size

    def _settle(self, imap: Imap, uid: int) -> None:
        """The mail is safe with us. That the mailbox cannot be tidied up is no reason to stop."""
        if self._settings.after_fetch == LEAVE:
            return
        try:
            if self._settings.after_fetch == MOVE:
                imap.move(uid, self._settings.move_to)
            else:
                imap.mark_read(uid)
        except Refused:
            return


class _Line:
    """Holds the connection apart from the mailbox, so that it can be closed behind it."""

    def __init__(self) -> None:
        self.imap: Imap | None = None

    def drop(self) -> None:
        imap, self.imap = self.imap, None
        if imap:
            imap.drop()

    def close(self) -> None:
        imap, self.imap = self.imap, None
        if imap:
            imap.close()


def _windows(first: int, last: int) -> Iterator[tuple[int, int]]:
    while first <= last:
        yield first, min(first + UIDS_AT_ONCE - 1, last)
        first += UIDS_AT_ONCE
