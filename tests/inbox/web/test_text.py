"""Words from outside as markup: escaped, linked, and turning nothing around."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.web.text import running, single


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("a <b> & \"c\"", "a &lt;b&gt; &amp; &#34;c&#34;"),
        ("eins\nzwei", "eins\nzwei"),
        ("a\u202eb\u202dc", "abc"),
        ("\u2068+49 151\u2069", "\u2068+49 151\u2069"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("ftp://x.example", "ftp://x.example"),
    ],
)  # fmt: skip
def test_running_text(text: str, markup: str) -> None:
    assert str(running(text)) == markup


@pytest.mark.parametrize(
    ("text", "address", "rest"),
    [
        ("https://a.example.", "https://a.example", "."),
        ("(https://a.example/x)", "https://a.example/x", ")"),
        ("https://a.example/?q=\u202eevil", "https://a.example/?q=evil", ""),
        ("https://a.example/\"onclick=x", "https://a.example/", "&#34;onclick=x"),
        ("HTTP://A.EXAMPLE/ä", "HTTP://A.EXAMPLE/ä", ""),
    ],
)  # fmt: skip
def test_addresses_become_links(text: str, address: str, rest: str) -> None:
    markup = str(running(text))
    assert f'<a href="{address}" target="_blank"' in markup
    assert markup.endswith(f">{address}</a>{rest}")


@given(st.text())
def test_no_text_becomes_markup_of_its_own(text: str) -> None:
    bare = str(running(text))
    assert "<" not in bare.replace("<a href=", "").replace("</a>", "")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  zwei\n Zeilen\t", "zwei Zeilen"),
        ("\u202eevil\u2066x\u200e", "evilx"),
        ("x" * 200, "x" * 119 + "…"),
        ("", ""),
    ],
)
def test_single_lines(text: str, line: str) -> None:
    assert single(text) == line
