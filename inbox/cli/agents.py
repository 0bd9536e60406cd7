"""`agents`: add, list and disable the people who answer."""

from __future__ import annotations

import secrets
from typing import TextIO

import click
from sqlalchemy import select

from inbox.cli.say import Group, document, fail, table
from inbox.people import agent as agents
from inbox.people import leaving
from inbox.people.agent import Agent, BadAgent, Role
from inbox.world import World


def commands(world: World) -> click.Group:
    group = Group("agents", help="The people who answer.")

    @group.command("add")
    @click.argument("email")
    @click.option("--name", default="")
    @click.option(
        "--role", type=click.Choice([one.value for one in Role]), default=Role.AGENT.value
    )
    @click.option(
        "--password-file", type=click.File(),
        help="Holds the password (- for stdin); else one is made and printed.",
    )  # fmt: skip
    @click.option("--json", "as_json", is_flag=True)
    def add(email: str, name: str, role: str, password_file: TextIO | None, as_json: bool) -> None:
        """Add an agent who signs in with EMAIL."""
        given = password_file.read().rstrip("\r\n") if password_file else None
        password = secrets.token_urlsafe(15) if given is None else given
        try:
            with world.database.transaction() as session:
                agents.add(
                    session,
                    name=name,
                    email=email,
                    password=password,
                    role=Role(role),
                    now=world.clock(),
                )
        except BadAgent as error:
            fail(str(error))
        if as_json:
            document({"email": email, "password": password if given is None else None})
        elif given is None:
            click.echo(password)
            click.echo("This password is shown once; the agent can change it.", err=True)

    @group.command("list")
    @click.option("--json", "as_json", is_flag=True)
    def list_all(as_json: bool) -> None:
        """All agents."""
        with world.database.reading() as session:
            rows = session.scalars(select(Agent).order_by(Agent.email)).all()
        table(
            [
                {"email": a.email, "name": a.name, "role": a.role, "disabled": a.disabled_at}
                for a in rows
            ],
            as_json=as_json,
        )

    @group.command("disable")
    @click.argument("email")
    def disable(email: str) -> None:
        """End an agent's access at once, on every device; conversations go back to the team."""
        try:
            with world.database.transaction() as session:
                agent = agents.by_email(session, email)
                if agent is None:
                    fail(f"There is no agent {email}.")
                given_back = leaving.disable(session, agent, by=None, now=world.clock())
        except BadAgent as error:
            fail(str(error))
        if given_back:
            click.echo(f"Conversations that went back to the team: {given_back}", err=True)

    return group
