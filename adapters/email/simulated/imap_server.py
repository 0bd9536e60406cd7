"""A small IMAP server for the shop's mailbox, on loopback.

Its own instead of a packaged one: pymap 0.36.7 writes its answers in pieces, on which IMAPClient's
IDLE fails, finds new mail only after a NOOP, takes 4 ms of processor time for every mail and keeps
all of them. This one speaks what mail programs need to fetch, wait, mark and move.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Final

from adapters.email.simulated.imap_session import MAX_LINE, Session, SignIn

_GOODBYE: Final = 2.0  # seconds until a conversation has noticed that it is over


class ImapServer:
    """Opens for whoever `sign_in` knows. Runs within one event loop."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in
        self._sessions: dict[Session, asyncio.Task[None]] = {}
        self._server: asyncio.Server | None = None

    async def open(self, port: int) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, limit=MAX_LINE)

    async def close(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for session in list(self._sessions):
            session.hang_up()
        if self._sessions:
            await asyncio.wait(self._sessions.values(), timeout=_GOODBYE)
        await self._server.wait_closed()

    def wake(self) -> None:
        """Mail came: whoever waits is told."""
        for session in self._sessions:
            session.news.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(reader, writer, self._sign_in)
        task = asyncio.current_task()
        assert task is not None
        self._sessions[session] = task
        try:
            await session.run()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return  # the client went, or never was one
        finally:
            del self._sessions[session]
            session.hang_up()
            with suppress(ConnectionError):
                await writer.wait_closed()
