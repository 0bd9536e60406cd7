"""Files from customers: found by id, fetched without giving the token away, checked at the end."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest

from adapters.whatsapp import download as downloading
from adapters.whatsapp import media
from adapters.whatsapp.download import Credentials, Source, download
from adapters.whatsapp.media import Files
from inbox.channel import FetchError, Media
from tests.adapters.scripted import scripted_server
from tests.adapters.whatsapp.account import (
    ACCESS_TOKEN,
    API_KEY,
    NUMBER_ID,
    d360,
    meta,
    sample_json,
    twilio,
)

BYTES = b"ein Foto" * 100
HEX = hashlib.sha256(BYTES).hexdigest()
PHOTO = Media("1479537139650973", "image/jpeg", sha256=HEX)


@pytest.fixture
def server():
    with scripted_server() as served:
        yield served


@pytest.fixture
def elsewhere():
    with scripted_server() as served:
        yield served


def found(url, **more):
    return json.dumps({"messaging_product": "whatsapp", "url": url, "id": "1", **more})


def fetched(channel, wanted=PHOTO):
    return b"".join(channel.fetch(wanted, None))


def refused(channel, wanted=PHOTO):
    with pytest.raises(FetchError) as told:
        fetched(channel, wanted)
    return told.value.code, told.value.gone


def test_the_id_leads_to_an_address_and_the_address_to_the_bytes(server):
    server.answer(200, found(f"{server.url}/file?hash=1"))
    server.answer(200, BYTES)
    assert fetched(meta(server.url)) == BYTES
    look_up, file = server.received
    assert look_up.path == f"/v26.0/1479537139650973?phone_number_id={NUMBER_ID}"
    assert file.path == "/file?hash=1"
    assert file.headers["authorization"] == f"Bearer {ACCESS_TOKEN}"
    assert file.headers["user-agent"].startswith("Kontor")


def test_an_id_cannot_lead_to_another_call(server):
    server.answer(404)
    refused(meta(server.url), Media("../me?x=", "image/png"))
    assert server.received[0].path.startswith("/v26.0/..%2Fme%3Fx%3D?")


@pytest.mark.parametrize("announced", [HEX, None], ids=["webhook", "only the look-up"])
def test_wrong_bytes_are_found_out(server, announced):
    server.answer(200, found(f"{server.url}/file", sha256=HEX))
    server.answer(200, b"something else")
    assert refused(meta(server.url), Media("1", "image/jpeg", sha256=announced)) == (
        "SHA256_MISMATCH",
        False,
    )


def test_the_look_up_may_tell_the_hash_as_base64(server):
    told = base64.b64encode(hashlib.sha256(BYTES).digest()).decode()
    server.answer(200, found(f"{server.url}/file", sha256=told))
    server.answer(200, BYTES)
    assert fetched(meta(server.url), Media("1", "image/jpeg")) == BYTES


def test_an_address_that_ran_out_is_asked_for_once_more(server):
    server.answer(200, found(f"{server.url}/old"))
    server.answer(404)
    server.answer(200, found(f"{server.url}/new"))
    server.answer(200, BYTES)
    assert fetched(meta(server.url)) == BYTES


def test_after_that_the_file_is_gone(server):
    for _ in range(2):
        server.answer(200, found(f"{server.url}/old"))
        server.answer(404)
    assert refused(meta(server.url)) == ("FILE_GONE", True)
    assert len(server.received) == 4


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (404, b"", ("FILE_GONE", True)),
        (400, b'{"error": {"code": 100}}', ("FILE_GONE", True)),
        (401, b'{"error": {"code": 190}}', ("CREDENTIALS_REFUSED", False)),
        (500, b"", ("PROVIDER_DOWN", False)),
        (429, b"", ("TOO_MANY_REQUESTS", False)),
        (200, b"{}", ("ADDRESS_REFUSED", True)),
        (200, b"<html>", ("ADDRESS_REFUSED", True)),
    ],
)
def test_a_look_up_can_fail(server, status, body, expected):
    server.answer(status, body)
    assert refused(meta(server.url)) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, ("CREDENTIALS_REFUSED", False)),
        (403, ("CREDENTIALS_REFUSED", False)),
        (429, ("PROVIDER_DOWN", False)),
        (503, ("PROVIDER_DOWN", False)),
        (418, ("FETCH_REFUSED", False)),
    ],
)
def test_a_download_can_fail(server, status, expected):
    server.answer(200, found(f"{server.url}/file"))
    server.answer(status)
    assert refused(meta(server.url)) == expected


def test_a_line_that_breaks_can_be_tried_again(server):
    server.answer(200, found(f"{server.url}/file"))
    server.answer(200, drop=True)
    assert refused(meta(server.url)) == ("NO_ANSWER", False)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/file",
        "https://lookaside.fbsbx.com.evil.example/file",
        "https://evilfbsbx.com/file",
        "http://lookaside.fbsbx.com/file",
        "https://lookaside.fbsbx.com@evil.example/",
        "file:///etc/passwd",
        "http://[",
        "//evil.example/x",
        "",
    ],
)
def test_the_token_is_shown_to_nobody_but_metas_hosts(server, url):
    server.answer(200, found(url))
    assert refused(meta(server.url)) == ("ADDRESS_REFUSED", True)
    assert len(server.received) == 1


def test_metas_hosts_and_the_configured_one_are_trusted():
    source = Source(("fbsbx.com", "graph.facebook.com"), "http://127.0.0.1:8010/whatsapp")
    assert source.trusts("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1")
    assert source.trusts("https://graph.facebook.com/x")
    assert source.trusts("http://127.0.0.1:8010/anything")
    assert not source.trusts("http://127.0.0.1:8011/anything")
    assert not Source(("fbsbx.com",)).trusts("http://127.0.0.1:8010/anything")


def test_a_redirect_on_the_same_host_keeps_the_token(server):
    server.answer(200, found(f"{server.url}/file"))
    server.answer(302, headers={"Location": "/cdn"})
    server.answer(200, BYTES)
    assert fetched(meta(server.url)) == BYTES
    assert server.received[2].headers["authorization"] == f"Bearer {ACCESS_TOKEN}"


def test_a_redirect_into_a_private_network_is_not_followed(server, elsewhere):
    """Plain http elsewhere is refused at once, https at the address that it connects to."""
    for target in (elsewhere.url, elsewhere.url.replace("http:", "https:")):
        server.answer(200, found(f"{server.url}/file"))
        server.answer(302, headers={"Location": f"{target}/x"})
        code, gone = refused(meta(server.url))
        assert code in {"REDIRECT_REFUSED", "ADDRESS_REFUSED"}
        assert gone
    assert elsewhere.received == []


def test_another_host_gets_the_request_without_the_token(server, elsewhere, monkeypatch):
    """As if both were public https hosts: only the rule about credentials is looked at."""
    monkeypatch.setattr(Source, "is_own", lambda _self, _url: True)
    server.answer(307, headers={"Location": f"{elsewhere.url}/cdn"})
    elsewhere.answer(200, BYTES)
    pieces = download(
        f"{server.url}/file",
        source=Source((), server.url),
        credentials=Credentials({"Authorization": "Bearer secret"}, ("sid", "token")),
        sha256=HEX,
        limit=10_000,
    )
    assert b"".join(pieces) == BYTES
    assert "authorization" in server.received[0].headers
    assert "authorization" not in elsewhere.received[0].headers


def test_redirects_without_end_end(server):
    server.answer(200, found(f"{server.url}/file"))
    for _ in range(10):
        server.answer(302, headers={"Location": "/again"})
    assert refused(meta(server.url)) == ("TOO_MANY_REDIRECTS", True)
    assert len(server.received) == 1 + downloading.MAX_HOPS


def test_a_file_that_grows_too_large_is_left_while_it_streams(server, monkeypatch):
    monkeypatch.setattr(media, "MAX_INBOUND", 100)
    server.answer(200, found(f"{server.url}/file"))
    server.answer(200, BYTES)
    assert refused(meta(server.url)) == ("FILE_TOO_LARGE", True)


# ----- 360dialog


def test_360dialog_gives_out_files_under_its_own_host():
    told = sample_json("d360_media_rewrite.json")
    files = d360("")._provider._files()
    assert isinstance(files, Files)
    assert files.rewritten(told["from"]) == told["to"]


def test_files_come_through_360dialog_with_its_key(server):
    server.answer(200, found("https://lookaside.fbsbx.com/whatsapp_business/a/?mid=1&hash=2"))
    server.answer(200, BYTES)
    assert fetched(d360(server.url)) == BYTES
    assert [call.path for call in server.received] == [
        "/1479537139650973",
        "/whatsapp_business/a/?mid=1&hash=2",
    ]
    assert all(call.headers["d360-api-key"] == API_KEY for call in server.received)


@pytest.mark.parametrize("url", ["http://[", "x", "https://lookaside.fbsbx.com"])
def test_a_strange_address_does_not_leave_360dialog(server, url):
    server.answer(200, found(url))
    server.answer(404)
    refused(d360(server.url))
    assert all("127.0.0.1" in call.headers["host"] for call in server.received)


# ----- Twilio


def test_twilios_files_are_fetched_by_their_address(server):
    server.answer(307, headers={"Location": "/cdn"})
    server.answer(200, BYTES)
    photo = Media(f"{server.url}/2010-04-01/Accounts/AC/Messages/MM/Media/ME", "image/jpeg")
    assert fetched(twilio(server.url), photo) == BYTES
    assert server.received[0].headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize("ref", ["https://evil.example/x", "http://api.twilio.com/x"])
def test_twilios_token_goes_only_to_twilio(ref):
    assert refused(twilio(), Media(ref, "image/jpeg")) == ("ADDRESS_REFUSED", True)


def test_a_file_that_was_deleted_at_twilio_is_gone(server):
    server.answer(404)
    photo = Media(f"{server.url}/x", "image/jpeg")
    assert refused(twilio(server.url), photo) == ("FILE_GONE", True)
    assert len(server.received) == 1
