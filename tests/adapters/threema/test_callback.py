"""Who may post to us, and what shape it must have."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from adapters.threema import callback
from inbox.channel import Automated, BadSignature
from tests.adapters.case import DictMemory
from tests.adapters.threema import vectors
from tests.adapters.threema.account import account
from tests.adapters.threema.writing import box, container, form, posted, request, written

HI = box(container(0x01, b"Hi"))


@pytest.mark.parametrize("name", ["from", "to", "messageId", "date", "nonce", "box"])
def test_every_signed_field_is_covered_by_the_mac(name):
    fields = form(HI)
    fields[name] = fields[name][:-1] + ("0" if fields[name][-1] != "0" else "1")
    with pytest.raises(BadSignature):
        account().verify(request(fields))


@pytest.mark.parametrize("name", [*callback.SIGNED, "mac"])
def test_a_missing_field_is_a_forgery(name):
    fields = form(HI)
    del fields[name]
    with pytest.raises(BadSignature):
        account().verify(request(fields))


def test_the_nickname_is_not_covered_and_may_be_absent():
    account().verify(request(form(HI) | {"nickname": "Somebody else"}))
    account().verify(request(form(HI, nickname=None)))


def test_the_mac_may_be_written_in_capitals():
    fields = form(HI)
    account().verify(request(fields | {"mac": fields["mac"].upper()}))


def test_a_field_that_comes_twice_is_a_forgery():
    body = urlencode(form(HI)) + "&from=STRNGR01"
    with pytest.raises(BadSignature):
        account().verify(posted(body.encode()))


def test_a_mac_of_another_gateway_id_is_a_forgery():
    other = account(gateway_id="*OTHERID")
    with pytest.raises(BadSignature):
        other.verify(request(form(HI)))


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"a=b", b"&&&", b"mac=" + b"\xc3\xa4", b"x" * 70_000, b"a=1&" * 100]
)
def test_anything_else_is_a_forgery(body):
    with pytest.raises(BadSignature):
        account().verify(posted(body))


def test_forgeries_are_answered_with_400():
    with pytest.raises(BadSignature) as refused:
        account().verify(posted(b"a=b"))
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"sender": "cust0001"},
        {"sender": "CUST001"},
        {"sender": "CUST-001"},
        {"message_id": "00"},
        {"message_id": "zz112233445566aa"},
        {"date": "yesterday"},
        {"date": "-1"},
        {"date": "1e400"},
        {"date": ""},
    ],
)
def test_a_signed_callback_of_the_wrong_shape_is_a_dead_letter(changed):
    raw = request(form(HI, **changed))
    account().verify(raw)
    with pytest.raises(ValueError, match="malformed"):
        account().parse(raw)


@pytest.mark.parametrize("box_hex", ["", "zz", "0", "00 11", "00" * 7813])
def test_a_box_that_is_no_box_is_a_dead_letter(box_hex):
    fields = form(HI) | {"box": box_hex}
    with pytest.raises(ValueError, match=r"hex|box"):
        account().parse(request(fields))


def test_dates_may_have_a_fraction_and_be_as_old_as_they_like():
    [message] = account().parse(written(0x01, b"Hi", date="86400.5"))
    assert message.sent_at == datetime(1970, 1, 2, 0, 0, 0, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("nickname", "shown"),
    [
        ("Zoë & Co <b>", "Zoë & Co <b>"),
        ("  Anna\r\n\x00 B. ", "Anna B."),
        ("\u202egnp.exe", "gnp.exe"),
        ("\x07", None),
        ("x" * 500, "x" * 100),
        ("👩‍💻", "👩‍💻"),
    ],
)
def test_a_nickname_is_a_name_to_show_and_nothing_else(nickname, shown):
    [message] = account().parse(written(0x01, b"Hi", nickname=nickname))
    assert message.sender.name == shown
    assert message.sender.address == vectors.CUSTOMER
    assert message.sender.aliases == ()


@pytest.mark.parametrize(
    ("sender", "automated"),
    [("*SHOPBOT", Automated.NOTIFICATION), ("ECHOECHO", Automated.AUTO_REPLY), ("CUST0001", None)],
)
def test_programs_are_recognised_so_that_no_two_of_them_talk_for_ever(sender, automated):
    memory = DictMemory({f"public-key:{sender}": vectors.public(vectors.CUSTOMER)})
    [message] = account(memory=memory).parse(written(0x01, b"Hi", sender=sender))
    assert message.automated is automated
