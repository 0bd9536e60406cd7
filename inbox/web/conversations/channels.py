"""What the channels behind a page can do; a channel that is gone can do nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inbox.accounts.open import NoSuchAccount
from inbox.channel import Capabilities
from inbox.registry import UnknownKind
from inbox.world import World


def capabilities_of(world: World, account_id: str) -> Capabilities | None:
    try:
        return world.accounts.channel(account_id).capabilities
    except (NoSuchAccount, UnknownKind):
        return None


def all_capabilities(world: World, account_ids: Iterable[str]) -> Mapping[str, Capabilities]:
    found = {account_id: capabilities_of(world, account_id) for account_id in account_ids}
    return {account_id: able for account_id, able in found.items() if able is not None}
