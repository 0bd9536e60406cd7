"""Authorise an account: to its provider's page in the browser, and back with a code.

The way there is a link and no form, because a form may lead nowhere but to ourselves (the pages'
policy). `state` is bound to the browser that began, and holds once.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, request, session
from flask.typing import ResponseReturnValue

from inbox import audit
from inbox.accounts.account import Account
from inbox.accounts.open import NoSuchAccount
from inbox.audit import Deed
from inbox.channel import Channel, CheckFailed, SendError
from inbox.registry import UnknownKind
from inbox.web.settings.shell import Shell, back_to
from inbox.web.visitor import visitor
from inbox.world import World

_BEGUN: Final = "authorising"
_LONGEST: Final = 4_000


def add_pages(area: Blueprint, world: World, _shell: Shell) -> None:
    @area.get("/<account_id>/authorise")
    def authorise(account_id: str) -> ResponseReturnValue:
        state = secrets.token_urlsafe(32)
        page = _channel(world, account_id).sign_in_at(redirect=answer_to(world), state=state)
        session[_BEGUN] = {"account": account_id, "state": state}
        return redirect(page or abort(404), 303)

    @area.get("/authorised")
    def authorised() -> ResponseReturnValue:
        account_id = _begun(session.pop(_BEGUN, None))
        code = request.args.get("code", "")[:_LONGEST]
        if account_id is None or not code:
            flash("accounts.not_authorised")
            return redirect(back_to("accounts.page"), 303)
        flash(
            "accounts.authorised" if _trade(world, account_id, code) else "accounts.not_authorised"
        )
        return redirect(back_to("accounts.one", account_id=account_id), 303)


def _begun(begun: Any) -> str | None:
    """The account for which this browser asked, if the answer belongs to that question."""
    sent = request.args.get("state", "")
    if not isinstance(begun, dict):
        return None
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), str(begun.get("state")).encode()):
        return None
    return str(begun.get("account"))


def _trade(world: World, account_id: str, code: str) -> bool:
    """Asks the provider, so outside of any transaction."""
    try:
        _channel(world, account_id).signed_in(redirect=answer_to(world), code=code)
    except (CheckFailed, SendError):
        return False
    by, now = visitor().agent_id, world.clock()
    with world.database.transaction() as held:
        account = held.get_one(Account, account_id)
        account.version += 1  # whoever holds a channel of this account opens it anew
        audit.note(held, Deed.ACCOUNT_SIGNED_IN, by=by, about=account_id, now=now)
    return True


def _channel(world: World, account_id: str) -> Channel:
    try:
        return world.accounts.channel(account_id)
    except (NoSuchAccount, UnknownKind):
        abort(404)


def answer_to(world: World) -> str:
    """The redirect address: it has to be entered at the provider, to the letter."""
    return f"{world.settings.base_url}/settings/accounts/authorised"
