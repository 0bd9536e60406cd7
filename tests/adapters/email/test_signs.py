"""The facts by which machine mail is recognised, and the kinds that they make."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inbox.channel import Automated
from tests.adapters.email.account import OWN, read

HEAD = f"From: Anna <anna@kunden.example>\nTo: {OWN}\nSubject: Frage\nMessage-ID: <a@b>\n"


def signs(headers: str = "", *, head: str = HEAD) -> tuple[str, ...]:
    return read(f"{head}{headers}\n\nText").loop_signs


def automated(headers: str = "", *, head: str = HEAD) -> Automated | None:
    return read(f"{head}{headers}\n\nText").automated


@pytest.mark.parametrize(
    ("header", "sign"),
    [
        ("Return-Path: <>", "NULL_RETURN_PATH"),
        ("Return-Path: < >", None),
        ("Return-Path: <MAILER-DAEMON@x.example>", "DAEMON_SENDER"),
        ("Auto-Submitted: auto-replied", "AUTO_REPLIED"),
        ("Auto-Submitted: Auto-Replied; owner-email=a@b", "AUTO_REPLIED"),
        ("Auto-Submitted: auto-replied (vacation)", "AUTO_REPLIED"),
        ("Auto-Submitted: auto-generated", "AUTO_GENERATED"),
        ("Auto-Submitted: auto-notified", "AUTO_NOTIFIED"),
        ("Auto-Submitted: yes", "AUTO_SUBMITTED"),
        ("Auto-Submitted: no", None),
        ("Auto-Submitted: No; reason=person", None),
        ("Precedence: bulk", "PRECEDENCE_BULK"),
        ("precedence: BULK", "PRECEDENCE_BULK"),
        ("Precedence: list", "PRECEDENCE_LIST"),
        ("Precedence: junk", "PRECEDENCE_JUNK"),
        ("Precedence: auto_reply", "PRECEDENCE_AUTO_REPLY"),
        ("Precedence: auto-reply", "PRECEDENCE_AUTO_REPLY"),
        ("Precedence: first-class", None),
        ("List-Id: <kunden.liste.example>", "LIST_HEADERS"),
        ("List-Unsubscribe: <mailto:x@y>", "LIST_HEADERS"),
        ("X-Auto-Response-Suppress: All", "RESPONSE_SUPPRESSED"),
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply", "RESPONSE_SUPPRESSED"),
        ("X-Auto-Response-Suppress: OOF", "RESPONSE_SUPPRESSED"),
        ("X-Auto-Response-Suppress: DR", None),
        ("X-Auto-Response-Suppress: RN, NRN", None),
        ("X-Loop: yes", "X_LOOP"),
        ("X-Loop: kunden@liste.example", "X_LOOP"),
        ("X-Loop: no", None),
        ("X-Kontor-Loop: andere@shop.example", "OWN_LOOP_HEADER"),
        ("X-Autoreply: yes", "X_AUTO_REPLY"),
        ("X-Autorespond: Re: Frage", "X_AUTO_REPLY"),
        ("X-Autoresponder: yes", "X_AUTO_REPLY"),
        ("X-Auto-Reply-From: a@b", "X_AUTO_REPLY"),
        ("X-Mail-Autoreply: yes", "X_AUTO_REPLY"),
        ("X-Autoreply: no", None),
        ("Delivered-To: autoresponder@x.example", "DELIVERED_TO_AUTORESPONDER"),
        ("X-Apple-Action: vacation", "APPLE_VACATION"),
        ("X-Spam-Flag: YES", "SPAM_FLAG"),
        ("X-MS-Exchange-Inbox-Rules-Loop: a@b", "INBOX_RULES_LOOP"),
        ("Content-Type: multipart/report; boundary=a", "REPORT"),
    ],
)
def test_a_header_is_a_sign_or_none(header, sign):
    assert signs(header) == ((sign,) if sign else ())


@pytest.mark.parametrize(
    ("sender", "sign"),
    [
        ("noreply@shop.example", "NO_REPLY_SENDER"),
        ("no-reply@shop.example", "NO_REPLY_SENDER"),
        ("do_not_reply@shop.example", "NO_REPLY_SENDER"),
        ("donotreply@shop.example", "NO_REPLY_SENDER"),
        ("rechnung-noreply@shop.example", "NO_REPLY_SENDER"),
        ("keine-antwort@shop.example", "NO_REPLY_SENDER"),
        ("nicht-antworten@shop.example", "NO_REPLY_SENDER"),
        ("postmaster@shop.example", "DAEMON_SENDER"),
        ("Mailer-Daemon@shop.example", "DAEMON_SENDER"),
        ("owner-kunden@liste.example", "LIST_SENDER"),
        ("kunden-request@liste.example", "LIST_SENDER"),
        ("bounce-17@liste.example", "LIST_SENDER"),
        ("service@laden.example", "OWN_ADDRESS"),
        ("Info@laden.example", "OWN_ADDRESS"),
        ("noreen@kunden.example", None),
        ("antonia.owner@kunden.example", None),
    ],
)
def test_a_sender_is_a_sign_or_none(sender, sign):
    head = f"From: {sender}\nTo: {OWN}\nSubject: x\n"
    assert signs(head=head) == ((sign,) if sign else ())


@pytest.mark.parametrize(
    "subject",
    [
        "Automatische Antwort: Frage",
        "Abwesenheitsnotiz: Frage",
        "Abwesend: bis 3.4.",
        "Out of Office: x",
        "Out-of-office reply",
        "Automatic reply: x",
        "Autoreply: x",
        "Auto-Reply: x",
        "Réponse automatique : x",
        "Risposta automatica: x",
        "Respuesta automática: x",
        "Resposta automática: x",
        "Automatisch antwoord: x",
        "Automatisk svar: x",
        "Autosvar: x",
        "Odpowiedź automatyczna: x",
        "Automatická odpověď: x",
        "Автоответ: x",
        "Eingangsbestätigung Ihrer Anfrage",
        "[Autoreply] x",
    ],
)
def test_a_subject_can_give_an_answering_machine_away(subject):
    head = f"From: a@b.example\nTo: {OWN}\nSubject: {subject}\n"
    assert "AUTO_REPLY_SUBJECT" in signs(head=head)
    assert automated(head=head) is Automated.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Automatische Antwort: Frage",
        "Ich bin nicht zufrieden",
        "Abwesend bei der Zustellung",
        "Auto: Ersatzteil fehlt",
        "Automatische Verlängerung gekündigt?",
        "Urlaub",
        "Absence de colis",
    ],
)
def test_a_person_may_write_about_absence(subject):
    head = f"From: a@b.example\nTo: {OWN}\nSubject: {subject}\n"
    assert automated(head=head) is None


def test_a_bare_auto_subject_counts_in_an_answer():
    head = f"From: a@b.example\nTo: {OWN}\nSubject: Auto: Frage\n"
    assert automated("In-Reply-To: <key@laden.example>", head=head) is Automated.AUTO_REPLY


@pytest.mark.parametrize(
    ("to", "addressed"),
    [
        (f"To: {OWN}", True),
        ("To: Service@Laden.Example", True),
        ("Cc: service@laden.example", True),
        ("To: service+abc@laden.example", True),
        ("To: info@laden.example", True),
        ("To: liste@anders.example", False),
        ("To: undisclosed-recipients:;", False),
        ("X-None: 1", False),
    ],
)
def test_it_is_noted_whether_we_are_addressed(to, addressed):
    found = signs(head=f"From: a@b.example\n{to}\nSubject: x\n")
    assert ("NOT_ADDRESSED_TO_US" in found) is not addressed


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("", None),
        ("X-Auto-Response-Suppress: All", None),
        ("X-MS-Exchange-Inbox-Rules-Loop: a@b", None),
        (
            "X-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: a@b",
            Automated.AUTO_REPLY,
        ),
        ("Auto-Submitted: auto-replied\nReturn-Path: <>", Automated.AUTO_REPLY),
        ("Auto-Submitted: auto-generated", Automated.NOTIFICATION),
        ("Precedence: bulk\nList-Id: <x.y>", Automated.BULK),
        ("List-Unsubscribe: <mailto:x@y>", Automated.BULK),
    ],
)
def test_signs_make_a_kind(headers, kind):
    assert automated(headers) is kind


def test_our_own_mail_that_comes_back_is_our_own():
    head = f"From: {OWN}\nTo: {OWN}\nSubject: x\n"
    assert automated("X-Kontor-Loop: service@laden.example", head=head) is Automated.OWN
    assert automated(head=head) is Automated.OWN


def test_another_kontors_automatic_mail_is_not_answered_but_shown_as_what_it_is():
    found = read(f"{HEAD}X-Kontor-Loop: x@y.example\nAuto-Submitted: auto-replied\n\nx")
    assert found.automated is Automated.AUTO_REPLY
    assert "OWN_LOOP_HEADER" in found.loop_signs


def test_a_contact_form_under_a_no_reply_address_may_be_a_person():
    head = f"From: noreply@laden.example\nReply-To: anna@kunden.example\nTo: {OWN}\nSubject: x\n"
    assert automated(head=head) is None


def test_every_sign_is_explained_in_the_readme():
    package = Path(__file__).parents[3] / "adapters" / "email"
    source = (package / "reading" / "signs.py").read_text("utf-8")
    explained = (package / "README.md").read_text("utf-8")
    codes = set(re.findall(r'"([A-Z_]{6,})"', source))
    assert len(codes) > 20
    assert {code for code in codes if f"`{code}`" not in explained} == set()
