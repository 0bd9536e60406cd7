"""Proves that a request comes from the provider, and that a part of it may be handed over."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from inbox.channel import RawRequest

SIGNATURE: Final = "x-hub-signature-256"
TWILIO_SIGNATURE: Final = "x-twilio-signature"
TWILIO_SETTINGS: Final = "x-twilio-webhooks-signature-settings"
INBOX_TOKEN: Final = "x-inbox-token"  # noqa: S105 - the name of a header
HANDOVER: Final = "x-kontor-handover"
MAX_FIELDS: Final = 1000  # of a form; Twilio sends about 30


def same(one: str, other: str) -> bool:
    """Constant time, and on bytes: `compare_digest` raises TypeError for non-ASCII text."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


# --------------------------------------------------------------------------- Meta


def signed_by_meta(raw: RawRequest, secrets: Iterable[str]) -> bool:
    """`sha256=` and the hex HMAC-SHA256 of the body as received [META]."""
    header = raw.headers.get(SIGNATURE, "")
    return header.startswith("sha256=") and any(
        same(header.removeprefix("sha256="), _sha256(secret, raw.body)) for secret in secrets
    )


def _sha256(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def answer_to_handshake(query: Mapping[str, str], verify_token: str) -> str | None:
    """The challenge, if the request knows our token; an empty token matches nothing [META]."""
    challenge = query.get("hub.challenge", "")
    if query.get("hub.mode") != "subscribe" or not challenge or not verify_token:
        return None
    return challenge if same(query.get("hub.verify_token", ""), verify_token) else None


# --------------------------------------------------------------------------- 360dialog


def knows_the_token(raw: RawRequest, secret: str) -> bool:
    """360dialog signs nothing; it repeats the header that was set with the webhook [360]."""
    return bool(secret) and same(raw.headers.get(INBOX_TOKEN, ""), secret)


# --------------------------------------------------------------------------- Twilio


def signed_by_twilio(
    raw: RawRequest, *, public_url: str, tokens: Iterable[str], signing_key: str
) -> bool:
    """Base64 HMAC over the URL as entered at Twilio and the sorted parameters [TW]."""
    header = raw.headers.get(TWILIO_SIGNATURE, "")
    try:
        parameters, addresses = _parameters(raw), list(_addresses(raw, public_url))
    except ValueError:  # a broken URL, or more parameters than Twilio ever sends
        return False
    if not header or parameters is None:
        return False
    if "HMAC_SHA256" in raw.headers.get(TWILIO_SETTINGS, ""):
        keys, digest = [signing_key], "sha256"
    else:
        keys, digest = list(tokens), "sha1"
    signatures = (
        _twilio_signature(key, url + parameters, digest) for key in keys if key for url in addresses
    )
    return any(same(header, signature) for signature in signatures)


def _twilio_signature(key: str, data: str, digest: str) -> str:
    mac = hmac.new(key.encode(), data.encode("utf-8", "replace"), digest)
    return base64.b64encode(mac.digest()).decode()


def _parameters(raw: RawRequest) -> str | None:
    """What follows the URL: nothing for a JSON body, whose hash then stands in the URL; None if
    that hash is wrong."""
    query = dict(parse_qsl(urlsplit(raw.url).query)) | dict(raw.query)
    if expected := query.get("bodySHA256"):
        return "" if same(expected.lower(), hashlib.sha256(raw.body).hexdigest()) else None
    values: dict[str, set[str]] = {}
    body = raw.body.decode("utf-8", "replace")
    for name, value in parse_qsl(body, keep_blank_values=True, max_num_fields=MAX_FIELDS):
        values.setdefault(name, set()).add(value)
    return "".join(name + value for name in sorted(values) for value in sorted(values[name]))


def _addresses(raw: RawRequest, public_url: str) -> Iterator[str]:
    """The forms that the signed address may have: as entered and as it arrived, the query as sent
    and decoded, the port named and not. Behind a proxy the address that arrives is not the one
    that was called. To try several gives nothing away: each would need a signature."""
    seen = urlsplit(raw.url)
    entered = urlsplit(public_url or raw.url)
    sent = seen.query or urlencode(dict(raw.query))
    places = (
        (entered.scheme, entered.netloc, entered.path),
        (entered.scheme, entered.netloc, seen.path),
        (seen.scheme, seen.netloc, seen.path),
    )
    for scheme, netloc, path in dict.fromkeys(places):
        for query in dict.fromkeys((sent, unquote(sent))):
            for host in _with_and_without_port(scheme, netloc):
                yield urlunsplit((scheme, host, path, query, ""))


def _with_and_without_port(scheme: str, netloc: str) -> tuple[str, ...]:
    host, _, port = netloc.partition(":")
    standard = "443" if scheme == "https" else "80"
    return (netloc, host, f"{host}:{port or standard}")


# --------------------------------------------------------------------------- hand-over


def handover(body: bytes, secret: str) -> str:
    """Marks a part of a verified request for another account.

    What was proved is that the sender knows *this* account's secret. That says nothing about the
    other account unless both share the secret, as numbers of one provider app do. So the mark is
    made with the secret, and the other account reads only parts whose mark it could have made.
    """
    return _sha256(f"handover:{secret}", body)


def may_be_handed_over(raw: RawRequest, secrets: Iterable[str]) -> bool:
    mark = raw.headers.get(HANDOVER)
    return mark is None or any(same(mark, handover(raw.body, secret)) for secret in secrets)
