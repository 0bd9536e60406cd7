"""Restricting lets everything rest; an export holds all that was said, and only this customer's."""

from __future__ import annotations

import errno
import io
import json
import os
import zipfile

import pytest

from inbox.audit import AuditEntry, Deed
from inbox.changes.journal import Change, What
from inbox.consent.purpose import Happened, Purpose
from inbox.conversations.customer import Customer
from inbox.conversations.message import Author, Direction, Message
from inbox.people.pull import Pulled
from inbox.privacy.erase import Asked, erase
from inbox.privacy.export.page import page
from inbox.privacy.export.words import WORDS
from inbox.privacy.export.write import write
from inbox.privacy.restrict import lift, restrict
from inbox.privacy.whole import NoSuchCustomer
from tests.inbox.privacy.life import MARK, PERSON, PHONE, SHOP_ID, live
from tests.shop import Customers, open_account, rows


@pytest.fixture
def customer_id(world, loft):
    return live(world, loft, objects=True)


def test_restricting_marks_tells_and_is_lifted_again(world, customer_id, clock):
    with world.database.transaction() as session:
        assert restrict(session, customer_id, Asked(), now=clock())
        assert not restrict(session, customer_id, Asked(), now=clock())
    assert rows(world, Customer)[0].restricted_at == clock()
    assert [row.customer_id for row in rows(world, Change) if row.what == What.RESTRICTED] == [
        customer_id
    ]
    with world.database.transaction() as session:
        assert lift(session, customer_id, Asked(), now=clock())
        assert not lift(session, customer_id, Asked(), now=clock())
    assert rows(world, Customer)[0].restricted_at is None
    deeds = [row.deed for row in rows(world, AuditEntry)]
    assert deeds[-2:] == [Deed.CUSTOMER_RESTRICTED, Deed.CUSTOMER_RELEASED]


def test_nobody_who_is_erased_or_unknown_can_be_restricted(world, customer_id, clock):
    erase(world, customer_id, Asked())
    for unknown in (customer_id, "nobody"):
        with world.database.transaction() as session, pytest.raises(NoSuchCustomer):
            restrict(session, unknown, Asked(), now=clock())


def exported(world, customer_id):
    target = io.BytesIO()
    write(world, customer_id, target, asked=Asked())
    return zipfile.ZipFile(target)


def test_an_export_holds_everything_that_was_said(world, customer_id):
    archive = exported(world, customer_id)
    told = json.loads(archive.read("customer.json"))
    said = [one for matter in told["conversations"] for one in matter["messages"]]
    assert len(said) == len(rows(world, Message))
    assert {"in", "out", "note"} == {one["direction"] for one in said}
    assert sorted(said, key=lambda one: (one["at"], one["id"])) == said
    [first] = [one for one in said if one["before_edit"]]
    assert (first["text"], first["reactions"]) == (f"{MARK} anders", ["👍"])
    assert told["identities"][0]["address"] == PERSON["from"]
    assert told["identities"][0]["further"] == [{"kind": "phone", "value": PHONE}]
    assert told["shop_ids"][0]["id"] == SHOP_ID
    assert told["orders"][0]["number"] == f"{MARK}-1"
    assert told["recipients"]["programs"][0]["name"] == "ERP"
    assert any(one["happened"] == "objected" for one in told["consents"])
    assert any(one["decisions"] for one in said)


def test_an_export_has_the_files_as_they_are(world, customer_id):
    archive = exported(world, customer_id)
    told = json.loads(archive.read("customer.json"))
    files = [
        file for matter in told["conversations"] for one in matter["messages"]
        for file in one["files"] if file["file"]
    ]  # fmt: skip
    assert [file["name"] for file in files] == [f"{MARK}.png"]
    assert archive.read(files[0]["file"]) == f"{MARK} im Bild".encode() * 1000


def test_an_export_holds_nothing_of_others_and_no_colleagues_name(world, customer_id):
    Customers(world, open_account(world, name="other")).write("Quittengelee", id="q")
    told = exported(world, customer_id).read("customer.json").decode()
    assert "Quittengelee" not in told
    assert "kim" not in told


def test_the_page_is_readable_escaped_and_in_the_customers_language(world, customer_id):
    with world.database.transaction() as session:
        session.get_one(Customer, customer_id).language = "en"
    shop_page = exported(world, customer_id).read("index.html").decode()
    assert "Your data at Kontor" in shop_page
    assert f"{MARK} anders" in shop_page
    assert "Advertising: withdrawn" in shop_page
    document = json.loads(exported(world, customer_id).read("customer.json"))
    document["customer"]["name"] = "<script>alert(1)</script>"
    assert "<script>" not in page(document, "de")
    assert "Ihre Daten bei" in page(document, "de")


def test_a_lost_file_is_named_and_does_not_stop_the_export(world, customer_id):
    for path in world.store.folder.rglob("*"):
        if path.is_file():
            path.unlink()
    archive = exported(world, customer_id)
    assert set(archive.namelist()) == {"index.html", "customer.json"}


def test_the_page_has_words_for_everything_that_can_happen():
    codes = [
        *(f"purpose.{one}" for one in Purpose),
        *(f"happened.{one}" for one in Happened),
        *(f"author.{one}" for one in Author),
        *(f"pulled.{one}" for one in Pulled),
        f"direction.{Direction.NOTE}",
    ]
    assert [code for code in codes if code not in WORDS] == []
    assert all(german and english for german, english in WORDS.values())


def test_an_export_that_breaks_off_stands_in_the_audit_all_the_same(world, customer_id):
    class Full(io.BytesIO):
        def write(self, _data) -> int:
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        write(world, customer_id, Full(), asked=Asked())
    assert [row.deed for row in rows(world, AuditEntry)][-1] == Deed.CUSTOMER_EXPORTED


def test_nobody_else_of_the_machine_reads_an_export_while_it_is_written(
    world, run, customer_id, tmp_path, monkeypatch
):
    modes = []

    def look(_world, _customer_id, file, *, asked):
        modes.append(os.fstat(file.fileno()).st_mode & 0o777)

    monkeypatch.setattr("inbox.cli.privacy.write", look)
    before = os.umask(0o022)
    try:
        assert run("privacy", "export", customer_id, tmp_path / "export.zip").exit_code == 0
    finally:
        os.umask(before)
    assert modes == [0o600]


def test_the_commands_restrict_and_export(world, run, customer_id, tmp_path):
    assert run("privacy", "restrict", customer_id).output == "Restricted.\n"
    assert run("privacy", "restrict", customer_id, "--lift").output == "Lifted.\n"
    target = tmp_path / "export.zip"
    assert run("privacy", "export", customer_id, target).exit_code == 0
    assert zipfile.is_zipfile(target)
    assert target.stat().st_mode & 0o777 == 0o600
    assert run("privacy", "export", "nobody", target).exit_code == 1
    assert [row.deed for row in rows(world, AuditEntry)][-1] == Deed.CUSTOMER_EXPORTED
    assert list(tmp_path.glob("*.part")) == []
