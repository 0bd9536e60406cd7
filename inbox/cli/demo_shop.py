"""The demo shop: its people, hours and accounts, with a login and a token of their own."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy.orm import Session

from inbox.accounts import manage
from inbox.cli import demo_replies
from inbox.conversations.wording import clean
from inbox.hours import profiles
from inbox.hours.holidays import Region
from inbox.hours.plan import Plan, confirm_holidays
from inbox.people import agent as agents
from inbox.people import token as tokens
from inbox.people.agent import Role
from inbox.shop import the_shop
from inbox.world import World

_LOGIN: Final = "kim@demo.example"
_WEEK: Final = {
    **{day: ["09:00-12:30", "13:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")},
    "sat": ["10:00-14:00"],
}


class DemoAccount(Protocol):
    @property
    def label(self) -> str: ...

    @property
    def settings(self) -> Mapping[str, str]: ...


class Place(Protocol):
    """Where the simulated providers live, and what they remember."""

    @property
    def url(self) -> str: ...

    @property
    def state_dir(self) -> Path: ...


class Simulated(Protocol):
    """As much of a simulated provider as the demo needs."""

    @property
    def place(self) -> Place: ...

    def demo_account(self) -> DemoAccount: ...


@dataclass(frozen=True, slots=True)
class Demo:
    email: str
    password: str = field(repr=False)
    token: str = field(repr=False)
    accounts: Mapping[str, str]  # kind -> account id


def seed(world: World, simulated: Mapping[str, Simulated]) -> Demo:
    password = secrets.token_urlsafe(12)
    now = world.clock()
    with world.database.transaction() as session:
        _furnish_shop(session)
        profile_id = _hours(session, now)
        for name, email, role in (
            ("Kim", _LOGIN, Role.ADMIN),
            ("Alex", "alex@demo.example", Role.AGENT),
        ):
            secret = password if email == _LOGIN else secrets.token_urlsafe(24)
            agents.add(session, name=name, email=email, password=secret, role=role, now=now)
        _row, token = tokens.add(
            session, name="Demo-CRM", scopes=tokens.USUAL_SCOPES, expires_at=None, now=now
        )
        demo_replies.save(session, now=now)
        accounts = {
            kind: _account(session, world, kind, simulator.demo_account(), profile_id)
            for kind, simulator in simulated.items()
        }
    return Demo(_LOGIN, password, token, accounts)


def _furnish_shop(session: Session) -> None:
    shop = the_shop(session)
    shop.name = "Lavendel & Leinen"
    shop.country, shop.subdivision = "DE", "BB"
    shop.privacy_url = "https://lavendel-leinen.example/datenschutz"
    shop.imprint_url = "https://lavendel-leinen.example/impressum"
    shop.contact = "0331 000000, Montag bis Freitag"
    shop.mail_footer = (
        "Lavendel & Leinen GmbH, Lindenweg 5, 14467 Potsdam\n"
        "Geschäftsführung: Jona Weber, Amtsgericht Potsdam HRB 00000"
    )


def _hours(session: Session, now: datetime) -> str:
    shop = the_shop(session)
    plan = Plan.from_json({"zone": shop.zone, "weekly": _WEEK})
    plan = replace(plan, region=Region(shop.country, shop.subdivision))
    plan = confirm_holidays(plan, today=now.date())
    row = profiles.add(session, name="Öffnungszeiten", plan=plan, by=None, now=now)
    profiles.assign(session, shop, row.id, name="shop", by=None, now=now)
    return row.id


def _account(session: Session, world: World, kind: str, demo: DemoAccount, profile_id: str) -> str:
    account = manage.add(
        session,
        world.registry.channel_class(kind),
        label=clean(demo.label),
        values=demo.settings,
        now=world.clock(),
    )
    account.profile_id = profile_id
    return account.id
