"""The steps that answer everything else: consent, rights, people, questions, hours, contact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from inbox.automation.case import Case, Verdict
from inbox.automation.facts import AnswerRule, Facts, Hours
from inbox.automation.phrases import any_found, any_is_all, read_phrases, spelt
from inbox.automation.reasons import Reason, Reply
from inbox.consent.hints import Hint
from inbox.consent.keywords import Command
from inbox.consent.purpose import Standing

_FOR_PEOPLE: Final = frozenset({Command.CONTRACT, Command.AMBIGUOUS})


def consent_missing(case: Case) -> Verdict | None:
    facts = case.facts
    if not facts.policy.consent_required:
        return None
    is_the_question = facts.planned_reply is Reply.CONSENT_REQUEST
    if is_the_question and facts.consent.channel is Standing.PENDING:
        return _WITHOUT_CONSENT[Standing.UNKNOWN]
    return _WITHOUT_CONSENT.get(facts.consent.channel)


def rights_used(case: Case) -> Verdict | None:
    return Verdict(Reply.DSAR_ACK, Reason.DSAR_DETECTED) if case.heard.rights else None


def human_wanted(case: Case) -> Verdict | None:
    wanted = case.command is Command.HUMAN
    return Verdict(Reply.HANDOFF_ACK, Reason.HUMAN_REQUESTED) if wanted else None


def known_question(case: Case) -> Verdict | None:
    """The first rule of the shop that fits. What is a command, uses a right or sounds like an
    objection is no question: no rule answers it."""
    rules, heard = case.facts.policy.answers, case.heard
    if not rules or heard.command or heard.rights or heard.hint is Hint.OBJECTION:
        return None
    words = spelt(case.own_words) or spelt(case.facts.message.subject)
    known = frozenset(words)
    return next(
        (
            Verdict(Reply.KEYWORD_ANSWER, Reason.KEYWORD_ANSWER, rule.key)
            for rule in rules
            if _holds(rule, case.facts) and _fits(rule, words, known)
        ),
        None,
    )


def closed(case: Case) -> Verdict | None:
    is_closed = case.facts.hours.open is False
    return Verdict(Reply.OUT_OF_HOURS, Reason.OUT_OF_HOURS) if is_closed else None


def open_or_unknown(case: Case) -> Verdict:
    """The last step. First is a message before which no answer left or is planned; a message
    that takes the place of an older one takes over its answer."""
    facts = case.facts
    is_first = not facts.conversation.answered or facts.conversation.inherits
    if case.command in _FOR_PEOPLE:
        return Verdict(None, Reason.NEEDS_HUMAN)
    if facts.policy.acknowledge and is_first:
        return Verdict(Reply.ACK, Reason.ACK)
    if facts.hours.open is None:
        return Verdict(None, Reason.NO_HOURS_PROFILE)
    if not facts.policy.acknowledge:
        return Verdict(None, Reason.OPEN_ACK_DISABLED)
    return Verdict(None, Reason.OPEN_NOT_FIRST_MESSAGE)


def _holds(rule: AnswerRule, facts: Facts) -> bool:
    """Whether a rule is to be asked here and now."""
    if rule.language not in {None, facts.message.language}:
        return False
    if rule.hours is not Hours.ALWAYS and (rule.hours is Hours.CLOSED) is not (
        facts.hours.open is False
    ):
        return False
    return not facts.within(facts.conversation.rules_used.get(rule.key), rule.every)


def _fits(rule: AnswerRule, words: Sequence[str], known: frozenset[str]) -> bool:
    phrases = read_phrases(rule.phrases)
    return (any_is_all if rule.whole else any_found)(phrases, words, known)


# Asked once; whatever else was answered, also a lapse, is respected. GRANTED is not here.
_WITHOUT_CONSENT: Final = {
    Standing.UNKNOWN: Verdict(Reply.CONSENT_REQUEST, Reason.CONSENT_REQUEST),
    Standing.PENDING: Verdict(None, Reason.CONSENT_PENDING),
    Standing.WITHDRAWN: Verdict(None, Reason.CONSENT_WITHDRAWN),
    Standing.OBJECTED: Verdict(None, Reason.CONSENT_WITHDRAWN),
    Standing.EXPIRED: Verdict(None, Reason.CONSENT_EXPIRED),
}
