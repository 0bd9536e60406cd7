"""Every way a send can end has one name and one consequence; nothing goes twice or out of order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from inbox.accounts.account import Account
from inbox.accounts.manage import pause, resume
from inbox.channel import (
    AccountBroken,
    OutcomeUnknown,
    RecipientStopped,
    Rejected,
    Scope,
    TryLater,
    WindowClosed,
    Wish,
)
from inbox.consent.ledger import ConsentState
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.customer import Customer
from inbox.conversations.message import Author, Message, Reached
from inbox.outbox import outcome
from inbox.outbox.delivery import Attempt, Delivery, Stage
from inbox.outbox.dispatch import dispatch
from inbox.outbox.post import Letter, post
from tests.pigeon import Pigeon
from tests.shop import Customers, configure_shop, messages, open_account, rows, the_only
from workers.sweep import expire_claims


@pytest.fixture
def shop(world):
    """A customer has written; the machine is silent, so that only people answer."""
    configure_shop(world, automation=False)
    customers = Customers(world, open_account(world))
    customers.write("Frage")
    return customers


@pytest.fixture
def answer(world, shop):
    """Post an agent's answer; its deliveries' numbers."""

    def write(text="Antwort", key="k1", purpose=Purpose.SERVICE):
        with world.database.transaction() as session:
            conversation = session.query(Conversation).order_by(Conversation.id.desc()).first()
            channel = world.accounts.channel(conversation.account_id)
            letter = Letter(key, Author.AGENT, purpose, text)
            posted = post(session, conversation, letter, channel.capabilities, now=world.clock())
            return posted.message.id

    return write


def delivery(world):
    return the_only(world, Delivery)


def reached(world):
    return [m.reached for m, _ in messages(world) if m.direction == "out"]


def test_what_was_accepted_is_sent_and_known_by_the_providers_id(world, shop, answer, loft):
    answer()
    shop.send_all()
    assert loft.texts() == ["Antwort"]
    assert reached(world) == [Reached.SENT]
    assert delivery(world).external_key is not None
    assert delivery(world).prepared_sealed is None
    assert the_only(world, Attempt).outcome == "sent"


def test_posting_the_same_deed_twice_is_one_message(world, shop, answer, loft):
    assert answer(key="form-1") == answer(key="form-1")
    shop.send_all()
    assert len(loft.sent) == 1


def test_an_answer_ends_the_waiting(world, shop, answer):
    answer()
    conversation = the_only(world, Conversation)
    assert conversation.status == Status.WAITING
    assert conversation.waiting_since is None
    assert conversation.unread == 0


@pytest.mark.parametrize(
    ("error", "stage"),
    [
        (Rejected("NO_SUCH_NUMBER"), Stage.FAILED),
        (WindowClosed("WINDOW"), Stage.FAILED),
        (OutcomeUnknown("NO_ANSWER"), Stage.UNKNOWN),
        (RuntimeError("a customer's words"), Stage.UNKNOWN),
        (TryLater("THROTTLED"), Stage.QUEUED),
        (AccountBroken("TOKEN_EXPIRED"), Stage.QUEUED),
        (RecipientStopped("OPTED_OUT"), Stage.FAILED),
    ],
    ids=lambda value: getattr(value, "code", str(value)),
)
def test_every_failure_has_its_consequence(world, shop, answer, loft, error, stage):
    loft.script.append(error)
    answer()
    shop.send_all()
    assert delivery(world).stage == stage
    assert loft.sent == []
    attempt = the_only(world, Attempt)
    assert attempt.finished_at is not None
    assert "customer" not in (attempt.detail or "")


def test_an_unknown_outcome_is_never_repeated_by_a_machine(world, shop, answer, loft, clock):
    loft.script.append(OutcomeUnknown("NO_ANSWER"))
    answer()
    shop.send_all()
    clock.advance(hours=50)
    shop.send_all()
    assert loft.sent == []
    assert reached(world) == [Reached.UNKNOWN]


def test_where_a_repeat_is_safe_it_is_repeated_with_identical_bytes(world, loft):
    configure_shop(world, automation=False)
    mail = Customers(world, open_account(world, "parchment"))
    mail.write("Frage")
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        channel = world.accounts.channel(conversation.account_id)
        post(session, conversation, Letter("k", Author.AGENT, Purpose.SERVICE, "Antwort"),
             channel.capabilities, now=world.clock())  # fmt: skip
    loft.script.append(OutcomeUnknown("NO_ANSWER"))
    mail.send_all()
    before = world.database
    with before.reading() as session:
        sealed = session.query(Delivery).one().prepared_sealed
    assert sealed is not None
    world.clock.advance(minutes=1)
    mail.send_all()
    assert len(loft.sent) == 1
    assert loft.sent[0].prepared.startswith(loft.sent[0].message.dedupe_key.encode())


def test_later_means_later_and_then_it_goes(world, shop, answer, loft, clock):
    loft.script.append(TryLater("THROTTLED", after=timedelta(seconds=90)))
    answer()
    shop.send_all()
    clock.advance(seconds=60)
    shop.send_all()
    assert loft.sent == []
    clock.advance(seconds=31)
    shop.send_all()
    assert loft.texts() == ["Antwort"]


def test_what_could_not_leave_for_two_days_fails_visibly(world, shop, answer, loft, clock):
    answer()
    for _ in range(60):
        loft.script.append(TryLater("DOWN"))
    for _ in range(60):
        shop.send_all()
        clock.advance(hours=1)
    assert reached(world) == [Reached.FAILED]
    assert loft.sent == []


def test_time_in_which_the_account_was_paused_is_no_reason_to_give_up(
    world, shop, answer, loft, clock
):
    answer()
    loft.script.append(TryLater("DOWN"))
    shop.send_all()
    with world.database.transaction() as session:
        pause(session, session.query(Account).one(), reason="BY_HAND", now=clock())
    clock.advance(days=5)
    with world.database.transaction() as session:
        resume(session, session.query(Account).one(), now=clock())
    shop.write("Noch jemand da?")  # opens the window again
    loft.script.append(TryLater("DOWN"))
    shop.send_all()
    assert reached(world) == [Reached.QUEUED]
    clock.advance(hours=2)
    shop.send_all()
    assert loft.texts() == ["Antwort"]


def test_what_the_channel_never_prepares_fails_after_two_days_of_trying(
    world, shop, answer, loft, clock, monkeypatch
):
    def away(*_args):
        raise TryLater("NO_DIRECTORY")

    loft.shy = True
    monkeypatch.setattr(Pigeon, "acquaint", away)
    answer()
    for _ in range(60):
        shop.send_all()
        clock.advance(hours=1)
    assert reached(world) == [Reached.FAILED]
    assert {attempt.code for attempt in rows(world, Attempt)} == {"NO_DIRECTORY"}


def test_the_head_holds_the_rest_and_a_failed_head_does_not(world, shop, answer, loft, clock):
    loft.script.append(TryLater("DOWN", after=timedelta(minutes=5)))
    for n in range(3):
        answer(f"Antwort {n}", key=f"k{n}")
    shop.send_all()
    assert loft.sent == []
    clock.advance(minutes=6)
    loft.script.append(Rejected("NO"))
    shop.send_all()
    assert loft.texts() == ["Antwort 1", "Antwort 2"]


def test_another_customer_is_not_held_up(world, shop, answer, loft):
    loft.script.append(TryLater("DOWN", after=timedelta(minutes=5)))
    answer("an Anna", key="k1")
    shop.write("Hallo", **{"from": "ben"})
    answer("an Ben", key="k2")
    shop.send_all()
    assert loft.texts() == ["an Ben"]


def test_a_throttled_account_waits_as_a_whole(world, shop, answer, loft, clock):
    loft.script.append(TryLater("DOWN", after=timedelta(minutes=5), scope=Scope.ACCOUNT))
    answer("an Anna", key="k1")
    shop.write("Hallo", **{"from": "ben"})
    answer("an Ben", key="k2")
    shop.send_all()
    assert loft.sent == []
    clock.advance(minutes=6)
    shop.send_all()
    assert len(loft.sent) == 2


def test_a_broken_account_pauses_and_burns_nothing(world, shop, answer, loft):
    loft.script.append(AccountBroken("TOKEN_EXPIRED", "the token is over"))
    for n in range(3):
        answer(f"Antwort {n}", key=f"k{n}")
    shop.send_all()
    account = the_only(world, Account)
    assert account.paused_reason == "TOKEN_EXPIRED"
    assert {row.stage for row in rows(world, Delivery)} == {Stage.QUEUED}
    with world.database.transaction() as session:
        resume(session, session.query(Account).one(), now=world.clock())
    shop.send_all()
    assert loft.texts() == ["Antwort 0", "Antwort 1", "Antwort 2"]


def test_a_paused_account_keeps_its_queue(world, shop, answer, loft, clock):
    with world.database.transaction() as session:
        pause(session, session.query(Account).one(), reason="PAUSED_BY_HAND", now=clock())
    answer()
    shop.send_all()
    assert delivery(world).stage == Stage.QUEUED
    assert loft.sent == []


def test_a_recipient_who_stopped_at_the_provider_is_entered_into_the_ledger(
    world, shop, answer, loft
):
    loft.script.append(RecipientStopped("OPTED_OUT", wish=Wish.STOP_MARKETING))
    answer()
    shop.send_all()
    assert the_only(world, ConsentState).standing == "withdrawn"


@pytest.mark.parametrize(
    ("ban", "reason"),
    [
        ("blocked_at", "CUSTOMER_BLOCKED"),
        ("restricted_at", "PROCESSING_RESTRICTED"),
        ("erasing_at", "ERASURE_IN_PROGRESS"),
    ],
)
def test_a_persons_message_is_refused_with_the_reason(world, shop, answer, loft, ban, reason):
    answer()
    with world.database.transaction() as session:
        setattr(session.query(Customer).one(), ban, world.clock())
    shop.send_all()
    assert loft.sent == []
    message = next(m for m, _ in messages(world) if m.direction == "out")
    assert (message.reached, message.reached_reason) == (Reached.FAILED, reason)


def test_a_closed_window_stops_a_free_message(world, shop, answer, loft, clock):
    clock.advance(hours=25)
    answer()
    shop.send_all()
    assert loft.sent == []
    assert delivery(world).reason == "WINDOW_CLOSED"


def test_marketing_needs_a_consent(world, shop, answer, loft):
    answer(purpose=Purpose.MARKETING)
    shop.send_all()
    assert loft.sent == []
    assert delivery(world).reason == "MARKETING_NOT_ALLOWED"


def test_a_long_text_becomes_several_deliveries_in_order(world, shop, answer, loft):
    answer("Absatz eins. " * 100 + "\n\n" + "Absatz zwei. " * 100)
    shop.send_all()
    assert len(loft.sent) == 2
    assert [row.part for row in rows(world, Delivery)] == [1, 2]
    assert reached(world) == [Reached.SENT]


def test_the_rest_of_a_refused_message_is_not_sent(world, shop, answer, loft):
    loft.script.append(Rejected("NO"))
    answer("Absatz eins. " * 100 + "\n\n" + "Absatz zwei. " * 100)
    shop.send_all()
    assert loft.sent == []
    assert reached(world) == [Reached.FAILED]


def test_what_the_channel_cannot_say_fails_before_it_is_claimed(world, shop, answer, loft):
    answer("unsayable")
    shop.send_all()
    assert delivery(world).reason == "UNSAYABLE"
    assert rows(world, Attempt) == []


def test_a_recipient_nobody_has_met_is_looked_up_first(world, shop, answer, loft):
    loft.shy = True
    answer()
    shop.send_all()
    assert loft.texts() == ["Antwort"]


def test_dispatching_twice_sends_once(world, shop, answer, loft):
    answer()
    number = delivery(world).id
    desk = shop.desks.pump.desk
    dispatch(desk, number)
    dispatch(desk, number)
    assert len(loft.sent) == 1


def test_a_large_prepared_message_lies_in_the_store_until_it_is_sent(world, loft, clock):
    configure_shop(world, automation=False)
    mail = Customers(world, open_account(world, "parchment"))
    mail.write("Frage")
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        able = replace(world.accounts.channel(mail.account_id).capabilities, max_text=10**6)
        letter = Letter("k", Author.AGENT, Purpose.SERVICE, "lang " * 100_000)
        post(session, conversation, letter, able, now=clock())
    world.accounts.channel(mail.account_id).capabilities = able
    loft.script.append(TryLater("DOWN"))
    mail.send_all()
    files = [path for path in world.store.folder.rglob("*") if path.is_file()]
    assert len(files) == 1
    assert b"lang lang" not in files[0].read_bytes()
    clock.advance(minutes=1)
    mail.send_all()
    assert len(loft.sent) == 1
    assert [path for path in world.store.folder.rglob("*") if path.is_file()] == []


class TestLostWorkers:
    def claim_and_die(self, world, shop, answer):
        answer()
        with world.database.transaction() as session:
            row = session.query(Delivery).one()
            row.stage, row.claimed_until = Stage.CLAIMED, world.clock() + timedelta(minutes=5)
            session.add(Attempt(delivery_id=row.id, started_at=world.clock()))

    def test_a_claim_whose_worker_died_becomes_unknown(self, world, shop, answer, loft, clock):
        self.claim_and_die(world, shop, answer)
        assert expire_claims(world) == 0
        clock.advance(minutes=6)
        assert expire_claims(world) == 1
        assert reached(world) == [Reached.UNKNOWN]
        assert the_only(world, Attempt).code == "WORKER_DIED"
        shop.send_all()
        assert loft.sent == []

    def test_the_next_in_line_goes_when_the_claim_is_settled(
        self, world, shop, answer, loft, clock
    ):
        self.claim_and_die(world, shop, answer)
        answer("danach", key="k2")
        shop.send_all()
        assert loft.sent == []
        clock.advance(minutes=6)
        expire_claims(world)
        shop.send_all()
        assert loft.texts() == ["danach"]


class TestBackFromTheDead:
    """A claim was taken for lost, and its worker brings the outcome after all."""

    @pytest.fixture
    def late(self, world, shop, answer, clock):
        """Settle the claim that has expired meanwhile."""
        answer()
        with world.database.transaction() as session:
            row = session.query(Delivery).one()
            row.stage, row.claimed_until = Stage.CLAIMED, world.clock() + timedelta(minutes=5)
            attempt = Attempt(delivery_id=row.id, started_at=world.clock())
            session.add(attempt)
            session.flush()
            claim = outcome.Claim(row.id, attempt.id)
        clock.advance(minutes=6)
        expire_claims(world)
        able = world.accounts.channel(shop.account_id).capabilities

        def settle(result):
            with world.database.transaction() as session:
                outcome.settle(session, claim, result, able, now=clock())

        return settle

    def test_an_acceptance_is_believed(self, world, late):
        late("wire-1")
        assert reached(world) == [Reached.SENT]
        assert the_only(world, Attempt).outcome == "sent"
        assert the_only(world, Attempt).code is None

    def test_it_does_not_lower_what_the_provider_said_meanwhile(self, world, late, shop):
        shop.happen(event="update", id="wire-1", state="delivered", key=delivery(world).wire_key)
        assert reached(world) == [Reached.DELIVERED]
        late("wire-1")
        assert reached(world) == [Reached.DELIVERED]

    def test_a_failure_is_no_news(self, world, late):
        late(TryLater("THROTTLED"))
        assert reached(world) == [Reached.UNKNOWN]

    def test_the_same_outcome_twice_is_one(self, world, late):
        late("wire-1")
        late("wire-1")
        assert reached(world) == [Reached.SENT]


def test_an_outcome_is_kept_in_mind_while_the_database_is_away(
    world, shop, answer, loft, monkeypatch
):
    answer()
    settle, calls = outcome.settle, []

    def interrupted(*arguments, **named):
        calls.append(arguments)
        if len(calls) < 3:
            raise OperationalError("COMMIT", {}, Exception("server closed the connection"))
        return settle(*arguments, **named)

    monkeypatch.setattr("inbox.outbox.outcome.settle", interrupted)
    monkeypatch.setattr("inbox.db._AWAY_SECONDS", 0.0)
    shop.send_all()
    assert len(calls) == 3
    assert len(loft.sent) == 1
    assert reached(world) == [Reached.SENT]


def test_a_message_knows_its_channel_conversation_and_customer(world, shop, answer):
    answer()
    with world.database.reading() as session:
        message = session.query(Message).filter_by(direction="out").one()
        assert message.identity_id
        assert message.account_id == shop.account_id
