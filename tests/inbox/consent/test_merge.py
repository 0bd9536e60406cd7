"""Merging two who are one person, taking it back, and letting an identity go its own way."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from inbox.changes.journal import Change, What
from inbox.consent import ledger, merge
from inbox.consent.merge import Merge, NotMergeable
from inbox.consent.purpose import Purpose, Standing
from inbox.conversations import orders, shop_ids, timeline
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import (
    Customer,
    Identity,
    Profile,
    ShopId,
    profile_of,
    seal_profile,
    sender_of,
)
from inbox.conversations.likeness import Evidence, Likeness, who_else
from inbox.conversations.message import Message
from inbox.conversations.search import follow
from inbox.media.attachment import Attachment, place
from inbox.media.fetch import fetch_due
from inbox.privacy.erase import Asked, erase
from inbox.sealing import DataKey
from tests.inbox.people.test_replies import hire
from tests.shop import Customers, configure_shop, open_account, rows, texts

PHONE = "491755550001"


@pytest.fixture
def shop(world, loft):
    """Anna writes from two accounts; Berta is somebody else."""
    configure_shop(world, automation=False)
    loft.files["picture"] = b"a picture" * 1000
    chat = Customers(world, open_account(world))
    mail = Customers(world, open_account(world, "parchment", "mail"))
    chat.write(
        "Hallo vom Handy", id="c1", name="Anna Schmidt", aliases=[["phone", PHONE]],
        media=[{"ref": "picture", "content_type": "image/png", "filename": "bild.png"}],
        **{"from": PHONE},
    )  # fmt: skip
    fetch_due(chat.desks.shelf, chat.account_id, now=world.clock)
    mail.write(
        "Hallo per Mail", id="m1", name="Anna Schmidt", subject="Frage",
        aliases=[["phone", PHONE]], **{"from": "anna@example.de"},
    )  # fmt: skip
    chat.write("Guten Tag", id="b1", name="Berta", **{"from": "berta"})
    return chat, mail


def who(world, address):
    with world.database.reading() as session:
        for one in session.scalars(select(Identity)):
            if sender_of(session, one, []).address == address:
                return one.customer_id
    raise AssertionError(address)


@pytest.fixture
def anna(world, shop):
    return who(world, PHONE), who(world, "anna@example.de")


def joined(world, kept, merged, agent_id=None):
    with world.database.transaction() as session:
        return merge.merge(session, kept, merged, agent_id=agent_id, now=world.clock()).id


def thread(world, customer_id):
    with world.database.reading() as session:
        page = timeline.page(session, customer_id, limit=50)
        return [one.content.text for one in page.said if one.content]


def told(world, what):
    return [row.customer_id for row in rows(world, Change) if row.what == what]


def test_a_merge_brings_everything_into_one_thread_and_tells_everybody(world, shop, anna):
    chat, mail = anna
    kim = hire(world, "kim")
    joined(world, chat, mail, kim)
    assert thread(world, chat) == ["Hallo vom Handy", "Hallo per Mail"]
    assert thread(world, mail) == []
    assert told(world, What.CUSTOMER_MERGED) == [mail]
    assert chat in told(world, What.CUSTOMER_UPDATED)
    shop[1].write("Noch etwas", id="m2", **{"from": "anna@example.de"})
    assert thread(world, chat)[-1] == "Noch etwas"


def test_undoing_gives_each_what_is_theirs_also_what_came_since(world, shop, anna):
    chat, mail = anna
    merge_id = joined(world, chat, mail)
    shop[1].write("Nach dem Zusammenführen", id="m2", **{"from": "anna@example.de"})
    shop[0].write("Auch hier", id="c2", **{"from": PHONE})
    assert merge.undo(world.database, world.store, merge_id, now=world.clock()) == mail
    assert thread(world, chat) == ["Hallo vom Handy", "Auch hier"]
    assert thread(world, mail) == ["Hallo per Mail", "Nach dem Zusammenführen"]
    with pytest.raises(NotMergeable, match="UNDONE_BEFORE"):
        merge.undo(world.database, world.store, merge_id, now=world.clock())


def test_after_undoing_each_can_be_erased_without_the_other(world, shop, anna):
    chat, mail = anna
    merge_id = joined(world, mail, chat)
    shop[0].write("Seit dem Zusammenführen", id="c2", **{"from": PHONE})
    merge.undo(world.database, world.store, merge_id, now=world.clock())
    erase(world, mail, Asked())
    assert thread(world, chat) == ["Hallo vom Handy", "Seit dem Zusammenführen"]


def test_erasing_the_one_erases_whoever_was_merged_into_them(world, anna):
    chat, mail = anna
    joined(world, chat, mail)
    erase(world, chat, Asked())
    assert texts(world) == ["Guten Tag"]
    assert rows(world, Merge) == []
    keys = [row for row in rows(world, DataKey) if row.owner in anna]
    assert keys
    assert all(key.wrapped is None for key in keys)


def test_names_ids_and_orders_come_together_and_go_apart(world, anna, clock):
    chat, mail = anna
    with world.database.transaction() as session:
        customer = session.get_one(Customer, mail)
        customer.profile_sealed = seal_profile(
            session, mail, Profile("A. Schmidt", {"vip": "ja"}), now=clock()
        )
        who = shop_ids.in_shop("woocommerce", "shop.example", "4711")
        shop_ids.link(session, customer, who, number=None, now=clock())
        order = orders.Order("woocommerce", "shop.example", "1", "R-1", "paid")
        orders.tell(session, customer, order, placed_at=clock(), now=clock())
    merge_id = joined(world, chat, mail)
    with world.database.reading() as session:
        kept = session.get_one(Customer, chat)
        assert profile_of(session, kept) == Profile("Anna Schmidt", {"vip": "ja"})
        assert [one.customer_id for one in session.scalars(select(ShopId))] == [chat]
        assert len(orders.orders_of(session, chat)) == 1
    merge.undo(world.database, world.store, merge_id, now=clock())
    with world.database.reading() as session:
        assert profile_of(session, session.get_one(Customer, chat)) == Profile("Anna Schmidt", None)
        assert profile_of(session, session.get_one(Customer, mail)).name == "A. Schmidt"
        assert [one.customer_id for one in session.scalars(select(ShopId))] == [mail]
        assert len(orders.orders_of(session, mail)) == 1


def test_an_order_that_was_told_again_meanwhile_outlives_the_other_customer(world, anna, clock):
    chat, mail = anna
    order = orders.Order("woocommerce", "shop.example", "1", "R-1", "paid")

    def told(customer_id):
        with world.database.transaction() as session:
            customer = session.get_one(Customer, customer_id)
            orders.tell(session, customer, order, placed_at=clock(), now=clock())

    told(mail)
    merge_id = joined(world, chat, mail)
    told(chat)
    merge.undo(world.database, world.store, merge_id, now=clock())
    erase(world, chat, Asked())
    with world.database.reading() as session:
        assert [one.order for one in orders.orders_of(session, mail)] == [order]


def test_objections_travel_with_a_merge_and_consents_do_not(world, shop, anna):
    chat, mail = anna
    shop[0].write("BOT AUS", id="c2", **{"from": PHONE})
    joined(world, mail, chat)
    with world.database.reading() as session:
        standings = {
            ledger.standing(session, one.id, Purpose.AUTOMATION)
            for one in session.scalars(select(Identity).where(Identity.customer_id == mail))
        }
    assert standings == {Standing.OBJECTED}


@pytest.mark.parametrize(
    ("state", "problem"),
    [("restricted_at", "PROCESSING_RESTRICTED"), ("erasing_at", "GONE")],
)
def test_whoever_rests_or_is_being_erased_is_not_merged(world, anna, clock, state, problem):
    chat, mail = anna
    with world.database.transaction() as session:
        setattr(session.get_one(Customer, mail), state, clock())
    with pytest.raises(NotMergeable, match=problem):
        joined(world, chat, mail)
    assert rows(world, Merge) == []


def test_nobody_is_merged_with_themselves_or_twice(world, anna):
    chat, mail = anna
    for one, other in ((chat, chat), (chat, "nobody")):
        with pytest.raises(NotMergeable):
            joined(world, one, other)
    joined(world, chat, mail)
    with pytest.raises(NotMergeable, match="GONE"):
        joined(world, chat, mail)


def test_the_later_of_two_merges_is_undone_first(world, anna):
    chat, mail = anna
    berta = who(world, "berta")
    first = joined(world, chat, mail)
    second = joined(world, berta, chat)
    with pytest.raises(NotMergeable):
        merge.undo(world.database, world.store, first, now=world.clock())
    merge.undo(world.database, world.store, second, now=world.clock())
    merge.undo(world.database, world.store, first, now=world.clock())
    assert thread(world, mail) == ["Hallo per Mail"]
    assert thread(world, berta) == ["Guten Tag"]


def test_an_identity_goes_its_own_way_with_its_words_and_files(world, shop, anna):
    chat, mail = anna
    joined(world, mail, chat)
    with world.database.reading() as session:
        [leaving] = [
            one
            for one in session.scalars(select(Identity).where(Identity.customer_id == mail))
            if one.account_id == shop[0].account_id
        ]
    new = merge.split(world.database, world.store, leaving.id, now=world.clock())
    assert thread(world, new) == ["Hallo vom Handy"]
    assert thread(world, mail) == ["Hallo per Mail"]
    erase(world, mail, Asked())  # with the keys under which it was said
    assert thread(world, new) == ["Hallo vom Handy"]
    with world.database.reading() as session:
        [file] = session.scalars(select(Attachment)).all()
        told = b"".join(world.store.read(session, place(file.id), size=file.size))
    assert told == b"a picture" * 1000
    assert (file.customer_id, rows(world, Conversation)[0].customer_id) == (new, new)


def test_the_only_identity_stays(world, anna):
    [only] = [one for one in rows(world, Identity) if one.customer_id == anna[0]]
    with pytest.raises(NotMergeable, match="ONLY_IDENTITY"):
        merge.split(world.database, world.store, only.id, now=world.clock())
    assert {row.customer_id for row in rows(world, Message)} >= set(anna)


def suggested(world, customer_id):
    with world.database.reading() as session:
        apart = merge.kept_apart(session, customer_id)
        customer = session.get_one(Customer, customer_id)
        return [(one.customer.id, one.evidence) for one in who_else(session, customer, but=apart)]


def test_who_shares_a_number_and_a_name_is_suggested_with_the_evidence(world, anna):
    follow.keep_up(world.database, seconds=30)
    chat, mail = anna
    [(found, evidence)] = suggested(world, chat)
    assert found == mail
    assert Evidence(Likeness.PHONE, f"+{PHONE}") in evidence
    assert Evidence(Likeness.NAME, "Anna Schmidt") in evidence
    assert suggested(world, who(world, "berta")) == []


def test_who_was_kept_apart_once_is_not_suggested_again(world, anna):
    chat, mail = anna
    merge_id = joined(world, chat, mail)
    assert suggested(world, chat) == []
    merge.undo(world.database, world.store, merge_id, now=world.clock())
    assert suggested(world, chat) == []


def test_an_address_on_one_channel_speaks_for_the_alias_on_another(world, shop):
    shop[0].write(
        "Ich bin's", id="d1", aliases=[["email", "dora@example.de"]], **{"from": "dora-chat"}
    )
    shop[1].write("Und hier", id="d2", **{"from": "dora@example.de"})
    [(found, evidence)] = suggested(world, who(world, "dora-chat"))
    assert found == who(world, "dora@example.de")
    assert evidence == [Evidence(Likeness.EMAIL, "dora@example.de")]
