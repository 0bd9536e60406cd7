"""Sending: one mail over one connection, and every answer of a server sorted by its consequence.

The protocol is spoken step by step, because it matters how far it came: until the final dot nothing
has left, behind it only the server knows.
"""

from __future__ import annotations

import contextlib
import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from adapters.email.addresses import ascii_domain
from adapters.email.oauth import SignIn
from adapters.email.settings import NONE, PASSWORD, STARTTLS, TLS, Settings
from adapters.email.smtp_answers import SmtpAnswer, Step, failure
from inbox.channel import AccountBroken, OutcomeUnknown, Rejected, Scope, SendError, TryLater

TIMEOUT: Final = 30.0  # seconds for every answer; the library has none by itself
DATA_TIMEOUT: Final = 300.0  # for the one to the final dot; RFC 5321 would give it ten minutes

_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_DOT: Final = re.compile(rb"^\.", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Envelope:
    """`sender` "" is the null sender, for mail that must not come back (RFC 3834)."""

    sender: str
    recipient: str


def deliver(settings: Settings, sign_in: SignIn | None, envelope: Envelope, mail: bytes) -> None:
    """Raises a `SendError`; `OutcomeUnknown` only if the line broke behind the final dot."""
    with signed_in(settings, sign_in) as server:
        _from(server, settings, envelope, mail)
        _expect(server.rcpt(envelope.recipient), Step.RECIPIENT)
        _expect(server.docmd("DATA"), Step.CONTENT, 354)
        _content(server, mail)


@contextlib.contextmanager
def signed_in(settings: Settings, sign_in: SignIn | None) -> Iterator[smtplib.SMTP]:
    """A connection on which mail may be sent. A line that breaks is `TryLater`: see `_content`."""
    server: smtplib.SMTP | None = None
    try:
        server = _connected(settings)
        _sign_in(server, settings, sign_in)
        yield server
    except SendError:
        raise
    except ssl.SSLCertVerificationError:
        raise TryLater("CERTIFICATE_REFUSED", scope=Scope.ACCOUNT) from None
    except smtplib.SMTPResponseException as error:  # to the greeting, EHLO or STARTTLS
        raise failure(Step.GREETING, _answer(error.smtp_code, error.smtp_error)) from None
    except smtplib.SMTPNotSupportedError:
        raise AccountBroken("ENCRYPTION_NOT_OFFERED") from None
    except (OSError, smtplib.SMTPException, ValueError):
        raise TryLater("NO_CONNECTION", scope=Scope.ACCOUNT) from None
    finally:
        if server is not None:
            _leave(server)


def _connected(settings: Settings) -> smtplib.SMTP:
    name = ascii_domain(settings.own.rpartition("@")[2])  # not this machine's, which is nobody's
    host, port = settings.smtp_host, settings.smtp_port
    secure = None if settings.smtp_security == NONE else ssl.create_default_context()
    if settings.smtp_security == TLS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, name, timeout=TIMEOUT, context=secure)
    else:
        server = smtplib.SMTP(host, port, name, timeout=TIMEOUT)
    try:
        _send_at_once(server)
        server.ehlo_or_helo_if_needed()
        if settings.smtp_security == STARTTLS:
            server.starttls(context=secure)
            server.ehlo()
    except BaseException:
        server.close()
        raise
    return server


def _send_at_once(server: smtplib.SMTP) -> None:
    """The final dot travels by itself, and would wait 40 ms for an acknowledgement (Nagle)."""
    if server.sock is not None:
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _sign_in(server: smtplib.SMTP, settings: Settings, sign_in: SignIn | None) -> None:
    user = settings.smtp_user or settings.imap_user or settings.address
    if settings.sign_in == PASSWORD or sign_in is None:
        password = settings.smtp_password or settings.imap_password
        _expect(_with_password(server, user, password), Step.SIGN_IN, 235)
        return
    token = sign_in.access_token()
    if _with_token(server, user, token)[0] == 235:
        return
    sign_in.refused(token)
    answer = _with_token(server, user, sign_in.access_token())
    if answer[0] == 535:
        raise AccountBroken("SIGN_IN_AGAIN", _answer(*answer).status)
    _expect(answer, Step.SIGN_IN, 235)


