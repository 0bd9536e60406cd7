"""Erase a customer, restrict the processing of their data, and lift that again."""

from __future__ import annotations

from typing import Final

from flask import Response
from pydantic import Field
from sqlalchemy.orm import Session

from inbox.api.answer import answer
from inbox.api.guard import caller
from inbox.api.once import Done
from inbox.api.operation import Operations
from inbox.api.problem import not_found
from inbox.api.resource import Resource
from inbox.people.token import Scope
from inbox.privacy.erase import Asked, erase
from inbox.privacy.restrict import lift, restrict
from inbox.privacy.whole import NoSuchCustomer

_TAG: Final = "Privacy"
_EXAMPLE: Final = {
    "customer_id": "019a5c0e8a797a6b8c5d4e3f20112233",
    "messages": 42,
    "complete": True,
}


class Erasure(Resource):
    """What was erased."""

    customer_id: str
    messages: int = Field(description="How many went.")
    complete: bool = Field(
        description="false while a message is on its way to the provider: nothing can be read any "
        "more, and the rest follows by itself within minutes."
    )


def put(operations: Operations) -> None:
    world = operations.world

    @operations.act(
        "DELETE",
        "/customers/<customer_id>",
        tag=_TAG,
        scope=Scope.PRIVACY_WRITE,
        shows=Erasure,
        example=_EXAMPLE,
    )
    def erase_customer(customer_id: str) -> Response:
        """Erase a customer, with everything that was said.

        At once nobody can read it any more, in no backup either. There is no way back.
        """
        try:
            erased = erase(world, customer_id, Asked(token_id=caller().token_id))
        except NoSuchCustomer:
            raise not_found() from None
        return answer(
            Erasure(
                customer_id=erased.customer_id,
                messages=erased.messages,
                complete=erased.is_complete,
            )
        )

    @operations.write(
        "PUT",
        "/customers/<customer_id>/restriction",
        tag=_TAG,
        scope=Scope.PRIVACY_WRITE,
    )
    def restrict_customer(session: Session, customer_id: str) -> Done:
        """Restrict the processing of a customer's data.

        It stays stored and rests: nothing is sent, answered or shown here until it is lifted.
        """
        try:
            restrict(session, customer_id, _asked(), now=world.clock())
        except NoSuchCustomer:
            raise not_found() from None
        return Done(customer_id)

    @operations.write(
        "DELETE",
        "/customers/<customer_id>/restriction",
        tag=_TAG,
        scope=Scope.PRIVACY_WRITE,
    )
    def lift_restriction(session: Session, customer_id: str) -> Done:
        """Lift a restriction. The customer has to be told before."""
        try:
            lift(session, customer_id, _asked(), now=world.clock())
        except NoSuchCustomer:
            raise not_found() from None
        return Done(customer_id)


def _asked() -> Asked:
    return Asked(token_id=caller().token_id)
