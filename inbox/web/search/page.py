"""Look up messages and people: the whole question is in the address, so that it can be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from inbox.accounts.account import Account, all_accounts
from inbox.conversations import labels
from inbox.conversations.keyset import Position
from inbox.conversations.labels import Label
from inbox.conversations.search import asked as questions
from inbox.conversations.search import find, follow
from inbox.conversations.search.find import Found, Hit, Person
from inbox.people.agent import Agent, all_agents
from inbox.registry import UnknownKind
from inbox.shop import the_shop
from inbox.web.page import Pages
from inbox.web.search.asked import Question
from inbox.world import World

_SHOWN: Final = 30
_PEOPLE_SHOWN: Final = 6
_AFTER_EVERY_ID: Final = "z"


@dataclass(frozen=True, slots=True)
class Channel:
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Results:
    found: Found
    people: Sequence[Person]
    accounts: Mapping[str, Account]
    channels: Sequence[Channel]
    agents: Sequence[Agent]
    labels: Sequence[Label]
    is_whole: bool


def blueprint(world: World, pages: Pages) -> Blueprint:
    search = Blueprint("search", __name__)

    @search.get("/search")
    def page() -> Response:
        setting, question = pages.setting(), Question.read(request.args)
        with world.database.reading() as session:
            results = _results(world, session, question)
        return pages.show(
            "search/page.html", setting, question=question, results=results, anchor=_anchor
        )

    return search


def _results(world: World, session: Session, question: Question) -> Results:
    asked = questions.read(question.text)
    accounts = all_accounts(session)
    people = question.before is None and not question.narrows
    kinds = dict.fromkeys(one.kind for one in accounts)
    return Results(
        found=find.messages(
            session,
            asked,
            question.filters(the_shop(session).zone),
            limit=_SHOWN,
            before=question.before,
        ),
        people=find.customers(session, asked, limit=_PEOPLE_SHOWN) if people else (),
        accounts={one.id: one for one in accounts},
        channels=[Channel(kind, _name(world, kind)) for kind in kinds],
        agents=all_agents(session),
        labels=labels.all_labels(session),
        is_whole=follow.is_whole(session),
    )


def _anchor(hit: Hit) -> dict[str, str]:
    """Where in its thread the message stands; there it is the newest that is shown."""
    return {
        "conversation_id": hit.conversation.id,
        "before": str(Position(hit.message.at, _AFTER_EVERY_ID)),
        "_anchor": f"m-{hit.message.id}",
    }


def _name(world: World, kind: str) -> str:
    """A channel that is no longer installed is called by its kind."""
    try:
        return world.registry.channel_class(kind).label
    except UnknownKind:
        return kind
