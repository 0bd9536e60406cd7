"""Agents and tokens: secrets are made here, shown once, and gone when somebody says so."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from inbox.people import agent as agents
from inbox.people import signin
from inbox.people import token as tokens
from inbox.people.agent import Agent
from inbox.people.token import ApiToken
from tests.shop import rows, the_only

GOOD = "correct horse battery"


def signs_in(world, password):
    with world.database.transaction() as session:
        return agents.check_password(agents.by_email(session, "kim@shop.example"), password)


def test_a_password_is_made_and_shown_once(world, run):
    done = run("agents", "add", "Kim@shop.example", "--name", "Kim", "--role", "admin")
    assert done.exit_code == 0
    password = done.stdout.strip()
    assert signs_in(world, password)
    assert password not in run("agents", "list").output
    assert the_only(world, Agent).role == "admin"


def test_no_two_passwords_are_alike(run):
    made = {run("agents", "add", f"{name}@x").stdout for name in ("a", "b")}
    assert len(made) == 2


def test_a_password_can_come_from_a_file_or_a_pipe(world, run, tmp_path):
    (tmp_path / "password").write_text(f"{GOOD}\n")
    done = run("agents", "add", "kim@shop.example", "--password-file", tmp_path / "password")
    assert (done.exit_code, done.stdout) == (0, "")
    assert signs_in(world, GOOD)
    piped = run("agents", "add", "a@x", "--password-file", "-", "--json", stdin=f"{GOOD}\n")
    assert json.loads(piped.stdout) == {"email": "a@x", "password": None}


@pytest.mark.parametrize("password", ["short", ""])
def test_a_weak_password_is_refused(world, run, password):
    failed = run("agents", "add", "kim@shop.example", "--password-file", "-", stdin=password)
    assert failed.exit_code == 1
    assert "12 characters" in failed.stderr
    assert rows(world, Agent) == []


def test_an_agent_is_added_once(run):
    assert run("agents", "add", "kim@shop.example").exit_code == 0
    assert run("agents", "add", "KIM@shop.example").exit_code == 1
    assert run("agents", "add", "no address").exit_code == 1
    assert run("agents", "add", "a@x", "--role", "emperor").exit_code == 2


def test_a_disabled_agent_is_out_at_once_and_everywhere(world, run, clock):
    run("agents", "add", "kim@shop.example")
    with world.database.transaction() as session:
        kim = agents.by_email(session, "kim@shop.example")
        token = signin.sign_in(session, kim, device="x", now=clock())
    assert run("agents", "disable", "kim@shop.example").exit_code == 0
    first = the_only(world, Agent).disabled_at
    with world.database.reading() as session:
        assert signin.signed_in(session, token, now=clock()) is None
    clock.advance(hours=1)
    assert run("agents", "disable", "kim@shop.example").exit_code == 0
    assert the_only(world, Agent).disabled_at == first


def test_who_is_not_there_cannot_be_disabled(run):
    assert run("agents", "disable", "nobody@x").exit_code == 1


def test_agents_are_listed_for_scripts_and_people(run):
    run("agents", "add", "kim@shop.example", "--name", "Kim")
    listed = json.loads(run("agents", "list", "--json").stdout)
    assert listed == [
        {"email": "kim@shop.example", "name": "Kim", "role": "agent", "disabled": None}
    ]
    assert "kim@shop.example  Kim   agent  -" in run("agents", "list").stdout


def test_a_token_is_shown_once_and_holds_as_long_as_was_said(world, run, clock):
    done = run("tokens", "add", "CRM", "--days", "30")
    token = done.stdout.strip()
    with world.database.reading() as session:
        assert tokens.find(session, token, now=clock()).granted == set(tokens.USUAL_SCOPES)
        assert tokens.find(session, token, now=clock() + timedelta(days=31)) is None
    for listing in (run("tokens", "list"), run("tokens", "list", "--json")):
        assert token not in listing.output
        assert the_only(world, ApiToken).token_hash not in listing.output


def test_a_token_may_only_do_what_was_named(world, run):
    made = json.loads(run("tokens", "add", "CRM", "--scope", "changes:read", "--json").stdout)
    assert the_only(world, ApiToken).id == made["id"]
    assert the_only(world, ApiToken).scopes == "changes:read"
    assert run("tokens", "add", "CRM", "--scope", "everything").exit_code == 2
    assert run("tokens", "add", " ").exit_code == 1
    assert run("tokens", "add", "CRM", "--days", "0").exit_code == 2


def test_a_revoked_token_is_worth_nothing(world, run, clock):
    made = json.loads(run("tokens", "add", "CRM", "--json").stdout)
    assert run("tokens", "revoke", made["id"]).exit_code == 0
    with world.database.reading() as session:
        assert tokens.find(session, made["token"], now=clock()) is None
    assert run("tokens", "revoke", made["id"]).exit_code == 1
    assert run("tokens", "revoke", "nothing").exit_code == 1
