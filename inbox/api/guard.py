"""Let in who shows a token that holds and has the scope: `Authorization: Bearer` (RFC 6750)."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from flask import Response, g, request

from inbox.api.limit import Allowance, Limiter
from inbox.api.problem import Problem
from inbox.people import token
from inbox.people.token import ApiToken, Scope
from inbox.world import World

_REALM: Final = 'Bearer realm="Kontor"'


@dataclass(frozen=True, slots=True)
class Caller:
    """The program that asks. `held` is its token as it was when the request came."""

    held: ApiToken

    @property
    def token_id(self) -> str:
        return self.held.id

    @property
    def scopes(self) -> frozenset[Scope]:
        return self.held.granted

    def needs(self, scope: Scope) -> None:
        """Raises `Problem` 403."""
        if scope not in self.scopes:
            raise _lacking(scope)


def admit(world: World, limiter: Limiter, scope: Scope) -> None:
    """Raises `Problem` 401, 403 or 429. Afterwards `caller()` says who it is."""
    shown = request.authorization
    if shown is None or shown.type != "bearer" or not shown.token:
        raise _refused("token-missing", "Show a token: Authorization: Bearer kontor_...", _REALM)
    now = world.clock()
    with world.database.reading() as session:
        held = token.find(session, shown.token, now=now)
    if held is None:
        challenge = f'{_REALM}, error="invalid_token"'
        raise _refused("token-invalid", "This token is unknown, expired or revoked.", challenge)
    g.api_allowance = limiter.take(held.id, held.per_minute, now=now)
    if g.api_allowance.is_used_up:
        raise _too_often(g.api_allowance)
    admitted = Caller(held)
    admitted.needs(scope)
    if token.is_stale(held, now=now):
        with world.database.transaction() as session:
            token.used(session, held.id, now=now)
    g.api_caller = admitted


def caller() -> Caller:
    """Who was admitted to this request."""
    admitted: Caller = g.api_caller
    return admitted


def tell_allowance(response: Response) -> Response:
    """The customary headers, on every answer to a known token."""
    allowance: Allowance | None = g.get("api_allowance")
    if allowance is not None:
        response.headers["X-RateLimit-Limit"] = str(allowance.limit)
        response.headers["X-RateLimit-Remaining"] = str(max(0, allowance.left))
        response.headers["X-RateLimit-Reset"] = str(allowance.resets_in)
    return response


def _too_often(allowance: Allowance) -> Problem:
    return Problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"This token may ask {allowance.limit} times a minute.",
        headers={"Retry-After": str(allowance.resets_in)},
    )


def _refused(name: str, detail: str, challenge: str) -> Problem:
    return Problem(
        HTTPStatus.UNAUTHORIZED, detail, name=name, headers={"WWW-Authenticate": challenge}
    )


def _lacking(scope: Scope) -> Problem:
    challenge = f'{_REALM}, error="insufficient_scope", scope="{scope}"'
    return Problem(
        HTTPStatus.FORBIDDEN,
        f"This needs a token with the scope {scope}.",
        name="scope-missing",
        headers={"WWW-Authenticate": challenge},
    )
