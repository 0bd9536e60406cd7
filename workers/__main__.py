"""`python -m workers <role>`: build the world and serve one role. A composition root.

Roles: `in`, `out` and `slow` serve the RQ queue of that name; `schedule` does what the clock asks
for and waits on mailboxes. Any number of each may run; leases and claims keep them apart.
"""

from __future__ import annotations

import os
import sys

from adapters import discover
from inbox import logs
from inbox.config import ConfigError, load
from inbox.world import World, build
from workers import jobs
from workers.desk import desks
from workers.queue import serve_queue
from workers.schedule import Schedule

QUEUES = ("in", "out", "slow")
# Intake goes before everything: a backlog of work must not slow down the providers' door.
_NICENESS = 5


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in {*QUEUES, "schedule"}:
        sys.stderr.write("usage: python -m workers in|out|slow|schedule\n")
        return 2
    try:
        settings = load(os.environ)
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    logs.configure(settings.log_level)
    logs.tell_of_deaths()
    os.nice(_NICENESS)
    world = build(settings, discover())
    serve(world, arguments[0])
    return 0


def serve(world: World, role: str) -> None:
    """Returns after SIGTERM or SIGINT, when what was begun is finished."""
    if role == "schedule":
        Schedule(world).run()
        return
    held = desks(world)
    jobs.serve(held)
    try:
        serve_queue(world.settings.redis_url, role)
    finally:
        held.pump.close()
        world.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
