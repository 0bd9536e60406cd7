"""Neither the API secret nor a key nor an address ever reaches an error, a log or a repr."""

from __future__ import annotations

import json
import logging
import traceback

import pytest

from inbox.channel import BadSignature, CheckFailed, FetchError, Media, SendError
from tests.adapters.case import DictMemory
from tests.adapters.scripted import scripted_server
from tests.adapters.threema import vectors
from tests.adapters.threema.account import account, to_customer
from tests.adapters.threema.writing import posted, request, written

HIDDEN = [vectors.SECRET, vectors.private(vectors.GATEWAY), vectors.CUSTOMER, "from=%2A"]


def all_calls(channel):
    message = to_customer()
    ref = json.dumps({"blob": "ab" * 16, "nonce": "00" * 24, "key": "cd" * 32})
    yield lambda: channel.send(message, channel.prepare(message))
    yield lambda: channel.lookup(written(0x01, b"Hi"))
    yield lambda: channel.mark_seen(f"{vectors.CUSTOMER}:00112233445566ff")
    yield lambda: list(channel.fetch(Media(ref, "a/b"), None))
    yield channel.health


def told(call) -> str:
    """Everything that a log of this failure could contain."""
    try:
        call()
    except (SendError, FetchError, CheckFailed):
        return traceback.format_exc(chain=True)
    return ""


@pytest.mark.parametrize("trouble", [401, 404, 413, 429, 500, "nonsense", "drop", "unreachable"])
def test_errors_and_logs_name_no_secret_and_nobody(caplog, trouble):
    caplog.set_level(logging.INFO)
    with scripted_server() as gateway:
        url = "http://127.0.0.1:9" if trouble == "unreachable" else gateway.url
        for call in all_calls(account(url, read_receipts=True)):
            status = trouble if isinstance(trouble, int) else 200
            gateway.answer(status, b"<html>" + vectors.SECRET.encode(), drop=trouble == "drop")
            shown = told(call)
            assert not [word for word in HIDDEN if word in shown]
    assert not [word for word in HIDDEN if word in caplog.text]


def test_refusals_do_not_repeat_what_was_posted():
    fields = {"from": "CUST0001", "to": "*SUPPORT", "mac": "00", "box": "aabb"}
    for raw in (request(fields), posted(b"\xff")):
        with pytest.raises(BadSignature) as refused:
            account().verify(raw)
        assert "CUST0001" not in repr(refused.value)
        assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_dead_letters_say_what_is_wrong_but_not_what_was_written():
    for raw in (written(0x17, b"[1]"), written(0x10, b"Geheimstrasse 1"), written(0x91, b"\x0b")):
        with pytest.raises(ValueError, match=r".") as wrong:
            account().parse(raw)
        assert "Geheim" not in str(wrong.value)


def test_the_channel_shows_no_secret():
    channel = account(memory=DictMemory())
    assert not [word for word in HIDDEN[:2] if word in repr(channel) + repr(channel.settings)]
