"""Conversations are shown with their state, one by one and per customer."""

from __future__ import annotations

from inbox.conversations import labels
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.labels import Colour, Known
from tests.inbox.api.case import the_customer
from tests.shop import configure_shop, the_only


def test_a_conversation_is_shown_with_its_state(world, crm, mail):
    configure_shop(world, automation=False)
    mail.write(subject="Tasse kaputt", **{"from": "anna@example.org", "name": "Anna"})
    row = the_only(world, Conversation)
    assert crm.get(f"/conversations/{row.id}") == {
        "id": row.id,
        "customer_id": row.customer_id,
        "account": {"id": mail.account_id, "kind": "parchment", "label": "mail"},
        "identity": {"id": row.identity_id, "address": "anna@example.org", "name": "Anna"},
        "status": "open",
        "subject": "Tasse kaputt",
        "labels": [],
        "assignee_id": None,
        "opened_at": "2026-11-24T11:00:00Z",
        "last_message_at": "2026-11-24T11:00:00Z",
        "waiting_since": "2026-11-24T11:00:00Z",
        "snoozed_until": None,
        "resolved_at": None,
        "language": row.language,
    }
    listed = crm.get(f"/customers/{row.customer_id}/conversations")
    assert listed == {"data": [crm.get(f"/conversations/{row.id}")], "next_cursor": None}


def test_labels_are_named_and_the_machines_have_a_code(world, crm, chat):
    chat.write()
    row = the_only(world, Conversation)
    with world.database.transaction() as session:
        own = labels.create(session, "Reklamation", Colour.RED)
        for label in (own, labels.known_label(session, Known.CONTRACT)):
            labels.link(session, row.id, label.id)
    shown = crm.get(f"/conversations/{row.id}")["labels"]
    assert {"id": own.id, "name": "Reklamation", "known": None} in shown
    assert [one["known"] for one in shown if one["known"]] == [Known.CONTRACT.value]


def test_the_conversations_of_a_customer_come_page_by_page_in_both_orders(world, crm, mail):
    for number in range(5):
        mail.write(subject=f"Frage {number}")
    path = f"/customers/{the_customer(world)}/conversations?limit=2"
    newest_first = [one["subject"] for one in crm.walk(path)]
    assert newest_first == [f"Frage {number}" for number in (4, 3, 2, 1, 0)]
    assert [one["subject"] for one in crm.walk(f"{path}&order=asc")] == newest_first[::-1]


def test_a_conversation_that_wakes_up_between_two_pages_is_neither_lost_nor_repeated(
    world, crm, mail, clock
):
    for number in range(4):
        mail.write(subject=f"Frage {number}")
    path = f"/customers/{the_customer(world)}/conversations?limit=2"
    first = crm.get(path)
    with world.database.transaction() as session:
        for row in session.query(Conversation):
            if row.id not in {one["id"] for one in first["data"]}:
                row.last_message_at, row.status = clock.advance(hours=1), Status.OPEN
    second = crm.get(f"{path}&cursor={first['next_cursor']}")
    seen = [one["subject"] for one in first["data"] + second["data"]]
    assert sorted(seen) == [f"Frage {number}" for number in range(4)]
