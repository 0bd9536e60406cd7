"""Link a customer to who they are in a shop, and take a link away."""

from __future__ import annotations

from typing import Final

from pydantic import Field
from sqlalchemy.orm import Session

from inbox.api.customers.resource import ShopId
from inbox.api.customers.whom import belongs_to_another, locked
from inbox.api.once import Done
from inbox.api.operation import Operations
from inbox.api.problem import not_found, wrong_parameter
from inbox.api.resource import Body, Query
from inbox.conversations import shop_ids
from inbox.conversations.shop_ids import InShop, NotAShopId, Taken
from inbox.people.token import Scope

_TAG: Final = "Customers"
_LONGEST: Final = 200
_SYSTEM: Final = "shopware, shopify, woocommerce, jtl, or your own name for another system."
_SHOP: Final = "Which shop of that system: your name for it, or its domain."
_ID: Final = (
    "As the system writes it. UUIDs with or without dashes, gid://shopify/Customer/<number> and "
    "plain numbers are brought into one spelling."
)


class NewShopId(Body):
    system: str = Field(min_length=1, max_length=_LONGEST, description=_SYSTEM)
    shop: str = Field(min_length=1, max_length=_LONGEST, description=_SHOP)
    id: str = Field(min_length=1, max_length=_LONGEST, description=_ID)
    number: str | None = Field(
        None, max_length=_LONGEST, description="The customer number that people see."
    )


class ShopIdQuery(Query):
    system: str = Field(min_length=1, max_length=_LONGEST, description=_SYSTEM)
    shop: str = Field(min_length=1, max_length=_LONGEST, description=_SHOP)
    id: str = Field(min_length=1, max_length=_LONGEST, description=_ID)


_GIVEN: Final = {
    "system": "shopify",
    "shop": "shop-nord.example",
    "id": "gid://shopify/Customer/7012345678901",
    "number": "10042",
}
_EXAMPLE: Final = {**_GIVEN, "id": "7012345678901"}


def put(operations: Operations) -> None:
    world = operations.world

    @operations.write(
        "POST",
        "/customers/<customer_id>/shop-ids",
        tag=_TAG,
        scope=Scope.CUSTOMERS_WRITE,
        takes=NewShopId,
        given=_GIVEN,
        shows=ShopId,
        example=_EXAMPLE,
        refuses="The id is linked to another customer: `customer_ids` names both.",
    )
    def link_shop_id(session: Session, customer_id: str, body: NewShopId) -> Done:
        """Link a customer to an id in a shop system.

        An id that is linked to somebody else is never moved, and nobody is merged by a machine.
        """
        customer, who = locked(session, customer_id), read(body)
        try:
            row = shop_ids.link(session, customer, who, number=body.number, now=world.clock())
        except Taken as taken:
            raise belongs_to_another(customer, taken.customer_id) from None
        shown = ShopId(system=row.system, shop=row.shop, id=row.external_id, number=row.number)
        return Done(customer.id, shown)

    @operations.write(
        "DELETE",
        "/customers/<customer_id>/shop-ids",
        tag=_TAG,
        scope=Scope.CUSTOMERS_WRITE,
        takes=ShopIdQuery,
    )
    def unlink_shop_id(session: Session, customer_id: str, query: ShopIdQuery) -> Done:
        """Take away the link between a customer and an id in a shop system."""
        customer = locked(session, customer_id)
        if not shop_ids.unlink(session, customer, read(query), now=world.clock()):
            raise not_found()
        return Done(customer.id)


def read(given: NewShopId | ShopIdQuery) -> InShop:
    """Raises `Problem`."""
    try:
        return shop_ids.in_shop(given.system, given.shop, given.id)
    except NotAShopId as error:
        raise wrong_parameter("id", str(error)) from None
