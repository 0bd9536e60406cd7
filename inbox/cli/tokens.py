"""`tokens`: access for the shop's CRM."""

from __future__ import annotations

from datetime import timedelta

import click

from inbox.cli.say import Group, document, fail, table
from inbox.people import token as tokens
from inbox.world import World


def commands(world: World) -> click.Group:
    group = Group("tokens", help="Access for the shop's CRM.")

    @group.command("add")
    @click.argument("name")
    @click.option(
        "--scope", "scopes", multiple=True, type=click.Choice([one.value for one in tokens.Scope]),
        help="May be given several times. Default: history, changes, attachments.",
    )  # fmt: skip
    @click.option("--days", type=click.IntRange(1, 3650), help="How long it is valid.")
    @click.option(
        "--per-minute", type=int, default=tokens.USUAL_PER_MINUTE, show_default=True,
        help="How often it may ask.",
    )  # fmt: skip
    @click.option("--json", "as_json", is_flag=True)
    def add(
        name: str, scopes: tuple[str, ...], days: int | None, per_minute: int, as_json: bool
    ) -> None:
        """Make a token; it is shown once."""
        expires = world.clock() + timedelta(days=days) if days else None
        try:
            with world.database.transaction() as session:
                row, secret = tokens.add(
                    session,
                    name=name,
                    scopes=scopes or tokens.USUAL_SCOPES,
                    expires_at=expires,
                    per_minute=per_minute,
                    now=world.clock(),
                )
        except tokens.BadToken as error:
            fail(str(error))
        if as_json:
            document({"id": row.id, "token": secret})
            return
        click.echo(secret)
        click.echo(f"Token {row.id}; it is shown once.", err=True)

    @group.command("list")
    @click.option("--json", "as_json", is_flag=True)
    def list_all(as_json: bool) -> None:
        """All tokens, without their secret."""
        with world.database.reading() as session:
            rows = [
                {
                    "id": token.id,
                    "name": token.name,
                    "scopes": token.scopes,
                    "expires": token.expires_at,
                    "per minute": token.per_minute,
                    "last used": token.used_at,
                    "followed up to": token.fed_up_to,
                    "revoked": token.revoked_at,
                }
                for token in tokens.all_tokens(session)
            ]
        table(rows, as_json=as_json)

    @group.command("revoke")
    @click.argument("token_id")
    def revoke(token_id: str) -> None:
        """End a token's access at once."""
        with world.database.transaction() as session:
            if not tokens.revoke(session, token_id, now=world.clock()):
                fail(f"There is no token {token_id} that still holds.")

    return group
