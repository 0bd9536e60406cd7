"""Events reach the endpoint signed, in order, again when they failed, and never after a 410."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from inbox import leases
from inbox.changes import journal
from inbox.changes.journal import Subject, What
from inbox.subscribers import delivery, endpoint, sign
from inbox.subscribers.delivery import EventAttempt, EventDelivery, EventStage
from inbox.subscribers.endpoint import Paused
from inbox.subscribers.publish import due_endpoints
from tests.inbox.subscribers.conftest import HOSTS
from tests.shop import rows


def test_what_happens_is_told_thin_signed_and_in_order(world, chat, receiver, subscribe, work):
    mine = subscribe()
    chat.write("Wo ist mein Paket?", name="Anna")
    work(mine)
    assert {"conversation.opened", "message.received"} <= set(receiver.types())
    first = receiver.received[0]
    with world.database.reading() as session:
        way = endpoint.way_of(session, session.get_one(endpoint.Endpoint, mine))
    signing = way.signing(world.clock())
    expected = sign.headers(first.headers["webhook-id"], first.body, signing, now=world.clock())
    assert {name: first.headers[name] for name in expected} == expected
    numbers = [one.event["data"]["number"] for one in receiver.received]
    assert numbers == sorted(numbers)
    for one in receiver.received:
        assert b"Anna" not in one.body
        assert b"Paket" not in one.body
    assert {row.stage for row in rows(world, EventDelivery)} == {"delivered"}


def test_an_endpoint_hears_only_of_what_it_wants_and_of_nothing_before_it_came(
    world, chat, receiver, subscribe, work
):
    chat.write()
    journal.stamp(world.database)
    mine = subscribe("message.received")
    chat.write()
    work(mine)
    assert receiver.types() == ["message.received"]


def test_nothing_is_sent_twice(world, chat, receiver, subscribe, work):
    mine = subscribe()
    chat.write()
    work(mine)
    count = len(receiver.received)
    work(mine)
    assert len(receiver.received) == count
    assert len({one.headers["webhook-id"] for one in receiver.received}) == count


def test_an_event_that_was_refused_comes_again_with_the_same_id_and_a_new_time(
    world, chat, receiver, subscribe, work, clock
):
    mine = subscribe("message.received")
    chat.write()
    receiver.script.append((500, {}))
    work(mine)
    work(mine)
    assert len(receiver.received) == 1
    clock.advance(seconds=10)
    work(mine)
    first, again = receiver.received
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.headers["webhook-timestamp"] != again.headers["webhook-timestamp"]
    assert [row.code for row in rows(world, EventAttempt)] == ["HTTP_500", None]


def test_a_failed_event_holds_back_its_customers_later_ones_and_nobody_elses(
    world, receiver, subscribe, work, clock
):
    mine = subscribe("customer.updated")
    receiver.refuses.add("anna")
    _note(world, "anna", "bert", "anna", "bert")
    work(mine)
    told = [one.event["data"]["customer_id"] for one in receiver.received]
    assert told == ["anna", "bert", "bert"]
    receiver.refuses.clear()
    clock.advance(seconds=10)
    work(mine)
    numbers = [
        one.event["data"]["number"]
        for one in receiver.received
        if one.event["data"]["customer_id"] == "anna"
    ]
    assert len(numbers) == 3
    assert numbers == sorted(numbers)


def test_an_endpoint_that_seems_to_be_down_rests_as_a_whole(
    world, receiver, subscribe, work, clock, the_endpoint
):
    mine = subscribe("customer.updated")
    receiver.script.append((503, {"Retry-After": "120"}))
    _note(world, "anna", "bert")
    work(mine)
    assert len(receiver.received) == 1
    clock.advance(seconds=119)
    work(mine)
    assert len(receiver.received) == 1
    clock.advance(seconds=1)
    work(mine)
    assert len(receiver.received) == 3
    assert the_endpoint(mine).failures == 0


def test_410_pauses_at_once_and_everything_waits_for_a_person(
    world, receiver, subscribe, work, clock, the_endpoint
):
    mine = subscribe("customer.updated")
    receiver.script.append((410, {}))
    _note(world, "anna", "bert")
    work(mine)
    assert the_endpoint(mine).paused_reason == Paused.GONE
    assert the_endpoint(mine).needs_a_person
    _note(world, "anna")
    clock.advance(days=30)
    work(mine)
    assert len(receiver.received) == 1
    _resume(world, mine)
    work(mine)
    assert [one.event["data"]["customer_id"] for one in receiver.received[1:]] == [
        "anna", "bert", "anna",
    ]  # fmt: skip


def test_after_three_days_without_any_success_it_is_paused(
    world, receiver, subscribe, work, clock, the_endpoint
):
    mine = subscribe("customer.updated")
    _note(world, "anna")
    receiver.refuses.add("anna")
    for _hour in range(24 * 4):
        work(mine)
        clock.advance(hours=1)
        if the_endpoint(mine).paused_at:
            break
        _note(world, "anna")
    assert the_endpoint(mine).paused_reason == Paused.FAILING
    with world.database.reading() as session:
        assert endpoint.how_many_need_a_person(session) == 1


def test_an_event_that_never_gets_through_fails_and_can_be_sent_again_by_hand(
    world, receiver, subscribe, work, clock
):
    mine = subscribe("customer.updated")
    receiver.refuses.add("anna")
    _note(world, "anna")
    for day in range(12):
        work(mine)
        _note(world, f"bert{day}")  # somebody else's success keeps the endpoint going
        work(mine)
        clock.advance(days=1)
    [failed] = [row for row in rows(world, EventDelivery) if row.stage == EventStage.FAILED]
    assert failed.tries == 11
    receiver.refuses.clear()
    with world.database.transaction() as session:
        assert delivery.send_again(session, failed.id, now=clock.now) is not None
        assert delivery.send_again(session, failed.id, now=clock.now) is None
    work(mine)
    assert receiver.received[-1].event["data"]["customer_id"] == "anna"
    assert receiver.received[-1].headers["webhook-id"] == failed.event_id
    [again] = [row for row in rows(world, EventDelivery) if row.id == failed.id]
    assert (again.stage, again.sent_again) == (EventStage.DELIVERED, True)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(world, receiver, subscribe, work, status):
    mine = subscribe("customer.updated")
    receiver.script.append((status, {"Location": receiver.url}))
    _note(world, "anna")
    work(mine)
    assert len(receiver.received) == 1
    assert [row.code for row in rows(world, EventAttempt)] == ["REDIRECT"]


def test_a_name_that_leads_into_a_private_network_is_not_called(
    world, receiver, subscribe, work, monkeypatch
):
    mine = subscribe("customer.updated")
    monkeypatch.setattr("inbox.subscribers.deliver.is_allowed_private", lambda _url, _hosts: False)
    _note(world, "anna")
    work(mine)
    assert receiver.received == []
    assert [row.code for row in rows(world, EventAttempt)] == ["PRIVATE_ADDRESS"]


def test_an_endpoint_that_is_not_there_is_tried_again(world, receiver, subscribe, work, clock):
    mine = subscribe("customer.updated", url="http://127.0.0.1:1/")
    _note(world, "anna")
    work(mine)
    [row] = rows(world, EventDelivery)
    assert (row.stage, row.code) == (EventStage.QUEUED, "NO_CONNECTION")
    assert row.next_try_at > clock.now


def test_a_merge_says_who_took_the_place(world, chat, receiver, subscribe, work):
    mine = subscribe("customer.merged")
    chat.write(**{"from": "anna"})
    chat.write(**{"from": "bert"})
    with world.database.transaction() as session:
        gone, stays = session.execute(text("SELECT id FROM customer ORDER BY id")).scalars()
        session.execute(
            text("UPDATE customer SET merged_into = :stays WHERE id = :gone"),
            {"stays": stays, "gone": gone},
        )
        journal.note(session, What.CUSTOMER_MERGED, Subject(customer_id=gone), now=world.clock())
    work(mine)
    [merged] = receiver.received
    assert merged.event["data"]["merged_into"] == stays
    assert merged.event["data"]["tombstone"]


def test_notes_are_never_told(world, chat, receiver, subscribe, work):
    from tests.inbox.api.case import note

    mine = subscribe()
    chat.write()
    note_id = note(world, "Kulanz")
    work(mine)
    assert note_id not in str([one.body for one in receiver.received])


def test_a_secret_is_replaced_without_a_gap(world, receiver, subscribe, work, clock):
    mine = subscribe("customer.updated")
    with world.database.transaction() as session:
        row = session.get_one(endpoint.Endpoint, mine)
        [old] = endpoint.way_of(session, row).signing(clock.now)
        fresh = endpoint.rotate(session, row, now=clock.now)
    for secrets in ([fresh, old], [fresh]):
        _note(world, "anna")
        work(mine)
        last = receiver.received[-1]
        expected = sign.headers(last.headers["webhook-id"], last.body, secrets, now=clock.now)
        assert last.headers["webhook-signature"] == expected["webhook-signature"]
        clock.advance(days=1)


def test_address_and_secrets_lie_sealed(world, receiver, subscribe):
    subscribe()
    with world.database.reading() as session:
        stored = str(session.execute(text("SELECT * FROM endpoint")).all())
    assert "key=secret" not in stored
    assert "whsec_" not in stored


def test_one_process_at_a_time_works_for_an_endpoint(world, receiver, subscribe, work, clock):
    mine = subscribe("customer.updated")
    _note(world, "anna")
    with world.database.transaction() as session:
        held = leases.acquire(session, f"endpoint:{mine}", holder="another", seconds=60)
    work(mine)
    assert receiver.received == []
    with world.database.transaction() as session:
        leases.release(session, held)
    work(mine)
    assert len(receiver.received) == 1


def test_who_is_due_is_known(world, receiver, subscribe, work, clock):
    mine = subscribe("customer.updated")
    assert _due(world) == []
    _note(world, "anna")
    assert _due(world) == [mine]
    receiver.script.append((500, {}))
    work(mine)
    assert _due(world) == []
    clock.advance(seconds=10)
    assert _due(world) == [mine]


def test_a_long_queue_leaves_the_rest_in_the_journal(world, receiver, subscribe, work, clock):
    mine = subscribe("customer.updated", url="http://127.0.0.1:1/")
    _note(world, *("anna" for _ in range(1_500)))
    work(mine)
    with world.database.reading() as session:
        waiting = len(session.scalars(select(EventDelivery.id)).all())
    assert 1_000 <= waiting < 1_500


def test_what_was_settled_a_month_ago_is_purged_with_its_tries(
    world, receiver, subscribe, work, clock
):
    mine = subscribe("customer.updated")
    _note(world, "anna")
    work(mine)
    clock.advance(days=31)
    _note(world, "bert")
    work(mine)
    with world.database.transaction() as session:
        assert delivery.purge(session, now=clock.now) == 1
    assert [row.customer_id for row in rows(world, EventDelivery)] == ["bert"]
    assert len(rows(world, EventAttempt)) == 1


def test_an_endpoint_goes_with_its_log(world, receiver, subscribe, work):
    mine = subscribe("customer.updated")
    _note(world, "anna")
    work(mine)
    with world.database.transaction() as session:
        delivery.drop_all(session, mine)
        row = session.get_one(endpoint.Endpoint, mine)
        endpoint.remove(session, row, now=world.clock())
    assert rows(world, EventDelivery) == rows(world, endpoint.Endpoint) == []


def test_a_test_event_arrives_and_says_nothing(world, receiver, subscribe, work):
    mine = subscribe("customer.updated")
    with world.database.transaction() as session:
        delivery.queue_test(session, session.get_one(endpoint.Endpoint, mine), now=world.clock())
    work(mine)
    assert receiver.types() == ["endpoint.test"]
    assert receiver.received[0].event["data"]["number"] is None


def test_nobody_adds_an_endpoint_that_makes_no_sense(world):
    for name, url, types in (
        ("", "https://crm.example.com", ()),
        ("CRM", "https://crm.example.com", ("message.eaten",)),
        ("x" * 101, "https://crm.example.com", ()),
    ):
        with world.database.transaction() as session, pytest.raises(endpoint.BadEndpoint):
            endpoint.add(
                session, name=name, url=url, types=types, private_hosts=HOSTS, now=world.clock()
            )


def _note(world, *customers: str) -> None:
    with world.database.transaction() as session:
        for one in customers:
            about = Subject(customer_id=one)
            journal.note(session, What.CUSTOMER_UPDATED, about, now=world.clock())
            session.flush()


def _resume(world, endpoint_id: str) -> None:
    with world.database.transaction() as session:
        row = session.get_one(endpoint.Endpoint, endpoint_id)
        endpoint.resume(session, row, now=world.clock())


def _due(world) -> list[str]:
    with world.database.reading() as session:
        return list(due_endpoints(session, now=world.clock() + timedelta(0)))
