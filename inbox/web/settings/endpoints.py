"""Endpoints: who is told of what happens, whether that arrives, and what did not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox.db import new_id
from inbox.subscribers import delivery, endpoint
from inbox.subscribers.delivery import EventStage
from inbox.subscribers.endpoint import BadEndpoint, Endpoint
from inbox.subscribers.told import TYPES
from inbox.web.settings import typed
from inbox.web.settings.shell import Shell, back_to
from inbox.web.visitor import visitor
from inbox.world import World

_SHOWN: Final = 50


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        return _page(world, shell, {"name": "", "url": "", "types": []})

    @area.post("")
    def add() -> ResponseReturnValue:
        """Shows the secret, which nobody can read again. Twice with the same form is once."""
        form = {
            "name": typed.line("name", most=100),
            "url": typed.line("url", most=2000),
            "types": [one for one in typed.many("types") if one in TYPES],
        }
        endpoint_id = typed.given_id()
        try:
            with world.database.transaction() as session:
                if session.get(Endpoint, endpoint_id) is not None:
                    return redirect(back_to("endpoints.one", endpoint_id=endpoint_id), 303)
                _row, secret = endpoint.add(
                    session,
                    endpoint_id=endpoint_id,
                    name=str(form["name"]),
                    url=str(form["url"]),
                    types=form["types"],
                    private_hosts=world.settings.private_endpoints,
                    by=visitor().agent_id,
                    now=world.clock(),
                )
        except BadEndpoint as error:
            return _page(world, shell, form, problems={error.field: error.code}, status=422)
        return _one(world, shell, endpoint_id, secret=secret)

    @area.get("/<endpoint_id>")
    def one(endpoint_id: str) -> Response:
        return _one(world, shell, endpoint_id)

    @area.post("/<endpoint_id>/pause")
    def pause(endpoint_id: str) -> ResponseReturnValue:
        with world.database.transaction() as session:
            row = _row(session, endpoint_id)
            endpoint.stop(session, row, by=visitor().agent_id, now=world.clock())
        return _back(endpoint_id, "endpoints.paused_now")

    @area.post("/<endpoint_id>/resume")
    def resume(endpoint_id: str) -> ResponseReturnValue:
        with world.database.transaction() as session:
            row = _row(session, endpoint_id)
            endpoint.resume(session, row, by=visitor().agent_id, now=world.clock())
        return _back(endpoint_id, "endpoints.resumed_now")

    @area.post("/<endpoint_id>/test")
    def test(endpoint_id: str) -> ResponseReturnValue:
        with world.database.transaction() as session:
            delivery.queue_test(session, _row(session, endpoint_id), now=world.clock())
        return _back(endpoint_id, "endpoints.test_queued")

    @area.post("/<endpoint_id>/rotate")
    def rotate(endpoint_id: str) -> ResponseReturnValue:
        """Shows the new secret, which nobody can read again."""
        with world.database.transaction() as session:
            row = _row(session, endpoint_id)
            secret = endpoint.rotate(session, row, by=visitor().agent_id, now=world.clock())
        return _one(world, shell, endpoint_id, secret=secret)

    @area.post("/<endpoint_id>/remove")
    def remove(endpoint_id: str) -> ResponseReturnValue:
        with world.database.transaction() as session:
            row = _row(session, endpoint_id)
            delivery.drop_all(session, row.id)
            endpoint.remove(session, row, by=visitor().agent_id, now=world.clock())
        flash("endpoints.removed")
        return redirect(back_to("endpoints.page"), 303)

    @area.post("/<endpoint_id>/deliveries/<int:delivery_id>/resend")
    def resend(endpoint_id: str, delivery_id: int) -> ResponseReturnValue:
        with world.database.transaction() as session:
            _row(session, endpoint_id)
            delivery.send_again(session, delivery_id, now=world.clock())
        return _back(endpoint_id, "endpoints.resent")


def _row(session: Session, endpoint_id: str) -> Endpoint:
    return session.get(Endpoint, endpoint_id, with_for_update=True) or abort(404)


def _back(endpoint_id: str, word: str) -> ResponseReturnValue:
    flash(word)
    return redirect(back_to("endpoints.one", endpoint_id=endpoint_id), 303)


def _page(
    world: World,
    shell: Shell,
    form: Mapping[str, Any],
    *,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    with world.database.reading() as session:
        rows = endpoint.all_endpoints(session)
        counts = {row.id: _counts(session, row) for row in rows}
    return shell.show(
        "endpoints.html",
        "endpoints",
        status=status,
        endpoints=rows,
        waiting=counts,
        types=TYPES,
        typed=form,
        problems=problems or {},
        new_id=new_id(),
    )


def _one(world: World, shell: Shell, endpoint_id: str, *, secret: str | None = None) -> Response:
    stage = typed.asked("stage", tuple(EventStage))
    before = request.args.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    with world.database.reading() as session:
        row = session.get(Endpoint, endpoint_id) or abort(404)
        found = delivery.log(
            session,
            endpoint_id,
            stage=EventStage(stage) if stage else None,
            before=number,
            limit=_SHOWN + 1,
        )
        counts = _counts(session, row)
        url = endpoint.way_of(session, row).url
    return shell.show(
        "endpoint.html",
        "endpoints",
        endpoint=row,
        url=url,
        waiting=counts,
        log=found[:_SHOWN],
        further=found[_SHOWN - 1].delivery.id if len(found) > _SHOWN else None,
        stage=stage,
        stages=list(EventStage),
        secret=secret,
        most=delivery.COUNTED_UP_TO,
    )


def _counts(session: Session, row: Endpoint) -> dict[str, int]:
    """How many wait and how many failed."""
    stages = (EventStage.QUEUED, EventStage.FAILED)
    return {stage.value: delivery.how_many(session, row.id, stage) for stage in stages}
