"""Looks over a text that a machine shall say: labelled, with a way to people, no advertising.

For the shop's own texts when they are saved, and for ours in the tests.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from inbox.automation.reasons import Reply
from inbox.automation.texts import GAP, LONGEST, Gap, without_advertising


class Fault(StrEnum):
    NOT_LABELLED = "NOT_LABELLED"  # does not say at the beginning that it is automatic
    NO_WAY_TO_PEOPLE = "NO_WAY_TO_PEOPLE"
    ADVERTISES = "ADVERTISES"  # outside of a marked block
    DECIDES = "DECIDES"  # accepts, rejects, cancels or refunds
    TOO_LONG = "TOO_LONG"
    UNKNOWN_GAP = "UNKNOWN_GAP"
    MISSING_GAP = "MISSING_GAP"
    BROKEN_MARK = "BROKEN_MARK"  # of a gap or of an advertising block
    SHOUTS = "SHOUTS"  # capitals beyond a keyword, or a keyword twice


@dataclass(frozen=True, slots=True)
class Problem:
    fault: Fault
    where: str  # the words that are meant, or the name of a gap


def lint(text: str, *, name: str = "") -> list[Problem]:
    """What is wrong with the text of that name (see `texts.NAMES`); linear in its length."""
    plain = without_advertising(text)
    return [
        *_unfit(text, plain),
        *_words(plain),
        *_gaps(text, name),
        *_capitals(plain),
    ]


def _unfit(text: str, plain: str) -> Iterator[Problem]:
    if len(text) > LONGEST:
        yield Problem(Fault.TOO_LONG, f"{len(text)} > {LONGEST}")
    if not _LABEL.search(plain[:_BEGINNING]):
        yield Problem(Fault.NOT_LABELLED, plain[:40])
    if not _PEOPLE.search(plain):
        yield Problem(Fault.NO_WAY_TO_PEOPLE, "")
    if "[[" in plain or "]]" in plain:
        yield Problem(Fault.BROKEN_MARK, "[[ad]]")


def _words(plain: str) -> Iterator[Problem]:
    for fault, pattern in ((Fault.ADVERTISES, _ADVERTISING), (Fault.DECIDES, _DECIDING)):
        if found := pattern.search(plain):
            yield Problem(fault, found[0])


def _gaps(text: str, name: str) -> Iterator[Problem]:
    named = set(GAP.findall(text))
    known = {str(gap) for gap in Gap}
    yield from (Problem(Fault.UNKNOWN_GAP, gap) for gap in sorted(named - known))
    needed = {str(gap) for gap in _NEEDED.get(name, frozenset({Gap.SHOP}))}
    yield from (Problem(Fault.MISSING_GAP, gap) for gap in sorted(needed - named))
    if set(GAP.sub("", text)) & {"{", "}"}:
        yield Problem(Fault.BROKEN_MARK, "{ }")


def _capitals(plain: str) -> Iterator[Problem]:
    runs = [run[0] for run in _CAPITALS.finditer(GAP.sub("", plain))]
    often = [run for run, count in Counter(runs).items() if count > 1]
    long = [run for run in runs if run.count(" ") > 1]
    yield from (Problem(Fault.SHOUTS, run) for run in (*often, *long))


_NEEDED: Final[Mapping[str, frozenset[Gap]]] = {
    Reply.PRIVACY_NOTICE: frozenset({Gap.SHOP, Gap.CHANNEL, Gap.URL}),
    Reply.OPTIN_REQUEST: frozenset({Gap.SHOP, Gap.WORDING, Gap.URL}),
    Reply.OPTIN_DOI_MAIL: frozenset({Gap.SHOP, Gap.WORDING, Gap.CONFIRM_URL, Gap.URL}),
    Reply.CONSENT_REQUEST: frozenset({Gap.SHOP, Gap.WORDING, Gap.URL}),
}
_BEGINNING: Final = 120  # characters
_LABEL: Final = re.compile(r"(?:automatisch|automated|automatic)", re.IGNORECASE)
_PEOPLE: Final = re.compile(
    r"\b(?:MENSCH|HUMAN)\b|\bunser(?:em)? team\b|\bdas team\b|\bour team\b", re.IGNORECASE
)
_ADVERTISING: Final = re.compile(
    r"\b(?:rabatt\w*|gutschein\w*|angebot\w*|aktion(?:en|s\w+)?|sonderpreis\w*|schnäppchen"
    r"|sale|gratis|neuheit\w*|newsletter|bewerte\w*|bewertung\w*|umfrage\w*|weiterempf\w*"
    r"|jetzt (?:kaufen|bestellen)|folge\w* uns|instagram|facebook|tiktok|app store|google play"
    r"|discount\w*|voucher\w*|coupon\w*|offers?|promo\w*|deals?|free shipping|follow us"
    r"|reviews?|survey\w*|rate us|recommend us|(?:buy|shop|order) now)\b|\d ?%",
    re.IGNORECASE,
)
_DECIDING: Final = re.compile(
    r"\b(?:akzeptier\w*|angenommen|abgelehnt|genehmigt|storniert|gekündigt|erstatte\w*"
    r"|rückerstatt\w*|gutgeschrieben|ist wirksam|bestätigen (?:deine|ihre)n? (?:widerruf|kündigung)"
    r"|accepted|approved|rejected|refused|cancell?ed|refund\w*|reimburse\w*|terminated"
    r"|confirm your (?:cancellation|withdrawal))\b",
    re.IGNORECASE,
)
_CAPITALS: Final = re.compile(r"\b[A-ZÄÖÜ]{2,}(?: [A-ZÄÖÜ]{2,})*\b")
