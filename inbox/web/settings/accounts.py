"""The accounts: are they well, when did something last arrive, and may anything leave."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from inbox.accounts import manage
from inbox.accounts.account import Account, all_accounts
from inbox.web.page import Pages
from inbox.web.settings.dead_letters import how_many
from inbox.world import World


def add_pages(settings: Blueprint, world: World, pages: Pages) -> None:
    @settings.get("/accounts")
    def accounts() -> Response:
        setting = pages.setting()
        with world.database.reading() as session:
            rows = all_accounts(session)
            dead = how_many(session)
        labels = {kind: found.label for kind, found in world.registry.kinds.items()}
        return pages.show(
            "settings/accounts.html", setting, accounts=rows, labels=labels, dead=dead
        )

    @settings.post("/accounts/<account_id>/pause")
    def pause(account_id: str) -> ResponseReturnValue:
        with world.database.transaction() as session:
            account = session.get(Account, account_id, with_for_update=True) or abort(404)
            manage.pause(session, account, reason="BY_HAND", now=world.clock())
        flash("settings.paused")
        return redirect(url_for("settings.accounts"), 303)

    @settings.post("/accounts/<account_id>/resume")
    def resume(account_id: str) -> ResponseReturnValue:
        with world.database.transaction() as session:
            account = session.get(Account, account_id, with_for_update=True) or abort(404)
            manage.resume(session, account, now=world.clock())
        flash("settings.resumed")
        return redirect(url_for("settings.accounts"), 303)
