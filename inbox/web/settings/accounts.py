"""The accounts: are they well, when did something last arrive, and may anything leave."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue

from inbox.accounts import manage
from inbox.accounts.account import BY_HAND, Account, all_accounts
from inbox.accounts.check import check
from inbox.accounts.open import NoSuchAccount
from inbox.registry import UnknownKind
from inbox.shop import the_shop
from inbox.web.settings.shell import Shell, back_to
from inbox.web.visitor import visitor
from inbox.world import World


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        with world.database.reading() as session:
            rows = all_accounts(session)
            has_privacy_address = bool(the_shop(session).privacy_url)
        kinds = {kind: found.label for kind, found in world.registry.kinds.items()}
        return shell.show(
            "accounts.html",
            "accounts",
            accounts=rows,
            kinds=kinds,
            has_privacy_address=has_privacy_address,
        )

    @area.post("/<account_id>/pause")
    def pause(account_id: str) -> ResponseReturnValue:
        with world.database.transaction() as session:
            account = session.get(Account, account_id, with_for_update=True) or abort(404)
            by, now = visitor().agent_id, world.clock()
            manage.pause(session, account, reason=BY_HAND, by=by, now=now)
        flash("settings.paused")
        return _back(account_id)

    @area.post("/<account_id>/resume")
    def resume(account_id: str) -> ResponseReturnValue:
        """Also enables an account for the first time."""
        try:
            with world.database.transaction() as session:
                account = session.get(Account, account_id, with_for_update=True) or abort(404)
                manage.resume(session, account, by=visitor().agent_id, now=world.clock())
        except manage.NoPrivacyAddress:
            flash("accounts.needs_privacy_address")
            return redirect(back_to("shop.page") + "#law", 303)
        flash("settings.resumed")
        return _back(account_id)

    @area.post("/<account_id>/check")
    def test(account_id: str) -> ResponseReturnValue:
        """Takes as long as the provider takes to answer."""
        try:
            well = check(world.database, world.accounts, account_id, clock=world.clock)
        except (NoSuchAccount, UnknownKind):
            abort(404)
        flash("accounts.test_passed" if well else "accounts.test_failed")
        return redirect(back_to("accounts.one", account_id=account_id) + "#state", 303)


def _back(account_id: str) -> ResponseReturnValue:
    """To where the button was pressed."""
    if request.form.get("from") == "list":
        return redirect(back_to("accounts.page"), 303)
    return redirect(back_to("accounts.one", account_id=account_id), 303)
