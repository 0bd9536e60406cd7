"""The pages of the inbox and the fragments that keep them up to date."""

from __future__ import annotations

from flask import Blueprint, Response, request

from inbox.changes import journal
from inbox.conversations.keyset import Position
from inbox.web.conversations import reading
from inbox.web.conversations.address import asked, view
from inbox.web.conversations.alarms import alarms
from inbox.web.conversations.composer import Handed
from inbox.web.conversations.desk import desk
from inbox.web.conversations.reacting import EMOJIS
from inbox.web.conversations.sheet import sheet
from inbox.web.page import Pages
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
            beside = sheet(world, session, visitor().agent_id, asked())
            wrong = alarms(session, setting, visitor())
        return pages.show(
            "conversations/start.html",
            setting,
            sheet=beside,
            alarms=wrong,
            changes=changes,
            selected=None,
        )

    @inbox.get("/conversations/<conversation_id>")
    def conversation(conversation_id: str) -> Response:
        if _AHEAD not in request.headers.get("Sec-Purpose", ""):
            reading.read(world, conversation_id)
        return show(world, pages, conversation_id)

    @inbox.get("/fragments/list")
    def list_fragment() -> Response:
        setting = pages.setting()
        with world.database.reading() as session:
            beside = sheet(world, session, visitor().agent_id, asked())
            wrong = alarms(session, setting, visitor())
        selected = beside.asked.selected
        return pages.show(
            "conversations/list.html", setting, sheet=beside, alarms=wrong, selected=selected
        )

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
        return pages.show("conversations/thread.html", setting, desk=shown, view=view())

    return inbox


def show(
    world: World,
    pages: Pages,
    conversation_id: str,
    *,
    handed: Handed | None = None,
    status: int = 200,
) -> Response:
    """The page of a conversation; `handed` is what stands in its composer."""
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
            from_newest=before == "newest" or handed is not None,
            handed=handed,
            quotes=request.args.get("quote"),
            through=request.args.get("through"),
        )
        beside = sheet(
            world,
            session,
            visitor().agent_id,
            asked(selected=conversation_id),
            offered=shown.choices,
        )
        wrong = alarms(session, setting, visitor())
    return pages.show(
        "conversations/page.html",
        setting,
        status=status,
        desk=shown,
        sheet=beside,
        alarms=wrong,
        view=beside.view,
        emojis=EMOJIS,
        changes=shown.changes,
        selected=conversation_id,
    )
