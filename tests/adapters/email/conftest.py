"""The servers that the mail tests talk to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.adapters.email import dovecot as server
from tests.adapters.email.dovecot import Dovecot
from tests.adapters.email.provider import FakeProvider, fake_provider


@pytest.fixture(scope="session")
def issuer() -> Iterator[FakeProvider]:
    """Lives as long as the mail server that asks it about tokens."""
    with fake_provider() as provider:
        yield provider


@pytest.fixture(scope="session")
def running_dovecot(issuer: FakeProvider) -> Iterator[Dovecot]:
    if not server.installed():
        pytest.skip(server.MISSING)
    with server.running(issuer.info_url) as dovecot:
        yield dovecot


@pytest.fixture
def dovecot(running_dovecot: Dovecot) -> Dovecot:
    """With an empty mailbox."""
    running_dovecot.empty()
    return running_dovecot


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with fake_provider() as one:
        yield one
