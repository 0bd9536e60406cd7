"""Nobody gets in without a token that holds and has the scope."""

from __future__ import annotations

from datetime import timedelta

from inbox.people import token
from inbox.people.token import Scope
from tests.inbox.api.case import ROOT, Crm, make_token, the_customer
from tests.shop import rows

MODEST_PATH = "/customers?email=a@b.de"


def test_without_a_token_the_challenge_says_how(world, crm):
    for headers in ({}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer "}):
        response = crm.client.get(ROOT + MODEST_PATH, headers=headers)
        assert response.status_code == 401
        assert response.mimetype == "application/problem+json"
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="Kontor"'
        assert response.json["type"] == "urn:kontor:problem:token-missing"


def test_a_wrong_expired_or_revoked_token_opens_nothing(world, crm, clock):
    expired = make_token(world, Scope.HISTORY_READ, expires_at=clock.now + timedelta(minutes=1))
    revoked = make_token(world, Scope.HISTORY_READ)
    with world.database.transaction() as session:
        token.revoke(session, token.find(session, revoked, now=clock.now).id, now=clock.now)
    clock.advance(minutes=1)
    for wrong in (expired, revoked, "kontor_x", "x", crm.token[:-1], f"{crm.token}x", "\xe4\xff"):
        status, problem = crm.refused(MODEST_PATH, authorization=f"Bearer {wrong}")
        assert (status, problem["type"]) == (401, "urn:kontor:problem:token-invalid")
    assert crm.ask(MODEST_PATH).status_code == 200


def test_every_refusal_of_a_token_looks_the_same(world, crm):
    answers = {
        crm.client.get(ROOT + MODEST_PATH, headers={"Authorization": f"Bearer {wrong}"}).text
        for wrong in ("kontor_wrong", "anything", "kontor_" + "A" * 43)
    }
    assert len(answers) == 1


def test_a_token_opens_only_what_its_scopes_say(world):
    history = Crm(world, may=(Scope.HISTORY_READ,))
    changes = Crm(world, may=(Scope.CHANGES_READ,))
    assert history.ask(MODEST_PATH).status_code == 200
    assert changes.ask("/changes").status_code == 200
    for asking, path, scope in (
        (history, "/changes", "changes:read"),
        (changes, MODEST_PATH, "history:read"),
        (history, f"/messages/{'0' * 32}/attachments/{'0' * 32}", "attachments:read"),
    ):
        response = asking.ask(path)
        assert response.status_code == 403
        assert response.json["type"] == "urn:kontor:problem:scope-missing"
        assert f'scope="{scope}"' in response.headers["WWW-Authenticate"]


def test_scopes_for_notes_and_locations_alone_open_nothing(world, chat):
    chat.write()
    crm = Crm(world, may=(Scope.NOTES_READ, Scope.LOCATIONS_READ))
    assert crm.refused(f"/customers/{the_customer(world)}/messages")[0] == 403


def test_the_scope_is_checked_before_anything_is_said_about_an_id(world, chat):
    chat.write()
    crm = Crm(world, may=(Scope.CHANGES_READ,))
    known = crm.refused(f"/customers/{the_customer(world)}")[0]
    assert (
        known == crm.refused(f"/customers/{'0' * 32}")[0] == crm.refused("/customers/x")[0] == 403
    )


def test_the_token_is_known_to_be_in_use(world, crm, clock):
    crm.ask(MODEST_PATH)
    assert _used_at(world) == clock.now
    first = clock.now
    clock.advance(minutes=5)
    crm.ask(MODEST_PATH)
    assert _used_at(world) == first
    clock.advance(minutes=6)
    crm.ask(MODEST_PATH)
    assert _used_at(world) == clock.now


def _used_at(world):
    return rows(world, token.ApiToken)[0].used_at
