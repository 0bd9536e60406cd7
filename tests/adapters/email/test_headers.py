"""Names, addresses, dates and parameters, as they should be and as they come."""

from __future__ import annotations

import pytest

from adapters.email.addresses import ascii_domain, canonical, deliverable, plus_token
from adapters.email.message_ids import dedupe_key_in, external_id, message_id_in, own_id
from adapters.email.reading.charset import Decoder, codec_named
from adapters.email.reading.dates import date_of
from adapters.email.reading.identifiers import MAX_IDS, identifiers
from adapters.email.reading.parameters import parameters_of
from adapters.email.reading.people import people
from adapters.email.reading.words import decoded


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Max <max@x.example>", [("Max", "max@x.example")]),
        ('"Müller, Max" <m@x.example>', [("Müller, Max", "m@x.example")]),
        ("a@b.example, c@d.example", [("", "a@b.example"), ("", "c@d.example")]),
        ("a@b.example; c@d.example", [("", "a@b.example"), ("", "c@d.example")]),
        ("a@b.example (Max (der) Große)", [("Max (der) Große", "a@b.example")]),
        ("Max (Laden <max@x.example>", [("Max (Laden", "max@x.example")]),
        ("Max Laden) <max@x.example>", [("Max Laden)", "max@x.example")]),
        ("Undisclosed recipients:;", []),
        (
            'Kunden: a@b.example, "C, D" <c@d.example>;, e@f.example',
            [("", "a@b.example"), ("C, D", "c@d.example"), ("", "e@f.example")],
        ),
        ("mailto:a@b.example", [("", "a@b.example")]),
        ("<mailto:a@b.example>", [("", "a@b.example")]),
        ("MAILER-DAEMON (Mail Delivery System)", [("MAILER-DAEMON", "MAILER-DAEMON")]),
        ('"Foo" <<a@b.example>>', [("Foo", "a@b.example")]),
        ("Foo <@r1,@r2:u@h.example>", [("Foo", "u@h.example")]),
        ("Foo <u @ h . example>", [("Foo", "u@h.example")]),
        ("'x@y.example' <x@y.example>", [("x@y.example", "x@y.example")]),
        ("Max Muster max@x.example", [("Max Muster", "max@x.example")]),
        ("<a@b.example> Max", [("Max", "a@b.example")]),
        ('"unclosed <a@b.example>', [("unclosed", "a@b.example")]),
        (
            "=?utf-8?B?TcO8bGxlcg==?= =?utf-8?Q?_Max?= <m@x.example>",
            [("Müller Max", "m@x.example")],
        ),
        ('"=?UTF-8?Q?J=C3=B6rg?=" <j@x.example>', [("Jörg", "j@x.example")]),
        ("=?utf-8?q?foo=40bar=2Eexample?=", [("", "foo@bar.example")]),
        ("To (c):", []),
        ("", []),
        (",,,", []),
    ],
)
def test_people_are_read_out_of_a_header(header, expected):
    found = [(person.name, person.address) for person in people([header], Decoder())]
    assert found == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Mon, 12 Jan 2026 10:00:00 +0100", "2026-01-12T09:00:00+00:00"),
        ("12 Jan 26 10:00 CET", "2026-01-12T09:00:00+00:00"),
        ("Mon, 12 Jan 2026 10:00:00 MESZ", "2026-01-12T08:00:00+00:00"),
        ("Mon, 12 Jan 2026 10:00:00 GMT+01:00", "2026-01-12T09:00:00+00:00"),
        ("Mon, 12 Jan 2026 10:00:00 +01:00", "2026-01-12T09:00:00+00:00"),
        ("Mon, 12 Jan 2026 10:00:00 -0000", "2026-01-12T10:00:00+00:00"),
        ("Mon, 12 Jan 2026 10:00:00 -0500 (EST)", "2026-01-12T15:00:00+00:00"),
        ("Mon, 12 Jan 2026 10:00:00 +9999", "2026-01-12T10:00:00+00:00"),
        ("Sat Dec 11 12:19:33 CET 2010", "2010-12-11T11:19:33+00:00"),
        ("2026-01-12T10:00:00+01:00", "2026-01-12T09:00:00+00:00"),
        ("2026-01-12 10:00:00", "2026-01-12T10:00:00+00:00"),
        ("Mon, 30 Feb 2026 10:00:00 +0100", None),
        ("Mon, 12 Jan 99999 10:00:00", None),
        ("Thu, 1 Jan 1970 00:00:00 +0000", None),
        ("gestern", None),
        ("", None),
    ],
)
def test_a_date_is_read_or_there_is_none(header, expected):
    found = date_of(header)
    assert (found.isoformat() if found else None) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?UTF-8?q?a_b?= c =?utf-8?b?ZA==?=", "a b c d"),
        ("=?utf-8?Q?a?=  =?utf-8?Q?b?=", "ab"),
        ("=?utf-8?Q?a?==?utf-8?Q?b?=", "ab"),
        ("=?utf-8*de?Q?a?=", "a"),
        ("=?utf-8?Q?Warum??=", "Warum?"),
        ("=?utf-8?Q?mit Leerzeichen?=", "mit Leerzeichen"),
        ("=?utf-8?B?w7w?=", "ü"),
        ("=?utf-8?X?a?=", "=?utf-8?X?a?="),
        ("=?unbekannt?Q?=FC?=", "ü"),
        ("1 =? 2", "1 =? 2"),
        ("=?utf-8?Q??=", ""),
    ],
)
def test_encoded_words_are_decoded_as_they_come(header, expected):
    assert decoded(header, Decoder()) == expected


