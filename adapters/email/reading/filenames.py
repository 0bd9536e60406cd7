"""A name under which a file may be shown and saved, whatever the sender called it."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_BYTES: Final = 200

_DIRECTIONS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # "exe.gpj"
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
# Our own table: the system's differs from machine to machine, and parsing must not.
_EXTENSIONS: Final = {
    "application/ics": ".ics",
    "application/json": ".json",
    "application/msword": ".doc",
    "application/ms-tnef": ".dat",
    "application/pdf": ".pdf",
    "application/pgp-encrypted": ".pgp",
    "application/pgp-signature": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/rtf": ".rtf",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/x-pkcs7-mime": ".p7m",
    "application/x-pkcs7-signature": ".p7s",
    "application/zip": ".zip",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "image/bmp": ".bmp",
    "image/gif": ".gif",
    "image/heic": ".heic",
    "image/jpeg": ".jpg",
    "image/jpg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "message/global": ".eml",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/rfc822-headers": ".txt",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
    "text/xml": ".xml",
    "video/mp4": ".mp4",
}


def safe_filename(name: str, content_type: str, number: int) -> str:
    """Without path, control and direction characters; at most 200 bytes, the extension kept;
    `attachment-<number>` if nothing is left."""
    text = unicodedata.normalize("NFC", _DIRECTIONS.sub("", name))
    text = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text[:1000])
    text = re.split(r"[/\\]", text.strip(" /\\"))[-1]
    text = re.sub(r" {2,}", " ", _FORBIDDEN.sub("_", text)).strip(" .")
    return _shortened(text) if text else f"attachment-{number}{_EXTENSIONS.get(content_type, '')}"


def _shortened(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > 20:
        stem, dot, extension = name, "", ""
    room = MAX_BYTES - len(f"{dot}{extension}".encode())
    kept = stem.encode()[:room].decode("utf-8", "ignore")
    return f"{kept}{dot}{extension}" if len(name.encode()) > MAX_BYTES else name
