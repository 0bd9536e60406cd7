"""`endpoints`: where the CRM hears of changes, with what was delivered and what was not."""

from __future__ import annotations

import click
from sqlalchemy.orm import Session

from inbox.cli.say import Group, document, fail, table
from inbox.subscribers import delivery, endpoint
from inbox.subscribers.delivery import EventStage, Logged
from inbox.subscribers.endpoint import BadEndpoint, Endpoint
from inbox.subscribers.told import TYPES
from inbox.world import World

_LISTED = 50


def commands(world: World) -> click.Group:
    group = Group("endpoints", help="Where the shop's CRM hears of changes.")

    @group.command("add")
    @click.argument("name")
    @click.argument("url")
    @click.option(
        "--type", "types", multiple=True, type=click.Choice([one.value for one in TYPES]),
        help="May be given several times. Default: everything.",
    )  # fmt: skip
    @click.option("--json", "as_json", is_flag=True)
    def add(name: str, url: str, types: tuple[str, ...], as_json: bool) -> None:
        """Send signed events to URL; the secret is shown once."""
        try:
            with world.database.transaction() as session:
                row, secret = endpoint.add(
                    session, name=name, url=url, types=types,
                    private_hosts=world.settings.private_endpoints, now=world.clock(),
                )  # fmt: skip
        except BadEndpoint as error:
            fail(str(error))
        _tell(row.id, secret, as_json=as_json)

    @group.command("list")
    @click.option("--json", "as_json", is_flag=True)
    def list_all(as_json: bool) -> None:
        """All endpoints, and whether they are well."""
        with world.database.reading() as session:
            rows = [_row(session, row) for row in endpoint.all_endpoints(session)]
        table(rows, as_json=as_json)

    @group.command("log")
    @click.argument("endpoint_id")
    @click.option("--stage", type=click.Choice([one.value for one in EventStage]))
    @click.option("--json", "as_json", is_flag=True)
    def log(endpoint_id: str, stage: str | None, as_json: bool) -> None:
        """The last deliveries, the newest first."""
        asked = EventStage(stage) if stage else None
        with world.database.reading() as session:
            _get(session, endpoint_id)
            found = delivery.log(session, endpoint_id, stage=asked, before=None, limit=_LISTED)
        table([_logged(one) for one in found], as_json=as_json)

    @group.command("resend")
    @click.argument("delivery_id", type=int)
    def resend(delivery_id: int) -> None:
        """Send one event again, whatever became of it."""
        with world.database.transaction() as session:
            if delivery.send_again(session, delivery_id, now=world.clock()) is None:
                fail(f"There is no event {delivery_id} that is not on its way.")

    @group.command("test")
    @click.argument("endpoint_id")
    def test(endpoint_id: str) -> None:
        """Send an event that says nothing, to see whether it arrives (see `log`)."""
        with world.database.transaction() as session:
            row = delivery.queue_test(session, _get(session, endpoint_id), now=world.clock())
        click.echo(row.id)

    @group.command("rotate")
    @click.argument("endpoint_id")
    @click.option("--json", "as_json", is_flag=True)
    def rotate(endpoint_id: str, as_json: bool) -> None:
        """Make a new secret; the old one signs beside it for a day."""
        with world.database.transaction() as session:
            secret = endpoint.rotate(session, _get(session, endpoint_id), now=world.clock())
        _tell(endpoint_id, secret, as_json=as_json)

    @group.command("pause")
    @click.argument("endpoint_id")
    def pause(endpoint_id: str) -> None:
        """Send nothing until it is resumed; what happens meanwhile is kept."""
        with world.database.transaction() as session:
            endpoint.stop(session, _get(session, endpoint_id), now=world.clock())

    @group.command("resume")
    @click.argument("endpoint_id")
    def resume(endpoint_id: str) -> None:
        """Send again, beginning with what has waited."""
        with world.database.transaction() as session:
            endpoint.resume(session, _get(session, endpoint_id), now=world.clock())

    @group.command("remove")
    @click.argument("endpoint_id")
    def remove(endpoint_id: str) -> None:
        """Forget an endpoint with its log; what waits is never sent."""
        with world.database.transaction() as session:
            row = _get(session, endpoint_id)
            delivery.drop_all(session, row.id)
            endpoint.remove(session, row, now=world.clock())

    return group


def _tell(endpoint_id: str, secret: str, *, as_json: bool) -> None:
    if as_json:
        document({"id": endpoint_id, "secret": secret})
        return
    click.echo(secret)
    click.echo(f"The secret of endpoint {endpoint_id}; it is shown once.", err=True)


def _row(session: Session, row: Endpoint) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "host": row.host,
        "paused": row.paused_reason,
        "waiting": delivery.how_many(session, row.id, EventStage.QUEUED),
        "failed": delivery.how_many(session, row.id, EventStage.FAILED),
        "last success": row.succeeded_at,
    }


def _logged(one: Logged) -> dict[str, object]:
    row = one.delivery
    return {
        "id": row.id,
        "type": row.type,
        "stage": row.stage,
        "tries": len(one.attempts),
        "code": row.code,
        "happened": row.happened_at,
        "settled": row.settled_at,
    }


def _get(session: Session, endpoint_id: str) -> Endpoint:
    row = session.get(Endpoint, endpoint_id)
    if row is None:
        fail(f"There is no endpoint {endpoint_id}.")
    return row
