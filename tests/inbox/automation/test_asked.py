"""The rules can be asked from outside, and what the README says about it is true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.automation import facts as facts_module
from inbox.automation.asked import answer, answers
from inbox.automation.facts import Facts
from inbox.automation.loops import LoopSign
from inbox.automation.question import json_name
from inbox.automation.reasons import Flag, Reason, Reply
from inbox.consent.keywords import Command
from inbox.consent.rights import Right

README = Path(facts_module.__file__).with_name("README.md").read_text()
EXAMPLES = re.findall(r"```json\n(.+)\n(.+)\n```", README)
NOW = "2026-11-24T10:00:00Z"
WEEK = {"zone": "Europe/Berlin", "weekly": {"tue": ["09:00-18:00"]}}


def facts_of(made: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every fact's path and its default as the README writes it."""
    for one in fields(made):
        name = f"{prefix}{json_name(one)}"
        group = getattr(facts_module, str(one.type).removesuffix(" | None"), None)
        if group is not None and is_dataclass(group):
            yield from facts_of(group, f"{name}.")
        else:
            yield name, default_of(one)


def default_of(one: Field[Any]) -> str:
    if one.default is one.default_factory is MISSING:
        return "needed"
    value = one.default_factory() if one.default_factory is not MISSING else one.default
    if isinstance(value, timedelta):
        return f"`{value // timedelta(minutes=1)}`"
    if isinstance(value, time):
        return f'`"{value:%H:%M}"`'
    as_json = sorted(value) if isinstance(value, frozenset) else value
    return f"`{json.dumps(as_json)}`"


def test_the_readme_knows_every_fact_and_its_default() -> None:
    table = dict(re.findall(r"^\| `([a-z_.]+)` \| .+? \| ([^|]+) \|", README, re.MULTILINE))
    documented = {
        name: default.strip() for name, default in table.items() if "profile." not in name
    }
    expected = dict(facts_of(Facts))
    assert {name: documented.get(name) for name in expected} == expected


@pytest.mark.parametrize("words", [Reason, Reply, Flag, Right, Command, LoopSign])
def test_the_readme_knows_every_word(words: type[Any]) -> None:
    missing = [word for word in words if f"`{word}`" not in README]
    assert missing == []


def test_the_readme_has_examples() -> None:
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize(("question", "expected"), EXAMPLES)
def test_the_examples_of_the_readme_are_true(question: str, expected: str) -> None:
    rule = "hours" if '"profile"' in question else "decide"
    assert list(answers(rule, [question])) == [expected]


def test_every_fact_can_be_asked_with_its_default() -> None:
    for name, default in facts_of(Facts):
        if default == "needed":
            continue
        question: dict[str, Any] = {"now": NOW}
        place = question
        *groups, fact = name.split(".")
        for group in groups:
            place = place.setdefault(group, {})
        place[fact] = json.loads(default.strip("`"))
        assert answer("decide", question) == answer("decide", {"now": NOW}), name


