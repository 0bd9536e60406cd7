"""Words for what the machine did and why, and for how far a message came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "machine.answered": ("Automatisch geantwortet: {reason}.", "Answered automatically: {reason}."),
    "machine.silent": ("Keine automatische Antwort: {reason}.", "No automatic reply: {reason}."),
    "machine.withheld": (
        "Automatische Antwort zurückgehalten: {reason}.",
        "Automatic reply held back: {reason}.",
    ),
    "reached.queued": ("In der Warteschlange", "Queued"),
    "reached.sent": ("Gesendet", "Sent"),
    "reached.delivered": ("Zugestellt", "Delivered"),
    "reached.read": ("Gelesen", "Read"),
    "reached.failed": ("Fehlgeschlagen", "Failed"),
    "reached.unknown": ("Ungewiss", "Unknown"),
    "reached.withheld": ("Nicht gesendet", "Not sent"),
    "advice.unknown": (
        (
            "Die Nachricht ging hinaus, aber der Anbieter hat nicht geantwortet. Nicht noch einmal "
            "senden, bevor die Kundin oder der Kunde sich meldet."
        ),
        (
            "The message left, but no answer came from the provider. Do not send it again before "
            "the "
            "customer writes."
        ),
    ),
    "advice.queued": ("Wird wiederholt: {reason}", "Will be tried again: {reason}"),
    "gate.WINDOW_CLOSED": (
        (
            "Das Antwortfenster ist geschlossen: Frei schreiben geht erst wieder, wenn die Kundin "
            "oder "
            "der Kunde schreibt. Eine Notiz geht immer."
        ),
        (
            "The reply window is closed: free text can go only after the customer writes again. "
            "A note is always possible."
        ),
    ),
    "gate.CUSTOMER_BLOCKED": (
        "Gesperrt: An diese Person geht nichts hinaus.",
        "Blocked: nothing goes to this person.",
    ),
    "gate.PROCESSING_RESTRICTED": (
        (
            "Die Verarbeitung ist eingeschränkt (Art. 18 DSGVO): Bis das aufgehoben ist, geht "
            "nichts "
            "hinaus."
        ),
        "Processing is restricted (Art. 18 GDPR): nothing goes out until that is lifted.",
    ),
    "gate.ERASURE_IN_PROGRESS": (
        "Die Daten dieser Person werden gerade gelöscht.",
        "This person’s data are being erased.",
    ),
    "gate.CONSENT_MISSING": (
        "Für diesen Kanal fehlt die Einwilligung. Antworten geht, sobald sie erteilt ist.",
        "The consent for this channel is missing. Replies can go once it is given.",
    ),
    "gate.ACCOUNT_PAUSED": (
        "Das Konto ist pausiert: Antworten warten, bis die Verwaltung es fortsetzt.",
        "The account is paused: replies wait until an administrator resumes it.",
    ),
    "gate.CHANNEL_MISSING": (
        "Der Kanal dieses Gesprächs ist nicht installiert.",
        "The channel of this conversation is not installed.",
    ),
    "gate.MARKETING_NOT_ALLOWED": ("Werbung ist nicht erlaubt.", "Marketing is not allowed."),
    "gate.AUTOMATION_OPTED_OUT": (
        "Automatische Antworten sind nicht gewünscht.",
        "Automatic replies are not wanted.",
    ),
    "failure.other": ("Vom Anbieter abgelehnt ({code}).", "Refused by the provider ({code})."),
    "failure.WINDOW_CLOSED": (
        "Das Antwortfenster war geschlossen.",
        "The reply window was closed.",
    ),
    "failure.CUSTOMER_BLOCKED": ("Die Person ist gesperrt.", "The person is blocked."),
    "failure.PROCESSING_RESTRICTED": (
        "Die Verarbeitung war eingeschränkt.",
        "Processing was restricted.",
    ),
    "failure.ERASURE_IN_PROGRESS": (
        "Die Daten wurden gerade gelöscht.",
        "The data were being erased.",
    ),
    "failure.CONSENT_MISSING": ("Die Einwilligung fehlte.", "The consent was missing."),
    "failure.UNKNOWN_RECIPIENT": (
        "Diese Adresse gibt es beim Anbieter nicht. Fragen Sie auf einem anderen Weg nach.",
        "The provider does not know this address. Ask in another way.",
    ),
    "failure.UNREACHABLE": (
        "Nicht erreichbar. Versuchen Sie einen anderen Weg.",
        "Not reachable. Try another way.",
    ),
    "failure.NO_SUCH_MAILBOX": ("Dieses Postfach gibt es nicht.", "There is no such mailbox."),
    "failure.MAILBOX_FULL": ("Das Postfach ist voll.", "The mailbox is full."),
    "failure.BLOCKED": (
        "Die Kundin oder der Kunde nimmt keine Nachrichten von uns an.",
        "The customer does not accept messages from us.",
    ),
    "failure.STOPPED": (
        "Die Kundin oder der Kunde nimmt keine Nachrichten von uns an.",
        "The customer does not accept messages from us.",
    ),
    "failure.TEXT_TOO_LONG": ("Der Text ist zu lang.", "The text is too long."),
    "failure.THROTTLED": ("Der Anbieter bremst.", "The provider slows us down."),
    "failure.TOO_MANY_REQUESTS": ("Der Anbieter bremst.", "The provider slows us down."),
    "failure.NO_CONNECTION": ("Keine Verbindung zum Anbieter.", "No connection to the provider."),
    "failure.PROVIDER_DOWN": ("Der Anbieter ist gestört.", "The provider is down."),
    "failure.PROVIDER_ERROR": ("Störung beim Anbieter.", "An error at the provider."),
    "failure.CREDENTIALS_REFUSED": (
        "Die Zugangsdaten des Kontos wurden abgelehnt. Die Verwaltung weiß Bescheid.",
        "The account’s credentials were refused. An administrator has been told.",
    ),
    "failure.NO_CREDITS": (
        "Das Guthaben des Kontos ist aufgebraucht. Die Verwaltung weiß Bescheid.",
        "The account is out of credits. An administrator has been told.",
    ),
    "failure.UNEXPECTED_ERROR": (
        "Ein Fehler in Kontor; er ist vermerkt.",
        "An error in Kontor; it was written down.",
    ),
    "failure.UNKNOWN_FAILURE": (
        "Der Anbieter nennt keinen Grund.",
        "The provider gives no reason.",
    ),
    "flag.contract_declaration": (
        "Widerruf oder Kündigung: gilt ab Eingang, bitte zuerst bearbeiten.",
        "Withdrawal or cancellation of a contract: counts from receipt, please handle first.",
    ),
    "flag.human_wanted": ("Möchte mit einem Menschen sprechen.", "Wants to talk to a person."),
    "flag.ambiguous": (
        "Unklar, ob die Bestellung oder die Werbung gemeint ist. Bitte nachfragen.",
        "Unclear whether the order or the advertising is meant. Please ask.",
    ),
    "flag.data_subject_request": (
        "Anfrage nach Datenschutzrecht: Die Frist von einem Monat läuft.",
        "A request under data protection law: the month has begun.",
    ),
    "flag.provider_block_lifted": (
        "Die Sperre beim Anbieter ist aufgehoben; eine Einwilligung ist das nicht.",
        "The block at the provider is lifted; that is no consent.",
    ),
    "hint.objection": (
        "Klingt nach einem Widerspruch gegen Werbung. Bitte ansehen.",
        "Sounds like an objection to advertising. Please look.",
    ),
    "hint.contract": (
        "Klingt nach Widerruf oder Stornierung. Bitte ansehen.",
        "Sounds like withdrawing or cancelling. Please look.",
    ),
    "reason.unknown": ("ohne Angabe von Gründen", "no reason was kept"),
    "reason.closed": (
        "geschlossen seit {since}, wieder geöffnet ab {until}",
        "closed since {since}, open again from {until}",
    ),
    "reason.PROVIDER_PREFERENCE": (
        "es war eine Mitteilung des Anbieters",
        "it was a notice of the provider",
    ),
    "reason.NOT_A_CUSTOMER_MESSAGE": (
        "auf solche Nachrichten antwortet die Automatik nicht",
        "messages like this get no automatic answer",
    ),
    "reason.DUPLICATE": ("die Nachricht war schon da", "the message was there already"),
    "reason.IMPORTED": ("aus der Vergangenheit übernommen", "imported from the past"),
    "reason.ALREADY_SENT": ("schon beantwortet", "already answered"),
    "reason.INBOUND_REVOKED": ("die Nachricht wurde gelöscht", "the message was deleted"),
    "reason.SUPERSEDED_BY_NEWER": (
        "eine neuere Nachricht hat sie abgelöst",
        "a newer message took its place",
    ),
    "reason.GROUP_MESSAGE": ("Gruppennachricht", "it came from a group"),
    "reason.TENANT_AUTOMATION_OFF": (
        "automatische Antworten sind ausgeschaltet",
        "automatic replies are switched off",
    ),
    "reason.ERASURE_IN_PROGRESS": ("die Daten werden gerade gelöscht", "the data are being erased"),
    "reason.CUSTOMER_BLOCKED": ("die Person ist gesperrt", "the person is blocked"),
    "reason.SPAM": ("das Gespräch ist Spam", "the conversation is spam"),
    "reason.PROCESSING_RESTRICTED": (
        "die Verarbeitung ist eingeschränkt",
        "processing is restricted",
    ),
    "reason.LOOP_OWN_ADDRESS": (
        "sie kam von einer eigenen Adresse",
        "it came from our own address",
    ),
    "reason.LOOP_OWN_MESSAGE": ("eine eigene Nachricht kam zurück", "our own message came back"),
    "reason.LOOP_BOUNCE": ("es ist eine Unzustellbarkeitsmeldung", "it is a bounce"),
    "reason.LOOP_NULL_RETURN_PATH": (
        "der Absender nimmt keine Antworten an",
        "the sender takes no replies",
    ),
    "reason.LOOP_AUTO_SUBMITTED": (
        "sie wurde von einer Maschine verschickt",
        "it was sent by a machine",
    ),
    "reason.LOOP_AUTO_RESPONDER": (
        "es ist selbst eine automatische Antwort",
        "it is an automatic reply itself",
    ),
    "reason.LOOP_BULK": ("es ist eine Massensendung", "it is a bulk mailing"),
    "reason.LOOP_MAILING_LIST": (
        "der Absender ist eine Mailingliste",
        "the sender is a mailing list",
    ),
    "reason.LOOP_REPLIES_SUPPRESSED": (
        "der Absender bittet, nicht automatisch zu antworten",
        "the sender asks for no automatic replies",
    ),
    "reason.LOOP_NO_REPLY_SENDER": (
        "der Absender ist eine Adresse ohne Antwort",
        "the sender is a no-reply address",
    ),
    "reason.LOOP_NOT_ADDRESSED": (
        "die Mail war nicht an uns gerichtet",
        "the mail was not addressed to us",
    ),
    "reason.LOOP_SPAM_FLAG": ("als Spam gekennzeichnet", "flagged as spam"),
    "reason.LOOP_NOTIFICATION": ("es ist eine Benachrichtigung", "it is a notification"),
    "reason.LOOP_UNKNOWN_SIGN": (
        "Zeichen einer Maschine, im Zweifel keine Antwort",
        "signs of a machine; when in doubt, no reply",
    ),
    "reason.STALE_MESSAGE": ("die Nachricht ist zu alt", "the message is too old"),
    "reason.WINDOW_CLOSED": ("das Antwortfenster ist geschlossen", "the reply window is closed"),
    "reason.QUIET_HOURS": ("Nachtruhe", "quiet hours"),
    "reason.STOP_RECEIVED": ("Abmeldung bestätigt", "the opt-out is confirmed"),
    "reason.ALREADY_CONFIRMED": (
        "die Abmeldung ist schon bestätigt",
        "the opt-out was confirmed before",
    ),
    "reason.START_NEEDS_WORDING": (
        "die Anmeldung braucht eine Einwilligung im Wortlaut",
        "the opt-in needs consent to the exact wording",
    ),
    "reason.START_NEEDS_DOI": (
        "die Anmeldung braucht eine Bestätigung per Link",
        "the opt-in needs confirmation by a link",
    ),
    "reason.ALREADY_SUBSCRIBED": ("schon angemeldet", "subscribed already"),
    "reason.OPTIN_COMPLETED": ("Anmeldung abgeschlossen", "the opt-in is complete"),
    "reason.OPTIN_DECLINED": ("Anmeldung abgelehnt", "the opt-in was declined"),
    "reason.CONSENT_GRANTED": ("Einwilligung erteilt", "consent was given"),
    "reason.CONSENT_DECLINED": ("Einwilligung abgelehnt", "consent was declined"),
    "reason.HELP_REQUESTED": ("es wurde um Hilfe gebeten", "help was asked for"),
    "reason.AUTOMATION_OPTED_OUT": (
        "automatische Antworten sind nicht gewünscht",
        "automatic replies are not wanted",
    ),
    "reason.CONVERSATION_BOT_OFF": (
        "in diesem Gespräch ausgeschaltet",
        "switched off in this conversation",
    ),
    "reason.THROTTLED_SENDER": (
        "dieser Absender bekam schon genug davon",
        "this sender got enough of them already",
    ),
    "reason.THROTTLED_ACCOUNT": (
        "auf diesem Konto ging in der letzten Stunde zu viel hinaus",
        "too much went out on this account within the last hour",
    ),
    "reason.THROTTLED_TENANT": (
        "in der letzten Stunde ging insgesamt zu viel hinaus",
        "too much went out altogether within the last hour",
    ),
    "reason.KEYWORD_ANSWER": (
        "Antwort auf eine Frage, die der Shop kennt",
        "answer to a question that the shop knows",
    ),
    "reason.CONSENT_REQUEST": (
        "zuerst muss nach der Einwilligung gefragt werden",
        "consent has to be asked for first",
    ),
    "reason.CONSENT_PENDING": (
        "die Frage nach der Einwilligung ist offen",
        "the question for consent is open",
    ),
    "reason.CONSENT_WITHDRAWN": ("die Einwilligung ist widerrufen", "consent was withdrawn"),
    "reason.CONSENT_EXPIRED": ("die Einwilligung ist abgelaufen", "consent has expired"),
    "reason.DSAR_DETECTED": (
        "Anfrage nach Datenschutzrecht bestätigt",
        "a data protection request is acknowledged",
    ),
    "reason.HUMAN_REQUESTED": ("ein Mensch ist gewünscht", "a person is asked for"),
    "reason.AGENT_ACTIVE": ("jemand aus dem Team ist dran", "a colleague is at it"),
    "reason.OUT_OF_HOURS": ("außerhalb der Öffnungszeiten", "outside opening hours"),
    "reason.ACK": ("Eingang bestätigt", "receipt is acknowledged"),
    "reason.OPEN_NOT_FIRST_MESSAGE": (
        "in diesem Gespräch schon bestätigt",
        "acknowledged in this conversation already",
    ),
    "reason.OPEN_ACK_DISABLED": (
        "Eingangsbestätigungen sind ausgeschaltet",
        "acknowledgements are switched off",
    ),
    "reason.NO_HOURS_PROFILE": (
        "es sind keine Öffnungszeiten hinterlegt",
        "no opening hours are set",
    ),
    "reason.NEEDS_HUMAN": ("das muss ein Mensch beantworten", "a person has to answer this"),
    "reason.MARKETING_NOT_ALLOWED": ("Werbung ist nicht erlaubt", "marketing is not allowed"),
    "reason.THROTTLED_CONVERSATION": (
        "dieselbe Antwort ging gerade erst hinaus",
        "the same reply went out only just now",
    ),
    "reason.FIRST_CONTACT_NOTICE": (
        "Datenschutzhinweis beim ersten Kontakt",
        "privacy notice on first contact",
    ),
    "reason.HOURS_CHANGED": (
        "inzwischen hat sich die Öffnung geändert",
        "the opening has changed meanwhile",
    ),
    "reason.CONSENT_MISSING": ("die Einwilligung fehlt", "consent is missing"),
}
