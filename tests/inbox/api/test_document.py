"""The OpenAPI document is valid, agreed upon, served to everybody, and true."""

from __future__ import annotations

import json

from flask import Blueprint
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from inbox import api
from inbox.conversations.message import Message
from inbox.people.token import Scope
from inbox.subscribers.told import TYPES
from tests.inbox.api.case import ROOT, the_customer
from tests.inbox.api.golden import GOLDEN, made
from tests.shop import rows

DOCUMENT = json.loads(GOLDEN.read_text())
OPERATIONS = [
    (path, method, operation)
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


def test_every_operation_says_its_scope_and_has_a_summary_and_examples():
    for path, _method, operation in OPERATIONS:
        [requirement] = operation["security"]
        assert set(requirement["token"]) < set(Scope), path
        assert operation["summary"]
        for content, _schema in _contents(operation):
            assert "example" in content, path


def test_examples_are_what_their_schemas_say():
    events = [one["post"] for one in DOCUMENT["webhooks"].values()]
    for operation in (*(one for _path, _method, one in OPERATIONS), *events):
        for content, schema in _contents(operation):
            _check(content["example"], schema)


def test_every_event_that_can_happen_is_in_the_document():
    assert set(DOCUMENT["webhooks"]) == {*TYPES, "endpoint.test"}


def test_every_post_must_have_a_key_and_every_other_write_may():
    for path, method, operation in OPERATIONS:
        keys = [one for one in operation["parameters"] if one["name"] == "Idempotency-Key"]
        assert [one["required"] for one in keys] == {"get": []}.get(method, [method == "post"]), (
            path
        )


def test_what_is_answered_is_what_the_document_says(world, crm, chat):
    chat.write(name="Anna", aliases=[["email", "a@example.org"]])
    message = rows(world, Message)[0]
    ids = {
        "customer_id": the_customer(world),
        "conversation_id": message.conversation_id,
        "message_id": message.id,
    }
    # What takes something away comes last.
    for path, method, operation in sorted(OPERATIONS, key=lambda one: one[1] == "delete"):
        asked = path.removeprefix(ROOT).format(**ids, attachment_id="0" * 32)
        body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        given = body.get("example")
        if given and "identity_id" in given:
            given = {**given, "identity_id": message.identity_id}
        response = crm.send(asked, given, method=method.upper())
        documented = operation["responses"].get(str(response.status_code))
        assert documented is not None, (path, method, response.status_code)
        if response.status_code in {200, 201}:
            _check(response.json, documented["content"]["application/json"]["schema"])
    problem = crm.refused("/customers/x")[1]
    _check(problem, {"$ref": "#/components/schemas/ProblemDocument"})


def _contents(operation):
    """Every JSON that goes in or out, with its schema."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for body in bodies:
        content = body.get("content", {}).get("application/json")
        if content:
            yield content, content["schema"]


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