@pytest.mark.parametrize(
    ("given_facts", "reason"),
    [
        ({"message": {"kind": "call"}}, "NOT_A_CUSTOMER_MESSAGE"),
        ({"message": {"loop_signs": ["LIST_HEADERS"]}}, "LOOP_MAILING_LIST"),
        ({"message": {"automated": "bounce"}}, "LOOP_BOUNCE"),
        ({"message": {"preference": "stop_all"}}, "PROVIDER_PREFERENCE"),
        ({"message": {"sent_at": "2026-11-24T08:59:00Z"}}, "STALE_MESSAGE"),
        ({"message": {"sent_at": "2026-11-24T09:59:00+01:00"}}, "STALE_MESSAGE"),
        ({"message": {"button": "kontor:human"}}, "HUMAN_REQUESTED"),
        (
            {
                "account": {"reply_window_minutes": 1440},
                "identity": {"last_inbound_at": "2026-11-23T10:00:00Z"},
            },
            "WINDOW_CLOSED",
        ),
        ({"identity": {"automated_at": [NOW, NOW, NOW]}}, "THROTTLED_SENDER"),
        (
            {"hours": {"open": False}, "conversation": {"last_sent": {"out_of_hours": NOW}}},
            "THROTTLED_CONVERSATION",
        ),
        (
            {
                "message": {"text": "ja"},
                "consent": {"request": {"purpose": "marketing", "shown_at": NOW}},
            },
            "OPTIN_COMPLETED",
        ),
        ({"policy": {"advertises": {"ack": "everything"}}}, "MARKETING_NOT_ALLOWED"),
        ({"policy": {"limits": {"replies_to_sender": 0}}}, "THROTTLED_SENDER"),
        ({"phase": "send", "planned": {"reply": "out_of_hours"}}, "HOURS_CHANGED"),
        ({"hours": {"profile": WEEK}}, "ACK"),
        ({"hours": {"profile": {**WEEK, "holidays": ["2026-11-24"]}}}, "OUT_OF_HOURS"),
        ({"hours": {"profile": None, "open": False}}, "OUT_OF_HOURS"),
        ({"hours": None, "message": None}, "ACK"),
        ({"mail": {"headers": {"Precedence": ["bulk"]}}}, "LOOP_BULK"),
        (
            {"mail": {"sender": "a@b.example"}, "message": {"loop_signs": ["SPAM_FLAG"]}},
            "LOOP_SPAM_FLAG",
        ),
        ({"mail": None}, "ACK"),
    ],
)
def test_facts_are_read_in_every_form(given_facts: dict[str, Any], reason: str) -> None:
    assert answer("decide", {"now": NOW, **given_facts}).get("reason") == reason


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({}, "'now' is needed"),
        ({"now": None}, "'now' is needed"),
        ({"now": "yesterday"}, "now: 'yesterday' is no moment"),
        ({"now": "2026-11-24T10:00:00"}, "no moment"),
        ({"now": "0001-01-01T00:00:00Z"}, "no moment"),
        ({"now": 1795500000}, "no moment"),
        ({"now": NOW, "mesage": {}}, "no fact 'mesage'"),
        ({"now": NOW, "message": {"txt": ""}}, "no fact 'txt'"),
        ({"now": NOW, "message": "STOP"}, "message: a JSON object"),
        ({"now": NOW, "message": {"kind": "txt"}}, "kind: 'txt' is none of"),
        ({"now": NOW, "message": {"kind": []}}, "is none of"),
        ({"now": NOW, "message": {"inbound": 1}}, "neither true nor false"),
        ({"now": NOW, "message": {"text": 7}}, "no text"),
        ({"now": NOW, "message": {"text": "x" * 100_001}}, "no text"),
        ({"now": NOW, "message": {"loop_signs": {}}}, "a list"),
        ({"now": NOW, "account": {"reply_window_minutes": "24h"}}, "no number of minutes"),
        ({"now": NOW, "account": {"reply_window_minutes": -1}}, "no number of minutes"),
        ({"now": NOW, "identity": {"doi_mails": True}}, "no count"),
        ({"now": NOW, "identity": {"doi_mails": -1}}, "no count"),
        ({"now": NOW, "conversation": {"last_sent": {"hello": NOW}}}, "'hello' is none of"),
        ({"now": NOW, "consent": {"request": {"purpose": "marketing"}}}, "'shown_at' is needed"),
        ({"now": NOW, "policy": {"limits": {"quiet_from": "late"}}}, "no time of day"),
        ({"now": NOW, "policy": {"soft_opt_in_by": ["fax"]}}, "'fax' is none of"),
        ({"now": NOW, "hours": {"profile": {"zone": "Moon"}}}, "no time zone"),
        (
            {
                "now": NOW,
                "phase": "send",
                "hours": {"zone": "Moon"},
                "message": {"sent_at": "2026-11-24T09:30:00Z"},
            },
            "no time zone",
        ),
        ({"now": NOW, "hours": {"zone": "Moon"}}, "no time zone"),
        ({"now": NOW, "mail": {"from": "x"}}, "no fact 'from'"),
        ([], "a JSON object"),
        ("STOP", "a JSON object"),
        (None, "a JSON object"),
    ],
)
def test_a_wrong_question_is_answered_with_what_is_wrong(question: Any, sentence: str) -> None:
    said = answer("decide", question)
    assert list(said) == ["error"]
    assert sentence in said["error"]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"profile": WEEK}, "no moment"),
        ({"now": NOW}, "a JSON object"),
        ({"now": NOW, "profile": WEEK, "zone": "UTC"}, "no 'zone'"),
        ({"now": NOW, "profile": WEEK, "country": "USA"}, "country: 'USA' is no country"),
        ({"now": NOW, "profile": WEEK, "country": 49}, "country: 49 is no country"),
        ({"now": NOW, "profile": {**WEEK, "region": {"country": "XX"}}}, "no holidays"),
        ({"now": NOW, "profile": {**WEEK, "region": {"state": "BY"}}}, "no 'state'"),
        ({"now": NOW, "profile": {**WEEK, "region": "BY"}}, "a JSON object"),
        ({"now": NOW, "profile": {**WEEK, "region": {"extra": "2026-12-24"}}}, "a list"),
        ({"now": NOW, "profile": {**WEEK, "weekly": {"tue": ["18:00-18:00"]}}}, "starts when"),
    ],
)
def test_a_wrong_question_about_hours_is_answered_too(question: Any, sentence: str) -> None:
    assert sentence in answer("hours", question)["error"]


