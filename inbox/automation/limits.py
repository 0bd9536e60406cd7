"""The shop's own limits: what it has set otherwise than we, under the names of README.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from sqlalchemy.orm import Session

from inbox import audit
from inbox.audit import Deed
from inbox.automation.facts import Limits
from inbox.automation.question import json_name, read_facts
from inbox.shop import the_shop

_MINUTE: Final = timedelta(minutes=1)


@lru_cache(maxsize=32)
def read_limits(document: str) -> Limits:
    """From `Shop.limits`."""
    return read_facts(Limits, json.loads(document))


def set_limits(
    session: Session, values: Mapping[str, object], *, by: str | None, now: datetime
) -> Limits:
    """These are otherwise from now on, and no others: what is left out is our default again. The
    names are those of `policy.limits` in README.md, e.g. {"stale_after_minutes": 30}. Raises
    ValueError with what to fix."""
    limits = read_facts(Limits, values)
    wanted = written(limits)
    shop = the_shop(session)
    if json.loads(shop.limits) != wanted:
        shop.limits = json.dumps(wanted, sort_keys=True)
        audit.note(session, Deed.SHOP_CHANGED, by=by, details={"fields": "limits"}, now=now)
    return limits


def written(limits: Limits) -> dict[str, object]:
    """What differs from our defaults."""
    ours = Limits()
    return {
        json_name(one): _plain(getattr(limits, one.name))
        for one in fields(Limits)
        if getattr(limits, one.name) != getattr(ours, one.name)
    }


def _plain(value: object) -> object:
    if isinstance(value, timedelta):
        return value / _MINUTE
    return value if isinstance(value, int) else f"{value:%H:%M}"
