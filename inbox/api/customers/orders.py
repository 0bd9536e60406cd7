"""Tell what a customer ordered, so that agents see it beside the conversation."""

from __future__ import annotations

from typing import Annotated, Final

from flask import Response
from pydantic import Field
from sqlalchemy.orm import Session

from inbox.api.answer import answer
from inbox.api.customers.whom import belongs_to_another, locked
from inbox.api.once import Done
from inbox.api.operation import Operations
from inbox.api.problem import not_found
from inbox.api.resource import Body, Moment, Query, Resource
from inbox.conversations import history, orders
from inbox.conversations.orders import KEPT, Placed
from inbox.conversations.shop_ids import Taken
from inbox.conversations.wording import clean
from inbox.people.pull import Pulled
from inbox.people.token import Scope

_TAG: Final = "Orders"
_MOST_ITEMS: Final = 50
_ADDRESS: Final = r"^https?://[^\s<>\"']+$"
Name = Annotated[str, Field(min_length=1, max_length=200)]
Address = Annotated[str, Field(pattern=_ADDRESS, max_length=2000)]


class ShopOrder(Resource):
    """What a customer ordered, as the shop tells it."""

    system: str
    shop: str
    id: str = Field(description="The shop's own.")
    number: str = Field(description="What people call it.")
    state: str = Field(description="In the shop's words, e.g. versendet.")
    total: str | None = Field(description="With its currency, e.g. 39,90 EUR.")
    address: str | None = Field(description="The order's page in the shop.")
    tracking: str | None = Field(description="The parcel's page.")
    items: list[str]
    placed_at: Moment


class ShopOrderList(Resource):
    data: list[ShopOrder] = Field(description=f"The newest {KEPT}, the newest first.")


class NewOrder(Body):
    system: Name
    shop: Name
    id: Name = Field(description="The shop's own; telling it again replaces what was told.")
    number: Name = Field(description="What people call it.")
    state: Name = Field(description="In the shop's words, e.g. versendet.")
    placed_at: Moment
    total: Name | None = Field(None, description="With its currency, e.g. 39,90 EUR.")
    address: Address | None = Field(None, description="The order's page in the shop.")
    tracking: Address | None = Field(None, description="The parcel's page.")
    items: list[Name] = Field([], max_length=_MOST_ITEMS, description="In words, e.g. 2 × Tasse.")


class OrderQuery(Query):
    system: Name
    shop: Name
    id: Name


_EXAMPLE: Final = {
    "system": "shopware",
    "shop": "main",
    "id": "5a1c0f5e8d7b4f1e9c0a2b3c4d5e6f70",
    "number": "20318",
    "state": "versendet",
    "total": "39,90 EUR",
    "address": "https://shop.example/admin#/sw/order/detail/5a1c0f5e8d7b4f1e9c0a2b3c4d5e6f70",
    "tracking": None,
    "items": ["2 × Tasse Nordlicht"],
    "placed_at": "2026-11-20T09:15:00Z",
}


def put(operations: Operations) -> None:
    world = operations.world

    @operations.get(
        "/customers/<customer_id>/orders",
        tag=_TAG,
        scope=Scope.HISTORY_READ,
        shows=ShopOrderList,
        example={"data": [_EXAMPLE]},
    )
    def list_orders_of_customer(customer_id: str) -> Response:
        """List what a customer ordered, as it was told."""
        with world.database.reading() as session:
            found = history.customer(session, customer_id)
            if found is None:
                raise not_found()
            shown = ShopOrderList(data=[_shown(one) for one in orders.orders_of(session, found.id)])
        operations.handed_out([found.id], Pulled.PROFILE)
        return answer(shown)

    @operations.write(
        "POST",
        "/customers/<customer_id>/orders",
        tag=_TAG,
        scope=Scope.CUSTOMERS_WRITE,
        takes=NewOrder,
        given=_EXAMPLE,
        shows=ShopOrder,
        example=_EXAMPLE,
        refuses="The order is another customer's: `customer_ids` names both.",
    )
    def tell_order(session: Session, customer_id: str, body: NewOrder) -> Done:
        """Tell an order, or what became of it.

        Agents see the newest ones beside the conversation.
        """
        customer, told = locked(session, customer_id), _order(body)
        try:
            orders.tell(session, customer, told, placed_at=body.placed_at, now=world.clock())
        except Taken as taken:
            raise belongs_to_another(customer, taken.customer_id) from None
        return Done(customer.id, _shown(Placed(told, body.placed_at)))

    @operations.write(
        "DELETE",
        "/customers/<customer_id>/orders",
        tag=_TAG,
        scope=Scope.CUSTOMERS_WRITE,
        takes=OrderQuery,
    )
    def withdraw_order(session: Session, customer_id: str, query: OrderQuery) -> Done:
        """Say no more about an order."""
        customer = locked(session, customer_id)
        gone = orders.withdraw(
            session,
            customer,
            system=clean(query.system),
            shop=clean(query.shop),
            order_id=clean(query.id),
            now=world.clock(),
        )
        if not gone:
            raise not_found()
        return Done(customer.id)


def _order(body: NewOrder) -> orders.Order:
    return orders.Order(
        system=clean(body.system),
        shop=clean(body.shop),
        id=clean(body.id),
        number=clean(body.number),
        state=clean(body.state),
        total=clean(body.total) if body.total else None,
        address=body.address,
        tracking=body.tracking,
        items=tuple(clean(item) for item in body.items),
    )


def _shown(one: Placed) -> ShopOrder:
    order = one.order
    return ShopOrder(
        system=order.system,
        shop=order.shop,
        id=order.id,
        number=order.number,
        state=order.state,
        total=order.total,
        address=order.address,
        tracking=order.tracking,
        items=list(order.items),
        placed_at=one.at,
    )
