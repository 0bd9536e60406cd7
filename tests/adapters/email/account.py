"""The mailbox of the tests, and short ways to hand it a mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from adapters.email.channel import EmailChannel
from adapters.email.settings import Settings
from inbox.channel import Event, InboundMessage, RawRequest
from tests.adapters.case import DictMemory

OWN = "service@laden.example"
PASSWORD = "geheim-imap-7c1f"
SMTP_PASSWORD = "geheim-smtp-a920"
CLIENT_SECRET = "geheim-client-55d0"
MAILS = Path(__file__).parent / "mails"


def settings(**changes: Any) -> Settings:
    usual = Settings(
        address=OWN,
        display_name="Laden, Beispiel & Söhne",
        aliases="info@laden.example",
        imap_host="127.0.0.1",
        imap_port=9,
        imap_security="none",
        imap_password=PASSWORD,
        smtp_host="127.0.0.1",
        smtp_port=9,
        smtp_security="none",
        smtp_password=SMTP_PASSWORD,
        client_secret=CLIENT_SECRET,
        authserv_id="mx.laden.example",
        plus_addressing=True,
    )
    return replace(usual, **changes)


def channel(memory: Mapping[str, str] | None = None, **changes: Any) -> EmailChannel:
    return EmailChannel(settings(**changes), DictMemory(memory))


def raw(mail: bytes | str, **noted: str) -> RawRequest:
    """`noted` are headers of the mailbox, with "_" for "-"."""
    body = mail.encode() if isinstance(mail, str) else mail
    headers = {name.replace("_", "-"): value for name, value in noted.items()}
    return RawRequest("FETCH", "imap:INBOX;UIDVALIDITY=1;UID=7", headers, {}, body)


def stored(name: str) -> bytes:
    return (MAILS / f"{name}.eml").read_bytes()


def events(mail: bytes | str, **changes: Any) -> list[Event]:
    return channel(**changes).parse(raw(mail))


def read(mail: bytes | str, **changes: Any) -> InboundMessage:
    """The message that a mail is; every mail is one."""
    message = events(mail, **changes)[0]
    assert isinstance(message, InboundMessage)
    return message
