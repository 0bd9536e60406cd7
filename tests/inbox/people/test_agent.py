"""Agents sign in with Argon2 passwords; sign-ins are listed, revoked and end by themselves."""

from __future__ import annotations

import pytest

from inbox.people import agent as agents
from inbox.people import invitation, signin
from inbox.people.agent import Agent, BadAgent, Role
from tests.shop import rows, the_only


@pytest.fixture
def kim(world):
    with world.database.transaction() as session:
        agents.add(session, name="Kim", email="Kim@Shop.example ", password="ein langes Wort",
                   role=Role.AGENT, now=world.clock())  # fmt: skip
    return the_only(world, Agent)


def test_passwords_are_argon2id_and_nothing_else_is_kept(kim):
    assert kim.password_hash.startswith("$argon2id$")
    assert kim.email == "kim@shop.example"


def test_the_right_password_and_no_other(kim):
    assert agents.check_password(kim, "ein langes Wort")
    assert not agents.check_password(kim, "ein langes wort")
    assert not agents.check_password(None, "ein langes Wort")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"password": "kurz"}, "at least 12"),
        ({"email": "kim"}, "mail address"),
        ({"email": "KIM@shop.example"}, "already"),
    ],
)
def test_what_cannot_be_added_is_refused_with_a_sentence(world, kim, values, sentence):
    given = {"name": "x", "email": "x@y", "password": "x" * 12, "role": Role.AGENT, **values}
    with pytest.raises(BadAgent, match=sentence), world.database.transaction() as session:
        agents.add(session, **given, now=world.clock())


def test_a_disabled_agent_does_not_come_in(world, kim):
    with world.database.transaction() as session:
        token = signin.sign_in(session, kim, device="Firefox", now=world.clock())
        session.get_one(Agent, kim.id).disabled_at = world.clock()
    with world.database.reading() as session:
        assert signin.signed_in(session, token, now=world.clock()) is None
        assert not agents.check_password(session.get_one(Agent, kim.id), "ein langes Wort")


def test_an_invitation_is_forgotten_a_month_after_its_end(world, kim, clock):
    with world.database.transaction() as session:
        invitation.invite(session, session.get_one(Agent, kim.id), by=None, now=clock())
    clock.advance(days=37)
    with world.database.transaction() as session:
        assert invitation.purge(session, now=clock()) == 0
    clock.advance(seconds=1)
    with world.database.transaction() as session:
        assert invitation.purge(session, now=clock()) == 1


class TestSignIns:
    @pytest.fixture
    def token(self, world, kim):
        with world.database.transaction() as session:
            return signin.sign_in(session, kim, device="Firefox", now=world.clock())

    def here(self, world, token):
        with world.database.reading() as session:
            found = signin.signed_in(session, token, now=world.clock())
            return found[0].name if found else None

    def test_the_token_is_kept_as_a_hash(self, world, token):
        assert token not in the_only(world, signin.SignIn).token_hash
        assert self.here(world, token) == "Kim"
        assert self.here(world, "another") is None

    def test_signing_out_ends_it(self, world, token):
        with world.database.transaction() as session:
            signin.sign_out(session, token, now=world.clock())
        assert self.here(world, token) is None

    def test_it_ends_after_idleness(self, world, token, clock):
        clock.advance(hours=13)
        assert self.here(world, token) is None

    def test_it_ends_after_thirty_days_however_busy(self, world, token, clock):
        held = the_only(world, signin.SignIn)
        for _ in range(62):
            clock.advance(hours=11)
            with world.database.transaction() as session:
                signin.seen(session, held.id, now=clock())
        assert self.here(world, token) == "Kim"
        for _ in range(5):
            clock.advance(hours=11)
            with world.database.transaction() as session:
                signin.seen(session, held.id, now=clock())
        assert self.here(world, token) is None

    def test_when_it_can_be_used_no_more_it_is_forgotten(self, world, token, clock):
        clock.advance(days=30)
        with world.database.transaction() as session:
            assert signin.purge(session, now=clock()) == 0
        clock.advance(seconds=1)
        with world.database.transaction() as session:
            assert signin.purge(session, now=clock()) == 1
        assert rows(world, signin.SignIn) == []

    def test_it_can_be_listed_and_revoked_by_its_owner_only(self, world, kim, token):
        with world.database.transaction() as session:
            held = signin.sign_ins_of(session, kim.id, now=world.clock())[0]
            signin.revoke(session, "somebody else", held.id, now=world.clock())
        assert self.here(world, token) == "Kim"
        with world.database.transaction() as session:
            signin.revoke(session, kim.id, held.id, now=world.clock())
        assert self.here(world, token) is None
