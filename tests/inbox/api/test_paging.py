"""Pages are complete and without repeats, also while messages arrive between them."""

from __future__ import annotations

import pytest

from tests.inbox.api.case import linked, the_customer
from tests.pigeon import request
from tests.shop import configure_shop


@pytest.fixture(autouse=True)
def quiet(world) -> None:
    configure_shop(world, automation=False)


def test_pages_are_complete_while_messages_arrive_on_both_ends(world, crm, chat):
    _write(chat, *range(0, 140, 10))
    path = f"/customers/{the_customer(world)}/messages?limit=4"
    seen: list[str] = []
    next_path: str | None = path
    while next_path is not None:
        response = crm.ask(next_path)
        seen += [one["text"] for one in response.json["data"]]
        _write(chat, 1_000 + len(seen), -len(seen))  # one that is newer, one that came late
        next_path = linked(world, response)
    known = [f"{number}" for number in range(130, -1, -10)]
    assert [text for text in seen if text in known] == known
    assert len(seen) == len(set(seen))
    assert not [text for text in seen if int(text) >= 1_000]


def test_the_oldest_first_sees_also_what_arrives_meanwhile(world, crm, chat):
    _write(chat, *range(6))
    path = f"/customers/{the_customer(world)}/messages?limit=4&order=asc"
    first = crm.ask(path)
    _write(chat, 6, 7)
    rest = crm.walk(linked(world, first) or "")
    assert [int(one["text"]) for one in first.json["data"] + rest] == list(range(8))


def test_messages_of_one_moment_are_told_apart(world, crm, chat):
    chat.arrive(request(*({"id": f"m{n}", "at": 1_795_514_400, "text": f"{n}"} for n in range(9))))
    for order in ("asc", "desc"):
        path = f"/customers/{the_customer(world)}/messages?limit=2&order={order}"
        assert sorted(int(one["text"]) for one in crm.walk(path)) == list(range(9))


def test_the_next_page_is_an_absolute_address_that_keeps_the_other_parameters(world, crm, chat):
    _write(chat, 0, 1, 2)
    response = crm.ask(f"/customers/{the_customer(world)}/messages?limit=1&order=asc&direction=in")
    link = response.headers["Link"]
    assert link.startswith(f"<{world.settings.base_url}/api/v1/customers/")
    assert "limit=1&order=asc&direction=in&cursor=" in link
    assert response.json["next_cursor"] in link


def test_the_last_page_leads_nowhere(world, crm, chat):
    _write(chat, 0, 1)
    for limit in (2, 200, 10**9, 10**30):
        response = crm.ask(f"/customers/{the_customer(world)}/messages?limit={limit}")
        assert len(response.json["data"]) == 2
        assert response.json["next_cursor"] is None
        assert "Link" not in response.headers


def test_a_page_has_at_most_two_hundred_messages(world, crm, chat):
    said = ({"id": f"m{n}", "at": 1_795_514_400 + n, "text": "x"} for n in range(201))
    chat.arrive(request(*said))
    response = crm.get(f"/customers/{the_customer(world)}/messages?limit=100000")
    assert len(response["data"]) == 200
    assert response["next_cursor"]


def test_a_cursor_that_is_not_of_this_list_is_refused(world, crm, mail):
    for number in range(2):
        mail.write(subject=f"{number}")
    customer = f"/customers/{the_customer(world)}"
    other = crm.get(f"{customer}/conversations?limit=1")["next_cursor"]
    cursor = crm.get(f"{customer}/messages?limit=1")["next_cursor"]
    bent = cursor[:-2] + ("A" if cursor[-2] != "A" else "B") + cursor[-1]  # the last has spare bits
    for wrong in (
        other,
        bent,
        cursor[1:],
        "x",
        "%00",
        "\u00e4",
        "a.b.c",
        "x" * 1000,
        "x" * 1001,
        "",
    ):
        status, problem = crm.refused(f"{customer}/messages?limit=1&cursor={wrong}")
        assert status == 422, wrong
        assert problem["errors"][0]["parameter"] == "cursor"


def _write(chat, *numbers: int) -> None:
    """Messages whose text is the second at which they were sent, in any order."""
    start = 1_795_514_400 - 10_000
    chat.arrive(request(*({"id": f"m{n}", "at": start + n, "text": f"{n}"} for n in numbers)))
