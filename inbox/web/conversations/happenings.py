"""What was done with a conversation, as quiet lines between its messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from inbox.conversations import activity
from inbox.conversations.activity import Activity, Did
from inbox.conversations.conversation import Conversation
from inbox.conversations.timeline import Page
from inbox.web.conversations.choices import Choices
from inbox.web.page import Setting
from inbox.web.text import single

AFTERWARDS: Final = ""  # in place of a message's id: after the last one


@dataclass(frozen=True, slots=True)
class Happening:
    id: str
    at: datetime
    sentence: str


def happenings(
    session: Session, setting: Setting, conversation: Conversation, page: Page, offered: Choices
) -> Mapping[str, Sequence[Happening]]:
    """By the message in front of which they stand. Of all matters that the page shows."""
    said = [one.message for one in page.said]
    ids = {conversation.id, *(message.conversation_id for message in said)}
    since = said[0].at if said and page.earlier else conversation.opened_at
    since = min([since, *(message.at for message in said[:1])])
    until = said[-1].at if said and page.later else None
    found: dict[str, list[Happening]] = {}
    places = iter(said)
    place = next(places, None)
    for row in activity.between(session, ids, since=since, until=until):
        while place is not None and place.at <= row.at:
            place = next(places, None)
        line = Happening(row.id, row.at, _sentence(setting, row, offered))
        found.setdefault(place.id if place else AFTERWARDS, []).append(line)
    return found


def _sentence(setting: Setting, row: Activity, offered: Choices) -> str:
    who = offered.names.get(row.agent_id or "", setting.words("did.kontor"))
    until = setting.moments.coming(row.until) if row.until else ""
    what = _about(setting, row, offered)
    return setting.words(f"did.{_which(row)}", who=single(who, 40), what=what, until=until)


def _which(row: Activity) -> str:
    """Taking and letting go are words of their own."""
    if row.did == Did.ASSIGNED and row.about is not None and row.about == row.agent_id:
        return "taken"
    if row.did in {Did.ASSIGNED, Did.HANDED} and row.about is None:
        return "released"
    return row.did


def _about(setting: Setting, row: Activity, offered: Choices) -> str:
    if row.about is None:
        return ""
    if row.did == Did.ASSIGNED:
        return single(offered.names.get(row.about, setting.words("author.former")), 40)
    part = "team" if row.did == Did.HANDED else "label"
    name = offered.name_of(part, row.about) or setting.words("did.removed")
    return setting.words.code("label", name) or single(name, 40)
