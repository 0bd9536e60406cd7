"""The rows of a thousand conversations that went on at the same time.

They are written past the verbs, but what they hold is sealed and keyed as the verbs do it.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, Final, cast

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.automation.decision import DecisionRow
from inbox.changes.journal import Change, What
from inbox.channel import AliasKind, Kind, Sender
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation, Status, new_token
from inbox.conversations.customer import (
    Customer,
    Identity,
    IdentityAlias,
    Profile,
    seal_profile,
    seal_sender,
)
from inbox.conversations.identify import address_key
from inbox.conversations.message import (
    Author,
    Direction,
    Message,
    Reached,
    external_key,
)
from inbox.db import Base
from inbox.outbox.delivery import Delivery, Stage, new_wire_key
from inbox.sealing import DataKey

_PAUSE: Final = timedelta(hours=3)  # between two messages of a conversation, on average
_STATES: Final = (
    *([Status.RESOLVED] * 80),
    *([Status.OPEN] * 10),
    *([Status.WAITING] * 5),
    *([Status.SNOOZED] * 3),
    *([Status.SPAM] * 2),
)
_WORDS: Final = (
    *("Guten", "Tag", "ich", "habe", "gestern", "bestellt", "und", "noch", "keine", "Bestätigung"),
    *("bekommen", "könnten", "Sie", "bitte", "nachsehen", "wo", "das", "Paket", "gerade", "liegt"),
    *("und", "ob", "die", "Rechnung", "an", "die", "neue", "Adresse", "geht", "vielen", "Dank"),
)
# Parents first.
_TABLES: Final[tuple[type[Base], ...]] = (
    *(DataKey, Customer, Identity, IdentityAlias, Conversation),
    *(Message, Delivery, DecisionRow, Change),
)

_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    conversation_id: str
    customer_id: str


@dataclass(slots=True)
class Chapter:
    """Rows of conversations that go on at the same time."""

    session: Session
    account_id: str
    agent_ids: Sequence[str]
    chance: random.Random
    rows: dict[type[Base], list[_Row]] = field(
        default_factory=lambda: {table: [] for table in _TABLES}
    )

    def add(self, number: int, *, size: int, ends: datetime) -> Written:
        """The conversation of this number, with `size` messages until `ends`."""
        moments = self._moments(ends, size)
        customer_id, identity_id = self._customer(number, moments[0])
        conversation = self._conversation(customer_id, identity_id, moments)
        for position, at in enumerate(moments):
            says = self._customer_says if position % 5 < 3 else self._shop_says
            text = " ".join(self.chance.choices(_WORDS, k=self.chance.randint(4, 40)))
            says(conversation, text, at)
        return Written(conversation["id"], customer_id)

    def write(self, numbers: Iterator[int]) -> None:
        """`numbers` count the changes of all chapters."""
        self.rows[Message].sort(key=itemgetter("at"))
        self.rows[Change].sort(key=itemgetter("at"))
        for change, number in zip(self.rows[Change], numbers, strict=False):
            change["number"] = number
        for table in _TABLES:
            if self.rows[table]:
                self.session.connection().execute(
                    insert(cast("Table", table.__table__)), self.rows[table]
                )

    # ----- the rows

    def _moments(self, ends: datetime, size: int) -> list[datetime]:
        pauses = [_PAUSE * self.chance.random() * 2 for _ in range(size - 1)]
        moments = [ends]
        for pause in pauses:
            moments.append(moments[-1] - pause)
        return moments[::-1]

    def _customer(self, number: int, at: datetime) -> tuple[str, str]:
        customer_id, identity_id, alias_id = (_id(at) for _ in range(3))
        session, phone, name = self.session, f"4916{number:09d}", f"Kundin {number}"
        self._key(customer_id, at)
        profile = seal_profile(session, customer_id, Profile(name), now=at)
        self.rows[Customer].append(
            {"id": customer_id, "profile_sealed": profile, "language": "de", "created_at": at}
        )
        sender = seal_sender(session, identity_id, customer_id, Sender(phone, name), now=at)
        self.rows[Identity].append(
            {
                "id": identity_id,
                "account_id": self.account_id,
                "customer_id": customer_id,
                "address_key": address_key(session, self.account_id, phone),
                "sealed": sender,
                "created_at": at,
                "last_inbound_at": at,
            }
        )
        place = f"alias:{alias_id}"
        self.rows[IdentityAlias].append(
            {
                "id": alias_id,
                "identity_id": identity_id,
                "account_id": self.account_id,
                "kind": AliasKind.PHONE,
                "match_key": sealing.fingerprint(session, f"alias:{AliasKind.PHONE}", phone),
                "sealed": sealing.seal_text(session, customer_id, phone, place=place, now=at),
            }
        )
        return customer_id, identity_id

    def _key(self, owner: str, at: datetime) -> None:
        """As the product makes them, but without a query for each."""
        ring, key_id, key = sealing.keyring(self.session), _id(at), AESGCM.generate_key(256)
        ring.keep(key_id, key)
        ring.keep_for(owner, key_id)
        wrapped = ring.wrap(key_id, key)
        self.rows[DataKey].append(
            {"id": key_id, "owner": owner, "wrapped": wrapped, "created_at": at}
        )

    def _conversation(self, customer_id: str, identity_id: str, moments: list[datetime]) -> _Row:
        first, last, status = moments[0], moments[-1], self.chance.choice(_STATES)
        row: _Row = {
            "id": _id(first),
            "customer_id": customer_id,
            "identity_id": identity_id,
            "account_id": self.account_id,
            "token": new_token(),
            "status": status,
            "assignee_id": self.chance.choice([None, *self.agent_ids]),
            "opened_at": first,
            "last_message_at": last,
            "last_inbound_at": last,
            "waiting_since": last if status is Status.OPEN else None,
            "resolved_at": last if status is Status.RESOLVED else None,
            "unread": 0,
            "bot_off": False,
        }
        said = {"text": "Vielen Dank!", "direction": Direction.IN, "author": Author.CUSTOMER}
        place = f"conversation:{row['id']}:preview"
        row["preview_sealed"] = sealing.seal_json(
            self.session, customer_id, said, place=place, now=last
        )
        self.rows[Conversation].append(row)
        return row

    def _customer_says(self, conversation: _Row, text: str, at: datetime) -> None:
        message = self._message(conversation, text, at)
        message |= {"direction": Direction.IN, "author": Author.CUSTOMER, "agent_id": None}
        message |= {"reached": None, "sent_at": None, "delivered_at": None}
        self.rows[DecisionRow].append(
            {
                "message_id": message["id"],
                "conversation_id": conversation["id"],
                "identity_id": conversation["identity_id"],
                "phase": "decide",
                "reason": "OPEN_NOT_FIRST_MESSAGE",
                "flags": "",
                "rule_version": "1",
                "decided_at": at,
            }
        )
        self._change(What.MESSAGE_RECEIVED, conversation, message)

    def _shop_says(self, conversation: _Row, text: str, at: datetime) -> None:
        agent_id = self.chance.choice(self.agent_ids)
        message = self._message(conversation, text, at)
        message |= {"direction": Direction.OUT, "author": Author.AGENT, "agent_id": agent_id}
        message |= {"reached": Reached.DELIVERED, "sent_at": at, "delivered_at": at}
        self.rows[Delivery].append(
            {
                "dedupe_key": f"agent:{message['id']}/1",
                "wire_key": new_wire_key(),
                "message_id": message["id"],
                "part": 1,
                "identity_id": conversation["identity_id"],
                "conversation_id": conversation["id"],
                "account_id": self.account_id,
                "purpose": Purpose.SERVICE,
                "author": Author.AGENT,
                "asked_for": False,
                "stage": Stage.DELIVERED,
                "next_try_at": at,
                "attempts": 1,
                "external_key": message["external_key"],
                "created_at": at,
                "settled_at": at,
            }
        )
        self._change(What.MESSAGE_SENT, conversation, message)

    def _message(self, conversation: _Row, text: str, at: datetime) -> _Row:
        session, message_id, customer_id = self.session, _id(at), conversation["customer_id"]
        content = {"text": text, "external_id": message_id}  # what `seal_content` leaves of it
        place = f"message:{message_id}"
        row = {
            "id": message_id,
            "conversation_id": conversation["id"],
            "customer_id": customer_id,
            "identity_id": conversation["identity_id"],
            "account_id": self.account_id,
            "kind": Kind.TEXT,
            "external_key": external_key(session, self.account_id, message_id),
            "at": at,
            "recorded_at": at,
            "sealed": sealing.seal_json(session, customer_id, content, place=place, now=at),
            "imported": False,
            "in_group": False,
            "attachments": 0,
        }
        self.rows[Message].append(row)
        return row

    def _change(self, what: What, conversation: _Row, message: _Row) -> None:
        self.rows[Change].append(
            {
                "what": what,
                "at": message["at"],
                "account_id": self.account_id,
                "customer_id": conversation["customer_id"],
                "conversation_id": conversation["id"],
                "message_id": message["id"],
            }
        )


def _id(at: datetime) -> str:
    """As `inbox.db.new_id` would have made it at that time."""
    milliseconds = int(at.timestamp() * 1000)
    value = milliseconds << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return f"{value:032x}"
