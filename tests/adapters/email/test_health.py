"""The check that an administrator runs, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from inbox.channel import CheckFailed
from tests.adapters.email import account
from tests.adapters.email.dovecot import PASSWORD, Dovecot
from tests.adapters.email.sink import Sink, sink


@pytest.fixture
def outgoing() -> Iterator[Sink]:
    with sink(data_size_limit=30_000_000) as server:
        yield server


def check(dovecot: Dovecot, outgoing: Sink, **changes: Any) -> dict[str, str]:
    usual = {
        "imap_port": dovecot.imap,
        "imap_password": PASSWORD,
        "smtp_port": outgoing.port,
    }
    return dict(account.channel(**(usual | changes)).health().facts)


def test_a_healthy_mailbox_tells_its_facts(dovecot, outgoing):
    assert check(dovecot, outgoing) == {
        "folder": "INBOX",
        "next mail": "1",
        "tells about new mail": "yes",
        "largest mail": "21 MB of files",
        "signed in": "yes",
    }
    assert outgoing.mails == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"imap_password": "falsch-0815"}, "IMAP server refused user name and password"),
        ({"folder": "Nirgends"}, "no folder 'Nirgends'"),
        ({"after_fetch": "move", "move_to": "Weg"}, "no folder 'Weg'"),
        ({"imap_port": 1}, "IMAP server cannot be reached"),
        ({"smtp_port": 1}, "SMTP server cannot be reached"),
        ({"smtp_security": "starttls"}, "SMTP server offers no STARTTLS"),
        ({"imap_security": "starttls"}, "certificate of the IMAP server"),
        ({"sign_in": "google", "client_id": "x"}, "authorise the account again"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(dovecot, outgoing, change, sentence):
    with pytest.raises(CheckFailed, match=sentence) as raised:
        check(dovecot, outgoing, **change)
    assert "falsch-0815" not in str(raised.value)


def test_a_refused_smtp_password_is_told(dovecot, outgoing):
    outgoing.answers["AUTH"] = "no"
    with pytest.raises(CheckFailed, match="SMTP server refused user name and password"):
        check(dovecot, outgoing)
