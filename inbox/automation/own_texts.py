"""The shop's own texts: saved in versions, never changed, the newest of a name and voice counts.

A text is checked when it is saved. Giving a text up is a version, too: one without words, after
which ours counts again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import audit
from inbox.audit import Deed
from inbox.automation.lint import ACCEPTABLE, Fault, Problem, lint
from inbox.automation.texts import ANSWER, NAMES, PARTS, Saying, Sayings, Voice
from inbox.conversations.wording import clean_text
from inbox.db import Base, new_id
from inbox.shop import rules_changed


class ReplyText(Base):
    """`text` is empty where the shop went back to ours. `created_by` None: the command line."""

    __tablename__ = "reply_text"
    __table_args__ = (UniqueConstraint("name", "voice", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    voice: Mapped[str]
    version: Mapped[int]
    text: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ForeignKey("agent.id"))


class FaultyText(Exception):
    """It cannot be saved as it is; `problems` say why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(", ".join(sorted({problem.fault for problem in problems})))
        self.problems = problems


def own_sayings(session: Session) -> Sayings:
    """The newest version of every text of the shop, with one query."""
    newest = (
        select(ReplyText.name, ReplyText.voice, func.max(ReplyText.version).label("version"))
        .group_by(ReplyText.name, ReplyText.voice)
        .subquery()
    )
    rows = session.scalars(
        select(ReplyText).join(
            newest,
            (ReplyText.name == newest.c.name)
            & (ReplyText.voice == newest.c.voice)
            & (ReplyText.version == newest.c.version),
        )
    )
    return Sayings({(row.name, Voice(row.voice)): _saying(row) for row in rows if row.text})


def versions(session: Session, name: str, voice: Voice) -> Sequence[ReplyText]:
    """The newest first."""
    return session.scalars(
        select(ReplyText)
        .where(ReplyText.name == name, ReplyText.voice == voice)
        .order_by(ReplyText.version.desc())
    ).all()


def save(
    session: Session,
    name: str,
    voice: Voice,
    text: str,
    *,
    accepted: Collection[Fault] = (),
    by: str | None,
    now: datetime,
) -> list[Problem]:
    """A new version, in force at once; nothing if it says what is in force. What may still be
    said against it. `accepted` are faults that somebody looked at and that are none this time
    (see `lint.ACCEPTABLE`). Raises `FaultyText`, and KeyError for a name that no text has."""
    if not is_known(name):
        raise KeyError(name)
    text = clean_text(text.replace("\r\n", "\n")).strip()
    problems = lint(text, name=name)
    if refused := [one for one in problems if one.fault not in ACCEPTABLE & set(accepted)]:
        raise FaultyText(refused)
    if text != _in_force(session, name, voice):
        _append(session, name, voice, text, Deed.TEXT_SAVED, by=by, now=now)
    return problems


def restore(session: Session, name: str, voice: Voice, *, by: str | None, now: datetime) -> None:
    """Go back to our text; of an answer rule: say nothing in this voice."""
    newest = next(iter(versions(session, name, voice)), None)
    if newest is not None and newest.text:
        _append(session, name, voice, "", Deed.TEXT_RESTORED, by=by, now=now)


def is_known(name: str) -> bool:
    return name in NAMES or name in PARTS or name.startswith(ANSWER)


def _in_force(session: Session, name: str, voice: Voice) -> str | None:
    newest = next(iter(versions(session, name, voice)), None)
    return newest.text if newest else None


def _append(
    session: Session,
    name: str,
    voice: Voice,
    text: str,
    deed: Deed,
    *,
    by: str | None,
    now: datetime,
) -> None:
    """Under the shop's lock, so that two who save at the same moment get two versions."""
    rules_changed(session)
    newest = next(iter(versions(session, name, voice)), None)
    version = newest.version + 1 if newest else 1
    session.add(
        ReplyText(
            id=new_id(), name=name, voice=voice, version=version, text=text, created_at=now,
            created_by=by,
        )
    )  # fmt: skip
    session.flush()
    details = {"voice": str(voice), "version": str(version)}
    audit.note(session, deed, by=by, about=name, details=details, now=now)


def _saying(row: ReplyText) -> Saying:
    return Saying(row.name, Voice(row.voice), str(row.version), row.text)
