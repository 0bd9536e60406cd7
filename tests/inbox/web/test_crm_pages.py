"""Tokens and endpoints are kept on pages: secrets shown once, failures seen and sent again."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from inbox.audit import AuditEntry
from inbox.changes import journal
from inbox.changes.journal import Subject, What
from inbox.people import token as tokens
from inbox.people.agent import Role
from inbox.people.token import ApiToken
from inbox.subscribers import endpoint as endpoints
from inbox.subscribers.delivery import EventAttempt, EventDelivery, EventStage
from inbox.subscribers.endpoint import Endpoint, Paused
from inbox.subscribers.publish import publish
from inbox.world import World
from tests.conftest import Clock
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import rows, the_only

pytestmark = only_sqlite
URL = "https://crm.example.com/kontor?key=supersecret"


@pytest.fixture
def admin(auth: Auth) -> Auth:
    auth.sign_in(role=Role.ADMIN)
    auth.get("/settings/tokens")
    return auth


def new_token(admin: Auth, **more: object) -> str:
    form = {"name": "Shopware", "scopes": ["history:read"], "days": "90", "per_minute": "60"}
    answer = admin.post("/settings/tokens", **{**form, **more})
    assert answer.status_code == 200, answer.text
    found = re.search(r'value="(kontor_[^"]+)"', answer.text)
    assert found
    return found[1]


def new_endpoint(admin: Auth, world: World, **more: object) -> Endpoint:
    form = {"name": "CRM", "url": URL, "types": ["customer.updated"]}
    answer = admin.post("/settings/endpoints", **{**form, **more})
    assert answer.status_code == 200, answer.text
    assert "whsec_" in answer.text
    row: Endpoint = the_only(world, Endpoint)
    return row


def test_a_token_is_shown_once_and_opens_the_api(admin: Auth, world: World, clock: Clock) -> None:
    secret = new_token(admin)
    with world.database.reading() as session:
        held = tokens.find(session, secret, now=clock.now)
    assert held is not None
    assert (held.name, held.scopes, held.per_minute) == ("Shopware", "history:read", 60)
    page = admin.get("/settings/tokens").text
    assert "Shopware" in page
    assert secret not in page
    assert "never used" in page


def test_a_form_that_is_sent_twice_makes_one_token(admin: Auth, world: World) -> None:
    new_token(admin, new_id="a" * 32)
    form = {"name": "Shopware", "scopes": ["history:read"], "days": "", "per_minute": "60"}
    assert admin.post("/settings/tokens", new_id="a" * 32, **form).status_code == 303
    assert len(rows(world, ApiToken)) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": " "}, "A name that says which program it is."),
        ({"scopes": []}, "At least one of these."),
        ({"per_minute": "0"}, "Between 1 and 60,000."),
        ({"per_minute": "many"}, "Between 1 and 60,000."),
    ],
)
def test_what_is_wrong_with_a_token_stands_beside_the_field(
    admin: Auth, world: World, wrong: dict[str, object], says: str
) -> None:
    form = {"name": "Shopware", "scopes": ["history:read"], "days": "", "per_minute": "60"}
    answer = admin.post("/settings/tokens", **{**form, **wrong})
    assert answer.status_code == 422
    assert says in answer.text
    assert rows(world, ApiToken) == []


def test_a_revoked_token_is_kept_as_such_and_the_audit_knows_by_whom(
    admin: Auth, world: World
) -> None:
    new_token(admin)
    path = f"/settings/tokens/{the_only(world, ApiToken).id}/revoke"
    assert admin.post(path).status_code == 303
    assert admin.post(path).status_code == 404
    assert "1 revoked token" in admin.get("/settings/tokens").text
    told = admin.get("/settings/audit").text
    assert "Token added" in told
    assert "Token revoked" in told
    entries = [one for one in rows(world, AuditEntry) if one.deed.startswith("token.")]
    assert [bool(entry.agent_id) for entry in entries] == [True, True]


def test_how_far_a_program_follows_is_seen(admin: Auth, world: World, clock: Clock) -> None:
    new_token(admin)
    _happen(world, 3)
    with world.database.transaction() as session:
        tokens.fed(session, session.scalars(select(ApiToken.id)).one(), 1, now=clock.now)
    assert "Has not read 2 changes yet." in admin.get("/settings/tokens").text


def test_an_endpoint_is_added_and_its_secret_shown_once(admin: Auth, world: World) -> None:
    row = new_endpoint(admin, world)
    page = admin.get(f"/settings/endpoints/{row.id}").text
    assert "whsec_" not in page
    assert "supersecret" not in admin.get("/settings/endpoints").text
    assert "customer.updated" in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "A name, at most 100 characters."),
        ({"url": "crm.example.com"}, "A whole address that begins with https://."),
        ({"url": "https://10.0.0.1/"}, "This address is in a private network"),
        ({"url": "https://a:b@crm.example.com/"}, "Without a password"),
    ],
)
def test_what_is_wrong_with_an_endpoint_stands_beside_the_field(
    admin: Auth, world: World, wrong: dict[str, str], says: str
) -> None:
    answer = admin.post("/settings/endpoints", **{"name": "CRM", "url": URL, **wrong})
    assert answer.status_code == 422
    assert says in answer.text
    assert rows(world, Endpoint) == []


def test_it_is_paused_resumed_tested_renewed_and_removed(admin: Auth, world: World) -> None:
    path = f"/settings/endpoints/{new_endpoint(admin, world).id}"
    admin.post(f"{path}/pause")
    assert the_only(world, Endpoint).paused_reason == Paused.BY_HAND
    admin.post(f"{path}/resume")
    assert the_only(world, Endpoint).paused_at is None
    admin.post(f"{path}/test")
    assert the_only(world, EventDelivery).type == "endpoint.test"
    assert "whsec_" in admin.post(f"{path}/rotate").text
    assert admin.post(f"{path}/remove").status_code == 303
    assert rows(world, Endpoint) == []
    deeds = [one.deed for one in rows(world, AuditEntry) if one.deed.startswith("endpoint.")]
    assert deeds == [
        "endpoint.added", "endpoint.paused", "endpoint.resumed", "endpoint.rotated",
        "endpoint.removed",
    ]  # fmt: skip
    for verb in ("pause", "resume", "test", "rotate", "remove"):
        assert admin.post(f"{path}/{verb}").status_code == 404, verb


def test_what_failed_is_seen_with_its_tries_and_sent_again(
    admin: Auth, world: World, clock: Clock
) -> None:
    mine = new_endpoint(admin, world)
    _happen(world, 2)
    publish(world.database, mine.id, now=clock.now)
    first, _second = rows(world, EventDelivery)
    with world.database.transaction() as session:
        row = session.get_one(EventDelivery, first.id)
        row.stage, row.code, row.settled_at = EventStage.FAILED, "NO_ANSWER", clock.now
        session.add(
            EventAttempt(
                event_delivery_id=first.id, at=clock.now, took_ms=15_000, status=None,
                code="NO_ANSWER",
            )
        )  # fmt: skip
    path = f"/settings/endpoints/{mine.id}"
    page = admin.get(f"{path}?stage=failed").text
    assert page.count("/resend") == 1
    assert "no answer" in page
    assert "1 try" in page
    assert "1 failed" in page
    assert admin.post(f"{path}/deliveries/{first.id}/resend").status_code == 303
    assert rows(world, EventDelivery)[0].stage == EventStage.QUEUED
    assert "/resend" not in admin.get(path).text


def test_an_endpoint_that_was_stopped_is_announced_in_the_navigation(
    admin: Auth, world: World, clock: Clock
) -> None:
    mine = new_endpoint(admin, world)
    assert "count-bad" not in admin.get("/settings/shop").text
    with world.database.transaction() as session:
        row = session.get_one(Endpoint, mine.id)
        endpoints.pause(row, reason=Paused.GONE, now=clock.now)
    assert re.search(r"/settings/endpoints.*?>1<", admin.get("/settings/shop").text, re.DOTALL)
    assert "this address is no more (410)" in admin.get("/settings/endpoints").text


def test_the_log_goes_on_page_by_page(admin: Auth, world: World, clock: Clock) -> None:
    mine = new_endpoint(admin, world)
    _happen(world, 60)
    publish(world.database, mine.id, now=clock.now)
    first = admin.get(f"/settings/endpoints/{mine.id}").text
    found = re.search(r'href="([^"]*before=[^"]*)"', first)
    assert found
    rest = admin.get(found[1].replace("&amp;", "&")).text
    assert (first.count("customer.updated</code>"), rest.count("customer.updated</code>")) == (
        51,
        11,
    )


def test_both_pages_speak_german(auth: Auth, world: World) -> None:
    auth.sign_in(role=Role.ADMIN, language="de")
    assert "Zugang anlegen" in auth.get("/settings/tokens").text
    assert "Niemand wird benachrichtigt" in auth.get("/settings/endpoints").text


def _happen(world: World, times: int) -> None:
    with world.database.transaction() as session:
        for _ in range(times):
            about = Subject(customer_id="c")
            journal.note(session, What.CUSTOMER_UPDATED, about, now=world.clock())
            session.flush()
    journal.stamp(world.database)
