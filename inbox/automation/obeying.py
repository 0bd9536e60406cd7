"""The steps that answer a command: STOP, START, JA, NEIN, HILFE."""

from __future__ import annotations

from typing import Final

from inbox.automation.case import Case, Verdict
from inbox.automation.consequences import answers_request
from inbox.automation.facts import Medium
from inbox.automation.reasons import Reason, Reply
from inbox.consent.keywords import Command
from inbox.consent.purpose import Purpose, Standing

_STOPS: Final = frozenset({Command.STOP, Command.STOP_ALL, Command.BOT_OFF})


def stop(case: Case) -> Verdict | None:
    facts = case.facts
    if case.command not in _STOPS:
        return None
    every = facts.policy.limits.optout_confirmation_every
    if facts.sent_within(Reply.OPTOUT_CONFIRMATION, every):
        return Verdict(None, Reason.ALREADY_CONFIRMED)
    return Verdict(Reply.OPTOUT_CONFIRMATION, Reason.STOP_RECEIVED)


def start(case: Case) -> Verdict | None:
    facts, limits = case.facts, case.facts.policy.limits
    if case.command is not Command.START:
        return None
    if facts.consent.marketing is Standing.GRANTED:
        answer, every = _SUBSCRIBED, limits.optin_request_every
    elif facts.account.medium is Medium.MAIL:
        answer, every = _BY_LINK, limits.doi_mail_every
        if facts.identity.doi_mails >= limits.doi_mails:
            return Verdict(None, Reason.THROTTLED_SENDER)
    else:
        answer, every = _BY_WORDING, limits.optin_request_every
    if answer.reply and facts.sent_within(answer.reply, every):
        return Verdict(None, Reason.THROTTLED_CONVERSATION)
    return answer


def answer_to_request(case: Case) -> Verdict | None:
    purpose = answers_request(case.command, case.facts)
    return _ANSWERS[purpose, case.command] if purpose and case.command else None


def help_wanted(case: Case) -> Verdict | None:
    facts = case.facts
    if case.command is not Command.HELP:
        return None
    if facts.sent_within(Reply.HELP_INFO, facts.policy.limits.help_every):
        return Verdict(None, Reason.THROTTLED_CONVERSATION)
    return Verdict(Reply.HELP_INFO, Reason.HELP_REQUESTED)


_SUBSCRIBED: Final = Verdict(Reply.OPTIN_CONFIRMATION, Reason.ALREADY_SUBSCRIBED)
_BY_LINK: Final = Verdict(Reply.OPTIN_DOI_MAIL, Reason.START_NEEDS_DOI)
_BY_WORDING: Final = Verdict(Reply.OPTIN_REQUEST, Reason.START_NEEDS_WORDING)
_ANSWERS: Final = {
    (Purpose.MARKETING, Command.YES): Verdict(Reply.OPTIN_CONFIRMATION, Reason.OPTIN_COMPLETED),
    (Purpose.MARKETING, Command.NO): Verdict(Reply.OPTOUT_CONFIRMATION, Reason.OPTIN_DECLINED),
    (Purpose.CHANNEL, Command.YES): Verdict(Reply.CONSENT_CONFIRMATION, Reason.CONSENT_GRANTED),
    (Purpose.CHANNEL, Command.NO): Verdict(Reply.CONSENT_DECLINED, Reason.CONSENT_DECLINED),
}
