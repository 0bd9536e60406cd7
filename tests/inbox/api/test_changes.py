"""The feed tells every change once and in order, and nothing that the token may not see."""

from __future__ import annotations

import pytest

from inbox.changes import journal
from inbox.changes.journal import Subject, What
from inbox.people.token import ApiToken
from tests.inbox.api.case import change_customer, customer_of, linked, note, the_customer
from tests.shop import configure_shop, rows


@pytest.fixture(autouse=True)
def quiet(world) -> None:
    configure_shop(world, automation=False)


def test_a_message_is_told_with_what_it_belongs_to(world, crm, chat):
    chat.write()
    told = crm.get("/changes")
    message = crm.get(f"/customers/{the_customer(world)}/messages")["data"][0]
    [received] = [one for one in told["data"] if one["type"] == "message.received"]
    assert received["message_id"] == message["id"]
    assert received["customer_id"] == message["customer_id"]
    assert received["conversation_id"] == message["conversation_id"]
    assert received["at"] == "2026-11-24T11:00:00Z"
    assert not received["tombstone"]
    assert not told["more"]


def test_nothing_is_told_twice_to_who_goes_on_where_they_stopped(world, crm, chat):
    numbers: list[int] = []
    after = 0
    for _round in range(3):
        chat.write()
        while True:
            told = crm.get(f"/changes?after={after}&limit=2")
            numbers += [one["number"] for one in told["data"]]
            after = told["next_after"]
            if not told["more"]:
                break
    assert numbers == sorted(set(numbers))
    assert len(crm.get("/changes?limit=1000")["data"]) == len(numbers)
    assert crm.get(f"/changes?after={after}") == {"data": [], "next_after": after, "more": False}


def test_the_link_leads_through_the_feed(world, crm, chat):
    for _message in range(4):
        chat.write()
    response = crm.ask("/changes?limit=3")
    assert linked(world, response) == f"/changes?limit=3&after={response.json['next_after']}"
    assert crm.walk("/changes?limit=3") == crm.get("/changes?limit=1000")["data"]


def test_tombstones_are_marked(world, crm, chat):
    chat.write()
    kinds = (What.ERASED, What.RESTRICTED, What.CUSTOMER_MERGED, What.RECTIFIED)
    _note(world, *kinds)
    told = {one["type"]: one["tombstone"] for one in crm.get("/changes")["data"]}
    assert [told[kind] for kind in kinds] == [True, True, True, True]


def test_what_concerns_kontor_itself_is_passed_over_but_leads_on(world, crm):
    _note(world, *[What.EVENT_DEAD, What.ACCOUNT_UPDATED] * 3, What.CUSTOMER_UPDATED)
    first = crm.get("/changes?limit=4")
    assert (first["data"], first["more"]) == ([], True)
    rest = crm.get(f"/changes?after={first['next_after']}")
    assert [one["type"] for one in rest["data"]] == ["customer.updated"]


def test_notes_are_told_only_to_who_may_read_them(world, crm, modest, chat):
    chat.write()
    note_id = note(world, "Kulanz")
    assert note_id in str(crm.get("/changes"))
    assert note_id not in str(modest.get("/changes"))
    assert crm.get("/changes")["next_after"] == modest.get("/changes")["next_after"]


def test_a_change_of_consent_is_a_tombstone_and_a_message_is_none(world, crm, chat):
    chat.write()
    _note(world, What.CONSENT_CHANGED)
    told = {one["type"]: one["tombstone"] for one in crm.get("/changes")["data"]}
    assert told["consent.changed"]
    assert not told["message.received"]


def test_a_merged_customer_is_told_with_who_took_their_place(world, crm, chat, mail):
    chat.write()
    mail.write()
    gone, stays = customer_of(world, chat.account_id), customer_of(world, mail.account_id)
    change_customer(world, gone, merged_into=stays)
    with world.database.transaction() as session:
        journal.note(session, What.CUSTOMER_MERGED, Subject(customer_id=gone), now=world.clock())
    [merged] = [one for one in crm.get("/changes")["data"] if one["type"] == "customer.merged"]
    assert (merged["customer_id"], merged["merged_into"]) == (gone, stays)


def test_where_the_feed_stands_is_where_what_is_new_begins(world, crm, chat):
    chat.write()
    stands = crm.get("/changes/position")["next_after"]
    assert stands == crm.get("/changes?limit=1000")["next_after"]
    chat.write()
    assert "message.received" in {
        one["type"] for one in crm.get(f"/changes?after={stands}")["data"]
    }


def test_the_shop_sees_how_far_its_program_has_followed(world, crm, chat, clock):
    chat.write()
    crm.get("/changes?after=0")
    assert rows(world, ApiToken)[0].fed_up_to == 0
    clock.advance(minutes=2)
    crm.get("/changes?after=3")
    assert rows(world, ApiToken)[0].fed_up_to == 3
    crm.get("/changes?after=4")
    assert rows(world, ApiToken)[0].fed_up_to == 3, "written down at most once a minute"


def test_a_position_that_makes_no_sense_is_refused(crm):
    for wrong in ("-1", "x", "", "1.5", str(2**63), "9" * 5_000, "%00", "1&after=2"):
        assert crm.refused(f"/changes?after={wrong}")[0] == 422, wrong
    assert crm.get(f"/changes?after={2**63 - 1}")["data"] == []
    assert crm.refused("/changes?limit=0")[0] == 422
    assert crm.get(f"/changes?limit={10**18}")["data"] == []


def _note(world, *kinds: What) -> None:
    with world.database.transaction() as session:
        for kind in kinds:
            journal.note(session, kind, Subject(customer_id="c"), now=world.clock())
            session.flush()
