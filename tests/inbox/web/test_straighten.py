"""Markup is straightened in linear time, whatever somebody wrote to make it take long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.web.straighten import DEEPEST, straighten

TAGS = frozenset({"p", "b", "i", "a", "div", "table", "tr", "td", "br", "img", "ul", "li"})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<b><i>x</b>y</i>", "<b><i>x</i></b>y"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<table><tr><td>a<td>b<tr><td>c</table>",
         "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"),
        ("</b>x</div>", "x"),
        ("<blink>x</blink>", "x"),
        ("a<br>b<br/>c", "a<br>b<br>c"),
        ("1 < 2 <3 & 4 &lt; 5", "1 &lt; 2 &lt;3 & 4 &lt; 5"),
        ("a<!-- <b> -->b<!doctype x>c<?php ?>d</ >e", "abcde"),
        ("<!-->a<!-- --!> b -->c", "ac"),
        ("<script>if (a<b) '</b>'</script>x", "x"),
        ("<SCRIPT>x</ScRiPt >y", "y"),
        ("<style>p{}", ""),
        ("<svg><b></svg><b>x", "<b>x</b>"),
        ("<A HREF='x' title=\"a'b\" checked data-x=1 =bad onclick>y</A>",
         "<a href=\"x\" title=\"a'b\" checked=\"\" data-x=\"1\" bad=\"\" onclick=\"\">y</a>"),
        ("<a href='say \"hi\"'>x", '<a href="say &quot;hi&quot;">x</a>'),
        ("<p", "<p></p>"),
        ("a<p class=\"x", "a<p></p>"),
    ],
)  # fmt: skip
def test_straightened(given: str, expected: str) -> None:
    assert straighten(given, TAGS) == expected


def test_nothing_is_deeper_than_anybody_needs() -> None:
    found = straighten("<div>" * 10_000 + "x", TAGS)
    assert found.count("<div>") == found.count("</div>") == DEEPEST
    assert "x" in found


@given(st.lists(st.sampled_from([
    "<b>", "</b>", "<p>", "</p>", "<div>", "</div>", "<table>", "</table>", "<td>", "<!--", "-->",
    "<a href=x>", "</a>", "<br>", "text", "<", ">", '"', "'", "<script>", "</script>", "<b id='",
])))  # fmt: skip
def test_every_tag_is_closed_in_order(pieces: list[str]) -> None:
    found = straighten("".join(pieces), TAGS)
    assert straighten(found, TAGS) == found


@pytest.mark.parametrize(
    "attack",
    [
        "<div>", "<b>", "</b>", "<", "<!--", "<!", '<a "', "<a '", '<a x="', "<a x='\"", "<script>",
        "<a ", "<p>x", "<b><p>", "<b><table></b></table>", "<svg>", "<a/", "= ", "<td>", "&lt",
    ],
)  # fmt: skip
def test_no_repetition_takes_long(attack: str) -> None:
    """Twice as much takes about twice as long; four times as long would be quadratic."""
    half, whole = (_cost(attack * (size // len(attack))) for size in (150_000, 300_000))
    assert whole < 0.2 or whole < half * 3.5


def _cost(markup: str) -> float:
    began = time.process_time()
    straighten(markup, TAGS)
    return time.process_time() - began
