"""The teams: who answers together, and to whom an account's new conversations belong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Blueprint, Response, abort, flash, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.db import new_id
from inbox.people import leaving
from inbox.people import team as teams
from inbox.people.agent import Agent
from inbox.people.team import BadTeam, Team
from inbox.web.settings import typed
from inbox.web.settings.shell import Shell, back_to
from inbox.web.visitor import visitor
from inbox.world import World


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        return _page(world, shell)

    @area.post("")
    def add() -> ResponseReturnValue:
        """Twice with the same form is once."""
        team_id, name = typed.given_id(), typed.line("name", most=80)
        try:
            with world.database.transaction() as session:
                if session.get(Team, team_id) is None:
                    by = visitor().agent_id
                    teams.add(session, name=name, by=by, team_id=team_id, now=world.clock())
        except BadTeam as error:
            return _page(world, shell, name=name, problems={"name": error.code}, status=422)
        flash("settings.saved")
        return redirect(back_to("teams.page"), 303)

    @area.post("/<team_id>")
    def rename(team_id: str) -> ResponseReturnValue:
        try:
            with world.database.transaction() as session:
                team = _team(session, team_id)
                name, by = typed.line("name", most=80), visitor().agent_id
                teams.rename(session, team, name=name, by=by, now=world.clock())
        except BadTeam as error:
            return _page(world, shell, problems={team_id: error.code}, status=422)
        flash("settings.saved")
        return redirect(back_to("teams.page"), 303)

    @area.post("/<team_id>/dissolve")
    def dissolve(team_id: str) -> ResponseReturnValue:
        """Nobody leaves by this: its people, accounts and conversations are everybody's."""
        with world.database.transaction() as session:
            team = _team(session, team_id)
            leaving.dissolve(session, team, by=visitor().agent_id, now=world.clock())
        flash("teams.dissolved")
        return redirect(back_to("teams.page"), 303)


def _team(session: Session, team_id: str) -> Team:
    return session.get(Team, team_id, with_for_update=True) or abort(404)


def _page(
    world: World,
    shell: Shell,
    *,
    name: str = "",
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    with world.database.reading() as session:
        rows = teams.all_teams(session)
        people = _by_team(session.execute(_PEOPLE).all())
        accounts = _by_team(session.execute(_ACCOUNTS).all())
    return shell.show(
        "teams.html",
        "teams",
        status=status,
        teams=rows,
        people=people,
        accounts=accounts,
        new_id=new_id(),
        typed={"name": name},
        problems=problems or {},
    )


_PEOPLE = (
    select(Agent.team_id, Agent.name)
    .where(Agent.team_id.is_not(None), Agent.disabled_at.is_(None))
    .order_by(Agent.name)
)
_ACCOUNTS = (
    select(Account.team_id, Account.label)
    .where(Account.team_id.is_not(None))
    .order_by(Account.label)
)


def _by_team(rows: Iterable[Row[str | None, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for team_id, name in rows:
        found.setdefault(team_id or "", []).append(name)
    return found
