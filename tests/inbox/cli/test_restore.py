"""What cannot be restored whole is refused with a sentence, before anything has changed."""

from __future__ import annotations

import shutil
import tarfile
import time
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from inbox import sealing
from inbox.backup import restore as restoring
from inbox.backup.archive import BadBackup, Reader, opened, written
from inbox.backup.check import check
from inbox.backup.files import Draft
from inbox.conversations.customer import Customer
from inbox.leases import LeaseRow
from inbox.people import agent as agents
from inbox.people.agent import Role
from inbox.world import World
from tests.inbox.cli.conftest import typist
from tests.inbox.cli.installation import contents, stored_files
from tests.inbox.cli.test_backup import back_up
from tests.shop import Customers, open_account, rows


@pytest.fixture(params=["sqlite", "postgresql"])
def target(fresh, request):
    return fresh(request.param)


def refused(world: World, data: Path, keys: Path) -> str:
    """The sentence; nothing has changed."""
    before, files = contents(world), stored_files(world)
    beside = set(world.store.folder.parent.iterdir())
    done = typist(world)("restore", data, keys)
    assert (done.exit_code, done.stdout) == (1, "")
    assert contents(world) == before
    assert stored_files(world) == files
    assert set(world.store.folder.parent.iterdir()) == beside
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_another_encryption_key_is_refused_before_anything_is_written(fresh, backup):
    world = fresh("postgresql", key=b"another key of thirty-two bytes.")
    assert "ENCRYPTION_KEY" in refused(world, backup.data, backup.keys)


def test_another_schema_revision_is_refused(target, backup, tmp_path):
    whole = backup.data.read_bytes()
    assert b'"revision": "0001"' in whole
    other = tmp_path / "other"
    other.write_bytes(whole.replace(b'"revision": "0001"', b'"revision": "0000"', 1))
    sentence = refused(target, other, backup.keys)
    assert "revision 0000, this installation 0001" in sentence


def test_an_installation_with_an_agent_is_in_use(target, backup):
    with target.database.transaction() as session:
        agents.add(session, name="Kim", email="kim@x", password="a good password",
                   role=Role.ADMIN, now=target.clock())  # fmt: skip
    assert "in use" in refused(target, backup.data, backup.keys)


def test_an_installation_with_keys_of_people_is_in_use(target, backup):
    with target.database.transaction() as session:
        sealing.key_for(session, "a customer", now=target.clock())
    assert "in use" in refused(target, backup.data, backup.keys)


def test_a_folder_with_files_is_in_use(target, backup):
    file = target.store.folder / "attachment" / "ab" / "12ab"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"somebody's")
    assert "files" in refused(target, backup.data, backup.keys)


def test_an_installation_that_runs_is_not_touched(target, backup):
    soon = time.time_ns() // 1_000_000 + 60_000
    with target.database.transaction() as session:
        session.add(LeaseRow(name="schedule", holder="x", epoch=1, until_ms=soon))
    assert "running" in refused(target, backup.data, backup.keys)
    with target.database.transaction() as session:
        session.get_one(LeaseRow, "schedule").until_ms = soon - 120_000  # it has stopped
    assert typist(target)("restore", backup.data, backup.keys).exit_code == 0


def test_a_backup_is_restored_once(target, backup):
    assert typist(target)("restore", backup.data, backup.keys).exit_code == 0
    assert "in use" in refused(target, backup.data, backup.keys)


def test_the_two_files_are_told_apart(target, backup):
    assert "not the one with the keys" in refused(target, backup.data, backup.data)
    assert "not the one with the data" in refused(target, backup.keys, backup.data)


def test_keys_of_another_installation_do_not_fit(fresh, backup, tmp_path):
    other = fresh("sqlite")
    _data, keys = back_up(typist(other), tmp_path / "other")
    assert "same installation" in refused(fresh("sqlite"), backup.data, keys)


def test_keys_that_are_older_than_the_data_lack_some(fresh, clock, tmp_path):
    run = typist(fresh("sqlite"))
    _data, old_keys = back_up(run, tmp_path)
    clock.advance(hours=1)
    data, _keys = back_up(run, tmp_path)
    assert "older" in refused(fresh("sqlite"), data, old_keys)


@pytest.fixture
def empty(fresh):
    return fresh("sqlite")


