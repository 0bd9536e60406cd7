"""What breaks: processes, Redis, the database, the disk, the providers, the clock."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import redis
from sqlalchemy import make_url, select, text

from adapters.simulation import Faults
from inbox.accounts import manage
from inbox.accounts.account import Account
from tests.chaos.house import PROCESSES, House

Accident = Callable[[House, random.Random], None]
_HURRIED = 1.5  # seconds for which most of them last


def _kill(name: str, house: House, _chance: random.Random) -> None:
    house.restart(name)


def lose_redis(house: House, _chance: random.Random) -> None:
    """It dies, is away for a while and comes back empty."""
    server = house.stand.redis
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    time.sleep(_HURRIED)
    shutil.rmtree(server.data)
    server.start()


def flush_redis(house: House, _chance: random.Random) -> None:
    client = redis.Redis.from_url(house.stand.redis.url)
    client.flushall()
    client.close()


def lose_the_database(house: House, _chance: random.Random) -> None:
    """PostgreSQL is cut off and refuses connections for a while; of a file, somebody else has the
    writer's turn."""
    if house.server is not None:
        house.server.stop()
        time.sleep(_HURRIED)
        house.server.start()
        return
    path = make_url(house.stand.world.settings.database_url).database
    with Path(f"{path}.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        time.sleep(_HURRIED)


def cut_connections(house: House, _chance: random.Random) -> None:
    """Every connection to PostgreSQL ends at once, wherever its transaction was."""
    if house.server is None:
        return
    with house.stand.world.database.engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND application_name = 'kontor'"
            )
        )


def fill_the_disk(house: House, _chance: random.Random) -> None:
    house.weather.disk.touch()
    time.sleep(2 * _HURRIED)
    house.weather.disk.unlink()


def refuse(house: House, chance: random.Random) -> None:
    """Server errors and throttling, some of them several times in a row."""
    statuses = tuple(chance.choice((0, 429, 500, 502, 503)) for _ in range(12))
    _provider(house, chance).script(Faults(statuses=statuses))


def hang_up(house: House, chance: random.Random) -> None:
    """The next sends are accepted, and the line is cut before anybody says so."""
    _provider(house, chance).script(Faults(drop_after_accept=chance.randint(2, 8)))


def dawdle(house: House, chance: random.Random) -> None:
    """Longer than anybody waits; what was sent meanwhile is accepted nevertheless."""
    provider = _provider(house, chance)
    provider.script(Faults(latency_ms=(3500, 800)))
    time.sleep(2 * _HURRIED)
    provider.script(Faults())


def repeat(house: House, chance: random.Random) -> None:
    _provider(house, chance).script(Faults(duplicate=chance.randint(10, 40)))


def disarrange(house: House, chance: random.Random) -> None:
    provider = _provider(house, chance)
    provider.script(Faults(reorder=True))
    time.sleep(2 * _HURRIED)
    provider.script(Faults())


def withdraw_credentials(house: House, chance: random.Random) -> None:
    """The account pauses; somebody mends it and resumes it."""
    provider = _provider(house, chance)
    provider.script(Faults(statuses=(401,)))
    time.sleep(_HURRIED)
    provider.script(Faults())
    resume_all(house)


def step_clock(house: House, chance: random.Random) -> None:
    house.weather.move_clock(chance.choice((-90, -20, 45, 400)))
    time.sleep(2 * _HURRIED)
    house.weather.move_clock(0)


def resume_all(house: House) -> None:
    world = house.stand.world
    with world.database.transaction() as session:
        paused = select(Account).where(Account.paused_at.is_not(None)).with_for_update()
        for account in session.scalars(paused):
            manage.resume(session, account, now=world.clock())


def _provider(house: House, chance: random.Random):
    return house.providers[chance.choice(sorted(house.providers))]


ACCIDENTS: dict[str, Accident] = {
    **{f"kill {name}": partial(_kill, name) for name in PROCESSES},
    "lose redis": lose_redis,
    "flush redis": flush_redis,
    "lose the database": lose_the_database,
    "cut connections": cut_connections,
    "fill the disk": fill_the_disk,
    "refuse": refuse,
    "hang up": hang_up,
    "dawdle": dawdle,
    "repeat": repeat,
    "disarrange": disarrange,
    "withdraw credentials": withdraw_credentials,
    "step the clock": step_clock,
}
