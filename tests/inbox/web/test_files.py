"""Attachments: by download, under a harmless name; pictures in place only if they are pictures."""

from __future__ import annotations

import re

import pytest

from inbox.media.attachment import Attachment
from inbox.web.conversations.files import picture_type
from inbox.web.text import file_name
from inbox.world import World
from tests.inbox.web.conftest import Auth, fetch_all, only_sqlite
from tests.pigeon import Loft
from tests.shop import Customers, rows, the_only

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20


def send(customers: Customers, loft: Loft, content: bytes, **media: object) -> None:
    loft.files["x"] = content
    one = {"ref": "x", "content_type": "image/png", "filename": "foto.png", **media}
    customers.write("Anbei", name="Anna", media=[one])
    fetch_all(customers)


def address(world: World) -> str:
    return f"/attachments/{the_only(world, Attachment).id}"


@only_sqlite
def test_a_file_is_downloaded_whole_and_can_do_nothing(
    auth: Auth, world: World, customers: Customers, loft: Loft
) -> None:
    content = b"<script>alert(1)</script>" * 60_000  # more than one sealed frame
    send(customers, loft, content, content_type="text/html", filename="seite.html")
    auth.sign_in()
    answer = auth.get(address(world))
    assert answer.data == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="seite.html"')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert auth.get(f"{address(world)}/picture").status_code == 404


HOSTILE = {
    "../../etc/passwd": "_.._etc_passwd",
    "a\r\nSet-Cookie: x=1": "a Set-Cookie_ x_1",
    'a";filename=b.exe': "a__filename_b.exe",
    "foto\u202egnp.exe": "fotognp.exe",
    "Rechnung Größe.pdf": "Rechnung Gr__e.pdf",
    "C:\\Windows\\x.dll": "C__Windows_x.dll",
    "." * 40: "datei",
    "x" * 400: "x" * 149 + "_",
}


@only_sqlite
def test_a_file_name_from_outside_stays_a_name(
    auth: Auth, world: World, customers: Customers, loft: Loft
) -> None:
    for name in HOSTILE:
        send(customers, loft, b"x", filename=name)
    auth.sign_in()
    assert "\u202e" not in auth.get(auth.find("Anna")).text
    for row, plain in zip(rows(world, Attachment), HOSTILE.values(), strict=True):
        disposition = auth.get(f"/attachments/{row.id}").headers["Content-Disposition"]
        assert disposition.startswith(f'attachment; filename="{plain}"; ')
        assert "\n" not in disposition


@only_sqlite
def test_a_picture_is_shown_in_place(
    auth: Auth, world: World, customers: Customers, loft: Loft
) -> None:
    send(customers, loft, PNG)
    auth.sign_in()
    assert f'<img src="{address(world)}/picture"' in auth.get(auth.find("Anna")).text
    answer = auth.get(f"{address(world)}/picture")
    assert answer.data == PNG
    assert answer.headers["Content-Type"] == "image/png"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    again = auth.get(f"{address(world)}/picture", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@only_sqlite
@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<html>", b"GIF8"]
)
def test_what_only_says_that_it_is_a_picture_is_not_shown(
    auth: Auth, world: World, customers: Customers, loft: Loft, content: bytes
) -> None:
    send(customers, loft, content)
    auth.sign_in()
    assert auth.get(f"{address(world)}/picture").status_code == 404
    assert auth.get(address(world)).status_code == 200


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0 JFIF", "image/jpeg"),
        (b"GIF89a......", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", None),
        (b"<svg", None),
        (b"BM......", None),
        (b"", None),
    ],
)
def test_a_picture_is_recognised_by_its_first_bytes(head: bytes, content_type: str | None) -> None:
    assert picture_type(head[:16]) == content_type


@only_sqlite
def test_a_file_that_is_still_fetched_says_so(
    auth: Auth, world: World, customers: Customers
) -> None:
    picture = {"ref": "x", "content_type": "image/png", "filename": "foto.png", "size": 2_500_000}
    customers.write("Anbei", name="Anna", media=[picture])
    auth.sign_in()
    page = auth.get(auth.find("Anna")).text
    assert re.search(r"foto\.png.*2\.4 MB.*being fetched", page, re.DOTALL)
    assert auth.get(address(world)).status_code == 404


@only_sqlite
def test_a_file_that_is_lost_is_gone(
    auth: Auth, world: World, customers: Customers, loft: Loft
) -> None:
    send(customers, loft, PNG)
    world.store.remove(f"attachment:{the_only(world, Attachment).id}")
    auth.sign_in()
    assert auth.get(address(world)).status_code == 410
    assert auth.get(f"{address(world)}/picture").status_code == 404


@only_sqlite
def test_only_who_may_read_conversations_gets_their_files(
    auth: Auth, world: World, customers: Customers, loft: Loft
) -> None:
    send(customers, loft, PNG)
    assert auth.get(address(world)).status_code == 303
    assert auth.get("/attachments/nothing").status_code == 303


def test_a_long_name_keeps_its_end() -> None:
    assert file_name("a" * 100 + "-Endfassung.pdf").endswith("-Endfassung.pdf")
    assert len(file_name("a" * 100 + ".pdf")) == 60
