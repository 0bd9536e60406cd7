"""SMTP servers on loopback: a real one that refuses as scripted, and a wire that says anything."""

from __future__ import annotations

import socket
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

TOKEN = "access-gut"


@dataclass
class Arrived:
    sender: str
    recipients: list[str]
    content: bytes
    options: list[str]


@dataclass
class Sink:
    """`answers` are given instead of acceptance: step -> answer, e.g. {"RCPT": "550 5.1.1 no"}."""

    port: int
    answers: dict[str, str] = field(default_factory=dict)
    mails: list[Arrived] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    drop_after_data: bool = False

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, sender: str, options: list[str]
    ) -> str:
        if sender == "<>" and "null" in self.answers:
            return self.answers["null"]
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from, envelope.mail_options = sender, options
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "RCPT" not in self.answers:
            envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 2.1.5 OK")

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if "DATA" in self.answers:
            return self.answers["DATA"]
        content = envelope.original_content or b""
        options = list(envelope.mail_options)
        self.mails.append(Arrived(envelope.mail_from or "", envelope.rcpt_tos, content, options))
        if self.drop_after_data:
            server.transport.abort()
        return "250 2.0.0 queued as 1"

    async def auth_XOAUTH2(  # noqa: N802
        self, server: SMTP, args: list[str]
    ) -> AuthResult:
        said = await server.challenge_auth("") if len(args) == 1 else b64decode(args[1])
        token = bytes(said).partition(b"auth=Bearer ")[2].partition(b"\x01")[0].decode()
        self.tokens.append(token)
        if token == TOKEN:
            return AuthResult(success=True)
        await server.push("334 eyJzdGF0dXMiOiI0MDAifQ==")
        await server._reader.readline()
        await server.push(self.answers.get("XOAUTH2", "535 5.7.8 token refused"))
        return AuthResult(success=False, handled=True)

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        if isinstance(data, LoginPassword):
            self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success="AUTH" not in self.answers, handled=False)


class _Controller(Controller):
    def __init__(self, sink: Sink, **options: Any) -> None:
        self.options = options
        super().__init__(sink, hostname="127.0.0.1", port=sink.port)

    def factory(self) -> SMTP:
        return SMTP(
            self.handler,
            authenticator=self.handler.authenticate,
            auth_require_tls=False,
            loop=self.loop,
            **self.options,
        )


@contextmanager
def sink(**options: Any) -> Iterator[Sink]:
    """`options` are aiosmtpd's: `enable_SMTPUTF8`, `data_size_limit`, `auth_required` ..."""
    found = Sink(_free_port())
    controller = _Controller(found, **options)
    controller.start()
    try:
        yield found
    finally:
        controller.stop()


@contextmanager
def wire(speak: Callable[[socket.socket], None]) -> Iterator[int]:
    """A port on which one conversation is held by `speak`."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(10)

    def serve() -> None:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        with line:
            line.settimeout(10)
            try:
                speak(line)
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()
        thread.join(10)


def talk(*answers: tuple[str, str]) -> Callable[[socket.socket], None]:
    """Speaks SMTP from a list: what a line must begin with -> what is answered; "" greets, "."
    is the end of the content, and an answer of "" hangs up without a word."""

    def speak(line: socket.socket) -> None:
        reader = line.makefile("rb")
        content = False
        for begins, answer in answers:
            if begins:
                heard = reader.readline()
                while content and heard not in {b".\r\n", b""}:
                    heard = reader.readline()
                assert heard.upper().startswith(begins.encode()) or not heard
            if not answer:
                break
            line.sendall(f"{answer}\r\n".encode())
            content = answer.startswith("354")
        reader.close()

    return speak


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
