"""What is wrong with accounts and events, told above the list to those who can act, or who wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from inbox.accounts.account import Account, all_accounts
from inbox.channel import AccountHealth
from inbox.web.page import Setting
from inbox.web.settings.shell import MOST_COUNTED, how_many_dead
from inbox.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Alarm:
    """`href` leads those who can act to where they can; for everybody else it is None."""

    icon: str
    sentence: str
    href: str | None


def alarms(session: Session, setting: Setting, visitor: Visitor) -> Sequence[Alarm]:
    found = [*_of_accounts(session, setting, visitor)]
    if visitor.may_administer:
        found += _of_events(session, setting)
    return found


def _of_accounts(session: Session, setting: Setting, visitor: Visitor) -> Iterator[Alarm]:
    acts = visitor.may_administer
    for account in all_accounts(session):
        sentence = _about(setting, account, acts=acts)
        if sentence is not None:
            href = url_for("settings.accounts.one", account_id=account.id) if acts else None
            yield Alarm("i-paused" if account.paused else "i-warning", sentence, href)


def _about(setting: Setting, account: Account, *, acts: bool) -> str | None:
    """An agent is told why replies wait; whoever administers, also what will go wrong soon."""
    label = account.label[:40]
    if account.paused and (account.enabled or acts):
        return setting.words("alarm.paused", account=label, why=_why(setting, account))
    if account.health != AccountHealth.OK and acts:
        return setting.words("alarm.ill", account=label, why=_why(setting, account))
    if account.is_silent and acts:
        return setting.words("alarm.silent", account=label)
    return None


def _why(setting: Setting, account: Account) -> str:
    code = (account.paused_reason if account.paused else account.health_code) or ""
    return setting.words.code("health", code) or code[:60] or "?"


def _of_events(session: Session, setting: Setting) -> Iterator[Alarm]:
    count = how_many_dead(session)
    if count:
        shown = str(count) if count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"
        sentence = setting.words("alarm.dead", count=count, shown=shown)
        yield Alarm("i-warning", sentence, url_for("settings.dead_letters.page"))
