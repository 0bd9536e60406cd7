"""What the shop knows of a customer is noted beside what they told, and everybody hears of it."""

from __future__ import annotations

import pytest

from tests.inbox.api.case import the_customer


@pytest.fixture
def path(world, chat) -> str:
    chat.write(name="Anna")
    return f"/customers/{the_customer(world)}"


def test_fields_are_set_changed_and_taken_away_one_by_one(crm, path):
    _change(crm, path, {"group": "B2B", "since": "2019"})
    changed = _change(crm, path, {"group": "VIP", "since": None, "never": None})
    assert changed.json["fields"] == {"group": "VIP"}
    assert crm.get(path)["fields"] == {"group": "VIP"}
    assert crm.get(path)["name"] == "Anna"


def test_another_name_is_a_rectification_that_the_feed_tells(crm, path):
    before = crm.get("/changes/position")["next_after"]
    changed = crm.send(path, {"name": "Anna Müller", "language": "en"}, method="PATCH")
    assert (changed.json["name"], changed.json["language"]) == ("Anna Müller", "en")
    told = crm.get(f"/changes?after={before}")["data"]
    assert [(one["type"], one["tombstone"]) for one in told] == [
        ("customer.rectified", True),
        ("customer.updated", False),
    ]


def test_what_was_known_already_is_not_told_again(crm, path):
    _change(crm, path, {"group": "B2B"})
    before = crm.get("/changes/position")["next_after"]
    _change(crm, path, {"group": "B2B"})
    assert crm.send(path, {}, method="PATCH").status_code == 200
    assert crm.get(f"/changes?after={before}")["data"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"language": "Deutsch"},
        {"fields": {"": "x"}},
        {"fields": {"x" * 61: "x"}},
        {"fields": {"x": "y" * 2001}},
        {"fields": {"x": 1}},
        {"fields": {str(number): "x" for number in range(51)}},
        {"colour": "red"},
        [],
        None,
    ],
)
def test_what_makes_no_sense_is_refused(crm, path, wrong):
    refused = crm.send(path, wrong, method="PATCH")
    assert refused.status_code in {400, 422}, refused.text
    assert crm.get(path)["fields"] == {}


def test_fields_come_to_an_end(crm, path):
    _change(crm, path, {str(number): "x" for number in range(50)})
    assert _change(crm, path, {"one more": "x"}).status_code == 422
    assert _change(crm, path, {"one more": "x", "0": None}).status_code == 200


def test_what_no_database_can_keep_is_left_out(crm, path):
    assert _change(crm, path, {"a\0b": "c\0d"}).json["fields"] == {"ab": "cd"}


def _change(crm, path, fields):
    return crm.send(path, {"fields": fields}, method="PATCH")
