"""One customer's life with a shop: something in every table that is about customers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.accounts.memory import AccountMemory
from inbox.channel import Capabilities
from inbox.consent import merge
from inbox.consent.doi import ConfirmLink
from inbox.consent.purpose import Purpose
from inbox.consent.wordings import keep_wording
from inbox.conversations import labels, notes, orders, shop_ids, states
from inbox.conversations.activity import Deed
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.labels import Colour
from inbox.conversations.message import Author, Direction, Message
from inbox.conversations.search import follow
from inbox.media import upload
from inbox.media.fetch import fetch_due
from inbox.outbox import recall
from inbox.outbox.post import Letter, post
from inbox.outbox.signs import Sign, SignRow
from inbox.people import drafts, idempotency, mentions
from inbox.people import token as tokens
from inbox.people.drafts import Words
from inbox.people.pull import Pulled, Pulls
from inbox.world import World
from tests.inbox.people.test_replies import hire
from tests.pigeon import Loft
from tests.shop import Customers, open_account

MARK = "Zwetschgenknoedel"  # in everything that they say and are called
PHONE = "4917655501234"
SHOP_ID = "0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e"
PERSON: dict[str, Any] = {
    "from": f"{MARK.casefold()}@example.de",
    "name": f"{MARK} Schäfer",
    "aliases": [["phone", PHONE]],
}


def live(world: World, loft: Loft, *, objects: bool = False, merged: bool = False) -> str:
    """The customer's id."""
    loft.files["picture"] = f"{MARK} im Bild".encode() * 1000
    loft.files["lost"] = b""
    kim = hire(world, "kim")
    shop = Customers(world, open_account(world))
    _write(shop)
    fetch_due(shop.desks.shelf, shop.account_id, now=world.clock)
    customer_id = _the_customer(world)
    _ask_back(world, shop, kim, customer_id)
    _tell(world, shop, customer_id)
    if objects:
        shop.write("STOP", **PERSON)
        shop.write("BOT AUS", **PERSON)
    shop.send_all()
    if merged:
        _become_one(world, customer_id)
    follow.keep_up(world.database, seconds=30)
    return customer_id


def _become_one(world: World, customer_id: str) -> None:
    """They wrote by mail, too."""
    letters = Customers(world, open_account(world, "parchment", "letters"))
    letters.write(f"{MARK} per Brief", **{**PERSON, "from": f"{MARK}@letters.example"})
    with world.database.transaction() as session:
        other = session.scalars(select(Customer.id).where(Customer.id != customer_id)).one()
        merge.merge(session, customer_id, other, agent_id=None, now=world.clock())


def _write(shop: Customers) -> None:
    shop.write(
        f"{MARK} Hallo, wo ist mein Paket?", id="first", subject=f"{MARK} Betreff",
        html=f"<b>{MARK}</b>", details={"name": MARK}, references=[f"<{MARK}@x>"],
        media=[
            {"ref": "picture", "content_type": "image/png", "filename": f"{MARK}.png"},
            {"ref": "nowhere", "content_type": "image/png"},
        ],
        **PERSON,
    )  # fmt: skip
    shop.write(f"{MARK} " * 40_000, **PERSON)
    shop.happen(event="edited", id="e", target="first", text=f"{MARK} anders", **PERSON)
    shop.happen(event="reaction", id="r", target="first", emoji="👍", **PERSON)
    shop.happen(event="edited", id="p", target="not yet", text=f"{MARK} zu früh", **PERSON)
    shop.happen(event="echo", id="echo", text=f"{MARK} vom Handy", **PERSON)


def _ask_back(world: World, shop: Customers, kim: str, customer_id: str) -> None:
    able, now = world.accounts.channel(shop.account_id).capabilities, world.clock()
    file = upload.take(
        world.database, world.store, upload.Upload(f"{MARK}.pdf", "application/pdf", [b"%PDF"]),
        customer_id=customer_id, account_id=shop.account_id, now=now,
    )  # fmt: skip
    with world.database.transaction() as session:
        conversation = session.scalars(select(Conversation)).one()
        _post(session, conversation, kim, able, now)
        text = f"{MARK}: @alex, magst du?"
        note = notes.write(
            session, conversation, agent_id=kim, text=text, dedupe_key="note", now=now
        )
        session.add(
            mentions.Mention(
                message_id=note.id, agent_id=kim, conversation_id=conversation.id, at=now
            )
        )
        label = labels.create(session, "Reklamation", Colour.RED)
        labels.put_on(session, conversation, label, by=Deed(kim), now=now)
        states.assign(session, conversation, kim, by=Deed(kim), now=now)
        words = Words(f"{MARK} Entwurf", files=(file,))
        drafts.save(session, conversation, kim, words, version=0, now=now)


def _post(
    session: Session, conversation: Conversation, kim: str, able: Capabilities, now: datetime
) -> None:
    for n, leaves_at in enumerate((now, now + timedelta(hours=1))):
        was = recall.before(conversation)
        letter = Letter(
            f"letter-{n}", Author.AGENT, Purpose.SERVICE, f"{MARK} Antwort {n}", agent_id=kim,
            leaves_at=leaves_at,
        )  # fmt: skip
        message = post(session, conversation, letter, able, now=now).message
        recall.offer(session, conversation, message, was, until=leaves_at)


def _tell(world: World, shop: Customers, customer_id: str) -> None:
    """What the shop's programs say and read, and what the channel keeps."""
    now = world.clock()
    memory = AccountMemory(world.database, shop.account_id, world.clock)
    memory.put(f"public-key:{PERSON['from']}", "aa" * 32, expected=None)
    memory.put("cursor", "17", expected=None)
    with world.database.transaction() as session:
        customer = session.get_one(Customer, customer_id)
        _confirm(session, now)
        identity = session.scalars(select(Identity)).one()
        session.add(
            SignRow(
                identity_id=identity.id, sign=Sign.SEEN, account_id=shop.account_id,
                message_id="x", at=now,
            )
        )  # fmt: skip
        who = shop_ids.in_shop("shopware", "shop.example", SHOP_ID)
        shop_ids.link(session, customer, who, number=f"{MARK}-7", now=now)
        order = orders.Order("shopware", "shop.example", "o-1", f"{MARK}-1", "paid")
        orders.tell(session, customer, order, placed_at=now, now=now)
        token, _secret = tokens.add(session, name="ERP", scopes=["history:read"], now=now)
        claim = idempotency.claim(session, token.id, "k", "d", now=now)
        assert isinstance(claim, idempotency.Claim)
        answer = idempotency.Answer(200, MARK.encode(), customer_id)
        idempotency.keep(session, claim, answer, now=now)
    Pulls(world.database).note(token.id, [customer_id], Pulled.MESSAGES, now=now)


def _confirm(session: Session, now: datetime) -> None:
    wording = keep_wording(
        session, name="doi", language="de", version="1", text="Newsletter?", now=now
    )
    sent = session.scalars(select(Message).where(Message.direction == Direction.OUT)).first()
    assert sent is not None
    session.add(
        ConfirmLink(
            id="c" * 32, token_hash="h", identity_id=sent.identity_id, wording_id=wording.id,
            message_id=sent.id, issued_at=now,
        )
    )  # fmt: skip


def _the_customer(world: World) -> str:
    with world.database.reading() as session:
        return session.scalars(select(Customer.id)).one()
