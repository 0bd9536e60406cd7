"""Files are cut out of the bytes that brought them."""

from __future__ import annotations

import pytest

from inbox.channel import FetchError, Media
from tests.adapters.email.account import MAILS, channel, raw, read, stored

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def fetched(name: str) -> dict[str | None, bytes]:
    mail = stored(name)
    return {
        media.filename: b"".join(channel().fetch(media, raw(mail))) for media in read(mail).media
    }


@pytest.mark.parametrize(
    ("name", "file", "content"),
    [
        ("nested_multiparts", "Rechnung.pdf", PDF),
        ("apple_files_inside_the_alternative", "Rechnung.pdf", PDF),
        ("smime_opaque_signed", "drin.pdf", PDF),
        ("smime_opaque_signed_ber", "drin.pdf", PDF),
        ("uuencoded_file_in_the_text", "Beleg.pdf", PDF),
        ("uuencode_without_begin", "a.pdf", PDF),
        ("winmail_dat", "Größe lang.pdf", PDF + b"\0\0"),
        ("winmail_dat", "notiz.txt", b"Hallo"),
        ("winmail_dat_broken", "winmail.dat", b"kein TNEF"),
        ("multipart_cut_off", "x.pdf", PDF),
    ],
)
def test_a_file_comes_out_as_it_went_in(name, file, content):
    assert fetched(name)[file] == content


def test_a_forwarded_mail_comes_out_whole():
    inner = fetched("forwarded_as_a_mail")["Angebot 7-2026.eml"]
    assert b"Innerer Text" in inner
    assert b"innen.pdf" in inner


@pytest.mark.parametrize("path", sorted(MAILS.glob("*.eml")), ids=lambda path: path.stem)
def test_every_announced_file_can_be_fetched_at_its_announced_size(path):
    mail = path.read_bytes()
    for media in read(mail).media:
        content = b"".join(channel().fetch(media, raw(mail)))
        assert len(content) == media.size


@pytest.mark.parametrize(
    "ref",
    ["", "part:9", "tnef:1:0", "uu:1:7", "uu:1:x", "signed:1:part:1", "x:1", "part:1:1:1:"],
)
def test_a_ref_that_leads_nowhere_is_gone(ref):
    media = Media(ref, "application/pdf")
    found = channel()
    with pytest.raises(FetchError) as raised:
        list(found.fetch(media, raw(stored("nested_multiparts").replace(b"--a\r\n", b"--b\r\n"))))
    assert raised.value.gone


def test_without_the_mail_a_file_is_gone():
    with pytest.raises(FetchError):
        list(channel().fetch(Media("part:1", "text/plain"), None))


def test_a_large_file_comes_in_pieces():
    mail = b"From: a@b.example\nContent-Type: application/zip; name=a.zip\n\n" + b"x" * 200_000
    media = read(mail).media[0]
    assert max(map(len, channel().fetch(media, raw(mail)))) <= 64 * 1024


def test_file_names_are_read_however_they_are_written():
    names = [file.filename for file in read(stored("file_names")).media]
    assert names[:10] == [
        "Größe.pdf",
        "lange Rechnung Köln.pdf",
        "Grün.pdf",
        "Gelb.pdf",
        "roh_ä.pdf",
        "Möbel.pdf",
        "mit Leer zeichen.pdf",
        "ort.pdf",
        "attachment-9.pdf",
        "attachment-10.png",
    ]


def test_file_names_are_safe_to_save_and_to_show():
    names = [file.filename or "" for file in read(stored("file_names")).media][10:]
    assert names[:4] == ["passwd", "Bild.png", "harmlosgnp.exe", "punkt.txt"]
    assert len(names[4].encode()) <= 200
    assert names[4].endswith(".pdf")


def test_only_images_that_the_html_shows_are_inline():
    shown = {file.filename: file.inline_id for file in read(stored("inline_images")).media}
    assert shown == {
        "image001.png": "eins@x",
        "image002.png": "image002.png",
        "image003.png": None,
    }
