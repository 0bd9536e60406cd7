"""Take a backup: one state of the database and the sealed files, without stopping anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from inbox.backup import files, keys, manifest, rows, tables
from inbox.backup.archive import BadBackup, Tell, Writer, written
from inbox.backup.manifest import Manifest, Part
from inbox.world import World

Step = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Taken:
    data: Path
    keys: Path
    rows: int
    files: int


def take(world: World, directory: Path, tell: Tell) -> Taken:
    """Two files in `directory`: the data, and the keys that open them. Raises `BadBackup`,
    `sealing.Unreadable` or OSError; then neither file is there.

    The keys get their name first: who finds the data finds a whole backup.
    """
    data_path, keys_path = _paths(directory, f"kontor-{world.clock():%Y%m%dT%H%M%SZ}")
    with world.database.reading() as session:
        installation, key = keys.signing_key(session)
    with ExitStack() as undo:
        undo.callback(keys_path.unlink, missing_ok=True)
        with written(data_path, key) as data, written(keys_path, key) as keys_file:
            taken = _write(world, installation, {Part.DATA: data, Part.KEYS: keys_file}, tell)
        undo.pop_all()
    return Taken(data_path, keys_path, *taken)


def _paths(directory: Path, stem: str) -> tuple[Path, Path]:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    paths = directory / f"{stem}.data.tar", directory / f"{stem}.keys"
    if any(path.exists() for path in paths):
        raise BadBackup(f"There is a backup {stem} already; try again in a second.")
    return paths


def _write(
    world: World, installation: str, archives: Mapping[Part, Writer], tell: Tell
) -> tuple[int, int]:
    """How many rows and files. A file is on the disk before its row is in the database, so the
    files that belong to the rows are found after them, without keeping the database waiting."""
    folder = world.store.folder
    with world.database.reading() as session:
        about = [_manifest(session, world, part, installation) for part in archives]
        total = sum(sum(one.rows.values()) for one in about)
        step = _steps(tell, total + sum(1 for _ in files.names_in(folder)))
        for one in about:
            _write_tables(session, archives[one.part], one, step)
    return total, _write_files(folder, archives[Part.DATA], step)


def _manifest(session: Session, world: World, part: Part, installation: str) -> Manifest:
    wanted = tables.of(part)
    return Manifest(
        part=part,
        installation=installation,
        revision=tables.revision(session),
        taken_at=world.clock(),
        rows={table.name: tables.count(session, table) for table in wanted},
        counters={table.name: tables.last_number(session, table) for table in wanted},
    )


def _steps(tell: Tell, total: int) -> Step:
    numbers = iter(range(1, total + 1))
    return lambda: tell(next(numbers, total), total)


def _write_tables(session: Session, archive: Writer, about: Manifest, step: Step) -> None:
    archive.add(manifest.NAME, [about.pack()])
    for table in tables.of(about.part):
        archive.add(tables.member_name(table), rows.pack(session, table, step))


def _write_files(folder: Path, archive: Writer, step: Step) -> int:
    """A file that goes meanwhile belonged to something that is over: it is not missed."""
    count = 0
    for name in files.names_in(folder):
        try:
            file = (folder / name).open("rb")
        except FileNotFoundError:
            continue
        with file:
            archive.add(f"{files.PREFIX}{name}", files.pieces(file))
        count += 1
        step()
    return count
