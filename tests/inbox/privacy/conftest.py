"""Somebody who types commands, as in the tests of the commands."""

from __future__ import annotations

import pytest

from inbox.world import World
from tests.inbox.cli.conftest import Type, typist


@pytest.fixture
def run(world: World) -> Type:
    return typist(world)
