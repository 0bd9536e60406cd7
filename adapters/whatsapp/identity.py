"""Knows a WhatsApp user by everything that names them, and how to address them in a call.

Since April 2026 a user has a business-scoped user id (BSUID), and the phone number may be missing.
The key is the BSUID where there is one, else the phone number [META]; all that is known goes
along as aliases, the key too, so that any one of them finds the person again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from adapters.whatsapp.wire import MAX_ID, Item, child, objects, short, text
from inbox.channel import Alias, AliasKind, Rejected, Sender

_BSUID: Final = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
_PHONE: Final = re.compile(r"\d{5,20}")
_TYPED: Final = re.compile(r"(?:\+|00)[1-9][\d ()/.-]{6,30}")


@dataclass(frozen=True, slots=True)
class Names:
    """What a payload calls one user; empty where it says nothing."""

    phone: str = ""  # wa_id exactly as received: answering anything else may not arrive [META]
    bsuid: str = ""
    parent: str = ""  # the BSUID across business portfolios
    other: str = ""  # of a form that nobody announced: shown, but it cannot be answered
    username: str = ""
    profile: str = ""

    @classmethod
    def sorted(cls, *ids: str, username: str = "", profile: str = "") -> Names:
        """Tells identifiers apart by their form: BSUIDs were seen in `from` and `wa_id`, and empty
        texts instead of missing ones [META]."""
        plain = [found.strip() for found in ids]
        bsuids = [found for found in plain if _BSUID.fullmatch(found)]
        phones = [digits(found) for found in plain if _PHONE.fullmatch(digits(found))]
        others = [found for found in plain if 0 < len(found) <= MAX_ID]
        return cls(
            phone=next(iter(phones), ""),
            bsuid=next((found for found in bsuids if ".ENT." not in found), ""),
            parent=next((found for found in bsuids if ".ENT." in found), ""),
            other="" if bsuids or phones else next(iter(others), ""),
            username=username.removeprefix("@"),
            profile=profile,
        )

    def with_profile_of(self, contacts: Contacts) -> Names:
        """Adds what the payload's `contacts` know of the same user."""
        for shared in (self.bsuid, self.phone, self.parent):
            if shared in contacts:
                return self.completed_by(contacts[shared])
        return self

    def completed_by(self, known: Names) -> Names:
        return Names(
            phone=self.phone or known.phone,
            bsuid=self.bsuid or known.bsuid,
            parent=self.parent or known.parent,
            other=self.other,
            username=self.username or known.username,
            profile=self.profile or known.profile,
        )

    def sender(self) -> Sender | None:
        """None if nothing names the user."""
        address = self.bsuid or self.phone or self.parent or self.other
        if not address:
            return None
        return Sender(address, name=self.profile or None, aliases=tuple(self._aliases()))

    def _aliases(self) -> Iterator[Alias]:
        for bsuid in (self.bsuid, self.parent):
            if bsuid:
                yield Alias(AliasKind.PROVIDER, bsuid)
        if self.phone:
            yield Alias(AliasKind.PHONE, self.phone)
            for variant in variants(self.phone):
                yield Alias(AliasKind.PHONE, variant)
        if self.username:
            yield Alias(AliasKind.USERNAME, self.username)


# Who is known by an identifier, as the `contacts` of one payload tell it.
Contacts: TypeAlias = Mapping[str, Names]


def contacts_of(value: Item) -> Contacts:
    return known_by_ids(objects(value, "contacts"))


def known_by_ids(contacts: Iterable[Item]) -> Contacts:
    """Contacts belong to messages by their ids, not by position [META]. They are sorted once: a
    batch may have a thousand of both."""
    found: dict[str, Names] = {}
    for names in map(names_of_contact, contacts):
        for one in (names.bsuid, names.phone, names.parent):
            if one:
                found.setdefault(one, names)
    return found


def names_of_contact(contact: Item) -> Names:
    profile = child(contact, "profile")
    return Names.sorted(
        text(contact, "wa_id"),
        text(contact, "user_id"),
        text(contact, "parent_user_id"),
        username=short(profile, "username"),
        profile=short(profile, "name"),
    )


def names_of(item: Item, prefix: str, contacts: Contacts) -> Names:
    """Who stands under `from`, `from_user_id`, `from_parent_user_id` (or `to…`) of an item."""
    return Names.sorted(
        text(item, prefix), text(item, f"{prefix}_user_id"), text(item, f"{prefix}_parent_user_id")
    ).with_profile_of(contacts)


def digits(phone: str) -> str:
    """A number without what people and providers put around its digits."""
    return re.sub(r"[\s()/.+-]", "", phone)


# --------------------------------------------------------------------------- one line, two numbers

# WhatsApp knows older mobile numbers of these countries with or without an extra digit, and which
# form it reports may change [META]: (with the digit, without it).
_QUIRKS: Final = (
    (re.compile(r"(55\d\d)9(\d{8})"), re.compile(r"(55\d\d)(\d{8})"), "9"),  # Brazil
    (re.compile(r"(52)1(\d{10})"), re.compile(r"(52)(\d{10})"), "1"),  # Mexico
    (re.compile(r"(54)9(\d{10})"), re.compile(r"(54)(\d{10})"), "9"),  # Argentina
)


def variants(phone: str) -> tuple[str, ...]:
    """Other forms of the same line; none for most countries."""
    for long, short_form, digit in _QUIRKS:
        if found := long.fullmatch(phone):
            return (found[1] + found[2],)
        if found := short_form.fullmatch(phone):
            return (found[1] + digit + found[2],)
    return ()


# --------------------------------------------------------------------------- addressing


@dataclass(frozen=True, slots=True)
class Recipient:
    """Exactly one of both."""

    phone: str = ""
    bsuid: str = ""


def recipient(to: Sender) -> Recipient:
    """The phone number while it is unmistakable, else the BSUID.

    Every provider takes phone numbers, and writing to one keeps it visible in the user's messages
    for 30 days [META]. Of several numbers nobody knows which one is still the user's.
    """
    if _PHONE.fullmatch(digits(to.address)):
        return Recipient(phone=digits(to.address))
    phones = [alias.value for alias in to.aliases if alias.kind is AliasKind.PHONE]
    if phones and all(_same_line(phones[0], other) for other in phones):
        return Recipient(phone=phones[0])
    if _BSUID.fullmatch(to.address):
        return Recipient(bsuid=to.address)
    raise Rejected("NO_ADDRESS", "neither a phone number nor a WhatsApp user id")


def _same_line(one: str, other: str) -> bool:
    return one == other or other in variants(one)


def international(typed: str) -> str | None:
    """The digits of a number that somebody typed with "+" or "00"; None: it is none."""
    found = _TYPED.fullmatch(typed.strip())
    number = digits(typed).removeprefix("00") if found else ""
    return number if 7 < len(number) < 16 else None  # E.164
