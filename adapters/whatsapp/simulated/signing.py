"""Signs webhooks as each provider does, written from their documentation alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

from adapters.whatsapp.simulated.line import DIALOG360, META, Line


def cloud_headers(line: Line, body: bytes) -> dict[str, str]:
    """Meta signs the bytes with the app's secret; 360dialog repeats a header that was agreed on."""
    headers = {"Content-Type": "application/json"}
    if line.provider == META:
        mac = hmac.new(line.setting("app_secret").encode(), body, hashlib.sha256)
        headers["X-Hub-Signature-256"] = f"sha256={mac.hexdigest()}"
    if line.provider == DIALOG360:
        headers["X-Inbox-Token"] = line.setting("webhook_secret")
    return headers


def twilio_headers(line: Line, url: str, form: Mapping[str, str]) -> dict[str, str]:
    """The whole address and then every parameter, by name."""
    signed = url
    for name in sorted(form):
        signed += name + form[name]
    mac = hmac.new(line.setting("auth_token").encode(), signed.encode(), hashlib.sha1).digest()
    return {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "X-Twilio-Signature": base64.b64encode(mac).decode(),
    }


def derived(seed: str, purpose: str) -> str:
    """A secret of this installation: 64 hex digits."""
    return hashlib.sha256(f"whatsapp\n{purpose}\n{seed}".encode()).hexdigest()
