"""Words for looking things up, and for the pages of the people who are found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from inbox.web.words import customers

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "search.title": ("Suche", "Search"),
    "search.label": ("Nachrichten und Personen durchsuchen", "Search messages and people"),
    "search.placeholder": ("Suchen", "Search"),
    "search.go": ("Suchen", "Search"),
    "search.channel": ("Kanal", "Channel"),
    "search.any_channel": ("Alle Kanäle", "All channels"),
    "search.agent": ("Zugewiesen an", "Assigned to"),
    "search.anybody": ("Alle", "Anybody"),
    "search.label_filter": ("Label", "Label"),
    "search.any_label": ("Alle Labels", "Any label"),
    "search.since": ("Von", "From"),
    "search.until": ("Bis", "To"),
    "search.narrow": ("Eingrenzen", "Narrow down"),
    "search.clear": ("Filter entfernen", "Clear filters"),
    "search.people": ("Personen", "People"),
    "search.messages": ("Nachrichten", "Messages"),
    "search.more": ("Ältere Treffer", "Older results"),
    "search.newest": ("Zu den neuesten Treffern", "To the newest results"),
    "search.none": ("Nichts gefunden.", "Nothing found."),
    "search.none.help": (
        (
            "Weniger Wörter, nur ein Wortanfang oder ein weiterer Zeitraum helfen oft. Gesucht "
            "wird in Nachrichten, Notizen, Dateinamen, Namen, Adressen und Bestellnummern."
        ),
        (
            "Fewer words, the beginning of a word or a longer period often help. Searched are "
            "messages, notes, file names, names, addresses and order numbers."
        ),
    ),
    "search.begin": (
        (
            "Wörter in jeder Form und Schreibweise, „genaue Wendungen“, Wortanfänge*, "
            "Bestell- und Telefonnummern, Adressen."
        ),
        (
            "Words in every form and spelling, “exact phrases”, beginnings*, order and phone "
            "numbers, addresses."
        ),
    ),
    "search.building": (
        "Der Suchindex wird gerade aufgebaut: Ältere Nachrichten fehlen vielleicht noch.",
        "The search index is being built: older messages may still be missing.",
    ),
    "search.note": ("Notiz", "Note"),
    "search.found": ("{count} Treffer|{count} Treffer", "{count} result|{count} results"),
    "search.found_more": ("{count} Treffer und mehr", "{count} results and more"),
    "keys.search": ("Suchen", "Search"),
    **customers.WORDS,
}
