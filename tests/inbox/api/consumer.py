"""A CRM that keeps a copy of everything in step. It knows the served document and nothing else.

Operations are called by the ids that the document gives them; what to do with a change stands in
its description. The copy is a file, so that the CRM can die at any moment and go on.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import requests

Json = dict[str, Any]
GONE = frozenset({"customer.erased", "customer.restricted"})
_SCHEMA = """
CREATE TABLE IF NOT EXISTS place (after INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS copy (
    kind TEXT, id TEXT, customer_id TEXT, body TEXT, PRIMARY KEY (kind, id)
);
"""


class Api:
    """The operations of the document at `address`."""

    def __init__(self, address: str, token: str) -> None:
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"
        document = self._session.get(address, timeout=30).json()
        parts = urlsplit(address)
        self._root = f"{parts.scheme}://{parts.netloc}"
        self._paths = {
            operation["operationId"]: path
            for path, item in document["paths"].items()
            for operation in item.values()
        }

    def get(self, operation_id: str, /, *, query: Json | None = None, **ids: str) -> Json | None:
        """None: there is nothing (any more)."""
        places = {name: quote(value, safe="") for name, value in ids.items()}
        url = self._root + self._paths[operation_id].format(**places)
        answer = self._session.get(url, params=query, timeout=30)
        if answer.status_code == 404:
            return None
        answer.raise_for_status()
        found: Json = answer.json()
        return found

    def walk(self, operation_id: str, /, **ids: str) -> Iterator[Json]:
        cursor = None
        while True:
            page = self.get(operation_id, query={"limit": 50, "cursor": cursor}, **ids)
            if page is None:
                return
            yield from page["data"]
            cursor = page["next_cursor"]
            if cursor is None:
                return


class Copy:
    """`interrupt` is called before everything that is written; a test lets it raise."""

    def __init__(self, api: Api, path: Path, interrupt: Callable[[], None] = lambda: None) -> None:
        self._api, self._interrupt = api, interrupt
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.executescript(_SCHEMA)

    def close(self) -> None:
        self._file.close()

    def follow(self, *, limit: int = 20) -> None:
        """Until there is nothing more to hear of."""
        while self._step(limit):
            pass

    def everything(self, kind: str) -> dict[str, Json]:
        rows = self._file.execute("SELECT id, body FROM copy WHERE kind = ?", (kind,))
        return {one: json.loads(body) for one, body in rows}

    def _step(self, limit: int) -> bool:
        place = self._file.execute("SELECT after FROM place").fetchone()
        if place is None:
            self._start()
            return True
        page = self._api.get("list_changes", query={"after": place[0], "limit": limit})
        assert page is not None
        self._file.execute("BEGIN")
        try:
            for change in page["data"]:
                self._interrupt()
                self._apply(change)
            self._file.execute("UPDATE place SET after = ?", (page["next_after"],))
            self._interrupt()
            self._file.execute("COMMIT")
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        return bool(page["more"])

    def _start(self) -> None:
        """A full copy; what changes meanwhile is heard of afterwards."""
        position = self._api.get("get_feed_position")
        assert position is not None
        self._file.execute("BEGIN")
        try:
            self._file.execute("DELETE FROM copy")
            for kind in ("customer", "conversation", "message"):
                for one in self._api.walk(_ALL[kind]):
                    self._interrupt()
                    self._keep(kind, one)
            self._file.execute("INSERT INTO place VALUES (?)", (position["next_after"],))
            self._file.execute("COMMIT")
        except BaseException:
            self._file.execute("ROLLBACK")
            raise

    def _apply(self, change: Json) -> None:
        customer_id = change["customer_id"]
        if change["type"] in GONE:
            self._drop_customer(customer_id)
            return
        if change["type"] == "customer.merged":
            self._drop_customer(customer_id)
            if change["merged_into"]:
                self._fetch_whole(change["merged_into"])
            return
        for kind in ("message", "conversation", "customer"):
            if change[f"{kind}_id"]:
                self._fetch(kind, change[f"{kind}_id"])

    def _fetch(self, kind: str, its_id: str) -> None:
        known = self._knows("customer", its_id)
        found = self._api.get(f"get_{kind}", **{f"{kind}_id": its_id})
        if found is None and kind == "customer":
            self._drop_customer(its_id)
        elif found is None:
            self._file.execute("DELETE FROM copy WHERE kind = ? AND id = ?", (kind, its_id))
        elif kind == "customer" and not known:
            self._fetch_whole(found["id"])
        else:
            self._keep(kind, found)

    def _fetch_whole(self, customer_id: str) -> None:
        """A customer whom we did not hold, or who took somebody's place."""
        found = self._api.get("get_customer", customer_id=customer_id)
        if found is None:
            self._drop_customer(customer_id)
            return
        self._keep("customer", {**found, "merged_from": None})
        for kind in ("conversation", "message"):
            for one in self._api.walk(f"list_{kind}s_of_customer", customer_id=found["id"]):
                self._keep(kind, one)

    def _knows(self, kind: str, its_id: str) -> bool:
        query = "SELECT 1 FROM copy WHERE kind = ? AND id = ?"
        return self._file.execute(query, (kind, its_id)).fetchone() is not None

    def _keep(self, kind: str, one: Json) -> None:
        customer_id = one["id"] if kind == "customer" else one["customer_id"]
        if kind == "customer":
            one = {**one, "merged_from": None}
        row = (kind, one["id"], customer_id, json.dumps(one))
        self._file.execute("INSERT OR REPLACE INTO copy VALUES (?, ?, ?, ?)", row)

    def _drop_customer(self, customer_id: str) -> None:
        self._file.execute("DELETE FROM copy WHERE customer_id = ?", (customer_id,))


_ALL = {
    "customer": "find_customers",
    "conversation": "list_conversations",
    "message": "list_messages",
}
