"""The shop that this installation belongs to: one row that pages, texts and rules read."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.db import Base

_ONLY: Final = 1


class Shop(Base):
    """`zone` is an IANA name; `languages` are codes, the first one is the fallback."""

    __tablename__ = "shop"

    id: Mapped[int] = mapped_column(primary_key=True, default=_ONLY, autoincrement=False)
    name: Mapped[str] = mapped_column(default="Kontor")
    zone: Mapped[str] = mapped_column(default="Europe/Berlin")
    languages: Mapped[str] = mapped_column(default="de,en")
    formal: Mapped[bool] = mapped_column(default=True)  # Sie rather than Du
    privacy_url: Mapped[str] = mapped_column(default="")
    privacy_version: Mapped[str] = mapped_column(default="1")
    mail_footer: Mapped[str] = mapped_column(default="")
    automation: Mapped[bool] = mapped_column(default=True)  # the switch that silences all at once
    acknowledge: Mapped[bool] = mapped_column(default=True)
    consent_required: Mapped[bool] = mapped_column(default=False)  # policy "explicit_required"

    @property
    def language(self) -> str:
        return self.languages.split(",")[0]


def the_shop(session: Session) -> Shop:
    return session.get_one(Shop, _ONLY)


def found_shop(session: Session) -> None:
    """Make the row of a fresh installation."""
    if session.get(Shop, _ONLY) is None:
        session.add(Shop())
