"""Public keys are asked for once, remembered, and never silently replaced."""

from __future__ import annotations

import pytest

from inbox.channel import NotYet, Rejected, Sender, TryLater
from tests.adapters.case import DictMemory
from tests.adapters.scripted import scripted_server
from tests.adapters.threema import vectors
from tests.adapters.threema.account import CUSTOMERS_KEY, account, to_customer
from tests.adapters.threema.writing import written

HI = written(0x01, b"Hi")
TRUE_KEY = vectors.public(vectors.CUSTOMER)
OTHER_KEY = vectors.public("STRNGR01")
ANNA = Sender(vectors.CUSTOMER)


@pytest.fixture
def gateway():
    with scripted_server() as served:
        yield served


def test_a_message_of_somebody_new_waits_until_the_key_was_looked_up(gateway):
    channel = account(gateway.url, memory=DictMemory())
    with pytest.raises(NotYet):
        channel.parse(HI)
    gateway.answer(200, TRUE_KEY + "\n")
    channel.lookup(HI)
    [message] = channel.parse(HI)
    assert message.text == "Hi"
    assert gateway.received[0].path.startswith("/pubkeys/CUST0001?from=%2ASUPPORT&secret=")


def test_the_key_of_a_recipient_is_asked_for_before_the_first_message(gateway):
    channel = account(gateway.url, memory=DictMemory())
    with pytest.raises(NotYet):
        channel.prepare(to_customer())
    gateway.answer(200, TRUE_KEY)
    channel.acquaint(ANNA)
    assert channel.prepare(to_customer())


def test_what_is_no_threema_id_is_never_asked_for(gateway):
    account(gateway.url).acquaint(Sender("../credits"))
    assert gateway.received == []


def test_another_key_for_a_known_id_is_counted_once_and_not_used(gateway):
    memory = DictMemory({CUSTOMERS_KEY: TRUE_KEY})
    channel = account(gateway.url, memory=memory)
    for _ in range(2):
        gateway.answer(200, OTHER_KEY)
        channel.acquaint(ANNA)
    assert memory.get(CUSTOMERS_KEY) == TRUE_KEY
    gateway.answer(200, vectors.public(vectors.GATEWAY))
    gateway.answer(200, "100")
    assert channel.health().facts["refused changes of customers' keys"] == "1"


def test_two_lookups_at_once_agree(gateway):
    memory = DictMemory({CUSTOMERS_KEY: TRUE_KEY})
    gateway.answer(200, TRUE_KEY.upper())
    account(gateway.url, memory=memory).acquaint(ANNA)
    assert memory.entries == {CUSTOMERS_KEY: TRUE_KEY}


def test_an_id_that_does_not_exist_is_final_for_both_directions(gateway):
    channel = account(gateway.url, memory=DictMemory())
    gateway.answer(404)
    channel.acquaint(ANNA)
    with pytest.raises(Rejected) as refused:
        channel.prepare(to_customer())
    assert refused.value.code == "UNKNOWN_ID"
    with pytest.raises(ValueError, match="does not know"):
        channel.parse(HI)


def test_an_id_that_is_revoked_later_keeps_its_old_messages_readable(gateway):
    channel = account(gateway.url)
    gateway.answer(404)
    channel.acquaint(ANNA)
    assert channel.parse(HI)


def test_an_id_that_turns_up_after_all_is_learned(gateway):
    channel = account(gateway.url, memory=DictMemory({CUSTOMERS_KEY: "unknown"}))
    gateway.answer(200, TRUE_KEY)
    channel.acquaint(ANNA)
    assert channel.parse(HI)


@pytest.mark.parametrize("status", [400, 401, 402, 429, 500, 503, 302])
def test_any_other_trouble_means_that_the_message_waits_on(gateway, status):
    memory = DictMemory()
    gateway.answer(status)
    with pytest.raises(TryLater):
        account(gateway.url, memory=memory).lookup(HI)
    assert memory.entries == {}


@pytest.mark.parametrize(
    "body", ["", "00" * 32, "01" + "00" * 31, TRUE_KEY[:-2], "<html>", "z" * 64, "x" * 99_999]
)
def test_what_is_no_key_is_not_remembered(gateway, body):
    memory = DictMemory()
    gateway.answer(200, body)
    with pytest.raises(TryLater):
        account(gateway.url, memory=memory).lookup(HI)
    assert memory.entries == {}