@pytest.mark.parametrize(
    ("header", "value", "parameters"),
    [
        ("text/plain; charset=utf-8", "text/plain", {"charset": "utf-8"}),
        ("TEXT/Plain;CHARSET = utf-8", "text/plain", {"charset": "utf-8"}),
        ("text/plain charset=utf-8", "text/plain", {"charset": "utf-8"}),
        ('text/plain; a="b;c"; d=e', "text/plain", {"a": "b;c", "d": "e"}),
        (r'a/b; name="x\"y\\z"', "a/b", {"name": 'x"y\\z'}),
        ("a/b; name=x y.pdf; c=d", "a/b", {"name": "x y.pdf", "c": "d"}),
        ("a/b; name*=utf-8''%C3%BC", "a/b", {"name": "ü"}),
        ("a/b; name*0=a; name*1=b", "a/b", {"name": "ab"}),
        ("a/b; name*1*=%C3%BC; name*0*=utf-8''a", "a/b", {"name": "aü"}),
        ("a/b; name*", "a/b", {}),
        ('a/b; name="offen', "a/b", {"name": "offen"}),
        ("attachment", "attachment", {}),
        ('"text/plain"', "text/plain", {}),
        ("", "", {}),
    ],
)
def test_parameters_are_read_however_they_are_written(header, value, parameters):
    found = parameters_of(header, Decoder())
    assert (found.value, dict(found.parameters)) == (value, parameters)


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("utf8", "utf-8"),
        ('"UTF-8"', "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("latin1", "cp1252"),
        ("gb2312", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("euc-kr", "cp949"),
        ("shift_jis", "cp932"),
        ("big5", "big5hkscs"),
        ("tis-620", "cp874"),
        ("iso-8859-8-i", "iso8859-8"),
        ("unicode-1-1-utf-7", "utf-7"),
        ("us-ascii", "ascii"),
        ("charset=koi8-r", "koi8-r"),
        ('3D"iso-8859-1"', "cp1252"),
        ("ISO 8859-1", "cp1252"),
        ("win-1251", "cp1251"),
        ("x-cp1250", "cp1250"),
        ("windows1252", "cp1252"),
        ("windows-31j", "cp932"),
        ("windows-949", "cp949"),
        ("cp-850", "cp850"),
        ("mac", "mac-roman"),
        ("csgb2312", "gb18030"),
        ("iso-2022-jp-ms", "iso2022_jp_ext"),
        ("windows-99999", None),
        ("x-unknown", None),
        ("unknown-8bit", None),
        ("default", None),
        ("idna", None),
        ("punycode", None),
        ("unicode_escape", None),
        ("zlib", None),
        ("undefined", None),
        ("", None),
        (None, None),
    ],
)
def test_a_charset_means_what_mailers_mean(declared, codec):
    assert codec_named(declared) == codec


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (" Max@Kunden.Example ", "max@kunden.example"),
        ("max@BÜCHER.example", "max@xn--bcher-kva.example"),
        ("Jo\u0308rg@kunden.example", "jörg@kunden.example"),
        ("max@kunden.example.", "max@kunden.example"),
        ("mailer-daemon", "mailer-daemon"),
        ("max@-ü-.example", "max@-ü-.example"),
    ],
)
def test_an_address_has_one_spelling(written, expected):
    assert canonical(written) == expected
    assert canonical(canonical(written)) == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("max@kunden.example", True),
        ("max+x@kunden.example", True),
        ("jörg@bücher.example", True),
        ("max@localhost", False),
        ("max@kunden..example", False),
        ("@kunden.example", False),
        ("max@", False),
        ("a@b@c.example", False),
        (".max@kunden.example", False),
        ("m..x@kunden.example", False),
        ("m x@kunden.example", False),
        ("max@kunden.example>", False),
        ("max@kun den.example", False),
        (f"max@{'a' * 64}.example", False),
        (f"{'a' * 65}@kunden.example", False),
    ],
)
def test_mail_can_or_cannot_be_addressed(address, expected):
    assert deliverable(address) is expected


