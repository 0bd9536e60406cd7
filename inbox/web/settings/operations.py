"""Operations: how every account and queue stands, who works, and what needs somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect
from flask.typing import ResponseReturnValue

from inbox import doorbell, leases
from inbox.accounts.account import Account, all_accounts
from inbox.intake.replay import replay_all
from inbox.outbox.delivery import Stage
from inbox.watch import recent
from inbox.watch.alert import Alert, standing
from inbox.watch.findings import Need
from inbox.watch.queues import Queue, queues
from inbox.watch.recent import Sends
from inbox.watch.sentences import said_of
from inbox.web.settings.shell import Shell, back_to
from inbox.world import World


@dataclass(frozen=True, slots=True)
class _Line:
    """One account. `failed` and `unknown` are of the last minutes."""

    account: Account
    queue: Queue
    sends: Sends

    @property
    def failed(self) -> int:
        return sum(
            many
            for (outcome, _code), many in self.sends.outcomes.items()
            if outcome not in {Stage.SENT, "TryLater", "OutcomeUnknown"}
        )

    @property
    def unknown(self) -> int:
        return sum(
            many
            for (outcome, _code), many in self.sends.outcomes.items()
            if outcome == "OutcomeUnknown"
        )


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        setting, now = shell.setting(), world.clock()
        with world.database.reading() as session:
            accounts = all_accounts(session)
            waiting, sent = queues(session), recent.sends(session, now=now)
            labels = {account.id: account.label for account in accounts}
            context: dict[str, Any] = {
                "lines": [
                    _Line(account, waiting[account.id], sent.get(account.id, Sends()))
                    for account in accounts
                ],
                "needs": _needs(standing(session), labels, setting.words.language),
                "workers": _workers(leases.held(session), labels),
                "told": _is_told(world),
            }
        rings = doorbell.answers(world.settings.redis_url)
        return shell.show(
            "operations.html", "operations", setting=setting, now=now, rings=rings, **context
        )

    @area.post("/replay")
    def replay_everything() -> ResponseReturnValue:
        with world.database.transaction() as session:
            count = replay_all(session, now=world.clock())
        flash("operations.replayed" if count else "operations.nothing_to_replay")
        return redirect(back_to("operations.page"), 303)


def _needs(
    alerts: Sequence[Alert], labels: Mapping[str, str], language: str
) -> list[tuple[str, datetime, bool]]:
    """(what, since when, whether somebody was told)"""
    return [
        (
            said_of(
                Need(row.need), language, account=labels.get(row.account_id, ""), code=row.code
            ),
            row.since,
            row.told_at is not None,
        )
        for row in alerts
    ]


def _workers(held: Sequence[leases.Held], labels: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(work, account's name or "", process)"""
    return [
        (work, labels.get(account_id, ""), one.holder)
        for one in held
        for work, _, account_id in [one.name.partition(":")]
    ]


def _is_told(world: World) -> bool:
    return bool(world.settings.alert_webhook or world.settings.alert_mail)
