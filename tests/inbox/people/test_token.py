"""API tokens hold as long as they should, and the database does not know them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from inbox.people import token
from inbox.people.token import ApiToken, BadToken, Scope


def test_a_token_is_found_again_with_its_scopes(world, clock):
    made = _add(world, clock, scopes=[Scope.HISTORY_READ, Scope.CHANGES_READ])
    found = _find(world, clock, made)
    assert found.name == "Shopware"
    assert found.granted == {Scope.HISTORY_READ, Scope.CHANGES_READ}


def test_the_database_holds_the_hash_of_a_token_and_never_the_token(world, clock):
    made = _add(world, clock)
    with world.database.reading() as session:
        row = str(session.execute(text("SELECT * FROM api_token")).one())
    assert made.startswith("kontor_")
    assert len(made) > 40
    assert made.removeprefix("kontor_") not in row


def test_two_tokens_are_never_the_same(world, clock):
    assert _add(world, clock) != _add(world, clock)


@pytest.mark.parametrize(
    "wrong", ["", "kontor_", "kontor_" + "A" * 43, "x", "kontor_\udcff", "ä" * 999]
)
def test_a_wrong_token_is_not_found(world, clock, wrong):
    _add(world, clock)
    assert _find(world, clock, wrong) is None


def test_a_token_holds_until_the_moment_it_expires(world, clock):
    made = _add(world, clock, expires_at=clock.now + timedelta(days=1))
    clock.advance(hours=23, minutes=59)
    assert _find(world, clock, made) is not None
    clock.advance(minutes=1)
    assert _find(world, clock, made) is None


def test_a_revoked_token_is_not_found_and_is_revoked_once(world, clock):
    made = _add(world, clock)
    token_id = _find(world, clock, made).id
    with world.database.transaction() as session:
        assert token.revoke(session, token_id, now=clock.now)
        assert not token.revoke(session, token_id, now=clock.now)
        assert not token.revoke(session, "nobody's", now=clock.now)
    assert _find(world, clock, made) is None


def test_revoking_a_token_leaves_the_others(world, clock):
    first, second = _add(world, clock), _add(world, clock)
    with world.database.transaction() as session:
        token.revoke(session, _find(world, clock, first).id, now=clock.now)
    assert _find(world, clock, second) is not None


def test_use_is_written_down_at_most_every_ten_minutes(world, clock):
    made = _add(world, clock)
    held = _find(world, clock, made)
    assert token.is_stale(held, now=clock.now)
    with world.database.transaction() as session:
        token.used(session, held.id, now=clock.now)
    used_at = clock.now
    clock.advance(minutes=10)
    held = _find(world, clock, made)
    assert held.used_at == used_at
    assert not token.is_stale(held, now=clock.now)
    clock.advance(seconds=1)
    assert token.is_stale(held, now=clock.now)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["history:write"]}, "history:read"),
        ({"expires_at": "past"}, "future"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused_with_a_sentence(world, clock, wrong, said):
    if wrong.get("expires_at") == "past":
        wrong = {"expires_at": clock.now}
    with pytest.raises(BadToken, match=said):
        _add(world, clock, **wrong)


def test_the_list_has_every_token_the_newest_first(world, clock):
    _add(world, clock, name="Shopware")
    _add(world, clock, name="JTL")
    with world.database.reading() as session:
        assert [row.name for row in token.all_tokens(session)] == ["JTL", "Shopware"]


def _add(world, clock, *, name="Shopware", scopes=(Scope.HISTORY_READ,), expires_at=None) -> str:
    with world.database.transaction() as session:
        _row, made = token.add(
            session, name=name, scopes=scopes, expires_at=expires_at, now=clock.now
        )
    return made


def _find(world, clock, made) -> ApiToken | None:
    with world.database.reading() as session:
        return token.find(session, made, now=clock.now)
