"""The automatic replies in German, on first-name terms. See `texts` for how they are read."""

from __future__ import annotations

from typing import Final

from inbox.automation import german_sie

NOTICE: Final = """\
Wir verarbeiten deine Nachricht, um dein Anliegen zu beantworten ({channel} über {provider}).
Infos zum Datenschutz: {url}"""

# Here the customer speaks: the same words in both voices.
WORDINGS: Final = german_sie.WORDINGS

TEXTS: Final = {
    "ack": """\
Automatische Nachricht von {shop}: Danke, deine Nachricht ist angekommen.
Wir lesen sie und antworten dir persönlich.
Mit MENSCH holst du gleich jemanden aus unserem Team dazu.""",
    "out_of_hours": """\
Automatische Nachricht von {shop}: Danke, deine Nachricht ist angekommen.
Im Moment ist unser Team nicht da.
Wir sind {next_opening} wieder erreichbar.
Danach antwortet dir jemand persönlich; mit MENSCH sagst du, dass es dringend ist.""",
    "privacy_notice": """\
Automatische Nachricht von {shop}: Danke für deine Nachricht!
Wir verarbeiten sie, um dein Anliegen zu beantworten ({channel} über {provider}).
Infos zum Datenschutz: {url}
Mit STOP beendest du automatische Nachrichten, mit MENSCH erreichst du das Team.""",
    "optin_request": """\
Automatische Nachricht von {shop}: Bitte lies das zuerst.
{wording}
Wenn du das möchtest, antworte mit JA, sonst mit NEIN.
Du kannst es jederzeit mit STOP beenden.
Infos zum Datenschutz: {url}
Mit MENSCH erreichst du das Team.""",
    "optin_doi_mail": """\
Automatische Nachricht von {shop}: Jemand hat uns mit dieser Adresse START geschrieben.
{wording}
Wenn du das möchtest, bestätige es bitte innerhalb von sieben Tagen hier: {confirm_url}
Wenn nicht, brauchst du nichts zu tun. Beenden kannst du es jederzeit mit STOP.
Infos zum Datenschutz: {url}
Mit MENSCH erreichst du das Team.""",
    "optin_confirmation": """\
Automatische Nachricht von {shop}: Danke, du bist angemeldet.
Mit STOP meldest du dich jederzeit wieder ab, mit MENSCH erreichst du das Team.""",
    "optout_confirmation": """\
Automatische Nachricht von {shop}: Verstanden, du bekommst hier keine Werbung von uns.
Deine Fragen beantworten wir weiterhin. Automatische Antworten beendest du mit BOT AUS.
War das ein Versehen, schreib START. Mit MENSCH erreichst du das Team.""",
    "optout_of_machine": """\
Automatische Nachricht von {shop}: Verstanden, du bekommst hier keine automatischen Antworten mehr.
Schreib uns einfach weiter: Unser Team liest mit und antwortet dir persönlich.
War das ein Versehen, schreib START.""",
    "optout_of_both": """\
Automatische Nachricht von {shop}: Verstanden, keine Werbung und keine automatischen Antworten mehr.
Schreib uns einfach weiter: Unser Team liest mit und antwortet dir persönlich.
War das ein Versehen, schreib START.""",
    "help_info": """\
Automatische Nachricht von {shop}: Diese Wörter verstehen wir.
MENSCH – jemand aus unserem Team übernimmt
STOP – keine Werbung mehr
BOT AUS – keine automatischen Antworten mehr
AUSKUNFT – was wir über dich gespeichert haben
Alles andere liest unser Team.
Infos zum Datenschutz: {url}
Impressum: {imprint}""",
    "consent_request": """\
Automatische Nachricht von {shop}: Bevor wir dir hier antworten, brauchen wir dein Ja.
{wording}
Antworte mit JA, wenn unser Team dir hier schreiben darf, sonst mit NEIN.
So erreichst du unser Team ohne diesen Kanal: {alternative}
Infos zum Datenschutz: {url}""",
    "consent_confirmation": """\
Automatische Nachricht von {shop}: Danke, unser Team antwortet dir ab jetzt hier.
Mit STOP ALLES beendest du das jederzeit, mit MENSCH holst du gleich jemanden dazu.""",
    "consent_declined": """\
Automatische Nachricht von {shop}: Verstanden, wir schreiben dir hier nicht.
Unser Team hilft dir gern auf einem anderen Weg.
Zum Beispiel so: {alternative}""",
    "dsar_ack": """\
Automatische Nachricht von {shop}: Wir haben deine Anfrage zu deinen Daten erhalten.
Ein Mensch aus unserem Team prüft sie und meldet sich bei dir, spätestens in einem Monat.
Infos zum Datenschutz: {url}
Mit MENSCH erreichst du das Team.""",
    "handoff_ack": """\
Automatische Nachricht von {shop}: Verstanden, jemand aus unserem Team übernimmt.
Wir sind {next_opening} wieder erreichbar.
Bis dahin kannst du hier einfach weiterschreiben.""",
}
