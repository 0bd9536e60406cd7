"""What happens in a shop, by chance: every deed that somebody outside could see."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from inbox.changes import journal
from inbox.changes.journal import Subject, What
from inbox.consent.ledger import Entry, enter
from inbox.consent.purpose import Happened, Purpose
from inbox.conversations import labels, notes, shop_ids, states
from inbox.conversations.activity import Deed
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.describe import Described, describe
from inbox.conversations.labels import Colour
from inbox.conversations.message import Author, Direction, Message
from inbox.db import new_id
from inbox.outbox.post import Letter, post
from inbox.privacy.erase import Asked, erase
from inbox.privacy.restrict import lift, restrict
from inbox.world import World
from tests.shop import Customers

TEXTS = ("Wo ist mein Paket?", "Danke!", "STOP", "Ich möchte widerrufen.", "Hello, any news?")
NAMES = ("anna", "bert", "cleo", "dora")


class Life:
    """`deeds` are done one after the other, chosen by `chance`."""

    def __init__(
        self, world: World, chat: Customers, mail: Customers, agent_id: str, chance: random.Random
    ) -> None:
        self.world, self.chat, self.mail = world, chat, mail
        self.agent_id, self.chance = agent_id, chance
        self._deeds: list[Callable[[], None]] = [
            *(self.write,) * 9, *(self.reply,) * 3, self.amend, self.note, self.conversation,
            self.describe, self.link, self.consent, self.merge, self.erase, self.restrict,
        ]  # fmt: skip

    def go_on(self) -> None:
        self.world.clock.advance(seconds=self.chance.randint(1, 4000))
        self.chance.choice(self._deeds)()

    def write(self) -> None:
        name = self.chance.choice(NAMES)
        who = {"from": name, "name": name.title() * self.chance.randint(1, 2)}
        if self.chance.random() < 0.5:
            self.chat.write(self.chance.choice(TEXTS), **who)
        else:
            who["from"] += "@example.org"
            self.mail.write(self.chance.choice(TEXTS), subject="Bestellung", **who)

    def reply(self) -> None:
        with self.world.database.transaction() as session:
            chosen = self._one(session, Conversation)
            if chosen is None:
                return
            letter = Letter(
                dedupe_key=new_id(), author=Author.AGENT, purpose=Purpose.SERVICE, text="Morgen.",
                agent_id=self.agent_id,
            )  # fmt: skip
            able = self.world.accounts.channel(chosen.account_id).capabilities
            post(session, chosen, letter, able, now=self.world.clock())
        for account in (self.chat, self.mail):
            account.send_all()

    def amend(self) -> None:
        key = self.chat.write("Erst so", **{"from": "anna"})
        event = self.chance.choice(("edited", "revoked", "reaction"))
        said = {"id": new_id(), "target": key, "from": "anna", "text": "Dann so", "emoji": "👍"}
        self.chat.happen(event=event, **said)

    def note(self) -> None:
        with self.world.database.transaction() as session:
            chosen = self._one(session, Conversation)
            if chosen is not None:
                notes.write(
                    session, chosen, agent_id=self.agent_id, text="Kulanz", dedupe_key=new_id(),
                    now=self.world.clock(),
                )  # fmt: skip

    def conversation(self) -> None:
        now, by = self.world.clock(), Deed(self.agent_id)
        with self.world.database.transaction() as session:
            chosen = self._one(session, Conversation)
            if chosen is None:
                return
            label = labels.create(session, new_id(), Colour.RED)
            self.chance.choice(
                (
                    lambda: states.resolve(session, chosen, by=by, now=now),
                    lambda: states.reopen(session, chosen, by=by, now=now),
                    lambda: states.assign(session, chosen, self.agent_id, by=by, now=now),
                    lambda: states.mark_spam(session, chosen, by=by, now=now),
                    lambda: labels.put_on(session, chosen, label, by=by, now=now),
                    lambda: states.snooze(
                        session, chosen, until=now + timedelta(hours=1), by=by, now=now
                    ),
                )
            )()
        with self.world.database.transaction() as session:
            states.wake(session, now=now)

    def describe(self) -> None:
        with self.world.database.transaction() as session:
            chosen = self._customer(session)
            if chosen is not None:
                said = Described("Anna Neu", None, {"group": str(self.chance.random())})
                describe(session, chosen, said, now=self.world.clock())

    def link(self) -> None:
        with self.world.database.transaction() as session:
            chosen = self._customer(session)
            if chosen is not None:
                who = shop_ids.in_shop("jtl", "main", str(self.chance.randint(1, 10**9)))
                shop_ids.link(session, chosen, who, number=None, now=self.world.clock())

    def consent(self) -> None:
        happened = self.chance.choice((Happened.ASKED, Happened.GRANTED, Happened.WITHDRAWN))
        with self.world.database.transaction() as session:
            chosen = self._customer(session)
            if chosen is None:
                return
            identity = session.scalars(
                select(Identity).where(Identity.customer_id == chosen.id).limit(1)
            ).first()
            if identity is not None:
                entry = Entry(
                    purpose=Purpose.MARKETING, happened=happened, method="agent", actor="shop",
                    deed=new_id(), occurred_at=self.world.clock(), rule_version="1",
                )  # fmt: skip
                enter(session, identity, entry, now=self.world.clock())

    def merge(self) -> None:
        """As a person does it who sees that two are one."""
        with self.world.database.transaction() as session:
            stays, gone = self._customer(session), self._customer(session)
            if stays is None or gone is None or stays is gone:
                return
            for table in (Identity, Conversation, Message):
                theirs = update(table).where(table.customer_id == gone.id)
                session.execute(theirs.values(customer_id=stays.id))
            gone.merged_into = stays.id
            about = Subject(customer_id=gone.id)
            journal.note(session, What.CUSTOMER_MERGED, about, now=self.world.clock())

    def erase(self) -> None:
        with self.world.database.reading() as session:
            chosen = self._customer(session)
        if chosen is not None and self.chance.random() < 0.4:
            erase(self.world, chosen.id, Asked())

    def restrict(self) -> None:
        now = self.world.clock()
        with self.world.database.transaction() as session:
            chosen = self._customer(session)
            if chosen is not None:
                deed = lift if chosen.restricted_at else restrict
                deed(session, chosen.id, Asked(), now=now)

    def _customer(self, session: Session) -> Customer | None:
        there = select(Customer).where(
            Customer.merged_into.is_(None), Customer.erasing_at.is_(None)
        )
        found = session.scalars(there.order_by(Customer.id)).all()
        return self.chance.choice(found) if found else None

    def _one(self, session: Session, table: type[Conversation]) -> Conversation | None:
        found = session.scalars(
            select(table)
            .join(Customer, Customer.id == table.customer_id)
            .where(Customer.erasing_at.is_(None), Customer.restricted_at.is_(None))
            .order_by(table.id)
        ).all()
        return self.chance.choice(found) if found else None


def words_of(world: World) -> int:
    """How many messages there are, so that a test knows that something happened."""
    with world.database.reading() as session:
        query = select(Message.id).where(Message.direction != Direction.NOTE)
        return len(session.scalars(query).all())
