"""Sealed values open only in their place, survive a rotation, and not the end of their key."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox import sealing
from inbox.sealing import FRAME, DataKey, Destroyed, Keyring, Unreadable


@pytest.fixture
def session(world):
    with world.database.transaction() as session:
        yield session


def test_what_was_sealed_can_be_opened_in_its_place(session, clock):
    sealed = sealing.seal_text(session, "anna", "Grüße \U0001f600", place="message:1", now=clock())
    assert "Gr" not in sealed.decode("latin-1")
    assert sealing.unseal_text(session, sealed, place="message:1") == "Grüße \U0001f600"


def test_it_cannot_be_moved_to_another_place(session, clock):
    sealed = sealing.seal_text(session, "anna", "x", place="message:1", now=clock())
    with pytest.raises(Unreadable):
        sealing.unseal(session, sealed, place="message:2")


@pytest.mark.parametrize("position", [0, 5, 20, -1])
def test_it_cannot_be_altered(session, clock, position):
    sealed = bytearray(sealing.seal_text(session, "anna", "x" * 20, place="p", now=clock()))
    sealed[position] ^= 1
    with pytest.raises((Unreadable, Destroyed)):
        sealing.unseal(session, bytes(sealed), place="p")


def test_a_destroyed_key_opens_nothing_any_more(session, clock):
    anna = sealing.seal_text(session, "anna", "x", place="p", now=clock())
    ben = sealing.seal_text(session, "ben", "y", place="p", now=clock())
    session.flush()
    assert sealing.destroy(session, "anna", now=clock()) == 1
    session.info["born_keys"].clear()
    with pytest.raises(Destroyed):
        sealing.unseal(session, anna, place="p")
    assert sealing.unseal_text(session, ben, place="p") == "y"


def test_after_a_rollback_nobody_seals_with_a_key_that_is_gone(world, clock):
    with pytest.raises(RuntimeError), world.database.transaction() as session:
        sealing.seal_text(session, "anna", "x", place="p", now=clock())
        raise RuntimeError
    with world.database.transaction() as session:
        sealed = sealing.seal_text(session, "anna", "y", place="p", now=clock())
    with world.database.reading() as session:
        sealing.keyring(session).forget()
        assert sealing.unseal_text(session, sealed, place="p") == "y"


def test_after_a_savepoint_was_rolled_back_neither(world, clock):
    with world.database.transaction() as session:
        try:
            with session.begin_nested():
                sealing.seal_text(session, "anna", "x", place="p", now=clock())
                raise RuntimeError
        except RuntimeError:
            sealed = sealing.seal_text(session, "anna", "y", place="p", now=clock())
    with world.database.reading() as session:
        sealing.keyring(session).forget()
        assert sealing.unseal_text(session, sealed, place="p") == "y"


def test_keys_are_wrapped_anew_under_another_encryption_key(world, clock):
    with world.database.transaction() as session:
        sealed = sealing.seal_text(session, "anna", "x", place="p", now=clock())
    new = b"n" * 32
    world.database.lend("keyring", Keyring(new, previous=b"k" * 32))
    with world.database.transaction() as session:
        assert sealing.rewrap(session, limit=100) == 3
        assert sealing.rewrap(session, limit=100) == 0
    world.database.lend("keyring", Keyring(new))
    with world.database.reading() as session:
        assert sealing.unseal_text(session, sealed, place="p") == "x"


def test_another_encryption_key_is_noticed(world, clock):
    with world.database.transaction() as session:
        sealed = sealing.seal_text(session, "anna", "x", place="p", now=clock())
    world.database.lend("keyring", Keyring(b"z" * 32))
    with world.database.reading() as session, pytest.raises(Unreadable):
        sealing.unseal(session, sealed, place="p")


def test_many_are_warmed_with_one_query(world, clock, count_queries):
    with world.database.transaction() as session:
        sealed = [
            sealing.seal_text(session, f"c{n}", "x", place="p", now=clock()) for n in range(60)
        ]
    with world.database.reading() as session:
        sealing.keyring(session).forget()
        with count_queries(world) as counted:
            sealing.warm(session, sealed)
            for one in sealed:
                sealing.unseal(session, one, place="p")
        assert counted() == 1


def test_fingerprints_are_keyed_and_tell_kinds_apart(session):
    one = sealing.fingerprint(session, "phone", "491713920001")
    assert one == sealing.fingerprint(session, "phone", "491713920001")
    assert one != sealing.fingerprint(session, "email", "491713920001")
    assert len(one) == 32


class TestFiles:
    KEY = ("0" * 32, b"f" * 32)

    def sealed(self, content: bytes, piece: int = 70_000) -> io.BytesIO:
        file = io.BytesIO()
        pieces = [content[n : n + piece] for n in range(0, len(content), piece)]
        assert sealing.seal_file(*self.KEY, pieces, file, place="attachment:1") == len(content)
        file.seek(0)
        return file

    def opened(self, monkeypatch, file, size, start=0, end=None):
        monkeypatch.setattr(sealing, "_key_named", lambda _session, _key_id: self.KEY[1])
        return b"".join(
            sealing.unseal_file(None, file, place="attachment:1", size=size, start=start, end=end)
        )

    @pytest.mark.parametrize("size", [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME + 5])
    def test_a_file_comes_back_whole(self, monkeypatch, size):
        content = bytes(n % 251 for n in range(size))
        assert self.opened(monkeypatch, self.sealed(content), size) == content

    @pytest.mark.parametrize(
        ("start", "end"), [(0, 1), (5, 9), (FRAME - 3, FRAME + 3), (2 * FRAME, None), (10, 10)]
    )
    def test_a_range_is_read_frame_by_frame(self, monkeypatch, start, end):
        content = bytes(n % 251 for n in range(2 * FRAME + 100))
        read = self.opened(monkeypatch, self.sealed(content), len(content), start, end)
        assert read == content[start:end]

    def test_a_truncated_or_shuffled_file_is_noticed(self, monkeypatch):
        content = bytes(2 * FRAME + 10)
        whole = self.sealed(content).getvalue()
        head, frame = whole[:25], FRAME + 16
        swapped = head + whole[25 + frame : 25 + 2 * frame] + whole[25 : 25 + frame]
        for broken in (whole[: 25 + frame], swapped + whole[25 + 2 * frame :]):
            with pytest.raises(Unreadable):
                self.opened(monkeypatch, io.BytesIO(broken), len(content))

    @settings(max_examples=30, deadline=None)
    @given(st.binary(max_size=5000), st.integers(1, 700))
    def test_however_it_is_cut(self, content, piece):
        file = self.sealed(content, piece)
        assert file.getvalue()[1:17] == bytes.fromhex(self.KEY[0])


def test_the_owner_of_a_key_is_stored_and_nothing_else_about_it(world, clock):
    with world.database.transaction() as session:
        sealing.seal_text(session, "anna", "x", place="p", now=clock())
    with world.database.reading() as session:
        row = session.query(DataKey).filter_by(owner="anna").one()
    assert row.wrapped is not None
    assert len(row.wrapped) == 4 + 12 + 32 + 16
