"""Mentions in notes: who is called, and until when."""

from __future__ import annotations

from inbox.conversations import notes
from inbox.conversations.conversation import Conversation
from inbox.people import mentions
from inbox.people.agent import Agent
from inbox.people.mentions import Mention
from inbox.world import World
from tests.inbox.people.test_replies import hire
from tests.shop import Customers, open_account, rows


def called(text: str, *names: str) -> list[str]:
    agents = [Agent(id=name, name=name) for name in names]
    return [one.id for one in mentions.called_in(text, agents)]


def test_a_name_behind_an_at_calls_its_bearer() -> None:
    assert called("@kim, sieh bitte nach. @Alex auch", "Kim", "Alex", "Chris") == ["Kim", "Alex"]


def test_the_longer_name_counts_and_each_is_called_once() -> None:
    assert called("@Kim Weber @Kim Weber", "Kim", "Kim Weber") == ["Kim Weber"]
    assert called("@Kim und @Kim Weber", "Kim", "Kim Weber") == ["Kim", "Kim Weber"]


def test_mail_addresses_and_parts_of_words_call_nobody() -> None:
    assert called("kim@Kim.example @Kimono x@Kim", "Kim") == []
    assert called("@", "") == []


def test_colleagues_who_share_a_name_are_all_called() -> None:
    agents = [Agent(id="1", name="Kim"), Agent(id="2", name="kim")]
    assert [one.id for one in mentions.called_in("@KIM", agents)] == ["1", "2"]


def test_a_mention_waits_until_its_conversation_was_looked_at(world: World) -> None:
    Customers(world, open_account(world)).write("Hallo")
    kim, alex = hire(world, "Kim"), hire(world, "Alex")
    text = "@Alex @Kim bitte"
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        note = notes.write(
            session, conversation, agent_id=kim, text=text, dedupe_key="n", now=world.clock()
        )
        assert mentions.mention(session, note, text, now=world.clock()) == [alex]
    with world.database.reading() as session:
        assert (mentions.unseen(session, alex), mentions.unseen(session, kim)) == (1, 0)
    with world.database.transaction() as session:
        mentions.see(session, conversation.id, alex, now=world.clock())
    with world.database.reading() as session:
        assert mentions.unseen(session, alex) == 0
    assert len(rows(world, Mention)) == 1
