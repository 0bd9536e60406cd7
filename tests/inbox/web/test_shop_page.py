"""The page of the shop: what it says about itself, and the switch that silences the machine."""

from __future__ import annotations

from typing import Any

import pytest

from inbox.accounts.account import Account
from inbox.audit import AuditEntry
from inbox.people.agent import Role
from inbox.shop import Shop
from inbox.world import World
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import configure_shop, open_account, rows, the_only

pytestmark = only_sqlite
FORM: dict[str, Any] = {
    "name": "Lavendel & Leinen",
    "zone": "Europe/Vienna",
    "country": "AT",
    "subdivision": "9",
    "first_language": "en",
    "both_languages": "yes",
    "formal": "",
    "privacy_url": "https://shop.example/privacy",
    "imprint_url": "",
    "contact": "phone 030 1",
    "mail_footer": "Lavendel GmbH\r\nBerlin",
}


@pytest.fixture
def admin(auth: Auth) -> Auth:
    auth.sign_in(role=Role.ADMIN)
    auth.get("/settings/shop")
    return auth


def test_the_shop_is_described_and_the_change_is_audited(admin: Auth, world: World) -> None:
    assert admin.post("/settings/shop", **FORM).status_code == 303
    shop = the_only(world, Shop)
    assert (shop.name, shop.zone, shop.country, shop.subdivision) == (
        "Lavendel & Leinen", "Europe/Vienna", "AT", "9",
    )  # fmt: skip
    assert (shop.languages, shop.formal) == ("en,de", False)
    assert shop.mail_footer == "Lavendel GmbH\nBerlin"
    assert "Saved." in admin.get("/settings/shop").text
    assert "country" in rows(world, AuditEntry)[-1].told["fields"]
    assert "Shop changed" in admin.get("/settings/audit").text


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", "", "This is missing."),
        ("zone", "Europe/Atlantis", "Not a known time zone"),
        ("country", "XX", "We do not know this."),
        ("privacy_url", "shop.example", "A whole address"),
        ("mail_footer", "x" * 2001, "This is too long."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    admin: Auth, world: World, field: str, typed: str, told: str
) -> None:
    answer = admin.post("/settings/shop", **{**FORM, field: typed})
    assert answer.status_code == 422
    assert f'id="wrong-{field}"' in answer.text
    assert told in answer.text
    assert "phone 030 1" in answer.text
    assert the_only(world, Shop).contact == ""


def test_the_privacy_address_cannot_go_while_an_account_may_send(admin: Auth, world: World) -> None:
    open_account(world)
    answer = admin.post("/settings/shop", **{**FORM, "privacy_url": ""})
    assert answer.status_code == 422
    assert "without this address it may not send" in answer.text


def test_a_region_of_another_country_is_dropped(admin: Auth, world: World) -> None:
    admin.post("/settings/shop", **{**FORM, "country": "DE", "subdivision": "9"})
    assert the_only(world, Shop).subdivision == ""


def test_the_regions_follow_the_country(admin: Auth) -> None:
    regions = admin.get("/settings/regions?country=DE").json
    assert ["BY", "Bayern"] in regions
    assert ["Augsburg", "Bayern: Stadt Augsburg"] in regions
    assert admin.get("/settings/regions?country=%22%3E").json == [["", "only nationwide holidays"]]


def test_a_new_version_of_the_notice_is_asked_for(admin: Auth, world: World) -> None:
    admin.post("/settings/shop", **FORM, renew_notice="yes")
    assert the_only(world, Shop).privacy_version == "2"


def test_one_switch_silences_the_machine_and_lets_it_speak(admin: Auth, world: World) -> None:
    admin.post("/settings/shop/silence")
    assert not the_only(world, Shop).automation
    assert "Automatic replies are switched off." in admin.get("/settings/shop").text
    admin.post("/settings/shop/let-speak")
    assert the_only(world, Shop).automation
    assert [entry.deed for entry in rows(world, AuditEntry)[-2:]] == [
        "shop.automation_off", "shop.automation_on",
    ]  # fmt: skip


def test_an_account_is_not_enabled_before_the_shop_has_a_privacy_address(
    admin: Auth, world: World
) -> None:
    admin.get("/settings/accounts/new/pigeon")
    admin.post("/settings/accounts/new/pigeon", name="loft")
    account = the_only(world, Account)
    answer = admin.post(f"/settings/accounts/{account.id}/resume")
    assert answer.location == "/settings/shop#law"
    assert not the_only(world, Account).enabled
    configure_shop(world, privacy_url="https://shop.example/privacy")
    admin.post(f"/settings/accounts/{account.id}/resume")
    assert the_only(world, Account).enabled
