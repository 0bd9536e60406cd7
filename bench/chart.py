"""`python -m bench.chart`: draw what results.json says about growth, as docs/growth.svg.

One panel for each database, one line for each page: milliseconds of the server over the number of
messages, on a logarithmic scale. A line that stays level is the point.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

_FOLDER: Final = Path(__file__).parent
_RESULTS: Final = _FOLDER / "results.json"
_CHART: Final = _FOLDER.parent / "docs" / "growth.svg"
_NAME: Final = re.compile(r"(\w+), ([\d,]+) messages: (.+)")

_SVG: Final = "http://www.w3.org/2000/svg"
_MEANING: Final = "Server time of every page over the number of stored messages"
_WIDTH: Final = 960
_PANEL: Final = 300  # height
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 300, 44, 44
_COLOURS: Final = ("#2563eb", "#0f766e", "#b45309", "#9333ea", "#be123c", "#4d7c0f", "#0369a1")
_STYLE: Final = """
  text { font: 13px system-ui, sans-serif; fill: #1f2937 }
  .title { font-weight: 600; font-size: 15px }
  .grid { stroke: #d1d5db }
  .paper { fill: #ffffff }
  polyline { fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e5e7eb } .grid { stroke: #374151 } .paper { fill: #111827 }
  }
"""

Points = Sequence[tuple[int, float]]  # (messages, milliseconds), fewest messages first


def main() -> int:
    """Exit status 1 if nothing about growth was measured."""
    panels = growth(json.loads(_RESULTS.read_text(encoding="utf-8")))
    if not panels:
        sys.stderr.write("results.json has no figures of growth; run `python -m bench growth`.\n")
        return 1
    _CHART.write_text(drawn(panels), encoding="utf-8")
    sys.stdout.write(f"{_CHART}\n")
    return 0


def growth(results: Mapping[str, Any]) -> dict[str, dict[str, Points]]:
    """database -> page -> its points."""
    found: dict[str, dict[str, list[tuple[int, float]]]] = defaultdict(lambda: defaultdict(list))
    for figure in results["parts"].get("growth", {}).get("figures", ()):
        named = _NAME.fullmatch(figure["name"])
        if named and figure["unit"] == "ms":
            messages = int(named[2].replace(",", ""))
            found[named[1]][named[3]].append((messages, figure["value"]))
    return {
        database: {page: sorted(points) for page, points in pages.items() if len(points) > 1}
        for database, pages in found.items()
    }


def drawn(panels: Mapping[str, Mapping[str, Points]]) -> str:
    height = _PANEL * len(panels)
    parts = [
        f'<svg xmlns="{_SVG}" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{_MEANING}">',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{height}"/>',
    ]
    for number, (database, pages) in enumerate(panels.items()):
        parts += _panel(database, pages, number * _PANEL)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(database: str, pages: Mapping[str, Points], top: int) -> Iterator[str]:
    every = [point for points in pages.values() for point in points]
    sizes = sorted({messages for messages, _ in every})
    most = max(milliseconds for _, milliseconds in every) * 1.1

    def place(messages: int, milliseconds: float) -> tuple[float, float]:
        low, high = math.log10(sizes[0]), math.log10(sizes[-1])
        share = (math.log10(messages) - low) / (high - low)
        return (
            _LEFT + share * (_WIDTH - _LEFT - _RIGHT),
            top + _PANEL - _BOTTOM - milliseconds / most * (_PANEL - _TOP - _BOTTOM),
        )

    yield f'<text class="title" x="{_LEFT}" y="{top + 26}">{database}: ms per page</text>'
    for step in range(5):
        x, y = place(sizes[0], most * step / 4)
        yield f'<line class="grid" x1="{x}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        label = f"{most * step / 4:.0f}"
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{label}</text>'
    for messages in sizes:
        x, _ = place(messages, 0)
        bottom = top + _PANEL - _BOTTOM + 20
        yield f'<text x="{x:.1f}" y="{bottom}" text-anchor="middle">{messages:,}</text>'
    yield from _lines(pages, place, top)


def _lines(pages: Mapping[str, Points], place: Any, top: int) -> Iterator[str]:
    """The legend stands beside, in the order of the last points."""
    last = sorted(pages.items(), key=lambda page: -page[1][-1][1])
    for number, (page, points) in enumerate(last):
        colour = _COLOURS[number % len(_COLOURS)]
        dashed = ' stroke-dasharray="6 3"' if number >= len(_COLOURS) else ""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in points))
        yield f'<polyline points="{path}" stroke="{colour}"{dashed}/>'
        x, y = _WIDTH - _RIGHT + 16, top + _TOP + 18 * number
        yield f'<line x1="{x}" x2="{x + 20}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/>'
        growth_ = points[-1][1] / points[0][1]
        yield f'<text x="{x + 26}" y="{y + 4}">{escape(page)} ({growth_:.2f})</text>'


if __name__ == "__main__":
    sys.exit(main())
