"""The OpenAPI document: made by APIFlask from the views, finished here, served to everybody."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, Final

from apiflask import APIBlueprint, APIFlask
from flask import Response, request

from inbox.api import events, once
from inbox.api.operation import SECURITY
from inbox.api.problem import MEDIA_TYPE, ProblemDocument
from inbox.api.resource import Resource

_TITLE: Final = "Kontor"
_VERSION: Final = "1.0.0"
_DESCRIPTION: Final = (
    "The history of the support inbox, for the shop's CRM. Ids are opaque strings, times are "
    "RFC 3339 in UTC. Lists have `next_cursor` and a `Link` with rel=next; both lead to the next "
    "page, also while messages arrive. Answers have an `ETag`: ask again with `If-None-Match`. "
    "Errors are problem documents (RFC 9457). Fields and events may be added; ignore what you do "
    "not know.\n\n"
    "**Keep a copy in step**: ask for the position of the change feed (`GET /changes/position`), "
    "walk through `GET /customers`, `/conversations` and `/messages`, then follow "
    "`GET /changes?after=` from that position, for ever. A change says what to fetch again by its "
    "id; what is answered with 404 is gone: delete it. `customer.erased` and `customer.restricted` "
    "mean that everything of this customer must go; `customer.merged` that it belongs to "
    "`merged_into` now: fetch that customer's conversations and messages again. Of a customer whom "
    "you do not hold fetch everything: they were restricted before, or are new. The names of "
    "accounts, identities and labels that conversations and messages repeat are those of the "
    "moment; `identities` of the customer have the truth.\n\n"
    "**Writes**: a POST needs an `Idempotency-Key`, any other write may have one. The same request "
    "with the same key is done once and answered alike for a day.\n\n"
    "**Events** (`webhooks`) are signed as Standard Webhooks says and may come twice or, if they "
    "failed before, late: `webhook-id` tells repeats. What they are about is fetched here."
)
_TAGS: Final = [
    {"name": "Customers", "description": "Who wrote, and by what a shop knows them."},
    {"name": "Conversations", "description": "One matter with one customer on one account."},
    {"name": "Messages", "description": "What was said, how far it came, and its files."},
    {"name": "Orders", "description": "What a customer ordered, as the shop tells it."},
    {"name": "Consents", "description": "What a customer agreed to or withdrew in the shop."},
    {"name": "Privacy", "description": "Erase a customer, or let their data rest."},
    {"name": "Changes", "description": "What to fetch again, in one order, nothing missed."},
]
_SCHEMES: Final = {
    SECURITY: {
        "type": "http",
        "scheme": "bearer",
        "description": "A token with scopes: history:read (customers, conversations, messages), "
        "changes:read, attachments:read, notes:read (also the notes between colleagues), "
        "locations:read (also the places in locations), customers:write (ids in the shop, fields, "
        "orders), consents:write, messages:write, privacy:write (erase, restrict).",
    }
}
_CONFIG: Final = {
    "OPENAPI_VERSION": "3.1.0",
    "DESCRIPTION": _DESCRIPTION,
    "TAGS": _TAGS,
    "SECURITY_SCHEMES": _SCHEMES,
    "AUTO_SERVERS": False,
    # Errors are problem documents here, which APIFlask does not know.
    "AUTO_404_RESPONSE": False,
    "AUTO_VALIDATION_ERROR_RESPONSE": False,
    "AUTO_AUTH_ERROR_RESPONSE": False,
}
_PROBLEMS: Final = {
    "401": ("NoToken", "There is no token, or it is unknown, expired or revoked."),
    "403": ("NoScope", "The token lacks a scope."),
    "404": ("NotFound", "There is nothing here, or nothing for this token."),
    "422": ("WrongParameter", "A parameter is wrong; `errors` says which."),
    "429": ("TooManyRequests", "The token asked too often; Retry-After says when it may again."),
    "503": ("Unavailable", "The database is away for a moment; ask again after Retry-After."),
    "default": ("Problem", "Anything else, e.g. 400 for JSON that is none, 412, 413."),
}
_CONFLICT: Final = ("Conflict", "See the operation; the type says which.")
_WAITING: Final = frozenset({"429", "503"})
_HEADERS: Final = {
    "ETag": {"description": "For If-None-Match.", "schema": {"type": "string"}},
    "Link": {"description": "rel=next, if there is a next page.", "schema": {"type": "string"}},
    "Retry-After": {"description": "In seconds.", "schema": {"type": "integer"}},
    "Idempotent-Replayed": {
        "description": "true, if it was done before under this key.",
        "schema": {"type": "string"},
    },
}
_KEY: Final = {
    "name": once.HEADER,
    "in": "header",
    "description": "Chosen by you, e.g. a UUID; the same request with the same key is done once.",
    "schema": {"type": "string", "pattern": f"^{once.PATTERN}$"},
}
_SCHEMAS: Final = "#/components/schemas/"


def serve(api: APIBlueprint) -> None:
    made: list[bytes] = []

    @api.get("/openapi.json")
    @api.doc(hide=True)
    def openapi() -> Response:
        if not made:
            made.append(as_text(api).encode())
        response = Response(made[0], mimetype="application/json")
        response.set_etag(sha256(made[0]).hexdigest()[:32])
        response.make_conditional(request)
        return response


def as_text(api: APIBlueprint) -> str:
    """The document as it is served. It is made in an application that has nothing but the API:
    APIFlask would describe other pages, too, and stumbles over blueprints that are not its own."""
    alone = APIFlask(__name__, title=_TITLE, version=_VERSION, spec_path=None, docs_path=None)
    alone.config.update(_CONFIG)
    alone.spec_callback = _finished
    alone.register_blueprint(api)
    return json.dumps(alone.spec, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _finished(made: dict[str, Any] | str) -> dict[str, Any] | str:
    assert isinstance(made, dict), "SPEC_FORMAT is json"
    components = made["components"]
    schemas = {**components["schemas"], **_own(ProblemDocument), **_own(events.Event)}
    return {
        **made,
        "paths": {
            path: {method: _operation(path, method, one) for method, one in item.items()}
            for path, item in made["paths"].items()
        },
        "webhooks": events.webhooks(_SCHEMAS + events.Event.__name__),
        "components": {
            "securitySchemes": components["securitySchemes"],
            "schemas": _schemas(schemas),
            "responses": {
                name: _problem(description, waits=status in _WAITING)
                for status, (name, description) in {**_PROBLEMS, "409": _CONFLICT}.items()
            },
            "headers": _HEADERS,
        },
    }


def _operation(path: str, method: str, made: dict[str, Any]) -> dict[str, Any]:
    parameters = [_parameter(one) for one in made.get("parameters", [])]
    if method != "get":
        parameters.append({**_KEY, "required": method == "post"})
    finished = {**made, "parameters": parameters, "responses": _responses(path, method, made)}
    if "requestBody" in made:
        finished["requestBody"] = {**_tidy(made["requestBody"]), "required": True}
    if "description" in made:
        finished["description"] = "\n\n".join(
            " ".join(paragraph.split()) for paragraph in made["description"].split("\n\n")
        )
    return finished


def _responses(path: str, method: str, made: dict[str, Any]) -> dict[str, Any]:
    fails = {status: name for status, (name, _) in _PROBLEMS.items()}
    if "{" not in path:
        del fails["404"]
    if method != "get":
        fails["409"] = _CONFLICT[0]
    responses = {
        **{status: _response(method, one, made) for status, one in made["responses"].items()},
        **{status: {"$ref": f"#/components/responses/{name}"} for status, name in fails.items()},
    }
    if method == "get":
        responses["304"] = {"description": "Nothing changed since the ETag in If-None-Match."}
    if "409" in made["responses"]:
        responses["409"]["description"] = made["responses"]["409"]["description"]
    return responses


def _response(method: str, made: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    names = ["Idempotent-Replayed"]
    if method == "get":
        is_list = any(one["name"] == "limit" for one in operation.get("parameters", []))
        names = ["ETag", "Link"] if is_list else ["ETag"]
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    return {**made, "headers": headers}


def _parameter(made: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is left out is not null, and what it means stands beside its schema."""
    schema = _tidy(made["schema"])
    description = schema.pop("description", None)
    if schema.get("default", ...) is None:
        del schema["default"]
    alternatives = [one for one in schema.pop("anyOf", []) if one != {"type": "null"}]
    for alternative in alternatives:
        schema |= alternative
    finished = {**made, "schema": schema}
    return finished if description is None else {**finished, "description": description}


