"""Add an account, change its settings, pause and resume it, note what its provider says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import audit, doorbell
from inbox.accounts import settings
from inbox.accounts.account import NOT_ENABLED, Account
from inbox.audit import Deed
from inbox.changes import journal
from inbox.channel import AccountChanged, AccountHealth, Channel
from inbox.db import new_id
from inbox.shop import the_shop

_LONGEST: Final = 80


class NoPrivacyAddress(Exception):
    """No account may send before the shop says where its privacy information is (GDPR 13)."""


def add(
    session: Session,
    channel_class: type[Channel],
    *,
    label: str,
    values: Mapping[str, str],
    now: datetime,
    by: str | None = None,
    account_id: str | None = None,
) -> Account:
    """An account that sends at once. Raises `settings.BadSettings`."""
    account_id = account_id or new_id()
    account = Account(
        id=account_id,
        kind=channel_class.kind,
        label=_named(label) or channel_class.label,
        settings_sealed=settings.seal(
            session, account_id, settings.typed(channel_class, values), now=now
        ),
        health=AccountHealth.OK,
        created_at=now,
    )
    session.add(account)
    _note(session, account, now)
    audit.note(
        session, Deed.ACCOUNT_ADDED, by=by, about=account.id, details={"kind": account.kind},
        now=now,
    )  # fmt: skip
    return account


def prepare(
    session: Session,
    channel_class: type[Channel],
    *,
    label: str,
    values: Mapping[str, str],
    now: datetime,
    by: str | None = None,
    account_id: str | None = None,
) -> Account:
    """As `add`, but nothing leaves before somebody enables it (`resume`): there is more to say
    about it, at the provider and here. It receives from the beginning."""
    account = add(
        session, channel_class, label=label, values=values, by=by, account_id=account_id, now=now
    )
    account.paused_at, account.paused_reason = now, NOT_ENABLED
    return account


def change(
    session: Session,
    account: Account,
    channel_class: type[Channel],
    *,
    values: Mapping[str, str],
    now: datetime,
    by: str | None = None,
) -> None:
    """Raises `settings.BadSettings`."""
    before = settings.unseal(session, account.id, account.settings_sealed, channel_class)
    typed = settings.typed(channel_class, values)
    changed = sorted(
        one.name for one in fields(typed) if getattr(typed, one.name) != getattr(before, one.name)
    )
    if not changed:
        return
    account.settings_sealed = settings.seal(session, account.id, typed, now=now)
    account.version += 1
    _note(session, account, now)
    doorbell.ring(session, doorbell.SYNC_TEMPLATES, account.id)
    details = {"fields": " ".join(changed)}
    audit.note(session, Deed.ACCOUNT_CHANGED, by=by, about=account.id, details=details, now=now)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an account stands in the shop: its name there, who answers, in which language."""

    label: str
    language: str | None
    team_id: str | None
    automation: bool


def place(session: Session, account: Account, wanted: Place, *, by: str, now: datetime) -> None:
    """An empty label stays as it was."""
    wanted = replace(wanted, label=_named(wanted.label) or account.label)
    changed = [
        one.name
        for one in fields(wanted)
        if getattr(wanted, one.name) != getattr(account, one.name)
    ]
    if not changed:
        return
    for name in changed:
        setattr(account, name, getattr(wanted, name))
    _note(session, account, now)
    details = {"fields": " ".join(sorted(changed))}
    audit.note(session, Deed.ACCOUNT_CHANGED, by=by, about=account.id, details=details, now=now)


def pause(
    session: Session, account: Account, *, reason: str, now: datetime, by: str | None = None
) -> None:
    """Nothing leaves any more; the queue is kept. Pausing twice keeps the first reason."""
    if account.paused:
        return
    account.paused_at, account.paused_reason = now, reason
    _note(session, account, now)
    audit.note(
        session, Deed.ACCOUNT_PAUSED, by=by, about=account.id, details={"reason": reason}, now=now
    )


def resume(session: Session, account: Account, *, now: datetime, by: str | None = None) -> None:
    """Also the first time, which enables it. Raises `NoPrivacyAddress`."""
    if not account.enabled and not the_shop(session).privacy_url:
        raise NoPrivacyAddress
    was_paused = account.paused
    account.paused_at = account.paused_reason = account.held_until = None
    account.resumed_at = now
    account.health, account.health_code, account.health_detail = AccountHealth.OK, None, None
    _note(session, account, now)
    doorbell.ring(session, doorbell.DISPATCH, account.id)
    if was_paused:
        audit.note(session, Deed.ACCOUNT_RESUMED, by=by, about=account.id, now=now)


def needs_privacy_address(session: Session) -> bool:
    """Whether some account may send, so that the shop cannot do without the address."""
    enabled = (Account.paused_reason.is_(None)) | (Account.paused_reason != NOT_ENABLED)
    return session.execute(select(Account.id).where(enabled).limit(1)).first() is not None


def note_health(
    session: Session, account: Account, event: AccountChanged, *, now: datetime
) -> None:
    """A broken account pauses, so that its queue is not burnt on refusals; it stays broken, for
    everybody to see, until a person resumes it."""
    if account.health == AccountHealth.BROKEN and event.health is not AccountHealth.BROKEN:
        return
    account.health, account.health_code = event.health, event.what
    account.health_detail = event.detail or None
    if event.health is AccountHealth.BROKEN:
        pause(session, account, reason=event.what, now=now)
    _note(session, account, now)


def _named(label: str) -> str:
    return " ".join(label.split())[:_LONGEST]


def _note(session: Session, account: Account, now: datetime) -> None:
    journal.note(
        session, journal.What.ACCOUNT_UPDATED, journal.Subject(account_id=account.id), now=now
    )
