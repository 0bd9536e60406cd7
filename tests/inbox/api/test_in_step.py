"""A program that knows only the served document keeps a copy in step: through restarts of its own,
merges, erasures and restrictions, and while it was away."""

from __future__ import annotations

import random

import pytest

from tests.inbox.api.case import ROOT, Crm, add_agent
from tests.inbox.api.consumer import Api, Copy
from tests.inbox.api.life import Life, words_of
from tests.inbox.api.serving import serving

KINDS = {"customer": "/customers", "conversation": "/conversations", "message": "/messages"}
DEEDS = 90


class Death(Exception):
    """Of the program, in the middle of its work."""


@pytest.mark.parametrize("seed", [1, 2])
def test_a_copy_stays_in_step_whatever_happens(world, chat, mail, loft, tmp_path, seed):
    chance = random.Random(seed)
    life = Life(world, chat, mail, add_agent(world), chance)
    crm = Crm(world, per_minute=60_000)
    deaths = 0

    def interrupt() -> None:
        if chance.random() < 0.05:
            raise Death

    with serving(crm.app) as root:
        api = Api(f"{root}{ROOT}/openapi.json", crm.token)
        for deed in range(DEEDS):
            life.go_on()
            if deed < 20 or chance.random() < 0.5:
                continue  # it is away
            copy = Copy(api, tmp_path / "copy", interrupt)
            try:
                copy.follow(limit=chance.randint(1, 30))
            except Death:
                deaths += 1
            finally:
                copy.close()
        copy = Copy(api, tmp_path / "copy")
        copy.follow()
        assert deaths > 1
        assert words_of(world) > 10
        for kind, path in KINDS.items():
            assert _differences(copy.everything(kind), _by_id(crm.walk(path))) == {}, kind
        copy.close()


def test_who_was_away_for_a_month_catches_up(world, chat, loft, tmp_path, clock):
    crm = Crm(world, per_minute=60_000)
    chat.write("vorher")
    with serving(crm.app) as root:
        api = Api(f"{root}{ROOT}/openapi.json", crm.token)
        copy = Copy(api, tmp_path / "copy")
        copy.follow()
        for day in range(30):
            clock.advance(days=1)
            chat.write(f"Tag {day}", **{"from": f"customer{day % 7}"})
        copy.follow(limit=3)
        assert copy.everything("message") == _by_id(crm.walk("/messages"))
        copy.close()


def _by_id(rows):
    return {row["id"]: row for row in rows}


def _differences(copy, truth):
    """By id: the fields that differ, or that one side does not know it. Not the names of identities
    that messages and conversations repeat: the customer has the truth, as the document says."""
    found = dict.fromkeys(set(copy) ^ set(truth), "is known to one side only")
    for one in set(copy) & set(truth):
        fields = {
            name: (copy[one][name], value)
            for name, value in truth[one].items()
            if name != "identity" and copy[one][name] != value
        }
        if fields:
            found[one] = fields
    return found
