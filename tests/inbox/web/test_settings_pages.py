"""Settings: accounts and dead letters, for administrators, without anybody's words."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from inbox.accounts import manage
from inbox.accounts.account import Account
from inbox.channel import AccountChanged, AccountHealth, RawRequest
from inbox.intake.raw_event import Fate, RawEvent
from inbox.people.agent import Role
from inbox.world import World
from tests.conftest import NOON, CountingBell
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import Customers, the_only

pytestmark = only_sqlite


@pytest.fixture
def admin(auth: Auth) -> Auth:
    auth.sign_in(role=Role.ADMIN)
    auth.get("/me")
    return auth


def test_an_account_shows_how_it_is_and_when_it_heard_something(
    admin: Auth, world: World, customers: Customers
) -> None:
    assert "nothing received yet" in admin.get("/settings/accounts").text
    customers.write()
    page = admin.get("/settings/accounts").text
    assert "Tue 24 Nov, 12:00" in page
    assert "All well" in page
    with world.database.transaction() as session:
        account = session.get_one(Account, customers.account_id)
        broken = AccountChanged(AccountHealth.BROKEN, "NO_CREDITS", NOON, "top up <b>now</b>")
        manage.note_health(session, account, broken, now=NOON)
    page = admin.get("/settings/accounts").text
    assert "Broken: out of credits" in page
    assert "top up &lt;b&gt;now&lt;/b&gt;" in page
    assert "Paused since" in page


def test_a_code_that_we_have_no_words_for_is_shown_as_it_is(
    admin: Auth, world: World, customers: Customers
) -> None:
    with world.database.transaction() as session:
        account = session.get_one(Account, customers.account_id)
        warning = AccountChanged(AccountHealth.WARNING, "QUALITY_YELLOW", NOON)
        manage.note_health(session, account, warning, now=NOON)
    assert "Please look: QUALITY_YELLOW" in admin.get("/settings/accounts").text


def test_an_account_is_paused_and_resumed(
    admin: Auth, world: World, customers: Customers, bell: CountingBell
) -> None:
    address = f"/settings/accounts/{customers.account_id}"
    assert admin.post(f"{address}/pause").status_code == 303
    assert the_only(world, Account).paused_reason == "BY_HAND"
    assert "Paused since" in admin.get("/settings/accounts").text
    assert admin.post(f"{address}/resume").status_code == 303
    assert not the_only(world, Account).paused
    assert ("dispatch", customers.account_id) in bell.rings
    assert admin.post("/settings/accounts/nothing/pause").status_code == 404


def test_without_accounts_the_page_says_how_to_add_one(admin: Auth) -> None:
    page = admin.get("/settings/accounts").text
    assert "No account yet" in page
    assert 'href="/settings/accounts/new/pigeon"' in page


def test_a_dead_letter_is_named_but_not_shown_and_can_be_read_again(
    admin: Auth, world: World, customers: Customers, bell: CountingBell
) -> None:
    assert "Everything was understood" in admin.get("/settings/dead-letters").text
    customers.arrive(RawRequest("POST", "http://127.0.0.1/", {}, {}, b'"the secret words"'))
    customers.arrive(RawRequest("POST", "http://127.0.0.1/", {}, {}, b"[secret, words"))
    page = admin.get("/settings/dead-letters").text
    assert "Unreadable" in page
    assert "secret" not in page
    assert '<span class="count count-bad">1</span>' in page
    event_id = the_only_dead(world).id
    bell.rings.clear()
    assert admin.post(f"/settings/dead-letters/{event_id}/replay").status_code == 303
    with world.database.reading() as session:
        event = session.get_one(RawEvent, event_id)
    assert (event.fate, event.attempts) == (Fate.WAITING, 0)
    assert ("normalise", customers.account_id) in bell.rings
    assert admin.post(f"/settings/dead-letters/{event_id}/replay").status_code == 404


def the_only_dead(world: World) -> RawEvent:
    with world.database.reading() as session:
        return session.scalars(select(RawEvent).where(RawEvent.fate == Fate.DEAD)).one()


def test_many_dead_letters_are_pages(admin: Auth, customers: Customers) -> None:
    customers.arrive(
        *(RawRequest("POST", "http://127.0.0.1/", {}, {}, b"[%d," % n) for n in range(55))
    )
    page = admin.get("/settings/dead-letters").text
    assert page.count('<li class="line">') == 50
    further = page.split('href="/settings/dead-letters?before=')[1].split('"')[0]
    rest = admin.get(f"/settings/dead-letters?before={further}").text
    assert rest.count('<li class="line">') == 5
    assert admin.get("/settings/dead-letters?before=x").status_code == 200
