"""What an alert says, in German and in English; nothing in it is about a customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from inbox.watch.alert import News
from inbox.watch.findings import Need

SUBJECT: Final[Mapping[str, str]] = {
    "de": "{shop}: Kontor braucht jemanden ({count})",
    "en": "{shop}: Kontor needs somebody ({count})",
}
# {account} is its name in the shop, {code} what the provider said.
NEEDS: Final[Mapping[Need, Mapping[str, str]]] = {
    Need.ACCOUNT_BROKEN: {
        "de": "„{account}“ ist gestört ({code}). Es wird nichts gesendet, bis jemand das behebt "
        "und das Konto fortsetzt.",
        "en": "“{account}” is broken ({code}). Nothing is sent until somebody mends that and "
        "resumes the account.",
    },
    Need.ACCOUNT_ILL: {
        "de": "„{account}“ antwortet nicht, wie es soll ({code}). Kontor versucht es weiter.",
        "en": "“{account}” does not answer as it should ({code}). Kontor goes on trying.",
    },
    Need.ACCOUNT_SILENT: {
        "de": "Bei „{account}“ kommt ungewöhnlich lange nichts an. Stimmt die Adresse beim "
        "Anbieter?",
        "en": "“{account}” has received nothing for unusually long. Is the address at the provider "
        "right?",
    },
    Need.FORGED: {
        "de": "Bei „{account}“ kommen Anfragen mit falscher Unterschrift an. Wurde das Geheimnis "
        "beim Anbieter geändert?",
        "en": "“{account}” receives requests with a wrong signature. Was the secret changed at the "
        "provider?",
    },
    Need.EVENTS_LATE: {
        "de": "Bei „{account}“ liegen empfangene Nachrichten seit Minuten unbearbeitet. Laufen die "
        "Arbeitsprozesse?",
        "en": "Messages that “{account}” received have been waiting for minutes. Are the workers "
        "running?",
    },
    Need.DELIVERIES_LATE: {
        "de": "Bei „{account}“ warten Nachrichten seit Minuten auf den Versand.",
        "en": "Messages of “{account}” have been waiting to be sent for minutes.",
    },
    Need.DEAD_LETTERS: {
        "de": "Bei „{account}“ kam etwas an, das niemand versteht. Es ist aufgehoben.",
        "en": "“{account}” received something that nobody understands. It is kept.",
    },
    Need.DISK_FULL: {
        "de": "Der Platz für Dateien geht zu Ende.",
        "en": "The room for files is running out.",
    },
    Need.ENDPOINT_STOPPED: {
        "de": "Ein CRM bekommt keine Ereignisse mehr: Die Adresse antwortet nicht oder ist weg. "
        "Nichts ist verloren; in den Einstellungen lässt sie sich fortsetzen.",
        "en": "A CRM hears of nothing any more: its address does not answer or is gone. Nothing is "
        "lost; it can be resumed in the settings.",
    },
}
_OVER: Final[Mapping[str, str]] = {"de": "Vorbei: ", "en": "Over: "}


def sentence(news: News, language: str) -> str:
    said = said_of(news.need, language, account=news.label, code=news.code)
    return f"{_OVER[language]}{said}" if news.over else said


def said_of(need: Need, language: str, *, account: str, code: str) -> str:
    return NEEDS[need][language].format(account=account, code=code or "-")
