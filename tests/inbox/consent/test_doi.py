"""Double opt-in by mail: a link, a page, a button; bound to the words that were shown."""

from __future__ import annotations

import re

import pytest

from inbox import sealing
from inbox.consent import doi
from inbox.consent.doi import Click, Validity
from inbox.consent.ledger import ConsentState, LedgerEntry
from inbox.consent.wordings import Wording
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer
from inbox.conversations.message import Message, content_of
from inbox.outbox.post import HIDDEN
from tests.shop import Customers, configure_shop, open_account, rows, the_only

CLICK = Click("2001:db8::1", "Mozilla/5.0 " + "x" * 500)
LINK = re.compile(r"https?://\S+/confirm/([\w-]{43})")


@pytest.fixture
def mail(world):
    configure_shop(world, name="Lavendel", privacy_url="https://shop.example/privacy")
    return Customers(world, open_account(world, "parchment"))


@pytest.fixture
def token(mail, loft):
    mail.write("START")
    mail.send_all()
    return LINK.search(loft.texts()[-1])[1]


def look(world, token):
    with world.database.reading() as session:
        return doi.look_up(session, token, now=world.clock()).validity


def press(world, token):
    with world.database.transaction() as session:
        return doi.confirm(session, token, CLICK, now=world.clock()).validity


def standing(world):
    return {row.purpose: row.standing for row in rows(world, ConsentState)}.get("marketing")


def test_no_colleague_finds_the_link_in_the_history(world, token):
    """Who could read it there could agree in the customer's place."""
    with world.database.reading() as session:
        contents = [content_of(session, row) for row in rows(world, Message)]
        previews = [
            sealing.unseal_text(session, row.preview_sealed, place=f"conversation:{row.id}:preview")
            for row in rows(world, Conversation)
        ]
    shown = [part for one in contents for part in (one.text, one.shown, one.html or "")] + previews
    assert any(f"/confirm/{HIDDEN}" in text for text in shown)
    assert not [text for text in shown if token in text]


def test_looking_at_the_page_agrees_to_nothing(world, token):
    assert look(world, token) is Validity.VALID
    assert look(world, token) is Validity.VALID
    assert standing(world) == "pending"


def test_the_button_agrees_to_the_words_that_were_shown(world, token):
    assert press(world, token) is Validity.CONFIRMED
    assert standing(world) == "granted"
    granted = rows(world, LedgerEntry)[-1]
    assert (granted.happened, granted.method) == ("granted", "doi_link")
    with world.database.reading() as session:
        wording = session.get_one(Wording, granted.wording_id)
    assert wording.name == "consent:marketing"
    assert "Lavendel" in wording.text


def test_pressing_twice_is_pressing_once(world, token):
    press(world, token)
    assert press(world, token) is Validity.CONFIRMED
    assert look(world, token) is Validity.CONFIRMED
    assert [row.happened for row in rows(world, LedgerEntry)].count("granted") == 1


def test_a_yes_by_mail_does_not_take_the_place_of_the_link(world, mail, token):
    mail.write("JA")
    assert standing(world) == "pending"


def test_after_seven_days_the_link_is_void(world, token, clock):
    clock.advance(days=7, seconds=1)
    assert look(world, token) is Validity.OUTDATED
    assert press(world, token) is Validity.OUTDATED
    assert standing(world) == "pending"


def test_a_stop_makes_the_link_void_and_a_new_start_makes_a_new_one(
    world, mail, token, loft, clock
):
    mail.write("STOP")
    assert press(world, token) is Validity.OUTDATED
    clock.advance(days=2)
    mail.write("START")
    mail.send_all()
    assert press(world, token) is Validity.OUTDATED
    newest = LINK.search(loft.texts()[-1])[1]
    assert press(world, newest) is Validity.CONFIRMED


def test_a_withdrawn_consent_is_not_given_again_by_an_old_link(world, mail, token, clock):
    press(world, token)
    clock.advance(days=1)
    mail.write("STOP")
    assert look(world, token) is Validity.OUTDATED
    assert press(world, token) is Validity.OUTDATED
    assert standing(world) == "withdrawn"


@pytest.mark.parametrize("flag", ["blocked_at", "restricted_at", "erasing_at"])
def test_whose_data_must_not_be_processed_confirms_nothing(world, token, flag):
    with world.database.transaction() as session:
        setattr(session.query(Customer).one(), flag, world.clock())
    assert press(world, token) is Validity.OUTDATED


@pytest.mark.parametrize("token_", ["", "x", "x" * 43, "x" * 10_000, "ä\x00"])
def test_a_link_that_nobody_sent_is_unknown(world, mail, token_):
    assert look(world, token_) is Validity.UNKNOWN
    assert press(world, token_) is Validity.UNKNOWN


def test_no_token_is_stored_and_none_is_shown(world, token):
    row = the_only(world, doi.ConfirmLink)
    assert token not in str(vars(row))
    assert token not in repr(doi.Ticket(token))


def test_unused_links_go_after_two_weeks(world, token, clock):
    clock.advance(days=15)
    with world.database.transaction() as session:
        assert doi.purge(session, now=clock()) == 1
    assert rows(world, doi.ConfirmLink) == []


def test_at_most_one_mail_a_day_asks_and_three_in_all(world, mail, token, loft, clock):
    for _ in range(4):
        mail.write("START")
        mail.send_all()
        clock.advance(days=1, seconds=1)
    assert len(loft.sent) == 3
