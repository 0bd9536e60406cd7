"""The README tells every key that a message's details can have."""

from __future__ import annotations

from pathlib import Path

import adapters.whatsapp
from inbox.channel import Echoed, InboundMessage, NotYet
from tests.adapters.whatsapp.account import SAMPLES, inbound, meta, posted, read
from tests.adapters.whatsapp.test_messages import CONTENTS

README = (Path(adapters.whatsapp.__file__).parent / "README.md").read_text(encoding="utf-8")


def details_of_everything():
    bodies = [path.read_bytes() for path in SAMPLES.glob("[ifx]*_*.json")]
    for body in [*bodies, *(inbound(**item) for item, _expected in CONTENTS.values())]:
        try:
            events = meta().parse(posted(body))
        except (ValueError, NotYet):
            continue
        for event in events:
            if isinstance(event, InboundMessage | Echoed):
                yield event.details or {}


def test_every_key_of_the_details_is_documented():
    keys = {key for details in details_of_everything() for key in details}
    assert len(keys) > 15
    assert [key for key in sorted(keys) if f"`{key}`" not in README] == []


def test_every_file_of_the_folder_is_named():
    folder = Path(adapters.whatsapp.__file__).parent
    named = {"__init__.py", "said.py", "settings.py"}
    files = {path.name for path in folder.glob("*.py")} - named
    assert [name for name in sorted(files) if f"`{name}`" not in README] == []
    assert read(b'{"object": "page"}') == []