def _schemas(made: dict[str, Any]) -> dict[str, Any]:
    """APIFlask names a nested schema after each schema that has it; here it has one name."""
    finished: dict[str, Any] = {}
    for name, schema in made.items():
        short, tidy = _short(name), _tidy(schema)
        if finished.setdefault(short, tidy) != tidy:
            raise ValueError(f"two schemas are called {short}")
    return finished


def _tidy(node: Any) -> Any:
    """Without the titles that repeat the names, and without what enums say to programmers."""
    if isinstance(node, list):
        return [_tidy(one) for one in node]
    if not isinstance(node, dict):
        return node
    unsaid = {"title", "description"} if "enum" in node else {"title"}
    return {
        key: _SCHEMAS + _short(value.removeprefix(_SCHEMAS)) if key == "$ref" else _tidy(value)
        for key, value in node.items()
        if not (key in unsaid and isinstance(value, str))
    }


def _short(name: str) -> str:
    return name.rsplit(".", 1)[-1]


def _own(resource: type[Resource]) -> dict[str, Any]:
    """Schemas of what no operation shows."""
    made = resource.model_json_schema(ref_template=_SCHEMAS + "{model}")
    return {**made.pop("$defs", {}), resource.__name__: made}


def _problem(description: str, *, waits: bool) -> dict[str, Any]:
    schema = {"$ref": _SCHEMAS + ProblemDocument.__name__}
    made = {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}
    headers = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
    return {**made, "headers": headers} if waits else made
