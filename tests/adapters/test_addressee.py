"""Whom an address means that somebody typed: the person who would write to us under it."""

from __future__ import annotations

from importlib import import_module

import pytest

from inbox.channel import Channel

TYPED = {
    "email": {
        " Max@Müller.example ": "max@xn--mller-kva.example",
        "max@kunde.example": "max@kunde.example",
        "max@": None,
        "a..b@kunde.example": None,
        "+491713920001": None,
        "a@b@c": None,
    },
    "threema": {
        "echoecho": "ECHOECHO",
        "ABCD1234": "ABCD1234",
        "*GATEWAY": None,
        "ABC": None,
        "max@kunde.example": None,
    },
    "whatsapp": {
        "+49 171 392-0001": "491713920001",
        "0049 (171) 3920001": "491713920001",
        "0171 3920001": None,
        "+49": None,
        "+1234567890123456789": None,
        "max@kunde.example": None,
    },
}


@pytest.mark.parametrize(
    ("kind", "typed", "address"),
    [(kind, typed, address) for kind, some in TYPED.items() for typed, address in some.items()],
)
def test_an_address_is_read_as_its_owner_would_write(
    kind: str, typed: str, address: str | None
) -> None:
    channel: Channel = import_module(f"tests.adapters.{kind}.cases").CASES[0].channel()
    sender = channel.addressee(typed)
    assert (sender.address if sender else None) == address


def test_nobody_writes_to_the_own_mailbox() -> None:
    channel: Channel = import_module("tests.adapters.email.cases").CASES[0].channel()
    assert channel.addressee(channel.own_address) is None
