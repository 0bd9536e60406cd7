"""WhatsApp's part of the demo: who has a phone, what they write first, and the shop's number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.simulation import DemoAccount, Place, Writing
from adapters.whatsapp.simulated import examples
from adapters.whatsapp.simulated.signing import derived

NUMBER: Final = "+49 30 23125111"
NUMBER_ID: Final = "106540352242922"
WABA_ID: Final = "102290129340398"


@dataclass(frozen=True, slots=True)
class Person:
    number: str
    name: str
    username: str = ""  # hides the number from businesses


ANNA: Final = "491713920001"
BERND: Final = "491713920002"
CEM: Final = "491713920003"
DARIA: Final = "491713920004"

# The numbers are kept free for films and the press.
PEOPLE: Final[Sequence[Person]] = (
    Person(ANNA, "Anna Schäfer"),
    Person(BERND, "Bernd Oßwald"),
    Person(CEM, "Cem Yıldız"),
    Person(DARIA, "Daria Grün", username="daria.gruen"),
    Person("491713920005", "Jörg Schäfer"),
    Person("491713920006", "Marie Lindner"),
)


def account(place: Place) -> DemoAccount:
    """Everything follows from the seed, so that product and simulator agree without a file."""
    return DemoAccount(
        label="WhatsApp",
        settings={
            "provider": "meta",
            "phone_number": NUMBER,
            "phone_number_id": NUMBER_ID,
            "waba_id": WABA_ID,
            "access_token": "EAAG" + derived(place.seed, "access token"),
            "app_secret": derived(place.seed, "app secret")[:32],
            "verify_token": derived(place.seed, "verify token")[:32],
            "base_url": f"{place.url}/whatsapp",
        },
    )


def story() -> Sequence[tuple[str, Writing]]:
    """Told in the order of writing; `minutes_ago` puts it into the past."""
    return tuple((who, writing) for who, writing in _STORY)


def _said(text: str, minutes_ago: int, **more: object) -> Writing:
    return Writing(text, fields={"minutes_ago": minutes_ago, **more})


_STORY: Final[Sequence[tuple[str, Writing]]] = (
    (CEM, _said("Merhaba, haben Sie die Rosenschere auch für Linkshänder?", 95)),
    (ANNA, _said("Hallo, meine Bestellung 4711-2026 ist noch nicht da. Wann kommt das Paket?", 52)),
    (DARIA, _said("Guten Tag, ist der Hochbeet-Bausatz wieder lieferbar?", 41)),
    (BERND, _said("Moin! Der Blumentopf kam leider so an:", 33)),
    (
        BERND,
        Writing(
            "Der Karton war unbeschädigt.",
            kind="image",
            file=examples.photo(),
            fields={"minutes_ago": 32},
        ),
    ),
    (ANNA, _said("Falls es hilft: Laut DHL liegt es seit Montag in der Zustellbasis.", 24)),
    (
        BERND,
        Writing(
            "Hier noch die Rechnung.",
            kind="document",
            file=examples.invoice(),
            fields={"minutes_ago": 21},
        ),
    ),
    ("491713920006", Writing(kind="voice", file=examples.voice(), fields={"minutes_ago": 14})),
    (
        CEM,
        Writing(
            kind="location",
            fields={
                "minutes_ago": 9,
                "latitude": "52.5304",
                "longitude": "13.3795",
                "name": "Paketshop am Museum",
                "address": "Invalidenstraße 43, 10115 Berlin",
            },
        ),
    ),
    (CEM, _said("Könnten Sie sie dorthin schicken?", 8)),
)
