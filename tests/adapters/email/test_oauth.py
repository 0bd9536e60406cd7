"""Authorising a mailbox once, and keeping it authorised."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from adapters.email.oauth import LEASE, RENEW_BEFORE, TOKENS, VERIFIER, SignIn
from inbox.channel import AccountBroken, CheckFailed, Scope, TryLater
from tests.adapters.case import DictMemory
from tests.adapters.email import account
from tests.adapters.email.provider import FakeProvider

NOW = 1_800_000_000.0
OUTLOOK = (
    "https://outlook.office.com/IMAP.AccessAsUser.All",
    "https://outlook.office.com/SMTP.Send",
    "offline_access",
)
REDIRECT = "https://kontor.example/authorised"


def kept(**changes: Any) -> dict[str, str]:
    tokens = {"access": "access-0", "refresh": "refresh-0", "until": NOW + 3600, "lease": 0.0}
    return {TOKENS: json.dumps(tokens | changes, sort_keys=True)}


class Signing:
    """A sign-in whose clock stands still."""

    def __init__(self, provider: FakeProvider, entries: dict[str, str], **changes: Any) -> None:
        usual = {
            "sign_in": "microsoft",
            "client_id": "app-1",
            "tenant": "laden.example",
            "token_url": provider.token_url,
        }
        self.memory = DictMemory(entries)
        self.time = NOW
        self.sign_in = SignIn(
            account.settings(**(usual | changes)), self.memory, now=lambda: self.time
        )

    def stored(self) -> dict[str, Any]:
        return json.loads(self.memory.entries[TOKENS])


# ----- the administrator's browser


@pytest.mark.parametrize(
    ("way", "host", "path", "scope", "extra"),
    [
        (
            "microsoft",
            "login.microsoftonline.com",
            "/laden.example/oauth2/v2.0/authorize",
            " ".join(OUTLOOK),
            ("response_mode", "query"),
        ),
        (
            "google",
            "accounts.google.com",
            "/o/oauth2/v2/auth",
            "https://mail.google.com/",
            ("access_type", "offline"),
        ),
    ],
)
def test_the_browser_is_sent_to_the_provider(provider, way, host, path, scope, extra):
    signing = Signing(provider, {}, sign_in=way)
    url = urlsplit(signing.sign_in.page(redirect=REDIRECT, state="s-1"))
    query = dict(parse_qsl(url.query))
    assert (url.scheme, url.netloc, url.path) == ("https", host, path)
    assert (query["client_id"], query["redirect_uri"]) == ("app-1", REDIRECT)
    assert (query["state"], query["scope"], query["login_hint"]) == ("s-1", scope, account.OWN)
    assert query[extra[0]] == extra[1]
    assert account.CLIENT_SECRET not in url.query


def test_another_address_can_be_configured(provider):
    signing = Signing(provider, {}, authorise_url="https://anmeldung.example/oauth")
    page = signing.sign_in.page(redirect=REDIRECT, state="s")
    assert page.startswith("https://anmeldung.example/oauth?")


def test_the_code_is_traded_for_tokens_together_with_its_verifier(provider):
    signing = Signing(provider, {})
    page = urlsplit(signing.sign_in.page(redirect=REDIRECT, state="s"))
    signing.sign_in.trade(redirect=REDIRECT, code="code-1")
    (form,) = provider.asked
    challenge = dict(parse_qsl(page.query))["code_challenge"]
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == challenge
    assert form["code_verifier"] == signing.memory.entries[VERIFIER]
    assert (form["grant_type"], form["code"]) == ("authorization_code", "code-1")
    assert (form["client_secret"], form["redirect_uri"]) == (account.CLIENT_SECRET, REDIRECT)
    assert signing.stored()["refresh"] == "refresh-1"
    assert signing.sign_in.access_token() == "access-1"


@pytest.mark.parametrize(("status", "error"), [(400, "invalid_grant"), (503, ""), (401, "")])
def test_a_trade_that_fails_is_told_in_a_sentence(provider, status, error):
    provider.fail(status, error)
    signing = Signing(provider, {})
    with pytest.raises(CheckFailed, match="sign-in could not be completed"):
        signing.sign_in.trade(redirect=REDIRECT, code="code-geheim")
    assert TOKENS not in signing.memory.entries


def test_access_that_does_not_last_is_refused(provider, monkeypatch):
    monkeypatch.setattr(provider, "token", lambda _: (200, {"access_token": "a"}))
    with pytest.raises(CheckFailed, match="no lasting access"):
        Signing(provider, {}).sign_in.trade(redirect=REDIRECT, code="c")


def test_a_mailbox_with_a_password_needs_no_browser():
    channel = account.channel()
    assert channel.sign_in_at(redirect=REDIRECT, state="s") is None
    channel.signed_in(redirect=REDIRECT, code="c")
    assert channel.memory.entries == {}


def test_the_channel_signs_in_through_its_settings(provider):
    channel = account.channel(sign_in="google", client_id="a", token_url=provider.token_url)
    assert channel.sign_in_at(redirect=REDIRECT, state="s")
    channel.signed_in(redirect=REDIRECT, code="c")
    assert TOKENS in channel.memory.entries


# ----- renewing


def test_a_token_is_used_until_shortly_before_its_end(provider):
    signing = Signing(provider, kept(until=NOW + RENEW_BEFORE + 1))
    assert signing.sign_in.access_token() == "access-0"
    assert provider.asked == []
    signing.time += 2
    assert signing.sign_in.access_token() == "access-1"


def test_a_rotated_refresh_token_is_kept(provider):
    signing = Signing(provider, kept(until=NOW))
    signing.sign_in.access_token()
    assert provider.asked[0]["refresh_token"] == "refresh-0"
    assert signing.stored() == {
        "access": "access-1",
        "refresh": "refresh-1",
        "until": NOW + 3600,
        "lease": 0.0,
    }


def test_a_refresh_token_that_is_not_rotated_is_kept(provider):
    provider.rotates = False
    signing = Signing(provider, kept(until=NOW))
    signing.sign_in.access_token()
    assert signing.stored()["refresh"] == "refresh-0"


def test_without_tokens_a_person_must_sign_in(provider):
    with pytest.raises(AccountBroken, match="SIGN_IN_AGAIN"):
        Signing(provider, {}).sign_in.access_token()


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (400, "invalid_grant", "SIGN_IN_AGAIN"),
        (400, "interaction_required", "SIGN_IN_AGAIN"),
        (401, "invalid_client", "CLIENT_REFUSED"),
        (400, "unauthorized_client", "CLIENT_REFUSED"),
        (403, "", "SIGN_IN_AGAIN"),
    ],
)
def test_a_refusal_breaks_the_account(provider, status, error, code):
    provider.fail(status, error)
    signing = Signing(provider, kept(until=NOW))
    with pytest.raises(AccountBroken) as raised:
        signing.sign_in.access_token()
    assert raised.value.code == code
    assert "refresh-0" not in str(raised.value)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_provider_that_is_away_gives_the_lease_back(provider, status):
    provider.fail(status)
    signing = Signing(provider, kept(until=NOW))
    with pytest.raises(TryLater) as raised:
        signing.sign_in.access_token()
    assert raised.value.scope is Scope.ACCOUNT
    assert signing.stored()["lease"] == 0.0
    assert signing.sign_in.access_token() == "access-1"


def test_a_provider_that_cannot_be_reached_is_a_reason_to_try_later():
    signing = Signing(FakeProvider("http://127.0.0.1:9"), kept(until=NOW))
    with pytest.raises(TryLater):
        signing.sign_in.access_token()


def test_only_one_of_many_renews(provider):
    signing = Signing(provider, kept(until=NOW + 30))
    provider.holds.clear()
    first = threading.Thread(target=signing.sign_in.access_token)
    first.start()
    while not provider.asked:
        threading.Event().wait(0.01)  # a real socket: the first one has to be on its way
    assert signing.sign_in.access_token() == "access-0"  # still good while another one renews
    signing.time += 31
    with pytest.raises(TryLater, match="SIGNING_IN"):
        signing.sign_in.access_token()
    provider.holds.set()
    first.join(10)
    assert len(provider.asked) == 1
    assert signing.sign_in.access_token() == "access-1"


def test_a_renewal_that_died_is_taken_over(provider):
    signing = Signing(provider, kept(until=NOW, lease=NOW + LEASE))
    signing.time += LEASE + 1
    assert signing.sign_in.access_token() == "access-1"


def test_whoever_signs_in_anew_during_a_renewal_wins(provider):
    signing = Signing(provider, kept(until=NOW))
    answer = provider.token

    def overtaken(form: dict[str, str]) -> Any:
        signing.memory.entries |= kept(access="access-neu", refresh="refresh-neu")
        return answer(form)

    provider.token = overtaken
    assert signing.sign_in.access_token() == "access-neu"
    assert signing.stored()["refresh"] == "refresh-neu"


def test_a_refused_token_is_not_used_again(provider):
    signing = Signing(provider, kept())
    signing.sign_in.refused("access-0")
    assert signing.sign_in.access_token() == "access-1"


def test_a_refusal_of_an_old_token_does_not_spoil_the_new_one(provider):
    signing = Signing(provider, kept(access="access-neu"))
    signing.sign_in.refused("access-0")
    assert signing.sign_in.access_token() == "access-neu"
