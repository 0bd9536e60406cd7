"""What only the page shows of a mail. The keys are listed in the README of the channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from adapters.email.reading.content import Content
from adapters.email.reading.head import Head, line
from adapters.email.reading.headers import Headers
from adapters.email.reading.people import Person
from adapters.email.reading.reports import About, Failure

MAX_LISTED: Final = 100  # people of one kind
MAX_VALUE: Final = 2_000  # characters of a header that is shown as it is


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a machine's mail is about; `returned` are the ids of the mail that it gives back."""

    about: About | None
    signs: tuple[str, ...]
    failures: tuple[Failure, ...] = ()
    returned: tuple[str, ...] = ()
    complainant: str = ""


def details_of(
    headers: Headers,
    head: Head,
    content: Content,
    verdict: Verdict,
    *,
    too_large: int | None,
    unreadable: bool,
) -> dict[str, Any]:
    """Only what is there: a key is missing rather than empty."""
    found = {
        "from": _shown(head.sender),
        "to": _listed(head.to),
        "cc": _listed(head.cc),
        "reply_to": _listed(head.reply_to),
        "message_id": head.message_id,
        "date": line(headers.text("date"), MAX_VALUE),
        "list_id": line(headers.text("list-id"), MAX_VALUE),
        "list_unsubscribe": line(headers.text("list-unsubscribe"), MAX_VALUE),
        "one_click": "list-unsubscribe-post" in headers,
        "protection": content.protection,
        "text_cut": content.cut,
        "too_large": too_large,
        "unreadable": unreadable,
        "report": verdict.about.value if verdict.about else None,
        "failed": [_failed(failure) for failure in verdict.failures],
    }
    return {key: value for key, value in found.items() if value}


def _listed(people: Sequence[Person]) -> list[dict[str, str]]:
    return [_shown(person) for person in people[:MAX_LISTED]]


def _shown(person: Person) -> dict[str, str]:
    return {"name": person.name, "address": person.address}


def _failed(failure: Failure) -> dict[str, str]:
    return {
        "address": failure.address,
        "status": failure.status,
        "diagnostic": line(failure.diagnostic, MAX_VALUE),
    }
