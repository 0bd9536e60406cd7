"""Consents and decisions from the command line: checked, taken over, proved, simulated."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from inbox.automation import asked
from inbox.conversations.customer import Customer
from tests.inbox.cli.conftest import typist
from tests.inbox.consent.test_imported import WHOLE
from tests.shop import Customers, configure_shop, open_account, the_only


@pytest.fixture
def world(fresh):
    return fresh("sqlite")


@pytest.fixture
def run(world):
    return typist(world)


@pytest.fixture
def account_id(world):
    configure_shop(world, name="Lavendel", privacy_url="https://shop.example/privacy")
    return open_account(world, "parchment")


@pytest.fixture
def customer_id(world, account_id):
    customers = Customers(world, account_id)
    for text in ("Hallo", "STOP"):
        customers.write(text)
        customers.send_all()
    return the_only(world, Customer).id


def test_a_sound_ledger_is_verified(run, customer_id):
    done = run("consent", "verify")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "all unbroken" in done.stdout
    assert json.loads(run("consent", "verify", "--json").stdout)["faults"] == []


def test_a_ledger_that_was_touched_is_not(run, world, customer_id):
    from sqlalchemy import text as sql

    with world.database.transaction() as session:
        session.execute(sql("UPDATE consent_state SET standing = 'granted'"))
    done = run("consent", "verify")
    assert done.exit_code == 1
    assert "WRONG_STATE" in done.stderr


def test_a_proof_is_a_document_or_json(run, customer_id, tmp_path):
    assert "Nachweis der Einwilligungen" in run("consent", "proof", customer_id).stdout
    file = tmp_path / "proof.json"
    done = run("consent", "proof", customer_id, "--format", "json", "--to", file)
    assert done.exit_code == 0
    assert json.loads(file.read_text())["customer_id"] == customer_id
    assert file.stat().st_mode & 0o777 == 0o600
    assert run("consent", "proof", customer_id, "--to", tmp_path).exit_code == 2
    missing = run("consent", "proof", "nobody")
    assert (missing.exit_code, missing.stderr) == (1, "There is no customer nobody.\n")


def test_consents_are_imported_line_by_line(run, account_id, tmp_path):
    table = tmp_path / "consents.csv"
    with table.open("w", newline="") as file:
        writer = csv.DictWriter(file, [*WHOLE])
        writer.writeheader()
        writer.writerows([WHOLE, {**WHOLE, "address": "b@x.example", "confirmed_at": ""}])
    done = run("consent", "import", account_id, table, "--json")
    assert json.loads(done.stdout) == [
        {"line": 2, "result": "granted"},
        {"line": 3, "result": "refused: A grant for advertising needs confirmed_at "
                              "(double opt-in)."},
    ]  # fmt: skip
    lines = tmp_path / "consents.jsonl"
    lines.write_text(json.dumps(WHOLE) + "\n\n{broken\n")
    done = run("consent", "import", account_id, lines)
    assert "granted" in done.stdout
    assert "refused: no line of CSV or JSON" in done.stdout
    assert run("consent", "import", "nobody", lines).exit_code == 1


def test_the_simulator_answers_and_sends_nothing(run, account_id):
    done = run("rules", "simulate", account_id, "Wo ist mein Paket?")
    assert done.stdout.startswith("ACK: ack\n\nAutomatische Nachricht von Lavendel")
    told = json.loads(
        run("rules", "simulate", account_id, "STOP", "--marketing", "granted", "--json").stdout
    )
    assert (told["reason"], told["said"]) == ("STOP_RECEIVED", "optout_confirmation de-sie house-1")
    assert "nothing is said" in run(
        "rules", "simulate", account_id, "Hallo", "--automation", "objected",
        "--at", "2026-12-24T13:00:00+01:00",
    ).stdout  # fmt: skip
    assert run("rules", "simulate", account_id, "Hallo", "--at", "soon").exit_code == 2
    assert run("rules", "simulate", account_id, "Hallo", "--language", "fr").exit_code == 1
    assert run("rules", "simulate", "nobody", "Hallo").exit_code == 1


def test_a_text_that_is_incomplete_is_said_to_be(run, world, account_id):
    configure_shop(world, privacy_url="")
    assert "nobody has configured" in run("rules", "simulate", account_id, "START").stdout


def test_the_log_is_shown_and_exported(run, customer_id):
    shown = run("rules", "log", "--days", "1", "--limit", "5").stdout
    assert "STOP_RECEIVED" in shown
    assert "ACK" in shown
    listed = json.loads(run("rules", "log", "--reason", "ACK", "--format", "json").stdout)
    assert [one["reason"] for one in listed] == ["ACK"]
    assert run("rules", "log", "--format", "csv").stdout.startswith("id,decided_at,phase")


def test_the_facts_are_described(run, account_id):
    readme = Path(asked.__file__).with_name("README.md").read_text()
    assert run("rules", "facts").stdout.strip() == readme.strip()
