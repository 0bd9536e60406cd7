"""Mail that comes back, mail that only resembles it, and what both say about mail of ours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from inbox.channel import Automated, DeliveryUpdate, Preference, Rejected, State, Wish
from tests.adapters.email.account import MAILS, events, read, stored

BOUNCES = [
    "bounce_report",
    "bounce_report_headers_only",
    "bounce_report_internationalised",
    "bounce_report_mailbox_full",
    "bounce_report_policy",
    "bounce_report_soft",
    "bounce_report_vague_status",
    "bounce_report_of_a_strange_mail",
    "bounce_report_rewritten_id",
    "bounce_qmail",
    "bounce_exim",
    "bounce_exchange_german",
    "bounce_google",
    "bounce_yahoo",
    "bounce_domino",
    "bounce_french",
]
NO_BOUNCES = {
    "delay_report": Automated.NOTIFICATION,
    "delivered_report": Automated.RECEIPT,
    "auto_reply_with_null_return_path": Automated.AUTO_REPLY,
    "person_writes_about_a_bounce": None,
    "person_reports_a_failed_parcel": None,
    "parcel_carrier": None,
    "challenge_response": None,
    "read_receipt": Automated.RECEIPT,
    "complaint": Automated.NOTIFICATION,
    "newsletter": Automated.BULK,
    "reply_with_quote": None,
}


@pytest.mark.parametrize("name", BOUNCES)
def test_a_bounce_is_recognised_and_shown(name):
    message = read(stored(name))
    assert message.automated is Automated.BOUNCE
    assert message.details["report"] == "failed"


@pytest.mark.parametrize(("name", "kind"), NO_BOUNCES.items())
def test_what_resembles_a_bounce_is_none(name, kind):
    found = events(stored(name))
    assert found[0].automated is kind
    assert not [event for event in found if isinstance(event, DeliveryUpdate)]


@pytest.mark.parametrize(
    ("name", "code", "status"),
    [
        ("bounce_report", "NO_SUCH_MAILBOX", "5.1.1"),
        ("bounce_report_headers_only", "NO_SUCH_MAILBOX", "5.1.1"),
        ("bounce_report_internationalised", "NO_SUCH_MAILBOX", "5.1.1"),
        ("bounce_report_mailbox_full", "MAILBOX_FULL", "5.2.2"),
        ("bounce_report_policy", "REFUSED_BY_POLICY", "5.7.1"),
        ("bounce_report_soft", "NOT_DELIVERED_IN_TIME", "4.4.7"),
        ("bounce_report_vague_status", "NO_SUCH_MAILBOX", "5.1.1"),
        ("bounce_qmail", "NO_SUCH_MAILBOX", "5.1.1"),
        ("bounce_exim", "NO_SUCH_MAILBOX", "5.1.1"),
        ("bounce_google", "RETURNED", ""),
        ("bounce_yahoo", "RETURNED", ""),
    ],
)
def test_a_bounce_of_our_mail_fails_that_mail(name, code, status):
    update = events(stored(name))[1]
    assert isinstance(update, DeliveryUpdate)
    assert (update.external_id, update.dedupe_key) == ("key-1@laden.example", "key-1")
    assert update.state is State.FAILED
    assert update.at == datetime(2026, 3, 3, 9, 5, tzinfo=UTC)
    assert isinstance(update.reason, Rejected)
    assert (update.reason.code, update.reason.detail) == (code, status)


def test_our_id_is_found_behind_a_provider_that_replaced_it():
    update = events(stored("bounce_report_rewritten_id"))[1]
    assert isinstance(update, DeliveryUpdate)
    assert update.dedupe_key == "key-1"


@pytest.mark.parametrize("name", ["bounce_report_of_a_strange_mail", "bounce_domino"])
def test_a_bounce_without_an_id_of_ours_fails_nothing(name):
    assert len(events(stored(name))) == 1


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("bounce_report", "weg@kunden.example"),
        ("bounce_qmail", "weg@kunden.example"),
        ("bounce_exim", "weg@kunden.example"),
        ("bounce_google", "weg@gmail.example"),
        ("bounce_domino", "weg@firma.example"),
    ],
)
def test_it_is_said_who_was_not_reached(name, address):
    assert read(stored(name)).details["failed"][0]["address"] == address


def test_a_complaint_stops_marketing_to_whoever_complained():
    preference = events(stored("complaint"))[1]
    assert isinstance(preference, Preference)
    assert preference.sender.address == "anna@kunden.example"
    assert preference.wants is Wish.STOP_MARKETING


def test_a_complaint_about_somebody_elses_mail_stops_nothing():
    forged = stored("complaint").replace(b"key-1@laden.example", b"x@fremd.example")
    assert len(events(forged)) == 1


def test_the_returned_mail_and_the_report_are_files():
    names = [file.filename for file in read(stored("bounce_report")).media]
    assert names == ["attachment-1.txt", "Ihre Bestellung.eml"]


def test_reading_a_bounce_twice_gives_equal_events():
    assert events(stored("bounce_report")) == events(stored("bounce_report"))


def words(name: str) -> dict[str, str]:
    """title -> mail, of a file in which each mail stands under a line with its title."""
    blocks = (MAILS / f"{name}.txt").read_text("utf-8").split("### ")[1:]
    return {title: mail for title, _, mail in (block.partition("\n") for block in blocks)}


SERVERS, PEOPLE = words("words_of_servers"), words("words_of_people")


@pytest.mark.parametrize("title", SERVERS)
def test_the_words_of_a_server_that_knows_no_reports_are_understood(title):
    assert read(SERVERS[title]).automated is Automated.BOUNCE


@pytest.mark.parametrize("title", PEOPLE)
def test_words_of_failure_alone_are_no_bounce(title):
    assert read(PEOPLE[title]).automated is not Automated.BOUNCE
