"""What is wrong stands above the list: for those who can act, and for those who wait."""

from __future__ import annotations

import re

import pytest

from inbox.accounts import manage
from inbox.accounts.account import Account
from inbox.channel import RawRequest
from inbox.people.agent import Role
from inbox.world import World
from tests.inbox.web.conftest import Auth
from tests.shop import Customers


@pytest.fixture
def trouble(world: World, customers: Customers) -> None:
    customers.write("Hallo", name="Anna")
    customers.arrive(RawRequest("POST", "http://127.0.0.1/", {}, {}, b"[broken"))
    with world.database.transaction() as session:
        account = session.get_one(Account, customers.account_id)
        manage.pause(session, account, reason="NO_CREDITS", now=world.clock())


def alarms(auth: Auth, path: str = "/?view=open") -> list[str]:
    part = auth.get(path).text.split('id="alarms"')[1].split("</div>")[0]
    return re.findall(r'class="alarm">.*?</svg>(.*?)</p>', part)


def test_an_administrator_is_led_to_where_something_can_be_done(
    auth: Auth, customers: Customers, trouble: None
) -> None:
    auth.sign_in(role=Role.ADMIN)
    paused, dead = alarms(auth)
    assert f'href="/settings/accounts/{customers.account_id}"' in paused
    assert "shop is paused (out of credits): replies wait." in paused
    assert 'href="/settings/dead-letters"' in dead
    assert "1 event not understood" in dead
    for path in (auth.find("Anna"), "/fragments/list?view=open"):
        assert alarms(auth, path) == [paused, dead]


def test_an_agent_is_told_why_replies_wait(auth: Auth, trouble: None) -> None:
    auth.sign_in()
    assert alarms(auth) == ["<span>shop is paused (out of credits): replies wait.</span>"]


def test_when_all_is_well_nothing_is_said(auth: Auth, customers: Customers) -> None:
    customers.write("Hallo", name="Anna")
    auth.sign_in(role=Role.ADMIN)
    assert alarms(auth) == []


def test_an_account_that_was_never_enabled_is_no_agents_matter(
    auth: Auth, world: World, customers: Customers
) -> None:
    customers.write("Hallo", name="Anna")
    with world.database.transaction() as session:
        account = session.get_one(Account, customers.account_id)
        manage.pause(session, account, reason="NOT_ENABLED", now=world.clock())
    auth.sign_in()
    assert alarms(auth) == []


def test_what_the_watch_finds_of_an_account_is_told_to_who_can_act(
    auth: Auth, world: World, customers: Customers
) -> None:
    customers.write("Hallo", name="Anna")
    with world.database.transaction() as session:
        session.get_one(Account, customers.account_id).forged_at = world.clock()
    auth.sign_in(role=Role.ADMIN)
    [told] = alarms(auth)
    assert "shop: requests with a wrong signature" in told
