"""Check a backup before anything is written: its two parts, this installation, keys, every byte."""

from __future__ import annotations

from dataclasses import dataclass

from inbox import sealing
from inbox.backup import keys, manifest, tables, target
from inbox.backup.archive import BadBackup, Reader, Tell
from inbox.backup.manifest import Manifest, Part
from inbox.world import World


@dataclass(frozen=True, slots=True)
class Checked:
    """A part of a backup that may be restored."""

    archive: Reader
    about: Manifest


def check(world: World, data: Reader, key_file: Reader, tell: Tell) -> tuple[Checked, Checked]:
    """Raises `BadBackup`. What a person can mend is said first, what takes long is done last."""
    about, about_keys = manifest.read(data, Part.DATA), manifest.read(key_file, Part.KEYS)
    _refuse_strangers(about, about_keys)
    with world.database.reading() as session:
        target.refuse_unready(session, world.store.folder, about.revision)
        ring = sealing.keyring(session)
    key = keys.open_all(key_file, ring)
    key_file.verify(key, lambda _done, _total: None)
    data.verify(key, tell)
    return Checked(data, about), Checked(key_file, about_keys)


def _refuse_strangers(data: Manifest, key_file: Manifest) -> None:
    """Newer keys are welcome: who was erased since the data were written then stays erased."""
    if data.installation != key_file.installation:
        raise BadBackup("The two files are not of the same installation.")
    if key_file.taken_at < data.taken_at:
        raise BadBackup(
            "The keys are older than the data, so some are missing; take the file with the keys "
            "that was written with the data, or a newer one."
        )
    for one in (data, key_file):
        if list(one.rows) != [table.name for table in tables.of(one.part)]:
            raise BadBackup("The backup has other tables than this version of Kontor.")
