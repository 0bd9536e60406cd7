"""Put a view behind its guard, and into the OpenAPI document, in one place and in one order."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final

from apiflask import APIBlueprint
from flask import Response, request

from inbox.api import guard
from inbox.api.problem import MEDIA_TYPE, not_found, wrong_parameter
from inbox.api.resource import Query, Resource
from inbox.people.token import Scope
from inbox.world import World

View = Callable[..., Response]
SECURITY: Final = "token"
_ID: Final = re.compile(r"[0-9a-f]{32}")
_FILE: Final = {
    200: {"description": "The file", "content": {"*/*": {}}},
    206: {"description": "The part of the file that was asked for", "content": {"*/*": {}}},
    416: {"description": "The file has no such part", "content": {MEDIA_TYPE: {}}},
}


@dataclass(frozen=True, slots=True)
class Operations:
    """The GET operations of one blueprint. A view's docstring becomes summary and description, its
    name the operation's id."""

    api: APIBlueprint
    world: World

    def get(
        self,
        rule: str,
        *,
        tag: str,
        scope: Scope,
        shows: type[Resource],
        takes: type[Query] | None = None,
        example: object = None,
    ) -> Callable[[View], View]:
        def put(view: View) -> View:
            shown = self.api.output(shows, example=example)(view)
            asked = (
                self.api.input(takes, location="query", arg_name="query")(shown) if takes else shown
            )
            self._route(rule, asked, tag=tag, scope=scope)
            return view

        return put

    def get_file(self, rule: str, *, tag: str, scope: Scope) -> Callable[[View], View]:
        """A download: any media type, whole or in part."""

        def put(view: View) -> View:
            self._route(rule, view, tag=tag, scope=scope, responses=_FILE)
            return view

        return put

    def _route(
        self, rule: str, view: View, *, tag: str, scope: Scope, responses: Any = None
    ) -> None:
        @wraps(view)
        def guarded(**arguments: Any) -> Response:
            guard.admit(self.world, scope)
            _refuse_odd_ids(arguments)
            _refuse_repetition()
            return view(**arguments)

        described = self.api.doc(
            tags=[tag],
            operation_id=view.__name__,
            security=[{SECURITY: [scope.value]}],
            responses=responses,
        )(guarded)
        self.api.get(rule)(described)


def _refuse_odd_ids(arguments: dict[str, Any]) -> None:
    """What cannot be an id of ours never reaches the database."""
    if not all(_ID.fullmatch(value) for value in arguments.values()):
        raise not_found()


def _refuse_repetition() -> None:
    for name, values in request.args.lists():
        if len(values) > 1:
            raise wrong_parameter(name, "This parameter was given more than once.")
