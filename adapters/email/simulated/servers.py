"""The two mail servers in one thread of their own, on loopback."""

from __future__ import annotations

import asyncio
import logging
import threading
from typing import Final

from adapters.email.simulated.imap_server import ImapServer
from adapters.email.simulated.smtp_server import SmtpHandler

HOST: Final = "127.0.0.1"
_SECONDS: Final = 10.0
_GOODBYE: Final = 1.0  # seconds for conversations that are about to end


class Servers:
    def __init__(self, imap: ImapServer, smtp: SmtpHandler) -> None:
        self._imap = imap
        self._smtp = smtp
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._smtp_server: asyncio.Server | None = None

    def start(self, *, smtp_port: int, imap_port: int) -> None:
        """Raises OSError if a port is taken."""
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # aiosmtpd tells of every command
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="simulated-mail")
        self._thread.daemon = True
        self._thread.start()
        opening = self._open(self._loop, smtp_port, imap_port)
        try:
            asyncio.run_coroutine_threadsafe(opening, self._loop).result(_SECONDS)
        except BaseException:
            self.stop()
            raise

    def wake(self) -> None:
        """Mail came; whoever idles is told."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._imap.wake)

    def stop(self) -> None:
        loop, self._loop = self._loop, None
        if loop is None or self._thread is None:
            return
        asyncio.run_coroutine_threadsafe(self._close(), loop).result(_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        self._thread.join(_SECONDS)
        loop.close()

    async def _open(self, loop: asyncio.AbstractEventLoop, smtp_port: int, imap_port: int) -> None:
        self._smtp_server = await loop.create_server(
            lambda: self._smtp.protocol(loop), HOST, smtp_port
        )
        await self._imap.open(imap_port)

    async def _close(self) -> None:
        if self._smtp_server is not None:
            self._smtp_server.close()
            await self._smtp_server.wait_closed()
        await self._imap.close()
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        if others:
            _, pending = await asyncio.wait(others, timeout=_GOODBYE)
            for task in pending:
                task.cancel()
