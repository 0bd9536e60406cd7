"""A backup holds everything, shows nothing, and comes back whole on either database."""

from __future__ import annotations

import hashlib
import json
import stat
import subprocess
import tarfile
import tracemalloc
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, insert, select, text

from inbox import leases, sealing
from inbox.accounts import manage
from inbox.accounts.account import Account
from inbox.backup import rows as lines
from inbox.backup import tables
from inbox.backup.archive import opened
from inbox.backup.manifest import Part
from inbox.backup.take import take
from inbox.changes import journal
from inbox.consent.wordings import Wording
from inbox.conversations.customer import Customer
from inbox.intake.raw_event import RawEvent
from inbox.people import agent as agents
from inbox.people import signin
from inbox.people.agent import Role
from tests.inbox.cli.conftest import typist
from tests.inbox.cli.installation import MARK, contents, live_in, stored_files
from tests.shop import Customers, open_account, rows, texts

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def back_up(run, directory) -> tuple[Path, Path]:
    done = run("backup", directory, "--json")
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    return Path(told["data"]), Path(told["keys"])


@pytest.mark.parametrize("source", ["sqlite", "postgresql"])
@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_everything_comes_back_on_either_database(fresh, tmp_path, source, target):
    old = fresh(source)
    live_in(old)
    before, files, said = contents(old), stored_files(old), texts(old)
    assert all(before.values())
    assert {name.split("/")[0] for name in files} >= {"attachment", "raw"}
    data, keys = back_up(typist(old), tmp_path / "backup")

    new = fresh(target)
    done = typist(new)("restore", data, keys, "--moved")
    assert done.exit_code == 0, done.stderr
    assert contents(new) == before
    assert stored_files(new) == files
    assert texts(new) == said


def test_a_backup_shows_one_moment_while_customers_go_on_writing(world, fresh, tmp_path):
    shop = Customers(world, open_account(world))
    shop.write("x" * 300_000)
    shop.write("vorher")
    before = contents(world)
    [file] = [path for path in world.store.folder.rglob("*") if path.is_file()]

    def meanwhile(done, _total):
        if done == 1:
            shop.write("zwischendurch", **{"from": "berta"})
            file.unlink()  # as the purge of old events does

    taken = take(world, tmp_path, meanwhile)
    assert "zwischendurch" in texts(world)
    new = fresh("sqlite")
    assert typist(new)("restore", taken.data, taken.keys, "--moved").exit_code == 0
    assert contents(new) == before


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_work_goes_on_where_it_stopped(fresh, tmp_path, target):
    old = fresh("sqlite")
    shop = live_in(old)
    with old.database.transaction() as session:  # purged, and yet its number is never given again
        session.query(RawEvent).filter(RawEvent.id > 3).delete()
        session.execute(text("UPDATE sqlite_sequence SET seq = 40 WHERE name = 'raw_event'"))
    data, keys = back_up(typist(old), tmp_path)
    new = fresh(target)
    with new.database.reading() as session:
        sealing.fingerprint(session, "what", "a key that will be replaced is remembered")
    assert typist(new)("restore", data, keys, "--moved").exit_code == 0

    customers = {row.id for row in rows(new, Customer)}
    again = Customers(new, shop.account_id)
    again.write("Und noch etwas.", id="later", **{"from": f"{MARK}@shop"})
    again.send_all()
    assert {row.id for row in rows(new, Customer)} == customers  # recognised
    assert rows(new, RawEvent)[-1].id == 41
    assert "Und noch etwas." in texts(new)


def test_a_customer_may_have_been_merged_into_a_younger_or_an_older_one(world, fresh, tmp_path):
    shop = Customers(world, open_account(world))
    for name in ("anna", "berta", "cem"):
        shop.write(**{"from": name})
    first, second, third = [row.id for row in rows(world, Customer)]
    with world.database.transaction() as session:
        session.get_one(Customer, first).merged_into = third
        session.get_one(Customer, third).merged_into = second
    data, keys = back_up(typist(world), tmp_path)
    new = fresh("sqlite")
    assert typist(new)("restore", data, keys).exit_code == 0
    assert [row.merged_into for row in rows(new, Customer)] == [third, None, second]


