"""A customer's page, and what can be done there; each button is one verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inbox.consent import merge as merging
from inbox.consent.merge import NotMergeable
from inbox.conversations import block as blocking
from inbox.conversations import shop_ids
from inbox.conversations.activity import Deed
from inbox.conversations.customer import Customer, ShopId
from inbox.conversations.describe import Described, describe
from inbox.conversations.shop_ids import InShop, NotAShopId, Taken
from inbox.web.customers.list import people
from inbox.web.customers.show import show
from inbox.web.page import Pages
from inbox.web.toasts import say
from inbox.web.visitor import visitor
from inbox.web.words import LANGUAGES
from inbox.world import World

SYSTEMS: Final = ("shopware", "shopify", "woocommerce", "jtl")
_LONGEST_NAME: Final = 200

Verb = Callable[[Session, Customer], object]


def blueprint(world: World, pages: Pages) -> Blueprint:
    customers = Blueprint("customers", __name__, url_prefix="/customers")

    @customers.get("")
    def everybody() -> Response:
        setting = pages.setting()
        with world.database.reading() as session:
            found = people(session, before=request.args.get("before", "")[:32] or None)
        return pages.show("customers/list.html", setting, found=found)

    @customers.get("/<customer_id>")
    def page(customer_id: str) -> ResponseReturnValue:
        return _page(world, pages, customer_id)

    @customers.post("/<customer_id>")
    def change(customer_id: str) -> ResponseReturnValue:
        said = Described(
            name=request.form.get("name", "")[:_LONGEST_NAME],
            language=_language(request.form.get("language", "")),
        )
        return _do(
            world,
            customer_id,
            lambda session, one: describe(session, one, said, now=world.clock()),
            "customers.saved",
        )

    @customers.post("/<customer_id>/block")
    def block(customer_id: str) -> ResponseReturnValue:
        return _block(world, customer_id, blocking.block, "customers.blocked")

    @customers.post("/<customer_id>/unblock")
    def unblock(customer_id: str) -> ResponseReturnValue:
        return _block(world, customer_id, blocking.unblock, "customers.unblocked")

    @customers.post("/<customer_id>/shop-ids")
    def link(customer_id: str) -> ResponseReturnValue:
        return _link(world, pages, customer_id)

    @customers.post("/<customer_id>/shop-ids/remove")
    def unlink(customer_id: str) -> ResponseReturnValue:
        who = InShop(*(request.form.get(name, "") for name in ("system", "shop", "external_id")))
        return _do(
            world,
            customer_id,
            lambda session, one: shop_ids.unlink(session, one, who, now=world.clock()),
            "customers.unlinked",
        )

    @customers.post("/<customer_id>/merge")
    def merge(customer_id: str) -> ResponseReturnValue:
        other, agent_id = request.form.get("other", ""), visitor().agent_id
        try:
            world.database.attempt(
                lambda session: merging.merge(
                    session, customer_id, other, agent_id=agent_id, now=world.clock()
                )
            )
        except NotMergeable as error:
            return _page(world, pages, customer_id, problem=f"customers.problem.{error.why}")
        say("customers.merged")
        return redirect(url_for("customers.page", customer_id=customer_id), 303)

    @customers.post("/<customer_id>/merges/<merge_id>/undo")
    def undo(customer_id: str, merge_id: str) -> ResponseReturnValue:
        try:
            merging.undo(world.database, world.store, merge_id, now=world.clock())
        except NotMergeable as error:
            return _page(world, pages, customer_id, problem=f"customers.problem.{error.why}")
        say("customers.unmerged")
        return redirect(url_for("customers.page", customer_id=customer_id), 303)

    @customers.post("/<customer_id>/identities/<identity_id>/split")
    def split(customer_id: str, identity_id: str) -> ResponseReturnValue:
        try:
            new = merging.split(world.database, world.store, identity_id, now=world.clock())
        except NotMergeable as error:
            return _page(world, pages, customer_id, problem=f"customers.problem.{error.why}")
        say("customers.split_done")
        return redirect(url_for("customers.page", customer_id=new), 303)

    return customers


def _page(
    world: World,
    pages: Pages,
    customer_id: str,
    *,
    problem: str | None = None,
    taken_by: str | None = None,
) -> ResponseReturnValue:
    """Whoever was merged is found under the customer that took their place."""
    setting = pages.setting()
    with world.database.reading() as session:
        customer = session.get(Customer, customer_id)
        if customer is None or customer.erasing_at is not None:
            abort(404)
        if customer.merged_into is not None:
            return redirect(url_for("customers.page", customer_id=customer.merged_into), 303)
        looked_for = request.args.get("with", "")[:400]
        shown = show(session, setting, customer, looked_for=looked_for)
    return pages.show(
        "customers/page.html",
        setting,
        shown=shown,
        systems=SYSTEMS,
        languages=LANGUAGES,
        problem=problem,
        taken_by=taken_by,
        status=200 if problem is None else 422,
    )


def _do(world: World, customer_id: str, verb: Verb, done: str) -> ResponseReturnValue:
    world.database.attempt(lambda session: verb(session, _held(session, customer_id)))
    say(done)
    return redirect(url_for("customers.page", customer_id=customer_id), 303)


def _held(session: Session, customer_id: str) -> Customer:
    found = session.get(Customer, customer_id, with_for_update=True)
    if found is None or found.erasing_at is not None or found.merged_into is not None:
        abort(404)
    return found


def _block(
    world: World, customer_id: str, verb: Callable[..., bool], done: str
) -> ResponseReturnValue:
    deed, now = Deed(visitor().agent_id), world.clock()

    return _do(world, customer_id, lambda session, one: verb(session, one, by=deed, now=now), done)


def _link(world: World, pages: Pages, customer_id: str) -> ResponseReturnValue:
    """An id of somebody else is refused, and leads there."""
    form = request.form
    number = form.get("number", "").strip() or None

    def act(session: Session) -> ShopId:
        who = shop_ids.in_shop(
            form.get("system", ""), form.get("shop", ""), form.get("external_id", "")
        )
        customer = _held(session, customer_id)
        return shop_ids.link(session, customer, who, number=number, now=world.clock())

    try:
        world.database.attempt(act)
    except NotAShopId:
        return _page(world, pages, customer_id, problem="customers.problem.NOT_A_SHOP_ID")
    except Taken as taken:
        return _page(
            world, pages, customer_id, problem="customers.problem.TAKEN", taken_by=taken.customer_id
        )
    say("customers.linked")
    return redirect(url_for("customers.page", customer_id=customer_id), 303)


def _language(text: str) -> str | None:
    return text if text in LANGUAGES else None
