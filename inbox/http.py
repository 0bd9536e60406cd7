"""The one outbound HTTP call: time-outs, no redirects, guarded addresses, failures in our names.

Whoever calls out of Kontor calls here. A request that surely did not leave is `TryLater`; one
that left without an answer is `OutcomeUnknown` if repeating it could do harm. No URL and no
header ever reaches an exception or a log, because some providers want secrets in the URL.
"""

from __future__ import annotations

import ipaddress
import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from inbox.channel import OutcomeUnknown, TryLater

CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 30.0
MAX_ANSWER: Final = 4 * 1024 * 1024
# A server may close an idle connection at the moment we reuse it, which looks like "left without
# an answer". Younger connections are practically never hit by that.
IDLE_SECONDS: Final = 5.0
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
USER_AGENT: Final = "Kontor (https://github.com/kontor-inbox)"


class AnswerTooLarge(Exception):
    """The other side sent more than we were willing to read."""


class PrivateAddress(Exception):
    """The name points into a private network, and this call may only go to public ones."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The parsed body, or None if it is not JSON: gateways answer with HTML pages."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    body: bytes | BinaryIO | None = None,
    form: Mapping[str, str] | None = None,
    files: Mapping[str, Any] | None = None,
    auth: tuple[str, str] | None = None,
    read_seconds: float = READ_SECONDS,
    max_answer: int = MAX_ANSWER,
    public_only: bool = False,
) -> Answer:
    """One request. `files` as requests takes it. Raises `TryLater`, `OutcomeUnknown`,
    `AnswerTooLarge` or `PrivateAddress`; any HTTP status is an answer, not an exception."""
    with _request(
        method,
        url,
        headers=headers,
        params=params,
        body=body,
        form=form,
        files=files,
        auth=auth,
        read_seconds=read_seconds,
        public_only=public_only,
    ) as response:
        return Answer(
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=b"".join(_pieces(response, max_answer, method)),
        )


@contextmanager
def download(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
    max_bytes: int,
    public_only: bool = False,
) -> Iterator[tuple[int, Mapping[str, str], Iterator[bytes]]]:
    """A GET whose body is read in pieces: (status, headers, pieces). Raises as `call` does,
    `AnswerTooLarge` also while the pieces are read."""
    with _request(
        "GET",
        url,
        headers=headers,
        params=params,
        auth=auth,
        read_seconds=READ_SECONDS,
        public_only=public_only,
    ) as response:
        names = {name.lower(): value for name, value in response.headers.items()}
        yield response.status_code, names, _pieces(response, max_bytes, "GET")


@contextmanager
def _request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None,
    params: Mapping[str, str] | None,
    auth: tuple[str, str] | None,
    read_seconds: float,
    public_only: bool,
    body: bytes | BinaryIO | None = None,
    form: Mapping[str, str] | None = None,
    files: Mapping[str, Any] | None = None,
) -> Iterator[requests.Response]:
    try:
        response = _session(public_only).request(
            method,
            url,
            headers=dict(headers or {}),
            params=params,
            data=body if body is not None else form,
            files=files,
            auth=auth,
            timeout=(CONNECT_SECONDS, read_seconds),
            allow_redirects=False,
            stream=True,
        )
    except PrivateAddress:
        raise
    except (requests.ConnectTimeout, requests.exceptions.InvalidURL):
        raise TryLater("NO_CONNECTION") from None
    except requests.RequestException as error:
        _forget_session(public_only)
        raise _unanswered(method, error) from None
    try:
        yield response
    finally:
        response.close()
        _sessions.used = time.monotonic()


def _pieces(response: requests.Response, limit: int, method: str) -> Iterator[bytes]:
    read = 0
    try:
        for piece in response.iter_content(64 * 1024):
            read += len(piece)
            if read > limit:
                raise AnswerTooLarge(f"more than {limit} bytes")
            yield piece
    except requests.RequestException as error:
        raise _unanswered(method, error) from None


def _unanswered(method: str, error: requests.RequestException) -> TryLater | OutcomeUnknown:
    """Reading twice does no harm; writing twice may send a message twice."""
    if method in {"GET", "HEAD"} or _never_connected(error):
        return TryLater("NO_CONNECTION" if _never_connected(error) else "NO_ANSWER")
    return OutcomeUnknown("NO_ANSWER")


def _never_connected(error: requests.RequestException) -> bool:
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    return isinstance(error, requests.exceptions.ProxyError | requests.exceptions.SSLError) or (
        isinstance(
            reason,
            urllib3.exceptions.NewConnectionError
            | urllib3.exceptions.ConnectTimeoutError
            | urllib3.exceptions.NameResolutionError,
        )
    )


# --------------------------------------------------------------------------- connections


class _Sessions(threading.local):
    def __init__(self) -> None:
        self.open: dict[bool, requests.Session] = {}
        self.used = 0.0


_sessions = _Sessions()


def _session(public_only: bool) -> requests.Session:
    """This thread's session, renewed when its connections have been idle for too long."""
    if time.monotonic() - _sessions.used > IDLE_SECONDS:
        for held in _sessions.open.values():
            held.close()
        _sessions.open.clear()
    _sessions.used = time.monotonic()
    if public_only not in _sessions.open:
        _sessions.open[public_only] = _new_session(public_only)
    return _sessions.open[public_only]


def _new_session(public_only: bool) -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy and no .netrc password that nobody configured
    session.headers["User-Agent"] = USER_AGENT
    adapter = _GuardedAdapter() if public_only else HTTPAdapter(max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _forget_session(public_only: bool) -> None:
    held = _sessions.open.pop(public_only, None)
    if held is not None:
        held.close()


def _refuse_private(sock: socket.socket) -> None:
    """Looks at the address that was really connected, so that a name cannot change in between."""
    address = _meant(ipaddress.ip_address(sock.getpeername()[0].split("%")[0]))
    if not address.is_global or address.is_multicast:
        sock.close()
        raise PrivateAddress("the address is not a public one")


def _meant(address: _Address) -> _Address:
    """The IPv4 address that an IPv6 address only wraps: the host or a gateway on the way (NAT64,
    RFC 6052; 6to4, RFC 3056) unwraps it, and then it may be a private one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


class _GuardedConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        _refuse_private(sock)
        return sock


class _GuardedSecureConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        _refuse_private(sock)
        return sock


class _GuardedPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _GuardedConnection


class _GuardedSecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _GuardedSecureConnection


class _GuardedAdapter(HTTPAdapter):
    def __init__(self) -> None:
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _GuardedPool,
            "https": _GuardedSecurePool,
        }