def test_a_plus_address_carries_its_token():
    assert plus_token("service+abc@laden.example", "service@laden.example") == "abc"
    assert plus_token("SERVICE+AbC@Laden.Example", "service@laden.example") == "AbC"
    assert plus_token("service@laden.example", "service@laden.example") is None
    assert plus_token("service2+abc@laden.example", "service@laden.example") is None
    assert plus_token("service+abc@anders.example", "service@laden.example") is None
    assert plus_token("kontor+x+abc@laden.example", "kontor+x@laden.example") == "abc"


def test_our_ids_can_be_read_again():
    assert own_id("schlüssel", "a@bücher.example") == "schlüssel@xn--bcher-kva.example"
    assert dedupe_key_in("key-1@Laden.Example", "a@laden.example") == "key-1"
    assert dedupe_key_in("key-1@anders.example", "a@laden.example") is None
    assert dedupe_key_in("key 1@laden.example", "a@laden.example") is None
    assert dedupe_key_in("laden.example", "a@laden.example") is None


def test_an_external_id_gives_its_message_id_back():
    digest = "0123456789abcdef" * 4
    assert message_id_in(external_id("a@b", digest)) == "a@b"
    assert message_id_in(external_id("a#b@c", digest)) == "a#b@c"
    assert message_id_in(external_id(None, digest)) is None
    assert message_id_in("<a@b>") == "a@b"
    assert message_id_in("a@b") == "a@b"
    assert message_id_in("a b@c") is None
    assert message_id_in("a@b\r\nBcc: x") is None
    assert message_id_in("ü@b") is None


def test_of_endless_references_the_first_and_the_last_are_kept():
    found = identifiers(" ".join(f"<{n}@x>" for n in range(MAX_IDS + 50)), Decoder())
    assert len(found) == MAX_IDS
    assert (found[0], found[-1]) == ("0@x", f"{MAX_IDS + 49}@x")


def test_long_domains_are_not_handed_to_the_slow_encoder():
    assert ascii_domain("ü" * 300) == "ü" * 300
