"""The shop's keyword answers: which messages each is for, in the order in which they are asked.

What a rule says stands in `own_texts` under "answer:<its id>", one text per voice; where it has no
words in a voice, it does not answer in it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import audit
from inbox.audit import Deed
from inbox.automation.facts import AnswerRule, Hours
from inbox.automation.phrases import read_phrase
from inbox.db import Base, new_id
from inbox.shop import LANGUAGES, rules_changed

LONGEST_NAME: Final = 80
MOST_PHRASES: Final = 50
MOST_RULES: Final = 200
LONGEST_PAUSE: Final = timedelta(days=30)


class AnswerRuleRow(Base):
    """`phrases` is a JSON list. `account_id` None: on every account. `pause_minutes`: so long it
    does not answer again in the same conversation."""

    __tablename__ = "answer_rule"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    place: Mapped[int]
    phrases: Mapped[str]
    whole: Mapped[bool]
    language: Mapped[str | None]
    hours: Mapped[str]
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    pause_minutes: Mapped[int]
    enabled: Mapped[bool] = mapped_column(default=True)

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            name=self.name,
            phrases=tuple(json.loads(self.phrases)),
            whole=self.whole,
            language=self.language,
            hours=Hours(self.hours),
            account_id=self.account_id,
            pause=timedelta(minutes=self.pause_minutes),
            enabled=self.enabled,
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rule as people type it. For the phrases see `phrases`; `language` None: every language."""

    name: str
    phrases: tuple[str, ...]
    whole: bool = False
    language: str | None = None
    hours: Hours = Hours.ALWAYS
    account_id: str | None = None
    pause: timedelta = timedelta(hours=12)
    enabled: bool = True

    def as_rule(self, key: str) -> AnswerRule:
        return AnswerRule(key, self.phrases, self.whole, self.language, self.hours, self.pause)


class BadRule(Exception):
    """`code` is what pages translate, `field` where it belongs, `detail` an English sentence."""

    def __init__(self, code: str, field: str, detail: str = "") -> None:
        super().__init__(f"{field}: {code} {detail}".strip())
        self.code = code
        self.field = field
        self.detail = detail


def all_rules(session: Session) -> Sequence[AnswerRuleRow]:
    """In the order in which they are asked."""
    return session.scalars(
        select(AnswerRuleRow).order_by(AnswerRuleRow.place, AnswerRuleRow.id)
    ).all()


def add(session: Session, wanted: Wanted, *, by: str | None, now: datetime) -> AnswerRuleRow:
    """At the end; it answers as soon as it has words (`own_texts.save`). Raises `BadRule`."""
    checked = _checked(wanted)
    rules_changed(session)
    if len(all_rules(session)) >= MOST_RULES:
        raise BadRule("TOO_MANY", "name")
    last = session.scalar(select(func.max(AnswerRuleRow.place)))
    row = AnswerRuleRow(id=new_id(), place=(last or 0) + 1, **_columns(checked))
    session.add(row)
    session.flush()
    audit.note(session, Deed.RULE_ADDED, by=by, about=row.id, now=now)
    return row


def change(
    session: Session, row: AnswerRuleRow, wanted: Wanted, *, by: str | None, now: datetime
) -> None:
    """Raises `BadRule`."""
    columns = _columns(_checked(wanted))
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    if not changed:
        return
    rules_changed(session)
    for name in changed:
        setattr(row, name, columns[name])
    details = {"fields": " ".join(sorted(changed))}
    audit.note(session, Deed.RULE_CHANGED, by=by, about=row.id, details=details, now=now)


def move(
    session: Session, row: AnswerRuleRow, *, place: int, by: str | None, now: datetime
) -> None:
    """To this place among all, counted from one; what is beyond the ends is the end."""
    rules_changed(session)
    others = [one for one in all_rules(session) if one is not row]
    others.insert(max(0, place - 1), row)
    for count, one in enumerate(others, start=1):
        one.place = count
    audit.note(
        session, Deed.RULE_CHANGED, by=by, about=row.id, details={"fields": "place"}, now=now
    )


def remove(session: Session, row: AnswerRuleRow, *, by: str | None, now: datetime) -> None:
    """Its texts stay as versions: what was said can still be explained."""
    rules_changed(session)
    session.delete(row)
    session.flush()
    audit.note(session, Deed.RULE_REMOVED, by=by, about=row.id, now=now)


def _checked(wanted: Wanted) -> Wanted:
    name = " ".join(wanted.name.split())
    phrases = tuple(dict.fromkeys(" ".join(one.split()) for one in wanted.phrases if one.strip()))
    if not name:
        raise BadRule("MISSING", "name")
    if len(name) > LONGEST_NAME:
        raise BadRule("TOO_LONG", "name")
    if not phrases:
        raise BadRule("MISSING", "phrases")
    if len(phrases) > MOST_PHRASES:
        raise BadRule("TOO_MANY", "phrases")
    for phrase in phrases:
        try:
            read_phrase(phrase)
        except ValueError as error:
            raise BadRule("NO_PHRASE", "phrases", str(error)) from None
    if wanted.language not in {None, *LANGUAGES}:
        raise BadRule("UNKNOWN", "language")
    if not timedelta() <= wanted.pause <= LONGEST_PAUSE:
        raise BadRule("OUT_OF_RANGE", "pause")
    return replace(wanted, name=name, phrases=phrases)


def _columns(wanted: Wanted) -> dict[str, object]:
    return {
        "name": wanted.name,
        "phrases": json.dumps(wanted.phrases, ensure_ascii=False),
        "whole": wanted.whole,
        "language": wanted.language,
        "hours": wanted.hours.value,
        "account_id": wanted.account_id,
        "pause_minutes": wanted.pause // timedelta(minutes=1),
        "enabled": wanted.enabled,
    }
