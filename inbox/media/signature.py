"""AWS Signature Version 4 for one request to an S3-compatible store. Pure: time is an argument.

As in "Signing AWS API requests" of the AWS documentation; the body's hash is always sent, so that
the store checks what arrived.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import quote

_ALGORITHM: Final = "AWS4-HMAC-SHA256"


@dataclass(frozen=True, slots=True)
class Credentials:
    key_id: str
    secret: str = field(repr=False)
    region: str


@dataclass(frozen=True, slots=True)
class Unsigned:
    """`path` starts with a slash and is not quoted; `body_sha256` is in hex."""

    method: str
    host: str
    path: str
    body_sha256: str


def signed(request: Unsigned, credentials: Credentials, *, now: datetime) -> dict[str, str]:
    """The headers to send, with the signature over them."""
    moment = now.strftime("%Y%m%dT%H%M%SZ")
    scope = f"{moment[:8]}/{credentials.region}/s3/aws4_request"
    headers = {
        "host": request.host,
        "x-amz-content-sha256": request.body_sha256,
        "x-amz-date": moment,
    }
    names = ";".join(headers)
    canonical = "\n".join(
        [
            request.method,
            quote(request.path, safe="/-_.~"),
            "",  # no query
            *(f"{name}:{value}" for name, value in headers.items()),
            "",
            names,
            request.body_sha256,
        ]
    )
    to_sign = "\n".join([_ALGORITHM, moment, scope, _sha256(canonical)])
    signature = hmac.new(_key(credentials, moment[:8]), to_sign.encode(), hashlib.sha256)
    authorization = (
        f"{_ALGORITHM} Credential={credentials.key_id}/{scope}, "
        f"SignedHeaders={names}, Signature={signature.hexdigest()}"
    )
    return {**headers, "authorization": authorization}


def _key(credentials: Credentials, day: str) -> bytes:
    key = f"AWS4{credentials.secret}".encode()
    for part in (day, credentials.region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
