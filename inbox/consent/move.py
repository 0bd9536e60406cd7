"""Move an identity to its new address: its conversation goes on, its consents do not.

Whoever has the new address never agreed to anything there; what the old one objected to still
counts. If the new address is somebody already, both stay, and their objections count for both.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from inbox.channel import IdentityChanged
from inbox.consent.travel import Cause, carry_between, void_grants
from inbox.conversations.identify import find
from inbox.conversations.readdress import readdress

_CAUSE: Final = Cause("number_change", "provider")


def move(
    session: Session, account_id: str, event: IdentityChanged, *, deed: str, now: datetime
) -> None:
    """A claim that comes again changes nothing."""
    old, new = find(session, account_id, event.old), find(session, account_id, event.new)
    moved = readdress(session, account_id, event, now=now)
    if moved is not None and new is None:
        void_grants(session, moved, _CAUSE, deed=deed, now=now)
    elif old and new and old.id != new.id and not (old.is_erased or new.is_erased):
        both = sorted((old, new), key=lambda identity: identity.id)
        carry_between(session, both, _CAUSE, now=now)
