"""Accounts for the tests, and requests signed as each provider signs them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from adapters.whatsapp.channel import WhatsApp
from adapters.whatsapp.settings import Settings
from inbox.channel import Alias, AliasKind, Event, RawRequest, Sender
from tests.adapters.case import DictMemory

SAMPLES = Path(__file__).parent / "samples"
RECEIVED = datetime(2026, 11, 24, 6, 0, 5, tzinfo=UTC)
SENT = datetime.fromtimestamp(1795500000, UTC)
STAMP = {"x-kontor-received-at": RECEIVED.isoformat()}

APP_SECRET = "0123456789abcdef0123456789abcdef"
VERIFY_TOKEN = "verify-token-MARKED"
ACCESS_TOKEN = "EAAG-access-MARKED"
API_KEY = "d360-key-MARKED"
HOOK_SECRET = "hook-secret-MARKED"
AUTH_TOKEN = "12345678901234567890123456789012"
SIGNING_KEY = "sharedkeysecret"
ACCOUNT_SID = "AC00000000000000000000000000000001"
HOOK = "https://inbox.example/webhooks/twilio/whatsapp/7f3c0e9a"

NUMBER, NUMBER_ID, WABA = "493023125111", "106540352242922", "102290129340398"


def meta_settings(base_url: str = "http://127.0.0.1:9", **changed: Any) -> Settings:
    return Settings(
        **{
            "provider": "meta",
            "phone_number": "+49 30 23125111",
            "phone_number_id": NUMBER_ID,
            "waba_id": WABA,
            "access_token": ACCESS_TOKEN,
            "app_secret": APP_SECRET,
            "verify_token": VERIFY_TOKEN,
            "base_url": base_url,
        }
        | changed
    )


def d360_settings(base_url: str = "http://127.0.0.1:9", **changed: Any) -> Settings:
    return Settings(
        **{
            "provider": "360dialog",
            "phone_number": "+49 30 23125111",
            "api_key": API_KEY,
            "webhook_secret": HOOK_SECRET,
            "base_url": base_url,
        }
        | changed
    )


def twilio_settings(base_url: str = "http://127.0.0.1:9", **changed: Any) -> Settings:
    return Settings(
        **{
            "provider": "twilio",
            "phone_number": "+49 30 23125111",
            "account_sid": ACCOUNT_SID,
            "auth_token": AUTH_TOKEN,
            "webhook_url": HOOK,
            "base_url": base_url,
        }
        | changed
    )


def meta(base_url: str = "http://127.0.0.1:9", **changed: Any) -> WhatsApp:
    return WhatsApp(meta_settings(base_url, **changed), DictMemory())


def d360(base_url: str = "http://127.0.0.1:9", **changed: Any) -> WhatsApp:
    return WhatsApp(d360_settings(base_url, **changed), DictMemory())


def twilio(base_url: str = "http://127.0.0.1:9", **changed: Any) -> WhatsApp:
    return WhatsApp(twilio_settings(base_url, **changed), DictMemory())


# ----- requests


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def sample_json(name: str) -> Any:
    return json.loads(sample(name))


def posted(body: bytes, headers: Mapping[str, str] | None = None) -> RawRequest:
    return RawRequest(
        "POST", "https://inbox.example/hooks/1", {**STAMP, **(headers or {})}, {}, body
    )


def meta_signed(body: bytes, secret: str = APP_SECRET) -> RawRequest:
    mac = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return posted(body, {"x-hub-signature-256": f"sha256={mac}"})


def d360_authenticated(body: bytes, secret: str = HOOK_SECRET) -> RawRequest:
    return posted(body, {"x-inbox-token": secret})


def twilio_signed(
    params: Mapping[str, str], *, url: str = HOOK, token: str = AUTH_TOKEN
) -> RawRequest:
    data = url + "".join(name + params[name] for name in sorted(params))
    mac = base64.b64encode(hmac.new(token.encode(), data.encode(), hashlib.sha1).digest()).decode()
    headers = {**STAMP, "x-twilio-signature": mac}
    query = dict(part.split("=") for part in url.partition("?")[2].split("&") if part)
    return RawRequest("POST", url, headers, query, urlencode(params).encode())


def twilio_sample(name: str) -> RawRequest:
    """The request of a sample file, with the signature that stands in the file."""
    found = sample_json(name)
    headers = {key.lower(): value for key, value in found["headers"].items()}
    query = dict(part.split("=") for part in found["url"].partition("?")[2].split("&") if part)
    body = urlencode(found["params"]).encode()
    return RawRequest("POST", found["url"], {**STAMP, **headers}, query, body)


# ----- payloads and people


def envelope(field: str, **value: Any) -> bytes:
    """One change of one entry for our number."""
    metadata = {"display_phone_number": NUMBER, "phone_number_id": NUMBER_ID}
    full = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    return wrapped({"field": field, "value": full})


def wrapped(*changes: dict[str, Any]) -> bytes:
    entry = {"id": WABA, "changes": list(changes)}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def inbound(**item: Any) -> bytes:
    return envelope("messages", contacts=[ANNA_CONTACT], messages=[message(**item)])


def message(**item: Any) -> dict[str, Any]:
    return {
        "from": "491713920001",
        "from_user_id": "DE.13491208655302741918",
        "id": "wamid.IN",
        "timestamp": "1795500000",
        **item,
    }


def read(body: bytes) -> list[Event]:
    return meta().parse(posted(body))


def only(body: bytes) -> Event:
    [event] = read(body)
    return event


ANNA_CONTACT = {
    "profile": {"name": "Anna Schäfer"},
    "wa_id": "491713920001",
    "user_id": "DE.13491208655302741918",
}


def person(phone: str = "", bsuid: str = "", name: str | None = None, username: str = "") -> Sender:
    aliases = [
        Alias(kind, value)
        for kind, value in (
            (AliasKind.PROVIDER, bsuid),
            (AliasKind.PHONE, phone),
            (AliasKind.USERNAME, username),
        )
        if value
    ]
    return Sender(bsuid or phone, name, tuple(aliases))


ANNA = person("491713920001", "DE.13491208655302741918", "Anna Schäfer")
BERND = person("491713920002", "DE.20481120986441237755", "Bernd Oßwald")
CEM = person("491713920003", "DE.77120394851203948571", "Cem Yıldız")
DARIA_ID = "DE.99120384756100293847"
