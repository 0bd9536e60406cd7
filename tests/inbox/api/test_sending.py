"""A program writes to customers through the same gate as everybody, and hears why it may not."""

from __future__ import annotations

import pytest

from inbox.accounts.templates import AccountTemplate
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.message import Message
from inbox.outbox.delivery import Delivery
from inbox.people.token import Scope
from tests.inbox.api.case import Crm, change_customer, customer_of, the_customer
from tests.shop import configure_shop, rows, the_only


@pytest.fixture(autouse=True)
def quiet(world) -> None:
    configure_shop(world, automation=False)


@pytest.fixture
def anna(world, chat) -> str:
    chat.write()
    return the_customer(world)


def test_a_message_leaves_and_is_shown_as_the_shops(world, crm, chat, loft, anna):
    written = crm.send(f"/customers/{anna}/messages", _to(world, text="Ihr Paket ist da."))
    assert written.status_code == 201, written.text
    assert written.json["author"] == {"kind": "shop", "id": None}
    assert written.json["state"] == "queued"
    chat.send_all()
    assert loft.texts() == ["Ihr Paket ist da."]
    shown = crm.get(f"/messages/{written.json['id']}")
    assert (shown["state"], shown["text"]) == ("sent", "Ihr Paket ist da.")
    assert the_only(world, Delivery).purpose == "service"


