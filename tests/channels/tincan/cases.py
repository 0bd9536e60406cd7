"""What the tin can brings to the tests that every channel must pass."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from inbox.channel import InboundMessage, Kind, OutboundMessage, RawRequest, Sender, Unsupported
from tests.adapters.case import ChannelCase, Sample

AT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
KNOT = "a reef knot, MARKED"


def _heard(*said: dict[str, Any], knot: str = KNOT) -> RawRequest:
    body = json.dumps([{"from": "emil", "at": int(AT.timestamp()), **one} for one in said])
    return RawRequest("POST", "/hooks/1", {"x-knot": knot}, {}, body.encode())


class TinCanCase(ChannelCase):
    kind = "tincan"
    name = "tincan"

    def settings(self, base_url: str = "http://127.0.0.1:9") -> Any:
        from adapters.tincan.channel import StringSettings  # it is there only while it is tested

        return StringSettings("shop", base_url, KNOT)

    def genuine(self) -> Sequence[RawRequest]:
        return [_heard({"what": "words", "id": "1"})]

    def forged(self) -> Sequence[RawRequest]:
        return [_heard({"what": "words", "id": "1"}, knot="a granny knot")]

    def samples(self) -> Sequence[Sample]:
        emil = Sender("emil")
        words = {"what": "words", "id": "1", "words": "Hallo"}
        hum = {"what": "humming", "id": "2"}
        text = InboundMessage("1", emil, AT, Kind.TEXT, text="Hallo")
        return [
            Sample("a text", _heard(words), [text]),
            Sample("a batch", _heard(words, hum), [text, Unsupported("2", emil, AT, "humming")]),
        ]

    def outbound(self) -> Sequence[OutboundMessage]:
        return [OutboundMessage(Sender("emil"), "Guten Tag", "key-1")]

    @property
    def secrets(self) -> Sequence[str]:
        return [KNOT]
