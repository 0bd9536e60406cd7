"""What Kontor knows to fill the gaps of a saved reply with, in one conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.listing import known_as, subject_of
from inbox.hours.calendar import next_open
from inbox.hours.profiles import profile_of
from inbox.hours.spoken import speak
from inbox.people.replies import Gap
from inbox.shop import Shop, the_shop


def known(
    session: Session, conversation: Conversation, *, agent: str, now: datetime
) -> Mapping[Gap, str]:
    """What nobody knows is left out, and stays a gap."""
    shop = the_shop(session)
    identity = session.get_one(Identity, conversation.identity_id)
    customer = session.get_one(Customer, conversation.customer_id)
    name = known_as(session, customer, identity) or ""
    name = name if _is_a_name(name) else ""
    found = {
        Gap.CUSTOMER: name,
        Gap.FIRST_NAME: name.split()[0] if name else "",
        Gap.AGENT: agent,
        Gap.SHOP: shop.name,
        Gap.SUBJECT: subject_of(session, conversation) or "",
        Gap.NEXT_OPENING: _next_opening(session, conversation, shop, now) or "",
    }
    return {gap: value for gap, value in found.items() if value}


def languages(session: Session, conversation: Conversation) -> Sequence[str]:
    """Those of the customer first, then the shop's."""
    identity = session.get_one(Identity, conversation.identity_id)
    customer = session.get_one(Customer, conversation.customer_id)
    theirs = (conversation.language, identity.language, customer.language)
    spoken = [one for one in theirs if one] + the_shop(session).languages.split(",")
    return [one.partition("-")[0].lower() for one in spoken]


def _is_a_name(name: str) -> bool:
    """Nobody wants to be greeted as a telephone number or an address."""
    return any(map(str.isalpha, name)) and "@" not in name and not any(map(str.isdigit, name))


def _next_opening(
    session: Session, conversation: Conversation, shop: Shop, now: datetime
) -> str | None:
    account = session.get_one(Account, conversation.account_id)
    profile = profile_of(session, account.profile_id or shop.profile_id)
    if profile is None:
        return None
    language = languages(session, conversation)[0]
    return speak(next_open(profile, now), now=now, zone=shop.zone, language=language)