def test_a_repeat_sends_nothing_twice(world, crm, chat, loft, anna):
    path, body = f"/customers/{anna}/messages", _to(world)
    first, again = (crm.send(path, body, key="order-7-shipped") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert again.headers["Idempotent-Replayed"] == "true"
    chat.send_all()
    assert len(loft.sent) == 1


def test_a_repeat_after_the_answer_was_forgotten_sends_nothing_either(world, crm, chat, loft, anna):
    path, body = f"/customers/{anna}/messages", _to(world)
    first = crm.send(path, body, key="order-7-shipped")
    chat.send_all()
    world.clock.advance(hours=25)
    again = crm.send(path, body, key="order-7-shipped")
    assert again.json["id"] == first.json["id"]
    assert "Idempotent-Replayed" not in again.headers
    chat.send_all()
    assert len(loft.sent) == 1


def test_a_key_that_is_used_again_after_a_day_sends_the_new_message(
    world, crm, chat, mail, loft, anna
):
    """And never shows the one that went to somebody else."""
    first = crm.send(f"/customers/{anna}/messages", _to(world, text="Für Anna."), key="k")
    mail.write(subject="Rechnung")
    world.clock.advance(hours=25)
    customer = customer_of(world, mail.account_id)
    [message] = [row for row in rows(world, Message) if row.customer_id == customer]
    body = {"purpose": "service", "text": "Für Bert."}
    second = crm.send(f"/conversations/{message.conversation_id}/messages", body, key="k")
    assert (second.status_code, second.json["text"]) == (201, "Für Bert.")
    assert second.json["id"] != first.json["id"]


def test_a_reply_goes_on_with_its_conversation(world, crm, mail, loft):
    mail.write(subject="Rechnung")
    message = rows(world, Message)[0]
    path = f"/conversations/{message.conversation_id}/messages"
    body = {"purpose": "service", "text": "Anbei.", "reply_to": message.id}
    written = crm.send(path, body)
    assert written.json["reply_to"] == message.id
    mail.send_all()
    assert loft.sent[0].message.text == "Anbei."
    assert written.json["conversation_id"] == message.conversation_id


def test_with_a_subject_a_new_conversation_begins(world, crm, mail, loft):
    mail.write(subject="Rechnung")
    customer = customer_of(world, mail.account_id)
    body = _to(world, subject="Ihre Bestellung")
    written = crm.send(f"/customers/{customer}/messages", body)
    opened = crm.get(f"/conversations/{written.json['conversation_id']}")
    assert opened["subject"] == "Ihre Bestellung"
    assert written.json["conversation_id"] != rows(world, Message)[0].conversation_id


@pytest.mark.parametrize(
    ("state", "body", "reason"),
    [
        ({}, {"purpose": "marketing"}, "MARKETING_NOT_ALLOWED"),
        ({"blocked_at": True}, {}, "CUSTOMER_BLOCKED"),
    ],
)
def test_the_gate_says_why_not_and_nothing_is_kept(
    world, crm, chat, clock, anna, state, body, reason
):
    change_customer(world, anna, **dict.fromkeys(state, clock.now))
    before = crm.get("/changes/position")["next_after"]
    path = f"/customers/{anna}/messages"
    refused = crm.ask(
        path, method="POST", json=_to(world, **body), idempotency_key="k", accept_language="de"
    )
    assert refused.status_code == 409
    assert refused.json["type"] == "urn:kontor:problem:message-refused"
    assert refused.json["reason"] == reason
    assert refused.json["reason_text"]
    assert len(rows(world, Message)) == 1
    assert rows(world, Delivery) == []
    assert crm.get(f"/changes?after={before}")["data"] == []


def test_a_refused_message_may_be_tried_again_under_its_key(world, crm, chat, loft, clock, anna):
    path, body = f"/customers/{anna}/messages", _to(world)
    change_customer(world, anna, blocked_at=clock.now)
    assert crm.send(path, body, key="k").status_code == 409
    change_customer(world, anna, blocked_at=None)
    assert crm.send(path, body, key="k").status_code == 201


def test_outside_the_reply_window_only_a_template_goes(world, crm, chat, loft, clock, anna):
    clock.advance(hours=25)
    path = f"/customers/{anna}/messages"
    refused = crm.send(path, _to(world))
    assert (refused.status_code, refused.json["reason"]) == (409, "WINDOW_CLOSED")
    _approve(world, chat.account_id, sendable=True)
    used = {"name": "shipped", "language": "de", "values": ["20318"]}
    written = crm.send(path, _to(world, text="", template=used))
    assert (written.status_code, written.json["kind"]) == (201, "template")
    assert written.json["text"] == "Paket 20318 ist unterwegs."
    for wrong in ({**used, "values": []}, {**used, "language": "en"}, {**used, "name": "x"}):
        assert crm.send(path, _to(world, text="", template=wrong)).status_code == 422


def test_an_advertising_template_needs_the_consent_whatever_it_is_said_to_be_for(
    world, crm, chat, anna
):
    _approve(world, chat.account_id, sendable=True, category="MARKETING")
    used = {"name": "shipped", "language": "de", "values": ["20318"]}
    body = _to(world, purpose="service", text="", template=used)
    refused = crm.send(f"/customers/{anna}/messages", body)
    assert (refused.status_code, refused.json["reason"]) == (409, "MARKETING_NOT_ALLOWED")


def test_what_makes_no_sense_is_refused(world, crm, chat, mail, anna):
    mail.write()
    other = next(one.id for one in rows(world, Identity) if one.account_id == mail.account_id)
    path = f"/customers/{anna}/messages"
    for wrong in (
        {"purpose": None},
        {"purpose": "automation"},
        {"text": ""},
        {"text": " \n"},
        {"text": "x" * 50_001},
        {"identity_id": other},
        {"identity_id": "0" * 32},
        {"reply_to": "0" * 32},
        {"template": {"name": "x", "language": "de"}},
        {"template": {"name": "a\0b", "language": "d\0"}},
    ):
        assert crm.send(path, {**_to(world), **wrong}).status_code == 422, wrong
    without = {name: value for name, value in _to(world).items() if name != "purpose"}
    assert crm.send(path, without).status_code == 422
    assert len(rows(world, Delivery)) == 0


def test_who_is_not_there_is_not_written_to(world, crm, chat, clock, anna):
    body = _to(world)
    assert crm.send(f"/customers/{'0' * 32}/messages", body).status_code == 404
    change_customer(world, anna, restricted_at=clock.now)
    assert crm.send(f"/customers/{anna}/messages", body).status_code == 404
    conversation = rows(world, Message)[0].conversation_id
    assert crm.send(f"/conversations/{conversation}/messages", body).status_code in {404, 422}
    assert rows(world, Customer)[0].restricted_at is not None


def test_writing_needs_its_scope(world, anna):
    reader = Crm(world, may=(Scope.HISTORY_READ, Scope.CUSTOMERS_WRITE))
    assert reader.send(f"/customers/{anna}/messages", _to(world)).status_code == 403


def _to(world, **more):
    """A message to the first identity there is."""
    identity = rows(world, Identity)[0].id
    return {"purpose": "service", "text": "Guten Tag", "identity_id": identity, **more}


def _approve(world, account_id: str, *, sendable: bool, category: str = "UTILITY") -> None:
    with world.database.transaction() as session:
        session.add(
            AccountTemplate(
                account_id=account_id, name="shipped", language="de", status="APPROVED",
                category=category, body="Paket {{1}} ist unterwegs.", variables='["1"]',
                sendable=sendable, listed_at=world.clock(),
            )
        )  # fmt: skip
