"""What Threema brings to the tests that every channel must pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from adapters.threema.settings import GatewaySettings
from inbox.channel import (
    InboundMessage,
    Kind,
    OutboundMedia,
    OutboundMessage,
    RawRequest,
    Sender,
    Trust,
    Unsupported,
)
from tests.adapters.case import ChannelCase, Sample
from tests.adapters.threema import vectors
from tests.adapters.threema.writing import MESSAGE_ID, posted, written

ANNA = Sender(vectors.CUSTOMER, "Anna Beispiel")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


class ThreemaCase(ChannelCase):
    kind = "threema"
    name = "threema"

    def settings(self, base_url: str = "http://127.0.0.1:9") -> Any:
        return GatewaySettings(
            gateway_id=vectors.GATEWAY,
            api_secret=vectors.SECRET,
            private_key=vectors.PARTIES["gateway_private_encoded"],
            base_url=base_url,
        )

    def memory(self) -> Mapping[str, str]:
        return {f"public-key:{vectors.CUSTOMER}": vectors.public(vectors.CUSTOMER)}

    def genuine(self) -> Sequence[RawRequest]:
        return [_raw(v) for v in vectors.INCOMING if v["verdict"] != "reject_400"]

    def forged(self) -> Sequence[RawRequest]:
        return [_raw(v) for v in vectors.INCOMING if v["verdict"] == "reject_400"]

    def samples(self) -> Sequence[Sample]:
        accepted = [v for v in vectors.INCOMING if v["verdict"] == "accept"]
        return [*(Sample(v["name"], _raw(v)) for v in accepted), *_SPELLED_OUT]

    def outbound(self) -> Sequence[OutboundMessage]:
        to, quoted = Sender(vectors.CUSTOMER), f"{vectors.CUSTOMER}:{MESSAGE_ID}"
        invoice = OutboundMedia("/nowhere/invoice.pdf", "application/pdf", "Rechnung.pdf", 1234)
        return [
            OutboundMessage(to, "Guten Tag, wir prüfen das.", "key-1"),
            OutboundMessage(to, "Gefunden!", "key-2", reply_to=quoted),
            OutboundMessage(to, "Wie gewünscht", "key-3", media=(invoice,)),
            OutboundMessage(to, "", "key-4", reply_to=quoted, emoji="🎉"),
        ]

    @property
    def secrets(self) -> Sequence[str]:
        return [vectors.SECRET, vectors.private(vectors.GATEWAY)]


def _raw(vector: dict[str, Any]) -> RawRequest:
    return posted(vector["body"].encode())


_SPELLED_OUT = (
    Sample(
        "a text is a message of its sender",
        written(0x01, "Grüße".encode()),
        [
            InboundMessage(
                external_id=f"{vectors.CUSTOMER}:{MESSAGE_ID}",
                sender=ANNA,
                sent_at=NEW_YEAR,
                kind=Kind.TEXT,
                text="Grüße",
                trust=Trust.VERIFIED,
            )
        ],
    ),
    Sample(
        "a type that nobody knows yet is shown as such",
        written(0x77, b"?"),
        [Unsupported(f"{vectors.CUSTOMER}:{MESSAGE_ID}", ANNA, NEW_YEAR, "0x77")],
    ),
)

CASES: list[ChannelCase] = [ThreemaCase()]
