"""Messages are shown complete: who, what, when, how far, and why the machine did what it did."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from inbox.automation.decision import DecisionRow
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Author, Message
from inbox.outbox.post import Letter, post
from tests.inbox.api.case import add_agent, change_customer, note, the_customer
from tests.pigeon import Pigeon
from tests.shop import configure_shop, rows, the_only

PLACE = {"latitude": 54.32, "longitude": 10.13, "name": "Zuhause"}


@pytest.fixture(autouse=True)
def quiet(world) -> None:
    """The machine says nothing by itself."""
    configure_shop(world, automation=False)


def test_a_customers_message_is_shown_whole(world, crm, chat):
    chat.write("Wo ist mein Paket?", name="Anna", at=chat.world.clock().timestamp() - 60)
    [found] = crm.get(f"/customers/{the_customer(world)}/messages")["data"]
    row = the_only(world, Message)
    assert found.pop("decision")["reason"] == the_only(world, DecisionRow).reason
    assert found == {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "customer_id": row.customer_id,
        "account": {"id": chat.account_id, "kind": "pigeon", "label": "chat"},
        "identity": {"id": row.identity_id, "address": "anna", "name": "Anna"},
        "direction": "in",
        "author": {"kind": "customer", "id": None},
        "kind": "text",
        "text": "Wo ist mein Paket?",
        "new_text": None,
        "subject": None,
        "details": None,
        "withheld": False,
        "at": "2026-11-24T10:59:00Z",
        "sent_at": "2026-11-24T10:59:00Z",
        "received_at": "2026-11-24T11:00:00Z",
        "delivered_at": None,
        "read_at": None,
        "state": None,
        "reason": None,
        "reason_text": None,
        "attachments": [],
        "reply_to": None,
        "edited_at": None,
        "edits": [],
        "revoked_at": None,
        "reactions": [],
        "automated": None,
        "imported": False,
        "trust": None,
        "language": row.language,
    }


def test_one_message_is_the_same_by_its_id_and_in_both_lists(world, crm, chat):
    chat.write()
    row = the_only(world, Message)
    one = crm.get(f"/messages/{row.id}")
    assert crm.get(f"/customers/{row.customer_id}/messages")["data"] == [one]
    assert crm.get(f"/conversations/{row.conversation_id}/messages")["data"] == [one]


def test_an_agents_reply_has_its_author_and_the_times_it_came_further(world, crm, chat, clock):
    chat.write()
    agent_id = _reply(world, clock, "Morgen.")
    chat.send_all()
    clock.advance(seconds=30)
    chat.happen(event="update", id="out-1", state="read")
    found = _messages(crm, world)[0]
    assert found["direction"] == "out"
    assert found["author"] == {"kind": "agent", "id": agent_id}
    assert found["text"] == "Morgen."
    assert found["identity"]["address"] == "anna"
    assert (found["state"], found["reason"]) == ("read", None)
    assert found["sent_at"] == "2026-11-24T11:00:00Z"
    assert found["received_at"] is None
    assert found["read_at"] == "2026-11-24T11:00:30Z"
    assert found["decision"] is None


def test_a_failed_message_says_why(world, crm, chat, clock):
    chat.write()
    _reply(world, clock, "Morgen.")
    chat.send_all()
    chat.happen(event="update", id="out-1", state="failed", reason="UNREACHABLE")
    found = _messages(crm, world)[0]
    assert (found["state"], found["reason"]) == ("failed", "UNREACHABLE")


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        (None, "receipt is acknowledged"),
        ("de-AT, en;q=0.5", "Eingang bestätigt"),
        ("fr, de;q=0.1", "Eingang bestätigt"),
        ("fr", "receipt is acknowledged"),
    ],
)
def test_reasons_are_put_in_the_words_of_who_asks(world, crm, chat, wish, says):
    chat.write()
    with world.database.transaction() as session:
        session.execute(update(DecisionRow).values(reason="ACK"))
        session.execute(update(Message).values(reached_reason="ACK"))
    headers = {"accept_language": wish} if wish else {}
    path = f"/customers/{the_customer(world)}/messages"
    response = crm.ask(path, **headers)
    assert "Accept-Language" in response.headers["Vary"]
    [found] = response.json["data"]
    assert found["reason"] == found["decision"]["reason"] == "ACK"
    assert found["reason_text"] == found["decision"]["reason_text"] == says


def test_a_code_of_somebody_elses_has_no_words(world, crm, chat):
    chat.write()
    with world.database.transaction() as session:
        session.execute(update(Message).values(reached_reason="{x}"))
    [found] = _messages(crm, world)
    assert (found["reason"], found["reason_text"]) == ("{x}", None)


def test_the_last_decision_about_a_message_counts(world, crm, chat, clock):
    chat.write()
    first = the_only(world, DecisionRow)
    with world.database.transaction() as session:
        session.add(
            DecisionRow(
                message_id=first.message_id, conversation_id=first.conversation_id,
                identity_id=first.identity_id, phase="send", reply=None, reason="AGENT_ACTIVE",
                flags="", rule_version="1", decided_at=clock.now,
            )
        )  # fmt: skip
    assert _messages(crm, world)[0]["decision"] == {
        "reply": None,
        "reason": "AGENT_ACTIVE",
        "reason_text": "a colleague is at it",
        "at": "2026-11-24T11:00:00Z",
    }


def test_an_edit_a_deletion_a_reaction_and_an_answer_are_told(world, crm, chat, clock):
    key = chat.write("Erst so")
    clock.advance(seconds=10)
    chat.happen(event="edited", id="e1", target=key, text="Dann so")
    chat.happen(event="reaction", id="r1", target=key, emoji="👍")
    chat.write("Genau", reply_to=key)
    clock.advance(seconds=10)
    chat.happen(event="revoked", id="d1", target=key)
    answer, edited = _messages(crm, world)
    assert answer["reply_to"] == edited["id"]
    assert edited["text"] == "Dann so"
    assert edited["edits"] == [{"text": "Erst so", "until": "2026-11-24T11:00:10Z"}]
    assert edited["edited_at"] == "2026-11-24T11:00:10Z"
    assert edited["revoked_at"] == "2026-11-24T11:00:20Z"
    [reaction] = edited["reactions"]
    assert reaction["emoji"] == "👍"
    assert reaction["by"] == edited["identity"]["id"]


def test_a_mail_has_subject_whole_text_new_text_and_why_it_is_automatic(world, crm, mail):
    mail.write(
        "Danke\n\n> Hallo", new_text="Danke", subject="Re: Tasse", kind="email", automated="bulk"
    )
    [found] = _messages(crm, world)
    assert found["subject"] == "Re: Tasse"
    assert (found["text"], found["new_text"]) == ("Danke\n\n> Hallo", "Danke")
    assert found["automated"] == "bulk"
    assert found["kind"] == "email"


def test_what_nobody_can_read_is_shown_as_such(world, crm, chat):
    chat.happen(event="unsupported", id="x", what="hologram")
    [found] = _messages(crm, world)
    assert (found["kind"], found["details"]) == ("unsupported", {"what": "hologram"})


def test_a_location_needs_a_scope_of_its_own(world, crm, modest, chat):
    chat.write("Zuhause", kind="location", details=PLACE)
    [found] = _messages(crm, world)
    assert (found["text"], found["details"], found["withheld"]) == ("Zuhause", PLACE, False)
    [hidden] = _messages(modest, world)
    assert (hidden["text"], hidden["details"], hidden["withheld"]) == ("", None, True)
    assert "Zuhause" not in str(hidden)
    assert hidden["kind"] == "location"


def test_notes_need_a_scope_of_their_own(world, crm, modest, chat):
    chat.write()
    note_id = note(world, "Kulanz möglich")
    row = rows(world, Message)[0]
    told = crm.get(f"/messages/{note_id}")
    assert (told["text"], told["direction"], told["identity"]) == ("Kulanz möglich", "note", None)
    for path in (f"/customers/{row.customer_id}", f"/conversations/{row.conversation_id}"):
        assert len(crm.get(f"{path}/messages")["data"]) == 2
        assert len(modest.get(f"{path}/messages")["data"]) == 1
        assert modest.refused(f"{path}/messages?direction=note")[0] == 403
        assert [one["id"] for one in crm.get(f"{path}/messages?direction=note")["data"]] == [
            note_id
        ]
    assert modest.refused(f"/messages/{note_id}")[0] == 404


def test_messages_are_filtered_by_direction_channel_and_time(world, crm, chat, mail, clock):
    chat.write("eins")
    _reply(world, clock, "zwei")
    clock.advance(minutes=5)
    mail.write("drei", **{"from": "anna@example.org"})
    one, other = (row.customer_id for row in rows(world, Conversation))
    change_customer(world, other, merged_into=None)
    assert _texts(crm, f"/customers/{one}/messages?direction=in") == ["eins"]
    assert _texts(crm, f"/customers/{one}/messages?direction=out") == ["zwei"]
    assert _texts(crm, f"/customers/{one}/messages?channel=parchment") == []
    assert _texts(crm, f"/customers/{other}/messages?channel=parchment") == ["drei"]
    assert _texts(crm, f"/customers/{one}/messages?since=2026-11-24T11:00:01Z") == []
    assert _texts(crm, f"/customers/{one}/messages?since=2026-11-24T11:00:00Z&order=asc") == [
        "eins", "zwei",
    ]  # fmt: skip
    assert _texts(crm, f"/customers/{one}/messages?since=2026-11-24T12:00:00%2B01:00") == [
        "zwei", "eins",
    ]  # fmt: skip


def test_what_came_with_nul_bytes_and_markup_is_plain_json(world, crm, chat):
    chat.write("<script>\0\ud800</script>", name="<b>Anna\u202e</b>")
    [found] = _messages(crm, world)
    assert found["text"] == "<script>?</script>"
    assert found["identity"]["name"] == "<b>Anna</b>"


def _messages(crm, world) -> list[dict]:
    return crm.get(f"/customers/{the_customer(world)}/messages")["data"]


def _texts(crm, path) -> list[str]:
    return [one["text"] for one in crm.get(path)["data"]]


def _reply(world, clock, text) -> str:
    """The agent's id."""
    agent_id = add_agent(world)
    with world.database.transaction() as session:
        conversation = session.get_one(Conversation, rows(world, Conversation)[0].id)
        letter = Letter("reply-1", Author.AGENT, Purpose.SERVICE, text, agent_id=agent_id)
        post(session, conversation, letter, Pigeon.capabilities, now=clock.now)
    return agent_id
