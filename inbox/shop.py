"""The shop that this installation belongs to: one row that pages, texts and rules read."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from inbox import audit
from inbox.audit import Deed
from inbox.db import Base, new_id

LANGUAGES: Final = ("de", "en")  # in which there are texts
LONGEST_NAME: Final = 80
LONGEST_FOOTER: Final = 2_000
_LONGEST_ADDRESS: Final = 500
_MOST: Final = {"consent_lapses_after": 120, "undo_seconds": 60}
_ONLY: Final = 1


class Shop(Base):
    """`zone` is an IANA name; `languages` are codes, the first one is the fallback.

    `country` (ISO alpha-2) and `subdivision` say whose public holidays are kept. `contact` is
    another way to reach the shop, as automatic texts name it. `profile_id`: the opening hours of
    every account and team that has none of its own.
    """

    __tablename__ = "shop"

    id: Mapped[int] = mapped_column(primary_key=True, default=_ONLY, autoincrement=False)
    name: Mapped[str] = mapped_column(default="Kontor")
    zone: Mapped[str] = mapped_column(default="Europe/Berlin")
    country: Mapped[str] = mapped_column(default="DE")
    subdivision: Mapped[str] = mapped_column(default="")
    languages: Mapped[str] = mapped_column(default="de,en")
    formal: Mapped[bool] = mapped_column(default=True)  # Sie rather than Du
    privacy_url: Mapped[str] = mapped_column(default="")
    privacy_version: Mapped[str] = mapped_column(default="1")
    imprint_url: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    mail_footer: Mapped[str] = mapped_column(default="")
    profile_id: Mapped[str | None] = mapped_column(ForeignKey("hours_profile.id"))
    automation: Mapped[bool] = mapped_column(default=True)  # the switch that silences all at once
    acknowledge: Mapped[bool] = mapped_column(default=True)
    undo_seconds: Mapped[int] = mapped_column(default=5)  # in which a reply can be called back
    consent_required: Mapped[bool] = mapped_column(default=False)  # policy "explicit_required"
    consent_lapses_after: Mapped[int] = mapped_column(default=24)  # months without use; 0: never
    limits: Mapped[str] = mapped_column(default="{}")  # JSON, see automation's README
    rules_mark: Mapped[str] = mapped_column(default="")  # another one after every change of rules

    @property
    def language(self) -> str:
        return self.languages.split(",")[0]


@dataclass(frozen=True, slots=True)
class Particulars:
    """What people type about their shop."""

    name: str
    zone: str
    country: str
    subdivision: str
    languages: str
    formal: bool
    privacy_url: str
    imprint_url: str
    contact: str
    mail_footer: str


@dataclass(frozen=True, slots=True)
class Conduct:
    """How the machine and the composer behave, see `Shop`."""

    acknowledge: bool
    consent_required: bool
    consent_lapses_after: int
    undo_seconds: int


class BadShop(Exception):
    """`code` is what pages translate, `field` where it belongs."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(f"{field}: {code}")
        self.code = code
        self.field = field


def the_shop(session: Session) -> Shop:
    return session.get_one(Shop, _ONLY)


def found_shop(session: Session) -> None:
    """Make the row of a fresh installation."""
    if session.get(Shop, _ONLY) is None:
        session.add(Shop())


def rules_changed(session: Session) -> None:
    """Texts, keywords or answer rules did: whoever keeps them in memory reads them again. The
    shop stays locked until the end of the transaction."""
    session.get_one(Shop, _ONLY, with_for_update=True).rules_mark = new_id()
    session.flush()


def particulars_of(shop: Shop) -> Particulars:
    return Particulars(**{name: getattr(shop, name) for name in Particulars.__slots__})


def describe(session: Session, wanted: Particulars, *, by: str | None, now: datetime) -> None:
    """Raises `BadShop`. Zone and region are checked by who knows them."""
    _check(wanted)
    _change(session, asdict(wanted), by, now)


def conduct_of(shop: Shop) -> Conduct:
    return Conduct(**{name: getattr(shop, name) for name in Conduct.__slots__})


def behave(session: Session, wanted: Conduct, *, by: str | None, now: datetime) -> None:
    """Raises `BadShop`."""
    for field, most in _MOST.items():
        if not 0 <= getattr(wanted, field) <= most:
            raise BadShop("OUT_OF_RANGE", field)
    _change(session, asdict(wanted), by, now)


def _change(session: Session, wanted: dict[str, Any], by: str | None, now: datetime) -> None:
    shop = the_shop(session)
    changed = {name: value for name, value in wanted.items() if value != getattr(shop, name)}
    for name, value in changed.items():
        setattr(shop, name, value)
    if changed:
        details = {"fields": " ".join(sorted(changed))}
        audit.note(session, Deed.SHOP_CHANGED, by=by, details=details, now=now)


def renew_notice(session: Session, *, by: str | None, now: datetime) -> None:
    """A new version of the privacy notice: everybody is shown it once more."""
    shop = the_shop(session)
    version = shop.privacy_version
    shop.privacy_version = str(int(version) + 1) if version.isdecimal() else f"{version}.1"
    details = {"privacy_version": shop.privacy_version}
    audit.note(session, Deed.SHOP_CHANGED, by=by, details=details, now=now)


def silence(session: Session, *, by: str | None, now: datetime) -> None:
    """No machine says anything any more, on no account, also nothing that waits already."""
    _switch(session, Deed.AUTOMATION_OFF, by=by, now=now)


def let_speak(session: Session, *, by: str | None, now: datetime) -> None:
    _switch(session, Deed.AUTOMATION_ON, by=by, now=now)


def _switch(session: Session, deed: Deed, *, by: str | None, now: datetime) -> None:
    shop, wanted = the_shop(session), deed is Deed.AUTOMATION_ON
    if shop.automation != wanted:
        shop.automation = wanted
        audit.note(session, deed, by=by, now=now)


def _check(wanted: Particulars) -> None:
    if not wanted.name:
        raise BadShop("MISSING", "name")
    if len(wanted.name) > LONGEST_NAME:
        raise BadShop("TOO_LONG", "name")
    for field in ("privacy_url", "imprint_url"):
        _check_address(getattr(wanted, field), field)
    if len(wanted.contact) > LONGEST_NAME * 2 or "\n" in wanted.contact:
        raise BadShop("TOO_LONG", "contact")
    if len(wanted.mail_footer) > LONGEST_FOOTER:
        raise BadShop("TOO_LONG", "mail_footer")
    known = wanted.languages.split(",")
    if not set(known) <= set(LANGUAGES) or len(known) != len(set(known)):
        raise BadShop("UNKNOWN", "languages")


def _check_address(address: str, field: str) -> None:
    parts = urlsplit(address)
    plain = len(address) <= _LONGEST_ADDRESS and not any(map(str.isspace, address))
    if address and not (plain and parts.scheme in {"http", "https"} and parts.hostname):
        raise BadShop("NO_ADDRESS", field)
