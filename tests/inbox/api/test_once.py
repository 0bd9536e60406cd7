"""A write is done once under its key: repeated, at the same moment, and after a crash."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from inbox import sealing
from inbox.api.customers import shop_ids
from inbox.people import idempotency
from inbox.people.idempotency import KeptAnswer
from tests.inbox.api.case import Crm, the_customer
from tests.shop import rows, the_only

BODY = {"system": "jtl", "shop": "main", "id": "7"}


@pytest.fixture
def path(world, chat) -> str:
    chat.write()
    return f"/customers/{the_customer(world)}/shop-ids"


def test_a_post_without_a_key_is_refused_and_a_patch_is_not(crm, path):
    refused = crm.ask(path, method="POST", json=BODY)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["parameter"] == "Idempotency-Key"
    assert crm.ask(path.removesuffix("/shop-ids"), method="PATCH", json={}).status_code == 200


@pytest.mark.parametrize("wrong", ["", "a b", "ä", "x" * 201, "\x7f"])
def test_a_key_that_is_none_is_refused(crm, path, wrong):
    answer = crm.ask(path, method="POST", json=BODY, idempotency_key=wrong)
    assert answer.status_code == 422


def test_the_same_request_is_answered_alike_and_done_once(crm, path, clock):
    first = crm.send(path, BODY, key="k")
    clock.advance(hours=23)
    again = crm.send(path, BODY, key="k")
    assert again.data == first.data
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers


def test_another_request_under_the_same_key_is_refused(crm, path):
    crm.send(path, BODY, key="k")
    refused = crm.send(path, {**BODY, "id": "8"}, key="k")
    assert (refused.status_code, refused.json["type"]) == (
        422,
        "urn:kontor:problem:idempotency-key-reused",
    )


def test_keys_of_two_tokens_have_nothing_to_do_with_each_other(world, crm, path):
    other = Crm(world)
    for one in (crm, other):
        answer = one.send(path, BODY, key="k")
        assert "Idempotent-Replayed" not in answer.headers


def test_what_was_refused_is_not_kept(world, crm, path):
    assert crm.send(path, {**BODY, "id": "anna"}, key="k").status_code == 422
    assert rows(world, KeptAnswer) == []
    assert crm.send(path, BODY, key="k").status_code == 200


def test_while_it_is_being_done_a_second_one_waits_its_turn(world, crm, path, monkeypatch):
    begun, go_on, answers = threading.Event(), threading.Event(), []
    link = shop_ids.shop_ids.link

    def slowly(*arguments, **more):
        begun.set()
        assert go_on.wait(10)
        return link(*arguments, **more)

    monkeypatch.setattr(shop_ids.shop_ids, "link", slowly)
    thread = threading.Thread(target=lambda: answers.append(crm.send(path, BODY, key="k")))
    thread.start()
    assert begun.wait(10)
    if not world.database.embedded:  # under SQLite the second one waits for the writer
        refused = crm.send(path, BODY, key="k")
        assert (refused.status_code, refused.headers["Retry-After"]) == (409, "1")
        assert refused.json["type"] == "urn:kontor:problem:idempotency-key-in-use"
    go_on.set()
    thread.join(10)
    assert answers[0].status_code == 200


def test_a_claim_whose_process_died_is_taken_over_after_a_minute(world, crm, path, clock):
    token_id = _a_claim_that_died(world, crm, path, clock)
    assert crm.send(path, BODY, key="k").status_code == 409
    clock.advance(seconds=61)
    assert crm.send(path, BODY, key="k").status_code == 200
    assert [(row.token_id, row.status) for row in rows(world, KeptAnswer)] == [(token_id, 200)]


def test_answers_are_forgotten_after_a_day(world, crm, path, clock):
    crm.send(path, BODY, key="k")
    clock.advance(hours=25)
    with world.database.transaction() as session:
        assert idempotency.purge(session, now=clock.now) == 1
    assert rows(world, KeptAnswer) == []


def test_an_answer_lies_sealed_and_goes_with_its_customer(world, crm, path):
    crm.send(path.removesuffix("/shop-ids"), {"name": "Anna Geheim"}, method="PATCH")
    [kept] = rows(world, KeptAnswer)
    assert b"Geheim" not in kept.sealed
    with world.database.transaction() as session:
        assert idempotency.forget(session, kept.customer_id) == 1


def test_what_a_program_calls_its_requests_is_not_kept(world, crm, path):
    crm.send(path, BODY, key="newsletter-anna@example.org")
    assert "anna" not in the_only(world, KeptAnswer).key


def test_who_is_restricted_meanwhile_is_not_shown_by_a_repeat_either(world, crm, path):
    customer, name = path.removesuffix("/shop-ids"), {"name": "Anna"}
    crm.send(customer, name, method="PATCH", key="k")
    assert crm.send(f"{customer}/restriction", method="PUT", key="r").status_code == 204
    assert crm.send(customer, name, method="PATCH", key="k").status_code == 404
    assert crm.send(f"{customer}/restriction", method="PUT", key="r").status_code == 204
    crm.send(f"{customer}/restriction", method="DELETE")
    assert crm.send(customer, name, method="PATCH", key="k").json["name"] == "Anna"


def test_a_repeat_while_the_customer_is_being_erased_finds_nobody(world, crm, path, clock):
    crm.send(path, BODY, key="k")
    with world.database.transaction() as session:
        sealing.destroy(session, the_customer(world), now=clock.now)
    assert crm.send(path, BODY, key="k").status_code == 404


def _a_claim_that_died(world, crm, path, clock) -> str:
    """What stands in the database if the process ends between claim and answer."""
    crm.send(path, BODY, key="k")
    with world.database.transaction() as session:
        [row] = session.query(KeptAnswer).all()
        row.status, row.sealed, row.customer_id = None, None, None
        row.claimed_at = clock.now - timedelta(seconds=1)
        return row.token_id
