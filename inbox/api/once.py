"""Do a write in one transaction, and only once for one Idempotency-Key."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from http import HTTPStatus
from typing import Final

from flask import Response, request
from sqlalchemy.orm import Session

from inbox.api.guard import caller
from inbox.api.problem import Problem, not_found, wrong_parameter
from inbox.api.resource import Resource
from inbox.conversations import history
from inbox.people import idempotency
from inbox.people.idempotency import Answer, AtWork, Claim, ClaimLost, OtherRequest
from inbox.world import World

HEADER: Final = "Idempotency-Key"
PATTERN: Final = "[!-~]{1,200}"  # printable ASCII without spaces
_KEY: Final = re.compile(PATTERN)


@dataclass(frozen=True, slots=True)
class Done:
    """What a write did, to whom, and what it shows; `shows` None: there is nothing to say."""

    customer_id: str
    shows: Resource | None = None
    status: HTTPStatus = HTTPStatus.OK


def do_once(world: World, write: Callable[[Session], Done], *, needs_key: bool) -> Response:
    """Raises `Problem`; then nothing was done, and the same key may be used again."""
    key = _key(needs_key=needs_key)
    if key is None:
        return _response(_answer(world.database.attempt(write)))
    held = _claimed(world, key)
    if isinstance(held, Answer):
        response = _response(held)
        response.headers["Idempotent-Replayed"] = "true"
        return response
    try:
        return _response(world.database.attempt(partial(_do, world, write, held)))
    except ClaimLost:
        raise _at_work() from None
    except Exception:
        with world.database.transaction() as session:
            idempotency.let_go(session, held)
        raise


def deed() -> str:
    """By what a POST is known for ever: the same key and request are the same deed, also when its
    answer is long forgotten; the same key with another request is another deed. Nobody reads the
    key in it: a program may have made it from a mail address, and the ledger keeps its deeds."""
    key = request.headers[HEADER].encode()
    return f"crm:{caller().token_id}:{sha256(key + bytes.fromhex(_digest())).hexdigest()}"


def _do(world: World, write: Callable[[Session], Done], held: Claim, session: Session) -> Answer:
    done = write(session)
    answer = _answer(done)
    idempotency.keep(session, held, answer, now=world.clock())
    return answer


def _key(*, needs_key: bool) -> str | None:
    """Its hash: what a program calls its requests is nothing to keep."""
    given = request.headers.get(HEADER)
    if given is None:
        if needs_key:
            raise wrong_parameter(HEADER, "This needs a key, so that a repeat does nothing twice.")
        return None
    if not _KEY.fullmatch(given):
        raise wrong_parameter(HEADER, "A key has between 1 and 200 printable ASCII characters.")
    return sha256(given.encode()).hexdigest()


def _claimed(world: World, key: str) -> Claim | Answer:
    """What was answered about somebody who is restricted meanwhile is not shown either."""
    token_id, now = caller().token_id, world.clock()
    try:
        with world.database.transaction() as session:
            held = idempotency.claim(session, token_id, key, _digest(), now=now)
            if isinstance(held, Answer) and held.body:
                _refuse_hidden(session, held.customer_id)
            return held
    except OtherRequest:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "This key was used for another request.",
            name="idempotency-key-reused",
        ) from None
    except AtWork:
        raise _at_work() from None


def _refuse_hidden(session: Session, customer_id: str) -> None:
    if history.customer(session, customer_id) is None:
        raise not_found()


def _digest() -> str:
    """SHA-256 of what is asked."""
    asked = (request.method.encode(), request.full_path.encode(), request.get_data())
    return sha256(b"\0".join(asked)).hexdigest()


def _at_work() -> Problem:
    return Problem(
        HTTPStatus.CONFLICT,
        "The same request is being served at this moment.",
        name="idempotency-key-in-use",
        headers={"Retry-After": "1"},
    )


def _answer(done: Done) -> Answer:
    if done.shows is None:
        return Answer(HTTPStatus.NO_CONTENT, b"", done.customer_id)
    return Answer(done.status, done.shows.model_dump_json().encode(), done.customer_id)


def _response(answer: Answer) -> Response:
    response = Response(answer.body, answer.status, mimetype="application/json")
    if answer.status == HTTPStatus.NO_CONTENT:
        del response.headers["Content-Type"]
    return response
