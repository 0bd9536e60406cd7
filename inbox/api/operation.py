"""Put a view behind its guard, and into the OpenAPI document, in one place and in one order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial, wraps
from http import HTTPStatus
from typing import Any, Final

from apiflask import APIBlueprint
from flask import Response, request
from sqlalchemy.orm import Session

from inbox.api import guard, once
from inbox.api.explain import Explain
from inbox.api.limit import Limiter
from inbox.api.once import Done
from inbox.api.problem import MEDIA_TYPE, not_found, wrong_parameter
from inbox.api.resource import Body, Query, Resource
from inbox.db import is_id
from inbox.people.pull import Pulled, Pulls
from inbox.people.token import Scope
from inbox.world import World

View = Callable[..., Response]
Write = Callable[..., Done]
SECURITY: Final = "token"
MOST_BYTES: Final = 256 * 1024  # of what a request brings
_FILE: Final = {
    200: {"description": "The file", "content": {"*/*": {}}},
    206: {"description": "The part of the file that was asked for", "content": {"*/*": {}}},
    416: {"description": "The file has no such part", "content": {MEDIA_TYPE: {}}},
}


@dataclass(frozen=True, slots=True)
class Operations:
    """The operations of one blueprint. A view's docstring becomes summary and description, its
    name the operation's id."""

    api: APIBlueprint
    world: World
    limiter: Limiter
    pulls: Pulls
    explain: Explain

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
            self._route("GET", rule, asked, tag=tag, scope=scope)
            return view

        return put

    def get_file(self, rule: str, *, tag: str, scope: Scope) -> Callable[[View], View]:
        """A download: any media type, whole or in part."""

        def put(view: View) -> View:
            self._route("GET", rule, view, tag=tag, scope=scope, responses=_FILE)
            return view

        return put

    def write(
        self,
        method: str,
        rule: str,
        *,
        tag: str,
        scope: Scope,
        takes: type[Body | Query] | None = None,
        given: object = None,
        shows: type[Resource] | None = None,
        example: object = None,
        status: HTTPStatus = HTTPStatus.OK,
        refuses: str | None = None,
    ) -> Callable[[Write], Write]:
        """A view that is given a session to write with and says what it did. A POST must have an
        Idempotency-Key. `given` is an example of what it takes, `refuses` says when it answers 409.
        """

        def put(view: Write) -> Write:
            written = self._written(view, needs_key=method == "POST")
            shown = (
                self.api.output(shows, status_code=status, example=example)(written)
                if shows
                else self.api.output({}, status_code=HTTPStatus.NO_CONTENT)(written)
            )
            asked = self._taking(takes, given)(shown) if takes else shown
            conflict = {409: {"description": refuses}} if refuses else None
            self._route(method, rule, asked, tag=tag, scope=scope, responses=conflict)
            return view

        return put

    def act(
        self,
        method: str,
        rule: str,
        *,
        tag: str,
        scope: Scope,
        shows: type[Resource],
        example: object,
    ) -> Callable[[View], View]:
        """A view that takes several transactions; to do it twice is to do it once."""

        def put(view: View) -> View:
            shown = self.api.output(shows, example=example)(view)
            self._route(method, rule, shown, tag=tag, scope=scope)
            return view

        return put

    def handed_out(self, customer_ids: Iterable[str], what: Pulled) -> None:
        """Note who gets to read what about whom, before they do."""
        self.pulls.note(guard.caller().token_id, customer_ids, what, now=self.world.clock())

    def _written(self, view: Write, *, needs_key: bool) -> View:
        @wraps(view)
        def written(**arguments: Any) -> Response:
            def write(session: Session) -> Done:
                return view(session, **arguments)

            return once.do_once(self.world, write, needs_key=needs_key)

        return written

    def _taking(self, takes: type[Body | Query], given: object) -> Callable[[View], View]:
        if issubclass(takes, Query):
            return partial(self.api.input(takes, location="query", arg_name="query"))
        return partial(self.api.input(takes, location="json", arg_name="body", example=given))

    def _route(
        self,
        method: str,
        rule: str,
        view: View,
        *,
        tag: str,
        scope: Scope,
        responses: Any = None,
    ) -> None:
        @wraps(view)
        def guarded(**arguments: Any) -> Response:
            guard.admit(self.world, self.limiter, scope)
            _refuse_odd_ids(arguments)
            _refuse_repetition()
            request.max_content_length = MOST_BYTES
            try:
                return view(**arguments)
            except RecursionError:  # JSON with a list in a list in a list ...
                raise wrong_parameter(None, "This is nested too deeply.") from None

        described = self.api.doc(
            tags=[tag],
            operation_id=view.__name__,
            security=[{SECURITY: [scope.value]}],
            responses=responses,
        )(guarded)
        self.api.route(rule, methods=[method])(described)


def _refuse_odd_ids(arguments: dict[str, Any]) -> None:
    """What cannot be an id of ours never reaches the database."""
    if not all(is_id(value) for value in arguments.values()):
        raise not_found()


def _refuse_repetition() -> None:
    for name, values in request.args.lists():
        if len(values) > 1:
            raise wrong_parameter(name, "This parameter was given more than once.")
