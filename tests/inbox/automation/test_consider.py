"""What the machine does about a message: it answers once, lawfully, and says why."""

from __future__ import annotations

import json
from datetime import date

import pytest

from inbox.accounts.account import Account
from inbox.automation.decision import DecisionRow
from inbox.consent.ledger import ConsentState, LedgerEntry
from inbox.consent.purpose import Purpose
from inbox.consent.wordings import Wording
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.labels import labels_of
from inbox.conversations.message import Author, Reached
from inbox.db import new_id
from inbox.hours.profiles import HoursProfile
from inbox.outbox.post import Letter, post
from tests.shop import Customers, configure_shop, messages, open_account, rows, the_only

OFFICE = {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def shop(world):
    configure_shop(world, name="Lavendel", privacy_url="https://shop.example/privacy")
    customers = Customers(world, open_account(world))
    set_hours(world, OFFICE)
    return customers


def set_hours(world, weekly):
    with world.database.transaction() as session:
        document = json.dumps({"zone": "Europe/Berlin", "weekly": weekly})
        profile = HoursProfile(id=new_id(), name="Büro", document=document, version=1)
        session.add(profile)
        session.flush()
        for account in session.query(Account):
            account.profile_id = profile.id


def reasons(world):
    return [row.reason for row in rows(world, DecisionRow)]


def outgoing(world):
    return [
        (m.reached, m.reached_reason, c.text) for m, c in messages(world) if m.direction == "out"
    ]


def test_when_open_it_acknowledges_once(world, shop, loft):
    for text in ("Hallo", "noch etwas", "und noch etwas"):
        shop.write(text)
    shop.send_all()
    assert len(loft.sent) == 1
    assert reasons(world) == ["ACK", "OPEN_NOT_FIRST_MESSAGE", "OPEN_NOT_FIRST_MESSAGE"]


def test_when_closed_it_names_the_next_opening(world, shop, loft, clock):
    clock.advance(hours=8)  # Tuesday, 20:00 in Berlin
    shop.write("Hallo")
    shop.send_all()
    assert "morgen um 09:00" in loft.texts()[0]
    assert reasons(world) == ["OUT_OF_HOURS"]


def test_the_first_answer_bears_the_privacy_notice_and_the_next_does_not(world, shop, loft, clock):
    shop.write("Hallo")
    shop.send_all()
    assert "https://shop.example/privacy" in loft.texts()[0]
    shown = the_only(world, LedgerEntry)
    assert (shown.purpose, shown.happened) == ("service", "shown")
    assert "https://shop.example/privacy" in the_only(world, Wording).text
    clock.advance(days=1)
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        conversation.status, conversation.resolved_at = Status.RESOLVED, clock()
    clock.advance(minutes=5)
    shop.write("Hallo noch einmal")
    shop.send_all()
    assert len(loft.sent) == 2
    assert "https://shop.example/privacy" not in loft.texts()[1]


def test_stop_with_nothing_to_withdraw_ends_the_machine_and_is_confirmed_once(world, shop, loft):
    for text in ("Stop", "Stop", "Hallo?"):
        shop.write(text)
        shop.send_all()
    assert len(loft.sent) == 1
    assert {(row.purpose, row.standing) for row in rows(world, ConsentState)} >= {
        ("marketing", "withdrawn"),
        ("automation", "objected"),
    }
    assert reasons(world)[-1] == "AUTOMATION_OPTED_OUT"


def test_an_answer_that_waited_does_not_leave_after_a_stop(world, shop, loft):
    shop.write("Hallo")
    shop.write("STOP")
    shop.send_all()
    texts = loft.texts()
    assert len(texts) == 1
    assert "keine automatischen" in texts[0] or "weder" in texts[0]
    withheld = [(reached, reason) for reached, reason, _ in outgoing(world)]
    assert withheld[0][0] == Reached.WITHHELD


def test_it_does_not_leave_when_an_agent_answered_meanwhile(world, shop, loft):
    shop.write("Hallo")
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        channel = world.accounts.channel(shop.account_id)
        post(session, conversation, Letter("k", Author.AGENT, Purpose.SERVICE, "Ich kümmere mich."),
             channel.capabilities, now=world.clock())  # fmt: skip
    shop.send_all()
    assert loft.texts() == ["Ich kümmere mich."]
    assert outgoing(world)[0][:2] == (Reached.WITHHELD, "AGENT_ACTIVE")
    assert reasons(world) == ["ACK", "AGENT_ACTIVE"]


def test_it_does_not_leave_when_the_shop_closed_meanwhile(world, shop, loft, clock):
    clock.advance(hours=5, minutes=55)  # 17:55
    shop.write("Hallo")
    clock.advance(minutes=10)
    shop.send_all()
    assert loft.sent == []
    assert outgoing(world)[0][1] == "HOURS_CHANGED"


def test_what_is_an_hour_late_is_not_said_any_more(world, shop, loft, clock):
    shop.write("Hallo")
    clock.advance(minutes=70)
    shop.send_all()
    assert loft.sent == []
    assert outgoing(world)[0][1] == "STALE_MESSAGE"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"automation": False}, "TENANT_AUTOMATION_OFF"),
        ({"acknowledge": False, "privacy_url": ""}, "OPEN_ACK_DISABLED"),
    ],
)
def test_switches_of_the_shop_are_obeyed(world, shop, loft, change, reason):
    configure_shop(world, **change)
    shop.write("Hallo")
    shop.send_all()
    assert loft.sent == []
    assert reasons(world) == [reason]


