"""A customer as the CRM sees them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pydantic import Field

from inbox.api.resource import Moment, Resource
from inbox.channel import AliasKind
from inbox.consent.purpose import Purpose, Standing


class Known(StrEnum):
    """The kinds of further identifiers that are worth comparing outside."""

    PHONE = AliasKind.PHONE.value
    EMAIL = AliasKind.EMAIL.value


class Alias(Resource):
    kind: Known
    value: str = Field(description="A phone number in E.164 without +, or a mail address.")


class CustomerIdentity(Resource):
    """The customer on one account."""

    id: str
    account_id: str
    kind: str = Field(description="The name of the account's channel.")
    address: str = Field(description="What the channel knows the customer by.")
    name: str | None = Field(description="As the customer calls themselves there.")
    aliases: list[Alias] = Field(description="By what else they are known there.")


class ShopId(Resource):
    """The customer in a shop system."""

    system: str
    shop: str
    id: str
    number: str | None = Field(description="The customer number that people see.")


class Consent(Resource):
    """Where a purpose stands on one identity. A purpose that is not listed was never spoken of."""

    identity_id: str
    purpose: Purpose = Field(description="marketing is forbidden until it is granted.")
    standing: Standing
    since: Moment


class Customer(Resource):
    """A person who wrote, over all channels."""

    id: str
    merged_from: str | None = Field(
        description="The id that was asked for, if that customer was merged into this one."
    )
    name: str | None
    language: str | None
    fields: dict[str, str] = Field(description="What the shop noted about them.")
    identities: list[CustomerIdentity]
    shop_ids: list[ShopId]
    consents: list[Consent]
    blocked: bool
    created_at: Moment


class CustomerList(Resource):
    data: list[Customer]
    next_cursor: str | None = Field(description="Where to go on; null: this was the last page.")


EXAMPLE: Final[dict[str, object]] = {
    "id": "019a5c0e8a797a6b8c5d4e3f20112233",
    "merged_from": None,
    "name": "Anna Beispiel",
    "language": "de",
    "fields": {},
    "identities": [
        {
            "id": "019a5c0e8a787d4c9b3a291807f6e5d4",
            "account_id": "019a5b00000071118222933344455566",
            "kind": "example",
            "address": "4915112345678",
            "name": "Anna",
            "aliases": [{"kind": "phone", "value": "4915112345678"}],
        }
    ],
    "shop_ids": [
        {
            "system": "shopware",
            "shop": "main",
            "id": "0fa91ce3e96a4bc2be4bd9ce752c3425",
            "number": "10042",
        }
    ],
    "consents": [
        {
            "identity_id": "019a5c0e8a787d4c9b3a291807f6e5d4",
            "purpose": "marketing",
            "standing": "withdrawn",
            "since": "2026-11-20T09:15:00Z",
        }
    ],
    "blocked": False,
    "created_at": "2026-11-24T11:00:01.250000Z",
}
