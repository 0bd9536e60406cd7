"""Where a customer can be written to: each identity with what the gate says about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.accounts.account import Account
from inbox.channel import AliasKind, Capabilities, Sender
from inbox.consent.ledger import ConsentState
from inbox.consent.purpose import Purpose, Standing
from inbox.conversations.begin import is_blank
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity, sender_of
from inbox.conversations.identify import aliases_of
from inbox.outbox.crossing import crossing, window_closes_at
from inbox.outbox.gate import Decided, Ruling, rule

# What stands before an identity's id where a matter of its own is begun.
ANEW: Final = "new:"
_MISSING: Final = Decided(Ruling.STOPS, "CHANNEL_MISSING")


@dataclass(frozen=True, slots=True)
class Addressee:
    """`key` is what the composer's form says: empty for the conversation it stands under."""

    key: str
    identity: Identity
    account: Account
    able: Capabilities | None  # None: the channel is not installed
    address: str | None  # None: nobody can read it any more
    free: Decided  # may a person's own words go
    template: Decided  # may a template go
    is_blank: bool = False  # nothing has been said there yet

    @property
    def begins(self) -> bool:
        """Whether a matter of its own with a subject is begun."""
        is_new = bool(self.key) or self.is_blank
        return is_new and self.able is not None and self.able.subject

    @property
    def writable(self) -> bool:
        return self.free.ruling is not Ruling.STOPS or self.takes_templates

    @property
    def takes_templates(self) -> bool:
        able = self.able is not None and self.able.templates
        return able and self.template.ruling is not Ruling.STOPS

    def closes_at(self) -> datetime | None:
        return window_closes_at(self.identity, self.able) if self.able else None


def addressees(
    session: Session,
    customer_id: str,
    conversation: Conversation | None,
    accounts: Mapping[str, Account],
    able: Mapping[str, Capabilities],
    *,
    now: datetime,
) -> list[Addressee]:
    """The conversation's own first; then every other way, with a fixed number of queries."""
    identities = session.scalars(
        select(Identity).where(Identity.customer_id == customer_id).order_by(Identity.created_at)
    ).all()
    stands = _standings(session, [one.id for one in identities])
    addresses = _addresses(session, identities)
    current = conversation.identity_id if conversation else None
    blank = conversation is not None and is_blank(conversation)

    def made(key: str, identity: Identity) -> Addressee:
        found = able.get(identity.account_id)
        free, template = (
            _asked(session, identity, found, stands[identity.id], is_template, now)
            for is_template in (False, True)
        )
        account, address = accounts[identity.account_id], addresses[identity.id]
        is_new = blank and not key
        return Addressee(key, identity, account, found, address, free, template, is_new)

    def keyed() -> Iterator[tuple[str, Identity]]:
        yield from (("", one) for one in identities if one.id == current)
        for one in identities:
            has_subject = one.account_id in able and able[one.account_id].subject
            if has_subject and not (one.id == current and blank):
                yield f"{ANEW}{one.id}", one
            elif one.id != current:
                yield one.id, one

    return [made(key, identity) for key, identity in keyed()]


def chosen(found: Sequence[Addressee], key: str) -> Addressee | None:
    return next((one for one in found if one.key == key), None)


def shown_address(sender: Sender) -> str:
    """A phone number as one dials it, where the provider's id is one."""
    phones = {alias.value for alias in sender.aliases if alias.kind is AliasKind.PHONE}
    return f"+{sender.address}" if sender.address in phones else _recognised(sender)


def _recognised(sender: Sender) -> str:
    """What a person may recognise somebody by, rather than a provider's opaque id."""
    by_kind = {alias.kind: alias for alias in reversed(sender.aliases)}
    for kind, sign in _SHOWN.items():
        if kind in by_kind and not _is_plain(sender.address):
            return sign + by_kind[kind].value
    return sender.address


def _is_plain(address: str) -> bool:
    return "@" in address or len(address) <= _SHORT_ID


_SHORT_ID: Final = 16
_SHOWN: Final = {AliasKind.PHONE: "+", AliasKind.EMAIL: "", AliasKind.USERNAME: "@"}


def _addresses(session: Session, identities: Sequence[Identity]) -> dict[str, str | None]:
    aliases = aliases_of(session, [one.id for one in identities])
    sealing.warm(
        session,
        [
            *(one.sealed for one in identities),
            *(alias.sealed for some in aliases.values() for alias in some),
        ],
    )
    found: dict[str, str | None] = {}
    for one in identities:
        try:
            found[one.id] = shown_address(sender_of(session, one, aliases[one.id]))
        except (sealing.Destroyed, sealing.Unreadable):
            found[one.id] = None
    return found


def _standings(session: Session, ids: Sequence[str]) -> dict[str, dict[Purpose, Standing]]:
    found: dict[str, dict[Purpose, Standing]] = {one: {} for one in ids}
    for row in session.scalars(select(ConsentState).where(ConsentState.identity_id.in_(ids))):
        found[row.identity_id][Purpose(row.purpose)] = Standing(row.standing)
    return found


def _asked(
    session: Session,
    identity: Identity,
    able: Capabilities | None,
    stands: Mapping[Purpose, Standing],
    is_template: bool,
    now: datetime,
) -> Decided:
    if able is None:
        return _MISSING
    return rule(
        crossing(
            session,
            identity,
            able,
            purpose=Purpose.SERVICE,
            now=now,
            is_template=is_template,
            stands=stands,
        )
    )
