"""Reads what a customer sent through Twilio."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final

from adapters.whatsapp import answers
from adapters.whatsapp.arrival import Arrival
from adapters.whatsapp.attachments import content_type
from adapters.whatsapp.identity import Names, digits
from adapters.whatsapp.said import Said
from adapters.whatsapp.wire import (
    Item,
    child,
    embedded,
    filled,
    flag,
    number,
    reference,
    short,
    text,
)
from inbox.channel import (
    AccountChanged,
    AccountHealth,
    Event,
    InboundMessage,
    Kind,
    Media,
    Reaction,
    Sender,
    Unsupported,
)

MAX_FILES: Final = 10


def message(form: Item, arrival: Arrival) -> Iterator[Event]:
    at = arrival.time_of(None)  # Twilio names no time
    sender = _sender(form)
    if sender is None:
        yield AccountChanged(AccountHealth.WARNING, "MESSAGE_WITHOUT_SENDER", at)
        return
    if text(form, "MessageType") == "reaction" and _quoted(form):
        yield _reaction(form, sender, at)
        return
    found = _said(form)
    if found is None:
        yield Unsupported(
            text(form, "MessageSid"), sender, at, short(form, "MessageType") or "text"
        )
        return
    yield InboundMessage(
        external_id=text(form, "MessageSid"),
        sender=sender,
        sent_at=at,
        kind=found.kind,
        text=found.text,
        media=found.media,
        details={**found.details, **_circumstances(form)} or None,
        reply_to=_quoted(form),
    )


def _sender(form: Item) -> Sender | None:
    return Names.sorted(
        address_of(text(form, "From")),
        text(form, "WaId"),
        address_of(text(form, "ExternalUserId")),
        address_of(text(form, "ExternalUserIdentifier")),  # the spelling of one changelog line
        profile=short(form, "ProfileName"),
    ).sender()


def _quoted(form: Item) -> str | None:
    return reference(form, "OriginalRepliedMessageSid")


def _reaction(form: Item, sender: Sender, at: datetime) -> Reaction:
    """UNVERIFIED: whether Twilio relays reactions at all, and that `Body` is the emoji."""
    target = _quoted(form) or ""
    return Reaction(text(form, "MessageSid"), sender, target, short(form, "Body") or None, at)


def _circumstances(form: Item) -> Item:
    return filled(
        forwarded=flag(form, "Forwarded") or flag(form, "FrequentlyForwarded"),
        forwarded_often=flag(form, "FrequentlyForwarded"),
        referral=filled(
            type=short(form, "ReferralSourceType"),
            id=short(form, "ReferralSourceId"),
            url=short(form, "ReferralSourceUrl"),
            headline=short(form, "ReferralHeadline"),
            body=short(form, "ReferralBody"),
        ),
    )


def address_of(value: str) -> str:
    """Digits of `whatsapp:+49…`, or the BSUID of `whatsapp:DE.…`."""
    bare = value.removeprefix("whatsapp:").strip()
    return digits(bare) if bare.startswith("+") else bare


# --------------------------------------------------------------------------- what it says


def _said(form: Item) -> Said | None:
    """By the fields that are there: Twilio does not guarantee its list of types [TW]."""
    for field, read in _BY_FIELD.items():
        if text(form, field) and (found := read(form)):
            return found
    media = tuple(_files(form))
    body = text(form, "Body")
    if media:
        return Said(_kind(form, media[0].content_type), body, media)
    return Said(Kind.TEXT, body) if body else None


def _files(form: Item) -> Iterator[Media]:
    for index in range(min(int(number(form, "NumMedia") or 0), MAX_FILES)):
        url = text(form, f"MediaUrl{index}")
        if url:
            yield Media(url, content_type(text(form, f"MediaContentType{index}")))


def _kind(form: Item, mime: str) -> Kind:
    """Voice recordings and stickers come as plain files; these formats are theirs [TW]."""
    named = _KINDS.get(text(form, "MessageType"))
    if mime == "audio/ogg":
        return Kind.VOICE
    if mime == "image/webp" and named is not Kind.DOCUMENT:
        return Kind.STICKER
    if named:
        return named
    if mime in {"text/vcard", "text/x-vcard"}:
        return Kind.CONTACTS
    return _FAMILIES.get(mime.split("/", maxsplit=1)[0], Kind.DOCUMENT)


_KINDS: Final[Mapping[str, Kind]] = {
    "image": Kind.IMAGE,
    "audio": Kind.AUDIO,
    "video": Kind.VIDEO,
    "document": Kind.DOCUMENT,
    "sticker": Kind.STICKER,
    "contacts": Kind.CONTACTS,
}
_FAMILIES: Final[Mapping[str, Kind]] = {
    "image": Kind.IMAGE,
    "audio": Kind.AUDIO,
    "video": Kind.VIDEO,
}


def _location(form: Item) -> Said | None:
    latitude, longitude = number(form, "Latitude"), number(form, "Longitude")
    if latitude is None or longitude is None:
        return None
    name, address = short(form, "Label"), short(form, "Address")
    details = filled(latitude=latitude, longitude=longitude, name=name, address=address)
    return Said(Kind.LOCATION, ", ".join(filter(None, (name, address))), details=details)


def _button(form: Item) -> Said:
    title = short(form, "ButtonText")
    return Said(Kind.CHOICE, title, details={"id": text(form, "ButtonPayload"), "title": title})


def _list_entry(form: Item) -> Said:
    """UNVERIFIED: the names of these two fields [TW]."""
    title = short(form, "ListTitle") or short(form, "Body")
    return Said(Kind.CHOICE, title, details=filled(id=text(form, "ListId"), title=title))


def _flow(form: Item) -> Said:
    """UNVERIFIED: the name of this field and what is in it [TW]."""
    found = embedded(text(form, "InteractiveData"))
    inner = child(found, "nfm_reply") if isinstance(found, dict) else {}
    response = text(inner, "response_json") or text(form, "InteractiveData")
    return answers.form_said(short(inner, "name"), response)


_BY_FIELD: Final[Mapping[str, Callable[[Item], Said | None]]] = {
    "Latitude": _location,
    "ButtonPayload": _button,
    "ListId": _list_entry,
    "InteractiveData": _flow,
}
