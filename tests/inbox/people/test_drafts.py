"""Drafts: kept per agent, sealed, and never overwritten by another window."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from inbox import sealing
from inbox.conversations.conversation import Conversation
from inbox.people import drafts
from inbox.people.drafts import KEPT_FOR, DraftRow, Elsewhere, Words
from inbox.world import World
from tests.inbox.people.test_replies import hire
from tests.shop import Customers, open_account, rows, the_only


@pytest.fixture
def kim(world: World) -> str:
    Customers(world, open_account(world)).write("Hallo")
    return hire(world, "kim")


def save(world: World, agent_id: str, words: Words, version: int = 0) -> int:
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        return drafts.save(
            session, conversation, agent_id, words, version=version, now=world.clock()
        )


def found(world: World, agent_id: str) -> drafts.Draft | None:
    with world.database.reading() as session:
        return drafts.find(session, session.query(Conversation).one().id, agent_id)


def test_everything_in_the_composer_comes_back_as_it_was(world: World, kim: str) -> None:
    words = Words("Guten\nTag", "note", "n" * 20, "Betreff", ("f1", "f2"), "m", "i",
                  "name de", ("1", ""), ("Ja", "Nein"))  # fmt: skip
    assert save(world, kim, words) == 1
    draft = found(world, kim)
    assert draft is not None
    assert (draft.words, draft.version) == (words, 1)


def test_a_draft_is_each_agents_own_and_nobody_can_read_it_from_the_table(
    world: World, kim: str
) -> None:
    alex = hire(world, "alex")
    save(world, kim, Words("geheim"))
    save(world, alex, Words("anders"))
    draft = found(world, kim)
    assert draft is not None
    assert draft.words.text == "geheim"
    with world.database.reading() as session:
        stored = session.execute(text("SELECT sealed FROM draft")).scalars().all()
    assert all(b"geheim" not in bytes(one) for one in stored)


def test_a_window_that_does_not_know_the_latest_version_is_told_what_it_is(
    world: World, kim: str
) -> None:
    save(world, kim, Words("eins"))
    save(world, kim, Words("eins zwei"), version=1)
    for known in (0, 1):
        with pytest.raises(Elsewhere) as elsewhere:
            save(world, kim, Words("drei"), version=known)
        assert elsewhere.value.found is not None
        assert elsewhere.value.found.words.text == "eins zwei"
    assert save(world, kim, Words("drei"), version=2) == 3


def test_a_window_whose_draft_was_sent_elsewhere_does_not_bring_it_back(
    world: World, kim: str
) -> None:
    save(world, kim, Words("eins"))
    with world.database.transaction() as session:
        drafts.drop(session, session.query(Conversation).one().id, kim)
    with pytest.raises(Elsewhere) as elsewhere:
        save(world, kim, Words("eins und"), version=1)
    assert elsewhere.value.found is None
    assert rows(world, DraftRow) == []


def test_an_emptied_composer_leaves_no_draft(world: World, kim: str) -> None:
    assert save(world, kim, Words("  \n")) == 0
    save(world, kim, Words("eins"))
    assert save(world, kim, Words(" ", mode="note"), version=1) == 0
    assert rows(world, DraftRow) == []


def test_what_was_called_back_stands_before_what_was_begun_since(world: World, kim: str) -> None:
    save(world, kim, Words("Noch etwas:", "reply", "nonce-of-a-form-1", files=("f2",)))
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        drafts.bring_back(
            session, conversation, kim, Words("Die Antwort", files=("f1",)), now=world.clock()
        )
    draft = found(world, kim)
    assert draft is not None
    assert (draft.words.text, draft.words.files) == ("Die Antwort\n\nNoch etwas:", ("f1", "f2"))
    assert draft.version == 2
    assert draft.words.nonce not in {"", "nonce-of-a-form-1"}


def test_a_list_can_ask_where_something_was_begun(world: World, kim: str) -> None:
    save(world, kim, Words("eins"))
    conversation = the_only(world, Conversation)
    with world.database.reading() as session:
        assert drafts.begun(session, kim, [conversation.id, "other"]) == {conversation.id}
        assert drafts.begun(session, "nobody", [conversation.id]) == set()


def test_an_erased_customers_draft_cannot_be_read_any_more(world: World, kim: str) -> None:
    save(world, kim, Words("geheim"))
    with world.database.transaction() as session:
        owner = session.query(Conversation).one().customer_id
        sealing.destroy(session, owner, now=world.clock())
    assert found(world, kim) is None


def test_what_nobody_goes_on_with_is_dropped(world: World, kim: str) -> None:
    save(world, kim, Words("eins"))
    for late, gone in ((KEPT_FOR, 0), (KEPT_FOR + timedelta(seconds=1), 1)):
        with world.database.transaction() as session:
            assert drafts.purge(session, now=world.clock() + late) == gone
