"""Calls to addresses that strangers chose stay outside, however an address is wrapped."""

from __future__ import annotations

import socket
from typing import cast

import pytest

from inbox.http import PrivateAddress, _refuse_private


class _Connected:
    """A connection, as far as the guard looks at it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.closed = False

    def getpeername(self) -> tuple[str, int]:
        return self.address, 443

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::a9fe:a9fe",  # 169.254.169.254 behind NAT64
        "64:ff9b::7f00:1",
        "2002:a00:1::1",  # 10.0.0.1 behind 6to4
    ],
)
def test_a_private_address_is_refused_and_the_connection_closed(address: str) -> None:
    connected = _Connected(address)
    with pytest.raises(PrivateAddress):
        _refuse_private(cast("socket.socket", connected))
    assert connected.closed


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:4700::1111", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]
)
def test_a_public_address_is_not(address: str) -> None:
    connected = _Connected(address)
    _refuse_private(cast("socket.socket", connected))
    assert not connected.closed