def _with_password(server: smtplib.SMTP, user: str, password: str) -> tuple[int, bytes]:
    """Spelled out, because the library's way takes only ASCII passwords."""
    offered = server.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered or "LOGIN" not in offered:
        return server.docmd("AUTH", "PLAIN " + _base64(f"\0{user}\0{password}"))
    code, text = server.docmd("AUTH", f"LOGIN {_base64(user)}")
    return server.docmd(_base64(password)) if code == 334 else (code, text)


def _with_token(server: smtplib.SMTP, user: str, token: str) -> tuple[int, bytes]:
    """SASL XOAUTH2; a refusal comes as a challenge that wants an empty answer."""
    said = _base64(f"user={user}\x01auth=Bearer {token}\x01\x01")
    code, text = server.docmd("AUTH", f"XOAUTH2 {said}")
    return server.docmd("") if code == 334 else (code, text)


def _from(server: smtplib.SMTP, settings: Settings, envelope: Envelope, mail: bytes) -> None:
    limit = server.esmtp_features.get("size", "")
    if limit.isdecimal() and 0 < int(limit) < len(mail):
        raise Rejected("TOO_LARGE", f"at most {limit} bytes, encoded")
    options = [f"SIZE={len(mail)}"] if "size" in server.esmtp_features else []
    if not envelope.recipient.isascii():
        if not server.has_extn("smtputf8"):
            raise Rejected("SMTPUTF8_NOT_OFFERED")
        options.append("SMTPUTF8")
    answer = server.mail(envelope.sender, options)
    if answer[0] >= 500 and not envelope.sender:  # some providers only send from a real address
        server.rset()
        answer = server.mail(settings.own, options)
    _expect(answer, Step.SENDER)


def _content(server: smtplib.SMTP, mail: bytes) -> None:
    lines = _DOT.sub(b"..", _LINE_END.sub(b"\r\n", mail))
    try:
        server.send(lines if lines.endswith(b"\r\n") else lines + b"\r\n")
    except smtplib.SMTPServerDisconnected:
        _expect(_last_word(server), Step.CONTENT)
    _set_timeout(server, DATA_TIMEOUT)
    server.send(b".\r\n")  # if this fails, the server never saw the end and keeps nothing
    try:
        answer = server.getreply()
    except (OSError, smtplib.SMTPException):
        raise OutcomeUnknown("NO_ANSWER") from None
    if not 200 <= answer[0] < 600:
        raise OutcomeUnknown("ANSWER_UNREADABLE")
    _expect(answer, Step.CONTENT)


def _last_word(server: smtplib.SMTP) -> tuple[int, bytes]:
    """A server that hangs up in the middle often says why ("552 too large")."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        code, text = server.getreply()
        if code >= 400:
            return code, text
    raise TryLater("NO_CONNECTION", scope=Scope.ACCOUNT)


def _expect(answer: tuple[int, bytes], step: Step, *wanted: int) -> None:
    code, text = answer
    if code in wanted or (not wanted and 200 <= code < 300):
        return
    raise failure(step, _answer(code, text))


def _answer(code: int, text: bytes | str) -> SmtpAnswer:
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return SmtpAnswer(code, shown[:1000])


def _base64(text: str) -> str:
    return b64encode(text.encode("utf-8")).decode("ascii")


def _leave(server: smtplib.SMTP) -> None:
    """Say QUIT if the server still listens, and let go in any case."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        _set_timeout(server, 5.0)
        server.quit()
    server.close()


def _set_timeout(server: smtplib.SMTP, seconds: float) -> None:
    if server.sock is not None:
        server.sock.settimeout(seconds)
