"""What the address of a page asks of the list; everything in it may be made up."""

from __future__ import annotations

from flask import request

from inbox.conversations.keyset import Position
from inbox.conversations.selection import Selection
from inbox.web.conversations.sheet import Asked


def asked(*, selected: str | None = None) -> Asked:
    """`selected` is the conversation that the page itself shows."""
    return Asked(
        selection=Selection.read(request.values.get("view", "")),
        before=None if selected else Position.read(request.args.get("before", "")),
        until=Position.read(request.args.get("until", "")),
        wants_more="more" in request.args,
        selected=selected or request.args.get("selected") or None,
    )


def view() -> str | None:
    """The selection as it goes on into other addresses."""
    selection = Selection.read(request.values.get("view", ""))
    return str(selection) if selection else None
