"""The simulator asks the same rules and says the same texts; it leaves nothing behind."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from inbox.accounts.account import Account
from inbox.automation.decision import DecisionRow
from inbox.automation.reasons import Reason, Reply
from inbox.automation.simulate import Supposed, simulate
from inbox.consent.ledger import LedgerEntry
from inbox.consent.purpose import Purpose, Standing
from inbox.conversations.message import Message
from inbox.db import new_id
from inbox.hours.profiles import HoursProfile
from inbox.outbox.delivery import Delivery
from inbox.shop import the_shop
from tests.shop import Customers, configure_shop, open_account, rows

OPEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
CLOSED = datetime(2026, 11, 24, 19, tzinfo=UTC)
WEEK = {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def account_id(world):
    configure_shop(world, name="Lavendel", privacy_url="https://shop.example/privacy")
    account = open_account(world)
    with world.database.transaction() as session:
        document = json.dumps({"zone": "Europe/Berlin", "weekly": WEEK})
        profile = HoursProfile(id=new_id(), name="Büro", document=document, version=1)
        session.add(profile)
        session.flush()
        the_shop(session).profile_id = profile.id
    return account


def asked(world, account_id, text="Wo ist mein Paket?", at=OPEN, **supposed):
    with world.database.reading() as session:
        account = session.get_one(Account, account_id)
        channel = world.accounts.channel(account_id)
        return simulate(session, channel, account, Supposed(text, at, **supposed))


def test_by_day_and_by_night(world, account_id):
    by_day, by_night = asked(world, account_id), asked(world, account_id, at=CLOSED)
    assert (by_day.decision.reply, by_day.hours_open) == (Reply.ACK, True)
    assert by_day.changes_at == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert by_night.decision.reason is Reason.OUT_OF_HOURS
    assert "morgen um 09:00" in by_night.text
    assert by_night.saying.reference == "out_of_hours de-sie house-1"


def test_it_says_what_a_real_message_is_answered(world, account_id, loft, clock):
    customers = Customers(world, account_id)
    customers.write("Wo ist mein Paket?")
    customers.send_all()
    assert asked(world, account_id, at=clock()).text == loft.texts()[0]


@pytest.mark.parametrize(
    ("text", "supposed", "reason"),
    [
        ("STOP", {"marketing": Standing.GRANTED}, "STOP_RECEIVED"),
        ("ja", {"asked": Purpose.MARKETING, "marketing": Standing.PENDING}, "OPTIN_COMPLETED"),
        ("Hallo", {"automation": Standing.OBJECTED}, "AUTOMATION_OPTED_OUT"),
        ("Hallo", {"blocked": True}, "CUSTOMER_BLOCKED"),
        ("Hallo", {"bot_off": True}, "CONVERSATION_BOT_OFF"),
        ("Hallo", {"agent_wrote_at": OPEN - timedelta(minutes=9)}, "AGENT_ACTIVE"),
        ("Hallo", {"first": False, "notice_seen": True}, "OPEN_NOT_FIRST_MESSAGE"),
        ("Hallo", {"first": False}, "FIRST_CONTACT_NOTICE"),
        ("Hallo", {"headers": {"Auto-Submitted": ("auto-replied",)}}, "LOOP_AUTO_SUBMITTED"),
        ("Hallo", {"last_sent": {Reply.ACK: OPEN - timedelta(hours=1)}}, "THROTTLED_CONVERSATION"),
    ],
)
def test_every_circumstance_can_be_supposed(world, account_id, text, supposed, reason):
    assert asked(world, account_id, text, **supposed).decision.reason == reason


def test_the_language_is_the_texts_or_the_one_that_is_asked_for(world, account_id):
    assert asked(world, account_id, "Where is my parcel? I have not got it.").language == "en"
    assert asked(world, account_id, "Where is my parcel?", language="de").voice == "de-sie"
    with pytest.raises(ValueError, match="does not answer in 'fr'"):
        asked(world, account_id, language="fr")


def test_a_text_that_names_what_nobody_configured_is_incomplete(world, account_id):
    configure_shop(world, privacy_url="")
    found = asked(world, account_id, "START")
    assert (found.decision.reply, found.text) == (Reply.OPTIN_REQUEST, None)
    assert found.is_incomplete
    configure_shop(world, privacy_url="https://shop.example/privacy")
    assert "Lavendel" in asked(world, account_id, "START").text


def test_a_mail_is_asked_to_confirm_by_a_link(world, account_id):
    mail = open_account(world, "parchment", name="post")
    assert "https://…" in asked(world, mail, "START").text


def test_nothing_is_left_behind(world, account_id):
    asked(world, account_id, "STOP")
    for table in (DecisionRow, LedgerEntry, Message, Delivery):
        assert rows(world, table) == []
