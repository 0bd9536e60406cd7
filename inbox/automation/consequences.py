"""What a message sets off in the consent ledger at once, whether or not it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, NamedTuple

from inbox.automation.facts import ConsentFacts, Facts, Medium
from inbox.automation.reasons import Effect, Reply
from inbox.consent.keywords import Command
from inbox.consent.purpose import Happened, Purpose, Standing
from inbox.consent.wish import withdrawn_by


def effects_of(command: Command | None, facts: Facts) -> tuple[Effect, ...]:
    consent = facts.consent
    match command:
        case Command.STOP if _has_marketing(consent):
            return (_NO_MARKETING, *_no_channel(command, facts))
        case Command.STOP:  # nothing to withdraw: the machine itself is meant
            return (_NO_MARKETING, _NO_MACHINE, *_no_channel(command, facts))
        case Command.STOP_ALL:
            return (*_NEITHER_ANYWHERE, *_no_channel(command, facts))
        case Command.BOT_OFF:
            return (_NO_MACHINE,)
        case Command.START:
            return _effects_of_start(consent)
        case Command.YES | Command.NO:
            purpose = answers_request(command, facts)
            happened = Happened.GRANTED if command is Command.YES else Happened.DENIED
            return (Effect(purpose, happened),) if purpose else ()
    return ()


def effects_of_wish(facts: Facts) -> tuple[Effect, ...]:
    """A provider's RESUME is not here: it lifts the provider's block and grants nothing."""
    wish = facts.message.preference
    if wish is None:
        return ()
    withdrawn = withdrawn_by(wish, said_at=facts.said_at, granted_at=facts.consent.granted_at)
    return tuple(Effect(purpose, happened) for purpose, happened in withdrawn)


def answers_request(command: Command | None, facts: Facts) -> Purpose | None:
    """Which question a JA or NEIN answers; None if none of ours waits for it.

    In mail a JA is no opt-in to advertising: its sender can be forged, only the link proves it.
    """
    if command not in {Command.YES, Command.NO}:
        return None
    if answered := _answered_already(command, facts):
        return answered
    request = facts.consent.request
    if request is None or request.purpose not in {Purpose.MARKETING, Purpose.CHANNEL}:
        return None
    if not -_CLOCKS_DIFFER <= facts.said_at - request.shown_at <= facts.policy.limits.request_valid:
        return None
    if command is Command.NO:
        return request.purpose
    by_mail = request.purpose is Purpose.MARKETING and facts.account.medium is Medium.MAIL
    withdrawn = _standing(request.purpose, facts.consent) is Standing.WITHDRAWN
    return None if by_mail or withdrawn else request.purpose


def _no_channel(command: Command, facts: Facts) -> tuple[Effect, ...]:
    """Where the shop asks for consent to the channel: a STOP to the question is a no, and
    STOP ALLES takes a given consent back, so that withdrawing is as easy as granting."""
    if not facts.policy.consent_required:
        return ()
    standing = facts.consent.channel
    if command is Command.STOP_ALL and standing in {Standing.PENDING, Standing.GRANTED}:
        return (Effect(Purpose.CHANNEL, Happened.WITHDRAWN, everywhere=True),)
    declined = command is Command.STOP and standing is Standing.PENDING
    return (Effect(Purpose.CHANNEL, Happened.DENIED),) if declined else ()


def _effects_of_start(consent: ConsentFacts) -> tuple[Effect, ...]:
    cleared = Effect(Purpose.AUTOMATION, Happened.CLEARED)
    asked = Effect(Purpose.MARKETING, Happened.ASKED)
    wanted = (cleared,) if consent.automation is Standing.OBJECTED else ()
    known = consent.marketing in {Standing.GRANTED, Standing.PENDING}
    return wanted if known else (*wanted, asked)


def _answered_already(command: Command | None, facts: Facts) -> Purpose | None:
    """At send time the question may be closed, because the ledger holds this very answer."""
    answered = _CLOSED_BY.get((facts.planned_reply, command))
    if answered is None or _standing(answered.purpose, facts.consent) is not answered.standing:
        return None
    return answered.purpose


def _has_marketing(consent: ConsentFacts) -> bool:
    if consent.marketing in {Standing.GRANTED, Standing.PENDING}:
        return True
    return consent.soft_opt_in and consent.marketing is not Standing.WITHDRAWN


def _standing(purpose: Purpose, consent: ConsentFacts) -> Standing:
    return consent.channel if purpose is Purpose.CHANNEL else consent.marketing


# What was said before the question was shown answers another one.
_CLOCKS_DIFFER: Final = timedelta(minutes=1)


class _Closed(NamedTuple):
    purpose: Purpose
    standing: Standing


_CLOSED_BY: Final[Mapping[tuple[Reply | None, Command | None], _Closed]] = {
    (Reply.OPTIN_CONFIRMATION, Command.YES): _Closed(Purpose.MARKETING, Standing.GRANTED),
    (Reply.OPTOUT_CONFIRMATION, Command.NO): _Closed(Purpose.MARKETING, Standing.WITHDRAWN),
    (Reply.CONSENT_CONFIRMATION, Command.YES): _Closed(Purpose.CHANNEL, Standing.GRANTED),
    (Reply.CONSENT_DECLINED, Command.NO): _Closed(Purpose.CHANNEL, Standing.WITHDRAWN),
}
_NO_MARKETING: Final = Effect(Purpose.MARKETING, Happened.WITHDRAWN)
_NO_MACHINE: Final = Effect(Purpose.AUTOMATION, Happened.OBJECTED)
_NEITHER_ANYWHERE: Final = (
    Effect(Purpose.MARKETING, Happened.WITHDRAWN, everywhere=True),
    Effect(Purpose.AUTOMATION, Happened.OBJECTED, everywhere=True),
)
