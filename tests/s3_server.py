"""A small S3-compatible store for tests: it keeps objects and believes no signature it cannot make.

Written from the documentation of Signature Version 4 alone; it shares no line with the product.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY_ID, SECRET, REGION = "AKIAKONTOR", "a/secret+key", "eu-central-1"
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, "
    r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})"
)


@dataclass
class S3:
    url: str = ""  # as S3_URL takes it
    objects: dict[str, bytes] = field(default_factory=dict)
    refusals: list[int] = field(default_factory=list)  # statuses of the next answers
    ranges: list[str] = field(default_factory=list)


@contextmanager
def s3_server() -> Iterator[S3]:
    store = S3()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self._believed(body):
                store.objects[self.path] = body
                self._answer(200)

        def do_GET(self) -> None:
            if not self._believed(b""):
                return
            if self.path not in store.objects:
                self._answer(404)
                return
            content = store.objects[self.path]
            if self.headers.get("Range"):
                store.ranges.append(self.headers["Range"])
                first, last = self.headers["Range"].removeprefix("bytes=").split("-")
                part = content[int(first) : int(last) + 1]
                self._answer(206, part, f"bytes {first}-{last}/{len(content)}")
                return
            self._answer(200, content)

        def do_DELETE(self) -> None:
            if self._believed(b""):
                store.objects.pop(self.path, None)
                self._answer(204)

        def _believed(self, body: bytes) -> bool:
            if store.refusals:
                self._answer(store.refusals.pop(0))
                return False
            if not _is_signed(self, body):
                self._answer(403)
                return False
            return True

        def _answer(self, status: int, body: bytes = b"", content_range: str = "") -> None:
            self.send_response(status)
            if content_range:
                self.send_header("Content-Range", content_range)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_anything: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    secret = SECRET.replace("/", "%2F").replace("+", "%2B")
    store.url = f"http://{KEY_ID}:{secret}@127.0.0.1:{server.server_port}/kontor?region={REGION}"
    yield store
    server.shutdown()
    server.server_close()


def _is_signed(request: BaseHTTPRequestHandler, body: bytes) -> bool:
    found = _AUTHORIZATION.fullmatch(request.headers.get("Authorization", ""))
    if found is None or hashlib.sha256(body).hexdigest() != request.headers["x-amz-content-sha256"]:
        return False
    key_id, day, region, names, signature = found.groups()
    listed = [f"{name}:{request.headers[name].strip()}\n" for name in names.split(";")]
    path, _, query = request.path.partition("?")
    canonical = (
        f"{request.command}\n{path}\n{query}\n{''.join(listed)}\n{names}\n"
        f"{request.headers['x-amz-content-sha256']}"
    )
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    moment = request.headers["x-amz-date"]
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{day}/{region}/s3/aws4_request\n{hashed}"
    key = b"AWS4" + SECRET.encode()
    for part in (day, region, "s3", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    right = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return key_id == KEY_ID and region == REGION and signature == right
