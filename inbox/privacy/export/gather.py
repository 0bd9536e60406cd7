"""Gather all that is held about a customer into one document, as JSON has it.

Colleagues appear as a role and without their names. The ledger's wordings are there in full.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.accounts.account import Account, all_accounts
from inbox.automation.decision import DecisionRow
from inbox.consent.ledger import LedgerEntry
from inbox.consent.wordings import Wording
from inbox.conversations import labels, orders, timeline
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import (
    Customer,
    Identity,
    Profile,
    ShopId,
    profile_of,
    sender_of,
)
from inbox.conversations.identify import aliases_of
from inbox.conversations.keyset import Position
from inbox.conversations.listing import subject_of
from inbox.conversations.timeline import File, Said
from inbox.media.attachment import FileState
from inbox.people.pull import pulls_of
from inbox.privacy.whole import NoSuchCustomer, whole
from inbox.shop import the_shop

SCHEMA: Final = "kontor-customer/1"
_PAGE: Final = 200

Document = dict[str, Any]


def gather(session: Session, customer_id: str, *, now: datetime) -> Document:
    """Raises `NoSuchCustomer`, also for whoever is being erased at this moment."""
    everybody = whole(session, customer_id)
    customer = session.get_one(Customer, everybody[0])
    if customer.erasing_at is not None:
        raise NoSuchCustomer(customer_id)
    accounts = {one.id: one for one in all_accounts(session)}
    identities = session.scalars(
        select(Identity).where(Identity.customer_id == customer.id).order_by(Identity.id)
    ).all()
    return {
        "schema": SCHEMA,
        "made_at": _time(now),
        "shop": _shop(session),
        "customer": _customer(customer, profile_of(session, customer), everybody),
        "identities": _identities(session, identities, accounts),
        "shop_ids": _shop_ids(session, customer.id),
        "orders": _orders(session, customer.id),
        "conversations": _conversations(session, customer.id, accounts),
        "consents": _consents(session, identities, accounts),
        "recipients": _recipients(session, everybody, identities, accounts),
    }


def _shop(session: Session) -> Document:
    shop = the_shop(session)
    return {"name": shop.name, "privacy_url": shop.privacy_url, "contact": shop.contact}


def _customer(customer: Customer, profile: Profile, everybody: Sequence[str]) -> Document:
    return {
        "id": customer.id,
        "also_known_by": list(everybody[1:]),
        "name": profile.name,
        "language": customer.language,
        "fields": profile.fields or {},
        "since": _time(customer.created_at),
        "blocked_at": _time(customer.blocked_at),
        "restricted_at": _time(customer.restricted_at),
    }


def _identities(
    session: Session, rows: Sequence[Identity], accounts: Mapping[str, Account]
) -> list[Document]:
    aliases = aliases_of(session, [one.id for one in rows])
    found = []
    for row in rows:
        sender = sender_of(session, row, aliases[row.id])
        found.append(
            {
                "id": row.id,
                "channel": accounts[row.account_id].kind,
                "account": accounts[row.account_id].label,
                "address": sender.address,
                "name": sender.name,
                "further": [{"kind": one.kind, "value": one.value} for one in sender.aliases],
                "since": _time(row.created_at),
            }
        )
    return found


def _shop_ids(session: Session, customer_id: str) -> list[Document]:
    rows = session.scalars(
        select(ShopId).where(ShopId.customer_id == customer_id).order_by(ShopId.linked_at)
    )
    return [
        {
            "system": row.system,
            "shop": row.shop,
            "id": row.external_id,
            "number": row.number,
            "linked_at": _time(row.linked_at),
        }
        for row in rows
    ]


def _orders(session: Session, customer_id: str) -> list[Document]:
    return [
        {
            "number": one.order.number,
            "shop": one.order.shop,
            "state": one.order.state,
            "total": one.order.total,
            "items": list(one.order.items),
            "placed_at": _time(one.at),
        }
        for one in orders.orders_of(session, customer_id)
    ]


# --------------------------------------------------------------------------- conversations


def _conversations(
    session: Session, customer_id: str, accounts: Mapping[str, Account]
) -> list[Document]:
    rows = session.scalars(
        select(Conversation)
        .where(Conversation.customer_id == customer_id)
        .order_by(Conversation.id)
    ).all()
    sealing.warm(session, [one.subject_sealed for one in rows])
    said = _said(session, customer_id)
    named = labels.labels_of(session, [one.id for one in rows])
    return [
        {
            "id": row.id,
            "channel": accounts[row.account_id].kind,
            "subject": subject_of(session, row),
            "state": row.status,
            "opened_at": _time(row.opened_at),
            "labels": [one.name for one in named.get(row.id, ())],
            "messages": said.get(row.id, []),
        }
        for row in rows
    ]


def _said(session: Session, customer_id: str) -> dict[str, list[Document]]:
    """By conversation, oldest first."""
    found: dict[str, list[Document]] = {}
    end: Position | None = None
    while True:
        page = timeline.page(session, customer_id, limit=_PAGE, before=end)
        decided = _decisions(session, [one.message.id for one in page.said])
        for one in reversed(page.said):
            shown = _message(one, decided.get(one.message.id, []))
            found.setdefault(one.message.conversation_id, []).insert(0, shown)
        if page.earlier is None:
            return found
        end = page.earlier


def _message(said: Said, decided: list[Document]) -> Document:
    row, content = said.message, said.content
    return {
        "id": row.id,
        "at": _time(row.at),
        "direction": row.direction,
        "author": row.author,
        "kind": row.kind,
        "subject": content.subject if content else None,
        "text": content.text if content else None,
        "html": content.html if content else None,
        "details": content.details if content else None,
        "reactions": list(said.reactions),
        "before_edit": list(said.before_edit),
        "revoked_at": _time(row.revoked_at),
        "state": row.reached,
        "sent_at": _time(row.sent_at),
        "delivered_at": _time(row.delivered_at),
        "read_at": _time(row.read_at),
        "files": [_file(one) for one in said.files],
        "decisions": decided,
    }


def _file(file: File) -> Document:
    stored = file.state is FileState.STORED
    return {
        "id": file.id,
        "name": file.name,
        "content_type": file.content_type,
        "size": file.size,
        "file": f"attachments/{file.id}" if stored else None,
    }


def _decisions(session: Session, message_ids: Sequence[str]) -> dict[str, list[Document]]:
    """What the machine did about a message and why; also that it did nothing."""
    found: dict[str, list[Document]] = {}
    rows = session.scalars(
        select(DecisionRow).where(DecisionRow.message_id.in_(message_ids)).order_by(DecisionRow.id)
    )
    for row in rows:
        found.setdefault(row.message_id, []).append(
            {
                "at": _time(row.decided_at),
                "reply": row.reply,
                "reason": row.reason,
                "rules": row.rule_version,
            }
        )
    return found


# --------------------------------------------------------------------------- consents, recipients


def _consents(
    session: Session, identities: Sequence[Identity], accounts: Mapping[str, Account]
) -> list[Document]:
    channels = {one.id: accounts[one.account_id].kind for one in identities}
    rows = session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.identity_id.in_(list(channels)))
        .order_by(LedgerEntry.occurred_at, LedgerEntry.identity_id, LedgerEntry.position)
    ).all()
    wordings = {
        one.id: one
        for one in session.scalars(
            select(Wording).where(Wording.id.in_({row.wording_id for row in rows}))
        )
    }
    sealing.warm(session, [row.evidence_sealed for row in rows])
    return [
        {
            "channel": channels[row.identity_id],
            "identity": row.identity_id,
            "purpose": row.purpose,
            "happened": row.happened,
            "at": _time(row.occurred_at),
            "recorded_at": _time(row.recorded_at),
            "how": row.method,
            "wording": _wording(wordings.get(row.wording_id or "")),
            "evidence": _evidence(session, row),
        }
        for row in rows
    ]


def _wording(row: Wording | None) -> Document | None:
    if row is None:
        return None
    return {"text": row.text, "version": row.version, "language": row.language}


def _evidence(session: Session, row: LedgerEntry) -> Document | None:
    if row.evidence_sealed is None:
        return None
    try:
        return sealing.unseal_json(session, row.evidence_sealed, place=f"evidence:{row.id}")
    except (sealing.Destroyed, sealing.Unreadable):
        return None


def _recipients(
    session: Session,
    everybody: Sequence[str],
    identities: Sequence[Identity],
    accounts: Mapping[str, Account],
) -> Document:
    used = {one.account_id for one in identities}
    return {
        "providers": [
            {"channel": accounts[one].kind, "account": accounts[one].label} for one in sorted(used)
        ],
        "programs": [
            {"name": token.name, "what": row.what, "day": row.day.isoformat()}
            for row, token in pulls_of(session, everybody)
        ],
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
