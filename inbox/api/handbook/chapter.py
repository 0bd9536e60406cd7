"""Read the OpenAPI document into what the page shows: chapters of operations, events, schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup, escape

from inbox.api.resource import PREFIX

Node = Mapping[str, Any]
_REFERENCE: Final = re.compile(r"[^/]+$")
_PLACE: Final = re.compile(r"\{\w+\}")
_MARKED: Final = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter or a field. `links` are the schemas that its type names."""

    name: str
    type: str
    links: Sequence[str]
    is_required: bool
    says: Markup


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    says: Markup
    schema: str | None


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    title: str
    says: Sequence[Markup]
    scope: str
    parameters: Sequence[Row]
    given: str | None  # an example of what it takes
    takes: str | None  # the name of its schema
    example: str | None  # of what it answers
    answers: Sequence[Answer]

    @property
    def short(self) -> str:
        """For a list of them."""
        return _PLACE.sub("{id}", self.path.removeprefix(PREFIX))


@dataclass(frozen=True, slots=True)
class Chapter:
    name: str
    says: Markup
    operations: Sequence[Operation]


@dataclass(frozen=True, slots=True)
class Schema:
    name: str
    says: Markup
    values: Sequence[str]  # of an enumeration
    fields: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Handbook:
    title: str
    version: str
    says: Sequence[Markup]
    chapters: Sequence[Chapter]
    events: Sequence[str]
    event_says: Markup
    event_headers: Sequence[Row]
    event_example: str
    schemas: Sequence[Schema]


def read(text: str) -> Handbook:
    document = json.loads(text)
    events = document["webhooks"]
    event = next(iter(events.values()))["post"]
    body = event["requestBody"]["content"]["application/json"]
    return Handbook(
        title=document["info"]["title"],
        version=document["info"]["version"],
        says=_paragraphs(document["info"]["description"]),
        chapters=[_chapter(tag, document) for tag in document["tags"]],
        events=list(events),
        event_says=_marked(event["description"]),
        event_headers=[_parameter(one) for one in event["parameters"]],
        event_example=_pretty(body["example"]),
        schemas=[_schema(*one) for one in document["components"]["schemas"].items()],
    )


def _chapter(tag: Node, document: Node) -> Chapter:
    operations = [
        _operation(method, path, made, document["components"]["responses"])
        for path, item in document["paths"].items()
        for method, made in item.items()
        if tag["name"] in made["tags"]
    ]
    return Chapter(tag["name"], _marked(tag["description"]), operations)


def _operation(method: str, path: str, made: Node, shared: Node) -> Operation:
    [requirement] = made["security"]
    given = _json(made.get("requestBody", {}))
    shown = next(
        (_json(made["responses"][one]) for one in ("200", "201") if one in made["responses"]), {}
    )
    return Operation(
        id=made["operationId"],
        method=method.upper(),
        path=path,
        title=made["summary"],
        says=_paragraphs(made.get("description", "")),
        scope=", ".join(requirement["token"]),
        parameters=[_parameter(one) for one in made["parameters"]],
        given=_pretty(given["example"]) if given else None,
        takes=_named(given["schema"]) if given else None,
        example=_pretty(shown["example"]) if shown else None,
        answers=[_answer(status, one, shared) for status, one in sorted(made["responses"].items())],
    )


def _json(body: Node) -> Node:
    found: Node = body.get("content", {}).get("application/json", {})
    return found


def _answer(status: str, made: Node, shared: Node) -> Answer:
    whole = {**shared[_last(made["$ref"])], **made} if "$ref" in made else made
    contents = whole.get("content", {}).values()
    schemas = (_named(content["schema"]) for content in contents if "schema" in content)
    return Answer(status, _marked(whole["description"]), next(schemas, None))


def _parameter(made: Node) -> Row:
    name = made["name"] if made["in"] != "header" else f"{made['name']} (header)"
    says = made.get("description", "")
    return _row(name, made["schema"], is_required=made.get("required", False), says=says)


def _schema(name: str, made: Node) -> Schema:
    required = made.get("required", [])
    fields = [
        _row(field, one, is_required=field in required, says=one.get("description", ""))
        for field, one in made.get("properties", {}).items()
    ]
    return Schema(name, _marked(made.get("description", "")), made.get("enum", []), fields)


def _row(name: str, schema: Node, *, is_required: bool, says: str) -> Row:
    default = schema.get("default")
    told = f"{says} Default: `{default}`." if default not in (None, [], {}, "") else says
    links = sorted(set(_links(schema)))
    return Row(name, _type(schema), links, is_required, _marked(told))


def _type(schema: Node) -> str:
    if "$ref" in schema:
        return _last(schema["$ref"])
    if "enum" in schema:
        return " or ".join(str(one) for one in schema["enum"])
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return " or ".join(dict.fromkeys(_type(one) for one in schema[word]))
    kind = str(schema.get("type", "anything"))
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("format", kind))


def _links(node: Any) -> Iterable[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield _last(node["$ref"])
        for one in node.values():
            yield from _links(one)
    elif isinstance(node, list):
        for one in node:
            yield from _links(one)


def _named(schema: Node) -> str | None:
    return _last(schema["$ref"]) if "$ref" in schema else None


def _last(reference: str) -> str:
    found = _REFERENCE.search(reference)
    return found[0] if found else reference


def _pretty(example: object) -> str:
    return json.dumps(example, indent=2, ensure_ascii=False)


def _paragraphs(text: str) -> list[Markup]:
    return [_marked(one) for one in text.split("\n\n") if one.strip()]


def _marked(text: str) -> Markup:
    """Code and emphasis, as the descriptions use them; everything else is text."""
    pieces, end = Markup(), 0
    for match in _MARKED.finditer(text):
        code, strong = match.groups()
        element = Markup("<code>{}</code>") if code else Markup("<strong>{}</strong>")
        pieces += escape(text[end : match.start()]) + element.format(code or strong)
        end = match.end()
    return pieces + escape(text[end:])
