"""Callbacks as only a customer's phone could seal them: any content of any type, in a good box."""

from __future__ import annotations

import json
from typing import Any, Final

from hypothesis import strategies as st

from adapters.threema import wire
from tests.adapters.fuzzing import Target, harmless
from tests.adapters.threema.account import account
from tests.adapters.threema.writing import box, form, posted, request, written

READ_TYPES: Final = (0x01, 0x02, 0x10, 0x13, 0x14, 0x17, 0x60, 0x80, 0x82, 0x91, 0x92)

_JUNK: Final = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
_FILES: Final = st.dictionaries(
    st.sampled_from(list("bkmsnjitpdcx")),
    st.one_of(_JUNK, st.sampled_from(["00" * 16, "11" * 32, "image/png", "\ud800", "a\x00b"])),
).map(lambda file: json.dumps(file).encode())
_PLACES: Final = st.lists(
    st.sampled_from(["1.5,2.5", "1,2,3", "nan,inf", ",", "\n", "Augsburg", "\\n", "9" * 400]),
    max_size=5,
).map(lambda parts: "\n".join(parts).encode())
_QUOTES: Final = st.text(max_size=10).map(lambda t: f"> quote #0011223344556677\n\n{t}".encode())


def _content(said: tuple[int, bytes]) -> None:
    harmless(account(), written(*said))


def _unsealed(container: bytes) -> None:
    harmless(account(), request(form(box(container))))


def _bytes(body: bytes) -> None:
    harmless(account(), posted(body))


def _form(fields: dict[str, str]) -> None:
    harmless(account(), request({**form(box(b"\x01Hallo" + bytes([32]) * 32)), **fields}))


def _protobuf(data: bytes) -> None:
    try:
        fields: dict[Any, Any] = dict(wire.read(data))
    except ValueError:
        return
    assert all(isinstance(value, bytes) for value in fields.values())


_INNER: Final = st.one_of(st.binary(max_size=300), _FILES, _PLACES, _QUOTES)
TARGETS: Final = [
    Target("threema: any content", st.tuples(st.integers(0, 255), _INNER), _content),
    Target("threema: content", st.tuples(st.sampled_from(READ_TYPES), _INNER), _content),
    Target("threema: any file", st.tuples(st.just(0x17), _FILES), _content),
    Target("threema: any padding", st.binary(max_size=64), _unsealed),
    Target("threema: any bytes", st.binary(max_size=400), _bytes),
    Target("threema: any protobuf", st.binary(max_size=200), _protobuf),
    Target(
        "threema: any field",
        st.dictionaries(
            st.sampled_from(["from", "to", "messageId", "date", "nonce", "box", "nickname"]),
            st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=50),
            max_size=3,
        ),
        _form,
    ),
]