def test_the_data_show_nothing_that_was_written(backup):
    assert MARK.encode() not in backup.data.read_bytes()
    for value in binary_values(backup.data, Part.DATA):
        assert MARK.encode() not in value


def test_the_data_alone_open_nothing(backup):
    ring = sealing.Keyring(b"k" * 32)
    with opened(backup.keys) as archive:
        [member] = [one for one in archive.members() if one.name.startswith("tables/")]
        known = list(lines.unpack(tables.KEYS, archive.lines(member)))
    secret = [row["wrapped"] for row in known]
    secret += [ring.unwrap(row["id"], row["wrapped"]) for row in known]
    assert len(secret) >= 8
    held = [backup.data.read_bytes(), *binary_values(backup.data, Part.DATA)]
    assert not [one for one in secret for value in held if one in value]


def binary_values(path, part):
    with opened(path) as archive:
        named = {tables.member_name(table): table for table in tables.of(part)}
        for member in archive.members():
            table = named.get(member.name)
            for row in lines.unpack(table, archive.lines(member)) if table is not None else ():
                for column in table.columns:
                    if isinstance(column.type, LargeBinary) and row[column.name] is not None:
                        yield row[column.name]


def test_sign_ins_and_leases_stay_behind(world, run, fresh, tmp_path):
    with world.database.transaction() as session:
        kim = agents.add(session, name="Kim", email="kim@x", password="a good password",
                         role=Role.AGENT, now=world.clock())  # fmt: skip
        token = signin.sign_in(session, kim, device="x", now=world.clock())
        leases.acquire(session, "schedule", holder="x", seconds=60)
    new = fresh("sqlite")
    assert typist(new)("restore", *back_up(run, tmp_path)).exit_code == 0
    with new.database.reading() as session:
        assert signin.signed_in(session, token, now=new.clock()) is None
        assert session.execute(text("SELECT count(*) FROM lease")).scalar_one() == 0


def test_after_a_loss_nothing_is_sent_until_a_person_says_so(world, run, fresh, tmp_path):
    shop = Customers(world, open_account(world))
    shop.write("Wo ist mein Paket?")
    journal.stamp(world.database)
    other = open_account(world, name="other")
    with world.database.transaction() as session:
        manage.pause(session, session.get_one(Account, other), reason="BY_HAND", now=world.clock())
    data, keys = back_up(run, tmp_path)
    with world.database.reading() as session:
        newest = journal.newest(session)
    new = fresh("sqlite")
    done = typist(new)("restore", data, keys)
    assert "Accounts paused: 1" in done.stdout
    assert {row.id: row.paused_reason for row in rows(new, Account)} == {
        shop.account_id: "RESTORED",
        other: "BY_HAND",
    }
    later = journal.read_after(new.database, newest + 1_000_000, limit=10)
    assert later  # who has read changes that were lost misses none of the new ones
    assert [row.number for row in later] == sorted(row.number for row in later)


def test_who_was_erased_since_stays_erased_with_newer_keys(world, run, fresh, clock, tmp_path):
    shop = Customers(world, open_account(world))
    shop.write("Bitte vergessen.", **{"from": "anna"})
    shop.write("Bitte behalten.", **{"from": "berta"})
    data, _old_keys = back_up(run, tmp_path)
    anna = rows(world, Customer)[0].id
    with world.database.transaction() as session:
        sealing.destroy(session, anna, now=clock.advance(days=1))
    _data, new_keys = back_up(run, tmp_path)
    new = fresh("sqlite")
    done = typist(new)("restore", data, new_keys)
    assert "Customers erased since: 1" in done.stdout
    opens = []
    with new.database.reading() as session:
        for row in session.scalars(select(Customer).order_by(Customer.id)):
            try:
                sealing.unseal(session, row.profile_sealed, place=f"customer:{row.id}")
                opens.append(row.id)
            except sealing.Destroyed:
                assert row.id == anna
    assert len(opens) == 1


@on_sqlite
def test_the_files_are_for_their_owner_and_whole(run, tmp_path):
    directory = tmp_path / "new" / "folder"
    paths = back_up(run, directory)
    assert [path.name for path in paths] == [
        "kontor-20261124T110000Z.data.tar",
        "kontor-20261124T110000Z.keys",
    ]
    assert set(directory.iterdir()) == set(paths)
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in paths] == [0o600, 0o600]


