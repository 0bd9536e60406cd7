"""Orders are told, told again, shown to agents and withdrawn; nobody gets somebody else's."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from inbox.conversations.orders import orders_of
from tests.inbox.api.case import customer_of, the_customer

ORDER = {
    "system": "shopware",
    "shop": "main",
    "id": "o-1",
    "number": "20318",
    "state": "bezahlt",
    "total": "39,90 EUR",
    "items": ["2 × Tasse"],
    "placed_at": "2026-11-20T10:15:00+01:00",
}


@pytest.fixture
def path(world, chat) -> str:
    chat.write()
    return f"/customers/{the_customer(world)}/orders"


def test_an_order_is_told_and_shown_and_what_is_told_later_counts(world, crm, path):
    assert crm.send(path, ORDER).status_code == 200
    told = crm.send(path, {**ORDER, "state": "versendet", "tracking": "https://dhl.example/1"})
    [shown] = crm.get(path)["data"]
    assert shown == told.json
    assert (shown["state"], shown["placed_at"]) == ("versendet", "2026-11-20T09:15:00Z")
    with world.database.reading() as session:
        [placed] = orders_of(session, the_customer(world))
    assert (placed.order.number, placed.order.tracking) == ("20318", "https://dhl.example/1")


def test_the_newest_come_first_and_the_oldest_go(crm, path):
    for day in range(1, 53):
        at = f"2026-{1 + day // 28:02}-{1 + day % 28:02}T00:00:00Z"
        crm.send(path, {**ORDER, "id": str(day), "number": str(day), "placed_at": at})
    assert [one["number"] for one in crm.get(path)["data"]] == [str(n) for n in range(52, 2, -1)]


def test_an_order_of_somebody_else_is_a_collision_with_both(world, crm, chat, mail, path):
    mail.write()
    bert, anna = customer_of(world, mail.account_id), customer_of(world, chat.account_id)
    crm.send(path, ORDER)
    refused = crm.send(f"/customers/{bert}/orders", ORDER)
    assert (refused.status_code, refused.json["customer_ids"]) == (409, [bert, anna])


def test_an_order_can_be_withdrawn_once(crm, path):
    crm.send(path, ORDER)
    gone = f"{path}?system=shopware&shop=main&id=o-1"
    assert [crm.send(gone, method="DELETE").status_code for _ in range(2)] == [204, 404]
    assert crm.get(path)["data"] == []


def test_orders_lie_sealed_in_the_database(world, crm, path):
    crm.send(path, ORDER)
    with world.database.reading() as session:
        stored = str(session.execute(text("SELECT * FROM shop_order")).all())
    assert "20318" not in stored
    assert "Tasse" not in stored


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "javascript:alert(1)"},
        {"tracking": "https://x y"},
        {"placed_at": "2026-11-20"},
        {"placed_at": "2026-11-20T10:15:00"},
        {"placed_at": "0001-01-01T00:00:00+14:00"},
        {"items": ["x"] * 51},
        {"items": "x"},
        {"number": ""},
        {"state": None},
    ],
)
def test_an_order_that_makes_no_sense_is_refused(crm, path, wrong):
    assert crm.send(path, {**ORDER, **wrong}).status_code == 422
