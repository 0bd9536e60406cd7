"""Customers are found by what a shop knows of them, and shown with all that belongs to them."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from inbox.consent import ledger
from inbox.consent.purpose import Happened, Purpose
from inbox.conversations.customer import Identity, ShopId
from tests.inbox.api.case import change_customer, customer_of, the_customer
from tests.shop import the_only

ANNA = {"from": "anna", "name": "Anna", "aliases": [["phone", "4915112345678"]]}


@pytest.fixture
def anna(world, chat) -> str:
    chat.write("Hallo", **ANNA)
    return the_customer(world)


def test_a_customer_is_shown_with_identities_and_what_they_are_known_by(world, crm, chat, anna):
    found = crm.get(f"/customers/{anna}")
    assert found["id"] == anna
    assert found["name"] == "Anna"
    assert found["created_at"] == "2026-11-24T11:00:00Z"
    [identity] = found["identities"]
    assert identity["account_id"] == chat.account_id
    assert identity["kind"] == "pigeon"
    assert identity["address"] == "anna"
    assert identity["aliases"] == [{"kind": "phone", "value": "4915112345678"}]


def test_opaque_ids_of_a_provider_are_no_aliases_for_the_outside(world, crm, chat):
    chat.write(aliases=[["provider", "XY.1"], ["username", "anna"], ["email", "anna@example.org"]])
    [identity] = crm.get(f"/customers/{the_customer(world)}")["identities"]
    assert identity["aliases"] == [{"kind": "email", "value": "anna@example.org"}]


def test_consents_are_listed_where_they_were_spoken_of(world, crm, anna, clock):
    identity = the_only(world, Identity)
    with world.database.transaction() as session:
        entry = ledger.Entry(
            Purpose.MARKETING, Happened.WITHDRAWN, "agent", "agent:x", "deed", clock.now, "1"
        )
        ledger.enter(session, session.get_one(Identity, identity.id), entry, now=clock.now)
    consents = crm.get(f"/customers/{anna}")["consents"]
    assert {
        "identity_id": identity.id,
        "purpose": "marketing",
        "standing": "withdrawn",
        "since": "2026-11-24T11:00:00Z",
    } in consents


def test_a_phone_number_is_found_however_it_is_written(crm, anna):
    for number in (
        "4915112345678",
        "+4915112345678",
        "+49 151 1234 5678",
        "0049151-12345678",
        "0151 12345678",
        "+49 (0) 151 / 12345678",
    ):
        for encoded in (quote(number), quote(number, safe="+")):  # also where "+" became a space
            assert _ids(crm.get(f"/customers?phone={encoded}")) == [anna], encoded


def test_a_number_of_another_country_is_another_number(crm, anna):
    assert _ids(crm.get("/customers?phone=4315112345678")) == []


def test_a_mail_address_is_found_in_any_case(world, crm, mail):
    mail.write(**{"from": "max@example.org", "aliases": [["email", "max@example.org"]]})
    assert _ids(crm.get("/customers?email=Max@Example.ORG")) == [the_customer(world)]


def test_a_mail_address_that_is_only_the_identitys_address_is_found(world, crm, mail):
    mail.write(**{"from": "max@example.org"})
    assert _ids(crm.get("/customers?email=Max@Example.ORG")) == [the_customer(world)]


def test_a_domain_with_umlauts_is_found_as_it_travels(world, crm, mail):
    mail.write(**{"from": "max@xn--mller-kva.example"})
    assert _ids(crm.get(f"/customers?email={quote('max@Müller.example')}")) == [the_customer(world)]


def test_an_identity_is_found_by_its_address_or_what_else_its_channel_knows(crm, anna):
    for written in ("pigeon:anna", "pigeon:ANNA", "pigeon:4915112345678"):
        assert _ids(crm.get(f"/customers?identity={written}")) == [anna], written


def test_an_identity_on_another_channel_is_nobody(crm, anna):
    for written in ("parchment:anna", "pigeon:bert", "carrier:anna"):
        assert _ids(crm.get(f"/customers?identity={written}")) == [], written


def test_a_shop_id_is_found_with_and_without_dashes(world, crm, anna, clock):
    stored = "0fa91ce3e96a4bc2be4bd9ce752c3425"
    _link(world, clock, anna, stored, number="10042")
    for written in (stored, "0FA91CE3-E96A-4BC2-BE4B-D9CE752C3425"):
        [found] = crm.get(f"/customers?external=shopware:main:{written}")["data"]
        assert found["id"] == anna
        assert found["shop_ids"] == [
            {"system": "shopware", "shop": "main", "id": stored, "number": "10042"}
        ]


def test_a_shop_id_may_contain_colons(world, crm, anna, clock):
    _link(world, clock, anna, "a:b:7", system="magento")
    assert _ids(crm.get("/customers?external=magento:main:a:b:7")) == [anna]


def test_a_shop_id_counts_in_its_shop_only(world, crm, anna, clock):
    _link(world, clock, anna, "7")
    assert _ids(crm.get("/customers?external=shopware:other:7")) == []


def test_two_customers_with_one_number_are_both_found_and_never_merged(world, crm, chat, mail):
    number = [["phone", "4915112345678"]]
    chat.write(**{"from": "anna", "aliases": number})
    mail.write(**{"from": "a@example.org", "aliases": number})
    found = _ids(crm.get("/customers?phone=4915112345678"))
    assert found == [customer_of(world, chat.account_id), customer_of(world, mail.account_id)]


def test_who_shares_a_number_comes_page_by_page(world, crm, chat):
    for number in range(5):
        chat.write(**{"from": f"anna{number}"})
    for number in range(5):  # by now each is known by an address of their own
        chat.write(**{"from": f"anna{number}", "aliases": [["phone", "4915112345678"]]})
    found = _ids({"data": crm.walk("/customers?phone=4915112345678&limit=2")})
    assert len(found) == 5
    assert found == sorted(set(found))


def test_a_look_up_that_makes_no_sense_says_what_is_wrong(crm, anna):
    for asked in (
        "?email=a@b.de&phone=123456",
        "?phone=not-a-number",
        "?phone=",
        "?phone=%2B",
        "?phone=+",
        "?phone=00",
        "?email=nobody",
        "?email=@example.org",
        f"?email={'x' * 501}@b.de",
        "?email=a@b.de&email=c@d.de",
        "?identity=threema",
        "?identity=:x",
        "?identity=A B:x",
        "?external=shopware:main",
        "?external=a::b",
        "?name=Anna",
    ):
        status, problem = crm.refused(f"/customers{asked}")
        assert status == 422, asked
        assert problem["errors"], asked


def test_a_merged_customer_is_found_under_who_took_their_place(world, crm, chat, mail):
    chat.write(**ANNA)
    mail.write(**{"from": "anna@example.org"})
    old, new = customer_of(world, chat.account_id), customer_of(world, mail.account_id)
    change_customer(world, old, merged_into=new)
    response = crm.ask(f"/customers/{old}")
    assert response.json["id"] == new
    assert response.json["merged_from"] == old
    assert response.headers["Content-Location"] == f"/api/v1/customers/{new}"
    assert crm.get(f"/customers/{new}")["merged_from"] is None
    assert _ids(crm.get("/customers?phone=4915112345678")) == [new]
    assert crm.get(f"/customers/{old}/messages") == crm.get(f"/customers/{new}/messages")


def test_merges_in_a_circle_end(world, crm, chat, mail):
    chat.write()
    mail.write()
    one, other = customer_of(world, chat.account_id), customer_of(world, mail.account_id)
    change_customer(world, one, merged_into=other)
    change_customer(world, other, merged_into=one)
    assert crm.ask(f"/customers/{one}").status_code in {200, 404}
    assert _ids(crm.get("/customers?identity=pigeon:anna")) == []


@pytest.mark.parametrize("state", ["restricted_at", "erasing_at"])
def test_a_restricted_or_erased_customer_is_not_there(world, crm, chat, clock, anna, state):
    message_id = crm.get(f"/customers/{anna}/messages")["data"][0]["id"]
    conversation_id = crm.get(f"/customers/{anna}/conversations")["data"][0]["id"]
    change_customer(world, anna, **{state: clock.now})
    for path in (
        f"/customers/{anna}",
        f"/customers/{anna}/messages",
        f"/customers/{anna}/conversations",
        f"/conversations/{conversation_id}",
        f"/conversations/{conversation_id}/messages",
        f"/messages/{message_id}",
    ):
        assert crm.refused(path)[0] == 404, path
    assert _ids(crm.get("/customers?phone=4915112345678")) == []


def _ids(answer) -> list[str]:
    return [one["id"] for one in answer["data"]]


def _link(world, clock, customer_id, external_id, number=None, system="shopware") -> None:
    with world.database.transaction() as session:
        session.add(
            ShopId(
                system=system, shop="main", external_id=external_id, customer_id=customer_id,
                number=number, linked_at=clock.now,
            )
        )  # fmt: skip
