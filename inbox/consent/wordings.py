"""Texts as they were shown to customers, word for word: what a consent is about.

The database itself refuses to change or delete a row (triggers in the migration): a new text is a
new version.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.db import Base, new_id


class Wording(Base):
    """`digest` is the SHA-256 of the text in UTF-8, as it also stands in the ledger's chain."""

    __tablename__ = "wording"
    __table_args__ = (UniqueConstraint("name", "language", "version", "digest"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    language: Mapped[str]
    version: Mapped[str]
    digest: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime]

    @property
    def is_genuine(self) -> bool:
        return self.digest == digest_of(self.text)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def keep_wording(
    session: Session, *, name: str, language: str, version: str, text: str, now: datetime
) -> Wording:
    """The stored wording; a text that differs from the stored one becomes a row of its own."""
    digest = digest_of(text)
    found = session.scalars(
        select(Wording).where(
            Wording.name == name,
            Wording.language == language,
            Wording.version == version,
            Wording.digest == digest,
        )
    ).first()
    if found is not None:
        return found
    row = Wording(
        id=new_id(), name=name, language=language, version=version, digest=digest, text=text,
        created_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
