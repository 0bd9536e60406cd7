"""`backup` and `restore`: everything of an installation in two files, and back."""

from __future__ import annotations

from pathlib import Path

import click

from inbox.backup.archive import BadBackup
from inbox.backup.restore import After, Restored
from inbox.backup.restore import restore as restore_from
from inbox.backup.take import Taken, take
from inbox.cli.say import Command, document, fail, progress
from inbox.world import World

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def backup(world: World) -> click.Command:
    @click.command("backup", cls=Command)
    @click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
    @click.option("--json", "as_json", is_flag=True)
    def command(directory: Path, as_json: bool) -> None:
        """Write everything into two files in DIRECTORY: the data, and the keys that open them.

        Nothing needs to be stopped. The data may be kept as long as you need them. Keep the keys
        elsewhere and only for days: as long as old keys exist, an old backup still shows who was
        erased since. ENCRYPTION_KEY is in neither file; without it both are worthless.
        """
        try:
            with progress("Writing") as tell:
                taken = take(world, directory, tell)
        except (BadBackup, OSError) as error:
            fail(_sentence(error))
        _tell_taken(taken, as_json=as_json)

    return command


def restore(world: World) -> click.Command:
    @click.command("restore", cls=Command)
    @click.argument("data", type=_FILE)
    @click.argument("keys", type=_FILE)
    @click.option(
        "--moved", is_flag=True,
        help="The old installation was stopped before the backup: accounts go on sending.",
    )  # fmt: skip
    @click.option("--json", "as_json", is_flag=True)
    def command(data: Path, keys: Path, moved: bool, as_json: bool) -> None:
        """Restore a backup into an empty installation, right after `migrate`, on either database.

        Everything is checked before anything is written. KEYS may be newer than DATA: who was
        erased in between stays erased. Without --moved every account is paused, because what
        waited in the backup may have been sent since.
        """
        try:
            with progress("Restoring") as tell:
                restored = restore_from(
                    world, data, keys, after=After.MOVE if moved else After.LOSS, tell=tell
                )
        except (BadBackup, OSError) as error:
            fail(_sentence(error))
        _tell_restored(restored, as_json=as_json)

    return command


def _tell_taken(taken: Taken, *, as_json: bool) -> None:
    if as_json:
        document({"data": taken.data, "keys": taken.keys, "rows": taken.rows, "files": taken.files})
        return
    click.echo(f"{taken.data}")
    click.echo(f"{taken.keys}")
    click.echo(
        f"{taken.rows} rows and {taken.files} files. Keep the keys apart from the data, and only "
        "until the next backup.",
        err=True,
    )


def _tell_restored(restored: Restored, *, as_json: bool) -> None:
    if as_json:
        document({
            "taken_at": restored.taken_at, "rows": restored.rows, "files": restored.files,
            "paused": restored.paused, "erased": restored.erased,
        })  # fmt: skip
        return
    click.echo(
        f"Restored as of {restored.taken_at:%Y-%m-%d %H:%M} UTC: {restored.rows} rows, "
        f"{restored.files} files. Agents and tokens are as they were then."
    )
    if restored.erased:
        click.echo(f"Customers erased since: {restored.erased}; what was theirs cannot be read.")
    if restored.paused:
        click.echo(
            f"Accounts paused: {restored.paused}, because what waits to be sent may have been sent "
            "since. Look at it, then `flask --app app accounts resume`."
        )


def _sentence(error: BadBackup | OSError) -> str:
    if isinstance(error, OSError):
        return f"The files cannot be read or written: {error.strerror or type(error).__name__}."
    return str(error)
