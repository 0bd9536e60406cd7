"""What WhatsApp brings to the tests that every channel must pass, for each of its providers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from inbox.channel import (
    Button,
    DeliveryUpdate,
    InboundMessage,
    Kind,
    OutboundMedia,
    OutboundMessage,
    RawRequest,
    Sender,
    State,
    TemplateUse,
    Unsupported,
)
from tests.adapters.case import ChannelCase, Sample
from tests.adapters.whatsapp import account
from tests.adapters.whatsapp.account import ANNA, RECEIVED, SENT, person

_PREFIXES = ("in_", "st_", "x_", "f_")
_TO = Sender("491713920001")


class CloudCase(ChannelCase):
    """Meta and 360dialog: the same payloads, proved differently."""

    kind = "whatsapp"

    def __init__(self, name: str, settings: Callable[..., Any], signed: Any) -> None:
        self.name = name
        self._settings = settings
        self._signed = signed

    def settings(self, base_url: str = "http://127.0.0.1:9") -> Any:
        return self._settings(base_url)

    def genuine(self) -> Sequence[RawRequest]:
        return [self._signed(account.sample("in_text.json")), self._signed(b"{}")]

    def forged(self) -> Sequence[RawRequest]:
        genuine = self._signed(account.sample("in_text.json"))
        changed = dataclasses.replace(genuine, body=genuine.body.replace(b"4711", b"4712"))
        stripped = dataclasses.replace(genuine, headers={})
        other = self._signed(genuine.body, "another-secret-altogether")
        signs = "x-hub-signature-256" in genuine.headers
        return [changed, stripped, other] if signs else [stripped, other]

    def samples(self) -> Sequence[Sample]:
        files = sorted(path.name for path in account.SAMPLES.glob("*.json"))
        spelled_out = [*_SPELLED_OUT]
        known = {name for name, _events in spelled_out}
        rest = [name for name in files if name.startswith(_PREFIXES) and name not in known]
        return [
            *(
                Sample(name, self._signed(account.sample(name)), events)
                for name, events in spelled_out
            ),
            *(Sample(name, self._signed(account.sample(name))) for name in rest),
        ]

    def outbound(self) -> Sequence[OutboundMessage]:
        invoice = OutboundMedia("/nowhere/invoice.pdf", "application/pdf", "Rechnung.pdf", 1234)
        photo = OutboundMedia("/nowhere/photo.jpg", "image/jpeg", "Foto.jpg", 1234)
        return [
            OutboundMessage(_TO, "Guten Tag, wir prüfen das.", "key-1"),
            OutboundMessage(_TO, "Ja.", "key-2", reply_to="wamid.IN"),
            OutboundMessage(_TO, "Anbei", "key-3", media=(invoice,)),
            OutboundMessage(_TO, "", "key-4", media=(photo,)),
            OutboundMessage(_TO, "", "key-5", reply_to="wamid.IN", emoji="👍"),
            OutboundMessage(_TO, "", "key-6", reply_to="wamid.IN", emoji=""),
            OutboundMessage(
                _TO, "Gelöst?", "key-7", buttons=(Button("y", "Ja"), Button("n", "Nein"))
            ),
            OutboundMessage(_TO, "", "key-8", template=TemplateUse("wieder_da", "de", ("Anna",))),
            OutboundMessage(Sender(account.DARIA_ID), "Ja, wieder lieferbar.", "key-9"),
        ]

    @property
    def secrets(self) -> Sequence[str]:
        settings = self.settings()
        return [
            value
            for field in dataclasses.fields(settings)
            if field.metadata.get("secret") and (value := getattr(settings, field.name))
        ]


class TwilioCase(CloudCase):
    def genuine(self) -> Sequence[RawRequest]:
        return [account.twilio_sample(name) for name in _TWILIO]

    def forged(self) -> Sequence[RawRequest]:
        genuine = account.twilio_sample("twilio_in_text.json")
        changed = dataclasses.replace(genuine, body=genuine.body.replace(b"Paket", b"Geld"))
        moved = dataclasses.replace(genuine, url=f"{genuine.url}?m=another", query={"m": "another"})
        return [changed, moved, dataclasses.replace(genuine, headers={})]

    def samples(self) -> Sequence[Sample]:
        known = dict(_TWILIO_SPELLED_OUT)
        return [Sample(name, account.twilio_sample(name), known.get(name)) for name in _TWILIO]

    def outbound(self) -> Sequence[OutboundMessage]:
        return [
            OutboundMessage(_TO, "Guten Tag, wir prüfen das.", "key-1"),
            OutboundMessage(Sender(account.DARIA_ID), "Ja, wieder lieferbar.", "key-2"),
        ]


_SPELLED_OUT = (
    (
        "in_text.json",
        [
            InboundMessage(
                "wamid.HBgMNDkxNzEzOTIwMDAxFQIAEhgUM0EyMEMyNDZENUY2MTNCODEwMjAA",
                ANNA,
                SENT,
                Kind.TEXT,
                "Hallo, meine Bestellung 4711-2026 ist noch nicht da. Wann kommt das Paket?",
            )
        ],
    ),
    (
        "in_unsupported_131051.json",
        [
            Unsupported(
                "wamid.HBgMNDkxNzEzOTIwMDAyFQIAEhgUM0FBQzM1NEQzNEIwODcxRjI4OEYA",
                account.BERND,
                SENT,
                "poll",
            )
        ],
    ),
    (
        "st_read.json",
        [
            DeliveryUpdate(
                "wamid.HBgMNDkxNzEzOTIwMDAxFQIAERgSNzE0Nzg4MzcwNjIwQTlBMzk3AA==",
                State.READ,
                SENT.replace(minute=SENT.minute + 1),
            )
        ],
    ),
    ("x_unknown_object.json", []),
    ("x_unknown_field.json", []),
    ("x_entry_without_changes.json", []),
)

_TWILIO = sorted(
    path.name
    for prefix in ("twilio_in_", "twilio_status_")
    for path in account.SAMPLES.glob(f"{prefix}*.json")
)

_TWILIO_SPELLED_OUT = (
    (
        "twilio_in_text.json",
        [
            InboundMessage(
                "SM00000000000000000000000000000001",
                person("491713920001", name="Anna Schäfer"),
                RECEIVED,
                Kind.TEXT,
                "Wo bleibt mein Paket?",
            )
        ],
    ),
    (
        "twilio_status_read.json",
        [
            DeliveryUpdate(
                "SM00000000000000000000000000000032", State.READ, RECEIVED, "01JD3Q6W4N9T8Z"
            )
        ],
    ),
)

CASES: list[ChannelCase] = [
    CloudCase("whatsapp-meta", account.meta_settings, account.meta_signed),
    CloudCase("whatsapp-360dialog", account.d360_settings, account.d360_authenticated),
    TwilioCase("whatsapp-twilio", account.twilio_settings, None),
]
