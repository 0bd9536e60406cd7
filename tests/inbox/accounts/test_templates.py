"""Templates are kept as the provider listed them; what it says in between counts at once."""

from __future__ import annotations

import pytest

from inbox.accounts.templates import AccountTemplate, sendable, sync, sync_quietly
from inbox.channel import Template, TryLater
from tests.shop import Customers, open_account, rows, the_only


@pytest.fixture
def account_id(world):
    return open_account(world)


def template(name="antwort", body="Hallo {{1}}, Ihre Antwort zu {{thema}}.", *, sendable=True):
    status = "APPROVED" if sendable else "PAUSED"
    return Template(name, "de", status, "UTILITY", body, ("1", "thema"), sendable)


def list_them(world, account_id):
    return sync(world.database, world.accounts, account_id, now=world.clock())


def test_a_list_is_kept_and_renewed(world, account_id, loft):
    loft.templates = [template(), template("andere", sendable=False)]
    assert list_them(world, account_id) == 2
    assert list_them(world, account_id) == 2
    with world.database.reading() as session:
        assert [row.name for row in sendable(session, account_id)] == ["antwort"]


def test_what_is_no_longer_listed_cannot_be_chosen_but_is_kept(world, account_id, loft):
    loft.templates = [template()]
    list_them(world, account_id)
    loft.templates = []
    list_them(world, account_id)
    assert the_only(world, AccountTemplate).gone_at is not None
    with world.database.reading() as session:
        assert sendable(session, account_id) == []
    loft.templates = [template()]
    list_them(world, account_id)
    assert the_only(world, AccountTemplate).gone_at is None


def test_a_template_reads_as_it_is_filled_in(world, account_id, loft):
    loft.templates = [template()]
    list_them(world, account_id)
    row = the_only(world, AccountTemplate)
    assert row.filled(["Anna", "Lieferung"]) == "Hallo Anna, Ihre Antwort zu Lieferung."


def test_a_provider_that_does_not_answer_changes_nothing(world, account_id, loft):
    loft.templates = [template()]
    list_them(world, account_id)
    loft.script.append(TryLater("DOWN"))
    code = sync_quietly(world.database, world.accounts, account_id, now=world.clock())
    assert code == "DOWN"
    assert len(rows(world, AccountTemplate)) == 1


def test_a_paused_template_is_not_offered_any_more(world, account_id, loft, bell):
    loft.templates = [template()]
    list_them(world, account_id)
    Customers(world, account_id).happen(event="template", name="antwort", status="PAUSED")
    assert not the_only(world, AccountTemplate).sendable
    assert ("sync_templates", account_id) in bell.rings
