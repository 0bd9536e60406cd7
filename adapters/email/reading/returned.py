"""What a mail says about one of ours: that it was not delivered, or that somebody complained.

Only a mail that names an id of ours says anything; everything else is a forgery or not our
business (anybody can write a bounce).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import Final

from adapters.email.addresses import canonical
from adapters.email.message_ids import dedupe_key_in
from adapters.email.reading.reports import About, Failure
from inbox.channel import DeliveryUpdate, Preference, Rejected, Sender, SendError, State, Wish

# RFC 3463 status, by its longest known beginning -> what the agent reads.
_REASONS: Final = {
    "5.1.8": "SENDER_NOT_ALLOWED",
    "5.1": "NO_SUCH_MAILBOX",
    "5.2.1": "NO_SUCH_MAILBOX",
    "5.2.2": "MAILBOX_FULL",
    "5.2.3": "TOO_LARGE",
    "5.3.4": "TOO_LARGE",
    "5.4.7": "NOT_DELIVERED_IN_TIME",
    "5.4": "NO_SUCH_MAILBOX",
    "5.6": "CONTENT_REFUSED",
    "5.7": "REFUSED_BY_POLICY",
    "4.2.2": "MAILBOX_FULL",
    "4": "NOT_DELIVERED_IN_TIME",
}


def said_about_ours(
    about: About | None,
    returned: Iterable[str],
    failures: Iterable[Failure],
    complainant: str,
    *,
    address: str,
    at: datetime,
) -> Iterator[DeliveryUpdate | Preference]:
    """`returned` are the ids of the mail that came back, `address` is ours."""
    ours = ((one, dedupe_key_in(one, address)) for one in returned)
    known = next(((one, key) for one, key in ours if key), None)
    if known is None:
        return
    message_id, key = known
    if about is About.FAILED:
        failed = next(iter(failures), Failure(""))
        reason = undelivered(failed.status)
        yield DeliveryUpdate(message_id, State.FAILED, at, dedupe_key=key, reason=reason)
    elif about is About.COMPLAINT and "@" in complainant:
        yield Preference(Sender(canonical(complainant)), Wish.STOP_MARKETING, at)


@lru_cache(maxsize=512)
def undelivered(status: str) -> SendError:
    """Cached so that reading a mail twice gives events that compare equal."""
    beginnings = (status[:length] for length in range(len(status), 0, -1))
    code = next((_REASONS[b] for b in beginnings if b in _REASONS), "RETURNED")
    return Rejected(code, status)
