"""Reads how far our messages came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from adapters.whatsapp.arrival import Arrival
from adapters.whatsapp.errors import failure
from adapters.whatsapp.wire import Item, objects, reference, text
from inbox.channel import DeliveryUpdate, State

# `deleted` and `warning` are old values, `played` follows `read` for a voice message [META].
# What is not named here is passed over, for each status alone.
_STATES: Final[Mapping[str, State]] = {
    "sent": State.SENT,
    "delivered": State.DELIVERED,
    "read": State.READ,
    "played": State.READ,
    "failed": State.FAILED,
}


def statuses(value: Item, arrival: Arrival) -> Iterator[DeliveryUpdate]:
    for item in objects(value, "statuses"):
        state = _STATES.get(text(item, "status"))
        external_id = reference(item, "id")
        if state is None or external_id is None:
            continue
        yield DeliveryUpdate(
            external_id=external_id,
            state=state,
            at=arrival.time_of(item.get("timestamp")),
            dedupe_key=reference(item, "biz_opaque_callback_data"),
            reason=failure(objects(item, "errors")) if state is State.FAILED else None,
        )
