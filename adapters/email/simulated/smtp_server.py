"""The provider's SMTP server: takes what the shop sends, or refuses as scripted."""
# ruff: noqa: ARG002, N802 - the hooks are named and called by aiosmtpd

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from adapters.email.simulated.oauth_provider import CHALLENGE, said_by_xoauth2
from adapters.simulation_script import Script

MAX_SIZE: Final = 35_000_000  # bytes, as SIZE announces it

# What real servers say beside the number that was scripted.
_WORDS: Final = {
    421: "4.3.2 service shutting down",
    432: "4.3.2 too many connections",
    450: "4.2.0 greylisted, try again later",
    451: "4.7.1 please try again later",
    452: "4.2.2 mailbox is full for now",
    454: "4.7.0 temporary authentication failure",
    535: "5.7.8 authentication credentials invalid",
    550: "5.1.1 no such user here",
    551: "5.1.6 user has moved",
    552: "5.3.4 message is too large",
    553: "5.1.3 mailbox name is not allowed",
    554: "5.7.1 refused by policy",
}
_AT_SIGN_IN: Final = frozenset({454, 530, 534, 535})
_AFTER_CONTENT: Final = frozenset({552, 554})


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail of the shop as it arrived."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


class SmtpHandler:
    """aiosmtpd's hooks. `take` is called in the event loop and must be quick."""

    def __init__(
        self,
        script: Script,
        *,
        signs_in: Callable[[str, str], bool],
        take: Callable[[Sent], None],
        count: Callable[[str], None],
    ) -> None:
        self._script = script
        self._signs_in = signs_in
        self._take = take
        self._count = count
        # Of the mails under way: whether the script refuses them only after their content.
        self._due: WeakKeyDictionary[Envelope, bool] = WeakKeyDictionary()

    def protocol(self, loop: asyncio.AbstractEventLoop) -> SMTP:
        return SMTP(
            self,
            data_size_limit=MAX_SIZE,
            enable_SMTPUTF8=True,
            hostname="mail.simulated.example",
            ident="Kontor's simulated provider",
            authenticator=self.authenticate,
            auth_require_tls=False,
            loop=loop,
        )

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        if self._script.next_status() in _AT_SIGN_IN:
            return AuthResult(success=False, handled=False, message=self._refuse())
        known = isinstance(data, LoginPassword) and self._signs_in(
            data.login.decode("utf-8", "replace"), data.password.decode("utf-8", "replace")
        )
        return AuthResult(success=known, handled=False)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        """A refusal comes as a challenge that wants an empty answer."""
        if self._script.next_status() in _AT_SIGN_IN:
            return AuthResult(success=False, handled=False, message=self._refuse())
        try:
            user, bearer = said_by_xoauth2(base64.b64decode(args[1]))
        except (ValueError, IndexError):
            return AuthResult(success=False, handled=False, message="501 5.5.2 not understood")
        known = self._signs_in(user, bearer)
        if not known:
            await server.challenge_auth(CHALLENGE)
        return AuthResult(success=known, handled=False)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return "530 5.7.0 authentication required"
        if self._script.next_status() in _AT_SIGN_IN:
            return self._refuse()
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        self._due[envelope] = self._script.next_status() in _AFTER_CONTENT
        return "250 2.1.0 sender ok"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self._due[envelope]:
            refusal = self._refuse()
            if refusal:
                return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 recipient ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self._script.delay())
        if self._due[envelope]:
            return self._refuse()
        content, sender = envelope.original_content or b"", envelope.mail_from or ""
        self._take(Sent("" if sender == "<>" else sender, tuple(envelope.rcpt_tos), content))
        self._count("accepted")
        if self._script.cuts_off() and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        return "250 2.0.0 accepted"

    def _refuse(self) -> str:
        """The scripted answer, used up; "" if the script says to accept."""
        status = self._script.take_status()
        if not status:
            return ""
        self._count("refused")
        return f"{status} {_WORDS.get(status, 'as scripted')}"
