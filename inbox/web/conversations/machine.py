"""What the machine did about the messages of a page, and why, as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.automation.decision import DecisionRow
from inbox.automation.facts import Phase
from inbox.automation.reasons import Reason
from inbox.conversations.message import Author, Direction, Message, Reached
from inbox.conversations.timeline import Said
from inbox.hours.calendar import is_open, next_change, next_open
from inbox.hours.profile import Profile
from inbox.hours.profiles import profile_for
from inbox.shop import the_shop
from inbox.web.page import Setting

# How far to look back for the moment at which the shop closed.
_LOOKED_BACK: Final = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Deeds:
    """The decisions about the messages of a page, and the hours they were made in."""

    decisions: Mapping[str, DecisionRow]  # on arrival, by the message that was decided about
    profiles: Mapping[str, Profile]  # by account


def deeds(session: Session, said: Sequence[Said], accounts: Mapping[str, Account]) -> Deeds:
    wanted = {answered for one in said if (answered := _decided_about(one.message)) is not None}
    rows = session.scalars(
        select(DecisionRow).where(
            DecisionRow.message_id.in_(wanted), DecisionRow.phase == Phase.DECIDE
        )
    ).all()
    closed = {one.message.account_id for one in said if one.message.author == Author.AUTOMATIC}
    profiles = {
        account.id: profile
        for account in accounts.values()
        if account.id in closed and (profile := profile_for(session, account, the_shop(session)))
    }
    return Deeds({row.message_id: row for row in rows}, profiles)


def explain(setting: Setting, known: Deeds, message: Message) -> str | None:
    """Why the machine answered, did not answer, or held its answer back."""
    decision = known.decisions.get(_decided_about(message) or "")
    if message.direction == Direction.IN:
        if decision is None or decision.reply is not None:
            return None
        return setting.words("machine.silent", reason=_reason(setting, decision.reason))
    if message.author != Author.AUTOMATIC:
        return None
    reason = _why_answered(setting, known, message, decision)
    if message.reached == Reached.WITHHELD:
        why = _reason(setting, message.reached_reason or "")
        return setting.words("machine.withheld", reason=why)
    return setting.words("machine.answered", reason=reason)


def hints(setting: Setting, known: Deeds, message: Message) -> list[str]:
    """What a person should look at because of what the customer wrote."""
    decision = known.decisions.get(message.id)
    if decision is None or message.direction != Direction.IN:
        return []
    found = [setting.words.code("flag", flag) for flag in decision.flags.split()]
    if decision.hint:
        found.append(setting.words.code("hint", decision.hint))
    return [sentence for sentence in found if sentence]


def _decided_about(message: Message) -> str | None:
    if message.direction == Direction.IN:
        return message.id
    return message.reply_to_id if message.author == Author.AUTOMATIC else None


def _why_answered(
    setting: Setting, known: Deeds, message: Message, decision: DecisionRow | None
) -> str:
    if decision is None:
        return setting.words("reason.unknown")
    profile = known.profiles.get(message.account_id or "")
    if decision.reason == Reason.OUT_OF_HOURS and profile is not None:
        return _hours(setting, profile, decision.decided_at)
    return _reason(setting, decision.reason)


def _hours(setting: Setting, profile: Profile, at: datetime) -> str:
    """Read from the hours as they are now; if they say otherwise today, they are left out."""
    if is_open(profile, at):
        return _reason(setting, Reason.OUT_OF_HOURS)
    since, until = _closed_since(profile, at), next_open(profile, at)
    if since is None or until is None:
        return _reason(setting, Reason.OUT_OF_HOURS)
    coming = setting.moments.coming
    return setting.words("reason.closed", since=coming(since), until=coming(until))


def _closed_since(profile: Profile, at: datetime) -> datetime | None:
    found, change = None, next_change(profile, at - _LOOKED_BACK)
    while change is not None and change <= at:
        found, change = change, next_change(profile, change)
    return found


def _reason(setting: Setting, code: str) -> str:
    return setting.words.code("reason", code) or code
