"""Blocking: spam from then on, and back again."""

from __future__ import annotations

from inbox.conversations import block
from inbox.conversations.activity import Deed
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.customer import Customer
from tests.inbox.people.test_replies import hire
from tests.shop import Customers, configure_shop, open_account, the_only


def test_who_is_blocked_goes_to_spam_and_comes_back(world, loft):
    configure_shop(world, automation=False)
    shop = Customers(world, open_account(world))
    shop.write("Hallo")
    by, now = Deed(hire(world, "kim")), world.clock()

    def act(verb):
        with world.database.transaction() as session:
            return verb(session, session.query(Customer).one(), by=by, now=now)

    assert (act(block.block), act(block.block)) == (True, False)
    assert the_only(world, Conversation).status == Status.SPAM
    shop.write("Noch da?")
    assert the_only(world, Conversation).status == Status.SPAM
    assert (act(block.unblock), act(block.unblock)) == (True, False)
    assert the_only(world, Conversation).status == Status.OPEN
    assert the_only(world, Customer).blocked_at is None
