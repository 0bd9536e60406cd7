"""People and teams: invited by a link, with a role, disabled when they leave."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from inbox.audit import AuditEntry
from inbox.conversations.conversation import Conversation
from inbox.people import team as teams
from inbox.people.agent import Agent, Role
from inbox.people.team import Team
from inbox.world import World
from tests.conftest import NOON, Clock
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import Customers, rows, the_only

pytestmark = only_sqlite
GOOD = "a new and longer password"


@pytest.fixture
def admin(auth: Auth) -> Auth:
    auth.sign_in(role=Role.ADMIN)
    auth.get("/settings/agents")
    return auth


@pytest.fixture
def guest(app: Flask, world: World) -> Auth:
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return Auth(world, client)


def invite(admin: Auth, email: str = "alex@shop.example", **more: str) -> str:
    """The address of the page of whom was invited."""
    answer = admin.post("/settings/agents", name="Alex", email=email, role="agent", **more)
    assert answer.status_code == 303, answer.text
    assert answer.location
    return answer.location


def link_of(admin: Auth, page: str) -> str:
    found = re.search(r'value="[^"]*(/invitation/[^"]+)"', admin.get(page).text)
    assert found
    return found[1]


def alex(world: World) -> Agent:
    with world.database.reading() as session:
        return session.scalars(select(Agent).where(Agent.email == "alex@shop.example")).one()


def test_who_is_invited_chooses_a_password_once_and_signs_in(
    admin: Auth, guest: Auth, world: World
) -> None:
    link = link_of(admin, invite(admin))
    assert guest.enter("alex@shop.example", GOOD).status_code == 422
    page = guest.get(link)
    assert "Welcome, Alex" in page.text
    assert guest.post(link, new="short", again="short").status_code == 422
    assert guest.post(link, new=GOOD, again="another long password").status_code == 422
    assert guest.post(link, new=GOOD, again=GOOD).status_code == 303
    over = guest.post(link, new="somebody elses password", again="somebody elses password")
    assert over.status_code == 410
    assert "Alex" not in over.text
    assert guest.enter("alex@shop.example", GOOD).status_code == 303


@pytest.mark.parametrize("token", ["x", "0" * 96, "é" * 40])
def test_a_forged_link_opens_nothing(guest: Auth, admin: Auth, token: str) -> None:
    invite(admin)
    assert guest.get(f"/invitation/{token}").status_code == 410


def test_a_link_ends_with_its_week_and_with_a_newer_one(
    admin: Auth, guest: Auth, clock: Clock
) -> None:
    page = invite(admin)
    first = link_of(admin, page)
    admin.post(f"{page}/link")
    second = link_of(admin, page)
    assert guest.get(first).status_code == 410
    assert guest.get(second).status_code == 200
    clock.advance(days=7)
    assert guest.get(second).status_code == 410


def test_an_invitation_that_is_posted_twice_is_one(admin: Auth, world: World) -> None:
    new_id = "a" * 32
    assert invite(admin, new_id=new_id) == invite(admin, new_id=new_id)
    answer = admin.post("/settings/agents", name="B", email="alex@shop.example", role="agent")
    assert answer.status_code == 422
    assert "Somebody has this address already." in answer.text


def test_a_role_and_a_team_are_given(admin: Auth, world: World) -> None:
    with world.database.transaction() as session:
        team = teams.add(session, name="Returns", by=None, now=NOON).id
    page = invite(admin, team_id=team)
    assert alex(world).team_id == team
    admin.post(page, name="Alexandra", role="privacy", team_id="")
    assert (alex(world).name, alex(world).role, alex(world).team_id) == (
        "Alexandra", "privacy", None,
    )  # fmt: skip
    admin.post(page, name="Alexandra", role="emperor")
    assert alex(world).role == "agent"


def test_the_last_administrator_stays_one(admin: Auth, world: World) -> None:
    kim = the_only(world, Agent).id
    for path, form in ((f"/settings/agents/{kim}", {"name": "Kim", "role": "lead"}),
                       (f"/settings/agents/{kim}/disable", {})):  # fmt: skip
        answer = admin.post(path, **form)
        assert answer.status_code == 422
        assert "Somebody must administer Kontor" in answer.text


def test_who_is_disabled_is_out_and_gives_the_open_conversations_back(
    admin: Auth, guest: Auth, world: World, customers: Customers
) -> None:
    page = invite(admin)
    link = link_of(admin, page)
    guest.get(link)
    guest.post(link, new=GOOD, again=GOOD)
    guest.enter("alex@shop.example", GOOD)
    customers.write()
    with world.database.transaction() as session:
        session.scalars(select(Conversation)).one().assignee_id = alex(world).id
    admin.post(f"{page}/disable")
    assert guest.get("/").status_code == 303
    assert the_only(world, Conversation).assignee_id is None
    assert "disabled since" in admin.get("/settings/agents").text
    assert admin.post(f"{page}/link").status_code == 409
    admin.post(f"{page}/enable")
    assert guest.enter("alex@shop.example", GOOD).status_code == 303


def test_a_team_is_added_renamed_and_dissolved(admin: Auth, world: World) -> None:
    for _twice in range(2):
        admin.post("/settings/teams", new_id="b" * 32, name="Returns")
    team = the_only(world, Team)
    assert admin.post("/settings/teams", name="returns").status_code == 422
    assert admin.post("/settings/teams", name=" ").status_code == 422
    page = invite(admin, team_id=team.id)
    assert "Alex" in admin.get("/settings/teams").text
    admin.post(f"/settings/teams/{team.id}", name="Complaints")
    assert the_only(world, Team).name == "Complaints"
    admin.post(f"/settings/teams/{team.id}/dissolve")
    assert rows(world, Team) == []
    assert alex(world).team_id is None
    assert admin.get(page).status_code == 200


def test_what_was_done_to_whom_stands_in_the_audit(admin: Auth, world: World) -> None:
    page = invite(admin)
    admin.post(f"{page}/disable")
    told = admin.get("/settings/audit").text
    assert "Person disabled" in told or "disabled" in told
    assert {"agent.invited", "agent.disabled"} <= {row.deed for row in rows(world, AuditEntry)}


@pytest.mark.parametrize("verb", ["", "/link", "/disable", "/enable", "/forget-second-factor"])
def test_a_person_who_is_not_there_is_not_found(admin: Auth, verb: str) -> None:
    assert admin.post(f"/settings/agents/nobody{verb}", name="x").status_code == 404
    assert admin.get("/settings/agents/nobody").status_code == 404
