"""The page of a double opt-in: looking agrees to nothing, the button agrees once."""

from __future__ import annotations

import re

import pytest

from inbox.consent.ledger import ConsentState, LedgerEntry
from inbox.sealing import unseal_json
from tests.shop import Customers, configure_shop, open_account, rows


@pytest.fixture
def link(world, loft):
    configure_shop(world, name="Lavendel", privacy_url="https://shop.example/privacy")
    mail = Customers(world, open_account(world, "parchment"))
    mail.write("START, bitte")
    mail.send_all()
    return re.search(r"/confirm/[\w-]+", loft.texts()[-1])[0]


def standing(world):
    return {row.purpose: row.standing for row in rows(world, ConsentState)}["marketing"]


def test_the_page_shows_the_words_and_changes_nothing(world, auth, link):
    page = auth.get(link)
    assert page.status_code == 200
    assert "Lavendel" in page.text
    assert "Ja, ich stimme zu" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    auth.client.head(link)
    assert standing(world) == "pending"


def test_the_button_agrees_and_keeps_who_pressed_it(world, auth, link):
    auth.get(link)
    answer = auth.client.post(
        link,
        data={"csrf_token": auth.token},
        headers={"User-Agent": "Browser 1"},
        environ_base={"REMOTE_ADDR": "2001:db8::1"},
    )
    assert (answer.status_code, answer.location) == (303, link)
    assert standing(world) == "granted"
    assert "Danke, das ist bestätigt" in auth.get(link).text
    entry = rows(world, LedgerEntry)[-1]
    with world.database.reading() as session:
        found = unseal_json(session, entry.evidence_sealed, place=f"evidence:{entry.id}")
    assert (found["remote_address"], found["user_agent"]) == ("2001:db8::1", "Browser 1")


def test_a_form_that_is_not_from_the_page_agrees_to_nothing(world, auth, link):
    assert auth.client.post(link).status_code == 400
    assert standing(world) == "pending"


def test_what_is_over_and_what_never_was_is_said(auth, link, clock):
    clock.advance(days=8)
    late = auth.get(link)
    assert (late.status_code, "gilt nicht mehr" in late.text) == (410, True)
    wrong = auth.get("/confirm/" + "x" * 43, headers={"Accept-Language": "en"})
    assert (wrong.status_code, "There is no such link" in wrong.text) == (404, True)
