"""Take the files that came with the composer's form, and throw away what was not meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import IO, Final

from flask import request
from werkzeug.datastructures import FileStorage

from inbox.conversations.conversation import Conversation
from inbox.conversations.wording import clean
from inbox.media import upload
from inbox.media.upload import LARGEST, TooLarge, Upload, uploaded
from inbox.people.drafts import Words
from inbox.web.conversations.refusals import Unsayable
from inbox.web.conversations.written import MOST_FILES
from inbox.web.text import single
from inbox.world import World

_PIECE: Final = 256 * 1024
_ANY_TYPE: Final = "application/octet-stream"
_LONGEST_NAME: Final = 200
_MEGA: Final = 1024 * 1024


def enclose(world: World, conversation: Conversation, words: Words) -> Words:
    """With the files that this request brings. Raises `Unsayable`; then nothing was taken."""
    given = [file for file in request.files.getlist("upload") if file.filename]
    if len(words.files) + len(given) > MOST_FILES:
        raise Unsayable("TOO_MANY_FILES", most=MOST_FILES)
    return replace(words, files=(*words.files, *_stored(world, conversation, given)))


def discard(world: World, conversation: Conversation, attachment_id: str) -> None:
    """Only what still waits to be sent to this customer."""
    with world.database.reading() as session:
        waits = uploaded(session, [attachment_id], customer_id=conversation.customer_id)
    if waits:
        upload.discard(world.database, world.store, attachment_id)


def _stored(world: World, conversation: Conversation, files: Sequence[FileStorage]) -> list[str]:
    stored: list[str] = []
    for file in files:
        try:
            stored.append(_store(world, conversation, file))
        except TooLarge:
            for one in stored:
                discard(world, conversation, one)
            name = single(file.filename or "", 80)
            raise Unsayable("FILE_TOO_LARGE_HERE", name=name, most=LARGEST // _MEGA) from None
    return stored


def _store(world: World, conversation: Conversation, file: FileStorage) -> str:
    return upload.take(
        world.database,
        world.store,
        Upload(name=_name_of(file), content_type=_type_of(file), pieces=_pieces(file.stream)),
        customer_id=conversation.customer_id,
        account_id=conversation.account_id,
        now=world.clock(),
    )


def _name_of(file: FileStorage) -> str:
    """The last part of what may be a path, with the end that says what it is."""
    name = clean((file.filename or "").replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    stem, dot, ending = name.rpartition(".")
    most = _LONGEST_NAME - len(ending) - 1
    return (f"{stem[:most]}.{ending}" if dot and most > 0 else name[:_LONGEST_NAME]) or "file"


def _type_of(file: FileStorage) -> str:
    """As the browser says, if it says it properly."""
    told = clean(file.mimetype).lower()
    kind, slash, rest = told.partition("/")
    plain = all(c.isascii() and (c.isalnum() or c in "!#$&^_.+-") for c in kind + rest)
    return told if kind and slash and rest and plain else _ANY_TYPE


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece
