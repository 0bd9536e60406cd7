"""The pages of the inbox and the fragments that keep them up to date."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from inbox.changes import journal
from inbox.conversations import states
from inbox.conversations.conversation import Conversation
from inbox.conversations.listing import Position, View
from inbox.web.conversations import writing
from inbox.web.conversations.channels import capabilities_of
from inbox.web.conversations.desk import Draft, desk, sentence
from inbox.web.conversations.rows import MOST_SHOWN, SHOWN, Asked, sheet
from inbox.web.conversations.writing import Refused, Stale, Stopped, Written
from inbox.web.page import Pages, Setting
from inbox.web.visitor import visitor
from inbox.world import World

# Browsers that fetch ahead have not read anything.
_AHEAD = "prefetch"


def blueprint(world: World, pages: Pages) -> Blueprint:
    inbox = Blueprint("inbox", __name__)

    @inbox.get("/")
    def start() -> Response:
        setting = pages.setting()
        with world.database.reading() as session:
            changes = journal.newest(session)
            beside = sheet(world, session, visitor().agent_id, _asked())
        return pages.show(
            "conversations/start.html", setting, sheet=beside, changes=changes, selected=None
        )

    @inbox.get("/conversations/<conversation_id>")
    def conversation(conversation_id: str) -> Response:
        if _AHEAD not in request.headers.get("Sec-Purpose", ""):
            _mark_read(world, conversation_id)
        return _conversation(world, pages, conversation_id)

    @inbox.post("/conversations/<conversation_id>/messages")
    def write(conversation_id: str) -> ResponseReturnValue:
        return _write(world, pages, conversation_id)

    @inbox.get("/fragments/list")
    def list_fragment() -> Response:
        setting = pages.setting()
        with world.database.reading() as session:
            beside = sheet(world, session, visitor().agent_id, _asked())
        selected = beside.asked.selected
        return pages.show("conversations/list.html", setting, sheet=beside, selected=selected)

    @inbox.get("/fragments/conversations/<conversation_id>")
    def thread_fragment(conversation_id: str) -> Response:
        setting = pages.setting()
        with world.database.reading() as session:
            shown = desk(
                world,
                session,
                setting,
                conversation_id,
                agent_id=visitor().agent_id,
                from_newest=True,
            )
        return pages.show("conversations/thread.html", setting, desk=shown, view=_view())

    return inbox


def _conversation(
    world: World,
    pages: Pages,
    conversation_id: str,
    *,
    draft: Draft | None = None,
    status: int = 200,
) -> Response:
    setting = pages.setting()
    before = request.args.get("before", "")
    with world.database.reading() as session:
        shown = desk(
            world,
            session,
            setting,
            conversation_id,
            agent_id=visitor().agent_id,
            before=Position.read(before),
            from_newest=before == "newest" or draft is not None,
            draft=draft,
        )
        beside = sheet(world, session, visitor().agent_id, _asked(selected=conversation_id))
    return pages.show(
        "conversations/page.html",
        setting,
        status=status,
        desk=shown,
        sheet=beside,
        view=beside.view,
        changes=shown.changes,
        selected=conversation_id,
    )


def _write(world: World, pages: Pages, conversation_id: str) -> ResponseReturnValue:
    written = Written.read(request.form)
    if written is None:
        return _conversation(world, pages, conversation_id, status=400)
    now, agent_id = world.clock(), visitor().agent_id
    with world.database.reading() as session:
        found = session.get(Conversation, conversation_id)
    if found is None:
        raise states.NoSuchConversation(conversation_id)
    able = capabilities_of(world, found.account_id)
    try:
        message = world.database.attempt(
            lambda session: writing.take(
                session,
                session.get_one(Conversation, conversation_id),
                written,
                able,
                agent_id=agent_id,
                now=now,
            )
        )
    except Refused as refusal:
        draft = _handed_back(pages.setting(), written, refusal)
        status = 409 if isinstance(refusal, Stale) else 422
        return _conversation(world, pages, conversation_id, draft=draft, status=status)
    address = url_for("inbox.conversation", conversation_id=conversation_id, view=_view())
    return redirect(f"{address}#m-{message.id}", 303)


def _handed_back(setting: Setting, written: Written, refusal: Refused) -> Draft:
    if isinstance(refusal, Stopped):
        why = sentence(setting, refusal.decided)
    else:
        why = setting.words(f"refused.{refusal}", most=writing.LONGEST)
    return Draft(
        text=written.text,
        mode="note" if written.is_note else "reply",
        nonce=written.nonce,
        refusal=why,
        seen=written.seen if isinstance(refusal, Stale) else None,
    )


def _mark_read(world: World, conversation_id: str) -> None:
    """Only a conversation with something unread needs the writer."""
    with world.database.reading() as session:
        found = session.get(Conversation, conversation_id)
    if found is None or not found.unread:
        return
    now = world.clock()
    world.database.attempt(
        lambda session: states.mark_read(session, states.hold(session, conversation_id), now=now)
    )


def _asked(*, selected: str | None = None) -> Asked:
    shown = request.args.get("shown", "")
    number = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 5 else SHOWN
    return Asked(
        view=_view(),
        before=None if selected else Position.read(request.args.get("before", "")),
        shown=max(1, min(number, MOST_SHOWN)),
        selected=selected or request.args.get("selected") or None,
    )


def _view() -> View | None:
    wanted = request.values.get("view", "")
    return View(wanted) if wanted in set(View) else None
