"""What the machine says: every reply in every voice, with its gaps filled.

A text is made of lines. `{name}` is a gap; a line whose gap may stay empty and is, is left out:
better no opening time than an invented one. What stands between `[[ad]]` and `[[/ad]]` is
advertising and leaves only where it is permitted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from inbox.automation import english, german_du, german_sie
from inbox.automation.facts import Advertises
from inbox.automation.reasons import Decision, Reply
from inbox.consent.purpose import Purpose


class Voice(StrEnum):
    GERMAN_DU = "de-du"
    GERMAN_SIE = "de-sie"
    ENGLISH = "en"


class Gap(StrEnum):
    """What a text can name."""

    SHOP = "shop"
    CHANNEL = "channel"
    PROVIDER = "provider"
    URL = "url"  # of the privacy information
    WORDING = "wording"  # of the consent that is asked for, as the ledger keeps it
    CONFIRM_URL = "confirm_url"
    NEXT_OPENING = "next_opening"  # in words, see `hours.spoken`
    ALTERNATIVE = "alternative"  # another way to reach the shop
    IMPRINT = "imprint"


MAY_STAY_EMPTY: Final = frozenset({Gap.NEXT_OPENING, Gap.ALTERNATIVE, Gap.IMPRINT, Gap.PROVIDER})
LONGEST: Final = 1024  # characters; every chat channel takes that in one message

# An opt-out says what it ended.
OPTOUT_OF_MACHINE: Final = "optout_of_machine"
OPTOUT_OF_BOTH: Final = "optout_of_both"
# The words of whole replies. A keyword answer has none of ours.
NAMES: Final = (
    *(reply for reply in Reply if reply is not Reply.KEYWORD_ANSWER),
    OPTOUT_OF_MACHINE,
    OPTOUT_OF_BOTH,
)
NOTICE: Final = "notice"  # the privacy notice as it is put under the first automatic reply
# What a customer agrees to with JA, by purpose: the words for `Gap.WORDING`.
WORDINGS: Final = {
    Purpose.MARKETING: "wording:marketing",
    Purpose.CHANNEL: "wording:channel",
}
PARTS: Final = (NOTICE, *WORDINGS.values())  # of replies, with words of their own
ANSWER: Final = "answer:"  # and the id of an answer rule: its text
HOUSE_VERSION: Final = "house-1"  # raised when a text of ours changes


@dataclass(frozen=True, slots=True)
class Saying:
    """A text that can be told apart from every other version of it."""

    name: str
    voice: Voice
    version: str
    text: str

    @property
    def reference(self) -> str:
        """As decisions keep it."""
        return f"{self.name} {self.voice} {self.version}"


@dataclass(frozen=True, slots=True)
class Sayings:
    """What the machine says: the shop's own words where it has some, else ours."""

    own: Mapping[tuple[str, Voice], Saying] = field(default_factory=dict)

    def of(self, name: str, voice: Voice) -> Saying:
        """Raises ValueError if there are no such words."""
        own = self.own.get((name, voice))
        return own or Saying(name, voice, HOUSE_VERSION, text_of(name, voice))

    def advertising(self, voice: Voice) -> Mapping[Reply, Advertises]:
        """The replies whose words advertise in this voice."""
        amounts = {
            reply: advertises(self.of(reply, voice).text) for reply in Reply if reply in NAMES
        }
        return {reply: much for reply, much in amounts.items() if much is not Advertises.NOTHING}


HOUSE: Final = Sayings()


def compose(
    decision: Decision, voice: Voice, values: Mapping[Gap, str], *, sayings: Sayings = HOUSE
) -> str:
    """The words of a decision's reply.

    Raises ValueError if a gap that must not stay empty has no value.
    """
    text = sayings.of(name_of(decision), voice).text
    parts = [without_advertising(text) if decision.strip_marketing else _unmarked(text)]
    if decision.with_notice:
        parts.append(sayings.of(NOTICE, voice).text)
    return "\n".join(fill(part, values) for part in parts)


def name_of(decision: Decision) -> str:
    """Which text a decision needs: the reply's, or that of what an opt-out ended."""
    if decision.reply is None:
        raise ValueError("a decision without a reply has no text")
    if decision.reply is Reply.KEYWORD_ANSWER:
        return f"{ANSWER}{decision.rule}"
    ended = frozenset(effect.purpose for effect in decision.effects) - {Purpose.CHANNEL}
    return _OPTOUTS.get((decision.reply, ended), decision.reply)


def text_of(name: str, voice: Voice) -> str:
    """Our own words. Raises ValueError if there are none."""
    try:
        return _TEXTS[voice][name]
    except KeyError:
        raise ValueError(f"there is no text {name!r}") from None


def fill(text: str, values: Mapping[Gap, str]) -> str:
    """`text` with its gaps filled; values are never read for gaps themselves."""
    lines = (_filled(line, values) for line in text.splitlines())
    return "\n".join(line for line in lines if line is not None).strip()


def advertises(text: str) -> Advertises:
    """How much of a text is advertising: the fact that the rules need."""
    if not _ADVERTISING.search(text):
        return Advertises.NOTHING
    return Advertises.A_BLOCK if without_advertising(text) else Advertises.EVERYTHING


def without_advertising(text: str) -> str:
    return re.sub(r"\n{2,}", "\n", _ADVERTISING.sub("", text)).strip()


def voice_for(language: str, german: Voice) -> Voice:
    """`german` is how the shop speaks German: Du or Sie."""
    return german if language == "de" else Voice.ENGLISH


def _unmarked(text: str) -> str:
    return _ADVERTISING.sub(r"\1", text)


def _filled(line: str, values: Mapping[Gap, str]) -> str | None:
    names = [Gap(name) for name in GAP.findall(line)]
    empty = [name for name in names if not values.get(name)]
    if missing := [name for name in empty if name not in MAY_STAY_EMPTY]:
        raise ValueError(f"a text names {missing[0]!r}, and nobody knows it")
    return None if empty else GAP.sub(lambda gap: values[Gap(gap[1])], line)


GAP: Final = re.compile(r"\{(\w+)\}")
_ADVERTISING: Final = re.compile(r"\[\[ad\]\](.*?)\[\[/ad\]\]", re.DOTALL)
_TEXTS: Final[Mapping[Voice, Mapping[str, str]]] = {
    voice: {
        **written.TEXTS,
        NOTICE: written.NOTICE,
        **{WORDINGS[Purpose(purpose)]: words for purpose, words in written.WORDINGS.items()},
    }
    for voice, written in (
        (Voice.GERMAN_DU, german_du),
        (Voice.GERMAN_SIE, german_sie),
        (Voice.ENGLISH, english),
    )
}
_OPTOUTS: Final[Mapping[tuple[Reply, frozenset[Purpose]], str]] = {
    (Reply.OPTOUT_CONFIRMATION, frozenset({Purpose.AUTOMATION})): OPTOUT_OF_MACHINE,
    (
        Reply.OPTOUT_CONFIRMATION,
        frozenset({Purpose.MARKETING, Purpose.AUTOMATION}),
    ): OPTOUT_OF_BOTH,
}
