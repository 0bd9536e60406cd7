"""Link a customer to who they are in a shop system: ids in the form that the system itself uses.

No meaning is read from an id. It is brought into one spelling, so that it is found again whichever
way a program writes it; an id that belongs to somebody else is refused, never moved silently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from inbox.changes import journal
from inbox.conversations.customer import Customer, ShopId
from inbox.conversations.wording import clean

_SYSTEM: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_GID: Final = re.compile(r"gid://shopify/Customer/([1-9][0-9]{0,18})(?:\?.*)?")
_NUMBER: Final = re.compile(r"0*([1-9][0-9]{0,18})")
_LONGEST: Final = 200


class NotAShopId(Exception):
    """One sentence that says what form is expected."""


@dataclass(eq=False, slots=True)
class Taken(Exception):
    """The id is linked to another customer; a person decides whether they are the same."""

    customer_id: str


@dataclass(frozen=True, slots=True)
class InShop:
    """Who somebody is in which shop of which system."""

    system: str
    shop: str
    external_id: str


def in_shop(system: str, shop: str, external_id: str) -> InShop:
    """In the one spelling in which it is stored. Raises `NotAShopId`."""
    system = clean(system).casefold()
    system = _ALSO_CALLED.get(system, system)
    if not _SYSTEM.fullmatch(system):
        raise NotAShopId("A system's name has letters, digits, - and _, e.g. shopware.")
    shop, external_id = _spelled(shop).casefold(), _spelled(external_id)
    shop = re.sub(r"^https?://", "", shop).rstrip("/")
    if not shop or not external_id:
        raise NotAShopId(f"Shop and id have between 1 and {_LONGEST} characters.")
    return InShop(system, shop, _FORMS.get(system, _as_it_is)(external_id))


def link(
    session: Session, customer: Customer, who: InShop, *, number: str | None, now: datetime
) -> ShopId:
    """The link, new or as it was. `number` is what people call the customer. Raises `Taken`."""
    found = session.get(ShopId, (who.system, who.shop, who.external_id), with_for_update=True)
    if found is not None and found.customer_id != customer.id:
        raise Taken(found.customer_id)
    number = (_spelled(number) or None) if number else None
    if found is not None and found.number == number:
        return found
    if found is None:
        found = ShopId(
            system=who.system,
            shop=who.shop,
            external_id=who.external_id,
            customer_id=customer.id,
            linked_at=now,
        )
        session.add(found)
    found.number = number
    journal.customer_updated(session, customer.id, now=now)
    return found


def unlink(session: Session, customer: Customer, who: InShop, *, now: datetime) -> bool:
    """False if there was no such link."""
    found = session.get(ShopId, (who.system, who.shop, who.external_id), with_for_update=True)
    if found is None or found.customer_id != customer.id:
        return False
    session.delete(found)
    journal.customer_updated(session, customer.id, now=now)
    return True


def _spelled(text: str) -> str:
    """Empty if it is too long: an id that was cut would be somebody else's."""
    return clean(text) if len(text) <= _LONGEST else ""


# --------------------------------------------------------------------------- forms of ids


def _shopware(given: str) -> str:
    """Shopware 6: 32 hexadecimal digits in lower case; programs also write the UUID with dashes.
    Shopware 5 counts."""
    return _counted_or_uuid(given, "A Shopware id is a UUID, with or without dashes.")


def _shopify(given: str) -> str:
    """The number; the Admin API writes gid://shopify/Customer/<number>."""
    found = _GID.fullmatch(given) or _NUMBER.fullmatch(given)
    if found is None:
        raise NotAShopId("A Shopify id is a number or gid://shopify/Customer/<number>.")
    return found[1]


def _woocommerce(given: str) -> str:
    found = _NUMBER.fullmatch(given)
    if found is None:  # 0 is every guest
        raise NotAShopId("A WooCommerce id is a positive number; guests (0) have none.")
    return found[1]


def _jtl(given: str) -> str:
    """JTL-Wawi counts on premises and uses UUIDs in the cloud."""
    return _counted_or_uuid(given, "A JTL customer id is a number or a UUID.")


def _counted_or_uuid(given: str, expected: str) -> str:
    found = _NUMBER.fullmatch(given)
    if found is not None:
        return found[1]
    try:
        return UUID(given).hex
    except ValueError:
        raise NotAShopId(expected) from None


def _as_it_is(given: str) -> str:
    return given


_ALSO_CALLED: Final[Mapping[str, str]] = {
    "shopware6": "shopware",
    "shopware-6": "shopware",
    "woo": "woocommerce",
    "jtl-wawi": "jtl",
    "jtlwawi": "jtl",
}
_FORMS: Final[Mapping[str, Callable[[str], str]]] = {
    "shopware": _shopware,
    "shopify": _shopify,
    "woocommerce": _woocommerce,
    "jtl": _jtl,
}
