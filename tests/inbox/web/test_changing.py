"""The buttons of a conversation, and what nobody can make them do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.conversations.conversation import Conversation, Status
from inbox.people.agent import Agent, Role
from inbox.web.conversations.verbs import wake_time
from inbox.world import World
from tests.conftest import NOON
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import Customers, the_only


@pytest.fixture
def address(auth: Auth, customers: Customers) -> str:
    customers.write(name="Anna")
    auth.sign_in()
    return auth.find("Anna")


def conversation(world: World) -> Conversation:
    found: Conversation = the_only(world, Conversation)
    return found


def test_assigning_to_me_to_a_colleague_and_to_nobody(
    auth: Auth, world: World, address: str
) -> None:
    alex = auth.add("Alex")
    assert auth.post(f"{address}/take").status_code == 303
    with world.database.reading() as session:
        assert session.get_one(Agent, conversation(world).assignee_id).name == "Kim"
    auth.post(f"{address}/assign", agent=alex)
    assert conversation(world).assignee_id == alex
    assert "Alex" in auth.get(address).text.split('id="state"')[1].split("</p>")[0]
    auth.post(f"{address}/assign", agent="")
    assert conversation(world).assignee_id is None


def test_nobody_who_cannot_answer_is_assigned(auth: Auth, world: World, address: str) -> None:
    gone, privacy = auth.add("Gone"), auth.add("Robin", Role.PRIVACY)
    with world.database.transaction() as session:
        session.get_one(Agent, gone).disabled_at = NOON
    for agent_id in (gone, privacy, "nobody"):
        assert auth.post(f"{address}/assign", agent=agent_id).status_code == 400
    assert conversation(world).assignee_id is None
    page = auth.get(address).text
    assert f'value="{gone}"' not in page
    assert f'value="{privacy}"' not in page


@pytest.mark.parametrize(
    ("verb", "status", "offered"),
    [
        ("resolve", Status.RESOLVED, "reopen"),
        ("spam", Status.SPAM, "reopen"),
    ],
)
def test_resolved_and_spam_and_back(
    auth: Auth, world: World, address: str, verb: str, status: Status, offered: str
) -> None:
    answer = auth.post(f"{address}/{verb}", view="open")
    assert answer.location == f"{address}?view=open"
    assert conversation(world).status == status
    assert f'data-act="{offered}"' in auth.get(address).text
    auth.post(f"{address}/reopen")
    assert conversation(world).status == Status.OPEN


def test_what_was_done_is_said_once(auth: Auth, address: str) -> None:
    auth.post(f"{address}/resolve")
    assert "<span>Resolved.</span>" in auth.get(address).text
    assert "toast" not in auth.get(address).text.split('class="toasts"')[1].split("</div>")[0]


def test_snoozing_until_tomorrow_morning_of_the_shop(
    auth: Auth, world: World, address: str
) -> None:
    auth.post(f"{address}/snooze", until="tomorrow")
    found = conversation(world)
    assert found.status == Status.SNOOZED
    assert found.snoozed_until == datetime(2026, 11, 25, 8, 0, tzinfo=UTC)  # 9 in Berlin
    assert ">Wed 25 Nov, 09:00</time>" in auth.get("/?view=snoozed").text


def test_a_time_that_makes_no_sense_is_refused(auth: Auth, world: World, address: str) -> None:
    for until in ("", "yesterday", "2026-11-24T11:59", "2031-01-01T09:00", "99999"):
        assert auth.post(f"{address}/snooze", until=until).status_code == 400
    assert conversation(world).status == Status.OPEN


def test_marked_as_unread_it_is_left(auth: Auth, world: World, address: str) -> None:
    answer = auth.post(f"{address}/unread", view="mine")
    assert answer.location == "/?view=mine"
    assert conversation(world).unread == 1


@only_sqlite
def test_a_conversation_that_does_not_exist_is_not_found(auth: Auth, address: str) -> None:
    for verb in ("take", "assign", "resolve", "reopen", "spam", "snooze", "unread", "read"):
        assert auth.post(f"/conversations/{'0' * 32}/{verb}").status_code == 404
    assert auth.client.get(f"{address}/resolve").status_code == 405


BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("wanted", "now", "until"),
    [
        ("hours", "2026-11-24T11:00Z", "2026-11-24T14:00Z"),
        ("tomorrow", "2026-11-24T11:00Z", "2026-11-25T08:00Z"),
        ("tomorrow", "2026-11-24T23:30Z", "2026-11-26T08:00Z"),  # half past midnight in Berlin
        ("week", "2026-11-24T11:00Z", "2026-11-30T08:00Z"),
        ("week", "2026-11-23T05:00Z", "2026-11-30T08:00Z"),  # on a Monday: the next one
        ("week", "2026-11-29T20:00Z", "2026-11-30T08:00Z"),
        ("hours", "2026-03-28T23:30Z", "2026-03-29T02:30Z"),  # three hours, not the clock's three
        ("tomorrow", "2026-03-28T11:00Z", "2026-03-29T07:00Z"),  # summer time by then
        ("2026-11-24T17:15", "2026-11-24T11:00Z", "2026-11-24T16:15Z"),
        ("2026-11-24T17:15+00:00", "2026-11-24T11:00Z", "2026-11-24T17:15Z"),
        ("2026-11-24T11:59", "2026-11-24T11:00Z", None),
        ("2027-12-24T11:59", "2026-11-24T11:00Z", None),
        ("soon", "2026-11-24T11:00Z", None),
    ],
)
def test_when_a_conversation_wakes(wanted: str, now: str, until: str | None) -> None:
    found = wake_time(wanted, zone=BERLIN, now=datetime.fromisoformat(now))
    assert found == (datetime.fromisoformat(until) if until else None)
    assert found is None or found - datetime.fromisoformat(now) < timedelta(days=366)
