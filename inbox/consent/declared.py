"""Enter what a customer declared in the shop: at the checkout, in their account there.

A grant needs its evidence whole: the wording as it was shown, when, and for advertising when it was
confirmed (double opt-in). It never overrules a later no: who withdrew after that box was ticked
stays withdrawn, and the entry only says that it was told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from inbox.consent.ledger import ConsentState, Entry, enter, standings
from inbox.consent.purpose import Happened, Purpose, Standing
from inbox.conversations.customer import Identity

RULES: Final = "1"


class Declared(StrEnum):
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"


@dataclass(frozen=True, slots=True)
class Declaration:
    """`deed` makes it idempotent. `evidence` are facts like the form's address or the order.
    `method`: "web_form", or "import" for what another system had kept."""

    purpose: Purpose
    declared: Declared
    at: datetime
    deed: str
    actor: str
    confirmed_at: datetime | None = None
    wording_id: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)
    method: str = "web_form"


class NoEvidence(Exception):
    """One sentence that says what is missing."""


def declare(
    session: Session, identity: Identity, said: Declaration, *, now: datetime
) -> ConsentState | None:
    """Where the purpose stands afterwards; None: still nowhere. Raises `NoEvidence`."""
    _refuse_without_evidence(said, now)
    known = standings(session, identity.id).get(said.purpose)
    for happened, at in _steps(said, known):
        enter(session, identity, _entry(said, happened, at), now=now)
    return standings(session, identity.id).get(said.purpose)


def _refuse_without_evidence(said: Declaration, now: datetime) -> None:
    if max(said.at, said.confirmed_at or said.at) > now:
        raise NoEvidence("Nobody can agree in the future.")
    if said.declared is not Declared.GRANTED:
        return
    if said.wording_id is None:
        raise NoEvidence("A grant needs the wording as it was shown.")
    if said.purpose is Purpose.MARKETING and said.confirmed_at is None:
        raise NoEvidence("A grant for advertising needs confirmed_at (double opt-in).")
    if said.confirmed_at is not None and said.confirmed_at < said.at:
        raise NoEvidence("A grant is confirmed after it was asked for.")


def _steps(said: Declaration, known: ConsentState | None) -> Sequence[tuple[Happened, datetime]]:
    if said.declared is Declared.WITHDRAWN:
        return [(Happened.WITHDRAWN, said.at)]
    if said.declared is Declared.OBJECTED:
        return [(Happened.OBJECTED, said.at)]
    if known is None or not _asks_anew(said, known):
        return [(Happened.IMPORTED, said.confirmed_at or said.at)]
    return [(Happened.ASKED, said.at), (Happened.GRANTED, said.confirmed_at or said.at)]


def _asks_anew(said: Declaration, known: ConsentState) -> bool:
    """The box was ticked after the no: a new question with a new answer."""
    over = known.standing in {Standing.WITHDRAWN, Standing.EXPIRED}
    return over and said.confirmed_at is not None and said.at > known.since


def _entry(said: Declaration, happened: Happened, at: datetime) -> Entry:
    return Entry(
        purpose=said.purpose,
        happened=happened,
        method=said.method,
        actor=said.actor,
        deed=f"{said.deed}:{said.purpose}:{happened}",
        occurred_at=at,
        rule_version=RULES,
        wording_id=said.wording_id,
        evidence=dict(said.evidence),
    )
