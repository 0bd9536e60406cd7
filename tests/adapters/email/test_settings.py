"""What an administrator may enter, and the sentence for what not."""

from __future__ import annotations

import dataclasses

import pytest

from adapters.email.settings import Settings
from tests.adapters.email import account


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"address": ""}, "whole mail address"),
        ({"address": "service"}, "whole mail address"),
        ({"address": "sörvice@laden.example"}, "plain letters"),
        ({"display_name": "a\nb"}, "one line"),
        ({"display_name": "a" * 101}, "100 characters"),
        ({"aliases": "info@laden"}, "separated by commas"),
        ({"imap_host": ""}, "name of the IMAP server"),
        ({"imap_host": "https://imap.example.com"}, "without https"),
        ({"smtp_host": "a b"}, "name of the SMTP server"),
        ({"imap_port": 0}, "IMAP port"),
        ({"smtp_port": 70_000}, "SMTP port"),
        ({"imap_security": "ssl"}, "IMAP security"),
        ({"imap_host": "imap.example.com"}, "this machine only"),
        ({"smtp_host": "10.0.0.1"}, "this machine only"),
        ({"folder": " "}, "folder"),
        ({"after_fetch": "delete"}, "After fetching"),
        ({"after_fetch": "move"}, "another folder"),
        ({"after_fetch": "move", "move_to": "INBOX"}, "another folder"),
        ({"import_days": -1}, "days to import"),
        ({"import_days": 400}, "days to import"),
        ({"imap_password": ""}, "password"),
        ({"sign_in": "magic"}, "Sign in with"),
        ({"sign_in": "google"}, "client ID"),
        ({"sign_in": "microsoft", "client_id": "x", "tenant": "a/b"}, "tenant"),
        ({"sign_in": "google", "client_id": "x", "token_url": "http://x.example"}, "https"),
        ({"sign_in": "google", "client_id": "x", "authorise_url": "ftp://x"}, "https"),
    ],
)
def test_a_wrong_value_is_told_in_one_sentence(change, sentence):
    with pytest.raises(ValueError, match=sentence) as raised:
        account.settings(**change)
    assert str(raised.value).endswith(".")
    assert account.PASSWORD not in str(raised.value)


@pytest.mark.parametrize(
    "change",
    [
        {"imap_host": "localhost"},
        {"imap_host": "::1"},
        {"imap_host": "imap.example.com", "imap_security": "tls", "imap_port": 993},
        {"sign_in": "microsoft", "client_id": "x", "imap_password": "", "client_secret": ""},
        {"sign_in": "google", "client_id": "x", "token_url": "http://127.0.0.1:9/token"},
        {"after_fetch": "move", "move_to": "Erledigt"},
    ],
)
def test_a_good_value_is_taken(change):
    assert account.settings(**change)


def test_addresses_are_compared_in_one_spelling():
    settings = account.settings(
        address="Service@Bücher.example", aliases="Info@Bücher.example; x@y.example"
    )
    assert settings.own == "service@xn--bcher-kva.example"
    assert settings.own_aliases == {"info@xn--bcher-kva.example", "x@y.example"}


def test_usual_values_are_those_of_usual_providers():
    usual = {field.name: field.default for field in dataclasses.fields(Settings)}
    assert (usual["imap_port"], usual["imap_security"]) == (993, "tls")
    assert (usual["smtp_port"], usual["smtp_security"]) == (587, "starttls")
    assert (usual["after_fetch"], usual["import_days"]) == ("leave", 0)


def test_choices_contain_their_usual_value():
    for field in dataclasses.fields(Settings):
        choices = field.metadata.get("choices")
        assert not choices or field.default in choices
