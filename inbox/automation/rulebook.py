"""What the shop has told the machine: texts, keyword answers and words, read once per change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.automation.answer_rules import Wanted, all_rules
from inbox.automation.facts import Advertises, AnswerRule, Policy
from inbox.automation.limits import read_limits
from inbox.automation.own_texts import own_sayings
from inbox.automation.reasons import Reply
from inbox.automation.texts import ANSWER, HOUSE, Sayings, Voice, advertises
from inbox.consent.keywords import Command
from inbox.consent.shop_words import meanings
from inbox.shop import Shop

_MOST_KEPT: Final = 64


@dataclass(frozen=True, slots=True)
class Rulebook:
    sayings: Sayings = HOUSE
    rules: tuple[tuple[str, Wanted], ...] = ()  # with their ids, in their order
    words: Mapping[str, Command] = field(default_factory=dict)
    advertising: Mapping[Voice, Mapping[Reply, Advertises]] = field(
        default_factory=lambda: _advertising(HOUSE)
    )

    def answers(self, account_id: str, voice: Voice) -> tuple[AnswerRule, ...]:
        """Those that hold on this account and have words in this voice."""
        return tuple(
            self._answer(key, wanted, voice)
            for key, wanted in self.rules
            if wanted.enabled
            and wanted.account_id in {None, account_id}
            and (f"{ANSWER}{key}", voice) in self.sayings.own
        )

    def _answer(self, key: str, wanted: Wanted, voice: Voice) -> AnswerRule:
        text = self.sayings.of(f"{ANSWER}{key}", voice).text
        return replace(wanted.as_rule(key), advertises=advertises(text))


def rulebook(session: Session, shop: Shop) -> Rulebook:
    """As it stands in this transaction. Kept in memory by the shop's mark, which is another one
    after every change (`shop.rules_changed`)."""
    if not shop.rules_mark:  # it never told us anything
        return _untold()
    kept = _KEPT.get(shop.rules_mark)
    if kept is None:
        kept = _read(session)
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[shop.rules_mark] = kept
    return kept


def policy_of(book: Rulebook, shop: Shop, account: Account, voice: Voice) -> Policy:
    """What the rules are asked with on this account, for who is answered in this voice."""
    return Policy(
        automation=shop.automation and account.automation,
        acknowledge=shop.acknowledge,
        consent_required=shop.consent_required,
        notice_version=shop.privacy_version if shop.privacy_url else None,
        keywords=book.words,
        answers=book.answers(account.id, voice),
        advertises=book.advertising[voice],
        limits=read_limits(shop.limits),
    )


def _read(session: Session) -> Rulebook:
    sayings = own_sayings(session)
    return Rulebook(
        sayings=sayings,
        rules=tuple((row.id, row.wanted) for row in all_rules(session)),
        words=meanings(session),
        advertising=_advertising(sayings),
    )


def _advertising(sayings: Sayings) -> Mapping[Voice, Mapping[Reply, Advertises]]:
    return {voice: sayings.advertising(voice) for voice in Voice}


@cache
def _untold() -> Rulebook:
    return Rulebook()


_KEPT: Final[dict[str, Rulebook]] = {}
