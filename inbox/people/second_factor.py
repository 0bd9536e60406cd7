"""The second factor: six digits from the agent's phone (TOTP, RFC 6238), or a recovery code.

A code is taken once, also within its half minute. Recovery codes are shown when they are made and
kept as hashes, which is enough because nobody guesses 80 random bits.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pyotp
from sqlalchemy import ForeignKey, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import audit, sealing
from inbox.audit import Deed
from inbox.db import Base, new_id, rows_touched
from inbox.people.agent import Agent

RECOVERY_CODES: Final = 10
_DRIFT: Final = (-1, 0, 1)  # steps of 30 seconds that a phone's clock may be off
_RANDOM_BYTES: Final = 10
_GROUP: Final = 4


class RecoveryCode(Base):
    __tablename__ = "recovery_code"

    id: Mapped[str] = mapped_column(primary_key=True)
    agent_id: Mapped[str] = mapped_column(ForeignKey("agent.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


def begin(session: Session, agent: Agent, *, now: datetime) -> str:
    """A secret for the agent's phone; it counts only after `confirm`. The same until then."""
    if agent.has_second_factor:
        raise ValueError("there is a second factor already")
    if agent.second_factor_sealed is not None:
        return secret_of(session, agent)
    secret = pyotp.random_base32()
    agent.second_factor_sealed = sealing.seal_text(
        session, "installation", secret, place=_place(agent), now=now
    )
    return secret


def secret_of(session: Session, agent: Agent) -> str:
    assert agent.second_factor_sealed is not None
    return sealing.unseal_text(session, agent.second_factor_sealed, place=_place(agent))


def address_of(secret: str, *, email: str, shop: str) -> str:
    """What the square picture says to the phone."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=shop)


def confirm(session: Session, agent: Agent, code: str, *, now: datetime) -> Sequence[str] | None:
    """The phone knows the secret: from now on it is asked. The recovery codes; None: wrong code."""
    if agent.has_second_factor or agent.second_factor_sealed is None:
        return None
    if not _is_from_phone(session, agent, code, now):
        return None
    agent.second_factor_since = now
    audit.note(session, Deed.SECOND_FACTOR_ON, by=agent.id, about=agent.id, now=now)
    return make_recovery_codes(session, agent)


def is_right(session: Session, agent: Agent, code: str, *, now: datetime) -> bool:
    """Takes the code: the same one is wrong the second time."""
    if not agent.has_second_factor or agent.second_factor_sealed is None:
        return False
    return _is_from_phone(session, agent, code, now) or _is_recovery_code(session, agent, code, now)


def remove(session: Session, agent: Agent, *, by: str, now: datetime) -> None:
    """By the agent, or by an administrator for somebody who has lost phone and codes."""
    was_on = agent.has_second_factor
    agent.second_factor_sealed = agent.second_factor_since = agent.second_factor_step = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.agent_id == agent.id))
    if was_on:
        audit.note(session, Deed.SECOND_FACTOR_OFF, by=by, about=agent.id, now=now)


def make_recovery_codes(session: Session, agent: Agent) -> Sequence[str]:
    """Ten new ones; the old ones open nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.agent_id == agent.id))
    codes = [_random_code() for _ in range(RECOVERY_CODES)]
    session.add_all(
        RecoveryCode(id=new_id(), agent_id=agent.id, code_hash=_hash(code)) for code in codes
    )
    return codes


def codes_left(session: Session, agent_id: str) -> int:
    unused = RecoveryCode.agent_id == agent_id, RecoveryCode.used_at.is_(None)
    return session.execute(
        select(func.count()).select_from(RecoveryCode).where(*unused)
    ).scalar_one()


def _is_from_phone(session: Session, agent: Agent, code: str, now: datetime) -> bool:
    """Notes the step that was taken, by an UPDATE that only one of two at once can win."""
    totp = pyotp.TOTP(secret_of(session, agent))
    typed = "".join(code.split())
    current = totp.timecode(now)
    for step in (current + drift for drift in _DRIFT):
        if hmac.compare_digest(totp.generate_otp(step), typed.encode("ascii", "replace").decode()):
            return _take(session, agent, step)
    return False


def _take(session: Session, agent: Agent, step: int) -> bool:
    unused = or_(Agent.second_factor_step.is_(None), Agent.second_factor_step < step)
    taken = update(Agent).where(Agent.id == agent.id, unused).values(second_factor_step=step)
    return rows_touched(session, taken) == 1


def _is_recovery_code(session: Session, agent: Agent, code: str, now: datetime) -> bool:
    used = (
        update(RecoveryCode)
        .where(
            RecoveryCode.agent_id == agent.id,
            RecoveryCode.code_hash == _hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return rows_touched(session, used) == 1


def _random_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(_RANDOM_BYTES)).decode().lower()
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def _hash(code: str) -> str:
    """As it is read from paper: in any case, with or without dashes and spaces."""
    letters = "".join(filter(str.isalnum, code.lower()))
    return hashlib.sha256(letters.encode("utf-8", "replace")).hexdigest()


def _place(agent: Agent) -> str:
    return f"second_factor:{agent.id}"
