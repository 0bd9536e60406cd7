"""Boxes: what is sealed opens, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.threema.box import (
    MAX_BOX,
    MAX_INNER,
    Box,
    KeyPair,
    Unreadable,
    is_usable,
    new_nonce,
    nonce_from,
    padding_for,
    seal,
    unseal,
)
from tests.adapters.threema import vectors


def key(address: str, half: str) -> bytes:
    return bytes.fromhex(getattr(vectors, half)(address))


SHOP = KeyPair(key(vectors.CUSTOMER, "public"), key(vectors.GATEWAY, "private"))
CUSTOMER = KeyPair(key(vectors.GATEWAY, "public"), key(vectors.CUSTOMER, "private"))
STRANGER = KeyPair(key(vectors.GATEWAY, "public"), key("STRNGR01", "private"))
nonces = st.binary(min_size=24, max_size=24)


@given(st.integers(0, 255), st.binary(max_size=MAX_INNER), st.integers(1, 255), nonces)
def test_what_is_sealed_opens_on_the_other_side(kind, inner, padding, nonce):
    box = seal(kind, inner, SHOP, padding=padding, nonce=nonce)
    assert len(box.content) <= MAX_BOX
    assert unseal(box, CUSTOMER) == (kind, inner)


@given(st.binary(max_size=200), st.integers(0, 10_000))
def test_one_changed_bit_makes_it_unreadable(inner, position):
    box = seal(1, inner, SHOP, padding=40, nonce=bytes(24))
    broken = bytearray(box.content)
    broken[position // 8 % len(broken)] ^= 1 << position % 8
    with pytest.raises(Unreadable):
        unseal(Box(box.nonce, bytes(broken)), CUSTOMER)


@given(st.binary(max_size=500), nonces)
def test_random_bytes_are_unreadable(content, nonce):
    with pytest.raises(Unreadable):
        unseal(Box(nonce, content), CUSTOMER)


def test_a_stranger_cannot_write_in_a_customers_name():
    box = seal(1, b"Hi", STRANGER, padding=40, nonce=bytes(24))
    with pytest.raises(Unreadable):
        unseal(box, SHOP)


@given(st.binary(max_size=120))
def test_only_the_last_byte_of_the_padding_counts(container):
    box = raw_box(container)
    last = container[-1] if container else 0
    if not 1 <= last <= len(container) - 1:
        with pytest.raises(Unreadable):
            unseal(box, CUSTOMER)
    else:
        assert unseal(box, CUSTOMER) == (container[0], container[1:-last])


def raw_box(container: bytes) -> Box:
    from nacl.bindings import crypto_box

    return Box(bytes(24), crypto_box(container, bytes(24), SHOP.theirs, SHOP.own))


def test_short_texts_are_padded_to_32_bytes_and_by_a_random_amount():
    assert {padding_for(0) for _ in range(200)} <= set(range(32, 256))
    assert len({padding_for(1000) for _ in range(200)}) > 20
    assert all(1 <= padding_for(1000) <= 255 for _ in range(200))


def test_what_does_not_fit_is_not_sealed():
    with pytest.raises(ValueError, match="too long"):
        seal(1, bytes(MAX_INNER + 1), SHOP, padding=1, nonce=bytes(24))


def test_a_key_with_which_every_secret_would_be_the_same_is_refused():
    assert is_usable(SHOP.theirs)
    assert not is_usable(bytes(32))
    assert not is_usable(bytes([1]) + bytes(31))
    with pytest.raises(ValueError, match="unusable"):
        seal(1, b"Hi", KeyPair(bytes(32), SHOP.own), padding=30, nonce=bytes(24))


def test_nonces_are_never_used_for_two_contents():
    assert new_nonce() != new_nonce()
    seed = bytes(32)
    assert nonce_from(seed, b"a") == nonce_from(seed, b"a")
    assert nonce_from(seed, b"a") != nonce_from(seed, b"b")
    assert nonce_from(seed, b"a") != nonce_from(bytes([1]) * 32, b"a")


def test_keys_do_not_show_themselves():
    assert SHOP.own.hex() not in repr(SHOP)
    assert repr(SHOP.own) not in repr(SHOP)
