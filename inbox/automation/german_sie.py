"""The automatic replies in German, formal. See `texts` for how they are read."""

from __future__ import annotations

from typing import Final

NOTICE: Final = """\
Wir verarbeiten Ihre Nachricht, um Ihr Anliegen zu beantworten ({channel} über {provider}).
Informationen zum Datenschutz: {url}"""

# What is agreed to. The shop confirms or replaces it; the ledger keeps what was shown.
WORDINGS: Final = {
    "marketing": """\
Ja, {shop} darf mir hier ({channel}) Neuigkeiten und Angebote zu eigenen Waren schicken.
Das kann ich jederzeit mit STOP widerrufen.""",
    "channel": """\
Ja, {shop} darf meine Nachrichten hier ({channel}) lesen und beantworten.
Das kann ich jederzeit mit STOP ALLES widerrufen.""",
}

TEXTS: Final = {
    "ack": """\
Automatische Nachricht von {shop}: Vielen Dank, Ihre Nachricht ist angekommen.
Wir lesen sie und antworten Ihnen persönlich.
Mit MENSCH holen Sie gleich jemanden aus unserem Team dazu.""",
    "out_of_hours": """\
Automatische Nachricht von {shop}: Vielen Dank, Ihre Nachricht ist angekommen.
Im Moment ist unser Team nicht da.
Wir sind {next_opening} wieder erreichbar.
Danach antwortet Ihnen jemand persönlich; mit MENSCH sagen Sie, dass es dringend ist.""",
    "privacy_notice": """\
Automatische Nachricht von {shop}: Vielen Dank für Ihre Nachricht!
Wir verarbeiten sie, um Ihr Anliegen zu beantworten ({channel} über {provider}).
Informationen zum Datenschutz: {url}
Mit STOP beenden Sie automatische Nachrichten, mit MENSCH erreichen Sie das Team.""",
    "optin_request": """\
Automatische Nachricht von {shop}: Bitte lesen Sie das zuerst.
{wording}
Wenn Sie das möchten, antworten Sie mit JA, sonst mit NEIN.
Sie können es jederzeit mit STOP beenden.
Informationen zum Datenschutz: {url}
Mit MENSCH erreichen Sie das Team.""",
    "optin_doi_mail": """\
Automatische Nachricht von {shop}: Jemand hat uns mit dieser Adresse START geschrieben.
{wording}
Wenn Sie das möchten, bestätigen Sie es bitte innerhalb von sieben Tagen hier: {confirm_url}
Wenn nicht, brauchen Sie nichts zu tun. Beenden können Sie es jederzeit mit STOP.
Informationen zum Datenschutz: {url}
Mit MENSCH erreichen Sie das Team.""",
    "optin_confirmation": """\
Automatische Nachricht von {shop}: Vielen Dank, Sie sind angemeldet.
Mit STOP melden Sie sich jederzeit wieder ab, mit MENSCH erreichen Sie das Team.""",
    "optout_confirmation": """\
Automatische Nachricht von {shop}: Verstanden, Sie bekommen hier keine Werbung von uns.
Ihre Fragen beantworten wir weiterhin. Automatische Antworten beenden Sie mit BOT AUS.
War das ein Versehen, schreiben Sie START. Mit MENSCH erreichen Sie das Team.""",
    "optout_of_machine": """\
Automatische Nachricht von {shop}: Verstanden, Sie bekommen hier keine automatischen Antworten mehr.
Schreiben Sie uns einfach weiter: Unser Team liest mit und antwortet Ihnen persönlich.
War das ein Versehen, schreiben Sie START.""",
    "optout_of_both": """\
Automatische Nachricht von {shop}: Verstanden, keine Werbung und keine automatischen Antworten mehr.
Schreiben Sie uns einfach weiter: Unser Team liest mit und antwortet Ihnen persönlich.
War das ein Versehen, schreiben Sie START.""",
    "help_info": """\
Automatische Nachricht von {shop}: Diese Wörter verstehen wir.
MENSCH – jemand aus unserem Team übernimmt
STOP – keine Werbung mehr
BOT AUS – keine automatischen Antworten mehr
AUSKUNFT – was wir über Sie gespeichert haben
Alles andere liest unser Team.
Informationen zum Datenschutz: {url}
Impressum: {imprint}""",
    "consent_request": """\
Automatische Nachricht von {shop}: Bevor wir Ihnen hier antworten, brauchen wir Ihr Ja.
{wording}
Antworten Sie mit JA, wenn unser Team Ihnen hier schreiben darf, sonst mit NEIN.
So erreichen Sie unser Team ohne diesen Kanal: {alternative}
Informationen zum Datenschutz: {url}""",
    "consent_confirmation": """\
Automatische Nachricht von {shop}: Vielen Dank, unser Team antwortet Ihnen ab jetzt hier.
Mit STOP ALLES beenden Sie das jederzeit, mit MENSCH holen Sie gleich jemanden dazu.""",
    "consent_declined": """\
Automatische Nachricht von {shop}: Verstanden, wir schreiben Ihnen hier nicht.
Unser Team hilft Ihnen gern auf einem anderen Weg.
Zum Beispiel so: {alternative}""",
    "dsar_ack": """\
Automatische Nachricht von {shop}: Wir haben Ihre Anfrage zu Ihren Daten erhalten.
Ein Mensch aus unserem Team prüft sie und meldet sich bei Ihnen, spätestens in einem Monat.
Informationen zum Datenschutz: {url}
Mit MENSCH erreichen Sie das Team.""",
    "handoff_ack": """\
Automatische Nachricht von {shop}: Verstanden, jemand aus unserem Team übernimmt.
Wir sind {next_opening} wieder erreichbar.
Bis dahin können Sie hier einfach weiterschreiben.""",
}
