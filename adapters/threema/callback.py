"""Read what the Gateway posts to us, and prove that it was the Gateway."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl

from adapters.threema.box import MAX_BOX, NONCE_BYTES, Box
from adapters.threema.identity import is_identity, is_message
from inbox.channel import BadSignature

MAX_BODY: Final = 64 * 1024  # a full box in hex is 15,624 bytes; the rest is room
SIGNED: Final = ("from", "to", "messageId", "date", "nonce", "box")
_MAX_FIELDS: Final = 32
_MAX_NICKNAME: Final = 100  # characters; apps allow 32 bytes
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DATE: Final = re.compile(r"[0-9]{1,11}(\.[0-9]{1,9})?")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


class Forged(BadSignature):
    """The Gateway takes 400 for "do not deliver this"."""

    status = 400


@dataclass(frozen=True, slots=True)
class Callback:
    sender: str
    recipient: str
    message_id: str
    date: (
        datetime  # set by the sender's phone: may be old or wrong, and is never a reason to refuse
    )
    box: Box
    nickname: str | None  # not covered by the MAC and freely chosen: for display only


def check_mac(body: bytes, *, secret: str, recipient: str) -> None:
    """HMAC-SHA256 over the decoded fields as they came, without separators [SDK, RS, PHPf]."""
    try:
        form = _form(body)
    except ValueError:
        raise Forged("not a callback of the Gateway") from None
    if any(name not in form for name in (*SIGNED, "mac")):
        raise Forged("a field is missing")
    signed = "".join(form[name] for name in SIGNED).encode()
    expected = hmac.new(secret.encode(), signed, "sha256").hexdigest()
    if not hmac.compare_digest(form["mac"].lower().encode(), expected.encode()):
        raise Forged("the MAC is wrong")
    if form["to"] != recipient:
        raise Forged("for another Gateway ID")


def read(body: bytes) -> Callback:
    """ValueError for anything but a callback whose fields have their proper shape."""
    form = _form(body)
    sender, message_id = form.get("from", ""), form.get("messageId", "").lower()
    if not is_identity(sender) or not is_message(message_id):
        raise ValueError("the sender or the message id is malformed")
    return Callback(
        sender=sender,
        recipient=form.get("to", ""),
        message_id=message_id,
        date=_date(form.get("date", "")),
        box=_box(form),
        nickname=_nickname(form.get("nickname", "")),
    )


def _form(body: bytes) -> Mapping[str, str]:
    """A field that comes twice could be signed as one thing and read as another."""
    if len(body) > MAX_BODY:
        raise ValueError("too large")
    pairs = parse_qsl(
        body.decode(errors="replace"),  # only the nickname could need it, and nothing signs that
        keep_blank_values=True,
        strict_parsing=True,
        max_num_fields=_MAX_FIELDS,
        errors="replace",
    )
    form = dict(pairs)
    if len(form) != len(pairs):
        raise ValueError("a field comes twice")
    return form


def _date(text: str) -> datetime:
    """UNIX seconds; the official SDK reads a fraction, too."""
    if not _DATE.fullmatch(text):
        raise ValueError("the date is malformed")
    return _EPOCH + timedelta(seconds=float(text))


def _box(form: Mapping[str, str]) -> Box:
    nonce, content = _hex(form.get("nonce", "")), _hex(form.get("box", ""))
    if len(nonce) != NONCE_BYTES or len(content) > MAX_BOX:
        raise ValueError("the box is malformed")
    return Box(nonce, content)


def _hex(text: str) -> bytes:
    """`bytes.fromhex` alone would also take spaces."""
    if not text.isalnum():
        raise ValueError("not hexadecimal")
    return bytes.fromhex(text)


def _nickname(text: str) -> str | None:
    return " ".join(_CONTROL.sub(" ", text).split())[:_MAX_NICKNAME] or None
