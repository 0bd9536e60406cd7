"""List customers, find one by what the shop knows, and get one by their id."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Response
from pydantic import Field

from inbox.api.answer import answer
from inbox.api.customers import resource
from inbox.api.customers.lookup import WAYS, look_up
from inbox.api.customers.resource import CustomerList
from inbox.api.customers.show import show
from inbox.api.operation import Operations
from inbox.api.page import Cursors, PageQuery, cut, next_url
from inbox.api.problem import not_found, wrong_parameter
from inbox.api.resource import PREFIX
from inbox.conversations import history
from inbox.people.pull import Pulled
from inbox.people.token import Scope

_TAG: Final = "Customers"
_LONGEST: Final = 500


class CustomersQuery(PageQuery):
    external: str | None = Field(
        None,
        max_length=_LONGEST,
        description="The id in a shop system: `<system>:<shop>:<id>`, e.g. shopware:main:10042.",
    )
    email: str | None = Field(None, max_length=_LONGEST, description="A mail address.")
    phone: str | None = Field(
        None,
        max_length=_LONGEST,
        description="A phone number; without a country code it is read as a German one.",
    )
    identity: str | None = Field(
        None,
        max_length=_LONGEST,
        description="The address on a channel: `<kind>:<address>`, with the name of the channel.",
    )


def put(operations: Operations) -> None:
    world = operations.world
    cursors = Cursors(world.settings.secret_key, "customers")

    @operations.get(
        "/customers",
        tag=_TAG,
        scope=Scope.HISTORY_READ,
        takes=CustomersQuery,
        shows=CustomerList,
        example={"data": [resource.EXAMPLE], "next_cursor": None},
    )
    def find_customers(query: CustomersQuery) -> Response:
        """List all customers, or find those with one of external, email, phone and identity.

        Several customers may share a number or an address: they are never merged by a machine.
        """
        asked = _asked(query)
        after = None if query.cursor is None else cursors.read(query.cursor)
        with world.database.reading() as session:
            ids = look_up(session, *asked) if asked else None
            rows = history.customers(session, ids, after=after, limit=query.size + 1)
            page = cut(rows, query.size)
            data = show(session, page.rows)
        operations.handed_out((one.id for one in data), Pulled.PROFILE)
        cursor = cursors.make(page.last.id) if page.last else None
        shown = CustomerList(data=data, next_cursor=cursor)
        return answer(shown, next_url=next_url(world.settings.base_url, "cursor", cursor))

    @operations.get(
        "/customers/<customer_id>",
        tag=_TAG,
        scope=Scope.HISTORY_READ,
        shows=resource.Customer,
        example=resource.EXAMPLE,
    )
    def get_customer(customer_id: str) -> Response:
        """Get one customer.

        For the id of a customer who was merged the answer is whom they were merged into:
        `merged_from` repeats the id that was asked for, Content-Location has the new address.
        """
        with world.database.reading() as session:
            row = history.customer(session, customer_id)
            if row is None:
                raise not_found()
            merged_from = customer_id if row.id != customer_id else None
            [shown] = show(session, [row], merged_from=merged_from)
        operations.handed_out([shown.id], Pulled.PROFILE)
        response = answer(shown)
        if merged_from is not None and response.status_code == HTTPStatus.OK:
            response.headers["Content-Location"] = f"{PREFIX}/customers/{row.id}"
        return response


def _asked(query: CustomersQuery) -> tuple[str, str] | None:
    asked = [(way, given) for way in WAYS if (given := getattr(query, way)) is not None]
    if len(asked) > 1:
        raise wrong_parameter(None, f"Give only one of {', '.join(WAYS)}.")
    return asked[0] if asked else None
