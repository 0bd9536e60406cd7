"""A text is split where it reads best, never in the middle of a character, and never shortened."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.channel import TextUnit
from inbox.outbox.split import length, split


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("passt", 10, ["passt"]),
        ("", 10, [""]),
        ("Erster Absatz.\n\nZweiter Absatz.", 20, ["Erster Absatz.", "Zweiter Absatz."]),
        ("Hallo Welt. Wie geht es? Gut!", 12, ["Hallo Welt.", "Wie geht es?", "Gut!"]),
        ("eins zwei drei vier", 10, ["eins zwei", "drei vier"]),
        ("a" * 10, 4, ["aaaa", "aaaa", "aa"]),
        ("Zeile eins\nZeile zwei", 12, ["Zeile eins", "Zeile zwei"]),
    ],
)
def test_it_breaks_where_it_reads_best(text, limit, pieces):
    assert split(text, limit=limit, unit=TextUnit.CHARACTERS) == pieces


def test_bytes_are_counted_as_bytes_and_characters_as_utf16():
    assert length("ä\U0001f600", TextUnit.BYTES) == 6
    assert length("ä\U0001f600", TextUnit.CHARACTERS) == 3


def test_what_belongs_together_stays_together():
    family = "👨‍👩‍👧‍👦"
    assert split(family * 3, limit=12, unit=TextUnit.CHARACTERS) == [family] * 3
    accents = "e\u0301" * 4
    assert all(
        not piece.startswith("\u0301")
        for piece in split(accents, limit=3, unit=TextUnit.CHARACTERS)
    )


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("ab ä\n.!?😀é\u0301\u200d"), max_size=300),
    st.integers(8, 60),
    st.sampled_from(list(TextUnit)),
)
def test_nothing_is_lost_and_nothing_is_too_long(text, limit, unit):
    pieces = split(text, limit=limit, unit=unit)
    assert all(length(piece, unit) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece.strip() for piece in pieces) or pieces == [""]
