"""A provider's word that comes late counts, unless advertising was agreed to after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.channel import Wish
from inbox.consent.purpose import Happened, Purpose
from inbox.consent.wish import withdrawn_by

SAID = datetime(2026, 11, 24, 10, tzinfo=UTC)
MARKETING = (Purpose.MARKETING, Happened.WITHDRAWN)
MACHINE = (Purpose.AUTOMATION, Happened.OBJECTED)


@pytest.mark.parametrize(
    ("granted_at", "counts"),
    [
        (None, True),
        (SAID - timedelta(seconds=1), True),
        (SAID, True),  # at the same moment a STOP beats everything
        (SAID + timedelta(seconds=1), False),
    ],
)
def test_a_stop_counts_unless_a_consent_is_newer(granted_at: datetime | None, counts: bool) -> None:
    found = withdrawn_by(Wish.STOP_MARKETING, said_at=SAID, granted_at=granted_at)
    assert found == ((MARKETING,) if counts else ())


def test_all_is_all_and_resuming_grants_nothing() -> None:
    assert withdrawn_by(Wish.STOP_ALL, said_at=SAID, granted_at=None) == (MARKETING, MACHINE)
    assert withdrawn_by(Wish.RESUME_MARKETING, said_at=SAID, granted_at=None) == ()
