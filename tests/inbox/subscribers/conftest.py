"""A shop whose CRM listens on this machine, which its configuration allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from inbox.subscribers import deliver, endpoint
from inbox.subscribers.deliver import Courier
from inbox.subscribers.endpoint import Endpoint
from inbox.world import World
from tests.inbox.subscribers.receiver import Receiver, listening
from tests.shop import Customers, configure_shop, open_account

HOSTS = frozenset({"127.0.0.1"})


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as one:
        yield one


@pytest.fixture
def chat(world: World) -> Customers:
    configure_shop(world, automation=False)
    return Customers(world, open_account(world, "pigeon", "chat"))


@pytest.fixture
def subscribe(world: World, receiver: Receiver) -> Callable[..., str]:
    """Add an endpoint; its id."""

    def add(*types: str, url: str | None = None) -> str:
        with world.database.transaction() as session:
            row, _secret = endpoint.add(
                session, name="CRM", url=url or receiver.url, types=types, private_hosts=HOSTS,
                now=world.clock(),
            )  # fmt: skip
        return row.id

    return add


@pytest.fixture
def work(world: World) -> Callable[[str], None]:
    """Do all that is due for one endpoint now."""
    courier = Courier(world.database, HOSTS, "test", world.clock)

    def drain(endpoint_id: str) -> None:
        while deliver.work(courier, endpoint_id):
            pass

    return drain


@pytest.fixture
def the_endpoint(world: World) -> Callable[[str], Endpoint]:
    def read(endpoint_id: str) -> Endpoint:
        with world.database.reading() as session:
            return session.get_one(Endpoint, endpoint_id)

    return read
