"""What is wrong with accounts and events, told above the list to those who can act, or who wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import url_for
from sqlalchemy.orm import Session

from inbox.accounts.account import Account, all_accounts
from inbox.watch.findings import Need, of_account
from inbox.web.page import Setting
from inbox.web.settings.shell import MOST_COUNTED, how_many_dead
from inbox.web.visitor import Visitor

_SAID: Final[Mapping[Need, str]] = {
    Need.ACCOUNT_BROKEN: "alarm.ill",
    Need.ACCOUNT_ILL: "alarm.ill",
    Need.ACCOUNT_SILENT: "alarm.silent",
    Need.FORGED: "alarm.forged",
}


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
        why = _why(setting, account.paused_reason or "")
        return setting.words("alarm.paused", account=label, why=why)
    found = next(of_account(account, setting.moments.now), None) if acts else None
    if found is None:
        return None
    return setting.words(_SAID[found.need], account=label, why=_why(setting, found.code))


def _why(setting: Setting, code: str) -> str:
    return setting.words.code("health", code) or code[:60] or "?"


def _of_events(session: Session, setting: Setting) -> Iterator[Alarm]:
    count = how_many_dead(session)
    if count:
        shown = str(count) if count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"
        sentence = setting.words("alarm.dead", count=count, shown=shown)
        yield Alarm("i-warning", sentence, url_for("settings.dead_letters.page"))
