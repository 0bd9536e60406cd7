"""Put an automatic answer into the outbox: its words, its proof of what was shown, its reason."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from inbox.automation.decide import RULE_VERSION
from inbox.automation.gather import Case
from inbox.automation.language import choose_language
from inbox.automation.reasons import ASKED_FOR, Decision, Reply
from inbox.automation.texts import (
    Gap,
    Voice,
    compose,
    fill,
    notice_of,
    voice_for,
    wording_of,
)
from inbox.consent.ledger import Entry, enter
from inbox.consent.purpose import Happened, Purpose
from inbox.consent.wordings import Wording, keep_wording
from inbox.conversations.message import Author, content_of
from inbox.hours.calendar import next_open
from inbox.hours.spoken import speak
from inbox.outbox.post import Letter, Posted, post

# What each question asks for; it counts from the moment it was put.
ASKS: Final = {
    Reply.OPTIN_REQUEST: Purpose.MARKETING,
    Reply.OPTIN_DOI_MAIL: Purpose.MARKETING,
    Reply.CONSENT_REQUEST: Purpose.CHANNEL,
}


class NothingToSay(Exception):
    """The text names something that nobody has configured (a wording, the privacy page)."""


def post_reply(session: Session, case: Case, decision: Decision, *, now: datetime) -> Posted:
    """Raises `NothingToSay`."""
    if decision.reply is None:
        raise NothingToSay
    language = _language(session, case)
    voice = voice_for(language, Voice.GERMAN_SIE if case.shop.formal else Voice.GERMAN_DU)
    values = _values(case, decision, voice, now)
    try:
        text = compose(decision, voice, values)
    except ValueError as error:
        raise NothingToSay from error
    posted = post(
        session,
        case.conversation,
        Letter(
            dedupe_key=f"auto-{case.message.id}",
            author=Author.AUTOMATIC,
            purpose=Purpose.AUTOMATION,
            text=text,
            asked_for=decision.reply in ASKED_FOR,
            reply_kind=decision.reply,
            answers=case.message,
            language=language,
        ),
        case.capabilities,
        now=now,
    )
    _enter_what_was_shown(session, case, decision, voice, values, now)
    return posted


def _language(session: Session, case: Case) -> str:
    text = content_of(session, case.message).shown
    known = case.conversation.language or case.identity.language
    return choose_language(text, known=known, available=case.shop.languages.split(","))


def _values(case: Case, decision: Decision, voice: Voice, now: datetime) -> dict[Gap, str]:
    opening = next_open(case.hours, now) if case.hours is not None else None
    zone = case.hours.zone if case.hours is not None else case.shop.zone
    language = voice.partition("-")[0]
    values = {
        Gap.SHOP: case.shop.name,
        Gap.CHANNEL: case.channel.label,
        Gap.PROVIDER: case.channel.provider,
        Gap.URL: case.shop.privacy_url,
        Gap.NEXT_OPENING: speak(opening, now=now, zone=zone, language=language) or "",
    }
    asks = ASKS.get(decision.reply) if decision.reply else None
    if asks is not None:
        values[Gap.WORDING] = fill(wording_of(asks, voice), values)
    return values


def _enter_what_was_shown(
    session: Session,
    case: Case,
    decision: Decision,
    voice: Voice,
    values: dict[Gap, str],
    now: datetime,
) -> None:
    """The ledger keeps the exact words of a question and of the privacy notice."""
    if decision.with_notice or decision.reply is Reply.PRIVACY_NOTICE:
        shown = fill(notice_of(voice), values)
        words = keep_wording(
            session,
            name="privacy_notice",
            language=voice,
            version=case.shop.privacy_version,
            text=shown,
            now=now,
        )
        _enter(session, case, Purpose.SERVICE, Happened.SHOWN, words, now)
    asks = ASKS.get(decision.reply) if decision.reply else None
    if asks is not None:
        words = keep_wording(
            session,
            name=f"consent:{asks}",
            language=voice,
            version=RULE_VERSION,
            text=values[Gap.WORDING],
            now=now,
        )
        _enter(session, case, asks, Happened.ASKED, words, now)


def _enter(
    session: Session,
    case: Case,
    purpose: Purpose,
    happened: Happened,
    words: Wording,
    now: datetime,
) -> None:
    entry = Entry(
        purpose=purpose,
        happened=happened,
        method="automatic_reply",
        actor="system",
        deed=f"{case.message.id}:{purpose}:{happened}",
        occurred_at=now,
        rule_version=RULE_VERSION,
        message_id=case.message.id,
        wording_id=words.id,
    )
    enter(session, case.identity, entry, now=now)
