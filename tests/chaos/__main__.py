"""`python -m tests.chaos [--messages N] [--seeds S ...]`: storms on both databases, then an audit.

Exit status 1 if a promise was broken. The seeds are printed; the same one makes the same plan.
"""

from __future__ import annotations

import argparse
import secrets
import sys

from tests.chaos.auditor import Verdict, audit, watch_claims
from tests.chaos.house import DATABASES, house
from tests.chaos.storm import Story, rage

_KINDS = ("whatsapp", "threema", "email")
_MESSAGES = 100_000
_SEEDS = 3
_SHOWN = 40
_PER_ACCIDENT = 150  # messages


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--messages", type=int, default=_MESSAGES, help="in all storms together")
    parser.add_argument("--seeds", type=int, nargs="+", help="one storm on each database for each")
    asked = parser.parse_args(arguments)
    seeds = asked.seeds or [secrets.randbelow(10**6) for _ in range(_SEEDS)]
    each, total, broken = asked.messages // (len(seeds) * len(DATABASES)), 0, 0
    for seed in seeds:
        for database in DATABASES:
            _say(f"{database}, seed {seed}: ")
            story, verdict = storm(database, seed, each)
            _say(told(story, verdict) + "\n")
            total, broken = total + verdict.messages, broken + len(verdict.violations)
    _say(f"{total:,} messages, {broken} violations\n")
    return 1 if broken else 0


def storm(
    database: str, seed: int, messages: int, kinds: tuple[str, ...] = _KINDS
) -> tuple[Story, Verdict]:
    """`messages` counts both directions."""
    with house(database, kinds) as built:
        watch_claims(built.stand.world)
        incoming = messages * 4 // 5
        story = rage(built, seed, incoming, max(8, incoming // _PER_ACCIDENT))
        return story, audit(built, story)


def told(story: Story, verdict: Verdict) -> str:
    facts = (
        f"{verdict.received:,} received", f"{verdict.sent:,} sent", f"{verdict.unknown} unknown",
        f"{len(story.accidents)} accidents", f"{story.seconds:.0f} s",
    )  # fmt: skip
    violations = (f"\n    {violation}" for violation in verdict.violations[:_SHOWN])
    return ", ".join(facts) + "".join(violations)


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
