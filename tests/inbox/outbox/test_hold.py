"""An answer that waits for the customer to write back, and then goes."""

from __future__ import annotations

import pytest

from inbox.channel import TemplateUse
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Author, Reached
from inbox.outbox.hold import WAITS, hold
from inbox.outbox.post import Letter, post
from tests.shop import Customers, configure_shop, messages, open_account


@pytest.fixture
def shop(world, clock):
    """The window has closed; an answer is ready and a template has said so."""
    configure_shop(world, automation=False)
    customers = Customers(world, open_account(world))
    customers.write("Frage")
    clock.advance(hours=30)
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        able = world.accounts.channel(customers.account_id).capabilities
        ready = Letter("t", Author.AGENT, Purpose.SERVICE, "Ihre Antwort ist da.",
                       template=TemplateUse("ready", "de"))  # fmt: skip
        post(session, conversation, ready, able, now=clock())
        answer = Letter("a", Author.AGENT, Purpose.SERVICE, "Hier die Antwort.")
        hold(session, post(session, conversation, answer, able, now=clock()).message)
    return customers


def test_only_the_template_goes_at_once(world, shop, loft):
    shop.send_all()
    assert [one.message.template is not None for one in loft.sent] == [True]
    waiting = messages(world)[-1][0]
    assert (waiting.reached, waiting.reached_reason) == (Reached.QUEUED, WAITS)


def test_it_goes_when_the_customer_writes_back(world, shop, loft, clock):
    shop.send_all()
    clock.advance(hours=2)
    shop.write("Ja, bitte")
    shop.send_all()
    assert loft.texts() == ["Ihre Antwort ist da.", "Hier die Antwort."]


def test_a_reaction_or_an_old_message_does_not_release_it(world, shop, loft, clock):
    shop.send_all()
    shop.happen(event="reaction", id="r", target="in-1", emoji="👍")
    shop.write("von früher", imported=True)
    shop.send_all()
    assert len(loft.sent) == 1


def test_it_holds_nobody_else(world, shop, loft, clock):
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        able = world.accounts.channel(shop.account_id).capabilities
        later = Letter("l", Author.AGENT, Purpose.SERVICE, "noch eins",
                       template=TemplateUse("other", "de"))  # fmt: skip
        post(session, conversation, later, able, now=clock())
    shop.send_all()
    assert loft.texts() == ["Ihre Antwort ist da.", "noch eins"]
