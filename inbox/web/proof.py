"""The proof of a customer's consents: to read, and to take away, for who may read the ledger."""

from __future__ import annotations

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from inbox.privacy.proof.gather import Proof, gather
from inbox.privacy.proof.page import as_json, body, page
from inbox.privacy.proof.take import take
from inbox.privacy.whole import NoSuchCustomer
from inbox.web.page import Pages
from inbox.web.visitor import visitor
from inbox.world import World


def blueprint(world: World, pages: Pages) -> Blueprint:
    proof = Blueprint("proof", __name__, url_prefix="/customers")

    @proof.get("/<customer_id>/proof")
    def look(customer_id: str) -> ResponseReturnValue:
        setting = pages.setting()
        try:
            with world.database.reading() as session:
                found = gather(session, customer_id, now=world.clock())
        except NoSuchCustomer:
            abort(404)
        shown = Markup(body(found, setting.words.language))  # noqa: S704 - escaped by its template
        return pages.show("proof/page.html", setting, proof=found, shown=shown)

    @proof.get("/<customer_id>/proof.html")
    def html(customer_id: str) -> ResponseReturnValue:
        found = _taken(world, customer_id)
        text = page(found, visitor().language)
        return _download(text, "text/html; charset=utf-8", f"{found.customer_id}.html")

    @proof.get("/<customer_id>/proof.json")
    def json(customer_id: str) -> ResponseReturnValue:
        found = _taken(world, customer_id)
        return _download(as_json(found), "application/json", f"{found.customer_id}.json")

    return proof


def _taken(world: World, customer_id: str) -> Proof:
    try:
        return take(world, customer_id, by=visitor().agent_id)
    except NoSuchCustomer:
        abort(404)


def _download(text: str, content_type: str, name: str) -> Response:
    answer = Response(text, content_type=content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="consents-{name}"'
    return answer
