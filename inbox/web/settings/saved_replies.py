"""Saved replies: what is written often; everybody's, and each agent's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, abort, flash, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox import audit
from inbox.audit import Deed
from inbox.people import replies
from inbox.people.replies import LONGEST_TEXT, LONGEST_TITLE, BadReply, Gap, SavedReply, Wording
from inbox.people.roles import May
from inbox.shop import LANGUAGES
from inbox.web.settings import typed
from inbox.web.settings.shell import Shell, back_to
from inbox.web.visitor import visitor
from inbox.world import World

# Where a refusal belongs.
_FIELDS: Final[Mapping[str, str]] = {
    "NO_SHORTCUT": "shortcut",
    "SHORTCUT_TAKEN": "shortcut",
    "NO_TITLE": "title",
    "NO_TEXT": f"text_{LANGUAGES[0]}",
    "TEXT_TOO_LONG": f"text_{LANGUAGES[0]}",
}


def add_pages(area: Blueprint, world: World, shell: Shell) -> None:
    @area.get("")
    def page() -> Response:
        with world.database.reading() as session:
            shared = replies.shared(session)
            own = replies.own(session, visitor().agent_id)
        return shell.show("saved_replies.html", "saved_replies", shared=shared, own=own)

    @area.get("/new")
    def new() -> Response:
        return _form(shell, None, {"shared": "yes" if _keeps_words() else ""})

    @area.post("/new")
    def add() -> ResponseReturnValue:
        owner = None if typed.flag("shared") and _keeps_words() else visitor().agent_id
        try:
            with world.database.transaction() as session:
                reply = replies.add(session, _sent(), agent_id=owner, now=world.clock())
                _note(session, Deed.SAVED_REPLY_ADDED, reply, world)
        except BadReply as error:
            return _refused(shell, None, error)
        return _back("settings.saved")

    @area.get("/<reply_id>")
    def one(reply_id: str) -> Response:
        with world.database.reading() as session:
            reply = _reply(session, reply_id)
        texts = {f"text_{language}": text for language, text in reply.by_language.items()}
        return _form(shell, reply, {"shortcut": reply.shortcut, "title": reply.title, **texts})

    @area.post("/<reply_id>")
    def change(reply_id: str) -> ResponseReturnValue:
        try:
            with world.database.transaction() as session:
                reply = _reply(session, reply_id)
                kept = {k: t for k, t in reply.by_language.items() if k not in LANGUAGES}
                replies.change(session, reply, _sent(kept), now=world.clock())
                _note(session, Deed.SAVED_REPLY_CHANGED, reply, world)
        except BadReply as error:
            return _refused(shell, reply, error)
        return _back("settings.saved")

    @area.post("/<reply_id>/remove")
    def remove(reply_id: str) -> ResponseReturnValue:
        with world.database.transaction() as session:
            reply = _reply(session, reply_id)
            _note(session, Deed.SAVED_REPLY_REMOVED, reply, world)
            replies.remove(session, reply)
        return _back("settings.removed")


def _keeps_words() -> bool:
    return May.KEEP_WORDS in visitor().powers


def _reply(session: Session, reply_id: str) -> SavedReply:
    """Somebody else's own is not there; everybody's is for who keeps words."""
    reply = session.get(SavedReply, reply_id) or abort(404)
    if reply.agent_id is None and not _keeps_words():
        abort(403)
    if reply.agent_id not in {None, visitor().agent_id}:
        abort(404)
    return reply


def _sent(kept: Mapping[str, str] | None = None) -> Wording:
    """`kept` are texts in languages that the form does not show."""
    texts = {one: typed.text(f"text_{one}", most=LONGEST_TEXT) for one in LANGUAGES}
    return Wording(
        shortcut=typed.line("shortcut", most=32),
        title=typed.line("title", most=LONGEST_TITLE),
        texts={**(kept or {}), **texts},
    )


def _note(session: Session, deed: Deed, reply: SavedReply, world: World) -> None:
    """An agent's own are nobody else's business."""
    if reply.agent_id is None:
        audit.note(session, deed, by=visitor().agent_id, about=reply.id, now=world.clock())


def _refused(shell: Shell, reply: SavedReply | None, error: BadReply) -> Response:
    sent = _sent()
    written = {
        "shortcut": sent.shortcut,
        "title": sent.title,
        "shared": "yes" if typed.flag("shared") else "",
        **{f"text_{language}": text for language, text in sent.texts.items()},
    }
    problems = {_FIELDS.get(error.code, "shortcut"): error.code}
    return _form(shell, reply, written, problems=problems, status=422)


def _form(
    shell: Shell,
    reply: SavedReply | None,
    written: Mapping[str, str],
    *,
    problems: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    return shell.show(
        "saved_reply.html",
        "saved_replies",
        status=status,
        reply=reply,
        typed=written,
        problems=problems or {},
        languages=LANGUAGES,
        gaps=list(Gap),
        keeps_words=_keeps_words(),
    )


def _back(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(back_to("saved_replies.page"), 303)
