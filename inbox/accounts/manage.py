"""Add an account, change its settings, pause and resume it, note what its provider says of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from inbox import doorbell
from inbox.accounts import settings
from inbox.accounts.account import Account
from inbox.changes import journal
from inbox.channel import AccountChanged, AccountHealth, Channel
from inbox.db import new_id


def add(
    session: Session,
    channel_class: type[Channel],
    *,
    label: str,
    values: Mapping[str, str],
    now: datetime,
) -> Account:
    """Raises `settings.BadSettings`."""
    account_id = new_id()
    account = Account(
        id=account_id,
        kind=channel_class.kind,
        label=label.strip() or channel_class.label,
        settings_sealed=settings.seal(
            session, account_id, settings.typed(channel_class, values), now=now
        ),
        health=AccountHealth.OK,
        created_at=now,
    )
    session.add(account)
    _note(session, account, now)
    return account


def change(
    session: Session,
    account: Account,
    channel_class: type[Channel],
    *,
    values: Mapping[str, str],
    now: datetime,
) -> None:
    """Raises `settings.BadSettings`."""
    typed = settings.typed(channel_class, values)
    account.settings_sealed = settings.seal(session, account.id, typed, now=now)
    account.version += 1
    _note(session, account, now)


def pause(session: Session, account: Account, *, reason: str, now: datetime) -> None:
    """Nothing leaves any more; the queue is kept. Pausing twice keeps the first reason."""
    if account.paused:
        return
    account.paused_at, account.paused_reason = now, reason
    _note(session, account, now)


def resume(session: Session, account: Account, *, now: datetime) -> None:
    account.paused_at = account.paused_reason = None
    account.health, account.health_code, account.health_detail = AccountHealth.OK, None, None
    _note(session, account, now)
    doorbell.ring(session, doorbell.DISPATCH, account.id)


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


def _note(session: Session, account: Account, now: datetime) -> None:
    journal.note(
        session, journal.What.ACCOUNT_UPDATED, journal.Subject(account_id=account.id), now=now
    )
