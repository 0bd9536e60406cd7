"""The floor: the least that a durable intake can do, under the product's own WSGI server.

One committed INSERT per signed request and nothing else. SQLite gets a lock and one connection,
because that is its fastest way; PostgreSQL a connection per thread.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import sqlite3
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

URL = os.environ["FLOOR_DATABASE"]
KEY = os.environ["FLOOR_KEY"].encode()
LOCAL, LOCK = threading.local(), threading.Lock()


def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    signature = "sha256=" + hmac.new(KEY, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature, environ.get("HTTP_X_HUB_SIGNATURE_256", "")):
        start("401 Unauthorized", [("Content-Length", "0")])
        return [b""]
    insert(body)
    start("200 OK", [("Content-Length", "0")])
    return [b""]


def insert_sqlite(body: bytes) -> None:
    with LOCK:
        DATABASE.execute("INSERT INTO event (body) VALUES (?)", (body,))


def insert_postgresql(body: bytes) -> None:
    if not hasattr(LOCAL, "database"):
        LOCAL.database = psycopg.connect(URL, autocommit=True)
    LOCAL.database.execute("INSERT INTO event (body) VALUES (%s)", (body,))


if URL.startswith("postgresql:"):
    insert = insert_postgresql
    with psycopg.connect(URL) as first:
        first.execute("CREATE TABLE IF NOT EXISTS event (id BIGSERIAL PRIMARY KEY, body BYTEA)")
else:
    insert = insert_sqlite
    DATABASE = sqlite3.connect(URL, isolation_level=None, check_same_thread=False)
    DATABASE.execute("PRAGMA journal_mode=WAL")
    DATABASE.execute("PRAGMA synchronous=FULL")
    DATABASE.execute("CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, body BLOB)")
