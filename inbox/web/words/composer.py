"""Words of the composer: what can be written, to whom, and why something did not go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "compose.as": ("Art der Nachricht", "Kind of message"),
    "compose.reply": ("Antwort", "Reply"),
    "compose.template": ("Vorlage", "Template"),
    "compose.note": ("Notiz", "Note"),
    "compose.to": ("an", "to"),
    "compose.via": ("über", "via"),
    "compose.choose_way": ("Auf welchem Weg?", "Through which channel?"),
    "compose.new_matter": ("neues Gespräch", "new conversation"),
    "compose.only_us": ("Nur das Team sieht diese Notiz.", "Only the team sees this note."),
    "compose.words": ("Text", "Text"),
    "compose.words_held": (
        "Antwort, die hier wartet und hinausgeht, sobald zurückgeschrieben wird (muss nicht sein)",
        "Answer that waits here and leaves as soon as the customer writes back (optional)",
    ),
    "compose.placeholder": ("Schreiben …", "Write …"),
    "compose.subject": ("Betreff", "Subject"),
    "compose.purpose": ("Zweck", "Purpose"),
    "compose.purpose.service": ("Service, zu einem Anliegen", "Service, about a matter"),
    "compose.purpose.marketing": (
        "Werbung, nur mit Einwilligung",
        "Marketing, only with consent",
    ),
    "gate.window_template": (
        (
            "Das Antwortfenster ist geschlossen: Jetzt geht eine Vorlage. Frei schreiben geht "
            "wieder, sobald die Kundin oder der Kunde schreibt."
        ),
        (
            "The reply window is closed: a template can go now. Free text can go as soon as the "
            "customer writes."
        ),
    ),
    "compose.window": ("Frei antworten geht bis", "Free replies can go until"),
    "compose.send": ("Senden", "Send"),
    "compose.send_and_resolve": ("Senden und erledigen", "Send and resolve"),
    "compose.save_note": ("Notiz speichern", "Save note"),
    "compose.note_and_resolve": ("Speichern und erledigen", "Save and resolve"),
    "compose.keep": ("Entwurf behalten", "Keep the draft"),
    "compose.kept": ("Entwurf gesichert", "Draft saved"),
    "compose.not_kept": (
        "Entwurf nur in diesem Browser gesichert",
        "Draft saved in this browser only",
    ),
    "compose.attach": ("Dateien anhängen", "Attach files"),
    "compose.not_attached": (
        "Das ließ sich nicht anhängen. Bitte noch einmal versuchen.",
        "That could not be attached. Please try again.",
    ),
    "compose.files": ("Angehängte Dateien", "Attached files"),
    "compose.remove": ("Entfernen", "Remove"),
    "compose.no_quote": ("Ohne Bezug antworten", "Reply without quoting"),
    "compose.file.FILE_NOT_SUPPORTED": (
        "nimmt dieser Kanal nicht an",
        "this channel does not take it",
    ),
    "compose.file.FILE_TOO_LARGE": ("zu groß für diesen Kanal", "too large for this channel"),
    "compose.saved": ("Textbausteine", "Saved replies"),
    "compose.no_saved": ("Kein Textbaustein passt.", "No saved reply fits."),
    "compose.insert": ("Einfügen", "Insert"),
    "compose.colleagues": ("Im Team", "Colleagues"),
    "compose.buttons": ("Antworten zum Antippen", "Buttons to tap"),
    "compose.button": ("Schaltfläche {number}", "Button {number}"),
    "compose.left": ("noch {left} Zeichen", "{left} characters left"),
    "compose.pieces": (
        "wird in {pieces} Nachrichten geteilt",
        "will be split into {pieces} messages",
    ),
    "template.which": ("Vorlage", "Template"),
    "template.pick": ("Vorlage wählen …", "Pick a template …"),
    "template.show": ("Anzeigen", "Show"),
    "template.variable": ("Platzhalter {name}", "Variable {name}"),
    "template.preview": ("So kommt sie an", "How it will read"),
    "template.marketing": ("Werbung", "marketing"),
    "template.advertises": (
        "Diese Vorlage ist Werbung: Sie geht nur mit Einwilligung hinaus.",
        "This template is marketing: it goes out only with consent.",
    ),
    "first.title": ("Neue Nachricht", "New message"),
    "first.to": (
        "An wen? Name, Mailadresse, Telefonnummer oder ID",
        "To whom? Name, mail address, phone number or ID",
    ),
    "first.look": ("Suchen", "Look up"),
    "first.write": ("Schreiben", "Write"),
    "first.stranger": (
        "Noch unbekannt, über {account} erreichbar",
        "Not known yet, can be reached through {account}",
    ),
    "first.nobody": (
        "Niemand gefunden. Telefonnummern brauchen die Landesvorwahl.",
        "Nobody found. Phone numbers need their country code.",
    ),
    "first.help": (
        "Vor dem Senden steht hier, ob und wie auf dem gewählten Weg geschrieben werden darf.",
        "Before anything is sent you see whether and how one may write through the chosen channel.",
    ),
    "leaving.in": ("Geht in {count} s hinaus", "Leaves in {count} s"),
    "leaving.soon": ("Geht gleich hinaus", "Leaves in a moment"),
    "leaving.undo": ("Rückgängig", "Undo"),
    "leaving.now": ("Sofort senden", "Send now"),
    "done.recalled": (
        "Zurückgeholt. Nichts ist hinausgegangen.",
        "Called back. Nothing has gone out.",
    ),
    "done.too_late": ("Zu spät: Die Nachricht ist schon fort.", "Too late: it has left already."),
    "refused.STALE": (
        "Noch nicht gesendet: Inzwischen ist etwas Neues da.",
        "Not sent yet: something new has arrived.",
    ),
    "refused.stale_help": (
        "Wenn Ihre Antwort noch passt, senden Sie sie noch einmal.",
        "If your reply still fits, send it again.",
    ),
    "refused.EMPTY": ("Es steht noch nichts da.", "There is nothing written yet."),
    "refused.TOO_LONG": (
        "Der Text ist zu lang: höchstens {most} Zeichen.",
        "The text is too long: at most {most} characters.",
    ),
    "refused.REPEATED": (
        "Dieses Formular ist schon gesendet worden, mit anderen Worten. Bitte neu laden.",
        "This form was sent already, with other words. Please reload.",
    ),
    "refused.ELSEWHERE": (
        "In einem anderen Fenster steht inzwischen ein anderer Entwurf.",
        "Another window holds a different draft by now.",
    ),
    "refused.CHANNEL_MISSING": (
        "Der Kanal dieses Gesprächs ist nicht installiert.",
        "The channel of this conversation is not installed.",
    ),
    "refused.GAPS_LEFT": (
        "Hier fehlt noch etwas: {gaps}",
        "Something is still to be filled in: {gaps}",
    ),
    "refused.BUTTONS": (
        "Höchstens {most} Schaltflächen, und nur unter einem Text ohne Dateien.",
        "At most {most} buttons, and only under a text without files.",
    ),
    "refused.TEMPLATE_GONE": (
        "Diese Vorlage gibt es nicht mehr. Bitte eine andere wählen.",
        "This template is no longer there. Please pick another one.",
    ),
    "refused.NO_TEMPLATE": ("Bitte eine Vorlage wählen.", "Please pick a template."),
    "refused.VALUES_MISSING": (
        "Alle Platzhalter der Vorlage brauchen einen Text.",
        "Every variable of the template needs a text.",
    ),
    "refused.NO_WAY": (
        "Auf diesem Weg ist die Person nicht mehr zu erreichen.",
        "The person can no longer be reached this way.",
    ),
    "refused.NO_SUBJECT": (
        "Ein neues Gespräch per Mail braucht einen Betreff.",
        "A new conversation by mail needs a subject.",
    ),
    "refused.FILE_GONE": (
        "Eine angehängte Datei ist nicht mehr da.",
        "An attached file is no longer there.",
    ),
    "refused.FILE_NOT_SUPPORTED": (
        "Dieser Kanal nimmt solche Dateien nicht an: {name}",
        "This channel does not take such files: {name}",
    ),
    "refused.FILE_TOO_LARGE": (
        "Zu groß für diesen Kanal: {name}",
        "Too large for this channel: {name}",
    ),
    "refused.FILE_TOO_LARGE_HERE": (
        "Zu groß: {name}. Höchstens {most} MB je Datei.",
        "Too large: {name}. At most {most} MB each.",
    ),
    "refused.TOO_MANY_FILES": ("Höchstens {most} Dateien.", "At most {most} files."),
    "reached.held": ("Wartet hier", "Waits here"),
    "advice.held": (
        "Geht hinaus, sobald die Kundin oder der Kunde schreibt.",
        "Leaves as soon as the customer writes.",
    ),
    "held.take_back": ("Zurücknehmen", "Take back"),
}
