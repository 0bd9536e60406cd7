"""Mail's part of the demo: who has a mailbox, what they write first, and the shop's own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from adapters.simulation import DemoAccount, File, Place, Writing

SHOP: Final = "service@lavendel-leinen.example"
NAME: Final = "Lavendel & Leinen"
SERVER: Final = "mx.lavendel-leinen.example"  # what takes in the shop's mail, and says whose it is

PEOPLE: Final[Sequence[tuple[str, str]]] = (
    ("katrin.sommer@posteo.example", "Katrin Sommer"),
    ("h.brandt@t-online.example", "Herbert Brandt"),
    ("giulia.rossi@libero.example", "Giulia Rossi"),
    ("einkauf@hotel-seeblick.example", "Hotel Seeblick, Einkauf"),
    ("sophie.martin@orange.example", "Sophie Martin"),
    ("jan.devries@ziggo.example", "Jan de Vries"),
)


def account(place: Place) -> DemoAccount:
    """Everything follows from the seed, so that product and simulator agree without a file."""
    return DemoAccount(
        label="E-Mail",
        settings={
            "address": SHOP,
            "display_name": NAME,
            "imap_host": "127.0.0.1",
            "imap_port": str(place.imap_port),
            "imap_security": "none",
            "imap_password": password(place),
            "smtp_host": "127.0.0.1",
            "smtp_port": str(place.smtp_port),
            "smtp_security": "none",
            "plus_addressing": "yes",
            "authserv_id": SERVER,
        },
    )


def password(place: Place) -> str:
    return hashlib.sha256(f"email\nmailbox\n{place.seed}".encode()).hexdigest()[:24]


def story() -> Sequence[tuple[str, Writing]]:
    return (
        (
            "h.brandt@t-online.example",
            Writing(
                "Sehr geehrte Damen und Herren,\n\nvor zwei Wochen habe ich zwei Nackenkissen "
                "bestellt (Bestellung 10467). Eines davon ist deutlich härter als das andere. "
                "Kann ich es umtauschen?\n\nMit freundlichen Grüßen\nHerbert Brandt",
                subject="Bestellung 10467: Kissen ungleich",
            ),
        ),
        (
            "einkauf@hotel-seeblick.example",
            Writing(
                "Guten Tag,\n\nanbei unsere Anfrage über 40 Garnituren. Bitte nennen Sie uns "
                "Preis und Lieferzeit.\n\nHotel Seeblick, Einkauf",
                kind="file",
                subject="Anfrage 40 Garnituren Perkal weiß",
                file=File("Anfrage.csv", "text/csv", _ENQUIRY.encode()),
            ),
        ),
        (
            "giulia.rossi@libero.example",
            Writing(
                'Hello,\n\ndo you ship the wool blanket "Alm" to Italy, and how long does it '
                "take?\n\nGrazie\nGiulia",
                subject="Shipping to Italy",
            ),
        ),
        (
            "sophie.martin@orange.example",
            Writing(
                "Guten Tag,\nich suche ein Spannbettlaken für eine Matratze 160 x 200, 30 cm hoch. "
                "Welches passt?\nSophie Martin",
                kind="html",
                subject="Spannbettlaken 160 x 200",
            ),
        ),
        (
            "jan.devries@ziggo.example",
            Writing(
                "Guten Tag, die Sendungsverfolgung zu 10490 zeigt seit Freitag nichts Neues. "
                "Ist das Paket verloren?\n\nJan de Vries",
                subject="Wo ist 10490?",
            ),
        ),
        (
            "katrin.sommer@posteo.example",
            Writing(
                "Liebes Team,\n\ndie Leinenbettwäsche ist wunderschön! Gibt es die Farbe Salbei "
                "bald wieder in 155 x 220?\n\nViele Grüße\nKatrin Sommer",
                subject="Leinenbettwäsche in Salbei",
            ),
        ),
    )


_ENQUIRY: Final = (
    "Artikel;Maß;Farbe;Menge\n"
    "Bettbezug Perkal;135 x 200;weiß;40\n"
    "Kissenbezug Perkal;80 x 80;weiß;40\n"
    "Spannlaken Jersey;90 x 200;weiß;40\n"
)
