"""A message being judged: the facts, what it says, and what that sets off at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from inbox.automation.facts import ConsentFacts, Facts, Medium, MessageFacts
from inbox.automation.reasons import Effect, Flag, Reason, Reply
from inbox.channel import Kind, Wish
from inbox.consent.keywords import NOTHING, Command, Heard, hear
from inbox.consent.own_words import above_quote
from inbox.consent.purpose import Happened, Purpose, Standing

# What a customer says in words, pictures or places; calls, polls and system notes are none.
ANSWERABLE: Final = frozenset(
    {
        Kind.TEXT,
        Kind.EMAIL,
        Kind.CHOICE,
        Kind.FORM,
        Kind.ORDER,
        Kind.IMAGE,
        Kind.AUDIO,
        Kind.VOICE,
        Kind.VIDEO,
        Kind.DOCUMENT,
        Kind.STICKER,
        Kind.LOCATION,
    }
)


class Verdict(NamedTuple):
    """What one step of the rules says: a reply or none, and why."""

    reply: Reply | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Case:
    facts: Facts
    heard: Heard
    command: Command | None  # AMBIGUOUS only if it stays so
    effects: tuple[Effect, ...]
    flags: tuple[Flag, ...]


def look_into(facts: Facts) -> Case:
    """Read the message and say what it sets off; whether it is answered is decided later."""
    heard = _heard(facts)
    command = _meant(heard.command, facts)
    effects = _effects_of_wish(facts) or _effects_of(command, facts)
    return Case(facts, heard, command, effects, _flags(heard, command, facts))


def answers_request(command: Command | None, facts: Facts) -> Purpose | None:
    """Which question a JA or NEIN answers; None if none of ours waits for it.

    In mail a JA is no opt-in to advertising: its sender can be forged, only the link proves it.
    """
    if command not in {Command.YES, Command.NO}:
        return None
    if answered := _answered_already(command, facts):
        return answered
    request = facts.consent.request
    if request is None:
        return None
    if facts.said_at - request.shown_at > facts.policy.limits.request_valid:
        return None
    if command is Command.NO:
        return request.purpose
    by_mail = request.purpose is Purpose.MARKETING and facts.account.medium is Medium.MAIL
    withdrawn = _standing(request.purpose, facts.consent) is Standing.WITHDRAWN
    return None if by_mail or withdrawn else request.purpose


def may_be_heard(message: MessageFacts) -> bool:
    """Whether it is a customer's message at all, seen for the first time."""
    fresh = not (message.duplicate or message.imported)
    return message.inbound and message.kind in ANSWERABLE and message.preference is None and fresh


def _answered_already(command: Command | None, facts: Facts) -> Purpose | None:
    """At send time the question may be closed, because the ledger holds this very answer."""
    answered = _CLOSED_BY.get((facts.planned_reply, command))
    if answered is None or _standing(answered.purpose, facts.consent) is not answered.standing:
        return None
    return answered.purpose


def _heard(facts: Facts) -> Heard:
    message = facts.message
    if not may_be_heard(message) or message.in_group:
        return NOTHING
    is_mail = facts.account.medium is Medium.MAIL
    own_words = above_quote(message.text) if is_mail else message.text
    return hear(own_words, subject=message.subject, button=message.button)


def _meant(command: Command | None, facts: Facts) -> Command | None:
    """CANCEL right after advertising means the advertising; else nobody knows but a person."""
    identity = facts.identity
    if command is not Command.AMBIGUOUS or identity.last_outbound_at is None:
        return command
    since = facts.said_at - identity.last_outbound_at
    remembered = since <= facts.policy.limits.marketing_remembered
    return Command.STOP if identity.last_outbound_marketing and remembered else command


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


def _effects_of_wish(facts: Facts) -> tuple[Effect, ...]:
    """A provider's RESUME is not here: it lifts the provider's block and grants nothing."""
    if facts.message.preference is Wish.STOP_MARKETING:
        return (_NO_MARKETING,)
    return (_NO_MARKETING, _NO_MACHINE) if facts.message.preference is Wish.STOP_ALL else ()


def _effects_of(command: Command | None, facts: Facts) -> tuple[Effect, ...]:
    consent = facts.consent
    match command:
        case Command.STOP if _has_marketing(consent):
            return (_NO_MARKETING,)
        case Command.STOP:  # nothing to withdraw: the machine itself is meant
            return (_NO_MARKETING, _NO_MACHINE)
        case Command.STOP_ALL:
            return _NEITHER_ANYWHERE
        case Command.BOT_OFF:
            return (_NO_MACHINE,)
        case Command.START:
            return _effects_of_start(consent)
        case Command.YES | Command.NO:
            purpose = answers_request(command, facts)
            happened = Happened.GRANTED if command is Command.YES else Happened.DENIED
            return (Effect(purpose, happened),) if purpose else ()
    return ()


def _effects_of_start(consent: ConsentFacts) -> tuple[Effect, ...]:
    cleared = Effect(Purpose.AUTOMATION, Happened.CLEARED)
    asked = Effect(Purpose.MARKETING, Happened.ASKED)
    wanted = (cleared,) if consent.automation is Standing.OBJECTED else ()
    known = consent.marketing in {Standing.GRANTED, Standing.PENDING}
    return wanted if known else (*wanted, asked)


def _flags(heard: Heard, command: Command | None, facts: Facts) -> tuple[Flag, ...]:
    shown = {
        Flag.CONTRACT_DECLARATION: command is Command.CONTRACT,
        Flag.HUMAN_WANTED: command is Command.HUMAN,
        Flag.AMBIGUOUS: command is Command.AMBIGUOUS,
        Flag.DATA_SUBJECT_REQUEST: bool(heard.rights),
        Flag.PROVIDER_BLOCK_LIFTED: facts.message.preference is Wish.RESUME_MARKETING,
    }
    return tuple(flag for flag, is_shown in shown.items() if is_shown)


def _has_marketing(consent: ConsentFacts) -> bool:
    if consent.marketing in {Standing.GRANTED, Standing.PENDING}:
        return True
    return consent.soft_opt_in and consent.marketing is not Standing.WITHDRAWN


def _standing(purpose: Purpose, consent: ConsentFacts) -> Standing:
    return consent.channel if purpose is Purpose.CHANNEL else consent.marketing
