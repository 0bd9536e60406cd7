"""What an agent does in the composer: send, change what stands there, keep it, call it back."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox.channel import Capabilities
from inbox.conversations import states
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Author, Message
from inbox.outbox import recall, signs
from inbox.outbox.recall import TooLate
from inbox.outbox.signs import Sign
from inbox.outbox.submit import Stopped
from inbox.people import drafts
from inbox.people.drafts import Elsewhere, Words, new_nonce
from inbox.web.conversations import changed, uploads, writing
from inbox.web.conversations.address import view
from inbox.web.conversations.channels import capabilities_of
from inbox.web.conversations.composer import Handed, sentence
from inbox.web.conversations.desk import desk
from inbox.web.conversations.pages import show
from inbox.web.conversations.refusals import Refused, Stale
from inbox.web.conversations.written import Written
from inbox.web.page import Pages, Setting
from inbox.web.visitor import visitor
from inbox.world import World


def blueprint(world: World, pages: Pages) -> Blueprint:
    composing = Blueprint("composing", __name__)

    @composing.post("/conversations/<conversation_id>/messages")
    def write(conversation_id: str) -> ResponseReturnValue:
        return _write(world, pages, conversation_id)

    @composing.post("/conversations/<conversation_id>/composer")
    def change(conversation_id: str) -> ResponseReturnValue:
        """For browsers without a script: the page again, with the composer as it is now."""
        handed = _changed(world, pages.setting(), conversation_id)
        return show(world, pages, conversation_id, handed=handed)

    @composing.post("/fragments/conversations/<conversation_id>/composer")
    def change_fragment(conversation_id: str) -> ResponseReturnValue:
        setting = pages.setting()
        handed = _changed(world, setting, conversation_id)
        agent_id = visitor().agent_id
        with world.database.reading() as session:
            shown = desk(world, session, setting, conversation_id, agent_id=agent_id, handed=handed)
        view = request.args.get("view", "")
        return pages.show("conversations/composer.html", setting, desk=shown, view=view)

    @composing.post("/conversations/<conversation_id>/replies")
    def keep_and_pick(conversation_id: str) -> ResponseReturnValue:
        """On the way to the page of saved replies nothing is lost."""
        _changed(world, pages.setting(), conversation_id)
        address = url_for("saved_replies.pick", conversation_id=conversation_id, view=view())
        return redirect(address, 303)

    @composing.post("/fragments/conversations/<conversation_id>/draft")
    def keep(conversation_id: str) -> ResponseReturnValue:
        return _keep(world, conversation_id)

    @composing.post("/messages/<message_id>/recall")
    def call_back(message_id: str) -> ResponseReturnValue:
        return _call_back(world, message_id)

    @composing.post("/messages/<message_id>/leave")
    def leave(message_id: str) -> ResponseReturnValue:
        return _leave(world, message_id)

    return composing


def _write(world: World, pages: Pages, conversation_id: str) -> ResponseReturnValue:
    written = Written.read(request.form)
    if written is None:
        return show(world, pages, conversation_id, status=400)
    found = _found(world, conversation_id)
    try:
        written = replace(written, words=uploads.enclose(world, found, written.words))
        message = _taken(world, conversation_id, written)
    except (Refused, Stopped) as refusal:
        handed = _handed_back(pages.setting(), written, refusal)
        status = 409 if isinstance(refusal, Stale) else 422
        return show(world, pages, conversation_id, handed=handed, status=status)
    return _to(message)


def _taken(world: World, conversation_id: str, written: Written) -> Message:
    now, agent_id = world.clock(), visitor().agent_id

    def able_of(account_id: str) -> Capabilities | None:
        return capabilities_of(world, account_id)

    def take(session: Session) -> Message:
        conversation = session.get_one(Conversation, conversation_id)
        return writing.take(session, conversation, written, able_of, agent_id=agent_id, now=now)

    return world.database.attempt(take)


def _handed_back(setting: Setting, written: Written, refusal: Refused | Stopped) -> Handed:
    if isinstance(refusal, Stopped):
        return Handed(written.words, written.version, sentence(setting, refusal.decided))
    why = setting.words(f"refused.{refusal.code}", **refusal.details)
    if not isinstance(refusal, Stale):
        return Handed(written.words, written.version, why, seen=written.seen)
    return Handed(written.words, written.version, why, stale_since=written.seen)


def _changed(world: World, setting: Setting, conversation_id: str) -> Handed:
    written = Written.read(request.form)
    if written is None:
        abort(400)
    conversation = _found(world, conversation_id)
    words, refused = changed.apply(world, conversation, written, request.form)
    refusal = setting.words(f"refused.{refused.code}", **refused.details) if refused else None
    if request.form.get("do") == "discard":
        _drop(world, conversation_id)
        return Handed(Words(mode=words.mode, nonce=new_nonce()), seen=written.seen)
    try:
        version = _saved(world, conversation_id, words, written.version)
    except Elsewhere as elsewhere:
        version = elsewhere.found.version if elsewhere.found else 0
        refusal = refusal or setting.words("refused.ELSEWHERE")
    return Handed(words, version, refusal, seen=written.seen)


def _keep(world: World, conversation_id: str) -> ResponseReturnValue:
    """The draft's new version, for the module that keeps it while somebody types."""
    written = Written.read(request.form)
    if written is None:
        abort(400)
    conversation = _found(world, conversation_id)
    try:
        version = _saved(world, conversation_id, written.words, written.version)
    except Elsewhere as elsewhere:
        return jsonify(version=elsewhere.found.version if elsewhere.found else 0), 409
    _show_typing(world, conversation, written)
    return jsonify(version=version)


