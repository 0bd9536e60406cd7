"""One conversation of the small IMAP server with a mail program (RFC 3501, 2177, 4315, 6851)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final

from adapters.email.simulated import imap_fetch
from adapters.email.simulated.imap_view import SEEN, View
from adapters.email.simulated.imap_words import BadCommand, Word, quoted, text, words
from adapters.email.simulated.mailbox import INBOX, Mailbox
from adapters.email.simulated.oauth_provider import CHALLENGE, said_by_xoauth2

MAX_LINE: Final = 64 * 1024
MAX_LITERAL: Final = 1024 * 1024
ABILITIES: Final = "IMAP4rev1 LITERAL+ SASL-IR AUTH=PLAIN AUTH=XOAUTH2 IDLE UIDPLUS MOVE UNSELECT"

_LITERAL: Final = re.compile(rb"\{(\d{1,8})(\+?)\}\r\n$")

# User, and password or "Bearer " with a token -> the mailbox that they open.
SignIn = Callable[[str, str], Mailbox | None]
Handler = Callable[[list[Word]], str | Awaitable[str]]


class No(Exception):
    """Understood and refused; the text goes behind NO."""


class Session:
    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, sign_in: SignIn
    ) -> None:
        self.news = asyncio.Event()
        self._reader = reader
        self._writer = writer
        self._sign_in = sign_in
        self._mailbox: Mailbox | None = None
        self._selected: View | None = None

    async def run(self) -> None:
        self._say(f"* OK [CAPABILITY {ABILITIES}] Kontor's simulated provider is ready")
        while line := await self._line():
            tag, done = await self._obey(line)
            self._say(f"{tag} {done}")
            await self._writer.drain()
            if done.startswith("OK LOGOUT"):
                return

    def hang_up(self) -> None:
        self._writer.close()

    # ----- lines

    async def _line(self) -> bytes:
        """A command with its literals; b"" when the client has gone."""
        line = await self._reader.readline()
        while match := _LITERAL.search(line):
            size = int(match.group(1))
            if size > MAX_LITERAL:
                return b""
            if not match.group(2):
                self._say("+ go on")
            line += await self._reader.readexactly(size) + await self._reader.readline()
        return line

    async def _obey(self, line: bytes) -> tuple[str, str]:
        """(tag, what is said behind it)."""
        tag = "*"
        try:
            tag, name, *arguments = _command(words(line))
            return tag, await self._run(name, arguments)
        except (BadCommand, ValueError, IndexError):
            return tag, "BAD not understood"
        except No as refusal:
            return tag, f"NO {refusal}"

    async def _run(self, name: str, arguments: list[Word]) -> str:
        if name == "UID":
            name, arguments = f"UID {text(arguments[0]).upper()}", arguments[1:]
        handler = self._commands().get(name)
        if handler is None:
            raise BadCommand
        done = handler(arguments)
        answer = done if isinstance(done, str) else await done
        self._tell()
        return f"OK {name} {answer}"

    def _say(self, line: str) -> None:
        self._writer.write(line.encode("utf-8") + b"\r\n")

    def _answer(self, *lines: str) -> str:
        for line in lines:
            self._say(f"* {line}")
        return "done"

    def _tell(self) -> None:
        if self._selected:
            self._answer(*self._selected.news())

    def _commands(self) -> Mapping[str, Handler]:
        return {
            "CAPABILITY": lambda _: self._answer(f"CAPABILITY {ABILITIES}"),
            "NOOP": lambda _: "done",
            "CHECK": lambda _: "done",
            "ID": lambda _: self._answer("ID NIL"),
            "LOGOUT": lambda _: self._answer("BYE see you"),
            "LOGIN": lambda arguments: self._enter(*map(text, arguments)),
            "AUTHENTICATE": self._authenticate,
            "SELECT": lambda arguments: self._select(arguments, readonly=False),
            "EXAMINE": lambda arguments: self._select(arguments, readonly=True),
            "LIST": self._list,
            "STATUS": self._status,
            "CREATE": self._create,
            "CLOSE": lambda _: self._leave(),
            "UNSELECT": lambda _: self._leave(),
            "IDLE": self._idle,
            "UID SEARCH": self._search,
            "UID FETCH": self._fetch,
            "UID STORE": self._store,
            "UID COPY": lambda arguments: self._copy(arguments, moves=False),
            "UID MOVE": lambda arguments: self._copy(arguments, moves=True),
            "UID EXPUNGE": lambda arguments: self._expunge(text(arguments[0])),
            "EXPUNGE": lambda _: self._expunge("1:*"),
        }

    # ----- signing in

    async def _authenticate(self, arguments: list[Word]) -> str:
        mechanism, *initial = map(text, arguments)
        if mechanism.upper() not in {"PLAIN", "XOAUTH2"}:
            raise No("[CANNOT] only PLAIN and XOAUTH2")
        said = initial[0] if initial else await self._challenged("")
        try:
            decoded = base64.b64decode(said.strip())
        except binascii.Error:
            raise BadCommand from None
        if mechanism.upper() == "XOAUTH2":
            return await self._enter_by_token(*said_by_xoauth2(decoded))
        _, user, password = decoded.decode("utf-8").split("\0")
        return self._enter(user, password)

    async def _enter_by_token(self, user: str, bearer: str) -> str:
        """A refusal comes as a challenge that wants an empty answer."""
        if self._sign_in(user, bearer) is None:
            await self._challenged(base64.b64encode(CHALLENGE).decode())
        return self._enter(user, bearer)

    async def _challenged(self, challenge: str) -> str:
        self._say(f"+ {challenge}")
        return (await self._reader.readline()).decode("ascii", "replace")

    def _enter(self, user: str, password: str) -> str:
        self._mailbox = self._sign_in(user, password)
        if self._mailbox is None:
            raise No("[AUTHENTICATIONFAILED] wrong user or password")
        return "signed in"

    @property
    def _opened(self) -> Mailbox:
        if self._mailbox is None:
            raise No("sign in first")
        return self._mailbox

    @property
    def _view(self) -> View:
        if self._selected is None:
            raise No("select a folder first")
        return self._selected

    # ----- folders

    def _named(self, word: Word) -> str:
        name = text(word)
        found = INBOX if name.upper() == INBOX else name
        if found not in self._opened.folders:
            raise No("[TRYCREATE] no such folder")
        return found

    def _select(self, arguments: list[Word], *, readonly: bool) -> str:
        self._selected = None
        self._selected = View(self._opened, self._named(arguments[0]), readonly=readonly)
        self._answer(*self._selected.opened())
        return "[READ-ONLY] selected" if readonly else "[READ-WRITE] selected"

    def _leave(self) -> str:
        self._selected = None
        return "left"

    def _list(self, arguments: list[Word]) -> str:
        pattern = re.escape(text(arguments[1])).replace(r"\*", ".*").replace("%", "[^/]*")
        found = [name for name in self._opened.folders if re.fullmatch(pattern, name)]
        return self._answer(*(f'LIST () "/" {quoted(name)}' for name in found))

    def _status(self, arguments: list[Word]) -> str:
        name = self._named(arguments[0])
        with self._opened.lock:
            folder = self._opened.folders[name]
            values = {
                "MESSAGES": len(folder.mails),
                "RECENT": 0,
                "UIDNEXT": folder.next_uid,
                "UIDVALIDITY": folder.validity,
                "UNSEEN": sum(SEEN not in mail.flags for mail in folder.mails.values()),
            }
        asked = [text(word).upper() for word in _listed(arguments[1])]
        shown = " ".join(f"{name} {values[name]}" for name in asked if name in values)
        return self._answer(f"STATUS {quoted(name)} ({shown})")

    def _create(self, arguments: list[Word]) -> str:
        self._opened.create(text(arguments[0]))
        return "created"

    async def _idle(self, _: list[Word]) -> str:
        self.news.clear()
        self._say("+ idling")
        self._tell()
        done = asyncio.ensure_future(self._reader.readline())
        while not done.done():
            await self._writer.drain()
            waking = asyncio.ensure_future(self.news.wait())
            await asyncio.wait({done, waking}, return_when=asyncio.FIRST_COMPLETED)
            waking.cancel()
            self.news.clear()
            self._tell()
        if done.result().strip().upper() != b"DONE":
            raise BadCommand
        return "done"

    # ----- mails

    def _search(self, arguments: list[Word]) -> str:
        self._tell()
        found = self._view.search(iter([text(word) for word in arguments]))
        return self._answer(" ".join(["SEARCH", *map(str, found)]))

    def _fetch(self, arguments: list[Word]) -> str:
        items = [imap_fetch.item(text(word)) for word in _listed(arguments[1])]
        for answer in self._view.fetch(text(arguments[0]), items):
            self._writer.write(answer)
        return "done"

    def _store(self, arguments: list[Word]) -> str:
        if self._view.readonly:
            raise No("[READ-ONLY] opened for reading")
        flags = {text(word) for word in _listed(arguments[2])}
        action = text(arguments[1]).upper()
        return self._answer(*self._view.store(text(arguments[0]), action, flags))

    def _copy(self, arguments: list[Word], *, moves: bool) -> str:
        self._view.copy(text(arguments[0]), self._named(arguments[1]), moves=moves)
        return "done"

    def _expunge(self, chosen: str) -> str:
        self._view.expunge(chosen)
        return "done"


def _command(spoken: list[Word]) -> tuple[str, str, *tuple[Word, ...]]:
    tag, name, *arguments = spoken
    return text(tag), text(name).upper(), *arguments


def _listed(word: Word) -> Iterable[Word]:
    return word if isinstance(word, list) else [word]
