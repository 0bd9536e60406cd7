"""Opens the envelope of a Graph webhook: every change of every entry, ours and other accounts'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from adapters.whatsapp.identity import digits
from adapters.whatsapp.wire import Item, child, dump, objects, text

OBJECT = "whatsapp_business_account"


@dataclass(frozen=True, slots=True)
class Change:
    """One change with what its entry says. `foreign` names the account that it belongs to."""

    field: str
    value: Item
    entry: Item

    def foreign(self, home: Home) -> str | None:
        metadata = child(self.value, "metadata")
        if not metadata:
            waba = text(self.entry, "id")
            return waba if home.waba_id and waba and waba != home.waba_id else None
        if home.phone_number_id:
            number_id = text(metadata, "phone_number_id")
            return number_id if number_id and number_id != home.phone_number_id else None
        number = digits(text(metadata, "display_phone_number"))
        return number if number and number != home.phone_number else None


@dataclass(frozen=True, slots=True)
class Home:
    """What a change must carry to be ours. Numbers are routed by their id, because the display
    number comes in several forms [META]; by its digits only where no id was entered."""

    phone_number_id: str
    phone_number: str
    waba_id: str


def changes(document: Item) -> Iterator[Change]:
    """All three levels are lists with many entries [META]. Another object on the same endpoint
    has no changes for us; ValueError for a document that is no webhook at all."""
    if "object" not in document and "entry" not in document:
        yield from _bare(document)
        return
    if text(document, "object") != OBJECT:
        return
    for entry in objects(document, "entry"):
        for change in objects(entry, "changes"):
            yield Change(text(change, "field"), child(change, "value"), entry)


def _bare(document: Item) -> Iterator[Change]:
    """Meta documents the refusal to share history without any envelope [META]."""
    if text(document, "messaging_product") != "whatsapp" or "history" not in document:
        raise ValueError("not a webhook of WhatsApp")
    yield Change("history", document, {})


def parts(others: Mapping[str, Sequence[Change]]) -> Iterator[tuple[str, bytes]]:
    """For each other account a document with exactly its changes: (address, body)."""
    for address, belonging in others.items():
        yield address, dump({"object": OBJECT, "entry": [_entry(change) for change in belonging]})


def _entry(change: Change) -> Item:
    head = {key: value for key, value in change.entry.items() if key != "changes"}
    return {**head, "changes": [{"field": change.field, "value": change.value}]}
