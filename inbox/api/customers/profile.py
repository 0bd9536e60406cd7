"""Note what the shop knows of a customer: name, language, and fields of its own."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field
from sqlalchemy.orm import Session

from inbox.api.customers import resource
from inbox.api.customers.show import show
from inbox.api.customers.whom import locked
from inbox.api.guard import caller
from inbox.api.once import Done
from inbox.api.operation import Operations
from inbox.api.problem import wrong_parameter
from inbox.api.resource import Body
from inbox.conversations.describe import (
    LONGEST_FIELD,
    LONGEST_FIELD_NAME,
    MOST_FIELDS,
    Described,
    TooManyFields,
    describe,
)
from inbox.people import pull
from inbox.people.pull import Pulled
from inbox.people.token import Scope

FieldName = Annotated[str, Field(min_length=1, max_length=LONGEST_FIELD_NAME)]
FieldValue = Annotated[str, Field(max_length=LONGEST_FIELD)]


class CustomerChange(Body):
    """What is left out stays as it is."""

    name: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="The right name; everybody who follows the feed hears of it."
    )
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] | None = Field(
        None, description="In which they are written to (ISO 639), e.g. de."
    )
    fields: dict[FieldName, FieldValue | None] = Field(
        {}, max_length=MOST_FIELDS, description="Set these; null takes one away. Others stay."
    )


_GIVEN: Final = {"fields": {"customer group": "B2B", "newsletter source": None}}


def put(operations: Operations) -> None:
    world = operations.world

    @operations.write(
        "PATCH",
        "/customers/<customer_id>",
        tag="Customers",
        scope=Scope.CUSTOMERS_WRITE,
        takes=CustomerChange,
        given=_GIVEN,
        shows=resource.Customer,
        example={**resource.EXAMPLE, "fields": {"customer group": "B2B"}},
    )
    def change_customer(session: Session, customer_id: str, body: CustomerChange) -> Done:
        """Change a customer's name, language or fields.

        Agents see the fields beside the conversation.
        """
        customer = locked(session, customer_id)
        said = Described(body.name, body.language, body.fields)
        try:
            describe(session, customer, said, now=world.clock())
        except TooManyFields:
            detail = f"A customer has at most {MOST_FIELDS} fields."
            raise wrong_parameter("fields", detail) from None
        session.flush()
        merged_from = customer_id if customer.id != customer_id else None
        [shown] = show(session, [customer], merged_from=merged_from)
        reader, now = caller().token_id, world.clock()
        pull.note_with(session, reader, customer.id, Pulled.PROFILE, now=now)
        return Done(customer.id, shown)
