"""A customer is linked to the shop in one spelling, and a link is never moved silently."""

from __future__ import annotations

import pytest

from inbox.people.token import Scope
from tests.inbox.api.case import Crm, change_customer, customer_of, the_customer

UUID = "0fa91ce3-e96a-4bc2-be4b-d9ce752c3425"


@pytest.fixture
def anna(world, chat) -> str:
    chat.write()
    return the_customer(world)


@pytest.mark.parametrize(
    ("system", "written", "kept"),
    [
        ("Shopware", UUID.upper(), UUID.replace("-", "")),
        ("shopware6", UUID.replace("-", ""), UUID.replace("-", "")),
        ("shopify", "gid://shopify/Customer/7012345678901", "7012345678901"),
        ("shopify", "7012345678901", "7012345678901"),
        ("woocommerce", "0042", "42"),
        ("jtl", "10042", "10042"),
        ("JTL-Wawi", UUID, UUID.replace("-", "")),
        ("magento", "A 7", "A 7"),
    ],
)
def test_every_systems_ids_are_found_however_they_are_written(
    world, crm, anna, system, written, kept
):
    given = {"system": system, "shop": "https://Shop.example/", "id": written, "number": "K-7"}
    linked = crm.send(f"/customers/{anna}/shop-ids", given)
    assert linked.status_code == 200, linked.text
    name = linked.json["system"]
    assert linked.json == {"system": name, "shop": "shop.example", "id": kept, "number": "K-7"}
    for spelling in (written, kept):
        found = crm.ask("/customers?" + _query(external=f"{system}:shop.example:{spelling}"))
        assert [one["id"] for one in found.json["data"]] == [anna], spelling
    assert crm.get(f"/customers/{anna}")["shop_ids"] == [linked.json]


@pytest.mark.parametrize(
    ("system", "written"),
    [("shopify", "0"), ("shopify", "gid://shopify/Order/7"), ("woocommerce", "0"),
     ("woocommerce", "anna"), ("jtl", "anna"), ("shopware", "anna"), ("a b", "7"), ("x", "\0")],
)  # fmt: skip
def test_what_is_no_id_of_its_system_is_refused(crm, anna, system, written):
    given = {"system": system, "shop": "main", "id": written}
    refused = crm.send(f"/customers/{anna}/shop-ids", given)
    assert (refused.status_code, refused.json["errors"][0]["parameter"]) == (422, "id")


def test_an_id_of_somebody_else_is_a_collision_with_both(world, crm, chat, mail, anna):
    mail.write()
    bert = customer_of(world, mail.account_id)
    assert crm.send(f"/customers/{anna}/shop-ids", _ID).status_code == 200
    refused = crm.send(f"/customers/{bert}/shop-ids", _ID)
    assert refused.status_code == 409
    assert refused.json["type"] == "urn:kontor:problem:belongs-to-another"
    assert refused.json["customer_ids"] == [bert, anna]
    assert crm.get(f"/customers/{bert}")["shop_ids"] == []


def test_linking_again_changes_the_number_and_is_told_once(crm, anna):
    before = crm.get("/changes/position")["next_after"]
    for number in ("1", "1", "2"):
        crm.send(f"/customers/{anna}/shop-ids", {**_ID, "number": number})
    assert [one["number"] for one in crm.get(f"/customers/{anna}")["shop_ids"]] == ["2"]
    told = [one["type"] for one in crm.get(f"/changes?after={before}")["data"]]
    assert told == ["customer.updated", "customer.updated"]


def test_a_link_can_be_taken_away_once(crm, anna):
    crm.send(f"/customers/{anna}/shop-ids", _ID)
    path = f"/customers/{anna}/shop-ids?{_query(**_ID)}"
    assert [crm.send(path, method="DELETE").status_code for _ in range(2)] == [204, 404]
    assert crm.get(f"/customers/{anna}")["shop_ids"] == []


def test_nobody_takes_away_a_link_of_somebody_else(world, crm, chat, mail, anna):
    mail.write()
    crm.send(f"/customers/{anna}/shop-ids", _ID)
    path = f"/customers/{customer_of(world, mail.account_id)}/shop-ids?{_query(**_ID)}"
    assert crm.send(path, method="DELETE").status_code == 404
    assert len(crm.get(f"/customers/{anna}")["shop_ids"]) == 1


def test_who_was_merged_is_linked_under_who_took_their_place(world, crm, chat, mail, anna):
    mail.write()
    stays = customer_of(world, mail.account_id)
    change_customer(world, anna, merged_into=stays)
    assert crm.send(f"/customers/{anna}/shop-ids", _ID).status_code == 200
    assert len(crm.get(f"/customers/{stays}")["shop_ids"]) == 1


@pytest.mark.parametrize("state", ["restricted_at", "erasing_at"])
def test_who_is_restricted_or_being_erased_is_not_there(world, crm, anna, clock, state):
    change_customer(world, anna, **{state: clock.now})
    assert crm.send(f"/customers/{anna}/shop-ids", _ID).status_code == 404


def test_linking_needs_its_scope(world, anna):
    reader = Crm(world, may=(Scope.HISTORY_READ, Scope.MESSAGES_WRITE))
    assert reader.send(f"/customers/{anna}/shop-ids", _ID).status_code == 403


_ID = {"system": "shopware", "shop": "main", "id": UUID}


def _query(**values: str) -> str:
    from urllib.parse import urlencode

    return urlencode(values)
