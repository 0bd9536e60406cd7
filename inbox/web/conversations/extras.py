"""What a message carries beside its words, as lines to read: a place, cards, an order, a call.

Everything here was made by a stranger: what has not the form that the adapters' READMEs describe
is left out, and nothing that is shown loads anything from anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import quote, urlsplit

from inbox.channel import Kind, Trust
from inbox.conversations.timeline import Said
from inbox.web.page import Setting

Details = Mapping[str, Any]
_MOST: Final = 30  # cards, products
_LONGEST: Final = 300
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Line:
    """`label` may be empty; `href` is an address that opens only when somebody asks for it."""

    icon: str
    label: str
    value: str = ""
    href: str | None = None


def lines(setting: Setting, said: Said) -> list[Line]:
    """For a message that is still there."""
    details = (said.content.details if said.content else None) or {}
    if said.message.revoked_at is not None or said.content is None:
        return []
    reader = _OF_KIND.get(said.message.kind)
    own = reader(setting, details) if reader else iter(())
    return [*own, *_of_every_kind(setting, details)]


def tags(setting: Setting, said: Said) -> list[str]:
    """Words that say where it comes from: a machine, a group, somebody else's message."""
    message = said.message
    details = (said.content.details if said.content else None) or {}
    found = [f"automated.{message.automated}"] if message.automated else []
    found += ["tag.group"] if message.in_group else []
    found += ["tag.forwarded"] if details.get("forwarded") else []
    found += ["tag.unproven"] if message.trust == Trust.FAILED else []
    return [setting.words(one) for one in found]


def _place(setting: Setting, details: Details) -> Iterator[Line]:
    """Coordinates as they were sent; whoever follows the link asks for the map."""
    latitude, longitude = (_text(details.get(name), 24) for name in ("latitude", "longitude"))
    if not latitude or not longitude:
        return
    map_ = f"https://www.openstreetmap.org/?mlat={quote(latitude)}&mlon={quote(longitude)}"
    yield Line("i-place", "", f"{latitude}, {longitude}")
    yield Line("", setting.words("extra.map"), "OpenStreetMap", map_)


def _cards(setting: Setting, details: Details) -> Iterator[Line]:
    for card in _objects(details.get("contacts")):
        organisation = _object(card.get("organisation"))
        name = _text(card.get("name")) or setting.words("extra.nameless")
        yield Line("i-person", name, _text(organisation.get("company")))
        for phone in _objects(card.get("phones")):
            number = _text(phone.get("phone"), 40)
            if number:
                yield Line("", setting.words("extra.phone"), number, f"tel:{quote(number)}")
        for mail in _objects(card.get("emails")):
            address = _text(mail.get("email"))
            if address:
                yield Line("", setting.words("extra.email"), address, f"mailto:{quote(address)}")
        for at in _objects(card.get("addresses")):
            whole = ", ".join(filter(None, (_text(at.get(part)) for part in _POSTAL)))
            if whole:
                yield Line("", setting.words("extra.address"), whole)


_POSTAL: Final = ("street", "zip", "city", "country")


def _order(setting: Setting, details: Details) -> Iterator[Line]:
    sums: dict[str, Decimal] = {}
    for item in _objects(details.get("items")):
        count, price = _number(item.get("quantity")), _number(item.get("price"))
        currency = _text(item.get("currency"), 8)
        many = f"{count.normalize():f} × " if count is not None else ""
        each = f"{_money(setting, price)} {currency}" if price is not None else ""
        yield Line("", many + (_text(item.get("id"), 60) or "?"), each)
        if count is not None and price is not None:
            sums[currency] = sums.get(currency, Decimal()) + count * price
    for currency, total in sums.items():
        yield Line("i-order", setting.words("extra.total"), f"{_money(setting, total)} {currency}")


def _call(setting: Setting, details: Details) -> Iterator[Line]:
    seconds = _number(details.get("duration"))
    if seconds and not details.get("missed"):
        length = f"{int(seconds) // _MINUTE}:{int(seconds) % _MINUTE:02} min"
        yield Line("i-call", setting.words("extra.call"), length)
    else:
        yield Line("i-call", setting.words("extra.missed_call"))


def _choice(setting: Setting, details: Details) -> Iterator[Line]:
    if details.get("id") == "call_permission":
        answer = "accept" if details.get("permission") == "accept" else "reject"
        yield Line("i-call", setting.words(f"extra.may_call.{answer}"))
    description = _text(details.get("description"))
    if description:
        yield Line("", "", description)


def _mail(setting: Setting, details: Details) -> Iterator[Line]:
    others = [*_people(details.get("cc"))]
    if others:
        yield Line("", setting.words("extra.cc"), ", ".join(others))
    protection = _text(details.get("protection"), 20)
    if protection:
        yield Line("i-shield", setting.words.code("protection", protection) or protection)
    for name in ("text_cut", "too_large", "unreadable"):
        if details.get(name):
            yield Line("i-warning", setting.words(f"extra.{name}"))
    for failed in _objects(details.get("failed")):
        address = _text(failed.get("address"))
        why = _text(failed.get("diagnostic")) or _text(failed.get("status"))
        yield Line("i-warning", setting.words("extra.not_reached", address=address), why)


_OF_KIND: Final[Mapping[str, Callable[[Setting, Details], Iterator[Line]]]] = {
    Kind.LOCATION: _place,
    Kind.CONTACTS: _cards,
    Kind.ORDER: _order,
    Kind.CALL: _call,
    Kind.CHOICE: _choice,
    Kind.EMAIL: _mail,
}


def _of_every_kind(setting: Setting, details: Details) -> Iterator[Line]:
    referral = _object(details.get("referral"))
    if referral:
        title = _text(referral.get("headline")) or _text(referral.get("body"))
        href = _web(referral.get("url"))
        yield Line("i-link", setting.words("extra.referral"), title or href or "", href)
    product = _object(details.get("product"))
    if product:
        yield Line("i-order", setting.words("extra.product"), _text(product.get("id"), 60))
    if details.get("missing"):
        yield Line("i-warning", setting.words("extra.missing"))


def _people(value: object) -> Iterator[str]:
    for one in _objects(value):
        name, address = _text(one.get("name")), _text(one.get("address"))
        if address:
            yield f"{name} <{address}>" if name else address


def _objects(value: object) -> list[Details]:
    listed = value if isinstance(value, list) else []
    return [one for one in listed[:_MOST] if isinstance(one, Mapping)]


def _object(value: object) -> Details:
    return value if isinstance(value, Mapping) else {}


def _text(value: object, most: int = _LONGEST) -> str:
    return str(value)[:most] if isinstance(value, str | int | float) else ""


def _web(value: object) -> str | None:
    address = _text(value, 2_000)
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return None
    return address if scheme in {"http", "https"} else None


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**9 else None


def _money(setting: Setting, amount: Decimal) -> str:
    plain = f"{amount:.2f}"
    return plain.replace(".", ",") if setting.words.language == "de" else plain
