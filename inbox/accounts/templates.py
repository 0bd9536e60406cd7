"""Templates of an account, as its provider listed them: what may be sent when nothing else may."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.accounts.open import Accounts
from inbox.channel import SendError, Template, TemplateChanged
from inbox.db import Base, Database

SENDABLE = "APPROVED"
_MARKETING = "marketing"  # as every provider calls the category


class AccountTemplate(Base):
    """`variables` are their names as JSON; a template that is no longer listed is kept as gone."""

    __tablename__ = "account_template"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    category: Mapped[str]
    body: Mapped[str]
    variables: Mapped[str]
    sendable: Mapped[bool]
    listed_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]

    @property
    def variable_names(self) -> list[str]:
        return [str(name) for name in json.loads(self.variables)]

    @property
    def advertises(self) -> bool:
        """Whatever somebody says that it is for."""
        return self.category.casefold() == _MARKETING

    def filled(self, values: Sequence[str]) -> str:
        """How it reads with these values; for people, the provider fills it in itself."""
        text = self.body
        for name, value in zip(self.variable_names, values, strict=False):
            text = text.replace("{{" + name + "}}", value)
        return text


def sync(database: Database, accounts: Accounts, account_id: str, *, now: datetime) -> int:
    """Ask the provider for the list and keep it; how many it has. Raises `SendError`."""
    listed = accounts.channel(account_id).templates()
    database.attempt(lambda session: _keep(session, account_id, listed, now))
    return len(listed)


def sync_quietly(database: Database, accounts: Accounts, account_id: str, *, now: datetime) -> str:
    """For the clock: a provider that does not answer is asked again next time. A code or ""."""
    try:
        sync(database, accounts, account_id, now=now)
    except SendError as error:
        return error.code
    return ""


def note_change(session: Session, account_id: str, event: TemplateChanged) -> None:
    """A provider's word about one template, between two lists."""
    row = session.get(AccountTemplate, (account_id, event.name, event.language))
    if row is not None:
        row.status, row.sendable = event.status, event.status == SENDABLE


def sendable(session: Session, account_id: str) -> Sequence[AccountTemplate]:
    return session.scalars(
        select(AccountTemplate)
        .where(
            AccountTemplate.account_id == account_id,
            AccountTemplate.sendable.is_(True),
            AccountTemplate.gone_at.is_(None),
        )
        .order_by(AccountTemplate.name, AccountTemplate.language)
    ).all()


def _keep(session: Session, account_id: str, listed: Iterable[Template], now: datetime) -> None:
    known = {
        (row.name, row.language): row
        for row in session.scalars(
            select(AccountTemplate).where(AccountTemplate.account_id == account_id)
        )
    }
    for template in listed:
        row = known.pop((template.name, template.language), None)
        if row is None:
            row = AccountTemplate(
                account_id=account_id, name=template.name, language=template.language
            )
            session.add(row)
        row.status, row.category, row.body = template.status, template.category, template.body
        row.variables, row.sendable = json.dumps(template.variables), template.sendable
        row.listed_at, row.gone_at = now, None
    for gone in known.values():
        gone.gone_at = gone.gone_at or now