def _saved(world: World, conversation_id: str, words: Words, version: int) -> int:
    now, agent_id = world.clock(), visitor().agent_id

    def save(session: Session) -> int:
        conversation = session.get_one(Conversation, conversation_id)
        if writing.is_taken(session, conversation, agent_id, words):
            return 0  # sent meanwhile: it must not come back as a draft
        return drafts.save(session, conversation, agent_id, words, version=version, now=now)

    return world.database.attempt(save)


def _drop(world: World, conversation_id: str) -> None:
    agent_id = visitor().agent_id
    world.database.attempt(lambda session: drafts.drop(session, conversation_id, agent_id))


def _show_typing(world: World, conversation: Conversation, written: Written) -> None:
    """Only where the shop wants it, and only for what the customer is to read."""
    able = capabilities_of(world, conversation.account_id)
    is_elsewhere = written.words.through not in {None, conversation.identity_id}
    if able is None or not able.typing or written.words.mode != "reply" or is_elsewhere:
        return
    now = world.clock()
    world.database.attempt(
        lambda session: signs.give(session, conversation, able, Sign.TYPING, now=now)
    )


def _call_back(world: World, message_id: str) -> ResponseReturnValue:
    now, agent_id = world.clock(), visitor().agent_id

    def call(session: Session) -> Message:
        message = _ours(session, message_id)
        words = recall.recall(session, message, agent_id=agent_id, now=now)
        conversation = session.get_one(Conversation, message.conversation_id)
        drafts.bring_back(session, conversation, agent_id, words, now=now)
        return message

    try:
        message = world.database.attempt(call)
    except TooLate:
        flash("done.too_late")
        with world.database.reading() as session:
            return _to(_ours(session, message_id))
    flash("done.recalled")
    address = url_for("inbox.conversation", conversation_id=message.conversation_id, view=view())
    return redirect(f"{address}#words", 303)


def _leave(world: World, message_id: str) -> ResponseReturnValue:
    now = world.clock()

    def hurry(session: Session) -> Message:
        message = _ours(session, message_id)
        recall.send_now(session, message, now=now)
        return message

    try:
        return _to(world.database.attempt(hurry))
    except TooLate:  # it has left already, which is what was asked for
        with world.database.reading() as session:
            return _to(_ours(session, message_id))


def _ours(session: Session, message_id: str) -> Message:
    message = session.get(Message, message_id)
    if message is None or message.author != Author.AGENT:
        abort(404)
    return message


def _found(world: World, conversation_id: str) -> Conversation:
    with world.database.reading() as session:
        found = session.get(Conversation, conversation_id)
    if found is None:
        raise states.NoSuchConversation(conversation_id)
    return found


def _to(message: Message) -> ResponseReturnValue:
    address = url_for("inbox.conversation", conversation_id=message.conversation_id, view=view())
    return redirect(f"{address}#m-{message.id}", 303)
