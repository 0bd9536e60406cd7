"""Words of the settings: accounts and dead letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "settings.title": ("Einstellungen", "Settings"),
    "settings.accounts": ("Konten", "Accounts"),
    "settings.accounts.help": (
        "Die Nummern, IDs und Postfächer, über die Ihre Kundschaft schreibt.",
        "The numbers, IDs and mailboxes through which your customers write.",
    ),
    "settings.last_event": ("zuletzt etwas empfangen", "last received something"),
    "settings.no_event": ("noch nichts empfangen", "nothing received yet"),
    "settings.kind_missing": ("Kanal {kind} ist nicht installiert", "channel {kind} is missing"),
    "settings.is_paused": ("Pausiert seit", "Paused since"),
    "settings.health.ok": ("In Ordnung", "All well"),
    "settings.health.warning": ("Bitte ansehen", "Please look"),
    "settings.health.broken": ("Gestört", "Broken"),
    "settings.pause": ("Pausieren", "Pause"),
    "settings.resume": ("Fortsetzen", "Resume"),
    "settings.paused": (
        "Pausiert. Empfangen wird weiter, gesendet erst nach dem Fortsetzen.",
        "Paused. It goes on receiving; sending waits until it is resumed.",
    ),
    "settings.resumed": ("Fortgesetzt.", "Resumed."),
    "settings.no_accounts.title": ("Noch kein Konto", "No account yet"),
    "settings.no_accounts.help": (
        "Verbinden Sie eine Nummer, eine ID oder ein Postfach auf der Kommandozeile:",
        "Connect a number, an ID or a mailbox on the command line:",
    ),
    "settings.dead_letters": ("Unverstandenes", "Dead letters"),
    "settings.dead_letters.help": (
        (
            "Was ein Anbieter schickte und niemand verstand. Nichts davon ist verloren; nach einem "
            "Update lässt es sich noch einmal lesen."
        ),
        (
            "What a provider sent and nobody understood. None of it is lost; after an update it "
            "can "
            "be read again."
        ),
    ),
    "settings.no_dead_letters.title": ("Alles verstanden", "Everything was understood"),
    "settings.no_dead_letters.help": (
        "Hier erscheint, was ein Kanal nicht lesen konnte.",
        "Whatever a channel could not read appears here.",
    ),
    "settings.no_problem": ("Ohne Angabe", "Not named"),
    "settings.event": ("Ereignis {number}", "Event {number}"),
    "settings.tries": ("{count} Versuch|{count} Versuche", "{count} try|{count} tries"),
    "settings.replay": ("Noch einmal lesen", "Read again"),
    "settings.replayed": ("Wird noch einmal gelesen.", "It will be read again."),
    "health.BY_HAND": ("von Hand", "by hand"),
    "health.CREDENTIALS_REFUSED": ("Zugangsdaten abgelehnt", "credentials refused"),
    "health.NO_CREDITS": ("Guthaben aufgebraucht", "out of credits"),
    "health.PERMISSION_MISSING": ("Berechtigung fehlt", "permission missing"),
    "health.SENDING_BLOCKED": ("Senden gesperrt", "sending blocked"),
    "health.SIGN_IN_AGAIN": ("Bitte neu anmelden", "sign in again"),
    "health.SIGN_IN_FAILED": ("Anmeldung fehlgeschlagen", "sign-in failed"),
    "health.SIGN_IN_REQUIRED": ("Anmeldung nötig", "sign-in required"),
    "health.PAYMENT_PROBLEM": ("Zahlungsproblem", "payment problem"),
    "problem_code.NOT_OUR_ACCOUNT": (
        "Gehört zu einem Konto, das hier nicht eingerichtet ist",
        "Belongs to an account that is not set up here",
    ),
    "problem_code.UNREADABLE": ("Nicht lesbar", "Unreadable"),
    "problem_code.BODY_UNREADABLE": ("Inhalt nicht mehr lesbar", "Content no longer readable"),
    "problem_code.LACKS_SOMETHING": (
        "Es fehlt etwas, das nur der Anbieter hat",
        "Lacks something that only the provider has",
    ),
}
