"""Files follow their message: sealed, retried, given up in the end, and never holding it up."""

from __future__ import annotations

import pytest

from inbox.media.attachment import Attachment, FileState, place
from inbox.media.fetch import fetch_due
from tests.shop import Customers, open_account, texts, the_only


@pytest.fixture
def shop(world):
    customers = Customers(world, open_account(world))
    customers.write("siehe Foto", media=[{"ref": "photo", "content_type": "image/jpeg"}])
    return customers


def fetch(shop, world):
    return fetch_due(shop.desks.shelf, shop.account_id, now=world.clock)


def test_a_fetched_file_is_sealed_and_can_be_read(world, shop, loft):
    loft.files["photo"] = b"GEHEIMES BILD" * 1000
    assert fetch(shop, world) == 1
    attachment = the_only(world, Attachment)
    assert (attachment.state, attachment.size) == (FileState.STORED, 13_000)
    stored = [p for p in world.store.folder.rglob("*") if p.is_file()]
    assert len(stored) == 1
    assert b"GEHEIM" not in stored[0].read_bytes()
    with world.database.reading() as session:
        back = b"".join(world.store.read(session, place(attachment.id), size=attachment.size))
    assert back == loft.files["photo"]


def test_a_missing_file_is_tried_again_later(world, shop, loft, clock):
    assert fetch(shop, world) == 1
    assert the_only(world, Attachment).state == FileState.WAITING
    assert fetch(shop, world) == 0
    loft.files["photo"] = b"da"
    clock.advance(seconds=6)
    assert fetch(shop, world) == 1
    assert the_only(world, Attachment).state == FileState.STORED


def test_it_is_given_up_in_the_end_and_says_why(world, shop, clock):
    for _ in range(10):
        fetch(shop, world)
        clock.advance(days=2)
    attachment = the_only(world, Attachment)
    assert (attachment.state, attachment.problem) == (FileState.FAILED, "LOST")
    assert texts(world)[0] == "siehe Foto"


def test_what_the_provider_no_longer_has_is_gone_at_once(world):
    customers = Customers(world, open_account(world))
    customers.write("Foto", media=[{"ref": "gone", "content_type": "image/jpeg"}])
    fetch(customers, world)
    assert the_only(world, Attachment).state == FileState.GONE


def test_a_try_that_died_with_its_process_is_taken_up_again_and_ends(
    world, shop, clock, monkeypatch
):
    from tests.pigeon import Pigeon

    def die(self, media, raw):
        raise SystemExit

    monkeypatch.setattr(Pigeon, "fetch", die)
    for _ in range(9):
        with pytest.raises(SystemExit):
            while fetch(shop, world):
                pass
            raise SystemExit
        clock.advance(minutes=11)
    assert the_only(world, Attachment).problem == "NEVER_FINISHED"


def test_a_full_disk_is_a_problem_of_its_own_name(world, shop, loft, monkeypatch):
    loft.files["photo"] = b"x"

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("inbox.media.store.Store.write", full)
    fetch(shop, world)
    attachment = the_only(world, Attachment)
    assert (attachment.state, attachment.problem) == (FileState.WAITING, "STORE_28")


def test_an_opened_copy_is_private_and_gone_afterwards(world, shop, loft):
    loft.files["photo"] = b"inhalt"
    fetch(shop, world)
    attachment = the_only(world, Attachment)
    with (
        world.database.reading() as session,
        world.store.opened_copy(session, place(attachment.id), size=6) as path,
    ):
        assert path.read_bytes() == b"inhalt"
        assert path.stat().st_mode & 0o777 == 0o600
    assert not path.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "attachment:../x", "attachment", "a/b:c"])
def test_the_store_takes_only_names_of_ours(world, name):
    with pytest.raises(ValueError, match="not a name of ours"):
        world.store.write(name, ("0" * 32, b"k" * 32), [b"x"])
