"""Attachments are downloaded whole or in part, and never become something that runs."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from inbox import sealing
from inbox.media.attachment import Attachment
from inbox.media.fetch import fetch_due
from inbox.people.token import Scope
from inbox.sealing import FRAME
from tests.inbox.api.case import Crm, change_customer, note, the_customer
from tests.shop import the_only

FILE = bytes(range(256)) * (FRAME // 128)  # two frames
LARGE = FILE + b"the end"


@pytest.fixture
def send(world, chat, loft, clock):
    """A customer sends a file; its address."""

    def sent(content=LARGE, **media) -> str:
        loft.files["f"] = content
        media = {"ref": "f", "content_type": "image/png", "filename": "tasse.png"} | media
        chat.write(kind="image", media=[media])
        fetch_due(chat.desks.shelf, chat.account_id, now=clock)
        row = the_only(world, Attachment)
        return f"/messages/{row.message_id}/attachments/{row.id}"

    return sent


def test_a_stored_file_is_listed_with_its_address(world, crm, send):
    path = send()
    [message] = crm.get(f"/customers/{the_customer(world)}/messages?direction=in")["data"]
    assert message["attachments"] == [
        {
            "id": path.rpartition("/")[2],
            "name": "tasse.png",
            "content_type": "image/png",
            "size": len(LARGE),
            "state": "stored",
            "href": f"{world.settings.base_url}/api/v1{path}",
        }
    ]


def test_a_file_comes_whole_and_as_a_download(crm, send):
    response = crm.ask(send())
    assert response.status_code == 200
    assert response.data == LARGE
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Length"] == str(len(LARGE))
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_a_head_request_says_how_large_it_is(crm, send):
    response = crm.ask(send(), method="HEAD")
    assert (response.data, response.headers["Content-Length"]) == (b"", str(len(LARGE)))


def test_a_part_of_a_file_is_served_across_frames(crm, send):
    path, size = send(), len(LARGE)
    for asked, start, end in (
        ("bytes=0-0", 0, 1),
        ("bytes=5-", 5, size),
        (f"bytes={FRAME - 2}-{FRAME + 1}", FRAME - 2, FRAME + 2),
        (f"bytes={2 * FRAME}-{10**18}", 2 * FRAME, size),
        ("bytes=-7", size - 7, size),
        ("bytes=0-", 0, size),
        (f"bytes=-{10**18}", 0, size),
    ):
        response = crm.ask(path, range=asked)
        assert response.status_code == 206, asked
        assert response.data == LARGE[start:end], asked
        assert response.headers["Content-Range"] == f"bytes {start}-{end - 1}/{size}"
        assert response.headers["Content-Length"] == str(end - start)


def test_what_is_no_single_range_is_answered_with_the_whole_file(crm, send):
    path = send()
    for asked in (
        "bytes=0-1,3-4",
        "lines=1-2",
        "bytes=x-y",
        "bytes=5-1",
        "bytes",
        "",
    ):
        response = crm.ask(path, range=asked)
        assert (response.status_code, len(response.data)) == (200, len(LARGE)), asked


def test_a_range_behind_the_end_is_refused(crm, send):
    response = crm.ask(send(), range=f"bytes={len(LARGE)}-")
    assert response.status_code == 416
    assert response.mimetype == "application/problem+json"
    assert response.headers["Content-Range"] == f"bytes */{len(LARGE)}"


def test_an_empty_file_is_a_file(crm, send):
    response = crm.ask(send(b""))
    assert (response.status_code, response.data) == (200, b"")


def test_a_file_that_is_held_already_is_not_sent_again(crm, send):
    path = send()
    etag = crm.ask(path).headers["ETag"]
    response = crm.ask(path, if_none_match=etag)
    assert (response.status_code, response.data) == (304, b"")
    assert crm.ask(path, if_none_match='"other"').status_code == 200
    assert crm.ask(path, if_match='"other"').status_code == 412


def test_a_part_of_another_version_is_answered_with_the_whole_file(crm, send):
    path = send()
    etag = crm.ask(path).headers["ETag"]
    for condition, status in (
        (etag, 206),
        ('"other"', 200),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 200),
    ):
        assert crm.ask(path, range="bytes=0-1", if_range=condition).status_code == status


def test_a_name_cannot_break_out_of_its_header(crm, send):
    path = send(b"x", filename='../..\\a";\u202e\r\nX: "tüte".png')
    header = crm.ask(path).headers["Content-Disposition"]
    assert header.startswith('attachment; filename="')
    assert header.count('"') == 2
    assert not set("\r\n\\/") & set(header)
    assert "filename*=UTF-8''" in header
    assert "t%C3%BCte" in header


def test_a_type_that_is_none_is_served_as_bytes(crm, send):
    response = crm.ask(send(b"x", content_type="text/html; charset=utf-7\r\nX: y"))
    assert response.headers["Content-Type"] == "application/octet-stream"


def test_a_file_without_a_name_gets_one(crm, send):
    header = crm.ask(send(b"x", filename=None)).headers["Content-Disposition"]
    assert 'filename="attachment-1"' in header


def test_downloading_needs_its_own_scope(world, send):
    path = send(b"x")
    assert Crm(world, may=(Scope.HISTORY_READ,)).refused(path)[0] == 403
    assert Crm(world, may=(Scope.ATTACHMENTS_READ,)).ask(path).status_code == 200


def test_what_is_not_to_be_had_is_not_found(world, crm, modest, chat, send, clock):
    path = send(b"x")
    chat.write("ohne Datei")
    note_id = note(world, "mit Datei")
    message, _, attachment_id = path.removeprefix("/messages/").partition("/attachments/")
    other = crm.get(f"/customers/{the_customer(world)}/messages?direction=in")["data"][0]["id"]
    for wrong in (
        f"/messages/{'0' * 32}/attachments/{attachment_id}",
        f"/messages/{message}/attachments/{'0' * 32}",
        f"/messages/{message}/attachments/{message}",
        f"/messages/{other if other != message else '1' * 32}/attachments/{attachment_id}",
        f"/messages/{note_id}/attachments/{attachment_id}",
    ):
        assert crm.refused(wrong)[0] == 404, wrong
    _change(world, message_id=note_id)
    moved = f"/messages/{note_id}/attachments/{attachment_id}"
    assert crm.ask(moved).status_code == 200
    assert modest.refused(moved)[0] == 404
    change_customer(world, the_customer(world), restricted_at=clock.now)
    assert crm.refused(moved)[0] == 404


def test_a_file_that_is_not_there_yet_or_no_longer_is_not_found(world, crm, chat, send):
    path = send(b"x")
    for state in ("waiting", "failed", "gone"):
        _change(world, state=state)
        assert crm.refused(path)[0] == 404
        listed = crm.get(path.partition("/attachments/")[0])["attachments"][0]
        assert (listed["state"], listed["href"]) == (state, None)
    _change(world, state="stored")
    world.store.remove(f"attachment:{path.rpartition('/')[2]}")
    assert crm.refused(path)[0] == 404


def test_a_file_whose_key_was_destroyed_is_not_found(world, crm, send, clock):
    path = send(b"x")
    with world.database.transaction() as session:
        sealing.destroy(session, the_customer(world), now=clock.now)
    assert crm.refused(path)[0] == 404


def _change(world, **values) -> None:
    with world.database.transaction() as session:
        session.execute(update(Attachment).values(**values))
