"""Who is meant? One of four ways in which a shop knows a customer, read and made comparable."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from sqlalchemy.orm import Session

from inbox.api.problem import Problem, wrong_parameter
from inbox.channel import Alias, AliasKind
from inbox.conversations import history
from inbox.conversations.shop_ids import NotAShopId, in_shop
from inbox.conversations.wording import clean

# How a national number is read; with a country code it does not matter.
_HOME: Final = "DE"
_KIND: Final = re.compile(r"[a-z0-9_]{1,64}")


def look_up(session: Session, way: str, given: str) -> set[str]:
    """Ids of the customers. `way` is one of `WAYS`; raises `Problem` for what makes no sense."""
    return _WAYS[way](session, clean(given))


def _by_shop_id(session: Session, given: str) -> set[str]:
    parts = given.split(":", 2)
    if len(parts) != 3 or not all(parts):
        raise wrong_parameter("external", "Write <system>:<shop>:<id>, e.g. shopware:main:10042.")
    try:
        who = in_shop(*parts)
    except NotAShopId as error:
        raise wrong_parameter("external", str(error)) from None
    return history.by_shop_id(session, who)


def _by_mail(session: Session, given: str) -> set[str]:
    local, at, domain = unicodedata.normalize("NFC", given).casefold().rpartition("@")
    if not (local and at and domain):
        raise wrong_parameter("email", "This is no mail address.")
    return history.by_alias(session, Alias(AliasKind.EMAIL, f"{local}@{_as_it_travels(domain)}"))


def _as_it_travels(domain: str) -> str:
    if domain.isascii() or len(domain) > 253:  # long ones cost the codec quadratic time
        return domain
    import idna  # few customers have such a domain

    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain


def _by_phone(session: Session, given: str) -> set[str]:
    return history.by_alias(session, Alias(AliasKind.PHONE, _e164(given)))


def _e164(given: str) -> str:
    """Digits without "+", as providers write them: +49, 0049 and 49 are the same country, 0 is
    ours. A "+" that was not encoded for the URL arrives as a space and is gone by now."""
    import phonenumbers  # its tables need some megabytes, which most processes can do without

    digits = given.removeprefix("+").strip()
    international = given.startswith("+") or not digits.startswith("0")
    if digits.startswith("00"):
        international, digits = True, digits[2:]
    try:
        number = phonenumbers.parse(f"+{digits}" if international else digits, _HOME)
    except phonenumbers.NumberParseException:
        raise wrong_parameter("phone", "This is no phone number.") from None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)[1:]


def _by_identity(session: Session, given: str) -> set[str]:
    kind, _, address = given.partition(":")
    if not _KIND.fullmatch(kind) or not address:
        raise _unclear()
    spellings = dict.fromkeys((address, address.lower(), address.upper()))
    return history.by_address(session, kind, list(spellings))


def _unclear() -> Problem:
    return wrong_parameter("identity", "Write <kind>:<address>, with the name of the channel.")


_WAYS: Final = {
    "external": _by_shop_id,
    "email": _by_mail,
    "phone": _by_phone,
    "identity": _by_identity,
}
WAYS: Final = tuple(_WAYS)
