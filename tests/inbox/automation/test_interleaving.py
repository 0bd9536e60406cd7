"""Whatever comes when: after a STOP nothing automatic is claimed but what the customer asks for."""

from __future__ import annotations

from random import Random

import pytest

from inbox.automation.decision import DecisionRow
from inbox.automation.reasons import ASKED_FOR
from inbox.consent.ledger import ConsentState, LedgerEntry, entries, is_unbroken, replay
from inbox.consent.purpose import Purpose, Standing
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity
from inbox.outbox.delivery import Attempt, Delivery
from inbox.outbox.dispatch import dispatch
from inbox.outbox.pump import due_heads
from tests.shop import Customers, configure_shop, open_account, rows

STEPS = 40
CUSTOMERS = ("eins", "zwei", "drei")
SAID = ("Hallo", "Wo ist mein Paket?", "HILFE", "MENSCH", "STOP", "stopp", "BOT AUS", "Hallo?")


class _Life:
    """A random life of a shop: what was done, and when each customer first said STOP."""

    def __init__(self, world, clock, seed):
        configure_shop(world, name="Lavendel", privacy_url="https://shop.example/privacy")
        self.world, self.clock, self.random = world, clock, Random(seed)
        self.customers = Customers(world, open_account(world))
        self.stopped: dict[str, object] = {}

    def live(self):
        deeds = (self.write, self.write, self.dispatch, self.dispatch, self.speak_again)
        for _ in range(STEPS):
            self.clock.advance(seconds=self.random.choice((1, 1, 5, 400, 4_000)))
            self.random.choice(deeds)()
        self.customers.send_all()

    def write(self):
        who, text = self.random.choice(CUSTOMERS), self.random.choice(SAID)
        self.customers.write(text, **{"from": who})
        if text.lower() in {"stop", "stopp", "bot aus"}:
            self.stopped.setdefault(who, self.clock())

    def dispatch(self):
        with self.world.database.reading() as session:
            now = self.clock()
            due = due_heads(session, self.customers.account_id, now=now, limit=5)
        if due:
            dispatch(self.customers.desks.pump.desk, self.random.choice(due))

    def speak_again(self):
        """As after a hand-over that was resolved."""
        with self.world.database.transaction() as session:
            for conversation in session.query(Conversation):
                if self.random.random() < 0.3:
                    conversation.bot_off = False


@pytest.mark.parametrize("seed", range(4))
def test_after_a_stop_nothing_is_claimed_that_nobody_asked_for(world, clock, seed, loft):
    life = _Life(world, clock, seed)
    life.live()
    objected = {
        row.identity_id: row.since
        for row in rows(world, ConsentState)
        if row.purpose == Purpose.AUTOMATION and row.standing == Standing.OBJECTED
    }
    assert len(objected) == len(life.stopped)
    deliveries = {row.id: row for row in rows(world, Delivery)}
    claimed = [(deliveries[row.delivery_id], row.started_at) for row in rows(world, Attempt)]
    assert claimed
    for delivery, at in claimed:
        since = objected.get(delivery.identity_id)
        if since is not None and at > since:
            assert delivery.reply_kind in ASKED_FOR


@pytest.mark.parametrize("seed", range(2))
def test_the_ledger_replays_to_the_state_and_every_message_has_one_decision(world, clock, seed):
    life = _Life(world, clock, 100 + seed)
    life.live()
    states = {(row.identity_id, row.purpose): row.standing for row in rows(world, ConsentState)}
    with world.database.reading() as session:
        for identity in rows(world, Identity):
            theirs = entries(session, identity.id)
            assert is_unbroken(theirs)
            for purpose, standing in replay(theirs).items():
                assert states.pop((identity.id, purpose)) == standing
    assert states == {}
    arrived = [row.message_id for row in rows(world, DecisionRow) if row.phase == "decide"]
    assert len(arrived) == len(set(arrived))
    assert {row.happened for row in rows(world, LedgerEntry)} <= {
        "shown", "withdrawn", "objected"
    }  # fmt: skip
