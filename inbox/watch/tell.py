"""Tell somebody: a mail to one address, a webhook, or both, as the settings say.

A way of its own, past the shop's accounts: it must work when those are what is broken.
"""

from __future__ import annotations

import json
import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from typing import Final
from urllib.parse import unquote, urlsplit

import structlog

from inbox import http
from inbox.channel import TryLater
from inbox.config import Settings
from inbox.watch.alert import FAILURES, News, Tell
from inbox.watch.sentences import SUBJECT, sentence

log = structlog.get_logger(__name__)
_SECONDS: Final = 20.0
_PORTS: Final = {"smtp": 587, "smtps": 465}


def teller(settings: Settings, *, shop: str, language: str) -> Tell | None:
    """None if nobody is to be told."""
    ways: list[Tell] = []
    if settings.alert_webhook:
        ways.append(lambda news: _post(settings, shop, news))
    if settings.alert_mail and settings.alert_smtp:
        ways.append(lambda news: _mail(settings, shop, language, news))
    if not ways:
        return None

    def tell(news: Sequence[News]) -> None:
        failed = [error for way in ways if (error := _failure(way, news)) is not None]
        if len(failed) == len(ways):
            raise failed[0]

    return tell


def _failure(way: Tell, news: Sequence[News]) -> Exception | None:
    """A way that is closed must not close the other one, nor have it used again and again."""
    try:
        way(news)
    except FAILURES as error:
        log.warning("a way to tell is closed", error=type(error).__name__)
        return error
    return None


def _post(settings: Settings, shop: str, news: Sequence[News]) -> None:
    """Raises `TryLater` and what `http.call` raises."""
    document = {
        "shop": shop,
        "url": f"{settings.base_url}/settings/operations",
        "alerts": [
            {
                "need": one.need,
                "account": one.label,
                "code": one.code,
                "since": one.since.isoformat(),
                "over": one.over,
                "text": sentence(one, "en"),
            }
            for one in news
        ],
    }
    answer = http.call(
        "POST",
        settings.alert_webhook,
        headers={"Content-Type": "application/json"},
        body=json.dumps(document).encode(),
    )
    if not answer.ok:
        raise TryLater("ALERT_REFUSED")


def _mail(settings: Settings, shop: str, language: str, news: Sequence[News]) -> None:
    """Raises `OSError`, of which smtplib's exceptions are."""
    server = urlsplit(settings.alert_smtp)
    host, port = server.hostname or "", server.port or _PORTS[server.scheme]
    with _connected(server.scheme, host, port) as smtp:
        if server.username:
            smtp.login(unquote(server.username), unquote(server.password or ""))
        smtp.send_message(_written(settings, shop, language, news))


def _connected(scheme: str, host: str, port: int) -> smtplib.SMTP:
    """Encrypted, except to this machine itself."""
    trusted = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=trusted)
    smtp = smtplib.SMTP(host, port, timeout=_SECONDS)
    if host not in {"127.0.0.1", "::1", "localhost"}:
        smtp.starttls(context=trusted)
    return smtp


def _written(settings: Settings, shop: str, language: str, news: Sequence[News]) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = SUBJECT[language].format(shop=shop, count=len(news))
    mail["From"] = mail["To"] = settings.alert_mail
    mail["Auto-Submitted"] = "auto-generated"
    lines = [sentence(one, language) for one in news]
    mail.set_content("\n\n".join([*lines, f"{settings.base_url}/settings/operations"]) + "\n")
    return mail
