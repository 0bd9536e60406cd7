"""Saved replies: who may use them, what their gaps become, what cannot be saved."""

from __future__ import annotations

import pytest

from inbox.people import agent as agents
from inbox.people import replies
from inbox.people.agent import Role
from inbox.people.replies import BadReply, Gap, SavedReply, Wording
from inbox.world import World
from tests.shop import rows, the_only

THANKS = Wording("danke", "Dank", {"de": "Danke, {first_name}!", "en": "Thanks, {first_name}!"})


def add(world: World, wording: Wording = THANKS, agent_id: str | None = None) -> str:
    with world.database.transaction() as session:
        return replies.add(session, wording, agent_id=agent_id, now=world.clock()).id


def hire(world: World, name: str) -> str:
    with world.database.transaction() as session:
        agent = agents.add(
            session, name=name, email=f"{name}@shop.example", password="correct horse battery",
            role=Role.AGENT, now=world.clock(),
        )  # fmt: skip
        return agent.id


def test_a_reply_speaks_the_first_wanted_language_that_it_knows(world: World) -> None:
    add(world)
    reply = the_only(world, SavedReply)
    assert reply.text_in(["fr", "en", "de"]) == "Thanks, {first_name}!"
    assert reply.text_in(["fr"]) == "Danke, {first_name}!"


def test_an_agent_sees_everybodys_and_their_own(world: World) -> None:
    kim, alex = hire(world, "kim"), hire(world, "alex")
    add(world)
    add(world, Wording("gruss", "Gruß", {"de": "Grüße von Kim"}), kim)
    add(world, Wording("gruss", "Gruß", {"de": "Grüße von Alex"}), alex)
    with world.database.reading() as session:
        assert [one.shortcut for one in replies.usable(session, kim)] == ["danke", "gruss"]
        assert [one.title for one in replies.shared(session)] == ["Dank"]
        (own,) = replies.own(session, alex)
    assert own.text_in(["de"]) == "Grüße von Alex"


def test_known_gaps_are_filled_and_values_are_not_read_for_gaps() -> None:
    text = "Hallo {customer}, {agent} von {shop}. {first_name} {no_gap} {}"
    filled = replies.fill(text, {Gap.CUSTOMER: "{agent}", Gap.AGENT: "Kim", Gap.SHOP: ""})
    assert filled == "Hallo {agent}, Kim von {shop}. {first_name} {no_gap} {}"


def test_gaps_that_are_left_are_named_once_and_in_order() -> None:
    text = "{shop} {first_name} {shop} {nobody}"
    assert replies.gaps_left(text) == [Gap.SHOP, Gap.FIRST_NAME]


@pytest.mark.parametrize(
    ("wording", "code"),
    [
        (Wording("", "Titel", {"de": "x"}), "NO_SHORTCUT"),
        (Wording("zwei worte", "Titel", {"de": "x"}), "NO_SHORTCUT"),
        (Wording("s" * 33, "Titel", {"de": "x"}), "NO_SHORTCUT"),
        (Wording("neu", " \u202e ", {"de": "x"}), "NO_TITLE"),
        (Wording("neu", "Titel", {}), "NO_TEXT"),
        (Wording("neu", "Titel", {"de": " \n "}), "NO_TEXT"),
        (Wording("neu", "Titel", {"de": "x" * 10_001}), "TEXT_TOO_LONG"),
        (Wording("neu", "Titel", {"deutsch!": "x"}), "BAD_LANGUAGE"),
        (Wording("/DANKE", "Titel", {"de": "x"}), "SHORTCUT_TAKEN"),
    ],
)
def test_what_cannot_be_saved_says_why(world: World, wording: Wording, code: str) -> None:
    add(world)
    with pytest.raises(BadReply) as refused:
        add(world, wording)
    assert refused.value.code == code
    assert len(rows(world, SavedReply)) == 1


def test_a_reply_can_be_changed_without_standing_in_its_own_way_and_removed(world: World) -> None:
    add(world)
    with world.database.transaction() as session:
        reply = session.query(SavedReply).one()
        changed = Wording("/danke", "Vielen Dank", {"de": "Danke!", "en": ""})
        replies.change(session, reply, changed, now=world.clock())
    assert the_only(world, SavedReply).by_language == {"de": "Danke!"}
    with world.database.transaction() as session:
        replies.remove(session, session.query(SavedReply).one())
    assert rows(world, SavedReply) == []
