"""Words that the shop adds to the commands: what its customers really write instead of STOP.

Only words that mean nothing to us yet: what ours mean, they mean in every shop. "Widerruf" or
"Storno" can therefore never become an opt-out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import audit
from inbox.audit import Deed
from inbox.consent.keywords import Command, meaning_of
from inbox.consent.normalise import normalise
from inbox.db import Base
from inbox.shop import rules_changed

LONGEST: Final = 60  # characters
SHORTEST: Final = 2
MOST: Final = 200
# What a word may be added to: a consent is never given in a word of the shop's choosing.
ADDABLE: Final = (Command.STOP, Command.STOP_ALL, Command.BOT_OFF, Command.HELP, Command.HUMAN)


class ShopWord(Base):
    """`phrase` in the spelling in which it is compared."""

    __tablename__ = "shop_word"

    phrase: Mapped[str] = mapped_column(primary_key=True)
    command: Mapped[str]


class BadWord(Exception):
    """`code` is what pages translate: MISSING, TOO_LONG, TOO_MANY, TAKEN, UNKNOWN or KNOWN;
    `means` is what the word means already."""

    def __init__(self, code: str, means: Command | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.means = means


def all_words(session: Session) -> Sequence[ShopWord]:
    return session.scalars(select(ShopWord).order_by(ShopWord.command, ShopWord.phrase)).all()


def meanings(session: Session) -> Mapping[str, Command]:
    return {row.phrase: Command(row.command) for row in session.scalars(select(ShopWord))}


def add(
    session: Session, phrase: str, command: Command, *, by: str | None, now: datetime
) -> ShopWord:
    """The whole message must say it. Raises `BadWord`."""
    spelt = _checked(phrase, command)
    rules_changed(session)
    known = meanings(session)
    if spelt in known:
        raise BadWord("TAKEN", known[spelt])
    if len(known) >= MOST:
        raise BadWord("TOO_MANY")
    row = ShopWord(phrase=spelt, command=command)
    session.add(row)
    session.flush()
    audit.note(session, Deed.RULE_ADDED, by=by, about=f"word:{command}", now=now)
    return row


def remove(session: Session, row: ShopWord, *, by: str | None, now: datetime) -> None:
    rules_changed(session)
    session.delete(row)
    session.flush()
    audit.note(session, Deed.RULE_REMOVED, by=by, about=f"word:{row.command}", now=now)


def _checked(phrase: str, command: Command) -> str:
    spelt = normalise(phrase)
    if command not in ADDABLE:
        raise BadWord("UNKNOWN")
    if len(spelt) < SHORTEST:
        raise BadWord("MISSING")
    if len(spelt) > LONGEST:
        raise BadWord("TOO_LONG")
    if (means := meaning_of(spelt)) is not None:
        raise BadWord("KNOWN", means)
    return spelt
