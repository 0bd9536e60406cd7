"""Readdress an identity: the provider says that one person now has another address.

It is a claim. A known person keeps the conversation under the new address; if the new address is
somebody already, nothing is stolen and nothing merged: both stay, and a person may merge them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from inbox.channel import Alias, AliasKind, IdentityChanged
from inbox.conversations.customer import Identity, seal_sender
from inbox.conversations.identify import address_key, find, identify


def readdress(
    session: Session, account_id: str, event: IdentityChanged, *, now: datetime
) -> Identity | None:
    """The identity that moved; None if nobody is known or the new address is taken."""
    old = find(session, account_id, event.old, lock=True)
    taken = find(session, account_id, event.new)
    if old is None or (taken is not None and taken.id != old.id):
        return None
    old.address_key = address_key(session, account_id, event.new.address)
    old.sealed = seal_sender(session, old.id, old.customer_id, event.new, now=now)
    session.flush()
    former = Alias(AliasKind.PROVIDER, event.old.address)
    return identify(
        session, account_id, replace(event.new, aliases=(*event.new.aliases, former)), now=now
    )
