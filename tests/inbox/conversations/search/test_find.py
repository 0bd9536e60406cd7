"""One table of cases, asked on both databases: what messages are found by, and what not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from inbox.changes import journal
from inbox.conversations import labels, notes, shop_ids
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity, sender_of
from inbox.conversations.labels import Colour, ConversationLabel
from inbox.conversations.message import Message, about
from inbox.conversations.search import asked as questions
from inbox.conversations.search import find, follow
from inbox.conversations.search.find import Filters
from inbox.conversations.search.index import SearchEntry, SearchPosition
from inbox.privacy.erase import Asked, erase
from tests.inbox.people.test_replies import hire
from tests.shop import Customers, configure_shop, open_account, rows

SAID = {
    "parcel": "Wo bleiben meine Pakete? Die Bestellung RE-2026-1234 ist seit Tagen unterwegs.",
    "broken": "Das Glas ist zerbrochen, ich möchte eine Rückerstattung. Grüße, Jörg Müller",
    "english": "My deliveries were shipped to the wrong addresses, I am returning them.",
    "size": "Gibt es das T-Shirt auch in Größe XL? Straße 12, ruft mich an: 0171 1234567",
    "order": "Das Paket ist da, aber kaputt. Bestellnummer 10045",
    "russian": "Где моя посылка?",
}

# What is typed, and what is found.
CASES = [
    ("Paket", {"parcel", "order"}),
    ("Pakete", {"parcel", "order"}),
    ("PAKETS", {"parcel", "order"}),
    ("Bestellungen", {"parcel"}),
    ("bestell", {"parcel", "order"}),
    ("bestell*", {"parcel", "order"}),
    ("rückerstattungen", {"broken"}),
    ("ruckerstattung", {"broken"}),
    ("rueckerstattung", {"broken"}),
    ("möchten", {"broken"}),
    ("delivery", {"english"}),
    ("address", {"english"}),
    ("returned", {"english"}),
    ("shipping", {"english"}),
    ("strasse", {"size"}),
    ("grösse", {"size"}),
    ("groesse", {"size"}),
    ("GRÖSSE", {"size"}),
    ("müller", {"broken"}),
    ("mueller", {"broken"}),
    ("Jörg Müller", {"broken"}),
    ("RE-2026-1234", {"parcel"}),
    ("2026-1234", {"parcel"}),
    ("re 2026 1234", {"parcel"}),
    ("10045", {"order"}),
    ("1004", {"order"}),
    ("+49 171 1234567", {"size"}),
    ("01711234567", {"size"}),
    ("T-Shirt", {"size"}),
    ("tshirt", {"size"}),
    ('"Das Paket ist da"', {"order"}),
    ('"das paket ist"', {"order"}),
    ('"Paket das"', set()),
    ('"wrong addresses" returning', {"english"}),
    ("Paket kaputt", {"order"}),
    ("Paket Glas", set()),
    ("посылка", {"russian"}),
    ("посылку", set()),
    ("посыл", {"russian"}),
    ("gibtesnicht", set()),
    ("' OR 1=1 --", set()),
    ('"', set()),
    ("AND OR NOT", set()),
    ("* & | ! ( ) :*", set()),
    ("", set()),
]


@pytest.fixture
def shop(world):
    configure_shop(world, automation=False)
    customers = Customers(world, open_account(world))
    for name, text in SAID.items():
        customers.write(text, id=name, **{"from": f"{name}@example.de"})
        world.clock.advance(minutes=1)
    return customers


def indexed(world):
    follow.keep_up(world.database, seconds=30)


def found(world, text, filters=Filters(), *, limit=50):  # noqa: B008
    with world.database.reading() as session:
        result = find.messages(session, questions.read(text), filters, limit=limit)
        return [hit.name.partition("@")[0] for hit in result.hits]


def test_the_same_is_found_on_both_databases_whatever_is_typed(world, shop):
    indexed(world)
    wrong = {
        typed: set(found(world, typed))
        for typed, expected in CASES
        if set(found(world, typed)) != expected
    }
    assert wrong == {}


def test_the_newest_come_first_and_pages_go_on_where_they_ended(world, shop):
    for n in range(5):
        shop.write(f"Paket Nummer {n}", **{"from": f"n{n}@example.de"})
        world.clock.advance(minutes=1)
    indexed(world)
    question = questions.read("paket nummer")
    with world.database.reading() as session:
        first = find.messages(session, question, Filters(), limit=2)
        second = find.messages(session, question, Filters(), limit=2, before=first.further)
        last = find.messages(session, question, Filters(), limit=2, before=second.further)
    names = [hit.name.partition("@")[0] for page in (first, second, last) for hit in page.hits]
    assert names == ["n4", "n3", "n2", "n1", "n0"]
    assert last.further is None


def test_a_page_ends_right_also_where_a_phrase_drops_rows(world, shop):
    for n in range(4):
        shop.write("rotes Tuch" if n % 2 else "Tuch, rotes", **{"from": f"n{n}@example.de"})
        world.clock.advance(minutes=1)
    indexed(world)
    question = questions.read('"rotes Tuch"')
    with world.database.reading() as session:
        first = find.messages(session, question, Filters(), limit=1)
        second = find.messages(session, question, Filters(), limit=1, before=first.further)
    assert [hit.name for page in (first, second) for hit in page.hits] == [
        "n3@example.de",
        "n1@example.de",
    ]
    assert second.further is None


def test_filters_narrow_by_channel_agent_label_and_date(world, shop, clock):
    parchment = Customers(world, open_account(world, "parchment", name="mail"))
    parchment.write("Paket per Brief", **{"from": "brief@example.de"})
    kim = hire(world, "kim")
    with world.database.transaction() as session:
        label = labels.create(session, "Eilig", Colour.RED)
        label_id = label.id
        [broken] = [
            one
            for one in session.scalars(select(Conversation).order_by(Conversation.id))
            if one.id == conversation_of(session, "order@example.de")
        ]
        broken.assignee_id = kim
        session.add(ConversationLabel(conversation_id=broken.id, label_id=label.id))
    indexed(world)
    assert found(world, "paket", Filters(channel="parchment")) == ["brief"]
    assert found(world, "paket", Filters(channel="carrier")) == []
    assert found(world, "paket", Filters(agent_id=kim)) == ["order"]
    assert found(world, "paket", Filters(label_id=label_id)) == ["order"]
    assert found(world, "", Filters(label_id=label_id)) == ["order"]
    start = clock.now - timedelta(minutes=3)
    assert found(world, "paket", Filters(since=start)) == ["brief", "order"]
    assert found(world, "paket", Filters(until=start)) == ["parcel"]


def conversation_of(session, address):
    for customer in session.scalars(select(Customer)):
        conversation = session.scalars(
            select(Conversation).where(Conversation.customer_id == customer.id)
        ).one()
        identity = session.get_one(Identity, conversation.identity_id)
        if sender_of(session, identity, []).address == address:
            return conversation.id
    raise AssertionError(address)


def test_people_are_found_by_name_address_number_and_shop_id(world, shop, clock):
    shop.write(
        "Hallo", **{"from": "anna.schmidt@example.de", "name": "Anna Schmidt",
                    "aliases": [["phone", "491755550001"]]},
    )  # fmt: skip
    with world.database.transaction() as session:
        customer = max(session.scalars(select(Customer)), key=lambda one: one.id)
        who = shop_ids.in_shop("woocommerce", "shop.example", "4711")
        shop_ids.link(session, customer, who, number="K-4711", now=clock())
    indexed(world)
    for typed in ("Anna", "schmid", "anna.schmidt@example.de", "+49 175 5550001", "0175 5550001",
                  "K-4711", "4711"):  # fmt: skip
        with world.database.reading() as session:
            people = find.customers(session, questions.read(typed), limit=5)
            assert [one.customer.id for one in people] == [customer.id], typed


def test_edits_deletions_and_notes_are_followed(world, shop):
    kim = hire(world, "kim")
    indexed(world)
    shop.happen(
        event="edited", id="e", target="order", text="Alles gut", **{"from": "order@example.de"}
    )
    shop.happen(event="revoked", id="r", target="broken", **{"from": "broken@example.de"})
    with world.database.transaction() as session:
        conversation = session.scalars(select(Conversation).order_by(Conversation.id)).first()
        notes.write(session, conversation, agent_id=kim, text="Nachforschungsauftrag läuft",
                    dedupe_key="n", now=world.clock())  # fmt: skip
    indexed(world)
    assert found(world, "kaputt") == []
    assert found(world, "zerbrochen") == []
    assert found(world, "alles gut") == ["order"]
    assert found(world, "nachforschung") == ["parcel"]


def test_an_index_that_is_lost_comes_back_by_itself(world, shop, monkeypatch):
    monkeypatch.setattr(follow, "_AT_ONCE", 2)
    indexed(world)
    before = sorted(row.ref for row in rows(world, SearchEntry))
    with world.database.transaction() as session:
        session.query(SearchEntry).delete()
        session.query(SearchPosition).delete()
    with world.database.reading() as session:
        assert not follow.is_whole(session)
    shop.write("Paket während des Aufbaus", **{"from": "neu@example.de"})
    indexed(world)
    with world.database.reading() as session:
        assert follow.is_whole(session)
    assert set(before) < {row.ref for row in rows(world, SearchEntry)}
    assert found(world, "paket") == ["neu", "order", "parcel"]
    told = []
    assert follow.rebuild(world.database, told.append) >= len(before)
    assert found(world, "paket") == ["neu", "order", "parcel"]


def test_states_of_a_message_do_not_touch_its_entry(world, shop, count_queries):
    indexed(world)
    with world.database.reading() as session:
        before = {row.ref: row.id for row in session.scalars(select(SearchEntry))}
    with world.database.transaction() as session:
        for row in session.scalars(select(Message)):
            journal.note(session, journal.What.MESSAGE_UPDATED, about(row), now=world.clock())
    with count_queries(world) as counted:
        indexed(world)
    assert counted() < 30
    assert {row.ref: row.id for row in rows(world, SearchEntry)} == before


def test_whoever_rests_or_is_erased_is_not_found(world, shop, clock):
    indexed(world)
    with world.database.transaction() as session:
        resting = session.get_one(Conversation, conversation_of(session, "order@example.de"))
        session.get_one(Customer, resting.customer_id).restricted_at = clock()
        erased = session.get_one(Conversation, conversation_of(session, "broken@example.de"))
        customer_id = erased.customer_id
    assert found(world, "paket") == ["parcel"]
    with world.database.reading() as session:
        assert find.customers(session, questions.read("order"), limit=5) == []
    erase(world, customer_id, Asked())
    indexed(world)
    assert found(world, "zerbrochen") == []
    assert not [row for row in rows(world, SearchEntry) if "zerbroch" in row.words]


def test_erased_words_are_in_no_file_of_the_index(world, shop):
    shop.write("Zwetschgenknoedel", **{"from": "mark@example.de"})
    indexed(world)
    with world.database.reading() as session:
        customer_id = session.get_one(
            Conversation, conversation_of(session, "mark@example.de")
        ).customer_id
    erase(world, customer_id, Asked())
    assert not [row for row in rows(world, SearchEntry) if "zwetschg" in row.words]
    if world.database.embedded:  # which keeps the words of deleted entries for a while
        for path in Path(world.database.engine.url.database).parent.glob("kontor.sqlite3*"):
            assert b"zwetschgenkn" not in path.read_bytes(), path.name


def test_a_search_costs_a_fixed_number_of_queries(world, shop, count_queries):
    indexed(world)
    counts = []
    for wanted in (1, 50):
        with count_queries(world) as counted:
            found(world, "paket", limit=wanted)
        counts.append(counted())
    assert counts[0] == counts[1] <= 4
