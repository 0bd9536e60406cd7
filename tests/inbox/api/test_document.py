"""The OpenAPI document is valid, agreed upon, served to everybody, and true."""

from __future__ import annotations

import json

from flask import Blueprint
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from inbox import api
from inbox.conversations.message import Message
from inbox.people.token import Scope
from tests.inbox.api.case import ROOT, the_customer
from tests.inbox.api.golden import GOLDEN, made
from tests.shop import rows

DOCUMENT = json.loads(GOLDEN.read_text())
OPERATIONS = [
    (path, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
]


def test_the_document_is_the_one_that_was_agreed():
    assert made() == GOLDEN.read_text(), "renew it with: python -m tests.inbox.api.golden"


def test_the_document_is_valid_openapi_3_1():
    assert DOCUMENT["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_every_reference_leads_somewhere_and_every_schema_is_used():
    references = set(_references(DOCUMENT))
    schemas = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    responses = {f"#/components/responses/{name}" for name in DOCUMENT["components"]["responses"]}
    assert {one for one in references if "/headers/" not in one} == schemas | responses


def test_the_document_is_served_to_everybody_and_says_when_it_is_the_same(world, crm):
    response = crm.client.get(f"{ROOT}/openapi.json")
    assert response.text == GOLDEN.read_text()
    again = crm.client.get(
        f"{ROOT}/openapi.json", headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304


def test_other_pages_of_the_application_are_not_in_the_document(world):
    app = api.flask_app("kontor")
    app.get("/healthz")(lambda: "ok")
    pages = Blueprint("pages", __name__)
    pages.get("/inbox")(lambda: "page")
    pages.before_request(lambda: None)
    app.register_blueprint(pages)
    api.register(app, world)
    assert app.test_client().get(f"{ROOT}/openapi.json").text == GOLDEN.read_text()


def test_every_operation_says_its_scope_and_has_a_summary_and_an_example():
    for path, operation in OPERATIONS:
        [requirement] = operation["security"]
        assert set(requirement["token"]) < set(Scope), path
        assert operation["summary"]
        content = operation["responses"]["200"]["content"]
        assert "example" in content.get("application/json", {"example": "of a file"}), path


def test_examples_are_what_their_schemas_say():
    for path, operation in OPERATIONS:
        content = operation["responses"]["200"]["content"].get("application/json")
        if content:
            _check(content["example"], content["schema"]), path


def test_what_is_answered_is_what_the_document_says(world, crm, chat):
    chat.write(name="Anna", aliases=[["email", "a@example.org"]])
    ids = {
        "customer_id": the_customer(world),
        "conversation_id": rows(world, Message)[0].conversation_id,
        "message_id": rows(world, Message)[0].id,
    }
    for path, operation in OPERATIONS:
        content = operation["responses"]["200"]["content"].get("application/json")
        if content is None:
            continue
        asked = path.removeprefix(ROOT).format(**ids)
        asked += "?email=a@example.org" if path.endswith("/customers") else ""
        _check(crm.get(asked), content["schema"])
    problem = crm.refused("/customers/x")[1]
    _check(problem, {"$ref": "#/components/schemas/ProblemDocument"})


def _check(value, schema) -> None:
    complete = {**schema, "components": DOCUMENT["components"]}
    Draft202012Validator(complete, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        value
    )


def _references(node):
    if isinstance(node, dict):
        yield from [node["$ref"]] if "$ref" in node else []
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
