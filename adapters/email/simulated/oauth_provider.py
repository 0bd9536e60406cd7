"""The provider's sign-in for programs (RFC 6749, 7636): a person agrees, tokens are given, renewed
and taken away.

Refresh tokens are rotated, and whoever shows an old one loses them all, as careful providers do.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, abort, jsonify, redirect, request
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as AnyResponse

ACCESS_SECONDS: Final = 3600.0
CODE_SECONDS: Final = 300.0
BEARER: Final = "Bearer "  # in front of a token where a password could stand

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_PAGE: Final = Markup(
    "<!doctype html><html lang='en'><meta charset='utf-8'><title>Simulated sign-in</title>"
    "<h1>Simulated sign-in</h1><p>May Kontor read and send mail as <b>{who}</b>?</p>"
    "<form method='post'>{hidden}"
    "<button name='answer' value='yes'>Allow</button> "
    "<button name='answer' value='no'>Deny</button></form>"
)


class _Refused(Exception):
    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


@dataclass(frozen=True, slots=True)
class _Code:
    address: str
    redirect_uri: str
    challenge: str
    until: float


class OAuthProvider:
    """Thread-safe. `clock` gives Unix seconds."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._codes: dict[str, _Code] = {}
        self._access: dict[str, tuple[str, float]] = {}  # token -> whose, until when
        self._refresh: dict[str, str] = {}  # the newest of each mailbox -> whose
        self._used: dict[str, str] = {}  # older ones -> whose

    def opens(self, address: str, bearer: str) -> bool:
        """Whether this is a good token of this mailbox."""
        whose, until = self._access.get(bearer.removeprefix(BEARER), ("", 0.0))
        return bool(whose) and until > self._clock() and _same(whose, address.lower())

    def revoke(self, address: str) -> None:
        """The owner took the permission back: nothing opens any more, nothing is renewed."""
        with self._lock:
            self._forget(address.lower())

    def blueprint(self) -> Blueprint:
        routes = Blueprint("oauth", __name__, url_prefix="/oauth")
        routes.get("/authorise")(self._ask)
        routes.post("/authorise")(self._answered)
        routes.post("/token")(self._token)
        routes.post("/revoke")(self._revoke)
        return routes

    # ----- the browser's side

    def _ask(self) -> Response:
        asked = {name: request.args.get(name, "") for name in _ASKED}
        if not _comes_back_here(asked["redirect_uri"]) or not asked["login_hint"]:
            abort(400, "redirect_uri must be on this machine, login_hint a mailbox")
        hidden = Markup("").join(
            Markup("<input type='hidden' name='{}' value='{}'>").format(name, value)
            for name, value in asked.items()
        )
        page = _PAGE.format(who=escape(asked["login_hint"]), hidden=hidden)
        answer = Response(page, content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        return answer

    def _answered(self) -> AnyResponse:
        """Back to where the browser came from, with a code or a refusal."""
        asked = {name: request.form.get(name, "") for name in _ASKED}
        target = asked["redirect_uri"]
        if not _comes_back_here(target):
            abort(400, "redirect_uri must be on this machine")
        result = {"error": "access_denied"}
        if request.form.get("answer") == "yes":
            result = {"code": self._new_code(asked)}
        joint = "&" if urlsplit(target).query else "?"
        return redirect(f"{target}{joint}{urlencode({**result, 'state': asked['state']})}", 303)

    def _new_code(self, asked: Mapping[str, str]) -> str:
        code = secrets.token_urlsafe(24)
        until = self._clock() + CODE_SECONDS
        address = asked["login_hint"].lower()
        with self._lock:
            self._codes[code] = _Code(
                address, asked["redirect_uri"], asked["code_challenge"], until
            )
        return code

    # ----- the program's side

    def _token(self) -> tuple[Response, int]:
        grants = {"authorization_code": self._by_code, "refresh_token": self._by_refresh}
        grant = grants.get(request.form.get("grant_type", ""))
        if grant is None:
            return jsonify({"error": "unsupported_grant_type"}), 400
        try:
            with self._lock:
                return jsonify(self._give(grant(request.form))), 200
        except _Refused as refusal:
            return jsonify({"error": refusal.error}), 400

    def _by_code(self, form: Mapping[str, str]) -> str:
        asked = self._codes.pop(form.get("code", ""), None)
        if asked is None or asked.until < self._clock():
            raise _Refused("invalid_grant")
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).decode().rstrip("=")
        if asked.redirect_uri != form.get("redirect_uri") or not _same(asked.challenge, challenge):
            raise _Refused("invalid_grant")
        return asked.address

    def _by_refresh(self, form: Mapping[str, str]) -> str:
        shown = form.get("refresh_token", "")
        address = self._refresh.pop(shown, None)
        if address is None:
            self._forget(self._used.get(shown, ""))  # somebody has a copy
            raise _Refused("invalid_grant")
        self._used[shown] = address
        return address

    def _give(self, address: str) -> Mapping[str, object]:
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._access[access] = (address, self._clock() + ACCESS_SECONDS)
        self._refresh[refresh] = address
        return {
            "token_type": "Bearer",
            "access_token": access,
            "expires_in": int(ACCESS_SECONDS),
            "refresh_token": refresh,
        }

    def _revoke(self) -> tuple[str, int]:
        self.revoke(request.form.get("address", ""))
        return "", 204

    def _forget(self, address: str) -> None:
        self._access = {one: held for one, held in self._access.items() if held[0] != address}
        for tokens in (self._refresh, self._used):
            for token in [one for one, whose in tokens.items() if whose == address]:
                del tokens[token]


_ASKED: Final = ("redirect_uri", "state", "login_hint", "code_challenge")


def _comes_back_here(target: str) -> bool:
    return urlsplit(target).hostname in _LOOPBACK


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def said_by_xoauth2(said: bytes) -> tuple[str, str]:
    """(user, "Bearer " and the token) out of the decoded SASL string; ValueError if it is none."""
    fields = dict(part.split("=", 1) for part in said.decode().split("\x01") if part)
    if not fields.get("auth", "").startswith(BEARER):
        raise ValueError("no bearer token")
    return fields.get("user", ""), fields["auth"]


# What a refused token is answered with, before the refusal itself.
CHALLENGE: Final = b'{"status":"401","schemes":"Bearer","scope":"mail"}'
