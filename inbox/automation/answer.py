"""Put an automatic answer into the outbox: its words, its proof of what was shown, its reason."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from inbox.automation import tally
from inbox.automation.decide import RULE_VERSION
from inbox.automation.fillings import ASKS, fillings, wording_shown
from inbox.automation.gather import Case
from inbox.automation.reasons import ASKED_FOR, Decision, Reply
from inbox.automation.texts import NOTICE, Gap, Saying, compose, fill, name_of
from inbox.channel import Button
from inbox.consent import doi
from inbox.consent.keywords import Command, button_id
from inbox.consent.ledger import Entry, enter
from inbox.consent.purpose import Happened, Purpose
from inbox.consent.wordings import Wording, keep_wording
from inbox.conversations.message import Author, Message
from inbox.outbox.post import Letter, post


class NothingToSay(Exception):
    """The text names something that nobody has configured (a wording, the privacy page)."""


class Answered(NamedTuple):
    """The message that waits in the outbox, and which version of which text it says."""

    message: Message
    said: str


def post_reply(
    session: Session, case: Case, decision: Decision, *, base_url: str, now: datetime
) -> Answered:
    """`base_url` is where our pages are, for the link of a confirmation. Raises `NothingToSay`."""
    if decision.reply is None:
        raise NothingToSay
    values = fillings(case.shop, case.channel, case.hours, case.voice, now=now)
    asked = wording_shown(decision.reply, case.voice, values, case.book.sayings)
    ticket = doi.new_ticket() if decision.reply is Reply.OPTIN_DOI_MAIL else None
    if asked is not None:
        values[Gap.WORDING] = asked[1]
    if ticket is not None:
        values[Gap.CONFIRM_URL] = f"{base_url}{doi.PATH}{ticket.token}"
    try:
        text = compose(decision, case.voice, values, sayings=case.book.sayings)
    except ValueError as error:
        raise NothingToSay from error
    letter = _letter(case, decision, text, hides=ticket.token if ticket else None)
    posted = post(session, case.conversation, letter, case.capabilities, now=now)
    tally.count(session, case.account.id, now=now)
    if decision.with_notice or decision.reply is Reply.PRIVACY_NOTICE:
        _notice_shown(session, case, values, now)
    if asked is not None:
        words = _asked(session, case, decision.reply, asked, now)
        if ticket is not None:
            doi.issue(session, ticket, case.identity, words, posted.message, now=now)
    said = case.book.sayings.of(name_of(decision), case.voice).reference
    return Answered(posted.message, said)


def _letter(case: Case, decision: Decision, text: str, *, hides: str | None) -> Letter:
    """What only the mailbox's owner can read proves who agrees: no colleague and no program may
    find it in the history."""
    return Letter(
        dedupe_key=f"auto-{case.message.id}",
        author=Author.AUTOMATIC,
        purpose=Purpose.AUTOMATION,
        text=text,
        asked_for=decision.reply in ASKED_FOR,
        reply_kind=decision.reply,
        answers=case.message,
        language=case.language,
        buttons=_buttons(case, decision, text),
        hides=hides,
    )


def _buttons(case: Case, decision: Decision, text: str) -> tuple[Button, ...]:
    """A question can be answered with a tap where the channel has buttons and room for the words
    above them; typed, the answer counts alike."""
    able, labels = case.capabilities, _YES_AND_NO[case.language]
    too_long = len(text) > (able.max_caption or able.max_text)
    if decision.reply not in _ANSWERED_BY_TAP or able.buttons < len(labels) or too_long:
        return ()
    return tuple(
        Button(button_id(command), label)
        for command, label in zip((Command.YES, Command.NO), labels, strict=True)
    )


def _notice_shown(session: Session, case: Case, values: dict[Gap, str], now: datetime) -> None:
    """The ledger keeps the exact words of the privacy notice, too."""
    notice = case.book.sayings.of(NOTICE, case.voice)
    words = keep_wording(
        session,
        name="privacy_notice",
        language=case.voice,
        version=case.shop.privacy_version,
        text=fill(notice.text, values),
        now=now,
    )
    _enter(session, case, Purpose.SERVICE, Happened.SHOWN, words, now)


def _asked(
    session: Session, case: Case, reply: Reply, asked: tuple[Saying, str], now: datetime
) -> Wording:
    saying, shown = asked
    purpose = ASKS[reply]
    words = keep_wording(
        session,
        name=f"consent:{purpose}",
        language=case.voice,
        version=saying.version,
        text=shown,
        now=now,
    )
    _enter(session, case, purpose, Happened.ASKED, words, now)
    return words


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


_ANSWERED_BY_TAP: Final = frozenset({Reply.OPTIN_REQUEST, Reply.CONSENT_REQUEST})
_YES_AND_NO: Final = {"de": ("Ja", "Nein"), "en": ("Yes", "No")}
