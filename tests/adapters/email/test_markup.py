"""HTML, RTF and winmail.dat as text."""

from __future__ import annotations

import struct

import pytest

from adapters.email.reading.charset import Decoder
from adapters.email.reading.markup import RULE, text_of
from adapters.email.reading.rtf import readable_rtf, uncompressed_rtf
from adapters.email.reading.smime import signed_content
from adapters.email.reading.tnef import read_tnef
from tests.adapters.email.account import stored


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Eins</p><p>Zwei</p>", "Eins\n\nZwei"),
        ("<div>Eins</div><div>Zwei</div>", "Eins\nZwei"),
        ("<div>Eins<br></div><div><br></div><div>Zwei</div>", "Eins\n\nZwei"),
        ("Eins<br>Zwei<br/><br>Drei", "Eins\nZwei\n\nDrei"),
        ("<div>Eins</div><div>&nbsp;</div><div>Zwei</div>", "Eins\n\nZwei"),
        ("Hallo&nbsp;<b>Welt</b>, <i>du</i>!", "Hallo Welt, du!"),
        ("<b>Ha</b>llo", "Hallo"),
        ("  viel \n\t Raum  ", "viel Raum"),
        ("<ul><li>eins</li><li>zwei</li></ul>", "- eins\n- zwei"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a  b\n  c</pre>d", "a  b\n  c\n\nd"),
        ("a<hr>b", f"a\n{RULE}\nb"),
        ("<blockquote>x<blockquote>y</blockquote></blockquote>z", "> x\n> > y\nz"),
        ("<head><title>T</title><style>p{}</style></head><script>x<y</script>Text", "Text"),
        ("<script>nie zu Ende", ""),
        ("a<!-- <p>weg</p> -->b", "ab"),
        ("a<!-- nie zu Ende", "a"),
        ("<![if !x]>da<![endif]>", "da"),
        ("<?xml version='1'?>da", "da"),
        ("1 < 2 && 3 > 2", "1 < 2 && 3 > 2"),
        ("an <max@x.example>", "an <max@x.example>"),
        ('<a title="a > b">Link</a>', "Link"),
        ("<a title='offen>Link", "Link"),
        ("&auml;&#228;&#xe4;&unbekannt;", "äää&unbekannt;"),
        ("&#99999999999999999999;x", "\ufffdx"),
        ("", ""),
    ],
)
def test_html_reads_like_a_page(html, text):
    assert text_of(html) == text


def test_compressed_rtf_is_unpacked():
    """The two examples of MS-OXRTFCP, section 3."""
    simple = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
        "0af32068656c090020627705b06c647d0a800fa0"
    )
    crossing = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert uncompressed_rtf(simple) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert uncompressed_rtf(crossing) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"
    for end in range(len(simple)):
        uncompressed_rtf(simple[:end])


def test_plain_rtf_is_text():
    head = b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}"
    rtf = head + b"Hallo \\b Welt\\b0\\par \\u8364?5 \\'fc\\{}"
    assert readable_rtf(rtf, Decoder()).text == "Hallo Welt\n€5 ü{"


def test_html_within_rtf_is_html():
    rtf = (
        b"{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\fonttbl{\\f0 Arial;}}{\\*\\htmltag64 <p>}"
        b"\\htmlrtf {\\htmlrtf0 Gr\\'fc\\'dfe\\htmlrtf\\par}\\htmlrtf0 {\\*\\htmltag72 </p>}}"
    )
    assert readable_rtf(rtf, Decoder()).html == "<p>Grüße</p>"


def test_what_is_no_rtf_says_nothing():
    assert readable_rtf(b"Hallo", Decoder()).text == ""
    assert uncompressed_rtf(b"x" * 20) == b""


def winmail() -> bytes:
    import binascii

    body = stored("winmail_dat_with_the_text").partition(b"\r\n\r\n")[2]
    return binascii.a2b_base64(body)


def test_a_winmail_dat_that_was_cut_off_gives_what_it_has():
    whole = winmail()
    for end in range(0, len(whole), 7):
        found = read_tnef(whole[:end], Decoder())
        assert found is None or all(file.name is not None for file in found.files)


@pytest.mark.parametrize("data", [b"", b"x" * 100, struct.pack("<IH", 0x223E9F78, 1)])
def test_what_is_no_winmail_dat_is_none(data):
    assert read_tnef(data, Decoder()) is None


def test_every_damaged_byte_of_a_winmail_dat_is_survived():
    whole = winmail()
    for at in range(len(whole)):
        for value in (0, 0xFF):
            damaged = whole[:at] + bytes([value]) + whole[at + 1 :]
            read_tnef(damaged, Decoder())


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x80", b"\x30\x03\x06\x01\x00", b"\xff" * 50])
def test_what_is_no_signed_envelope_is_none(data):
    assert signed_content(data) is None
