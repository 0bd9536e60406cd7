"""What an administrator may type, and what is told when it is wrong."""

from __future__ import annotations

import pytest

from tests.adapters.threema import vectors
from tests.adapters.threema.account import account


def settings(**changed: object):
    return account(**changed).settings


def test_ids_are_written_in_capitals_whatever_was_typed():
    assert settings(gateway_id=" *support ").gateway_id == "*SUPPORT"


@pytest.mark.parametrize(
    "typed",
    ["PRIVATE:" + vectors.private(vectors.GATEWAY).upper(), vectors.private(vectors.GATEWAY)],
)
def test_a_private_key_is_read_in_every_usual_form(typed):
    assert settings(private_key=f" {typed}\n").private_key == vectors.private(vectors.GATEWAY)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("gateway_id", "SUPPORT1", "asterisk"),
        ("gateway_id", "*SHORT", "asterisk"),
        ("gateway_id", "*SUPPÖRT", "asterisk"),
        ("api_secret", "  ", "cockpit"),
        ("private_key", "public:" + "ab" * 32, "public key"),
        ("private_key", "ab" * 31, "64 hex"),
        ("private_key", "00" * 32, "64 hex"),
        ("base_url", "http://msgapi.threema.ch", "https://"),
        ("base_url", "https://user:pass@example.org", "https://"),
        ("base_url", "https://example.org/?a=b", "https://"),
        ("base_url", "ftp://127.0.0.1", "https://"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_without_the_value(field, typed, said):
    with pytest.raises(ValueError, match=said) as wrong:
        settings(**{field: typed})
    assert "ab" * 31 not in str(wrong.value)
    assert "user:pass" not in str(wrong.value)


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("", "https://msgapi.threema.ch"),
        ("https://onprem.example/msgapi/", "https://onprem.example/msgapi"),
        ("http://127.0.0.1:8010/threema", "http://127.0.0.1:8010/threema"),
        ("http://localhost:8010/threema", "http://localhost:8010/threema"),
    ],
)
def test_the_gateway_is_threemas_unless_another_one_is_named(typed, used):
    assert settings(base_url=typed).base_url == used


def test_read_receipts_are_off_unless_the_shop_wants_them():
    assert account().capabilities.read_receipts is False
    assert account(read_receipts=True).capabilities.read_receipts is True
