"""Says on a terminal what is going on; silent when nobody watches."""

from __future__ import annotations

import sys
from typing import Final

_WIDTH: Final = 30


def saying(text: str) -> None:
    """Replaces what was said before."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def bar(what: str, done: int, of: int) -> None:
    filled = _WIDTH * done // of
    saying(f"{what} [{'#' * filled}{'.' * (_WIDTH - filled)}] {100 * done // of} %")


def quiet() -> None:
    saying("")
