"""Content at rest: seal, open, destroy. A key per customer, one per day of raw events, one of ours.

AES-256-GCM; every sealed value names its key and is bound to the place where it is stored, so
that it cannot be moved to another row. Data keys are wrapped by ENCRYPTION_KEY, which is outside
the database. Destroying a key makes everything under it unreadable, in every old backup too.

Layout of a sealed value: version (1 byte), key id (16), nonce (12), ciphertext with tag.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, BinaryIO, Final, TypeVar, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox.db import Base, new_id

Thing = TypeVar("Thing")

_VERSION: Final = b"\x01"
_NONCE: Final = 12
_HEAD: Final = 1 + 16
FRAME: Final = 1024 * 1024  # plaintext bytes; a range of a file is read frame by frame
_FRAME_SEALED: Final = FRAME + 16
_CACHED_KEYS: Final = 20_000
# A destroyed key may live on so long in the memory of another process.
_CACHED_SECONDS: Final = 30.0


class Unreadable(Exception):
    """It was not sealed by us, was moved or altered, or ENCRYPTION_KEY is not the one it was."""


class Destroyed(Exception):
    """The key was destroyed on purpose; nobody can read this again."""


class DataKey(Base):
    """`owner` is a customer's id, a day, or "installation"; `wrapped` is None once destroyed."""

    __tablename__ = "data_key"
    __table_args__ = (UniqueConstraint("owner", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    wrapped: Mapped[bytes | None]
    created_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


class Keyring:
    """The wrapping keys and, for a short while, the data keys that were unwrapped with them."""

    def __init__(self, wrapping: bytes, previous: bytes | None = None) -> None:
        self._wrapping = {_name(wrapping): AESGCM(wrapping)}
        self.current_name = _name(wrapping)
        if previous is not None:
            self._wrapping[_name(previous)] = AESGCM(previous)
        self._open: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._owned: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._lock = threading.Lock()

    def wrap(self, key_id: str, key: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        sealed = self._wrapping[self.current_name].encrypt(nonce, key, key_id.encode())
        return self.current_name + nonce + sealed

    def unwrap(self, key_id: str, wrapped: bytes) -> bytes:
        cipher = self._wrapping.get(wrapped[:4])
        if cipher is None:
            raise Unreadable("wrapped by another ENCRYPTION_KEY")
        try:
            return cipher.decrypt(wrapped[4:16], wrapped[16:], key_id.encode())
        except InvalidTag:
            raise Unreadable("a wrapped key was altered") from None

    def is_current(self, wrapped: bytes) -> bool:
        return wrapped[:4] == self.current_name

    def cached(self, key_id: str) -> bytes | None:
        with self._lock:
            return _fresh(self._open, key_id)

    def cached_for(self, owner: str) -> str | None:
        with self._lock:
            return _fresh(self._owned, owner)

    def keep(self, key_id: str, key: bytes) -> None:
        with self._lock:
            _keep(self._open, key_id, key)

    def keep_for(self, owner: str, key_id: str) -> None:
        with self._lock:
            _keep(self._owned, owner, key_id)

    def forget(self) -> None:
        with self._lock:
            self._open.clear()
            self._owned.clear()


def seal(session: Session, owner: str, plaintext: bytes, *, place: str, now: datetime) -> bytes:
    """`place` says where it will stand ("message:<id>"); the same is needed to open it."""
    key_id, key = _key_of(session, owner, now)
    return seal_with(key_id, key, plaintext, place=place)


def seal_with(key_id: str, key: bytes, plaintext: bytes, *, place: str) -> bytes:
    nonce = os.urandom(_NONCE)
    head = _VERSION + bytes.fromhex(key_id)
    return head + nonce + AESGCM(key).encrypt(nonce, plaintext, head + place.encode())


def unseal(session: Session, sealed: bytes, *, place: str) -> bytes:
    """Raises `Destroyed` or `Unreadable`."""
    key = _key_named(session, key_id_of(sealed))
    nonce, body = sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, body, sealed[:_HEAD] + place.encode())
    except InvalidTag:
        raise Unreadable(place) from None


def seal_text(session: Session, owner: str, text: str, *, place: str, now: datetime) -> bytes:
    return seal(session, owner, text.encode("utf-8", "replace"), place=place, now=now)


def unseal_text(session: Session, sealed: bytes, *, place: str) -> str:
    return unseal(session, sealed, place=place).decode()


def seal_json(
    session: Session, owner: str, value: Mapping[str, Any], *, place: str, now: datetime
) -> bytes:
    packed = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return seal_text(session, owner, packed, place=place, now=now)


def unseal_json(session: Session, sealed: bytes, *, place: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(unseal(session, sealed, place=place)))


def warm(session: Session, sealed: Iterable[bytes | None]) -> None:
    """Fetch the keys of many sealed values with one query, before they are opened one by one."""
    ring = keyring(session)
    wanted = {key_id_of(value) for value in sealed if value}
    missing = [key_id for key_id in wanted if ring.cached(key_id) is None]
    for start in range(0, len(missing), 500):
        some = missing[start : start + 500]
        for row in session.scalars(select(DataKey).where(DataKey.id.in_(some))):
            if row.wrapped is not None:
                ring.keep(row.id, ring.unwrap(row.id, row.wrapped))


def destroy(session: Session, owner: str, *, now: datetime) -> int:
    """Destroy every key of this owner; the number of keys that existed until now."""
    keys = session.scalars(
        select(DataKey).where(DataKey.owner == owner, DataKey.wrapped.is_not(None))
    ).all()
    for key in keys:
        key.wrapped, key.destroyed_at = None, now
    keyring(session).forget()
    return len(keys)


def rewrap(session: Session, *, limit: int) -> int:
    """Wrap up to `limit` keys anew under the current ENCRYPTION_KEY; the number that was done."""
    ring = keyring(session)
    outdated = session.scalars(
        select(DataKey)
        .where(
            DataKey.wrapped.is_not(None), func.substr(DataKey.wrapped, 1, 4) != ring.current_name
        )
        .limit(limit)
    ).all()
    for row in outdated:
        row.wrapped = ring.wrap(row.id, ring.unwrap(row.id, row.wrapped or b""))
    return len(outdated)


def fingerprint(session: Session, what: str, value: str) -> str:
    """A keyed hash for looking up what must not stand in the database in clear (32 hex digits)."""
    key_id = _fingerprint_key_id(session)
    key = _key_named(session, key_id)
    return hmac.new(key, f"{what}\0{value}".encode(), hashlib.sha256).hexdigest()[:32]


def create_installation_keys(session: Session, *, now: datetime) -> None:
    """Once per database: the key of installation-wide secrets and the one of fingerprints."""
    for owner in ("installation", "fingerprints"):
        _key_of(session, owner, now)


# --------------------------------------------------------------------------- files


def seal_file(
    key_id: str, key: bytes, source: Iterable[bytes], target: BinaryIO, *, place: str
) -> int:
    """Writes frames of 1 MiB, each bound to its number; returns the bytes that were read."""
    prefix = os.urandom(8)
    head = _VERSION + bytes.fromhex(key_id)
    target.write(head + prefix)
    cipher, size, number = AESGCM(key), 0, 0
    for frame, last in _frames(source):
        associated = head + place.encode() + (b"L" if last else b"M")
        target.write(cipher.encrypt(prefix + number.to_bytes(4), frame, associated))
        size, number = size + len(frame), number + 1
    return size


def unseal_file(
    session: Session,
    source: BinaryIO,
    *,
    place: str,
    size: int,
    start: int = 0,
    end: int | None = None,
) -> Iterator[bytes]:
    """The plaintext bytes `start` to `end` (exclusive) of a file of `size` plaintext bytes."""
    head = source.read(_HEAD)
    prefix = source.read(8)
    cipher = AESGCM(_key_named(session, key_id_of(head)))
    end = size if end is None else min(end, size)
    last_number = max(0, (size - 1) // FRAME)
    for number in range(start // FRAME, max(0, end - 1) // FRAME + 1):
        source.seek(_HEAD + 8 + number * _FRAME_SEALED)
        associated = head + place.encode() + (b"L" if number == last_number else b"M")
        try:
            frame = cipher.decrypt(
                prefix + number.to_bytes(4), source.read(_FRAME_SEALED), associated
            )
        except InvalidTag:
            raise Unreadable(place) from None
        yield frame[max(0, start - number * FRAME) : end - number * FRAME]


def _frames(source: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    held = bytearray()
    for piece in source:
        held += piece
        while len(held) > FRAME:
            yield bytes(held[:FRAME]), False
            del held[:FRAME]
    yield bytes(held), True


# --------------------------------------------------------------------------- keys


def keyring(session: Session) -> Keyring:
    return cast("Keyring", session.info["keyring"])


def key_id_of(sealed: bytes) -> str:
    if sealed[:1] != _VERSION or len(sealed) < _HEAD:
        raise Unreadable("not sealed by us")
    return sealed[1:_HEAD].hex()


def key_for(session: Session, owner: str, *, now: datetime) -> tuple[str, bytes]:
    """(id, key) of an owner, made if there is none; for `seal_with` and `seal_file`."""
    return _key_of(session, owner, now)


def _key_of(session: Session, owner: str, now: datetime) -> tuple[str, bytes]:
    ring = keyring(session)
    known = ring.cached_for(owner)
    key = ring.cached(known) if known else None
    if known and key:
        return known, key
    born = _born_here(session).get(owner)
    if born is not None and session.get(DataKey, born[0]) is not None:
        return born
    row = session.scalars(
        select(DataKey)
        .where(DataKey.owner == owner, DataKey.wrapped.is_not(None))
        .order_by(DataKey.id)
        .limit(1)
    ).first()
    if row is None or row.wrapped is None:
        return _new_key(session, owner, now)
    key = ring.unwrap(row.id, row.wrapped)
    ring.keep(row.id, key)
    ring.keep_for(owner, row.id)
    return row.id, key


def _new_key(session: Session, owner: str, now: datetime) -> tuple[str, bytes]:
    ring, key_id, key = keyring(session), new_id(), AESGCM.generate_key(256)
    session.add(DataKey(id=key_id, owner=owner, wrapped=ring.wrap(key_id, key), created_at=now))
    session.flush()
    _born_here(session)[owner] = (key_id, key)
    return key_id, key


def _born_here(session: Session) -> dict[str, tuple[str, bytes]]:
    """Keys made by this transaction. The keyring must not learn them before the commit: after a
    rollback it would go on sealing with a key that nobody has."""
    return cast("dict[str, tuple[str, bytes]]", session.info.setdefault("born_keys", {}))


def _key_named(session: Session, key_id: str) -> bytes:
    ring = keyring(session)
    key = ring.cached(key_id)
    if key is not None:
        return key
    for born_id, born_key in _born_here(session).values():
        if born_id == key_id:
            return born_key
    row = session.get(DataKey, key_id)
    if row is None or row.wrapped is None:
        raise Destroyed(key_id)
    key = ring.unwrap(row.id, row.wrapped)
    ring.keep(row.id, key)
    return key


def _fingerprint_key_id(session: Session) -> str:
    known = keyring(session).cached_for("fingerprints")
    if known is not None:
        return known
    row = session.scalars(
        select(DataKey).where(DataKey.owner == "fingerprints").order_by(DataKey.id).limit(1)
    ).one()
    keyring(session).keep_for("fingerprints", row.id)
    return row.id


def _name(wrapping: bytes) -> bytes:
    """Tells wrapping keys apart without telling anything about them."""
    return hashlib.sha256(b"kontor wrapping key" + wrapping).digest()[:4]


def _fresh(kept: OrderedDict[str, tuple[float, Thing]], name: str) -> Thing | None:
    entry = kept.get(name)
    if entry is None or time.monotonic() - entry[0] > _CACHED_SECONDS:
        return None
    return entry[1]


def _keep(kept: OrderedDict[str, tuple[float, Thing]], name: str, thing: Thing) -> None:
    kept[name] = (time.monotonic(), thing)
    kept.move_to_end(name)
    while len(kept) > _CACHED_KEYS:
        kept.popitem(last=False)
