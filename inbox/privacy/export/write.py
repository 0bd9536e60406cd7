"""Write a customer's data as one ZIP: a page to read, the same as JSON, and the files."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from sqlalchemy.orm import Session

from inbox import audit, sealing
from inbox.media.attachment import place
from inbox.privacy.erase import Asked
from inbox.privacy.export.gather import Document, gather
from inbox.privacy.export.page import page
from inbox.shop import the_shop
from inbox.world import World


def write(world: World, customer_id: str, target: BinaryIO, *, asked: Asked) -> str:
    """The customer's id (of whoever took their place). Raises `NoSuchCustomer`.

    The page is in the customer's language, or else in the shop's. That it was taken stands in the
    audit before the first byte of it does in the file.
    """
    with world.database.reading() as session:
        document = gather(session, customer_id, now=world.clock())
        language = document["customer"]["language"] or the_shop(session).language
    found = str(document["customer"]["id"])
    _note(world, found, asked)
    with (
        world.database.reading() as session,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr("index.html", page(document, language))
        archive.writestr("customer.json", json.dumps(document, ensure_ascii=False, indent=1))
        for file in _files(document):
            _add(session, world, archive, file)
    return found


def _note(world: World, customer_id: str, asked: Asked) -> None:
    details = {"token": asked.token_id} if asked.token_id else None
    with world.database.transaction() as session:
        audit.note(
            session,
            audit.Deed.CUSTOMER_EXPORTED,
            by=asked.agent_id,
            about=customer_id,
            details=details,
            now=world.clock(),
        )


def _files(document: Document) -> Iterator[Document]:
    for conversation in document["conversations"]:
        for message in conversation["messages"]:
            yield from (file for file in message["files"] if file["file"] is not None)


def _add(session: Session, world: World, archive: zipfile.ZipFile, file: Document) -> None:
    """A file that is lost on the disk is named in the document and is not in the archive."""
    name, size = place(str(file["id"])), int(file["size"] or 0)
    pieces = world.store.read(session, name, size=size)
    try:
        first = next(pieces, b"")
    except (FileNotFoundError, sealing.Destroyed, sealing.Unreadable):
        return
    with archive.open(str(file["file"]), "w") as entry:
        entry.write(first)
        for piece in pieces:
            entry.write(piece)
