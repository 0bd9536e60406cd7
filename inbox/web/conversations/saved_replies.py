"""Saved replies in the composer: the list to pick from, filled in for this customer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, Response, abort, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox.conversations.conversation import Conversation
from inbox.conversations.states import NoSuchConversation
from inbox.people import drafts, replies
from inbox.people.drafts import Words, new_nonce
from inbox.people.replies import SavedReply
from inbox.web.conversations import gaps
from inbox.web.page import Pages
from inbox.web.visitor import visitor
from inbox.world import World

_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Filled:
    """A saved reply as it would be inserted here."""

    id: str
    shortcut: str
    title: str
    text: str


def blueprint(world: World, pages: Pages) -> Blueprint:
    saved = Blueprint("saved_replies", __name__)

    @saved.get("/fragments/conversations/<conversation_id>/replies")
    def offered(conversation_id: str) -> ResponseReturnValue:
        """For the module that offers them while somebody types."""
        return jsonify(
            replies=[
                {"shortcut": one.shortcut, "title": one.title, "text": one.text}
                for one in _filled(world, conversation_id)
            ]
        )

    @saved.get("/conversations/<conversation_id>/replies")
    def pick(conversation_id: str) -> Response:
        """The same for browsers without a script."""
        setting = pages.setting()
        return pages.show(
            "conversations/replies.html",
            setting,
            conversation_id=conversation_id,
            view=request.args.get("view", ""),
            replies=_filled(world, conversation_id),
        )

    @saved.post("/conversations/<conversation_id>/replies/<reply_id>")
    def insert(conversation_id: str, reply_id: str) -> ResponseReturnValue:
        now, agent_id = world.clock(), visitor().agent_id
        found = {one.id: one for one in _filled(world, conversation_id)}
        if reply_id not in found:
            abort(404)
        text = found[reply_id].text

        def put(session: Session) -> None:
            conversation = session.get_one(Conversation, conversation_id)
            begun = drafts.find(session, conversation_id, agent_id)
            words = begun.words if begun else Words(nonce=new_nonce())
            whole = replace(words, text="\n\n".join(filter(None, (words.text, text))))
            version = begun.version if begun else 0
            drafts.save(session, conversation, agent_id, whole, version=version, now=now)

        world.database.attempt(put)
        view = request.args.get("view") or None
        address = url_for("inbox.conversation", conversation_id=conversation_id, view=view)
        return redirect(f"{address}#words", 303)

    return saved


def _filled(world: World, conversation_id: str) -> list[Filled]:
    now, one = world.clock(), visitor()
    with world.database.reading() as session:
        conversation = session.get(Conversation, conversation_id)
        if conversation is None:
            raise NoSuchConversation(conversation_id)
        usable = replies.usable(session, one.agent_id, limit=_SHOWN)
        values = gaps.known(session, conversation, agent=one.name, now=now) if usable else {}
        spoken = gaps.languages(session, conversation)

    def filled(reply: SavedReply) -> Filled:
        text = replies.fill(reply.text_in(spoken), values)
        return Filled(reply.id, reply.shortcut, reply.title, text)

    return [filled(reply) for reply in usable]
