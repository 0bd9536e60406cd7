"""A customer's page."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from inbox.conversations.conversation import Conversation
from inbox.world import World


def blueprint(world: World) -> Blueprint:
    customers = Blueprint("customers", __name__, url_prefix="/customers")

    @customers.get("/<customer_id>")
    def page(customer_id: str) -> ResponseReturnValue:
        newest = (
            select(Conversation.id)
            .where(Conversation.customer_id == customer_id)
            .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
            .limit(1)
        )
        with world.database.reading() as session:
            found = session.execute(newest).scalar_one_or_none()
        if found is None:
            abort(404)
        return redirect(url_for("inbox.conversation", conversation_id=found), 303)

    return customers
