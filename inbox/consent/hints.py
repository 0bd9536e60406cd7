"""Hears in a free sentence what is no command but what a person should look at."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Hint(StrEnum):
    """For the agent only: nothing happens by itself."""

    OBJECTION = "objection"  # sounds like an objection to advertising
    CONTRACT = "contract"  # speaks of cancelling or withdrawing, without declaring it


_OBJECTION: Final = re.compile(
    r"\b(?:stop|stopp|stoppt|stoppen|abmelden|abmeldung|abbestell\w*|austragen|unsubscribe\w*"
    r"|opt out|werbewiderspruch|widerspreche|belaestig\w*|spam\w*"
    r"|keinen? (?:\w+ )?(?:werbung|newsletter|nachrichten|e ?mails?|mails?|angebote)"
    r"|no more (?:\w+ )?(?:messages|marketing|ads|advertising|emails?)"
    r"|(?:hoert?|hoeren sie) (?:\w+ )?auf\b.{0,60}\b(?:werbung|newsletter|nachrichten|schreiben)"
    r"|stop (?:sending|writing|messaging)"
    r"|(?:in ruhe lassen|lasst mich in ruhe|leave me alone|take me off))\b"
)
_CONTRACT: Final = re.compile(
    r"\b(?:widerruf\w*|stornier\w*|storno\w*|kuendig\w*|ruecktritt\w*|zuruecktreten"
    r"|cancel\w*|withdraw\w*)\b"
)
_DECLARED: Final = re.compile(
    r"\b(?:widerrufe|kuendige|storniere) ich\b"
    r"|\bich (?:hiermit )?(?:widerrufe|kuendige|storniere)\b"
    r"|\b(?:trete ich|ich trete)\b.{0,60}\bzurueck\b"
    r"|\b(?:widerrufe|kuendige|storniere|kuendigt|storniert|stornieren sie) "
    r"(?:bitte )?(?:mein(?:en?)?|den|die|das) "
    r"|\b(?:ich moechte|ich will|bitte)\b.{0,60}"
    r"\b(?:stornieren|widerrufen|kuendigen|zuruecktreten)\b(?! (?:kann|koennte|darf|muss))"
    r"|\bi (?:hereby )?(?:withdraw from|cancel|revoke|terminate) (?:the|my|this)\b"
    r"|\b(?:i (?:want|wish|would like) to|please) (?:withdraw from|cancel|revoke|terminate)\b"
)
_NAMED: Final = re.compile(r"(?:widerruf|storno|stornierung|kuendigung|ruecktritt)\b")
_OF_ADVERTISING: Final = re.compile(r"einwilligung|newsletter|werb|consent|marketing|advertis")
_LONGEST_TITLE: Final = 8  # words: "Widerruf der Bestellung 4711 vom 3. Mai"


def hint_in(words: str) -> Hint | None:
    about_contract = _CONTRACT.search(words)
    if _OBJECTION.search(words) or (about_contract and _OF_ADVERTISING.search(words)):
        return Hint.OBJECTION
    return Hint.CONTRACT if about_contract else None


def declares_about_contract(words: str) -> bool:
    """True for "Hiermit widerrufe ich ..." and "Widerruf Bestellung 4711", not of a consent."""
    if _OF_ADVERTISING.search(words):
        return False
    if _DECLARED.search(words):
        return True
    return bool(_NAMED.match(words)) and words.count(" ") < _LONGEST_TITLE
