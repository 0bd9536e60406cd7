"""Answers are compressed for who asks for it, and can be asked for again all the same."""

from __future__ import annotations

import gzip
import json

from tests.inbox.api.case import the_customer


def test_a_long_answer_is_compressed_for_who_accepts_it(world, crm, chat):
    path = _long(world, chat)
    plain, packed = crm.ask(path), crm.ask(path, accept_encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == plain.json
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
    assert "Content-Encoding" not in plain.headers
    for one in (plain, packed):
        assert "Accept-Encoding" in one.headers["Vary"]


def test_who_refuses_gzip_and_what_is_short_gets_it_plain(world, crm, chat):
    path = _long(world, chat)
    assert "Content-Encoding" not in crm.ask(path, accept_encoding="gzip;q=0").headers
    assert "Content-Encoding" not in crm.ask("/changes?limit=1", accept_encoding="gzip").headers


def test_a_compressed_answer_that_is_held_already_is_not_sent_again(world, crm, chat):
    path = _long(world, chat)
    etag = crm.ask(path, accept_encoding="gzip").headers["ETag"]
    again = crm.ask(path, accept_encoding="gzip", if_none_match=etag)
    assert (again.status_code, again.data) == (304, b"")
    assert crm.ask(path, if_none_match=etag).status_code == 304


def _long(world, chat) -> str:
    for number in range(3):
        chat.write(f"Wo ist mein Paket {number}?")
    return f"/customers/{the_customer(world)}/messages"
