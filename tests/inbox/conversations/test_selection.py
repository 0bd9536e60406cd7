"""Selections as text: what was written is read again, and nothing else is."""

from __future__ import annotations

from itertools import product

import pytest

from inbox.conversations.selection import Only, Order, Selection, View

AN_ID = "0190a1b2c3d4e5f60718293a4b5c6d7e"


def test_whatever_is_chosen_survives_an_address() -> None:
    for view, account, label, only, order in product(
        View, (None, AN_ID), (None, AN_ID), (frozenset[Only](), frozenset(Only)), Order
    ):
        chosen = Selection(view, account=account, label=label, only=only, order=order)
        assert Selection.read(str(chosen)) == chosen


def test_a_bare_view_is_its_name() -> None:
    assert str(Selection(View.MINE)) == "mine"
    assert Selection.read("mine") == Selection(View.MINE)


def test_what_is_taken_away_is_anything_again() -> None:
    chosen = Selection(label=AN_ID, team=AN_ID)
    assert chosen.without("label") == Selection(team=AN_ID)
    assert chosen.is_narrowed
    assert not chosen.without("label").without("team").is_narrowed


@pytest.mark.parametrize(
    "made_up",
    ["", "everything", "open.", "open.label", "open.label-", "open.label-x", f"open.name-{AN_ID}",
     f"open.label-{AN_ID.upper()}", "open.late", f"label-{AN_ID}", "open" + ".urgent" * 99 + ".x"],
)  # fmt: skip
def test_what_was_made_up_selects_nothing(made_up: str) -> None:
    assert Selection.read(made_up) is None
