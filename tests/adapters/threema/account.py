"""A Threema account for tests: the vectors' Gateway ID, with or without the customer's key."""

from __future__ import annotations

from dataclasses import replace

from adapters.threema.channel import Threema
from inbox.channel import OutboundMessage, Sender
from tests.adapters.case import DictMemory
from tests.adapters.threema import vectors
from tests.adapters.threema.cases import CASES

CUSTOMERS_KEY = f"public-key:{vectors.CUSTOMER}"


def account(
    base_url: str = "http://127.0.0.1:9", *, memory: DictMemory | None = None, **changed: object
) -> Threema:
    [case] = CASES
    settings = replace(case.settings(base_url), **changed)
    return Threema(settings, memory if memory is not None else DictMemory(case.memory()))


def to_customer(text: str = "Guten Tag", **more: object) -> OutboundMessage:
    return OutboundMessage(Sender(vectors.CUSTOMER), text, "key-7f3a", **more)
