"""An account's own page: a form made from its channel, secrets that stay secret, its tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from inbox.accounts.account import Account
from inbox.accounts.settings import unseal
from inbox.channel import CheckFailed, Health, Rejected
from inbox.people import team as teams
from inbox.people.agent import Role
from inbox.world import World
from tests.conftest import NOON
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.pigeon import Loft, Pigeon
from tests.shop import Customers, rows, the_only

pytestmark = only_sqlite


@pytest.fixture
def admin(auth: Auth) -> Auth:
    auth.sign_in(role=Role.ADMIN)
    auth.get("/settings/accounts")
    return auth


def kept(world: World) -> Any:
    account = the_only(world, Account)
    with world.database.reading() as session:
        return unseal(session, account.id, account.settings_sealed, Pigeon)


def test_the_form_is_made_from_the_channel_and_a_new_account_waits_to_be_enabled(
    admin: Auth, world: World
) -> None:
    page = admin.get("/settings/accounts/new/pigeon").text
    assert "Name of the loft" in page
    assert 'type="password" id="field-key"' in page
    new_id = page.split('name="new_id" value="')[1][:32]
    assert f"/hooks/{new_id}" in page  # its address, before it is there
    for _twice in range(2):
        done = admin.post(
            "/settings/accounts/new/pigeon", new_id=new_id, name="coo", key="k", label="Loft"
        )
        assert done.location == f"/settings/accounts/{new_id}"
    account = the_only(world, Account)
    assert (account.id, account.label, account.enabled) == (new_id, "Loft", False)
    assert (kept(world).name, kept(world).key) == ("coo", "k")
    assert "Receives, but does not send yet" in admin.get(f"/settings/accounts/{new_id}").text


def test_what_the_channel_refuses_stands_at_its_field_and_what_was_typed_stays(
    admin: Auth, world: World
) -> None:
    answer = admin.post("/settings/accounts/new/pigeon", name="", label="My <b>loft</b>")
    assert answer.status_code == 422
    assert "Missing: Name of the loft." in answer.text
    assert "My &lt;b&gt;loft&lt;/b&gt;" in answer.text
    assert rows(world, Account) == []
    assert admin.get("/settings/accounts/new/owl").status_code == 404


def test_a_secret_is_never_shown_again_is_kept_when_left_empty_and_can_be_forgotten(
    admin: Auth, world: World, customers: Customers
) -> None:
    address = f"/settings/accounts/{customers.account_id}"
    admin.post(address, name="shop", key="very secret")
    assert kept(world).key == "very secret"
    page = admin.get(address).text
    assert "very secret" not in page
    assert "stored; leave empty to keep it" in page
    admin.post(address, name="other", key="")
    assert (kept(world).name, kept(world).key) == ("other", "very secret")
    admin.post(address, name="other", key="", forget="key")
    assert kept(world).key == ""
    audited = admin.get("/settings/audit").text
    assert "Account changed" in audited
    assert "very secret" not in audited


def test_an_account_has_its_place_in_the_shop(
    admin: Auth, world: World, customers: Customers
) -> None:
    with world.database.transaction() as session:
        team = teams.add(session, name="Returns", by=None, now=NOON).id
    address = f"/settings/accounts/{customers.account_id}"
    admin.post(f"{address}/place", label="Front desk", team_id=team, language="en")
    account = the_only(world, Account)
    assert (account.label, account.team_id, account.language) == ("Front desk", team, "en")
    assert not account.automation
    admin.post(f"{address}/place", label="", team_id="nobody", language="xx", automation="yes")
    account = the_only(world, Account)
    assert (account.label, account.team_id, account.language) == ("Front desk", None, None)
    assert account.automation


def test_a_test_says_what_the_provider_says(
    admin: Auth, customers: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/settings/accounts/{customers.account_id}"
    monkeypatch.setattr(Pigeon, "health", lambda _self: Health({"credits": "1240"}))
    admin.post(f"{address}/check")
    page = admin.get(address).text
    assert "The connection works." in page
    assert "1240" in page

    def ill(_self: Pigeon) -> Health:
        raise CheckFailed("Buy more corn.")

    monkeypatch.setattr(Pigeon, "health", ill)
    admin.post(f"{address}/check")
    assert "Buy more corn." in admin.get(address).text
    assert admin.post("/settings/accounts/nothing/check").status_code == 404


def test_the_last_error_is_told(admin: Auth, customers: Customers, loft: Loft) -> None:
    address = f"/settings/accounts/{customers.account_id}"
    assert "none lately" in admin.get(address).text
    loft.script.append(Rejected("UNREACHABLE", "code 470"))
    customers.write()
    customers.send_all()
    page = admin.get(address).text
    assert "Not reachable." in page
    assert "code 470" in page


def test_a_silent_account_is_pointed_out(admin: Auth, world: World, customers: Customers) -> None:
    with world.database.transaction() as session:
        account = session.get_one(Account, customers.account_id)
        account.last_event_at, account.silent_at = NOON - timedelta(days=3), NOON
    assert "Silent for unusually long" in admin.get("/settings/accounts").text
    assert 'count-bad">1</span>' in admin.get("/settings/shop").text
    customers.write()
    assert "Silent for unusually long" not in admin.get("/settings/accounts").text


def test_a_mailbox_is_authorised_in_the_browser_by_who_began_it(
    admin: Auth, customers: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    traded: list[tuple[str, str]] = []

    def where(_self: Pigeon, *, redirect: str, state: str) -> str:
        return f"https://provider.example/?to={redirect}&state={state}"

    def trade(_self: Pigeon, *, redirect: str, code: str) -> None:
        traded.append((redirect, code))

    monkeypatch.setattr(Pigeon, "signs_in", True)
    monkeypatch.setattr(Pigeon, "sign_in_at", where)
    monkeypatch.setattr(Pigeon, "signed_in", trade)
    address = f"/settings/accounts/{customers.account_id}"
    page = admin.get(address).text
    assert "Authorise at the provider" in page
    there = admin.get(f"{address}/authorise").location
    state = there.split("state=")[1]
    admin.get("/settings/accounts/authorised?state=forged&code=stolen")
    assert traded == []
    there = admin.get(f"{address}/authorise").location
    state = there.split("state=")[1]
    back = admin.get(f"/settings/accounts/authorised?state={state}&code=c")
    assert back.location == address
    [(redirect, code)] = traded
    assert code == "c"
    assert f"<code>{redirect}</code>" in page  # which has to be entered at the provider before
    assert traded[0][0].endswith("/settings/accounts/authorised")
    admin.get(f"/settings/accounts/authorised?state={state}&code=again")
    assert len(traded) == 1


def test_an_account_whose_channel_is_gone_is_shown_without_a_form(
    admin: Auth, world: World, customers: Customers
) -> None:
    object.__setattr__(world.registry, "kinds", {})
    page = admin.get(f"/settings/accounts/{customers.account_id}").text
    assert "channel pigeon is missing" in page
    assert admin.get("/settings/accounts").status_code == 200
