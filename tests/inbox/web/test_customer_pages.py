"""The customers' pages: everything that can be done there, and what is refused."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from inbox.consent.merge import Merge
from inbox.conversations.customer import Customer, Identity, ShopId, profile_of
from inbox.conversations.search import follow
from inbox.people.agent import Role
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import Customers, configure_shop, open_account, rows, the_only


@pytest.fixture(autouse=True)
def said(world, customers: Customers, auth: Auth) -> None:
    configure_shop(world, automation=False)
    for n, address in enumerate(("anna", "anna-2")):
        customers.write(
            f"Hallo {n}", name="Anna <Schmidt>", aliases=[["phone", "491755550001"]],
            **{"from": address},
        )  # fmt: skip
        world.clock.advance(minutes=1)
    follow.keep_up(world.database, seconds=30)
    auth.sign_in()


def ids(world) -> list[str]:
    return [row.id for row in rows(world, Customer)]


@pytest.fixture
def one(world, auth: Auth) -> str:
    """The address of the page of the one who is there; aliases found them under one identity."""
    return f"/customers/{ids(world)[0]}"


def test_the_list_leads_to_everybody(world, auth: Auth) -> None:
    text = auth.get("/customers").text
    assert set(re.findall(r'href="/customers/([0-9a-f]{32})"', text)) == set(ids(world))
    assert "Anna &lt;Schmidt&gt;" in text


def test_name_and_language_are_changed(world, auth: Auth, one: str) -> None:
    auth.get(one)
    assert auth.post(one, name="Anna Maria", language="en").status_code == 303
    assert "Saved." in auth.get(one).text
    with world.database.reading() as session:
        customer = session.scalars(select(Customer).order_by(Customer.id)).first()
        assert (profile_of(session, customer).name, customer.language) == ("Anna Maria", "en")


def test_shop_ids_are_linked_refused_and_unlinked(world, auth: Auth, one: str) -> None:
    auth.get(one)
    wrong = auth.post(f"{one}/shop-ids", system="shopware", shop="s", external_id="no uuid")
    assert wrong.status_code == 422
    assert "does not fit" in wrong.text
    form = {"system": "woocommerce", "shop": "https://Shop.example/", "external_id": "0042"}
    assert auth.post(f"{one}/shop-ids", **form, number="K-42").status_code == 303
    found = the_only(world, ShopId)
    assert (found.shop, found.external_id, found.number) == ("shop.example", "42", "K-42")
    gone = {"system": found.system, "shop": found.shop, "external_id": found.external_id}
    assert auth.post(f"{one}/shop-ids/remove", **gone).status_code == 303
    assert rows(world, ShopId) == []


def test_blocking_and_letting_in_again(world, auth: Auth, one: str) -> None:
    auth.get(one)
    auth.post(f"{one}/block")
    assert "Unblock" in auth.get(one).text
    auth.post(f"{one}/unblock")
    assert rows(world, Customer)[0].blocked_at is None


@pytest.fixture
def two(world, customers: Customers, auth: Auth) -> tuple[str, str]:
    """Two customers who may be one."""
    mail = Customers(world, open_account(world, "parchment", "mail"))
    mail.write("Per Mail", name="Anna <Schmidt>", aliases=[["phone", "491755550001"]],
               **{"from": "anna@example.de"})  # fmt: skip
    follow.keep_up(world.database, seconds=30)
    everybody = ids(world)
    return everybody[0], everybody[-1]


def test_a_suggestion_names_its_evidence_and_is_merged_and_undone(
    world, auth: Auth, two: tuple[str, str]
) -> None:
    kept, other = two
    text = auth.get(f"/customers/{kept}").text
    assert "same phone number" in text
    assert f'value="{other}"' in text
    assert auth.post(f"/customers/{kept}/merge", other=other).status_code == 303
    text = auth.get(f"/customers/{kept}").text
    assert "anna@example.de" in text
    assert auth.get(f"/customers/{other}").location.endswith(f"/customers/{kept}")
    merge = the_only(world, Merge)
    assert auth.post(f"/customers/{kept}/merges/{merge.id}/undo").status_code == 303
    assert "anna@example.de" not in auth.get(f"/customers/{kept}").text
    again = auth.post(f"/customers/{kept}/merges/{merge.id}/undo")
    assert again.status_code == 422
    assert "undone before" in again.text


def test_another_person_is_searched_and_merged(world, auth: Auth, two: tuple[str, str]) -> None:
    kept, other = two
    text = auth.get(f"/customers/{kept}?with=anna@example.de").text
    assert text.count(f'value="{other}"') == 2  # suggested and found
    assert "Nothing found." in auth.get(f"/customers/{kept}?with=nobody-at-all").text


def test_an_identity_is_split_off(world, auth: Auth, two: tuple[str, str]) -> None:
    kept, other = two
    auth.get(f"/customers/{kept}")
    auth.post(f"/customers/{kept}/merge", other=other)
    mail = max(rows(world, Identity), key=lambda one: one.id)
    done = auth.post(f"/customers/{kept}/identities/{mail.id}/split")
    assert done.status_code == 303
    assert "anna@example.de" in auth.get(done.location).text


@only_sqlite
@pytest.mark.parametrize("path", ["/customers/nobody", "/customers?before=%00", "/customers"])
def test_nonsense_is_no_error(auth: Auth, path: str) -> None:
    assert auth.get(path).status_code in {200, 404}


@only_sqlite
def test_an_unknown_merge_or_identity_is_refused(auth: Auth, one: str) -> None:
    auth.get(one)
    for path in ("merge", "merges/x/undo", "identities/x/split"):
        assert auth.post(f"{one}/{path}", other="x").status_code == 422
    assert auth.post("/customers/nobody/block").status_code == 404


@only_sqlite
def test_who_may_not_answer_sees_no_customers(world, app: Flask) -> None:
    pat = Auth(world, app.test_client())
    pat.sign_in("Pat", Role.PRIVACY)
    assert pat.get("/customers").status_code == 403


@only_sqlite
def test_a_page_costs_a_fixed_number_of_queries(
    world, auth: Auth, customers: Customers, count_queries
) -> None:
    auth.get("/customers")
    with count_queries(world) as before:
        auth.get("/customers")
    for n in range(5):
        customers.write("Hallo", name=f"N{n}", **{"from": f"n{n}"})
    with count_queries(world) as after:
        auth.get("/customers")
    assert after() == before()
