"""Style sheets, modules and images under an address that changes with their content.

The address holds one digest of everything in static/, so that modules find each other beside
themselves and browsers may keep all of it for a year.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, abort, request

_FOLDER: Final = Path(__file__).parent / "static"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_FOREVER: Final = "public, max-age=31536000, immutable"
# Shorter ones do not get shorter.
_WORTH_PACKING: Final = 500


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    packed: bytes | None
    content_type: str


class Assets:
    def __init__(self, folder: Path = _FOLDER) -> None:
        self._files: Mapping[str, _File] = {
            path.name: _read(path) for path in sorted(folder.iterdir()) if path.suffix in _TYPES
        }
        digest = hashlib.sha256()
        for name, file in self._files.items():
            digest.update(name.encode() + b"\0" + file.content)
        self.digest = digest.hexdigest()[:12]

    def address(self, name: str) -> str:
        """Raises KeyError for a file that is not there."""
        if name not in self._files:
            raise KeyError(name)
        return f"/static/{self.digest}/{name}"

    def blueprint(self) -> Blueprint:
        assets = Blueprint("assets", __name__)

        @assets.get("/static/<digest>/<name>")
        def static(digest: str, name: str) -> Response:
            file = self._files.get(name)
            if file is None:
                abort(404)
            return self._answer(file, is_current=digest == self.digest)

        @assets.get("/favicon.ico")
        def favicon() -> Response:
            return self._answer(self._files["mark.svg"], is_current=False)

        return assets

    def _answer(self, file: _File, *, is_current: bool) -> Response:
        packed = file.packed if request.accept_encodings.quality("gzip") else None
        answer = Response(packed or file.content, content_type=file.content_type)
        answer.vary.add("Accept-Encoding")
        answer.headers["Cache-Control"] = _FOREVER if is_current else "no-cache"
        # The frame of a mail has an origin of its own and needs its style sheet all the same.
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        if packed:
            answer.content_encoding = "gzip"
        return answer


def _read(path: Path) -> _File:
    content = path.read_bytes()
    packed = gzip.compress(content, mtime=0) if len(content) >= _WORTH_PACKING else None
    return _File(content, packed, _TYPES[path.suffix])
