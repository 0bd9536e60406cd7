"""What operators ask: alive, ready, which version, how the queues stand."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from inbox import leases, web
from inbox.channel import TryLater
from inbox.migrations import run as migrations
from inbox.world import World
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.pigeon import Loft
from tests.shop import Customers


def test_the_process_answers_whatever_else_is_down(auth: Auth, world: World) -> None:
    world.database.close()
    assert auth.get("/healthz").text == "ok\n"


def test_ready_without_redis_is_degraded_but_ready(auth: Auth) -> None:
    answer = auth.get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json() == {
        "status": "degraded",
        "database": "ok",
        "migrations": "ok",
        "redis": "degraded",
        "scheduler": "degraded",
    }


@only_sqlite
def test_ready_with_everything(world: World, redis_url: str) -> None:
    with world.database.transaction() as session:
        leases.acquire(session, "schedule", holder="a", seconds=60)
    app = Flask("kontor")
    app.config["SECRET_KEY"] = "a secret key for tests"
    web.register(app, replace(world, settings=replace(world.settings, redis_url=redis_url)))
    state = app.test_client().get("/readyz").get_json()
    assert set(state.values()) == {"ok"}


def test_with_another_schema_it_is_not_ready(auth: Auth, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "is_current", lambda _database: False)
    answer = auth.get("/readyz")
    assert (answer.status_code, answer.get_json()["migrations"]) == (503, "pending")


@only_sqlite
def test_without_its_database_it_is_not_ready_and_says_so_on_every_page(
    auth: Auth, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    auth.sign_in()
    Path(str(world.database.engine.url.database)).unlink()
    world.database.close()
    ready = auth.get("/readyz")
    assert (ready.status_code, ready.get_json()["status"]) == (503, "down")
    page = auth.get("/login")
    assert page.status_code == 503
    assert "nicht erreichbar" in page.text


def test_the_version_is_that_of_the_project(auth: Auth) -> None:
    project = tomllib.loads(Path("pyproject.toml").read_text())["project"]
    assert auth.get("/version").get_json() == {"name": "kontor", "version": project["version"]}


def test_figures_of_what_was_sent_and_decided(
    auth: Auth, customers: Customers, loft: Loft, world: World
) -> None:
    loft.script.append(TryLater("THROTTLED"))
    customers.write()
    customers.send_all()
    with world.database.transaction() as session:
        leases.acquire(session, "schedule", holder="host:1", seconds=60)
    text, account = auth.get("/metrics").text, customers.account_id
    for line in (
        f'kontor_recent_sends{{account="{account}",code="THROTTLED",outcome="TryLater"}} 1.0',
        f'kontor_recent_send_seconds{{account="{account}",quantile="0.95"}} 0.0',
        f'kontor_account_waiting{{account="{account}",queue="out"}} 1.0',
        "kontor_raw_events_received_total 1.0",
        "kontor_decisions_total 1.0",
        "kontor_attempts_total 1.0",
        'kontor_lease_seconds{holder="host:1",name="schedule"}',
        "kontor_recent_decisions{",
    ):
        assert line in text, line


def test_figures_ask_as_often_in_a_busy_house(
    auth: Auth, customers: Customers, world: World, count_queries: Any
) -> None:
    def asked() -> int:
        with count_queries(world) as counted:
            auth.get("/metrics")
            return int(counted())

    customers.write()
    few = asked()
    for number in range(20):
        customers.write(**{"from": f"person {number}"})
    customers.send_all()
    assert asked() == few


@only_sqlite
@pytest.mark.parametrize(
    ("given", "status"), [("Bearer the token of the collector", 200), ("Bearer x", 404), ("", 404)]
)
def test_a_collector_elsewhere_needs_the_token(world: World, given: str, status: int) -> None:
    app = Flask("kontor")
    app.config["SECRET_KEY"] = "a secret key for tests"
    settings = replace(world.settings, metrics_token="the token of the collector")
    web.register(app, replace(world, settings=settings))
    answer = app.test_client().get(
        "/metrics",
        environ_base={"REMOTE_ADDR": "203.0.113.7"},
        headers={"Authorization": given} if given else {},
    )
    assert answer.status_code == status


def test_figures_of_queues_and_traffic(auth: Auth, customers: Customers) -> None:
    customers.write()
    auth.get("/login")
    text = auth.get("/metrics").text
    for line in (
        'kontor_raw_events{fate="waiting"} 0.0',
        'kontor_raw_events{fate="dead"} 0.0',
        'kontor_deliveries_pending{stage="queued"} 1.0',
        "kontor_live_streams 0.0",
        "kontor_accounts_paused 0.0",
        'kontor_http_requests_total{area="sign_in",status="200"} 1.0',
    ):
        assert line in text, line


@pytest.mark.parametrize(
    ("remote", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.7", {}, 404),
        ("", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 404),
        ("127.0.0.1", {"Via": "1.1 proxy"}, 404),
    ],
)
@only_sqlite
def test_figures_are_for_this_machine_only(
    auth: Auth, remote: str, headers: dict[str, str], status: int
) -> None:
    answer = auth.get("/metrics", environ_base={"REMOTE_ADDR": remote}, headers=headers)
    assert answer.status_code == status
