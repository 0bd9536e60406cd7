"""Endpoints and tokens are kept from the command line; secrets are shown once."""

from __future__ import annotations

import json

from inbox.changes import journal
from inbox.changes.journal import Subject, What
from inbox.people.token import ApiToken
from inbox.subscribers.delivery import EventDelivery, EventStage
from inbox.subscribers.endpoint import Endpoint, Paused, way_of
from inbox.subscribers.publish import publish
from tests.shop import rows, the_only

URL = "https://crm.example.com/kontor?key=secret"


def test_an_endpoint_is_added_and_its_secret_shown_once(world, run):
    done = run("endpoints", "add", "CRM", URL, "--type", "customer.erased")
    secret = done.stdout.strip()
    assert (done.exit_code, secret[:6]) == (0, "whsec_")
    row = the_only(world, Endpoint)
    assert row.types == "customer.erased"
    with world.database.reading() as session:
        assert way_of(session, row).secrets[0].text == secret
    listed = run("endpoints", "list").stdout
    assert "crm.example.com" in listed
    assert "secret" not in listed
    assert secret not in listed


def test_an_address_that_must_not_be_is_refused(world, run):
    for url in ("http://crm.example.com/", "https://10.0.0.1/", "x"):
        failed = run("endpoints", "add", "CRM", url)
        assert failed.exit_code == 1
        assert failed.stderr.strip().endswith(".")
    assert rows(world, Endpoint) == []


def test_it_is_paused_resumed_tested_rotated_and_removed(world, run):
    made = json.loads(run("endpoints", "add", "CRM", URL, "--json").stdout)
    mine = made["id"]
    run("endpoints", "pause", mine)
    assert the_only(world, Endpoint).paused_reason == Paused.BY_HAND
    run("endpoints", "resume", mine)
    assert the_only(world, Endpoint).paused_at is None
    fresh = json.loads(run("endpoints", "rotate", mine, "--json").stdout)["secret"]
    assert fresh != made["secret"]
    assert run("endpoints", "test", mine).exit_code == 0
    assert the_only(world, EventDelivery).type == "endpoint.test"
    assert run("endpoints", "remove", mine).exit_code == 0
    assert rows(world, Endpoint) == rows(world, EventDelivery) == []
    for verb in ("pause", "resume", "test", "rotate", "remove", "log"):
        assert run("endpoints", verb, mine).exit_code == 1, verb


def test_what_was_delivered_is_listed_and_sent_again(world, run):
    mine = json.loads(run("endpoints", "add", "CRM", URL, "--json").stdout)["id"]
    with world.database.transaction() as session:
        about = Subject(customer_id="c")
        journal.note(session, What.CUSTOMER_UPDATED, about, now=world.clock())
    publish(world.database, mine, now=world.clock())
    [listed] = json.loads(run("endpoints", "log", mine, "--json").stdout)
    assert (listed["type"], listed["stage"]) == ("customer.updated", "queued")
    assert run("endpoints", "resend", listed["id"]).exit_code == 1
    with world.database.transaction() as session:
        session.get_one(EventDelivery, listed["id"]).stage = EventStage.FAILED
    assert run("endpoints", "resend", listed["id"]).exit_code == 0
    assert the_only(world, EventDelivery).stage == EventStage.QUEUED
    assert run("endpoints", "log", mine, "--stage", "failed").stdout == "Nothing there.\n"


def test_a_token_may_ask_so_often_as_was_said(world, run):
    assert run("tokens", "add", "CRM", "--per-minute", "30", "--days", "90").exit_code == 0
    assert the_only(world, ApiToken).per_minute == 30
    assert run("tokens", "add", "CRM", "--per-minute", "0").exit_code == 1
