"""A shop whose customers write, and a CRM that asks about them."""

from __future__ import annotations

import pytest

from inbox.world import World
from tests.inbox.api.case import MODEST, Crm
from tests.shop import Customers, open_account


@pytest.fixture
def crm(world: World) -> Crm:
    return Crm(world)


@pytest.fixture
def modest(world: World) -> Crm:
    """A CRM that may read neither notes nor locations."""
    return Crm(world, may=MODEST)


@pytest.fixture
def chat(world: World) -> Customers:
    return Customers(world, open_account(world, "pigeon", "chat"))


@pytest.fixture
def mail(world: World) -> Customers:
    return Customers(world, open_account(world, "parchment", "mail"))
