"""A message being judged: the facts, what it says, and what that sets off at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from inbox.automation.consequences import effects_of, effects_of_wish
from inbox.automation.facts import Facts, Medium, MessageFacts
from inbox.automation.reasons import Effect, Flag, Reason, Reply
from inbox.channel import Kind, Wish
from inbox.consent.keywords import NOTHING, Command, Heard, hear
from inbox.consent.own_words import above_quote

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
    """What one step of the rules says: a reply or none, and why; by which rule of the shop."""

    reply: Reply | None
    reason: Reason
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    facts: Facts
    heard: Heard
    command: Command | None  # AMBIGUOUS only if it stays so
    effects: tuple[Effect, ...]
    flags: tuple[Flag, ...]
    own_words: str  # of a mail without quote and signature


def look_into(facts: Facts) -> Case:
    """Read the message and say what it sets off; whether it is answered is decided later."""
    own_words = _own_words(facts)
    heard = _heard(facts, own_words)
    command = _meant(heard.command, facts)
    effects = effects_of_wish(facts) or effects_of(command, facts)
    return Case(facts, heard, command, effects, _flags(heard, command, facts), own_words)


def may_be_heard(message: MessageFacts) -> bool:
    """Whether it is a customer's message at all, seen for the first time."""
    fresh = not (message.duplicate or message.imported)
    return message.inbound and message.kind in ANSWERABLE and message.preference is None and fresh


def _own_words(facts: Facts) -> str:
    is_mail = facts.account.medium is Medium.MAIL
    return above_quote(facts.message.text) if is_mail else facts.message.text


def _heard(facts: Facts, own_words: str) -> Heard:
    message = facts.message
    if not may_be_heard(message) or message.in_group:
        return NOTHING
    return hear(
        own_words, subject=message.subject, button=message.button, own=facts.policy.keywords
    )


def _meant(command: Command | None, facts: Facts) -> Command | None:
    """CANCEL right after advertising means the advertising; else nobody knows but a person.

    A START that was said before a STOP, or at the same moment, is void: STOP always wins.
    """
    identity, stopped_at = facts.identity, facts.consent.stopped_at
    if command is Command.START and stopped_at is not None and facts.said_at <= stopped_at:
        return None
    if command is not Command.AMBIGUOUS or identity.last_outbound_at is None:
        return command
    since = facts.said_at - identity.last_outbound_at
    remembered = since <= facts.policy.limits.marketing_remembered
    return Command.STOP if identity.last_outbound_marketing and remembered else command


def _flags(heard: Heard, command: Command | None, facts: Facts) -> tuple[Flag, ...]:
    shown = {
        Flag.CONTRACT_DECLARATION: command is Command.CONTRACT,
        Flag.HUMAN_WANTED: command is Command.HUMAN,
        Flag.AMBIGUOUS: command is Command.AMBIGUOUS,
        Flag.DATA_SUBJECT_REQUEST: bool(heard.rights),
        Flag.PROVIDER_BLOCK_LIFTED: facts.message.preference is Wish.RESUME_MARKETING,
    }
    return tuple(flag for flag, is_shown in shown.items() if is_shown)
