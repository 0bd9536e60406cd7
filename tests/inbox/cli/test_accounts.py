"""Accounts are connected, listed, checked, paused and resumed; secrets leave no trace."""

from __future__ import annotations

import dataclasses
import json
import os
import pty
import select
import subprocess
import sys
import time

import pytest

from adapters import discover
from adapters.phones import place, simulators
from inbox.accounts.account import Account
from inbox.accounts.settings import unseal
from inbox.channel import CheckFailed, Health
from tests.conftest import settings_environment
from tests.inbox.cli.conftest import typist
from tests.pigeon import Pigeon
from tests.shop import Customers, open_account, rows, the_only

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def kept_settings(world):
    account = the_only(world, Account)
    with world.database.reading() as session:
        channel_class = world.registry.channel_class(account.kind)
        return unseal(session, account.id, account.settings_sealed, channel_class)


@pytest.fixture
def demo(tmp_path):
    """What a person would enter for each real channel."""
    hosted = simulators(place(tmp_path, 18_010))
    return {kind: dict(one.demo_account().settings) for kind, one in hosted.items()}


def fields(kind):
    return dataclasses.fields(discover()[kind].Settings)


@pytest.mark.parametrize("kind", discover())
def test_a_real_channel_is_connected_by_a_script(fresh, demo, tmp_path, kind):
    world = fresh("sqlite", kinds=discover())
    options = []
    for field in fields(kind):
        value = demo[kind].get(field.name)
        if value is not None and field.metadata.get("secret"):
            secret = tmp_path / field.name
            secret.write_text(f"{value}\n")
            value = f"@{secret}"
        options += [] if value is None else ["--set", f"{field.name}={value}"]
    done = typist(world)("accounts", "add", kind, *options, "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["id"] == the_only(world, Account).id
    assert kept_settings(world) == discover()[kind].Settings(**typed(kind, demo[kind]))


@pytest.mark.parametrize("kind", discover())
def test_a_real_channel_is_connected_by_answering(fresh, demo, at_a_terminal, kind):
    world = fresh("sqlite", kinds=discover())
    answers = "".join(f"{demo[kind].get(field.name, '')}\n" for field in fields(kind))
    done = typist(world)("accounts", "add", kind, stdin=answers)
    assert done.exit_code == 0, done.output
    assert the_only(world, Account).kind == kind
    for field in fields(kind):
        if field.metadata.get("secret") and demo[kind].get(field.name):
            assert field.metadata["label"] in done.stderr
            assert demo[kind][field.name] not in done.output
            assert getattr(kept_settings(world), field.name)


def typed(kind, values):
    kinds = {field.name: field.type for field in fields(kind)}
    read = {"int": int, "bool": lambda value: value == "yes", "str": str}
    return {name: read[str(kinds[name])](value) for name, value in values.items()}


def test_only_what_the_channel_still_needs_is_asked_for(world, run, at_a_terminal):
    done = run("accounts", "add", "pigeon", "--label", "Loft", stdin="coo\n")
    assert done.exit_code == 0, done.output
    assert "Name of the loft" in done.stderr
    assert "Key" not in done.stderr  # has a default
    assert the_only(world, Account).label == "Loft"
    assert kept_settings(world).name == "coo"


def test_nothing_is_asked_if_nothing_is_missing(run, at_a_terminal):
    done = run("accounts", "add", "pigeon", "--set", "name=coo", stdin="")
    assert done.exit_code == 0, done.output


def test_a_wrong_answer_can_be_mended(fresh, demo, at_a_terminal):
    world = fresh("sqlite", kinds=discover())
    good = demo["threema"]
    first = ["MYSHOP", good["api_secret"], good["private_key"], "", ""]
    answers = [*first, good["gateway_id"]]
    done = typist(world)("accounts", "add", "threema", stdin="\n".join(answers) + "\n")
    assert done.exit_code == 0, done.output
    assert "A Gateway ID is an asterisk" in done.stderr
    assert kept_settings(world).gateway_id == good["gateway_id"]


def test_a_wrong_option_is_asked_for_like_a_wrong_answer(fresh, demo, at_a_terminal):
    world = fresh("sqlite", kinds=discover())
    good = demo["threema"]
    answers = [good["api_secret"], good["private_key"], "", "", good["gateway_id"]]
    done = typist(world)("accounts", "add", "threema", "--set", "gateway_id=MYSHOP",
                         stdin="\n".join(answers) + "\n")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert kept_settings(world).gateway_id == good["gateway_id"]


def test_without_anybody_to_ask_the_settings_are_named(world, run):
    failed = run("accounts", "add", "pigeon")
    assert (failed.exit_code, failed.stdout) == (1, "")
    assert "Missing: Name of the loft." in failed.stderr
    assert "name, key=@FILE" in failed.stderr
    assert rows(world, Account) == []


def test_a_secret_is_no_argument(world, run):
    refused = run("accounts", "add", "pigeon", "--set", "name=x", "--set", "key=topsecret")
    assert refused.exit_code == 2
    assert "key=@FILE" in refused.stderr
    assert "topsecret" not in refused.output
    assert rows(world, Account) == []


def test_a_value_may_begin_with_an_at(world, run):
    assert run("accounts", "add", "pigeon", "--set", "name=@@loft").exit_code == 0
    assert kept_settings(world).name == "@loft"


@pytest.mark.parametrize(
    "words",
    [
        ("accounts", "add", "owl"),
        ("accounts", "add", "pigeon", "--set", "name"),
        ("accounts", "add", "pigeon", "--set", "colour=grey"),
        ("accounts", "add", "pigeon", "--set", "name=@/does/not/exist"),
        ("accounts", "add", "pigeon", "--set", "name=@/dev/zero"),
        ("accounts", "pause"),
    ],
)
def test_bad_usage_ends_with_2_and_changes_nothing(world, run, words):
    assert run(*words).exit_code == 2
    assert rows(world, Account) == []


def test_choices_are_checked_at_once(fresh):
    world = fresh("sqlite", kinds=discover())
    refused = typist(world)("accounts", "add", "whatsapp", "--set", "provider=telegraph")
    assert refused.exit_code == 2
    assert "meta" in refused.stderr


def test_only_who_is_called_gets_an_address(fresh, demo, at_a_terminal):
    world = fresh("sqlite", kinds=discover())
    run = typist(world)
    for kind, told in (("threema", True), ("email", False)):
        answers = "".join(f"{demo[kind].get(field.name, '')}\n" for field in fields(kind))
        assert ("/hooks/" in run("accounts", "add", kind, stdin=answers).stderr) is told


def test_the_list_shows_health_and_no_secret(world, run):
    account_id = open_account(world)
    Customers(world, account_id).write("Hallo")
    listed = json.loads(run("accounts", "list", "--json").stdout)
    assert [(row["id"], row["kind"], row["health"]) for row in listed] == [
        (account_id, "pigeon", "ok")
    ]
    assert listed[0]["callback"].endswith(f"/hooks/{account_id}")
    plain = run("accounts", "list").stdout
    assert account_id in plain
    assert "carrier key" not in plain


def test_a_check_says_what_the_provider_says(world, run, monkeypatch):
    account_id = open_account(world)
    monkeypatch.setattr(Pigeon, "health", lambda _self: Health({"corn": "plenty"}))
    assert run("accounts", "check", account_id).stdout == "corn: plenty\n"
    assert json.loads(run("accounts", "check", account_id, "--json").stdout) == {"corn": "plenty"}


def test_a_check_that_fails_says_what_to_do(world, run, monkeypatch):
    def ill(_self):
        raise CheckFailed("Buy more corn.")

    account_id = open_account(world)
    monkeypatch.setattr(Pigeon, "health", ill)
    failed = run("accounts", "check", account_id)
    assert (failed.exit_code, failed.stdout, failed.stderr) == (1, "", "Buy more corn.\n")


def test_a_paused_account_keeps_its_queue_until_it_is_resumed(world, run, loft):
    shop = Customers(world, open_account(world))
    assert run("accounts", "pause", shop.account_id).exit_code == 0
    assert the_only(world, Account).paused_reason == "BY_HAND"
    shop.write("Wo ist mein Paket?")
    shop.send_all()
    assert loft.sent == []
    assert run("accounts", "resume", shop.account_id).exit_code == 0
    shop.send_all()
    assert len(loft.sent) == 1


@pytest.mark.parametrize("verb", ["check", "pause", "resume"])
def test_an_account_that_is_not_there_is_named(run, verb):
    failed = run("accounts", verb, "nobody")
    assert (failed.exit_code, failed.stderr) == (1, "There is no account nobody.\n")


def test_a_channel_that_is_no_longer_installed_is_a_sentence(fresh, tmp_path):
    world = fresh("sqlite")
    account_id = open_account(world)
    object.__setattr__(world.registry, "kinds", {})
    failed = typist(world)("accounts", "check", account_id)
    assert failed.exit_code == 1
    assert "pigeon" in failed.stderr


@on_sqlite
def test_a_secret_is_not_shown_on_a_real_terminal(database_url, tmp_path):
    """Through a pseudo-terminal, which echoes whatever it is not told to hide."""
    terminal, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "accounts", "add", "threema"],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        env={**os.environ, **settings_environment(database_url, tmp_path)},
    )  # fmt: skip
    os.close(theirs)
    try:
        shown = read_until(terminal, "Gateway ID")
        os.write(terminal, b"*MYSHOP1\n")
        shown += read_until(terminal, "API secret")
        os.write(terminal, b"s3cretword\n")
        shown += read_until(terminal, "Private key")
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
    assert "*MYSHOP1" in shown
    assert "s3cretword" not in shown


def read_until(terminal, words, seconds=30):
    shown, deadline = "", time.monotonic() + seconds
    while not (words in shown and shown.endswith(": ")):
        assert time.monotonic() < deadline, shown
        if select.select([terminal], [], [], 0.2)[0]:
            shown += os.read(terminal, 4096).decode("utf-8", "replace")
    return shown
