"""The other can, and whoever holds it."""

from __future__ import annotations

import json
import time
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from flask import Blueprint, Response, request

from adapters.simulation import (
    Bubble,
    Connection,
    Customer,
    DemoAccount,
    Faults,
    Place,
    Simulator,
    Writing,
)
from inbox import http


class TinCanSimulator(Simulator):
    kind: ClassVar[str] = "tincan"
    offers: ClassVar[Mapping[str, Sequence[str]]] = {
        "words": ("text",), "drawing": ("file", "text"), "humming": (),
    }  # fmt: skip

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._connection: Connection | None = None
        self._chats: dict[str, list[Bubble]] = {"emil": []}
        self._faults: deque[int] = deque()
        self._counts: Counter[str] = Counter()

    def demo_account(self) -> DemoAccount:
        url = f"{self.place.url}/tincan"
        return DemoAccount("Tin can", {"name": "shop", "url": url, "knot": self.place.seed})

    def story(self) -> Sequence[tuple[str, Writing]]:
        return [("emil", Writing("Hört mich jemand?", "words"))]

    def customers(self) -> Sequence[Customer]:
        return [Customer(name, name.title()) for name in self._chats]

    def connect(self, connection: Connection) -> None:
        self._connection = connection

    def write(self, customer: str, writing: Writing) -> str:
        chat = self._chats.setdefault(customer, [])
        key = f"{customer}-{len(chat)}"
        files = (writing.file,) if writing.file else ()
        now = datetime.now(UTC)
        chat.append(Bubble(key, True, writing.text, now, writing.kind, files=files))
        said = {"what": writing.kind, "id": key, "from": customer, "name": customer.title()}
        self._post({**said, "words": writing.text, "at": int(time.time())})
        return key

    def bubbles(self, customer: str) -> Sequence[Bubble]:
        return list(self._chats.get(customer, ()))

    def look(self, customer: str) -> None:
        for at, bubble in enumerate(self._chats.get(customer, ())):
            if not bubble.mine:
                self._chats[customer][at] = replace(bubble, state="read")
                self._post({"what": "read", "id": bubble.id, "at": int(time.time())})

    def script(self, faults: Faults) -> None:
        self._faults = deque(faults.statuses)

    def counts(self) -> Mapping[str, int]:
        return dict(self._counts)

    def reset(self) -> None:
        self._faults.clear()
        self._counts.clear()
        for chat in self._chats.values():
            chat.clear()

    def routes(self) -> Blueprint:
        routes = Blueprint("tincan", __name__)
        routes.post("/say")(self._hear)
        routes.get("/drawings/<key>")(self._drawing)
        return routes

    def _hear(self) -> Response:
        fault = self._faults.popleft() if self._faults else 0
        if request.headers.get("X-Knot") != self.place.seed or fault:
            self._counts["refused"] += 1
            return Response(status=fault or 401)
        said: Any = request.get_json()
        chat = self._chats.setdefault(said["to"], [])
        key = f"shop-{len(chat)}"
        chat.append(Bubble(key, False, said["words"], datetime.now(UTC)))
        self._counts["accepted"] += 1
        return Response(json.dumps({"id": key}), content_type="application/json")

    def _drawing(self, key: str) -> Response:
        customer = key.rpartition("-")[0]
        found = [bubble for bubble in self._chats.get(customer, ()) if bubble.id == key]
        if not found or not found[0].files:
            return Response(status=404)
        return Response(found[0].files[0].content, content_type="image/png")

    def _post(self, heard: Mapping[str, Any]) -> None:
        if self._connection is not None:
            headers = {"X-Knot": self._connection.settings["knot"]}
            body = json.dumps([heard]).encode()
            http.call("POST", self._connection.callback, headers=headers, body=body)
            self._counts["webhooks_sent"] += 1
