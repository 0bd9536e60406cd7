"""`python -m bench [intake|way|... ...] [--quick]`: measure, print, write results.json.

Exit status 0 if everything was measured, also where a goal was missed; 1 if a run says nothing or
broke a promise; 2 for a wrong call. BENCH_FULL=1 takes the time for everything.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bench import crm, files, growth, intake, live, machine, mailbox, parsing, rules, size, way
from bench.figure import HEADING, Figure, Invalid
from bench.progress import quiet

_RESULTS: Final = Path(__file__).parent / "results.json"
_PARTS: Final[Mapping[str, Callable[..., Iterator[Figure]]]] = {
    "intake": intake.measure,
    "way": way.measure,
    "parsing": parsing.measure,
    "mailbox": mailbox.measure,
    "files": files.measure,
    "growth": growth.measure,
    "crm": crm.measure,
    "rules": rules.measure,
    "live": live.measure,
    "size": size.measure,
}


def main(arguments: list[str]) -> int:
    asked, began = _asked(arguments), time.monotonic()
    facts = machine.facts()
    print(", ".join(f"{name} {value}" for name, value in facts.items()))
    parts = {name: _run(name, quick=asked.quick) for name in asked.parts or _PARTS}
    minutes = (time.monotonic() - began) / 60
    print(f"\n{minutes:.1f} minutes")
    document = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": asked.quick,
        "minutes": round(minutes, 1),
        "machine": facts,
        "parts": parts,
    }
    _RESULTS.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    return 1 if any(part["invalid"] for part in parts.values()) else 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Kontor.")
    parser.add_argument("parts", nargs="*", choices=[*_PARTS, []], help="all if none is named")
    parser.add_argument("--quick", action="store_true", help="shorter, and less to be trusted")
    return parser.parse_args(arguments)


def _run(name: str, *, quick: bool) -> dict[str, Any]:
    """The figures of one part, printed as they come; what came before `Invalid` stays."""
    busy = machine.busy_percent()
    print(f"\n{name} (others kept the machine {busy:.0f} % busy when it began)\n{HEADING}")
    figures, invalid = [], None
    try:
        for figure in _PARTS[name](quick=quick):
            quiet()
            print(figure.line(), flush=True)
            figures.append(figure.as_json())
    except Invalid as reason:
        quiet()
        invalid = str(reason)
        print(f"  INVALID: {invalid}.", flush=True)
    return {"others_busy_percent": busy, "figures": figures, "invalid": invalid}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
