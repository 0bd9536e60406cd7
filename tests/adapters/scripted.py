"""A loopback HTTP server that plays a provider: answers as scripted and remembers what it got."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.adapters.case import ScriptedAnswer


@dataclass(frozen=True, slots=True)
class Received:
    method: str
    path: str  # with query
    headers: Mapping[str, str]  # lower-case names
    body: bytes


class ScriptedServer:
    """Answers in the order given; with an empty script it answers 200 and an empty body."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.received: list[Received] = []
        self._script: deque[ScriptedAnswer] = deque()

    def answer(
        self,
        status: int,
        body: bytes | str = b"",
        headers: Mapping[str, str] | None = None,
        *,
        drop: bool = False,
    ) -> None:
        raw = body.encode() if isinstance(body, str) else body
        self._script.append(ScriptedAnswer(status, raw, headers, drop))

    def next_answer(self) -> ScriptedAnswer:
        return self._script.popleft() if self._script else ScriptedAnswer(200)


@contextmanager
def scripted_server() -> Iterator[ScriptedServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            names = {name.lower(): value for name, value in self.headers.items()}
            served.received.append(Received(self.command, self.path, names, body))
            answer = served.next_answer()
            if answer.drop:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(answer.status)
            for name, value in (answer.headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815 - http.server's names

        def log_message(self, *args: object) -> None:
            """Tests read `received` instead."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    served = ScriptedServer(f"http://127.0.0.1:{httpd.server_address[1]}")
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield served
    finally:
        httpd.shutdown()
        thread.join()
        httpd.server_close()