def test_any_tar_and_sha256sum_can_read_them(backup, tmp_path):
    with tarfile.open(backup.data) as archive:
        archive.extractall(tmp_path / "out", filter="data")
    for line in (tmp_path / "out" / "checksums").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest
    subprocess.run(["tar", "tf", backup.data], check=True, stdout=subprocess.DEVNULL)


@on_sqlite
def test_what_is_no_sealed_file_stays_out(world, run, tmp_path):
    live_in(world)
    folder = world.store.folder
    (folder / "opened").mkdir(exist_ok=True)
    (folder / "opened" / ("ab" * 16)).write_text("an opened copy")
    draft = folder / "attachment" / "ab" / f"{'0' * 30}ab.1234.part"
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.write_text("half a file")
    data, _keys = back_up(run, tmp_path)
    with tarfile.open(data) as archive:
        names = [name for name in archive.getnames() if name.startswith("media/")]
    assert names
    assert not [name for name in names if "opened" in name or "part" in name]


@on_sqlite
def test_a_backup_is_never_written_over(run, clock, tmp_path):
    data, _keys = back_up(run, tmp_path)
    before = data.read_bytes()
    again = run("backup", tmp_path)
    assert (again.exit_code, data.read_bytes()) == (1, before)
    assert "already" in again.stderr
    clock.advance(seconds=1)
    assert run("backup", tmp_path).exit_code == 0


def test_a_backup_that_fails_leaves_nothing(fresh, tmp_path):
    world = fresh("sqlite")
    live_in(world)
    with world.database.transaction() as session:
        session.execute(text("ALTER TABLE change DROP COLUMN what"))
    failed = typist(world)("backup", tmp_path / "out")
    assert failed.exit_code == 1
    assert "doctor" in failed.stderr
    assert list((tmp_path / "out").iterdir()) == []


def test_data_that_cannot_be_finished_take_their_keys_along(fresh, tmp_path, monkeypatch):
    named = Path.replace

    def full(path, target):
        if target.name.endswith(".data.tar"):
            raise OSError(28, "No space left on device")
        return named(path, target)

    run = typist(fresh("sqlite"))
    monkeypatch.setattr(Path, "replace", full)
    failed = run("backup", tmp_path / "out")
    assert failed.exit_code == 1
    assert "No space left" in failed.stderr
    assert list((tmp_path / "out").iterdir()) == []


@on_sqlite
def test_a_place_that_cannot_be_written_is_said_in_a_sentence(run, tmp_path):
    (tmp_path / "file").touch()
    failed = run("backup", tmp_path / "file" / "folder")
    assert failed.exit_code == 1
    assert failed.stderr.count("\n") == 1
    assert run("backup", tmp_path / "file").exit_code == 2


@on_sqlite
def test_nothing_is_said_but_the_names_when_nobody_watches(run, tmp_path):
    done = run("backup", tmp_path)
    assert done.stdout.split() == sorted(str(path) for path in tmp_path.glob("kontor-*"))
    assert done.stderr.count("\n") == 1
    assert "%" not in done.stderr


def test_memory_does_not_grow_with_what_is_stored(fresh, tmp_path):
    old = fresh("sqlite")
    live_in(old)
    large = old.store.folder / "attachment" / "ab" / f"{'0' * 30}ab"
    large.parent.mkdir(parents=True, exist_ok=True)
    large.write_bytes(b"x" * 24 * 1024 * 1024)
    with old.database.transaction() as session:
        long = {"name": "x", "language": "de", "version": "1", "text": "x" * 4_000}
        some = [{**long, "id": f"w{n}", "digest": f"{n}"} for n in range(4_000)]
        session.execute(insert(Wording), [{**one, "created_at": old.clock()} for one in some])
    new = fresh("sqlite")
    at_old, at_new = typist(old), typist(new)  # what an application takes is not the question
    tracemalloc.start()
    try:
        data, keys = back_up(at_old, tmp_path)
        assert at_new("restore", data, keys).exit_code == 0
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # 40 MB are stored; two applications with their routes and statements take some 6 of these.
    assert peak < 16 * 1024 * 1024, peak
    assert stored_files(new) == stored_files(old)
