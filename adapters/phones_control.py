"""The control of the phones: write as a customer, read a phone, script faults, count. JSON.

Documented in adapters/README.md, "The simulated phones".
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import dropwhile
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for
from werkzeug.exceptions import HTTPException, NotFound

from adapters import phones_guard, phones_json
from adapters.phones_json import Malformed
from adapters.phones_state import State
from adapters.simulation import Bubble, Simulator


def blueprint(hosted: Mapping[str, Simulator], state: State) -> Blueprint:
    api = Blueprint("phones_control", __name__)
    api.before_request(phones_guard.refuse_other_sites)
    _Control(hosted, state).mount(api)

    @api.errorhandler(ValueError)
    def not_possible(error: ValueError) -> tuple[Response, int]:
        return jsonify(error=str(error)), 400

    @api.errorhandler(HTTPException)
    def no_such_thing(error: HTTPException) -> tuple[Response, int]:
        return jsonify(error=error.description), error.code or 500

    return api


class _Control:
    def __init__(self, hosted: Mapping[str, Simulator], state: State) -> None:
        self._hosted = hosted
        self._state = state

    def mount(self, api: Blueprint) -> None:
        messages = "/<kind>/customers/<address>/messages"
        api.get("/health")(self.health)
        api.get("/kinds")(self.kinds)
        api.post("/story")(self.tell_story)
        api.put("/<kind>/connection")(self.connect)
        api.get("/<kind>/demo-account")(self.demo_account)
        api.get("/<kind>/customers")(self.customers)
        api.post(messages)(self.write)
        api.get(messages)(self.messages)
        api.get(f"{messages}/<message_id>/files/<int:number>")(self.file)
        api.post("/<kind>/customers/<address>/look")(self.look)
        api.put("/<kind>/faults")(self.script)
        api.get("/<kind>/counts")(self.counts)
        api.post("/<kind>/reset")(self.reset)

    # ----- everything

    def health(self) -> Response:
        return jsonify(status="ok", kinds=list(self._hosted))

    def kinds(self) -> Response:
        return jsonify(kinds=[{"kind": k, "offers": offers(s)} for k, s in self._hosted.items()])

    def tell_story(self) -> Response:
        """Once in the life of an installation; `told` is the number of messages."""
        if not self._state.begin_story():
            return jsonify(told=0)
        stories = [(s, *line) for s in self._hosted.values() for line in s.story()]
        for simulator, customer, writing in stories:
            simulator.write(customer, writing)
        return jsonify(told=len(stories))

    # ----- one provider

    def connect(self, kind: str) -> tuple[str, int]:
        connection = phones_json.connection(_body())
        try:
            self._state.connect(self._simulator(kind), connection)
        except KeyError as missing:
            raise Malformed(f"the settings lack {missing}") from None
        return "", 204

    def demo_account(self, kind: str) -> Response:
        account = self._simulator(kind).demo_account()
        return jsonify(label=account.label, settings=dict(account.settings))

    def script(self, kind: str) -> tuple[str, int]:
        self._simulator(kind).script(phones_json.faults(_body()))
        return "", 204

    def counts(self, kind: str) -> Response:
        return jsonify(dict(self._simulator(kind).counts()))

    def reset(self, kind: str) -> tuple[str, int]:
        self._simulator(kind).reset()
        return "", 204

    # ----- one customer

    def customers(self, kind: str) -> Response:
        return _unless_known(
            jsonify(customers=[asdict(c) for c in self._simulator(kind).customers()])
        )

    def write(self, kind: str, address: str) -> tuple[Response, int]:
        writing = phones_json.writing(_body())
        return jsonify(id=self._simulator(kind).write(address, writing)), 201

    def messages(self, kind: str, address: str) -> Response:
        bubbles = _after(self._simulator(kind).bubbles(address), request.args.get("after"))
        return _unless_known(jsonify(bubbles=[_shown(kind, address, b) for b in bubbles]))

    def file(self, kind: str, address: str, message_id: str, number: int) -> Response:
        bubbles = self._simulator(kind).bubbles(address)
        files = next((b.files for b in bubbles if b.id == message_id), ())
        if number >= len(files):
            raise NotFound("there is no such file")
        return phones_guard.harmless(files[number])

    def look(self, kind: str, address: str) -> tuple[str, int]:
        self._simulator(kind).look(address)
        return "", 204

    def _simulator(self, kind: str) -> Simulator:
        if kind not in self._hosted:
            raise NotFound(f"no provider of kind {kind!r} is simulated here")
        return self._hosted[kind]


def offers(simulator: Simulator) -> Mapping[str, Sequence[str]]:
    """Kind of writing -> what to ask for."""
    return {kind: list(asked) for kind, asked in simulator.offers.items()}


def _body() -> Mapping[str, Any]:
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise Malformed("the body must be a JSON object, sent as application/json")
    return given


def _unless_known(response: Response) -> Response:
    """Cheap to ask for again and again: 304 while nothing has changed."""
    response.set_etag(hashlib.blake2b(response.get_data(), digest_size=12).hexdigest())
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


def _after(bubbles: Sequence[Bubble], message_id: str | None) -> Sequence[Bubble]:
    """Those behind that one; all of them if it is not there (any more)."""
    rest = list(dropwhile(lambda bubble: bubble.id != message_id, bubbles))
    return rest[1:] if rest else bubbles


def _shown(kind: str, address: str, bubble: Bubble) -> dict[str, Any]:
    return {
        "id": bubble.id,
        "mine": bubble.mine,
        "text": bubble.text,
        "at": bubble.at.isoformat(),
        "kind": bubble.kind,
        "state": bubble.state,
        "subject": bubble.subject,
        "details": dict(bubble.details),
        "files": [
            {
                "name": file.name,
                "content_type": file.content_type,
                "size": len(file.content),
                "url": url_for(
                    "phones_control.file",
                    kind=kind,
                    address=address,
                    message_id=bubble.id,
                    number=number,
                ),
            }
            for number, file in enumerate(bubble.files)
        ],
    }