def test_mail_loops_are_never_answered(world, loft):
    mail = Customers(world, open_account(world, "parchment"))
    mail.write("Ich bin im Urlaub", automated="auto_reply", signs=["auto_submitted"])
    mail.write("Neu im Angebot", automated="bulk")
    mail.write("Zustellung gescheitert", automated="bounce")
    mail.send_all()
    assert loft.sent == []
    assert all(reason.startswith("LOOP_") for reason in reasons(world))


def test_an_imported_message_is_never_answered(world, shop, loft):
    shop.write("von früher", imported=True)
    shop.send_all()
    assert loft.sent == []
    assert reasons(world) == ["IMPORTED"]


def test_a_message_that_sounds_like_an_objection_is_a_hint_for_people(world, shop):
    shop.write("Bitte schicken Sie mir keine Werbung mehr, das nervt, und wo ist mein Paket?")
    assert the_only(world, DecisionRow).hint is not None


def test_a_declaration_about_a_contract_is_no_opt_out(world, shop):
    shop.write("Widerruf")
    row = the_only(world, DecisionRow)
    assert row.reason == "NEEDS_HUMAN" or row.reply == "privacy_notice"
    assert "contract_declaration" in row.flags
    assert [r for r in rows(world, ConsentState) if r.purpose == "marketing"] == []


def test_a_request_for_ones_data_sets_a_label_and_the_day_by_which_it_is_due(world, shop):
    shop.write("Welche Daten haben Sie über mich gespeichert?")
    conversation = the_only(world, Conversation)
    assert conversation.due_on == date(2026, 12, 24)
    assert conversation.urgent
    with world.database.reading() as session:
        labels = labels_of(session, [conversation.id])[conversation.id]
    assert [label.known for label in labels] == ["DATA_REQUEST"]


def test_stop_everything_reaches_every_identity_of_the_customer(world, shop):
    shop.write("Hallo")
    second = Customers(world, open_account(world, name="zwei"))
    second.write("Hallo")
    with world.database.transaction() as session:
        from inbox.conversations.customer import Identity

        first, other = session.query(Identity).order_by(Identity.id)
        other.customer_id = first.customer_id
    shop.write("STOP ALLES")
    states = [row for row in rows(world, ConsentState) if row.purpose == "automation"]
    assert len(states) == 2
    assert {row.standing for row in states} == {"objected"}


def test_the_language_of_the_message_is_answered(world, shop, loft):
    shop.write("Where is my parcel? I have not received it yet.")
    shop.send_all()
    assert "Automated message" in loft.texts()[0]


def test_an_opt_in_needs_a_question_that_was_put_and_a_yes(world, shop, loft):
    shop.write("START")
    shop.write("JA")  # before the question left: agrees to nothing
    shop.send_all()
    assert standing_of(world, "marketing") == "pending"
    assert "JA" in loft.texts()[-1]
    shop.write("JA")
    assert standing_of(world, "marketing") == "granted"
    shown = {row.name: row.text for row in rows(world, Wording)}
    assert "Lavendel" in shown["consent:marketing"]


def test_a_no_is_respected_and_a_stop_ends_it(world, shop):
    shop.write("START")
    shop.send_all()
    shop.write("NEIN")
    assert standing_of(world, "marketing") == "withdrawn"


def standing_of(world, purpose):
    return next(row.standing for row in rows(world, ConsentState) if row.purpose == purpose)


def test_where_the_shop_asks_for_consent_nothing_else_is_said_before_it(world, shop, loft):
    configure_shop(world, consent_required=True)
    shop.write("Hallo")
    shop.send_all()
    assert reasons(world) == ["CONSENT_REQUEST"]
    shop.write("Und?")
    shop.send_all()
    assert reasons(world)[-1] == "CONSENT_PENDING"
    shop.write("JA")
    shop.send_all()
    assert standing_of(world, "channel") == "granted"
    assert len(loft.sent) == 2


def test_a_reply_whose_words_are_incomplete_is_not_sent(world, shop, loft):
    configure_shop(world, privacy_url="")
    shop.write("START")
    shop.send_all()
    assert loft.sent == []
    assert reasons(world) == ["TEXT_INCOMPLETE"]


def test_after_three_automatic_answers_a_day_it_is_enough(world, shop, loft, clock):
    for _ in range(3):
        shop.write("HILFE")
        shop.send_all()
        clock.advance(minutes=90)
    shop.write("Hallo")
    shop.send_all()
    assert len(loft.sent) == 3
    assert reasons(world)[-1] == "THROTTLED_SENDER"


def test_the_machine_never_closes_a_conversation(world, shop):
    shop.write("Hallo")
    shop.send_all()
    conversation = the_only(world, Conversation)
    assert conversation.status == Status.OPEN
    assert conversation.waiting_since is not None


def test_what_somebody_set_for_a_conversation_is_spoken_there(world, shop, loft):
    shop.write("Hallo")
    with world.database.transaction() as session:
        session.query(Conversation).one().language = "en"
    shop.write("Hilfe, bitte")
    shop.send_all()
    assert "Automated message" in loft.texts()[-1]


def test_a_picture_is_answered_in_the_language_the_customer_wrote_before(world, shop, loft, clock):
    shop.write("Where is my parcel? I have not received it yet.")
    shop.send_all()
    clock.advance(hours=13)
    shop.write("", kind="image")
    shop.send_all()
    assert "Automated message" in loft.texts()[-1]


def test_a_language_that_nobody_speaks_here_is_not_set(world, shop, loft):
    shop.write("Hallo")
    with world.database.transaction() as session:
        session.query(Conversation).one().language = "fr"
    shop.write("START")
    shop.send_all()
    assert "Automatische Nachricht" in loft.texts()[-1]
