"""Hears in a free sentence that somebody uses a right of the data subject (GDPR 15 to 21)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Right(StrEnum):
    ACCESS = "access"  # Art. 15
    RECTIFICATION = "rectification"  # Art. 16
    ERASURE = "erasure"  # Art. 17
    RESTRICTION = "restriction"  # Art. 18
    PORTABILITY = "portability"  # Art. 20
    OBJECTION = "objection"  # Art. 21


_ARTICLES: Final = {
    "15": Right.ACCESS,
    "16": Right.RECTIFICATION,
    "17": Right.ERASURE,
    "18": Right.RESTRICTION,
    "20": Right.PORTABILITY,
    "21": Right.OBJECTION,
}
_ARTICLE: Final = re.compile(r"\b(?:art|artikel|article) (1[5678]|2[01])\b")
_LAW: Final = re.compile(r"\b(?:dsgvo|ds gvo|gdpr|datenschutz\w*|rgpd)\b")

_MINE: Final = r"\b(?:mein|my)\w{0,2} (?:\w+ ){0,2}"
_DATA: Final = r"(?:daten|data)\b"
_KEPT: Final = (
    r"(?:daten|kundendaten|konto|kundenkonto|account|profil|profile|data|details|information"
    r"|telefonnummer|handynummer|phone number)\b"
)

# On normalised text. Every gap is bounded, so that time is linear in the text.
_PHRASES: Final = {
    Right.ACCESS: (
        r"^auskunft$|^meine daten$|\b(?:daten|dsgvo|selbst)auskunft\b|\bdsgvo auskunft\b",
        rf"\bauskunft\b.{{0,80}}(?:{_MINE}{_DATA}|\bpersonenbezogene\w* daten\b)",
        r"\bauskunft\b.{0,80}\b(?:zu|ueber) (?:mir|mich|meine[rn]? person)\b.{0,30}\bdaten\b",
        r"\bauskunft\b.{0,40}\b(?:dsgvo|ds gvo|datenschutz\w*)\b",
        r"\brecht\w* auf auskunft\b|\bauskunfts(?:ersuchen|anspruch|begehren)\b",
        r"\b(?:betroffenen|datenschutz)(?:anfrage|auskunft)\b",
        r"\bwelche (?:\w+ )?daten (?:(?:haben )?sie|(?:habt )?ihr)\b.{0,30}\bgespeichert\b",
        r"\bwelche (?:\w+ )?daten (?:speichern sie|speichert ihr)\b",
        r"\bwelche (?:\w+ )?daten\b.{0,60}\b(?:mich|mir|meine[rn]? person)\b",
        rf"\b(?:kopie|copy)\b(?: of)?.{{0,20}}{_MINE}{_DATA}",
        r"\bsubject access request\b|\bdata access request\b|\bdsar\b|\bright of access\b",
        r"^(?:dsgvo|gdpr)$|\b(?:dsgvo|gdpr) (?:\w+ )?(?:anfrage|antrag|request)\b",
        r"\b(?:zu|ueber) (?:mir|mich)\b.{0,30}\bgespeichert\b",
        r"\bdata (?:that )?you (?:have|hold|store)\b.{0,30}\b(?:about|on) me\b",
        r"\b(?:what|which) (?:\w+ )?data\b.{0,60}\b(?:about|on) me\b",
        rf"\baccess to {_MINE}{_DATA}",
    ),
    Right.RECTIFICATION: (rf"\b(?:berichtig\w+|rectif\w+)\b.{{0,40}}{_MINE}{_DATA}",),
    Right.ERASURE: (
        rf"\b(?:loesch(?:e[nr]?|t|ung)?|entfernt|entfernen|delete|erase)\b.{{0,60}}{_MINE}{_KEPT}",
        rf"{_MINE}{_KEPT}.{{0,40}}\bloesch(?:en|t|ung)\b",
        r"^(?:(?:alle )?(?:daten |konto |account |kundenkonto )?(?:loeschen|loeschung))$",
        r"^(?:bitte )?(?:forget|erase|vergesst|vergessen sie) (?:me|mich)$",
        r"\bpersonenbezogene\w* daten loeschen\b|\bloesch(?:antrag|ersuchen|begehren)\b",
        r"\bloesch(?:en sie|t)? (?:bitte )?(?:alle )?daten (?:von|ueber|zu) mi(?:r|ch)\b",
        r"\bdatenloeschung\b|\brecht auf (?:vergessenwerden|loeschung)\b",
        r"\bright to (?:be forgotten|erasure)\b|\berasure request\b",
    ),
    Right.RESTRICTION: (
        r"\b(?:einschraenkung der verarbeitung|restriction of processing)\b",
        rf"\bsperr(?:en sie|t|e) (?:bitte )?{_MINE}{_DATA}|{_MINE}{_DATA} sperren$",
    ),
    Right.PORTABILITY: (r"\b(?:datenuebertragbarkeit|data portability)\b",),
    Right.OBJECTION: (
        r"\bwiderspr(?:eche|uch)\b.{0,60}\b(?:verarbeitung|nutzung|verwendung)\b.{0,40}\bdaten\b",
        r"\bobject to\b.{0,40}\bprocessing\b",
    ),
}
_COMPILED: Final = {right: re.compile("|".join(phrases)) for right, phrases in _PHRASES.items()}


def rights_in(words: str) -> tuple[Right, ...]:
    """The rights that the normalised text speaks of, in the order of the law."""
    found = {right for right, pattern in _COMPILED.items() if pattern.search(words)}
    if _LAW.search(words):
        found |= {_ARTICLES[number] for number in _ARTICLE.findall(words) if number in _ARTICLES}
    return tuple(right for right in Right if right in found)
