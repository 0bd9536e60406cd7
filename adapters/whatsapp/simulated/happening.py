"""Something that a customer wrote, before a provider has put it into its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.whatsapp.simulated.draft import Written
from adapters.whatsapp.simulated.line import Line
from adapters.whatsapp.simulated.phone import Phone


@dataclass(frozen=True, slots=True)
class Happening:
    """`quotes` is the id of the message it answers, `more` what was asked for beside: forwarded,
    referral, group_id."""

    line: Line
    phone: Phone
    written: Written
    id: str
    at: float  # Unix seconds
    quotes: str | None
    more: Mapping[str, Any]
