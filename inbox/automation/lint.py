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

from inbox.automation.facts import Advertises
from inbox.automation.reasons import Reply
from inbox.automation.texts import (
    GAP,
    LONGEST,
    NAMES,
    NOTICE,
    PARTS,
    WORDINGS,
    Gap,
    advertises,
    without_advertising,
)
from inbox.consent.purpose import Purpose


class Fault(StrEnum):
    NOT_LABELLED = "NOT_LABELLED"  # does not say at the beginning that it is automatic
    NO_WAY_TO_PEOPLE = "NO_WAY_TO_PEOPLE"
    ADVERTISES = "ADVERTISES"  # outside of a marked block
    DECIDES = "DECIDES"  # accepts, rejects, cancels or refunds
    TOO_LONG = "TOO_LONG"
    UNKNOWN_GAP = "UNKNOWN_GAP"  # nobody knows what it stands for, at least not in this text
    MISSING_GAP = "MISSING_GAP"
    BROKEN_MARK = "BROKEN_MARK"  # of a gap or of an advertising block
    SHOUTS = "SHOUTS"  # capitals beyond a keyword, or a keyword twice
    NO_WITHDRAWAL = "NO_WITHDRAWAL"  # a wording that does not say how to take it back


# What a person may look at and find right: a mere hint, or words that decide nothing here.
ACCEPTABLE: Final = frozenset({Fault.SHOUTS, Fault.DECIDES})


@dataclass(frozen=True, slots=True)
class Problem:
    fault: Fault
    where: str  # the words that are meant, or the name of a gap


def lint(text: str, *, name: str = "") -> list[Problem]:
    """What is wrong with the text of that name (see `texts`); linear in its length."""
    plain = without_advertising(text)
    return [
        *_unfit(text, plain),
        *_block(text, plain, name),
        *(_as_part(plain, name) if name in PARTS else _as_reply(plain)),
        *_words(plain, name),
        *_gaps(text, name),
        *_capitals(plain),
    ]


def _unfit(text: str, plain: str) -> Iterator[Problem]:
    if len(text) > LONGEST:
        yield Problem(Fault.TOO_LONG, f"{len(text)} > {LONGEST}")
    if "[[" in plain or "]]" in plain:
        yield Problem(Fault.BROKEN_MARK, "[[ad]]")


def _block(text: str, plain: str, name: str) -> Iterator[Problem]:
    """What confirms a withdrawal, asks for a consent or informs stays free of all advertising."""
    if advertises(text) is not Advertises.NOTHING and name in _FREE_OF_ADVERTISING:
        yield Problem(Fault.ADVERTISES, "[[ad]]")
    if not plain.strip():
        yield Problem(Fault.ADVERTISES, "[[ad]]")


def _as_reply(plain: str) -> Iterator[Problem]:
    if not _LABEL.search(plain[:_BEGINNING]):
        yield Problem(Fault.NOT_LABELLED, plain[:40])
    if not _PEOPLE.search(plain):
        yield Problem(Fault.NO_WAY_TO_PEOPLE, "")


def _as_part(plain: str, name: str) -> Iterator[Problem]:
    if name in _WITHDRAWN_WITH and not _WITHDRAWN_WITH[name].search(plain):
        yield Problem(Fault.NO_WITHDRAWAL, "")


def _words(plain: str, name: str) -> Iterator[Problem]:
    """A consent to advertising must speak of it."""
    looked_for = [(Fault.DECIDES, _DECIDING)]
    if name != WORDINGS[Purpose.MARKETING]:
        looked_for.insert(0, (Fault.ADVERTISES, _ADVERTISING))
    for fault, pattern in looked_for:
        if found := pattern.search(plain):
            yield Problem(fault, found[0])


def _gaps(text: str, name: str) -> Iterator[Problem]:
    named = set(GAP.findall(text))
    known = {str(gap) for gap in Gap if name in _ONLY_IN.get(gap, (name,))}
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


_FREE_OF_ADVERTISING: Final = frozenset({*NAMES, *PARTS}) - {
    Reply.ACK, Reply.OUT_OF_HOURS, Reply.OPTIN_CONFIRMATION
}  # fmt: skip
_ASKING: Final = (Reply.OPTIN_REQUEST, Reply.OPTIN_DOI_MAIL, Reply.CONSENT_REQUEST)
_ONLY_IN: Final[Mapping[Gap, tuple[str, ...]]] = {
    Gap.WORDING: _ASKING,
    Gap.CONFIRM_URL: (Reply.OPTIN_DOI_MAIL,),
}
_WITHDRAWN_WITH: Final = {
    WORDINGS[Purpose.MARKETING]: re.compile(r"\bSTOP\b"),
    WORDINGS[Purpose.CHANNEL]: re.compile(r"\bSTOP ALL(?:ES)?\b"),
}
_NEEDED: Final[Mapping[str, frozenset[Gap]]] = {
    NOTICE: frozenset({Gap.URL}),
    **{name: frozenset({Gap.SHOP, Gap.CHANNEL}) for name in WORDINGS.values()},
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
