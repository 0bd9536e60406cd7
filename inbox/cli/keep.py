"""Keep what is about a customer in a file that nobody else of this machine reads."""

from __future__ import annotations

import os


def private(path: str, flags: int) -> int:
    """An opener for `open`: the file is its owner's from the first byte on."""
    return os.open(path, flags, 0o600)
