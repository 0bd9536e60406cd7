"""What both composition roots hold: everything that is built once per process, nothing decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from inbox import sealing, tables
from inbox.accounts.open import Accounts
from inbox.channel import Channel
from inbox.config import Settings
from inbox.db import Database
from inbox.doorbell import Bell, RedisBell
from inbox.media.bucket import bucket_at
from inbox.media.store import Store
from inbox.registry import Registry
from inbox.shop import found_shop


@dataclass(frozen=True, slots=True)
class World:
    settings: Settings
    database: Database
    registry: Registry
    accounts: Accounts
    store: Store
    bell: Bell
    clock: Callable[[], datetime]

    def close(self) -> None:
        self.database.close()


def build(
    settings: Settings,
    kinds: Mapping[str, type[Channel]],
    *,
    bell: Bell | None = None,
    clock: Callable[[], datetime] | None = None,
) -> World:
    tables.metadata.tables  # noqa: B018 - every table must be known before the first query
    database = Database(settings.database_url)
    bell = bell or RedisBell(settings.redis_url)
    keyring = sealing.Keyring(settings.encryption_key, settings.previous_encryption_key)
    database.lend("keyring", keyring)
    database.lend("bell", bell)
    registry = Registry(kinds)
    clock = clock or (lambda: datetime.now(UTC))
    bucket = bucket_at(settings.s3_url, clock) if settings.s3_url else None
    return World(
        settings=settings,
        database=database,
        registry=registry,
        accounts=Accounts(database, registry, clock),
        store=Store(settings.data_dir / "media", bucket),
        bell=bell,
        clock=clock,
    )


def install(world: World) -> None:
    """What a migrated but fresh database lacks; does nothing the second time."""
    with world.database.transaction() as session:
        sealing.create_installation_keys(session, now=world.clock())
        found_shop(session)
