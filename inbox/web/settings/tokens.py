"""Tokens: which programs may read and write what, when they last did, and how to end that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, Response, abort, flash, redirect
from flask.typing import ResponseReturnValue

from inbox.changes import journal
from inbox.db import new_id
from inbox.people import token as tokens
from inbox.people.token import USUAL_PER_MINUTE, USUAL_SCOPES, BadToken, Scope
from inbox.web.settings import typed
from inbox.web.settings.shell import Shell, back_to
from inbox.web.visitor import visitor
from inbox.world import World

_DAYS: Final = ("90", "365", "30", "")  # "": until it is revoked


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        return _page(world, shell, _usual())

    @area.post("")
    def add() -> ResponseReturnValue:
        """Shows the token, which nobody can read again. Twice with the same form is once."""
        form, token_id, now = _read(), typed.given_id(), world.clock()
        days = form["days"]
        try:
            with world.database.transaction() as session:
                if tokens.exists(session, token_id):
                    return redirect(back_to("tokens.page"), 303)
                row, secret = tokens.add(
                    session,
                    token_id=token_id,
                    name=form["name"],
                    scopes=form["scopes"],
                    expires_at=now + timedelta(days=int(days)) if days else None,
                    per_minute=form["per_minute"],
                    by=visitor().agent_id,
                    now=now,
                )
        except BadToken as error:
            return _page(world, shell, form, problems={error.field: error.code}, status=422)
        made = {"name": row.name, "secret": secret}
        return _page(world, shell, _usual(), made=made)

    @area.post("/<token_id>/revoke")
    def revoke(token_id: str) -> ResponseReturnValue:
        with world.database.transaction() as session:
            if not tokens.revoke(session, token_id, by=visitor().agent_id, now=world.clock()):
                abort(404)
        flash("tokens.revoked")
        return redirect(back_to("tokens.page"), 303)


def _usual() -> dict[str, Any]:
    return {
        "name": "",
        "scopes": [one.value for one in USUAL_SCOPES],
        "days": _DAYS[0],
        "per_minute": USUAL_PER_MINUTE,
    }


def _read() -> dict[str, Any]:
    asked = typed.line("per_minute", most=9)
    return {
        "name": typed.line("name", most=200),
        "scopes": [one for one in typed.many("scopes") if one in tuple(Scope)],
        "days": typed.choice("days", _DAYS, _DAYS[0]),
        "per_minute": int(asked) if asked.isascii() and asked.isdigit() else 0,
    }


def _page(
    world: World,
    shell: Shell,
    form: Mapping[str, Any],
    *,
    made: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    setting = shell.setting()
    with world.database.reading() as session:
        rows = tokens.all_tokens(session)
        newest = journal.newest(session)
    days: Sequence[tuple[str, str]] = [
        (one, setting.words("tokens.days", count=int(one)) if one else setting.words("tokens.ever"))
        for one in _DAYS
    ]
    return shell.show(
        "tokens.html",
        "tokens",
        setting=setting,
        status=status,
        tokens=[row for row in rows if row.revoked_at is None],
        revoked=[row for row in rows if row.revoked_at is not None],
        newest=newest,
        scopes=list(Scope),
        days=days,
        made=made,
        typed=form,
        problems=problems or {},
        new_id=new_id(),
        handbook=f"{world.settings.base_url}/api/v1/",
    )
