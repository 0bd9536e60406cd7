"""The synthetic vectors: boxes made by two independent implementations, with what is in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_ALL = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))

PARTIES: dict[str, Any] = _ALL["parties"]
BLOBS: dict[str, bytes] = {name: bytes.fromhex(value) for name, value in _ALL["blobs"].items()}
INCOMING: list[dict[str, Any]] = [v for v in _ALL["vectors"] if v["direction"] == "incoming"]
OUTGOING: list[dict[str, Any]] = [v for v in _ALL["vectors"] if v["direction"] == "outgoing"]

GATEWAY = PARTIES["gateway_id"]
CUSTOMER = PARTIES["customer_id"]
SECRET = PARTIES["api_secret"]


def public(address: str) -> str:
    return PARTIES["public_hex"][address]


def private(address: str) -> str:
    return PARTIES["private_hex"][address]


def named(name: str) -> dict[str, Any]:
    return next(v for v in (*INCOMING, *OUTGOING) if v["name"] == name)
