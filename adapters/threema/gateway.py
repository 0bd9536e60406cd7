"""The calls to the Gateway's HTTP API, and what each status means to us.

ID and secret go along with every call, in the query or in the form, so nothing here puts a URL
into a message; `inbox.http` keeps it out of the errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from adapters.threema.blobs import MAX_BLOB, is_blob_id
from adapters.threema.box import Box, is_usable
from adapters.threema.identity import is_message
from adapters.threema.settings import GatewaySettings
from inbox import http
from inbox.channel import (
    AccountBroken,
    FetchError,
    OutcomeUnknown,
    Rejected,
    Scope,
    SendError,
    TryLater,
)

_READ_SECONDS: Final = 60.0
_MAX_ANSWER: Final = 16 * 1024  # every answer but a blob is one short line
_MAX_WAIT: Final = timedelta(days=1)
_KEY: Final = re.compile(r"[0-9a-fA-F]{64}")

_REFUSALS: Final[Mapping[int, Callable[[], SendError]]] = {
    400: lambda: Rejected(
        "RECIPIENT_OR_MODE_REFUSED",
        "the recipient's ID is invalid, or this Gateway ID is not set up for end-to-end messages",
    ),
    401: lambda: AccountBroken("CREDENTIALS_REFUSED", "the Gateway ID or the API secret is wrong"),
    402: lambda: AccountBroken("NO_CREDITS", "the prepaid credits are used up"),
    404: lambda: Rejected("UNKNOWN_ID", "the Threema ID does not exist or was revoked"),
    413: lambda: Rejected("TOO_LARGE", "the Gateway refuses the size"),
}


class Gateway:
    def __init__(self, settings: GatewaySettings) -> None:
        self._base = settings.base_url
        self._sign = {"from": settings.gateway_id, "secret": settings.api_secret}

    def send(self, to: str, box: Box, *, silent: bool = False) -> str:
        """The message id. `silent`: no receipt comes back and no phone is woken. `SendError`."""
        form = {"to": to, "nonce": box.nonce.hex(), "box": box.content.hex(), **self._sign}
        if silent:
            form |= {"noDeliveryReceipts": "1", "noPush": "1"}
        answer = self._call("POST", "/send_e2e", form=form)
        _raise_for(answer)
        message_id = answer.text.strip().lower()
        if not is_message(message_id):
            raise OutcomeUnknown("UNREADABLE_ANSWER", "accepted without a message id")
        return message_id

    def upload(self, blob: bytes) -> str:
        """The blob's id. `SendError`; never `OutcomeUnknown`, since a blob nobody knows of is
        only a lost credit."""
        files = {"blob": ("blob", blob, "application/octet-stream")}
        try:
            answer = self._call("POST", "/upload_blob", params=self._sign, files=files)
        except OutcomeUnknown as error:
            raise TryLater(error.code, "while uploading the file") from None
        _raise_for(answer)
        blob_id = answer.text.strip().lower()
        if not is_blob_id(blob_id):
            raise TryLater("UNREADABLE_ANSWER", "uploaded without a blob id")
        return blob_id

    def public_key(self, address: str) -> bytes | None:
        """None: no such ID. Every other trouble is `TryLater`: what waits for the key waits on."""
        answer = self._call("GET", f"/pubkeys/{quote(address, safe='')}", params=self._sign)
        if answer.status == 404:
            return None
        if answer.status != 200:
            raise TryLater(_refusal(answer).code, "asking for a public key", scope=Scope.ACCOUNT)
        key = answer.text.strip()
        if not _KEY.fullmatch(key) or not is_usable(bytes.fromhex(key)):
            raise TryLater("UNREADABLE_ANSWER", "asking for a public key")
        return bytes.fromhex(key)

    def credits(self) -> int:
        """`SendError`."""
        answer = self._call("GET", "/credits", params=self._sign)
        _raise_for(answer)
        try:
            return int(answer.text)
        except ValueError:
            raise TryLater("UNREADABLE_ANSWER", "asking for the credits") from None

    @contextmanager
    def blob(self, blob_id: str) -> Iterator[Iterator[bytes]]:
        """The encrypted bytes in pieces. Raises `FetchError`."""
        try:
            with http.download(
                f"{self._base}/blobs/{blob_id}", params=self._sign, max_bytes=MAX_BLOB
            ) as (status, _, pieces):
                if status != 200:
                    raise _unfetched(status)
                yield pieces
        except http.AnswerTooLarge:
            raise FetchError("TOO_LARGE", gone=True) from None
        except TryLater as error:
            raise FetchError(error.code) from None

    def _call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
    ) -> http.Answer:
        try:
            return http.call(
                method,
                self._base + path,
                params=params,
                form=form,
                files=files,
                read_seconds=_READ_SECONDS,
                max_answer=_MAX_ANSWER,
            )
        except http.AnswerTooLarge:
            error = OutcomeUnknown if method == "POST" else TryLater
            raise error("UNREADABLE_ANSWER", "this does not look like the Gateway") from None


def _raise_for(answer: http.Answer) -> None:
    if answer.status != 200:
        raise _refusal(answer)


def _refusal(answer: http.Answer) -> SendError:
    if answer.status in _REFUSALS:
        return _REFUSALS[answer.status]()
    if answer.status == 429:
        return TryLater("THROTTLED", after=_wait(answer), scope=Scope.ACCOUNT)
    if answer.status >= 500:  # may have been taken: the same box again is the same message
        return TryLater("GATEWAY_TROUBLE", f"status {answer.status}", after=_wait(answer))
    if answer.status < 400:
        return AccountBroken("NOT_THE_GATEWAY", f"status {answer.status}: check the address")
    return Rejected("REFUSED", f"status {answer.status}")


def _wait(answer: http.Answer) -> timedelta | None:
    """`Retry-After` in seconds; its other form, a date, is left to the core's own back-off."""
    text = answer.headers.get("retry-after", "").strip()
    if not re.fullmatch(r"[0-9]{1,9}", text):
        return None
    return min(timedelta(seconds=int(text)), _MAX_WAIT)


def _unfetched(status: int) -> FetchError:
    """404: the server keeps files only for a while."""
    if status == 404:
        return FetchError("GONE", gone=True)
    return FetchError(f"STATUS_{status}")
