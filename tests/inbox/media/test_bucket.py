"""Files in an S3-compatible store: sealed, whole, in ranges, and away without a loss."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from inbox import sealing
from inbox.media.attachment import Attachment, FileState, place
from inbox.media.bucket import BucketAway, bucket_at
from inbox.media.fetch import fetch_due
from inbox.media.signature import Credentials, Unsigned, signed
from inbox.media.store import Store
from tests.s3_server import s3_server
from tests.shop import Customers, open_account, the_only

PICTURE = bytes(range(256)) * 10_000  # three frames


@pytest.fixture
def s3():
    with s3_server() as store:
        yield store


@pytest.fixture
def shared(world, s3):
    """The world of one of several machines."""
    store = Store(world.store.folder, bucket_at(s3.url, lambda: datetime.now(UTC)))
    return dataclasses.replace(world, store=store)


def key(world):
    return world.database.attempt(
        lambda session: sealing.key_for(session, "somebody", now=world.clock())
    )


def read(world, name, **part):
    with world.database.reading() as session:
        return b"".join(world.store.read(session, name, size=len(PICTURE), **part))


def test_a_signature_names_its_day_region_and_service():
    """Whether it is right, the store of these tests decides, which makes it once more by itself."""
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    headers = signed(
        Unsigned("GET", "examplebucket.s3.amazonaws.com", "/test.txt", empty),
        Credentials(
            "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1"
        ),
        now=datetime(2013, 5, 24, tzinfo=UTC),
    )
    assert headers["x-amz-date"] == "20130524T000000Z"
    assert (
        "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"
        in (headers["authorization"])
    )


def test_what_is_written_is_read_on_another_machine(shared, s3, tmp_path):
    shared.store.write("file:abc123", key(shared), [PICTURE])
    other = dataclasses.replace(shared, store=Store(tmp_path / "other", shared.store.bucket))
    assert read(other, "file:abc123") == PICTURE
    (stored,) = s3.objects.values()
    assert PICTURE[:64] not in stored
    assert [path for path in shared.store.folder.rglob("*") if path.is_file()] == []


def test_a_range_is_fetched_without_the_rest(shared, s3):
    shared.store.write("file:abc123", key(shared), [PICTURE])
    assert (
        read(shared, "file:abc123", start=2_000_000, end=2_000_100)
        == (PICTURE[2_000_000:2_000_100])
    )
    fetched = [one.removeprefix("bytes=").split("-") for one in s3.ranges]
    assert sum(int(last) - int(first) + 1 for first, last in fetched) < 1.1 * 1024 * 1024
    assert len(fetched) == 2


def test_what_is_removed_is_gone_and_may_be_removed_twice(shared, s3):
    shared.store.write("file:abc123", key(shared), [PICTURE])
    for _ in range(2):
        shared.store.remove("file:abc123")
    assert s3.objects == {}
    with pytest.raises(FileNotFoundError):
        read(shared, "file:abc123")


def test_a_provider_gets_an_opened_copy_that_leaves_nothing(shared):
    shared.store.write("file:abc123", key(shared), [PICTURE])
    with (
        shared.database.reading() as session,
        shared.store.opened_copy(session, "file:abc123", size=len(PICTURE)) as copy,
    ):
        assert copy.read_bytes() == PICTURE
    assert not copy.exists()


@pytest.mark.parametrize("status", [403, 500, 503])
def test_a_store_that_refuses_is_away(shared, s3, status):
    s3.refusals.append(status)
    with pytest.raises(BucketAway):
        shared.store.write("file:abc123", key(shared), [PICTURE])
    assert s3.objects == {}
    assert [path for path in shared.store.folder.rglob("*") if path.is_file()] == []


def test_a_store_that_does_not_answer_is_away(world):
    nowhere = bucket_at("http://a:b@127.0.0.1:1/kontor", lambda: datetime.now(UTC))
    with pytest.raises(BucketAway) as caught:
        nowhere.remove("file/23/abc123")
    assert "127.0.0.1" not in str(caught.value)


def test_another_key_is_refused(shared, s3):
    wrong = dataclasses.replace(
        shared.store.bucket,
        credentials=dataclasses.replace(shared.store.bucket.credentials, secret="another"),
    )
    with pytest.raises(BucketAway, match="403"):
        wrong.remove("file/23/abc123")
    assert "another" not in repr(wrong)


def test_a_customers_file_waits_for_the_store_and_comes(shared, s3, loft, clock):
    """A store that is away costs time and no file."""
    loft.files["x"] = PICTURE
    customers = Customers(shared, open_account(shared))
    s3.refusals += [503]
    customers.write("Foto", media=[{"ref": "x", "content_type": "image/png"}])
    fetch_due(customers.desks.shelf, customers.account_id, now=clock)
    row = the_only(shared, Attachment)
    assert (row.state, row.problem is not None) == (FileState.WAITING, True)
    clock.advance(minutes=1)
    fetch_due(customers.desks.shelf, customers.account_id, now=clock)
    row = the_only(shared, Attachment)
    assert row.state == FileState.STORED
    with shared.database.reading() as session:
        kept = b"".join(shared.store.read(session, place(row.id), size=row.size))
    assert kept == PICTURE
