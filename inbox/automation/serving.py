"""The steps that answer everything else: consent, rights, people, hours, first contact."""

from __future__ import annotations

from typing import Final

from inbox.automation.case import Case, Verdict
from inbox.automation.reasons import Reason, Reply
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


# Asked once; whatever else was answered, also a lapse, is respected. GRANTED is not here.
_WITHOUT_CONSENT: Final = {
    Standing.UNKNOWN: Verdict(Reply.CONSENT_REQUEST, Reason.CONSENT_REQUEST),
    Standing.PENDING: Verdict(None, Reason.CONSENT_PENDING),
    Standing.WITHDRAWN: Verdict(None, Reason.CONSENT_WITHDRAWN),
    Standing.OBJECTED: Verdict(None, Reason.CONSENT_WITHDRAWN),
    Standing.EXPIRED: Verdict(None, Reason.CONSENT_EXPIRED),
}
