"""What time has ended is ended: unanswered questions, consents that nobody used for years."""

from __future__ import annotations

import pytest

from inbox.automation import lapse as lapsing
from inbox.automation.lapse import lapse
from inbox.consent.imported import read_record, take_over
from inbox.consent.ledger import ConsentState
from inbox.outbox.delivery import Delivery
from tests.inbox.consent.test_imported import WHOLE
from tests.shop import Customers, configure_shop, open_account, rows


@pytest.fixture
def mail(world):
    configure_shop(world, name="Lavendel", privacy_url="https://shop.example/privacy")
    return Customers(world, open_account(world, "parchment"))


def subscribed(world, mail, *names):
    for name in names:
        record = read_record({**WHOLE, "address": f"{name}@kundin.example"})
        with world.database.transaction() as session:
            take_over(session, mail.account_id, record, actor="shop", now=world.clock())


def standings(world):
    return [row.standing for row in rows(world, ConsentState) if row.purpose == "marketing"]


def test_a_question_without_an_answer_ends_after_a_week(world, mail, clock):
    mail.write("START")
    mail.send_all()
    assert lapse(world.database, now=clock()) == 0
    clock.advance(days=7, seconds=1)
    assert lapse(world.database, now=clock()) == 1
    assert standings(world) == ["unknown"]
    assert lapse(world.database, now=clock()) == 0


def test_a_consent_that_nobody_used_for_two_years_ends(world, mail, clock, monkeypatch):
    monkeypatch.setattr(lapsing, "_AT_ONCE", 2)
    subscribed(world, mail, "eins", "zwei", "drei")
    clock.advance(days=400)
    assert lapse(world.database, now=clock()) == 0
    clock.advance(days=331)
    assert lapse(world.database, now=clock()) == 3
    assert standings(world) == ["expired"] * 3


def test_a_consent_that_was_used_stays(world, mail, clock):
    mail.write("Hallo", **{"from": "eins@kundin.example"})
    mail.send_all()
    subscribed(world, mail, "eins")
    clock.advance(days=729)
    with world.database.transaction() as session:
        used = session.query(Delivery).one()
        used.purpose, used.created_at = "marketing", clock()
    clock.advance(days=100)
    assert lapse(world.database, now=clock()) == 0


def test_a_shop_may_want_it_otherwise(world, mail, clock):
    subscribed(world, mail, "eins")
    configure_shop(world, consent_lapses_after=0)
    clock.advance(days=5_000)
    assert lapse(world.database, now=clock()) == 0
