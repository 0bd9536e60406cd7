"""Settings: each provider asks for what it needs, in one sentence that says what to fix."""

from __future__ import annotations

import dataclasses

import pytest

from adapters.whatsapp.settings import Settings
from tests.adapters.whatsapp.account import d360_settings, meta_settings, twilio_settings

MAKERS = {"meta": meta_settings, "360dialog": d360_settings, "twilio": twilio_settings}
NEEDED = [
    *(("meta", name) for name in ("phone_number_id", "waba_id", "access_token")),
    *(("meta", name) for name in ("app_secret", "verify_token")),
    *(("360dialog", name) for name in ("phone_number", "api_key", "webhook_secret")),
    *(("twilio", name) for name in ("phone_number", "account_sid", "auth_token")),
]


@pytest.mark.parametrize(("provider", "name"), NEEDED)
def test_says_what_is_missing(provider, name):
    label = {field.name: field.metadata["label"] for field in dataclasses.fields(Settings)}[name]
    with pytest.raises(ValueError, match="Enter the") as told:
        MAKERS[provider](**{name: "  "})
    assert label in str(told.value)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"provider": "vonage"}, "Choose one of the providers"),
        ({"phone_number": "030 23125111"}, "country code"),
        ({"phone_number": "twelve"}, "country code"),
        ({"phone_number_id": "abc"}, "the digits that Meta shows"),
        ({"waba_id": "12/../34"}, "the digits that Meta shows"),
        ({"api_version": "26"}, "like v26.0"),
        ({"access_token": "two words"}, "one word"),
        ({"access_token": "a\nb"}, "one word"),
        ({"base_url": "graph.facebook.com"}, "an address like"),
        ({"base_url": "ftp://x"}, "an address like"),
        ({"base_url": "https://user:pw@x"}, "an address like"),
        ({"account_sid": "12"}, "begin with AC"),
        ({"api_key_sid": "AC" + "0" * 32, "api_key_secret": "x"}, "begin with SK"),
        ({"api_key_sid": "SK" + "0" * 32}, "or neither"),
        ({"webhook_secret": "short"}, "at least 12"),
        ({"webhook_url": "inbox"}, "an address like"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_says_what_is_wrong(changed, told):
    with pytest.raises(ValueError, match=told):
        meta_settings(**changed)


@pytest.mark.parametrize(
    "written", ["+49 30 23125111", "0049 30 23125111", "+49 (0)30 23125-111", "493023125111"]
)
def test_a_number_may_be_written_as_people_write_it(written):
    assert meta_settings(phone_number=written).phone_number == "493023125111"


def test_typed_blanks_and_a_last_slash_do_no_harm():
    settings = meta_settings(access_token=" token ", base_url=" https://proxy.example/meta/ ")
    assert settings.access_token == "token"
    assert settings.base_url == "https://proxy.example/meta"


def test_the_version_of_the_api_is_never_left_to_chance():
    assert meta_settings().api_version == "v26.0"


def test_telling_customers_more_than_they_asked_for_is_off():
    assert not meta_settings().read_receipts
    assert not meta_settings().typing


def test_every_entry_can_be_shown_in_a_form():
    for field in dataclasses.fields(Settings):
        assert {"label", "help", "de"} <= set(field.metadata)
        assert field.metadata["help"].endswith(".")
        assert field.repr is not field.metadata.get("secret", False)
