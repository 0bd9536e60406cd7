"""The OpenAPI document as it was agreed. Renew it with: python -m tests.inbox.api.golden"""

from __future__ import annotations

import tempfile
from pathlib import Path

from inbox import api
from inbox.api import document
from inbox.config import load
from inbox.world import build

GOLDEN = Path(__file__).with_name("openapi.json")


def made() -> str:
    with tempfile.TemporaryDirectory() as folder:
        world = build(load({"DATA_DIR": folder}), {})
        text = document.as_text(api.blueprint(world))
        world.close()
    return text


if __name__ == "__main__":
    GOLDEN.write_text(made())
