"""Reads what a message says, whatever its type: one reader per kind of content."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from adapters.whatsapp import answers, attachments
from adapters.whatsapp.said import Said
from adapters.whatsapp.wire import Item, Unreadable, child, filled, number, objects, short, text
from inbox.channel import Kind

MAX_LISTED: Final = 300  # cards of a message, products of an order; the API's own limit is 257


def said(item: Item) -> Said | None:
    """What `item` says; None for a type that has no reader. Raises `Unreadable`."""
    reader = _READERS.get(text(item, "type"))
    return reader(item) if reader else None


def _text(item: Item) -> Said:
    body = child(item, "text").get("body")
    if not isinstance(body, str):
        raise Unreadable("no text")
    return Said(Kind.TEXT, body)


# --------------------------------------------------------------------------- places and people


def _location(item: Item) -> Said:
    place = child(item, "location")
    latitude, longitude = number(place, "latitude"), number(place, "longitude")
    if latitude is None or longitude is None:
        raise Unreadable("no coordinates")
    name, address = short(place, "name"), short(place, "address")
    details = filled(
        latitude=latitude,
        longitude=longitude,
        name=name,
        address=address,
        url=attachments.web_address(text(place, "url")),
    )
    return Said(Kind.LOCATION, ", ".join(filter(None, (name, address))), details=details)


def _contacts(item: Item) -> Said:
    cards = [_card(card) for card in objects(item, "contacts")[:MAX_LISTED]]
    if not cards:
        raise Unreadable("no contact card")
    names = ", ".join(card["name"] for card in cards if "name" in card)
    return Said(Kind.CONTACTS, names, details={"contacts": cards})


def _card(card: Item) -> Item:
    """`origin` "contact_request": the customer answered our request for the own number. Any other
    card is only a claim and never the sender's number [CW]."""
    name, org = child(card, "name"), child(card, "org")
    return filled(
        name=short(name, "formatted_name")
        or " ".join(filter(None, (short(name, "first_name"), short(name, "last_name")))),
        phones=[
            filled(phone=short(entry, "phone"), wa_id=short(entry, "wa_id"), type=_type(entry))
            for entry in objects(card, "phones")[:MAX_LISTED]
        ],
        emails=[
            filled(email=short(entry, "email"), type=_type(entry))
            for entry in objects(card, "emails")[:MAX_LISTED]
        ],
        addresses=[_postal(entry) for entry in objects(card, "addresses")[:MAX_LISTED]],
        urls=[
            filled(url=attachments.web_address(text(entry, "url")), type=_type(entry))
            for entry in objects(card, "urls")[:MAX_LISTED]
        ],
        organisation=filled(
            company=short(org, "company"),
            department=short(org, "department"),
            title=short(org, "title"),
        ),
        birthday=short(card, "birthday"),
        origin=short(card, "origin"),
    )


def _postal(entry: Item) -> Item:
    parts = ("street", "city", "state", "zip", "country")
    return filled(type=_type(entry), **{part: short(entry, part) for part in parts})


def _type(entry: Item) -> str:
    return short(entry, "type")


# --------------------------------------------------------------------------- orders


def _order(item: Item) -> Said:
    order = child(item, "order")
    if not order:
        raise Unreadable("no order")
    items = [_product(entry) for entry in objects(order, "product_items")[:MAX_LISTED]]
    details = filled(catalog_id=short(order, "catalog_id"), items=items)
    return Said(Kind.ORDER, text(order, "text"), details=details)


def _product(entry: Item) -> Item:
    return filled(
        id=short(entry, "product_retailer_id"),
        quantity=_count(number(entry, "quantity")),
        price=_price(entry.get("item_price")),
        currency=short(entry, "currency"),
    )


def _count(quantity: float | None) -> float | None:
    return int(quantity) if quantity is not None and quantity.is_integer() else quantity


def _price(value: Any) -> str | None:
    """The price of one piece as decimal text: it comes as int or float [PYWA]."""
    try:
        price = Decimal(str(value))
    except InvalidOperation:
        return None
    return str(price) if price.is_finite() else None


_READERS: Final[Mapping[str, Callable[[Item], Said]]] = {
    "text": _text,
    "image": attachments.reader(Kind.IMAGE),
    "video": attachments.reader(Kind.VIDEO),
    "audio": attachments.reader(Kind.AUDIO),
    "voice": attachments.reader(Kind.VOICE),  # before `audio.voice` existed [META]
    "document": attachments.reader(Kind.DOCUMENT),
    "sticker": attachments.reader(Kind.STICKER),
    "location": _location,
    "contacts": _contacts,
    "button": answers.button,
    "interactive": answers.interactive,
    "order": _order,
}
