"""The pure rules answer from outside, line by line, whatever they are asked."""

from __future__ import annotations

import json

import pytest

from tests.inbox.cli.conftest import typist


@pytest.fixture
def ask(fresh):
    run = typist(fresh("sqlite"))

    def asked(rule, *lines):
        stdin = b"\n".join(
            one if isinstance(one, bytes) else json.dumps(one).encode() for one in lines
        )
        done = run("rules", rule, "--json", stdin=stdin)
        assert (done.exit_code, done.stderr) == (0, "")
        return [json.loads(line) for line in done.stdout.splitlines()]

    return asked


def test_a_decision_comes_back_with_its_id(ask):
    [answer] = ask(
        "decide", {"id": 7, "now": "2026-11-24T19:30:00Z", "message": {"text": "Hallo?"},
                   "hours": {"open": False}},
    )  # fmt: skip
    assert (answer["id"], answer["reply"], answer["reason"]) == (7, "out_of_hours", "OUT_OF_HOURS")


def test_hours_are_answered(ask):
    profile = {"zone": "Europe/Berlin", "weekly": {"tue": ["09:00-18:00"]}}
    [answer] = ask("hours", {"now": "2026-11-24T11:00:00Z", "profile": profile})
    assert answer["open"] is True


def test_every_line_is_answered_whatever_is_wrong_with_the_one_before(ask):
    good = {"now": "2026-11-24T10:00:00Z", "message": {"text": "STOP"}}
    answers = ask("decide", b"{", b"\xff\xfe", b"[" * 100_000, {"now": 1}, {"colour": 1}, b"", good)
    assert ["error" in answer for answer in answers] == [True] * 5 + [False]


def test_a_last_line_without_an_end_is_answered(ask):
    assert len(ask("decide", {"now": "2026-11-24T10:00:00Z"})) == 1
    assert ask("decide") == []


def test_questions_can_stand_in_a_file(fresh, tmp_path):
    asked = [{"id": n, "now": "2026-11-24T10:00:00Z"} for n in range(3)]
    path = tmp_path / "questions.json"
    path.write_text("\ufeff" + json.dumps(asked, indent=1))
    done = typist(fresh("sqlite"))("rules", "decide", "--json", str(path))
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [0, 1, 2]


def test_an_id_that_no_terminal_can_show_is_answered(ask):
    [answer] = ask("decide", {"id": "\ud800", "now": "2026-11-24T10:00:00Z"})
    assert answer["reason"] == "ACK"


def test_the_form_of_the_answer_is_said_aloud(fresh):
    assert typist(fresh("sqlite"))("rules", "decide", stdin="{}").exit_code == 2
