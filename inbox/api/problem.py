"""Say what is wrong with a request: a problem document (RFC 9457) for everything under /api."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from apiflask import APIBlueprint, HTTPError
from flask import Flask, Response, request
from pydantic import Field
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from inbox.api.resource import Resource
from inbox.sealing import Destroyed

MEDIA_TYPE: Final = "application/problem+json"
_UNDER: Final = "/api/"
_WHOLE: Final = "_schema"  # what APIFlask calls a wrong parameter that is not a single one
_TRY_AGAIN: Final = {"Retry-After": "5"}
# The end of a type URI; a problem that its status explains has the type "about:blank".
_TYPES: Final = "urn:kontor:problem:"


class WrongParameter(Resource):
    parameter: str | None = Field(description="The parameter's name; null: the request as a whole.")
    detail: str = Field(description="What is wrong with it, in English.")


class ProblemDocument(Resource):
    """Why a request was not served (RFC 9457)."""

    type: str = Field(description='A URI that names the kind of problem, or "about:blank".')
    title: str = Field(description="The kind of problem in a few English words.")
    status: int = Field(description="The HTTP status, again.")
    detail: str | None = Field(description="What is wrong with this request, in English.")
    instance: str = Field(description="The path that was asked for.")
    errors: list[WrongParameter] = Field(description="One entry per wrong parameter.")
    customer_ids: list[str] = Field(description="Of a collision: whom it is about, both of them.")
    reason: str | None = Field(description="Why a message was refused: a code.")
    reason_text: str | None = Field(description="The same in words, as Accept-Language asks for.")


@dataclass(eq=False, slots=True)
class Problem(Exception):
    """Raised by a view or its guard; becomes the answer."""

    status: HTTPStatus
    detail: str | None = None
    name: str | None = None  # of the kind of problem, if the status says too little
    title: str | None = None
    errors: tuple[WrongParameter, ...] = ()
    customer_ids: tuple[str, ...] = ()
    reason: str | None = None
    reason_text: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def not_found() -> Problem:
    """The same for what never existed, what is hidden and what may not be seen."""
    return Problem(HTTPStatus.NOT_FOUND, "There is nothing here, or nothing for this token.")


def wrong_parameter(name: str | None, detail: str) -> Problem:
    return _wrong_parameters((WrongParameter(parameter=name, detail=detail),))


def answer_with(api: APIBlueprint) -> None:
    """What goes wrong in the API's own views."""

    @api.errorhandler(Problem)
    def problem(error: Problem) -> Response:
        return _answer(error)

    @api.errorhandler(HTTPError)
    def validation(error: HTTPError) -> Response:
        return _answer(_wrong_parameters(tuple(_wrong(error.detail))))

    @api.errorhandler(Destroyed)
    def erased(_error: Destroyed) -> Response:
        return _answer(not_found())

    @api.errorhandler(OperationalError)
    @api.errorhandler(InterfaceError)
    @api.errorhandler(PoolTimeout)
    def database_down(_error: Exception) -> Response:
        return _answer(Problem(HTTPStatus.SERVICE_UNAVAILABLE, headers=_TRY_AGAIN))


def translate(app: Flask) -> None:
    """What is answered under /api outside of its views: unknown paths, wrong methods, defects."""
    app.after_request(_translated)


def _translated(response: Response) -> Response:
    if not request.path.startswith(_UNDER) or response.status_code < HTTPStatus.BAD_REQUEST:
        return response
    if response.mimetype == MEDIA_TYPE:
        return response
    response.data = _document(Problem(HTTPStatus(response.status_code)))
    response.content_type = MEDIA_TYPE
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _answer(problem: Problem) -> Response:
    response = Response(_document(problem), problem.status, dict(problem.headers))
    response.content_type = MEDIA_TYPE
    return response


def _document(problem: Problem) -> bytes:
    return (
        ProblemDocument(
            type=_TYPES + problem.name if problem.name else "about:blank",
            title=problem.title or problem.status.phrase,
            status=problem.status,
            detail=problem.detail,
            instance=quote(request.path, errors="replace"),
            errors=list(problem.errors),
            customer_ids=list(problem.customer_ids),
            reason=problem.reason,
            reason_text=problem.reason_text,
        )
        .model_dump_json()
        .encode()
    )


def _wrong_parameters(errors: tuple[WrongParameter, ...]) -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        name="wrong-parameter",
        title="Wrong parameter",
        errors=errors,
    )


def _wrong(detail: object) -> list[WrongParameter]:
    """From APIFlask's {location: {parameter: [sentence]}}."""
    found: list[WrongParameter] = []
    locations = detail.values() if isinstance(detail, dict) else ()
    for parameters in locations:
        for name, sentences in parameters.items():
            named = None if name == _WHOLE else name
            found += [WrongParameter(parameter=named, detail=sentence) for sentence in sentences]
    return found
