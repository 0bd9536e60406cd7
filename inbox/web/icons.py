"""The signs of the channels, as each adapter draws its own: symbols that a page refers to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from markupsafe import Markup

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_DRAWING: Final = re.compile(r"<svg\b(?P<attributes>[^>]*)>(?P<shapes>.*)</svg>", re.DOTALL)


class ChannelIcons:
    """`drawings` are SVG documents by kind; they come from our own folders and are trusted."""

    def __init__(self, drawings: Mapping[str, str]) -> None:
        self._kinds = frozenset(drawings)
        self.symbols = Markup("").join(
            _symbol(kind, drawing) for kind, drawing in sorted(drawings.items())
        )

    def name(self, kind: str) -> str:
        """The symbol of a kind; a neutral one for a channel that brought none."""
        return f"channel-{kind}" if kind in self._kinds else "i-channel"


def _symbol(kind: str, drawing: str) -> Markup:
    found = _DRAWING.search(drawing)
    if found is None or not _NAME.fullmatch(kind):
        raise ValueError(f"the icon of {kind!r} is no SVG document")
    return Markup(  # noqa: S704 - our own files, not what anybody sent
        f'<symbol id="channel-{kind}"{found["attributes"]}>{found["shapes"]}</symbol>'
    )
