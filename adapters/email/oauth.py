"""Signing in at Microsoft 365 and Google: a person authorises once, tokens are renewed after that.

The tokens live in the account's memory. Renewing takes a lease there by compare-and-set, because
two renewals at once can lose the rotated refresh token, and with it the mailbox.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from adapters.email.settings import GOOGLE, MICROSOFT, Settings
from inbox import http
from inbox.channel import AccountBroken, CheckFailed, Memory, OutcomeUnknown, Scope, TryLater

TOKENS: Final = "oauth-tokens"
VERIFIER: Final = "oauth-verifier"
RENEW_BEFORE: Final = 300.0  # seconds before its end; earlier only provokes rate limits
LEASE: Final = 60.0  # seconds; longer than one call of `inbox.http` takes


@dataclass(frozen=True, slots=True)
class Provider:
    authorise_url: str
    token_url: str
    scope: str
    extra: Mapping[str, str]


PROVIDERS: Final = {
    # Source: learn.microsoft.com, on OAuth for IMAP, POP and SMTP
    MICROSOFT: Provider(
        "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
        "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
        "https://outlook.office.com/IMAP.AccessAsUser.All "
        "https://outlook.office.com/SMTP.Send offline_access",
        {"response_mode": "query"},
    ),
    # Source: developers.google.com, on OAuth 2.0 for web server applications
    GOOGLE: Provider(
        "https://accounts.google.com/o/oauth2/v2/auth",
        "https://oauth2.googleapis.com/token",
        "https://mail.google.com/",
        {"access_type": "offline", "prompt": "consent"},
    ),
}


@dataclass(frozen=True, slots=True)
class _Tokens:
    """`until` and `lease` are seconds since the epoch."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    until: float
    lease: float = 0.0


