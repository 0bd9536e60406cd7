"""Everybody with a phone, found by number, user id or name. Not thread-safe by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from adapters.whatsapp.simulated.line import digits
from adapters.whatsapp.simulated.phone import Phone, bsuid
from adapters.whatsapp.simulated.refusal import Refused

_BSUID: Final = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")
_NUMBER: Final = re.compile(r"\d{6,15}")


class Phonebook:
    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._by_number: dict[str, Phone] = {}
        self._by_bsuid: dict[str, Phone] = {}

    def __iter__(self) -> Iterator[Phone]:
        return iter(self._by_number.values())

    def find(self, customer: str) -> Phone | None:
        found = self._by_number.get(digits(customer)) or self._by_bsuid.get(customer)
        return found or next((phone for phone in self if phone.name == customer), None)

    def add(self, customer: str, name: str = "", username: str = "") -> Phone:
        """ValueError for what is no phone number."""
        number = digits(customer)
        if not _NUMBER.fullmatch(number):
            raise ValueError("a WhatsApp customer is known by a phone number")
        return self._enter(Phone(number, name or f"+{number}", bsuid(self._seed, number), username))

    def addressed(self, address: str) -> Phone:
        """Whom a business means; everybody with a number has WhatsApp. Raises `Refused`."""
        if _BSUID.fullmatch(address):
            if address not in self._by_bsuid:
                raise Refused(400, 131009, "no such user id")
            return self._by_bsuid[address]
        if not _NUMBER.fullmatch(digits(address)):
            raise Refused(400, 131009, "no phone number")
        return self._by_number.get(digits(address)) or self.add(address)

    def renumber(self, phone: Phone, number: str) -> Phone:
        """A new number brings a new user id; returns what the phone was before."""
        number = digits(number)
        if not _NUMBER.fullmatch(number) or number in self._by_number:
            raise ValueError("choose a phone number that nobody has")
        before = Phone(phone.number, phone.name, phone.bsuid)
        del self._by_number[phone.number], self._by_bsuid[phone.bsuid]
        phone.number, phone.bsuid = number, bsuid(self._seed, number)
        self._enter(phone)
        return before

    def renew(self, phone: Phone) -> str:
        """Another user id for the same number; returns the one before."""
        before = self._by_bsuid.pop(phone.bsuid).bsuid
        phone.bsuid = bsuid(self._seed, before)
        self._enter(phone)
        return before

    def _enter(self, phone: Phone) -> Phone:
        self._by_number[phone.number] = self._by_bsuid[phone.bsuid] = phone
        return phone
