"""A provider of sign-ins on loopback: gives out tokens, rotates them, and says which are good."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

USER = "service@laden.example"


class FakeProvider:
    """`asked` are the forms that its token endpoint got; `errors` are answered first."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[dict[str, str]] = []
        self.errors: deque[tuple[int, str]] = deque()
        self.good: set[str] = set()
        self.rotates = True
        self.holds = threading.Event()
        self.holds.set()
        self._count = 0

    @property
    def token_url(self) -> str:
        return f"{self.url}/token"

    @property
    def info_url(self) -> str:
        return f"{self.url}/tokeninfo?access_token="

    def fail(self, status: int, error: str = "") -> None:
        self.errors.append((status, error))

    def token(self, form: dict[str, str]) -> tuple[int, Mapping[str, object]]:
        self.asked.append(form)
        self.holds.wait(10)
        if self.errors:
            status, error = self.errors.popleft()
            return status, {"error": error} if error else {}
        self._count += 1
        access = f"access-{self._count}"
        self.good.add(access)
        answer: dict[str, object] = {"access_token": access, "expires_in": 3600}
        if self.rotates or form["grant_type"] == "authorization_code":
            answer["refresh_token"] = f"refresh-{self._count}"
        return 200, answer

    def info(self, token: str) -> tuple[int, Mapping[str, object]]:
        return (200, {"email": USER}) if token in self.good else (401, {"error": "invalid_token"})


@contextmanager
def fake_provider() -> Iterator[FakeProvider]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            self._answer(*provider.token(dict(parse_qsl(body))))

        def do_GET(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            self._answer(*provider.info(query.get("access_token", "")))

        def _answer(self, status: int, answer: Mapping[str, object]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Tests read `asked` instead."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    provider = FakeProvider(f"http://127.0.0.1:{httpd.server_address[1]}")
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        provider.holds.set()
        httpd.shutdown()
        thread.join()
        httpd.server_close()
