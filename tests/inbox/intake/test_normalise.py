"""One bad event takes nothing with it; nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy.exc import OperationalError

from inbox.accounts.account import Account
from inbox.automation import consider
from inbox.automation.decision import DecisionRow
from inbox.channel import RawRequest
from inbox.conversations import record
from inbox.conversations.message import Message
from inbox.intake import apply
from inbox.intake import normalise as normalising
from inbox.intake.normalise import normalise
from inbox.intake.raw_event import LARGEST_IN_ROW, Fate, RawEvent
from inbox.intake.receive import Arrival, receive
from inbox.intake.replay import replay, replay_all
from inbox.leases import acquire
from tests.pigeon import request
from tests.shop import Customers, messages, open_account, rows, texts, the_only


@pytest.fixture
def shop(world):
    return Customers(world, open_account(world))


def incoming(world):
    return [c.text for m, c in messages(world) if m.direction == "in"]


def broken(body: bytes) -> RawRequest:
    return RawRequest("POST", "/hooks/x", {}, {}, body)


def test_history_that_comes_between_todays_messages_waits_until_they_are_recorded(world, shop):
    """A provider pushes it through the same door; only reading it tells that it is old."""
    now = world.clock()
    old = [{"id": f"old-{n}", "text": f"alt {n}", "imported": True} for n in range(3)]
    mixed = [{"id": "new-2", "text": "neu 2"}, {**old[2], "id": "old-9", "text": "alt 9"}]
    told = [request(*old), request({"id": "new-1", "text": "neu 1"}), request(*mixed)]
    receive(world.database, world.store, [Arrival(shop.account_id, raw, now) for raw in told])
    normalise(shop.desks.intake, shop.account_id)
    recorded = [content.text for _row, content in by_birth(world)]
    assert recorded == ["neu 1", "neu 2", "alt 9", "alt 0", "alt 1", "alt 2"]
    assert [event.imported for event in rows(world, RawEvent)] == [True, False, False]


def by_birth(world):
    """In the order in which they were recorded, without what the machine answered."""
    found = [pair for pair in messages(world) if pair[0].direction == "in"]
    return sorted(found, key=lambda pair: pair[0].id)


def test_every_item_of_a_batch_counts(world, shop):
    shop.arrive(request(*({"id": f"m{n}", "text": f"Nachricht {n}", "from": f"c{n % 3}"}
                          for n in range(40))))  # fmt: skip
    assert len(incoming(world)) == 40


def test_one_item_that_cannot_be_recorded_takes_no_neighbour_with_it(world, shop, monkeypatch):
    whole = record.record

    def picky(session, source, event, *, now):
        if event.text == "Gift":
            raise RuntimeError("words of a customer")
        return whole(session, source, event, now=now)

    monkeypatch.setattr(apply, "record", picky)
    shop.arrive(request({"id": "1", "text": "vorher"}, {"id": "2", "text": "Gift"},
                        {"id": "3", "text": "nachher"}))  # fmt: skip
    assert incoming(world) == ["vorher", "nachher"]
    event = the_only(world, RawEvent)
    assert event.fate == Fate.WAITING
    assert event.problem == "RECORD_RuntimeError"


def test_after_three_tries_it_is_a_dead_letter_and_can_be_replayed(world, shop, monkeypatch, clock):
    def refuse(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(apply, "record", refuse)
        shop.write("Hallo")
        for _ in range(4):
            clock.advance(minutes=1)
            normalise(shop.desks.intake, shop.account_id)
    event = the_only(world, RawEvent)
    assert (event.fate, event.attempts) == (Fate.DEAD, 2)
    with world.database.transaction() as session:
        assert replay(session, event.id, now=clock())
        assert not replay(session, 999, now=clock())
    normalise(shop.desks.intake, shop.account_id)
    assert incoming(world) == ["Hallo"]
    assert the_only(world, RawEvent).problem is None


def test_a_failure_to_consider_never_undoes_the_stored_message(world, shop, monkeypatch, clock):
    with monkeypatch.context() as patched:
        patched.setattr(apply, "consider", lambda *a, **k: 1 / 0)
        shop.write("Hallo")
    assert incoming(world) == ["Hallo"]
    assert rows(world, DecisionRow) == []
    clock.advance(minutes=1)
    normalise(shop.desks.intake, shop.account_id)
    assert the_only(world, RawEvent).fate == Fate.NORMALISED
    assert len(rows(world, DecisionRow)) == 1
    assert incoming(world) == ["Hallo"]


def test_what_lacks_a_key_waits_for_the_look_up(world, shop):
    shop.arrive(broken(json.dumps("needs a key").encode()))
    assert the_only(world, RawEvent).fate == Fate.NORMALISED


def test_what_cannot_be_looked_up_waits_and_the_rest_goes_on(world, shop, monkeypatch, clock):
    from inbox.channel import TryLater
    from tests.pigeon import Pigeon

    def unreachable(self, raw):
        raise TryLater("NO_CONNECTION")

    monkeypatch.setattr(Pigeon, "lookup", unreachable)
    shop.arrive(broken(json.dumps("needs a key").encode()), request({"id": "1", "text": "Hallo"}))
    waiting = rows(world, RawEvent)[0]
    assert (waiting.fate, waiting.problem) == (Fate.WAITING, "NO_CONNECTION")
    assert incoming(world) == ["Hallo"]
    clock.advance(hours=25)
    normalise(shop.desks.intake, shop.account_id)
    assert rows(world, RawEvent)[0].fate == Fate.DEAD


def test_a_large_body_lies_in_a_sealed_file_and_comes_back(world, shop):
    text = "groß " * (LARGEST_IN_ROW // 4)
    shop.write(text)
    event = the_only(world, RawEvent)
    assert event.stored_size > LARGEST_IN_ROW
    assert incoming(world)[0] == text
    files = [p for p in world.store.folder.rglob("*") if p.is_file()]
    assert len(files) == 1
    assert text[:40].encode() not in files[0].read_bytes()


def test_history_comes_after_what_is_live(world, shop, clock):
    now = clock()
    receive(world.database, world.store, [
        Arrival(shop.account_id, request({"id": "old", "text": "alt", "imported": True}), now,
                imported=True),
        Arrival(shop.account_id, request({"id": "new", "text": "neu"}), now),
    ])  # fmt: skip
    normalise(shop.desks.intake, shop.account_id)
    with world.database.reading() as session:
        order = [m.external_key for m in session.query(Message).filter_by(direction="in")
                 .order_by(Message.id)]  # fmt: skip
        live = session.query(Message).filter_by(imported=False, direction="in").one()
    assert order[0] == live.external_key
    assert [row.reason for row in rows(world, DecisionRow)].count("IMPORTED") == 1


def test_an_event_for_another_number_goes_there(world, shop):
    other = open_account(world, name="second")
    inner = {"id": "1", "text": "für die zweite Nummer"}
    shop.happen(event="elsewhere", address="second", inner=inner)
    normalise(shop.desks.intake, other)
    with world.database.reading() as session:
        assert session.query(Message).filter_by(direction="in").one().account_id == other


def test_an_event_for_nobody_is_a_dead_letter_of_that_name(world, shop):
    shop.happen(event="elsewhere", address="nowhere", inner={"id": "1"})
    event = the_only(world, RawEvent)
    assert (event.fate, event.problem) == (Fate.DEAD, "NOT_OUR_ACCOUNT")


def test_a_broken_account_pauses_on_its_providers_word(world, shop):
    shop.happen(event="account", health="broken", what="DISABLED")
    assert the_only(world, Account).paused_reason == "DISABLED"


def test_while_somebody_else_has_the_lease_nothing_happens(world, shop, bell):
    with world.database.transaction() as session:
        acquire(session, f"in:{shop.account_id}", holder="somebody else", seconds=60)
    shop.write("Hallo")
    assert incoming(world) == []
    assert the_only(world, RawEvent).fate == Fate.WAITING


def test_concurrent_copies_are_one_message(world, shop, clock):
    raws = [request({"id": "same", "text": "Hallo", "n": n}) for n in range(8)]
    threads = [
        threading.Thread(
            target=receive,
            args=(world.database, world.store, [Arrival(shop.account_id, raw, clock())]),
        )
        for raw in raws
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    normalise(shop.desks.intake, shop.account_id)
    assert len(rows(world, RawEvent)) == 8
    assert incoming(world) == ["Hallo"]


def test_the_last_event_of_an_account_is_remembered(world, shop, clock):
    shop.write("Hallo")
    assert the_only(world, Account).last_event_at == clock()


def test_all_dead_letters_can_be_replayed_at_once(world, shop, clock):
    shop.arrive(broken(b"{"), broken(b"["))
    with world.database.transaction() as session:
        assert replay_all(session, now=clock()) == 2


def test_considering_is_done_once(world, shop):
    shop.write("Hallo")
    with world.database.transaction() as session:
        message = session.query(Message).filter_by(direction="in").one()
        again = record.Recorded(message, None, None, is_new=False)  # type: ignore[arg-type]
        consider.consider(
            session,
            world.accounts.channel(shop.account_id),
            again,
            base_url="https://kontor.example",
            now=world.clock(),
        )
    assert len(rows(world, DecisionRow)) == 1
    assert texts(world).count("Hallo") == 1


def test_what_a_deadlock_rolled_back_comes_again_in_its_order(world, shop, monkeypatch):
    """Setting that one event aside would let the next one overtake it."""
    apply_event, calls = normalising.apply_event, []

    def interrupted(*arguments):
        calls.append(arguments)
        if len(calls) == 1:
            raise OperationalError("UPDATE", {}, Deadlock())
        return apply_event(*arguments)

    monkeypatch.setattr(normalising, "apply_event", interrupted)
    shop.arrive(request({"id": "1", "text": "eins"}), request({"id": "2", "text": "zwei"}))
    assert [row.attempts for row in rows(world, RawEvent)] == [0, 0]
    assert [row.id for row in rows(world, Message) if row.direction == "in"] == [
        row.message_id for row in rows(world, DecisionRow)
    ]
    assert incoming(world) == ["eins", "zwei"]


class Deadlock(Exception):
    sqlstate = "40P01"
