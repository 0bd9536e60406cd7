"""Change what stands in the composer: files come and go, another way, another message is quoted."""

from __future__ import annotations

from dataclasses import replace

from werkzeug.datastructures import MultiDict

from inbox.conversations.conversation import Conversation
from inbox.people.drafts import Words
from inbox.web.conversations import uploads
from inbox.web.conversations.refusals import Unsayable
from inbox.web.conversations.written import Written, a_way, an_id
from inbox.world import World


def apply(
    world: World, conversation: Conversation, written: Written, form: MultiDict[str, str]
) -> tuple[Words, Unsayable | None]:
    """The words as they are now, and why a file that came with them was not taken."""
    words = _without(world, conversation, written.words, form.get("drop", ""))
    if "to" in form:
        words = replace(words, through=a_way(form["to"]), quotes=None, template="", values=())
    if "quote" in form:
        words = replace(words, quotes=an_id(form["quote"]), through=None)
    try:
        return uploads.enclose(world, conversation, words), None
    except Unsayable as refusal:
        return words, refusal


def _without(world: World, conversation: Conversation, words: Words, dropped: str) -> Words:
    if dropped == "quote":
        return replace(words, quotes=None)
    if dropped in words.files:
        uploads.discard(world, conversation, dropped)
        return replace(words, files=tuple(one for one in words.files if one != dropped))
    return words
