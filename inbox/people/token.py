"""API tokens: what a program shows instead of a password, with the scopes that it was given.

The token itself is shown once, when it is made; kept is its SHA-256, which is enough because 256
random bits cannot be guessed.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import BigInteger, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import audit
from inbox.db import Base, new_id, rows_touched

PREFIX: Final = "kontor_"
_LONGEST: Final = 200
# Being used is written down at most this often, so that reading through the API stays reading.
_USED_EVERY: Final = timedelta(minutes=10)
_FED_EVERY: Final = timedelta(minutes=1)


class Scope(StrEnum):
    """What a token may do. Notes and locations are in no other scope."""

    HISTORY_READ = "history:read"  # customers, conversations, messages
    CHANGES_READ = "changes:read"
    ATTACHMENTS_READ = "attachments:read"
    NOTES_READ = "notes:read"  # what colleagues write to each other
    LOCATIONS_READ = "locations:read"  # where a customer was
    CUSTOMERS_WRITE = "customers:write"  # ids in the shop, fields, orders
    CONSENTS_WRITE = "consents:write"  # what was agreed to or withdrawn in the shop
    MESSAGES_WRITE = "messages:write"  # to customers, on behalf of the shop
    PRIVACY_WRITE = "privacy:write"  # erase and restrict


# What a CRM needs to show and follow its customers' conversations.
USUAL_SCOPES: Final = (Scope.HISTORY_READ, Scope.CHANGES_READ, Scope.ATTACHMENTS_READ)
# Enough for a CRM that shows conversations to people and follows the feed.
USUAL_PER_MINUTE: Final = 600
_MOST_PER_MINUTE: Final = 60_000


class ApiToken(Base):
    """`scopes` are separated by spaces. A token without `expires_at` holds until it is revoked.

    `fed_up_to` is the number of the last change that its program has dealt with, by its own word.
    """

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    scopes: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    per_minute: Mapped[int] = mapped_column(default=USUAL_PER_MINUTE)  # requests
    used_at: Mapped[datetime | None]  # to within ten minutes
    fed_up_to: Mapped[int | None] = mapped_column(BigInteger)
    fed_at: Mapped[datetime | None]  # when that was last written down
    revoked_at: Mapped[datetime | None]

    @property
    def granted(self) -> frozenset[Scope]:
        return frozenset(Scope(scope) for scope in self.scopes.split())


class BadToken(Exception):
    """One sentence for the person who asked for it; a code for pages, and the field it is about."""

    def __init__(self, sentence: str, *, field: str, code: str) -> None:
        super().__init__(sentence)
        self.field, self.code = field, code


def add(
    session: Session,
    *,
    name: str,
    scopes: Iterable[str],
    now: datetime,
    expires_at: datetime | None = None,
    per_minute: int = USUAL_PER_MINUTE,
    by: str | None = None,
    token_id: str | None = None,
) -> tuple[ApiToken, str]:
    """The row, and the token that nobody can read again. `by` is an agent's id. Raises
    `BadToken`."""
    name, wanted = " ".join(name.split()), frozenset(scopes)
    _refuse_nonsense(name, wanted, expires_at, per_minute, now)
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        id=token_id or new_id(),
        name=name,
        scopes=" ".join(sorted(wanted)),
        token_hash=_hash(token),
        created_at=now,
        expires_at=expires_at,
        per_minute=per_minute,
    )
    session.add(row)
    session.flush()
    audit.note(session, audit.Deed.TOKEN_ADDED, by=by, about=row.id, now=now)
    return row, token


def exists(session: Session, token_id: str) -> bool:
    return session.get(ApiToken, token_id) is not None


def find(session: Session, token: str, *, now: datetime) -> ApiToken | None:
    """The row of a token that still holds."""
    if not token.startswith(PREFIX) or len(token) > _LONGEST:
        return None
    return session.scalars(
        select(ApiToken).where(
            ApiToken.token_hash == _hash(token),
            ApiToken.revoked_at.is_(None),
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
        )
    ).one_or_none()


def is_stale(held: ApiToken, *, now: datetime) -> bool:
    """Whether it is time to write down that the token was used."""
    return held.used_at is None or now - held.used_at > _USED_EVERY


def used(session: Session, token_id: str, *, now: datetime) -> None:
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(used_at=now))


def is_stale_feed(held: ApiToken, number: int, *, now: datetime) -> bool:
    """Whether it is time to write down how far the token's program has followed the feed."""
    known_since = held.fed_at
    return held.fed_up_to != number and (known_since is None or now - known_since > _FED_EVERY)


def fed(session: Session, token_id: str, number: int, *, now: datetime) -> None:
    """Its program has dealt with the changes up to this number; it may begin anew, too."""
    values = {"fed_up_to": number, "fed_at": now}
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(values))


def all_tokens(session: Session) -> Sequence[ApiToken]:
    """Also the revoked and expired ones, the newest first."""
    return session.scalars(select(ApiToken).order_by(ApiToken.id.desc())).all()


def revoke(session: Session, token_id: str, *, now: datetime, by: str | None = None) -> bool:
    """False if there is no such token, or it was revoked before."""
    revoked = (
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    if rows_touched(session, revoked) != 1:
        return False
    audit.note(session, audit.Deed.TOKEN_REVOKED, by=by, about=token_id, now=now)
    return True


def _refuse_nonsense(
    name: str, scopes: frozenset[str], expires_at: datetime | None, per_minute: int, now: datetime
) -> None:
    if not name or len(name) > _LONGEST:
        sentence = "A token needs a name that says which program uses it."
        raise BadToken(sentence, field="name", code="TOKEN_NAME")
    if scopes.difference(Scope) or not scopes:
        sentence = f"A token needs at least one of these scopes: {', '.join(Scope)}."
        raise BadToken(sentence, field="scopes", code="TOKEN_SCOPES")
    if expires_at is not None and expires_at <= now:
        sentence = "A token must expire in the future."
        raise BadToken(sentence, field="days", code="TOKEN_EXPIRES")
    if not 1 <= per_minute <= _MOST_PER_MINUTE:
        sentence = f"A token may ask between 1 and {_MOST_PER_MINUTE} times a minute."
        raise BadToken(sentence, field="per_minute", code="TOKEN_RATE")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