def test_a_region_stands_for_its_holidays() -> None:
    saxony = {"subdivision": "SN", "extra": ["2026-12-01"], "ignored": ["2026-12-25"]}
    open_always = {"zone": "Europe/Berlin", "weekly": [["00:00-24:00"]] * 7, "region": saxony}
    for moment, is_open in (
        ("2026-11-18T10:00:00Z", False),
        ("2026-11-19T10:00:00Z", True),
        ("2026-12-01T10:00:00Z", False),
        ("2026-12-25T10:00:00Z", True),
        ("2026-12-26T10:00:00Z", False),
    ):
        assert answer("hours", {"now": moment, "profile": open_always})["open"] is is_open


def test_a_region_knows_the_holiday_of_the_night_before() -> None:
    night = {"zone": "Europe/Berlin", "weekly": [["22:00-06:00"]] * 7}
    moment = "2026-12-27T01:00:00Z"
    assert answer("hours", {"now": moment, "profile": night})["open"]
    by_law = {**night, "region": {"country": "DE"}}
    assert not answer("hours", {"now": moment, "profile": by_law})["open"]


def test_while_it_is_open_there_is_no_next_opening() -> None:
    said = answer("hours", {"now": NOW, "profile": WEEK, "country": "US"})
    assert said == {
        "open": True,
        "next_open": None,
        "next_close": "2026-11-24T17:00:00Z",
        "next_open_local": None,
        "relative": "none",
        "text_de": None,
        "text_en": None,
    }


def test_the_zone_is_named_to_a_reader_far_away() -> None:
    early = {"now": "2026-11-24T07:00:00Z", "profile": WEEK}
    assert answer("hours", {**early, "country": "US"})["text_de"] == "heute um 09:00 MEZ"
    assert answer("hours", {**early, "country": "AT"})["text_de"] == "heute um 09:00"


@pytest.mark.parametrize("line", ["{", "[" * 100_000, "STOP", "null", '{"now": 1} {"now": 2}'])
def test_a_line_that_is_no_json_object_is_answered(line: str) -> None:
    [said] = answers("decide", [line])
    assert "error" in json.loads(said)


def test_an_answer_is_one_line_of_json_with_the_questions_id() -> None:
    [said] = answers("decide", [json.dumps({"id": "fall-7", "now": NOW})])
    assert "\n" not in said
    assert json.loads(said)["id"] == "fall-7"


QUESTIONS = [{"id": 1, "now": NOW}, {"id": 2, "now": NOW, "message": {"text": "STOP"}}]


@pytest.mark.parametrize(
    "document",
    [
        "\n".join(json.dumps(one) for one in QUESTIONS),
        "\n\n" + "\n\n".join(json.dumps(one) for one in QUESTIONS) + "\n\n",
        json.dumps(QUESTIONS),
        json.dumps(QUESTIONS, indent=2),
        "\n".join(json.dumps([one]) for one in QUESTIONS),
    ],
)
def test_questions_come_as_lines_as_a_list_or_as_one_document(document: str) -> None:
    said = [json.loads(one) for one in answers("decide", document.splitlines(keepends=True))]
    assert [(one["id"], one["reason"]) for one in said] == [(1, "ACK"), (2, "STOP_RECEIVED")]


def test_one_question_may_stand_on_many_lines() -> None:
    document = json.dumps(QUESTIONS[1], indent=4).splitlines(keepends=True)
    assert [json.loads(one)["command"] for one in answers("decide", document)] == ["stop"]


def test_a_line_is_answered_before_the_next_is_read() -> None:
    def lines() -> Iterator[str]:
        yield json.dumps(QUESTIONS[0])
        raise AssertionError("nobody asked for it")

    assert json.loads(next(answers("decide", lines())))["id"] == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys([one.name for one in fields(Facts)], json_values)
    ),
    st.sampled_from(["decide", "hours"]),
)
def test_no_question_breaks_the_rules(question: dict[str, Any], rule: str) -> None:
    assert isinstance(answer(rule, question), dict)
    assert isinstance(answer(rule, {**question, "now": NOW}), dict)
