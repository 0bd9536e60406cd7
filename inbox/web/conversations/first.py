"""Write first: to somebody who is known, or to an address that one of the channels can reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.accounts.account import Account, all_accounts
from inbox.accounts.open import NoSuchAccount
from inbox.channel import Channel, Sender
from inbox.conversations.begin import begin
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity
from inbox.conversations.identify import find as known_identity
from inbox.conversations.identify import identify
from inbox.conversations.search import asked as questions
from inbox.conversations.search.find import Person, customers
from inbox.conversations.wording import clean
from inbox.registry import UnknownKind
from inbox.web.conversations.addressees import ANEW
from inbox.web.page import Pages
from inbox.world import World

_PEOPLE: Final = 8
_LONGEST: Final = 320


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who was found, and the address of the composer for each way to them."""

    person: Person
    ways: Sequence[tuple[Account, str]]


@dataclass(frozen=True, slots=True)
class Fresh:
    """An account that can reach an address at which nobody is known yet."""

    account: Account
    address: str


def blueprint(world: World, pages: Pages) -> Blueprint:
    first = Blueprint("first", __name__, url_prefix="/write")

    @first.get("")
    def page() -> Response:
        typed = clean(request.args.get("to", "")[:_LONGEST])
        setting = pages.setting()
        with world.database.reading() as session:
            accounts = {one.id: one for one in all_accounts(session)}
            known = _known(world, session, accounts, typed) if typed else []
            fresh = list(_fresh(world, session, accounts, typed)) if typed else []
        return pages.show(
            "conversations/first.html", setting, typed=typed, known=known, fresh=fresh
        )

    @first.post("")
    def start() -> ResponseReturnValue:
        """The conversation in which nothing has been said yet; its composer does the rest."""
        account_id = request.form.get("account", "")
        channel = _channel(world, account_id)
        sender = channel.addressee(request.form.get("to", "")[:_LONGEST]) if channel else None
        if sender is None:
            abort(400)
        now = world.clock()

        def open_(session: Session) -> str:
            identity = identify(session, account_id, sender, now=now)
            return begin(session, identity, subject=None, now=now).id

        conversation_id = world.database.attempt(open_)
        address = url_for("inbox.conversation", conversation_id=conversation_id)
        return redirect(f"{address}#words", 303)

    return first


def _known(world: World, session: Session, accounts: dict[str, Account], typed: str) -> list[Known]:
    people = customers(session, questions.read(typed), limit=_PEOPLE)
    return [Known(one, list(_ways(world, session, accounts, one))) for one in people]


def _ways(
    world: World, session: Session, accounts: dict[str, Account], person: Person
) -> Iterator[tuple[Account, str]]:
    """Under their newest conversation; a mail begins a matter of its own."""
    newest = session.scalars(
        select(Conversation)
        .where(Conversation.customer_id == person.customer.id)
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(1)
    ).first()
    if newest is None:
        return
    for identity in person.identities:
        key = _key(world, newest, identity)
        address = url_for("inbox.conversation", conversation_id=newest.id, through=key)
        yield accounts[identity.account_id], f"{address}#words"


def _key(world: World, newest: Conversation, identity: Identity) -> str:
    channel = _channel(world, identity.account_id)
    if channel is not None and channel.capabilities.subject:
        return f"{ANEW}{identity.id}"
    return "" if identity.id == newest.identity_id else identity.id


def _fresh(
    world: World, session: Session, accounts: dict[str, Account], typed: str
) -> Iterator[Fresh]:
    for account in accounts.values():
        sender = _reached(world, account, typed)
        if sender is not None and known_identity(session, account.id, sender) is None:
            yield Fresh(account, sender.address)


def _reached(world: World, account: Account, typed: str) -> Sender | None:
    channel = _channel(world, account.id) if account.enabled else None
    return channel.addressee(typed) if channel else None


def _channel(world: World, account_id: str) -> Channel | None:
    try:
        return world.accounts.channel(account_id)
    except (NoSuchAccount, UnknownKind):
        return None