@pytest.mark.parametrize("part", ["data", "keys"])
def test_a_truncated_file_is_refused(empty, backup, part):
    whole = getattr(backup, part).read_bytes()
    for length in (0, 100, 512, 5_000, len(whole) // 2, len(whole) - 1024, len(whole) - 1):
        assert not passes(empty, backup, part, whole[:length]), length


@pytest.mark.parametrize("part", ["data", "keys"])
def test_a_longer_file_is_refused(empty, backup, part):
    whole = getattr(backup, part).read_bytes()
    for more in (b"x", bytes(512), whole):
        assert not passes(empty, backup, part, whole + more), len(more)


@pytest.mark.parametrize("part", ["data", "keys"])
def test_no_byte_can_be_altered(empty, backup, part):
    """In every member's header, content and padding, and in the blocks at the end."""
    whole = getattr(backup, part).read_bytes()
    assert passes(empty, backup, part, whole)
    for at in places(getattr(backup, part)):
        altered = bytearray(whole)
        altered[at] ^= 0x01
        assert not passes(empty, backup, part, altered), at


def test_no_header_can_be_spelt_in_another_way(empty, backup):
    """Even if its own checksum is right: other rights, somebody's name."""
    altered = bytearray(backup.data.read_bytes())
    assert altered[104:105] == b"6"
    altered[104] -= 1  # of the mode
    altered[265] += 1  # of the owner
    assert tarfile.TarInfo.frombuf(bytes(altered[:512]), "utf-8", "strict").mode == 0o500
    assert not passes(empty, backup, "data", altered)


def places(path):
    with opened(path) as archive:
        members = list(archive.members())
    for member in members:
        header = member.offset - 512
        yield from (header, header + 100, header + 124, header + 136, header + 148, header + 300)
        if member.size:
            yield from (member.offset, member.offset + member.size // 2)
        if member.size % 512:
            yield member.offset + member.size  # its padding
    yield path.stat().st_size - 1


@pytest.mark.parametrize("part", ["data", "keys"])
def test_no_member_can_be_removed_or_doubled(empty, backup, part):
    whole = getattr(backup, part).read_bytes()
    with opened(getattr(backup, part)) as archive:
        starts = [member.offset - 512 for member in archive.members()]
    for start, end in pairwise(starts):
        assert not passes(empty, backup, part, whole[:start] + whole[end:]), start
        assert not passes(empty, backup, part, whole[:end] + whole[start:]), start


def test_only_the_installation_itself_can_write_its_backups(empty, backup, tmp_path):
    """Right checksums are not enough: whoever wants another administrator has no key to sign."""
    forged = tmp_path / "forged"
    with opened(backup.data) as genuine, written(forged, b"some key") as archive:
        *members, _checksums, _signature = genuine.members()
        for member in members:
            content = b"".join(genuine.pieces(member)).replace(b"kim@shop", b"eve@shop")
            archive.add(member.name, [content])
    assert b"eve@shop" in forged.read_bytes()
    assert "signature" in refused(empty, forged, backup.keys)


def passes(world, backup, part, content) -> bool:
    """Whether the check lets a backup through of which one part is `content`."""
    content = {"data": backup.data.read_bytes(), "keys": backup.keys.read_bytes(), part: content}
    data, keys = (Reader(BytesIO(content[name])) for name in ("data", "keys"))
    try:
        check(world, data, keys, lambda _done, _total: None)
    except BadBackup:
        return False
    return True


@pytest.mark.parametrize("content", [b"", b"no tar at all", b"\xff" * 2048, bytes(4096)])
def test_anything_else_is_no_backup(fresh, backup, content, tmp_path):
    path = tmp_path / "else"
    path.write_bytes(content)
    assert "backup" in refused(fresh("sqlite"), path, backup.keys)


def test_a_disk_that_is_full_at_the_end_undoes_everything(target, backup, monkeypatch):
    def full(_draft: Draft) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Draft, "put_in_place", full)
    assert "No space left" in refused(target, backup.data, backup.keys)


def test_a_commit_that_fails_takes_the_files_back(fresh, backup, monkeypatch):
    world = fresh("sqlite")
    place = Draft.put_in_place

    def placed_and_then(draft: Draft) -> None:
        place(draft)
        assert stored_files(world)
        raise OperationalError("COMMIT", None, Exception("gone"))

    monkeypatch.setattr(Draft, "put_in_place", placed_and_then)
    assert "doctor" in refused(world, backup.data, backup.keys)


def test_rows_that_do_not_arrive_are_noticed(target, backup, monkeypatch):
    monkeypatch.setattr(restoring.tables, "count", lambda _session, _table: 0)
    assert "did not arrive" in refused(target, backup.data, backup.keys)


def test_destroyed_keys_stay_destroyed(fresh, clock, tmp_path):
    old, new = fresh("sqlite"), fresh("postgresql")
    Customers(old, open_account(old)).write("Bitte vergessen.")
    victim = rows(old, Customer)[0]
    with old.database.transaction() as session:
        sealing.destroy(session, victim.id, now=clock())
    paths = back_up(typist(old), tmp_path)
    assert typist(new)("restore", *paths, "--moved").exit_code == 0
    with new.database.reading() as session, pytest.raises(sealing.Destroyed):
        sealing.unseal(session, victim.profile_sealed, place=f"customer:{victim.id}")


def test_files_that_are_not_there_are_bad_usage(fresh, backup, tmp_path):
    run = typist(fresh("sqlite"))
    assert run("restore", tmp_path / "nowhere", backup.keys).exit_code == 2
    assert run("restore", backup.data).exit_code == 2


def test_a_restore_can_be_tried_again_after_a_refusal(fresh, backup, tmp_path):
    shutil.copy(backup.keys, tmp_path / "cut")
    with (tmp_path / "cut").open("r+b") as file:
        file.truncate(2_000)
    world = fresh("sqlite")
    assert refused(world, backup.data, tmp_path / "cut")
    assert typist(world)("restore", backup.data, backup.keys).exit_code == 0
