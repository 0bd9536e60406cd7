"""Who wrote? The identity of a sender on an account, locked; a new one brings a new customer.

An identity is found by its address or by an alias. If the two point to different identities, the
address wins and nothing is merged: that is for a person to decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.channel import Alias, AliasKind, Sender
from inbox.conversations.customer import (
    Customer,
    Identity,
    IdentityAlias,
    Profile,
    profile_of,
    seal_profile,
    seal_sender,
)
from inbox.conversations.wording import clean
from inbox.db import new_id

# A user name may change hands; it is shown, never matched.
MATCHED = (AliasKind.PHONE, AliasKind.EMAIL, AliasKind.PROVIDER)


def identify(session: Session, account_id: str, sender: Sender, *, now: datetime) -> Identity:
    """The identity, locked until the end of the transaction, with what is new about it stored."""
    sender = Sender(clean(sender.address), clean(sender.name or "") or None, sender.aliases)
    identity = find(session, account_id, sender, lock=True) or _create(
        session, account_id, sender, now
    )
    if identity.is_erased:
        _meet_anew(session, identity, sender, now)
    _learn_aliases(session, identity, sender.aliases, now)
    _learn_name(session, identity, sender, now)
    return identity


def find(
    session: Session, account_id: str, sender: Sender, *, lock: bool = False
) -> Identity | None:
    by_address = select(Identity).where(
        Identity.account_id == account_id,
        Identity.address_key == address_key(session, account_id, sender.address),
    )
    found = session.scalars(by_address.with_for_update() if lock else by_address).first()
    if found is not None:
        return found
    keys = [match_key(session, alias) for alias in sender.aliases if alias.kind in MATCHED]
    keys += [match_key(session, Alias(kind, sender.address)) for kind in MATCHED]
    by_alias = (
        select(Identity)
        .join(IdentityAlias, IdentityAlias.identity_id == Identity.id)
        .where(IdentityAlias.account_id == account_id, IdentityAlias.match_key.in_(keys))
        .order_by(Identity.created_at, Identity.id)
        .limit(1)
    )
    locked = by_alias.with_for_update(of=Identity) if lock else by_alias
    return session.scalars(locked).first()


def aliases_of(session: Session, identity_ids: Sequence[str]) -> dict[str, list[IdentityAlias]]:
    rows = session.scalars(
        select(IdentityAlias)
        .where(IdentityAlias.identity_id.in_(identity_ids))
        .order_by(IdentityAlias.id)
    )
    found: dict[str, list[IdentityAlias]] = {identity_id: [] for identity_id in identity_ids}
    for row in rows:
        found[row.identity_id].append(row)
    return found


def address_key(session: Session, account_id: str, address: str) -> str:
    return sealing.fingerprint(session, f"address:{account_id}", address)


def match_key(session: Session, alias: Alias) -> str:
    """Without the account, so that the same phone number is found on every account."""
    return sealing.fingerprint(session, f"alias:{alias.kind}", alias.value.casefold())


def _create(session: Session, account_id: str, sender: Sender, now: datetime) -> Identity:
    customer, identity_id = _stranger(session, sender, now), new_id()
    identity = Identity(
        id=identity_id,
        account_id=account_id,
        customer_id=customer.id,
        address_key=address_key(session, account_id, sender.address),
        sealed=seal_sender(session, identity_id, customer.id, sender, now=now),
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(customer)
            session.flush()
            session.add(identity)
    except IntegrityError:  # the same person's first two messages, at the same moment
        found = find(session, account_id, sender, lock=True)
        if found is None:
            raise
        return found
    return identity


def _stranger(session: Session, sender: Sender, now: datetime) -> Customer:
    customer_id = new_id()
    return Customer(
        id=customer_id,
        profile_sealed=seal_profile(session, customer_id, Profile(name=sender.name), now=now),
        created_at=now,
    )


def _meet_anew(session: Session, identity: Identity, sender: Sender, now: datetime) -> None:
    """An erased person writes again: somebody new, whose objections still count."""
    customer = _stranger(session, sender, now)
    session.add(customer)
    session.flush()
    identity.customer_id, identity.created_at = customer.id, now
    identity.last_inbound_at = identity.wrong_since = identity.language = None
    identity.sealed = seal_sender(session, identity.id, customer.id, sender, now=now)


def _learn_aliases(
    session: Session, identity: Identity, aliases: Sequence[Alias], now: datetime
) -> None:
    if not aliases:
        return
    known = {(a.kind, a.match_key) for a in aliases_of(session, [identity.id])[identity.id]}
    for alias in aliases:
        key = match_key(session, alias)
        if (alias.kind, key) in known or not alias.value:
            continue
        known.add((alias.kind, key))
        alias_id = new_id()
        session.add(
            IdentityAlias(
                id=alias_id,
                identity_id=identity.id,
                account_id=identity.account_id,
                kind=alias.kind,
                match_key=key,
                sealed=sealing.seal_text(
                    session,
                    identity.customer_id,
                    clean(alias.value),
                    place=f"alias:{alias_id}",
                    now=now,
                ),
            )
        )


def _learn_name(session: Session, identity: Identity, sender: Sender, now: datetime) -> None:
    """A person's own name for themselves; it never overwrites what an agent wrote."""
    if not sender.name:
        return
    place = f"identity:{identity.id}"
    known = sealing.unseal_json(session, identity.sealed, place=place)
    if known["name"] == sender.name:
        return
    latest = Sender(known["address"], sender.name)
    identity.sealed = seal_sender(session, identity.id, identity.customer_id, latest, now=now)
    customer = session.get_one(Customer, identity.customer_id)
    profile = profile_of(session, customer)
    if profile.name in {None, known["name"]}:
        renamed = Profile(sender.name, profile.fields)
        customer.profile_sealed = seal_profile(session, customer.id, renamed, now=now)
