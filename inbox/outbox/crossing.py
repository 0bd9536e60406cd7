"""Gather what the gate looks at: the same before anybody writes and when it is about to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.channel import Capabilities
from inbox.consent.ledger import standings
from inbox.consent.purpose import Purpose, Standing
from inbox.conversations.customer import Customer, Identity
from inbox.outbox.gate import Crossing
from inbox.shop import the_shop


def crossing(
    session: Session,
    identity: Identity,
    able: Capabilities,
    *,
    purpose: Purpose,
    now: datetime,
    asked_for: bool = False,
    is_template: bool = False,
    stands: Mapping[Purpose, Standing] | None = None,
) -> Crossing:
    """`stands`: what is known of this identity's consents already; None: it is looked up."""
    if stands is None:
        found = standings(session, identity.id)
        stands = {one: Standing(row.standing) for one, row in found.items()}
    customer = session.get_one(Customer, identity.customer_id)
    account = session.get_one(Account, identity.account_id)
    return Crossing(
        purpose=purpose,
        asked_for=asked_for,
        account_paused=account.paused,
        customer_blocked=customer.blocked_at is not None,
        processing_restricted=customer.restricted_at is not None,
        being_erased=customer.erasing_at is not None,
        marketing_permitted=_may_advertise(stands, able),
        automation_objected=stands.get(Purpose.AUTOMATION) == Standing.OBJECTED,
        consent_required=the_shop(session).consent_required,
        consent_granted=stands.get(Purpose.CHANNEL) == Standing.GRANTED,
        window_open=_is_window_open(identity, able, now),
        is_template=is_template,
    )


def _may_advertise(stands: Mapping[Purpose, Standing], able: Capabilities) -> bool:
    """With consent; by mail also to an existing customer (s.7(3) UWG) until they object, which
    the ledger enters as the end of that, too."""
    if stands.get(Purpose.MARKETING) == Standing.GRANTED:
        return True
    return able.medium == "mail" and stands.get(Purpose.SOFT_OPT_IN) == Standing.NOTED


def window_closes_at(identity: Identity, able: Capabilities) -> datetime | None:
    """When only templates may be sent; None where there is no window or nobody has written yet."""
    if able.reply_window is None or identity.last_inbound_at is None:
        return None
    return identity.last_inbound_at + able.reply_window


def _is_window_open(identity: Identity, able: Capabilities, now: datetime) -> bool:
    closes_at = window_closes_at(identity, able)
    return able.reply_window is None or (closes_at is not None and now < closes_at)
