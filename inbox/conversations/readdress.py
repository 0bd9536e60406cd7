"""Readdress an identity: the provider says that one person now has another address.

It is a claim. A known person keeps the conversation under the new address; if the new address is
somebody already, nothing is stolen and nothing merged: both stay, and a person may merge them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from inbox.channel import Alias, AliasKind, IdentityChanged, Sender
from inbox.conversations.customer import Identity, IdentityAlias, seal_sender, sender_of
from inbox.conversations.identify import address_key, aliases_of, find, identify, match_key


def readdress(
    session: Session, account_id: str, event: IdentityChanged, *, now: datetime
) -> Identity | None:
    """The identity that moved; None if nobody is known or the new address is taken."""
    identity = find(session, account_id, event.old, lock=True)
    taken = find(session, account_id, event.new)
    if identity is None or identity.is_erased:
        return None
    if taken is not None and taken.id != identity.id:
        return None
    known = sender_of(session, identity, aliases_of(session, [identity.id])[identity.id])
    _forget_numbers(session, identity, known, event.new)
    moved = replace(event.new, name=event.new.name or known.name)
    identity.address_key = address_key(session, account_id, moved.address)
    identity.sealed = seal_sender(session, identity.id, identity.customer_id, moved, now=now)
    session.flush()
    return identify(session, account_id, _with_former_ids(moved, known), now=now)


def _forget_numbers(session: Session, identity: Identity, known: Sender, new: Sender) -> None:
    """A telephone number that was given up gets a new owner, who must not be taken for this one."""
    kept = {match_key(session, alias) for alias in new.aliases}
    numbers = [alias.value for alias in known.aliases if alias.kind is AliasKind.PHONE]
    given_up = {
        match_key(session, Alias(kind, number))
        for number in numbers
        for kind in (AliasKind.PHONE, AliasKind.PROVIDER)
    }
    session.execute(
        delete(IdentityAlias).where(
            IdentityAlias.identity_id == identity.id,
            IdentityAlias.match_key.in_(given_up - kept),
        )
    )


def _with_former_ids(moved: Sender, known: Sender) -> Sender:
    """Messages under the provider's former id may still be on their way."""
    numbers = {alias.value for alias in known.aliases if alias.kind is AliasKind.PHONE}
    former = [Alias(AliasKind.PROVIDER, known.address)] if known.address not in numbers else []
    return replace(moved, aliases=(*moved.aliases, *former))