class SignIn:
    """One account's authorisation."""

    def __init__(
        self, settings: Settings, memory: Memory, now: Callable[[], float] = time.time
    ) -> None:
        self._settings = settings
        self._memory = memory
        self._now = now
        self._provider = PROVIDERS[settings.sign_in]

    def page(self, *, redirect: str, state: str) -> str:
        """Where the administrator's browser goes; PKCE (RFC 7636) ties the answer to this call."""
        verifier = secrets.token_urlsafe(48)
        _overwrite(self._memory, VERIFIER, verifier)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
        query = {
            "client_id": self._settings.client_id,
            "response_type": "code",
            "redirect_uri": redirect,
            "scope": self._provider.scope,
            "state": state,
            "login_hint": self._settings.address,
            "code_challenge": challenge.decode().rstrip("="),
            "code_challenge_method": "S256",
            **self._provider.extra,
        }
        page = self._url(self._settings.authorise_url, self._provider.authorise_url)
        return f"{page}?{urlencode(query)}"

    def trade(self, *, redirect: str, code: str) -> None:
        """Trade the answer's code for tokens. Raises `CheckFailed`."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": self._memory.get(VERIFIER) or "",
        }
        try:
            answer = self._post(form)
        except (TryLater, AccountBroken) as error:
            raise CheckFailed(f"The sign-in could not be completed ({error.code}).") from None
        if not answer.get("refresh_token"):
            raise CheckFailed("The provider gave no lasting access; authorise the account again.")
        _overwrite(self._memory, TOKENS, _dump(self._tokens(answer, refresh="")))

    def access_token(self) -> str:
        """A token that is good for some minutes. Raises `AccountBroken` if a person must
        authorise again, `TryLater` if the provider is away or another process is renewing."""
        for _ in range(3):
            kept = self._memory.get(TOKENS)
            tokens = _load(kept)
            if tokens is None:
                raise AccountBroken("SIGN_IN_AGAIN")
            now = self._now()
            if tokens.until - RENEW_BEFORE > now or (tokens.until > now and tokens.lease > now):
                return tokens.access
            if tokens.lease > now:
                raise TryLater("SIGNING_IN", after=timedelta(seconds=5), scope=Scope.ACCOUNT)
            leased = replace(tokens, lease=now + LEASE)
            if self._memory.put(TOKENS, _dump(leased), expected=kept):
                return self._renewed(leased)
        raise TryLater("SIGNING_IN", after=timedelta(seconds=5), scope=Scope.ACCOUNT)

    def refused(self, access: str) -> None:
        """The mailbox did not take this token: whoever asks next gets a new one."""
        kept = self._memory.get(TOKENS)
        tokens = _load(kept)
        if tokens and tokens.access == access:
            self._memory.put(TOKENS, _dump(replace(tokens, until=0.0)), expected=kept)

    def _renewed(self, leased: _Tokens) -> str:
        try:
            answer = self._post({"grant_type": "refresh_token", "refresh_token": leased.refresh})
        except (TryLater, AccountBroken):
            self._memory.put(TOKENS, _dump(replace(leased, lease=0.0)), expected=_dump(leased))
            raise
        tokens = self._tokens(answer, refresh=leased.refresh)
        if not self._memory.put(TOKENS, _dump(tokens), expected=_dump(leased)):
            signed_in_anew = _load(self._memory.get(TOKENS))
            return (signed_in_anew or tokens).access
        return tokens.access

    def _tokens(self, answer: Mapping[str, object], *, refresh: str) -> _Tokens:
        """Google keeps its refresh token, Microsoft rotates it."""
        seconds = answer.get("expires_in")
        return _Tokens(
            access=str(answer["access_token"]),
            refresh=str(answer.get("refresh_token") or refresh),
            until=self._now() + (float(seconds) if isinstance(seconds, int | float) else 3600.0),
        )

    def _post(self, form: Mapping[str, str]) -> Mapping[str, object]:
        client = {"client_id": self._settings.client_id, "scope": self._provider.scope}
        if self._settings.client_secret:
            client["client_secret"] = self._settings.client_secret
        url = self._url(self._settings.token_url, self._provider.token_url)
        try:
            answer = http.call("POST", url, form={**client, **form})
        except OutcomeUnknown as error:  # asking again does no harm
            raise TryLater(error.code, scope=Scope.ACCOUNT) from None
        body = answer.json()
        given = body if isinstance(body, dict) else {}
        if answer.ok and given.get("access_token"):
            return given
        raise _refusal(answer.status, str(given.get("error", "")))

    def _url(self, configured: str, usual: str) -> str:
        return configured or usual.format(tenant=self._settings.tenant)


# RFC 6749, section 5.2, and OpenID Connect: what only a person can mend.
_REFUSALS: Final = {
    "invalid_grant": "SIGN_IN_AGAIN",
    "interaction_required": "SIGN_IN_AGAIN",
    "consent_required": "SIGN_IN_AGAIN",
    "login_required": "SIGN_IN_AGAIN",
    "invalid_client": "CLIENT_REFUSED",
    "unauthorized_client": "CLIENT_REFUSED",
    "access_denied": "CLIENT_REFUSED",
    "invalid_scope": "CLIENT_REFUSED",
    "invalid_request": "CLIENT_REFUSED",
}


def _refusal(status: int, error: str) -> TryLater | AccountBroken:
    if error in _REFUSALS:
        return AccountBroken(_REFUSALS[error])
    if status in {400, 401, 403}:
        return AccountBroken("SIGN_IN_AGAIN", f"status {status}")
    return TryLater("SIGN_IN_AWAY", f"status {status}", scope=Scope.ACCOUNT)


def _load(text: str | None) -> _Tokens | None:
    return _Tokens(**json.loads(text)) if text else None


def _dump(tokens: _Tokens) -> str:
    return json.dumps(asdict(tokens), sort_keys=True)


def _overwrite(memory: Memory, key: str, value: str) -> None:
    """What a person just did counts more than what a machine wrote in between."""
    while not memory.put(key, value, expected=memory.get(key)):
        continue
