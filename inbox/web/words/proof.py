"""Words around the proof of consents; its own words are in `privacy.proof`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "proof.title": ("Nachweis der Einwilligungen", "Proof of consents"),
    "proof.html": ("Als Dokument herunterladen", "Download as a document"),
    "proof.json": ("Als JSON herunterladen", "Download as JSON"),
}
