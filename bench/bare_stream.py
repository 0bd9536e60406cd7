"""The floor of live pages: what is posted goes to every open stream, and a script writes it down.

No database, no sign-in, no other process: only the server, server-sent events and the browser.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

PAGE = b"""<!doctype html><title>Floor</title><ul id="rows"></ul><script>
new EventSource("/events").onmessage = ({ data }) => {
  document.getElementById("rows").prepend(Object.assign(document.createElement("li"),
    { textContent: data }));
};
</script>"""
SAID: list[bytes] = []
CHANGED = threading.Condition()


def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    if environ["REQUEST_METHOD"] == "POST":
        return say(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])), start)
    if environ["PATH_INFO"] == "/events":
        start("200 OK", [("Content-Type", "text/event-stream")])
        return stream()
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(PAGE)))])
    return [PAGE]


def say(text: bytes, start: StartResponse) -> Iterable[bytes]:
    with CHANGED:
        SAID.append(text)
        CHANGED.notify_all()
    start("200 OK", [("Content-Length", "0")])
    return [b""]


def stream() -> Iterator[bytes]:
    position = len(SAID)
    yield b": hello\n\n"
    while True:
        with CHANGED:
            if len(SAID) == position:
                CHANGED.wait(timeout=15)
            fresh, position = SAID[position:], len(SAID)
        yield b"".join(b"data: " + text + b"\n\n" for text in fresh) or b": still here\n\n"
