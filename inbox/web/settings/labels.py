"""Labels: the shop's own, with a colour; those that the machine sets keep their names."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, flash, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox import audit
from inbox.audit import Deed
from inbox.conversations import labels
from inbox.conversations.labels import LONGEST_NAME, BadLabel, Colour, Label
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
        name = typed.line("name", most=LONGEST_NAME)
        try:
            with world.database.transaction() as session:
                label = labels.create(session, name, _colour())
                _note(session, Deed.LABEL_ADDED, label, world)
        except BadLabel as error:
            return _page(world, shell, name=name, problems={"name": str(error)}, status=422)
        return _back("settings.saved")

    @area.post("/<label_id>")
    def change(label_id: str) -> ResponseReturnValue:
        try:
            with world.database.transaction() as session:
                label = _label(session, label_id)
                name = typed.line("name", most=LONGEST_NAME) or label.name
                labels.change(session, label, name=name, colour=_colour())
                _note(session, Deed.LABEL_CHANGED, label, world)
        except BadLabel as error:
            return _page(world, shell, problems={label_id: str(error)}, status=422)
        return _back("settings.saved")

    @area.post("/<label_id>/remove")
    def remove(label_id: str) -> ResponseReturnValue:
        try:
            with world.database.transaction() as session:
                label = _label(session, label_id)
                _note(session, Deed.LABEL_REMOVED, label, world)
                labels.remove(session, label)
        except BadLabel as error:
            return _page(world, shell, problems={label_id: str(error)}, status=422)
        return _back("settings.removed")


def _label(session: Session, label_id: str) -> Label:
    return session.get(Label, label_id) or abort(404)


def _colour() -> Colour:
    return Colour(typed.choice("colour", Colour, Colour.GREY))


def _note(session: Session, deed: Deed, label: Label, world: World) -> None:
    audit.note(session, deed, by=visitor().agent_id, about=label.id, now=world.clock())


def _page(
    world: World,
    shell: Shell,
    *,
    name: str = "",
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    with world.database.reading() as session:
        rows = labels.all_labels(session)
    return shell.show(
        "labels.html",
        "labels",
        status=status,
        labels=rows,
        colours=list(Colour),
        typed={"name": name},
        problems={field: f"LABEL_{code}" for field, code in (problems or {}).items()},
    )


def _back(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(back_to("labels.page"), 303)
