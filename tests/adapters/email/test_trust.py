"""Whose word counts about who sent a mail."""

from __future__ import annotations

import pytest

from inbox.channel import Trust
from tests.adapters.email.account import read


def trust(*results: str, sender: str = "anna@kunden.example", **changes: str) -> Trust | None:
    headers = "".join(f"Authentication-Results: {value}\n" for value in results)
    return read(f"{headers}From: {sender}\n\nx", **changes).trust


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("mx.laden.example; dmarc=pass header.from=kunden.example", Trust.VERIFIED),
        ("MX.Laden.Example; spf=pass; dkim=pass; DMARC=Pass", Trust.VERIFIED),
        ("mx.laden.example 1; dmarc=pass (p=REJECT) header.from=kunden.example", Trust.VERIFIED),
        ("mx.laden.example;\n\tdkim=pass header.d=x;\n\tdmarc=pass", Trust.VERIFIED),
        ("mx.laden.example; dmarc=fail header.from=kunden.example", Trust.FAILED),
        ("mx.laden.example; dmarc=none", Trust.UNVERIFIED),
        ("mx.laden.example; spf=pass; dkim=pass", Trust.UNVERIFIED),
        ("mx.laden.example; dmarc=pass header.from=anders.example", Trust.UNVERIFIED),
        ("mx.laden.example; none", Trust.UNVERIFIED),
        ("mx.fremd.example; dmarc=pass", Trust.UNVERIFIED),
        ("mx.laden.example.fremd.example; dmarc=pass", Trust.UNVERIFIED),
        ("dmarc=pass", Trust.UNVERIFIED),
        ("(mx.laden.example) mx.fremd.example; dmarc=pass", Trust.UNVERIFIED),
        (";;;=(", Trust.UNVERIFIED),
    ],
)
def test_only_our_own_servers_verdict_counts(value, expected):
    assert trust(value) is expected


def test_a_second_header_under_our_servers_name_was_not_written_by_it():
    ours, forged = "mx.laden.example; dmarc=fail", "mx.laden.example; dmarc=pass"
    assert trust(ours, forged) is Trust.FAILED
    assert trust("mx.laden.example; spf=pass", forged) is Trust.UNVERIFIED


def test_without_a_known_server_nothing_is_said():
    assert trust("mx.laden.example; dmarc=pass", authserv_id="") is None


def test_two_senders_are_not_verified():
    mail = "Authentication-Results: mx.laden.example; dmarc=pass\nFrom: a@x.example\nFrom: b@y\n\nx"
    assert read(mail).trust is Trust.UNVERIFIED


def test_microsoft_names_no_server():
    value = "spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=x; dkim=none; dmarc=pass action=none"
    signed_in = {"sign_in": "microsoft", "client_id": "x", "authserv_id": ""}
    assert trust(value, **signed_in) is Trust.VERIFIED
    assert trust("mx.fremd.example; dmarc=pass", **signed_in) is Trust.UNVERIFIED


def test_google_names_itself():
    signed_in = {"sign_in": "google", "client_id": "x", "authserv_id": ""}
    assert trust("mx.google.com; dmarc=pass (p=NONE)", **signed_in) is Trust.VERIFIED
