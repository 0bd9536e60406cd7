"""The people: who they are, what they may do, invited by a link, disabled when they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox.db import new_id
from inbox.people import agent as agents
from inbox.people import invitation as invitations
from inbox.people import leaving, second_factor
from inbox.people.agent import Agent, BadAgent, Role
from inbox.people.team import Team, all_teams, known_team
from inbox.web.page import Setting
from inbox.web.settings import typed
from inbox.web.settings.shell import Shell, back_to
from inbox.web.visitor import visitor
from inbox.world import World


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        return _list(world, shell)

    @area.post("")
    def invite() -> ResponseReturnValue:
        """Twice with the same form is once."""
        agent_id, now, by = typed.given_id(), world.clock(), visitor().agent_id
        written = {"name": typed.line("name", most=120), "email": typed.line("email", most=320)}
        role = typed.choice("role", Role, Role.AGENT)
        try:
            with world.database.transaction() as session:
                if session.get(Agent, agent_id) is None:
                    agent = agents.introduce(
                        session, **written, role=Role(role), now=now, by=by, agent_id=agent_id
                    )
                    agent.team_id = known_team(session, request.form.get("team_id", ""))
                    agent.language = shell.setting().words.language
                    invitations.invite(session, agent, by=by, now=now)
        except BadAgent as error:
            wrong = {error.field: error.code}
            return _list(world, shell, typed={**written, "role": role}, problems=wrong, status=422)
        flash("agents.invited")
        return redirect(back_to("agents.one", agent_id=agent_id), 303)

    @area.get("/<agent_id>")
    def one(agent_id: str) -> Response:
        return _show(world, shell, agent_id)

    @area.post("/<agent_id>")
    def change(agent_id: str) -> ResponseReturnValue:
        role = typed.choice("role", Role, Role.AGENT)
        written = {"name": typed.line("name", most=120), "role": role}
        try:
            with world.database.transaction() as session:
                agents.change(
                    session, _agent(session, agent_id), name=written["name"], role=Role(role),
                    team_id=request.form.get("team_id") or None, by=visitor().agent_id,
                    now=world.clock(),
                )  # fmt: skip
        except BadAgent as error:
            wrong = {error.field: error.code}
            return _show(world, shell, agent_id, typed=written, problems=wrong, status=422)
        flash("settings.saved")
        return redirect(back_to("agents.one", agent_id=agent_id), 303)

    @area.post("/<agent_id>/link")
    def link(agent_id: str) -> ResponseReturnValue:
        """With which somebody chooses a (new) password, once."""
        with world.database.transaction() as session:
            agent = _agent(session, agent_id)
            if agent.disabled_at is not None:
                abort(409)
            invitations.invite(session, agent, by=visitor().agent_id, now=world.clock())
        flash("agents.link_made")
        return redirect(back_to("agents.one", agent_id=agent_id), 303)

    @area.post("/<agent_id>/forget-second-factor")
    def forget_second_factor(agent_id: str) -> ResponseReturnValue:
        """For somebody who has lost phone and codes."""
        with world.database.transaction() as session:
            agent = _agent(session, agent_id)
            second_factor.remove(session, agent, by=visitor().agent_id, now=world.clock())
        flash("agents.second_factor_removed")
        return redirect(back_to("agents.one", agent_id=agent_id), 303)

    @area.post("/<agent_id>/disable")
    def disable(agent_id: str) -> ResponseReturnValue:
        try:
            with world.database.transaction() as session:
                agent = _agent(session, agent_id)
                leaving.disable(session, agent, by=visitor().agent_id, now=world.clock())
        except BadAgent as error:
            return _show(world, shell, agent_id, problems={"disable": error.code}, status=422)
        flash("agents.disabled")
        return redirect(back_to("agents.page"), 303)

    @area.post("/<agent_id>/enable")
    def enable(agent_id: str) -> ResponseReturnValue:
        with world.database.transaction() as session:
            agent = _agent(session, agent_id)
            leaving.enable(session, agent, by=visitor().agent_id, now=world.clock())
        flash("agents.enabled")
        return redirect(back_to("agents.one", agent_id=agent_id), 303)


def _agent(session: Session, agent_id: str) -> Agent:
    return session.get(Agent, agent_id, with_for_update=True) or abort(404)


def _list(
    world: World,
    shell: Shell,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    setting = shell.setting()
    with world.database.reading() as session:
        rows = agents.all_agents(session)
        teams = all_teams(session)
    return shell.show(
        "agents.html",
        "agents",
        setting=setting,
        status=status,
        agents=rows,
        team_names={team.id: team.name for team in teams},
        new_id=new_id(),
        typed=typed or {},
        problems=problems or {},
        **_choices(setting, teams),
    )


def _show(
    world: World,
    shell: Shell,
    agent_id: str,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    setting = shell.setting()
    with world.database.reading() as session:
        agent = session.get(Agent, agent_id) or abort(404)
        teams = all_teams(session)
        open_one = invitations.open_of(session, agent_id, now=world.clock())
        token = invitations.token_of(session, open_one) if open_one else None
    known = {"name": agent.name, "role": agent.role, "team_id": agent.team_id or ""}
    return shell.show(
        "agent.html",
        "agents",
        setting=setting,
        status=status,
        agent=agent,
        link=f"{world.settings.base_url}/invitation/{token}" if token else None,
        link_until=open_one.expires_at if open_one else None,
        typed={**known, **(typed or {})},
        problems=problems or {},
        **_choices(setting, teams),
    )


def _choices(setting: Setting, teams: Sequence[Team]) -> dict[str, list[tuple[str, str]]]:
    words = setting.words
    return {
        "roles": [
            (one.value, f"{words(f'role.{one}')}: {words(f'role.{one}.may')}") for one in Role
        ],
        "teams": [("", words("agents.no_team")), *((one.id, one.name) for one in teams)],
    }
