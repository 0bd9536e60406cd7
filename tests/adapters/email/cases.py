"""What mail brings to the tests that every channel must pass."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from inbox.channel import (
    Alias,
    AliasKind,
    InboundMessage,
    Kind,
    OutboundMedia,
    OutboundMessage,
    Quoted,
    RawRequest,
    Sender,
    Trust,
)
from tests.adapters.case import ChannelCase, Sample
from tests.adapters.email import account

ANNA = Sender(
    "anna@kunden.example", "Anna Müller", (Alias(AliasKind.EMAIL, "anna@kunden.example"),)
)
FILE = account.MAILS / "plain_text.eml"


class EmailCase(ChannelCase):
    kind = "email"
    name = "email"

    def settings(self, base_url: str = "http://127.0.0.1:9") -> Any:
        return account.settings()

    def genuine(self) -> Sequence[RawRequest]:
        return []

    def forged(self) -> Sequence[RawRequest]:
        return [RawRequest("POST", "/hooks/1", {}, {}, account.stored("plain_text"))]

    def samples(self) -> Sequence[Sample]:
        others = sorted(path.stem for path in account.MAILS.glob("*.eml"))
        return [_SPELLED_OUT, *(Sample(name, account.raw(account.stored(name))) for name in others)]

    def outbound(self) -> Sequence[OutboundMessage]:
        file = OutboundMedia(str(FILE), "text/plain", "Beleg.txt", FILE.stat().st_size)
        quoted = Quoted("Wo ist mein Paket?", "Anna", datetime(2026, 3, 3, 9, tzinfo=UTC))
        return [
            OutboundMessage(ANNA, "Guten Tag, wir prüfen das.", "key-1"),
            OutboundMessage(ANNA, "Gefunden!", "key-2", reply_to="a@b#" + "0" * 32, quoted=quoted),
            OutboundMessage(ANNA, "", "key-3", media=(file,)),
            OutboundMessage(ANNA, "Wir haben geschlossen.", "key-4", automated=True),
        ]

    @property
    def secrets(self) -> Sequence[str]:
        return [account.PASSWORD, account.SMTP_PASSWORD, account.CLIENT_SECRET]


_SPELLED_OUT = Sample(
    "a text is a message of its sender",
    account.raw(account.stored("plain_text")),
    [
        InboundMessage(
            external_id="frage-1@kunden.example#1bcd4ef9667d23b66d3e66b5cc1fce66",
            sender=ANNA,
            sent_at=datetime(2026, 3, 3, 9, 11, tzinfo=UTC),
            kind=Kind.EMAIL,
            text="Guten Tag,\n\nwo bleibt meine Bestellung 10482?\n\nGrüße\nAnna Müller",
            subject="Bestellung 10482",
            details={
                "from": {"name": "Anna Müller", "address": "Anna@Kunden.example"},
                "to": [{"name": "", "address": "service@laden.example"}],
                "message_id": "frage-1@kunden.example",
                "date": "Tue, 3 Mar 2026 10:11:00 +0100",
            },
            references=("frage-1@kunden.example",),
            recipients=("service@laden.example",),
            trust=Trust.UNVERIFIED,
        )
    ],
)

CASES: list[ChannelCase] = [EmailCase()]
