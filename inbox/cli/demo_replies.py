"""The demo shop's saved replies, so that "/" in the composer finds something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from inbox.people import replies
from inbox.people.replies import Wording


def save(session: Session, *, now: datetime) -> None:
    for shortcut, (title, texts) in _SAVED.items():
        replies.add(session, Wording(shortcut, title, texts), now=now)


_SAVED: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "paket": (
        "Wo ist mein Paket?",
        {
            "de": "Guten Tag {customer}, Ihr Paket ist unterwegs und meist nach zwei Tagen da. "
            "Die Sendungsnummer steht in der Versandmail.\n\nViele Grüße\n{agent}, {shop}",
            "en": "Hello {customer}, your parcel is on its way and usually takes two days. "
            "The tracking number is in the shipping mail.\n\nKind regards\n{agent}, {shop}",
        },
    ),
    "retoure": (
        "Rücksendung",
        {
            "de": "Guten Tag {customer}, legen Sie die Ware einfach zurück in den Karton, das "
            "Etikett liegt bei.\n\nViele Grüße\n{agent}",
            "en": "Hello {customer}, just put the goods back into the box, the label is "
            "enclosed.\n\nKind regards\n{agent}",
        },
    ),
    "später": (
        "Wir melden uns",
        {
            "de": "Das klären wir und melden uns {next_opening}.",
            "en": "We will find out and come back to you {next_opening}.",
        },
    ),
}
