"""Reactions, edits and deletions; what comes before its message waits for it."""

from __future__ import annotations

import pytest

from inbox import sealing
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.customer import Identity, sender_of
from inbox.conversations.message import MessageReaction, MessageRevision
from inbox.conversations.parking import ParkedEffect, purge
from tests.shop import Customers, messages, open_account, rows, the_only


@pytest.fixture
def shop(world):
    return Customers(world, open_account(world))


def first(world):
    return messages(world)[0]


def test_an_edit_keeps_the_old_words(world, shop):
    shop.write("4711", id="m")
    shop.happen(event="edited", id="e", target="m", text="4712")
    message, content = first(world)
    assert content.text == "4712"
    assert message.edited_at is not None
    with world.database.reading() as session:
        revision = session.query(MessageRevision).one()
        old = sealing.unseal_text(session, revision.sealed, place=f"revision:{revision.id}")
    assert old == "4711"


def test_the_same_edit_twice_is_one_revision(world, shop):
    shop.write("4711", id="m")
    for _ in range(2):
        shop.happen(event="edited", id="e", target="m", text="4712", n=_)
    assert len(rows(world, MessageRevision)) == 1


def test_somebody_else_cannot_edit_or_delete(world, shop):
    shop.write("4711", id="m")
    shop.happen(event="edited", id="e", target="m", text="falsch", **{"from": "eve"})
    shop.happen(event="revoked", id="r", target="m", **{"from": "eve"})
    message, content = first(world)
    assert content.text == "4711"
    assert message.revoked_at is None


def test_a_customer_cannot_change_what_the_shop_wrote(world, shop):
    shop.write("Frage")
    shop.send_all()
    shop.happen(event="edited", id="e", target="out-1", text="gefälscht")
    shop.happen(event="revoked", id="r", target="out-1")
    sent, content = messages(world)[1]
    assert "gefälscht" not in content.text
    assert sent.revoked_at is None


def test_what_the_shop_wrote_on_its_phone_can_be_changed_there(world, shop):
    shop.happen(event="echo", id="echo-1", text="vom Handy")
    shop.happen(event="edited", id="e", target="echo-1", text="vom Handy, richtig")
    assert first(world)[1].text == "vom Handy, richtig"


def test_a_deletion_keeps_the_fact(world, shop):
    shop.write("zu privat", id="m")
    shop.happen(event="revoked", id="r", target="m")
    assert first(world)[0].revoked_at is not None


def test_the_last_reaction_wins_and_can_be_taken_back(world, shop, clock):
    shop.write("Hallo", id="m")
    for emoji in ("👍", "❤️"):
        clock.advance(seconds=1)
        shop.happen(event="reaction", id=f"r{emoji}", target="m", emoji=emoji)
    with world.database.reading() as session:
        row = session.query(MessageReaction).one()
        place = f"reaction:{row.message_id}:{row.author_id}"
        assert sealing.unseal_text(session, row.sealed, place=place) == "❤️"
    clock.advance(seconds=1)
    shop.happen(event="reaction", id="r3", target="m", emoji=None)
    assert rows(world, MessageReaction) == []


def test_reactions_open_nothing(world, shop, clock):
    shop.write("Hallo", id="m")
    with world.database.transaction() as session:
        session.query(Conversation).one().status = Status.RESOLVED
    seen = the_only(world, Identity).last_inbound_at
    clock.advance(hours=1)
    shop.happen(event="reaction", id="r", target="m", emoji="👍")
    assert the_only(world, Conversation).status == Status.RESOLVED
    assert the_only(world, Identity).last_inbound_at == seen


def test_what_comes_too_early_waits_for_its_message(world, shop):
    shop.happen(event="edited", id="e", target="m", text="4712")
    shop.happen(event="reaction", id="r", target="m", emoji="👍")
    assert len(rows(world, ParkedEffect)) == 2
    shop.write("4711", id="m")
    assert first(world)[1].text == "4712"
    assert len(rows(world, MessageReaction)) == 1
    assert rows(world, ParkedEffect) == []


def test_what_nobody_came_for_is_dropped(world, shop, clock):
    shop.happen(event="revoked", id="r", target="never")
    clock.advance(days=15)
    with world.database.transaction() as session:
        assert purge(session, now=clock()) == 1


class TestMoves:
    def test_a_person_with_a_new_address_keeps_the_conversation(self, world, shop):
        shop.write("alt", **{"from": "old"})
        shop.happen(event="moved", id="s", to="new", **{"from": "old"})
        shop.write("neu", **{"from": "new"})
        assert len(rows(world, Identity)) == 1
        assert len(rows(world, Conversation)) == 1

    def test_nothing_is_stolen_from_who_has_the_address_already(self, world, shop):
        shop.write("alt", **{"from": "old"})
        shop.write("anderer", **{"from": "new"})
        shop.happen(event="moved", id="s", to="new", **{"from": "old"})
        assert len(rows(world, Identity)) == 2
        shop.write("immer noch alt", **{"from": "old"})
        assert len(rows(world, Identity)) == 2

    def test_a_number_that_was_given_up_belongs_to_whoever_has_it_next(self, world, shop):
        shop.write("alt", **{"from": "4911", "aliases": [("phone", "4911")]})
        shop.happen(event="moved", id="s", to="4922", **{"from": "4911"})
        shop.write("jemand Neues", **{"from": "4911", "aliases": [("phone", "4911")]})
        assert len(rows(world, Identity)) == 2

    def test_the_name_is_kept(self, world, shop):
        shop.write("alt", name="Anna", **{"from": "old"})
        shop.happen(event="moved", id="s", to="new", **{"from": "old"})
        with world.database.reading() as session:
            assert sender_of(session, session.query(Identity).one(), []).name == "Anna"

    def test_of_strangers_nothing_is_known(self, world, shop):
        shop.happen(event="moved", id="s", to="new", **{"from": "old"})
        assert rows(world, Identity) == []
