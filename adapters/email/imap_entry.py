"""Into a mailbox: a connection to its IMAP server, encrypted, kept alive and signed in."""

from __future__ import annotations

import socket
import ssl
from typing import Any, Final

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from adapters.email.imap import Imap, Refused, told
from adapters.email.oauth import SignIn
from adapters.email.settings import NONE, PASSWORD, STARTTLS, TLS, Settings
from inbox.channel import AccountBroken, Scope, TryLater

TIMEOUT: Final = 30.0  # seconds for every answer; the library has none by itself

_KEEPALIVE: Final = (("TCP_KEEPIDLE", 120), ("TCP_KEEPINTVL", 30), ("TCP_KEEPCNT", 4))


def connect(settings: Settings, sign_in: SignIn | None) -> Imap:
    """Raises `TryLater` or, if the server does not accept us, `AccountBroken`."""
    client = _opened(settings)
    imap = Imap(client)
    try:
        with told():
            _sign_in(client, settings, sign_in)
    except Refused:
        imap.drop()
        by_password = settings.sign_in == PASSWORD
        raise AccountBroken("SIGN_IN_FAILED" if by_password else "SIGN_IN_AGAIN") from None
    except BaseException:
        imap.drop()
        raise
    return imap


def _opened(settings: Settings) -> Any:
    secure = None if settings.imap_security == NONE else ssl.create_default_context()
    try:
        with told():
            client = IMAPClient(
                settings.imap_host,
                settings.imap_port,
                ssl=settings.imap_security == TLS,
                ssl_context=secure if settings.imap_security == TLS else None,
                timeout=TIMEOUT,
            )
            client.normalise_times = False  # aware, not in this machine's zone
            _keep_alive(client.socket())
    except Refused:
        raise TryLater("NO_CONNECTION", scope=Scope.ACCOUNT) from None
    if settings.imap_security == STARTTLS:
        _encrypt(client, secure)
    return client


def _encrypt(client: Any, secure: ssl.SSLContext | None) -> None:
    try:
        with told():
            client.starttls(secure)
    except Refused:
        Imap(client).drop()
        raise AccountBroken("ENCRYPTION_NOT_OFFERED") from None
    except TryLater:
        Imap(client).drop()
        raise


def _sign_in(client: Any, settings: Settings, sign_in: SignIn | None) -> None:
    user = settings.imap_user or settings.address
    if settings.sign_in == PASSWORD or sign_in is None:
        _with_password(client, user, settings.imap_password)
        return
    token = sign_in.access_token()
    try:
        _with_token(client, user, token)
    except LoginError:
        sign_in.refused(token)
        renewed = sign_in.access_token()
        _with_token(client, user, renewed)


def _with_password(client: Any, user: str, password: str) -> None:
    if client.has_capability("AUTH=PLAIN"):  # takes any letters; LOGIN only ASCII
        client.plain_login(user, password)
    else:
        client.login(user, password)


def _with_token(client: Any, user: str, token: str) -> None:
    """SASL XOAUTH2; a refusal comes as a challenge that wants an empty answer."""
    answers = iter((f"user={user}\x01auth=Bearer {token}\x01\x01",))
    client.sasl_login("XOAUTH2", lambda _challenge: next(answers, ""))


def _keep_alive(line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _KEEPALIVE:
        if hasattr(socket, name):  # not on every system
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
