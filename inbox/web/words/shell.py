"""Words of the shell: what stands around every page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "shell.skip": ("Zum Inhalt", "Skip to content"),
    "shell.menu": ("Menü", "Menu"),
    "shell.sign_out": ("Abmelden", "Sign out"),
    "shell.to_inbox": ("Zum Postfach", "To the inbox"),
    "role.agent": ("Team", "Agent"),
    "role.lead": ("Leitung", "Lead"),
    "role.admin": ("Verwaltung", "Administrator"),
    "role.privacy": ("Datenschutz", "Privacy officer"),
    "role.agent.may": ("liest und beantwortet Gespräche", "reads and answers conversations"),
    "role.lead.may": (
        "dazu Textbausteine, Labels, Öffnungszeiten, Nachweise",
        "also saved replies, labels, hours, records",
    ),
    "role.admin.may": ("darf alles", "may do everything"),
    "role.privacy.may": ("liest nur Nachweise und Protokolle", "reads records and logs only"),
    "language.de": ("Deutsch", "German"),
    "language.en": ("Englisch", "English"),
    "span.minutes": ("{count} Min.", "{count} min"),
    "span.hours": ("{count} Std.", "{count} h"),
    "span.days": ("{count} Tag|{count} Tage", "{count} day|{count} days"),
    "live.lost": (
        "Verbindung unterbrochen – was inzwischen ankommt, wird nachgeholt.",
        "Connection lost – whatever arrives meanwhile will be fetched.",
    ),
    "live.back": ("Wieder verbunden, alles ist aktuell.", "Connected again, all is up to date."),
    "live.signed_out": (
        "Sie sind abgemeldet. Ihr Entwurf bleibt in diesem Fenster: bitte neu anmelden.",
        "You are signed out. Your draft stays in this window: please sign in again.",
    ),
    "live.message": ("Neue Nachricht von", "New message from"),
    "keys.title": ("Tastenkürzel", "Keyboard shortcuts"),
    "keys.move": ("Gespräch darunter, darüber", "Conversation below, above"),
    "keys.open": ("Öffnen", "Open"),
    "keys.reply": ("Antworten", "Reply"),
    "keys.note": ("Notiz für das Team", "Note for the team"),
    "keys.take": ("Mir zuweisen", "Assign to me"),
    "keys.assign": ("Zuweisen", "Assign"),
    "keys.label": ("Label setzen", "Label"),
    "keys.snooze": ("Zurückstellen", "Snooze"),
    "keys.pick": ("Auswählen, mehrere zugleich", "Pick, several at once"),
    "keys.undo": ("Rückgängig", "Undo"),
    "keys.go": (
        "Zu Meine; u, o, w, s, r zu den anderen Ansichten",
        "To Mine; u, o, w, s, r to the other views",
    ),
    "keys.resolve": ("Erledigen", "Resolve"),
    "keys.saved": (
        "Textbaustein einfügen (beim Schreiben)",
        "Insert a saved reply (while writing)",
    ),
    "keys.mention": ("Jemanden im Team rufen (in Notizen)", "Call a colleague (in notes)"),
    "keys.back": ("Zurück zur Liste", "Back to the list"),
    "keys.send": ("Senden", "Send"),
    "keys.leave": ("Eingabe verlassen", "Leave the field"),
    "keys.help": ("Diese Hilfe", "This help"),
    "keys.close": ("Schließen", "Close"),
}
