"""Words for customers who confirm by a link that they want advertising."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "confirm.valid.title": ("Anmeldung bestätigen", "Confirm your sign-up"),
    "confirm.valid.text": (
        "Mit dem Knopf erklären Sie:",
        "With the button you declare:",
    ),
    "confirm.agree": ("Ja, ich stimme zu", "Yes, I agree"),
    "confirm.otherwise": (
        (
            "Wenn Sie das nicht möchten, schließen Sie diese Seite: Dann passiert nichts. "
            "Wenn Sie zustimmen, halten wir Zeit, Wortlaut und die Adresse Ihres Geräts als "
            "Nachweis fest."
        ),
        (
            "If you do not want this, close this page: then nothing happens. If you agree, we "
            "keep the time, these words and your device’s address as a proof."
        ),
    ),
    "confirm.privacy": ("Informationen zum Datenschutz", "Privacy information"),
    "confirm.confirmed.title": ("Danke, das ist bestätigt", "Thank you, that is confirmed"),
    "confirm.confirmed.text": (
        (
            "Sie haben dem Folgenden zugestimmt. Widerrufen können Sie jederzeit: Antworten Sie "
            "auf eine unserer Nachrichten mit STOP."
        ),
        (
            "You have agreed to the following. You can withdraw at any time: reply STOP to one "
            "of our messages."
        ),
    ),
    "confirm.outdated.title": ("Dieser Link gilt nicht mehr", "This link is no longer valid"),
    "confirm.outdated.text": (
        (
            "Er war sieben Tage gültig, oder Sie haben sich inzwischen anders entschieden. Es ist "
            "nichts passiert. Wenn Sie es sich wünschen, schreiben Sie uns noch einmal START."
        ),
        (
            "It was valid for seven days, or you have decided otherwise since. Nothing has "
            "happened. If you wish, write START to us once more."
        ),
    ),
    "confirm.unknown.title": ("Diesen Link gibt es nicht", "There is no such link"),
    "confirm.unknown.text": (
        "Vielleicht wurde er beim Kopieren abgeschnitten. Öffnen Sie ihn direkt aus der Mail.",
        "Perhaps it was cut off when it was copied. Open it directly from the mail.",
    ),
}
