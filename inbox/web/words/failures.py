"""Why a message did not leave, or an account does not work: one sentence that says what to do.

The codes are those of the channels; several that ask for the same share a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_FAILURES: Final[Mapping[tuple[str, ...], tuple[str, str]]] = {
    ("REFUSED", "FAILED", "PARAMETER_INVALID", "PARAMETER_MISSING", "METHOD_NOT_ALLOWED"): (
        "Der Anbieter nimmt diese Nachricht nicht an. Anders formulieren oder ohne Datei senden.",
        "The provider does not take this message. Put it differently or send it without the file.",
    ),
    ("POLICY", "CONTENT_REFUSED", "REFUSED_BY_POLICY"): (
        "Der Inhalt verstößt gegen Regeln des Empfangenden oder des Anbieters. Anders formulieren.",
        "The content breaks a rule of the receiver or the provider. Put it differently.",
    ),
    ("BLOCKED_BY_US", "BLOCK_LIST_REFUSED"): (
        "Die Person ist beim Anbieter gesperrt. Dort aufheben, wenn das nicht mehr gelten soll.",
        "The person is blocked at the provider. Lift it there if that no longer holds.",
    ),
    ("COUNTRY_NOT_ALLOWED",): (
        "In dieses Land darf das Konto nicht senden. Einen anderen Weg nehmen.",
        "The account may not send to this country. Use another way.",
    ),
    ("MARKETING_STOPPED",): (
        "Die Person will keine Werbung. Service-Antworten gehen weiter.",
        "The person wants no marketing. Service replies still go.",
    ),
    ("MARKETING_CAP", "MARKETING_EXPERIMENT", "MARKETING_DISABLED"): (
        "Der Anbieter stellt dieser Person gerade keine Werbung zu. Nicht noch einmal senden.",
        "The provider delivers no marketing to this person just now. Do not send it again.",
    ),
    ("IDENTITY_CHANGED",): (
        "Das Gerät oder die Person hat gewechselt. Erst vergewissern, mit wem Sie schreiben.",
        "The device or the person has changed. First make sure whom you are writing to.",
    ),
    ("PHONE_NUMBER_NEEDED", "NO_ADDRESS", "IMPOSSIBLE_ADDRESS", "SMTPUTF8_NOT_OFFERED"): (
        "Unter dieser Adresse kann nichts ankommen. Einen anderen Weg nehmen.",
        "Nothing can arrive at this address. Use another way.",
    ),
    ("UNKNOWN_ID", "INVALID_ID", "RECIPIENT_OR_MODE_REFUSED", "NOT_A_THREEMA_MESSAGE"): (
        "Diese Adresse gibt es nicht mehr. Fragen Sie auf einem anderen Weg nach.",
        "This address is no longer there. Ask in another way.",
    ),
    ("SENT_TO_OURSELVES",): (
        "Das wäre eine Nachricht an uns selbst.",
        "That would be a message to ourselves.",
    ),
    ("GROUP_REFUSED",): (
        "In Gruppen kann hier niemand schreiben. Der Person direkt antworten.",
        "Nobody can write to groups here. Answer the person directly.",
    ),
    ("KIND_NOT_SUPPORTED", "ONLY_TEXT_THROUGH_TWILIO", "NO_FILES_THROUGH_TWILIO", "NO_CAPTION"): (
        "Das kann dieser Kanal nicht übertragen. Als reinen Text senden.",
        "This channel cannot carry that. Send it as plain text.",
    ),
    ("FILE_GONE", "FILE_NOT_AVAILABLE", "FILE_CHANGED"): (
        "Eine Datei war nicht mehr da. Neu anhängen und noch einmal senden.",
        "A file was no longer there. Attach it anew and send again.",
    ),
    ("FILE_REFUSED", "TEMPLATE_NEEDS_FILE"): (
        "Der Anbieter nimmt diese Datei nicht an. In einem anderen Format anhängen.",
        "The provider does not take this file. Attach it in another format.",
    ),
    ("FILE_TOO_LARGE", "TOO_LARGE", "TOO_MANY_FILES", "ONE_FILE_PER_MESSAGE"): (
        "Zu groß oder zu viele Dateien. Kleiner oder einzeln senden.",
        "Too large, or too many files. Send less, or one by one.",
    ),
    ("TOO_LONG",): (
        "Der Text ist zu lang. In Teilen senden.",
        "The text is too long. Send it in parts.",
    ),
    ("EMPTY", "NOTHING_TO_SAY"): ("Es gab nichts zu senden.", "There was nothing to send."),
    ("BUTTONS_ALIKE", "BUTTON_ID", "BUTTON_TITLE", "TOO_MANY_BUTTONS"): (
        "Die Schaltflächen passen nicht: verschieden, kurz und nicht mehr als erlaubt.",
        "The buttons do not fit: different, short, and no more than allowed.",
    ),
    ("NO_REACTIONS", "NOTHING_TO_REACT_TO", "CANNOT_TAKE_BACK"): (
        "Diese Reaktion geht hier nicht.",
        "This reaction is not possible here.",
    ),
    ("TEMPLATE_PAUSED", "TEMPLATE_DISABLED", "TEMPLATE_NOT_SENDABLE", "TEMPLATE_REFUSED",
     "TEMPLATE_UNKNOWN", "TEMPLATE_POLICY", "NO_TEMPLATES"): (
        "Diese Vorlage ist gerade nicht zugelassen. Eine andere wählen.",
        "This template is not approved just now. Pick another one.",
    ),
    ("TEMPLATE_VARIABLES", "TEMPLATE_TOO_LONG"): (
        "Die Platzhalter passen nicht zur Vorlage. Kürzer oder ohne Zeilenumbrüche ausfüllen.",
        "The variables do not fit the template. Fill them in shorter, or without line breaks.",
    ),
    ("FLOW_REFUSED",): ("Das Formular ist nicht freigegeben.", "The form is not published."),
    ("PAIR_RATE", "CALL_LIMIT", "THROUGHPUT", "DAILY_LIMIT", "SPAM_LIMIT", "REFUSED_FOR_NOW"): (
        "Der Anbieter bremst. Sie brauchen nichts zu tun.",
        "The provider slows us down. There is nothing to do.",
    ),
    ("MAINTENANCE", "GATEWAY_TROUBLE", "ANSWER_TOO_LARGE", "NO_MEDIA_ID", "FILE_UNREADABLE",
     "CERTIFICATE_REFUSED", "MAILBOX_AWAY", "MAILBOX_BUSY", "SIGN_IN_AWAY", "SIGNING_IN",
     "MAIL_REFUSED"): (
        "Der Anbieter ist gerade gestört. Sie brauchen nichts zu tun.",
        "The provider is disturbed just now. There is nothing to do.",
    ),
    ("NO_ROOM",): (
        "Kein Platz auf dem Server. Die Verwaltung muss Platz schaffen.",
        "No room on the server. An administrator has to make some.",
    ),
}  # fmt: skip

_HEALTH: Final[Mapping[tuple[str, ...], tuple[str, str]]] = {
    ("TOKEN_INVALID", "TOKEN_MISSING", "TOKEN_EXPIRED"): (
        "Zugangsschlüssel ungültig oder abgelaufen: neuen eintragen",
        "access token invalid or expired: enter a new one",
    ),
    ("ACCOUNT_LOCKED", "ACCOUNT_RESTRICTED", "SENDER_NOT_ALLOWED"): (
        "vom Anbieter gesperrt: dort klären",
        "blocked by the provider: settle it there",
    ),
    ("NUMBER_DELETED", "NUMBER_JUST_DELETED", "NUMBER_NOT_REGISTERED", "NUMBER_NOT_VERIFIED",
     "DISPLAY_NAME_NOT_APPROVED", "PIN_WRONG", "PIN_GUESSED_TOO_OFTEN",
     "REGISTERED_TOO_OFTEN"): (
        "Nummer nicht einsatzbereit: beim Anbieter einrichten",
        "number not ready: set it up at the provider",
    ),
    ("SANDBOX_ONLY", "TEST_NUMBER_ONLY"): (
        "nur ein Testzugang: beim Anbieter freischalten",
        "a test account only: have it released at the provider",
    ),
    ("PAYMENT_TERMS",): ("Zahlungsbedingungen bestätigen", "accept the payment terms"),
    ("BUSINESS_MANAGER", "SENDER_MISCONFIGURED", "FOLDER_MISSING", "NOT_THE_GATEWAY"): (
        "falsch eingerichtet: Einstellungen des Kontos prüfen",
        "wrongly set up: check the account’s settings",
    ),
    ("ENCRYPTION_NOT_OFFERED", "SERVER_REFUSES_US", "SMTP_SWITCHED_OFF",
     "SIGN_IN_NOT_OFFERED"): (
        "der Mailserver lässt uns nicht herein: Server und Zugang prüfen",
        "the mail server does not let us in: check server and access",
    ),
    ("PASSWORDS_NO_LONGER_ACCEPTED",): (
        "Passwörter gelten nicht mehr: auf Anmelden beim Anbieter umstellen",
        "passwords no longer count: switch to signing in at the provider",
    ),
    ("MARKETING_DISABLED", "TEMPLATES_MISCATEGORISED", "TEMPLATE_QUALITY", "SPAM_LIMIT"): (
        "Vorlagen oder Werbung eingeschränkt: beim Anbieter ansehen",
        "templates or marketing restricted: look at the provider",
    ),
    ("FLOW_BLOCKED", "FLOW_THROTTLED"): (
        "ein Formular ist gestört: beim Anbieter ansehen",
        "a form is disturbed: look at the provider",
    ),
    ("HISTORY_DECLINED", "HISTORY_SYNC_DECLINED", "HISTORY_SYNC_REFUSED"): (
        "frühere Nachrichten wurden nicht freigegeben",
        "earlier messages were not shared",
    ),
    ("MESSAGE_WITHOUT_SENDER", "PREFERENCE_NOT_UNDERSTOOD"): (
        "eine Mitteilung des Anbieters war nicht zu verstehen",
        "a notice of the provider could not be understood",
    ),
}  # fmt: skip

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    f"{area}.{code}": sentence
    for area, sentences in (("failure", _FAILURES), ("health", _HEALTH))
    for codes, sentence in sentences.items()
    for code in codes
}
