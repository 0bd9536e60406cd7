"""Calling a reply back: nothing leaves, the words return, and everything is as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from inbox.channel import Button, TemplateUse, TryLater
from inbox.consent.purpose import Purpose
from inbox.conversations import states, timeline
from inbox.conversations.activity import Deed
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.message import TAKEN_BACK, Author, Content, Message, Reached, content_of
from inbox.media import upload
from inbox.media.upload import Upload
from inbox.outbox import recall
from inbox.outbox.delivery import Delivery, Stage
from inbox.outbox.hold import hold
from inbox.outbox.post import Letter, post
from inbox.outbox.recall import Recall, TooLate
from inbox.people.drafts import Words
from inbox.world import World
from tests.conftest import Clock
from tests.inbox.people.test_replies import hire
from tests.pigeon import Loft
from tests.shop import Customers, configure_shop, open_account, rows, the_only

FIVE = timedelta(seconds=5)


@pytest.fixture
def shop(world: World) -> Customers:
    configure_shop(world, automation=False)
    customers = Customers(world, open_account(world))
    customers.write("Wo ist mein Paket?")
    return customers


@pytest.fixture
def kim(world: World, shop: Customers) -> str:
    return hire(world, "kim")


def letter(agent_id: str, world: World, text: str = "Unterwegs!", **more: object) -> Letter:
    return Letter(
        **{
            "dedupe_key": "form", "author": Author.AGENT, "purpose": Purpose.SERVICE, "text": text,
            "agent_id": agent_id, "leaves_at": world.clock() + FIVE, **more,
        }  # type: ignore[arg-type]
    )  # fmt: skip


def send(world: World, shop: Customers, letter: Letter, *, resolves: bool = False) -> str:
    """As the composer does it."""
    able, now = world.accounts.channel(shop.account_id).capabilities, world.clock()
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        was = recall.before(conversation)
        message = post(session, conversation, letter, able, now=now).message
        offer = recall.offer(session, conversation, message, was, until=now + FIVE)
        if resolves:
            deed = Deed(letter.agent_id)
            states.resolve(session, conversation, by=deed, now=now)
            offer.deed_id = deed.id
    return message.id


def call_back(world: World, message_id: str, agent_id: str) -> Words:
    with world.database.transaction() as session:
        message = session.get_one(Message, message_id)
        return recall.recall(session, message, agent_id=agent_id, now=world.clock())


def test_a_reply_leaves_when_its_seconds_are_over_and_not_before(
    world: World, shop: Customers, kim: str, clock: Clock, loft: Loft
) -> None:
    send(world, shop, letter(kim, world))
    clock.advance(seconds=4.9)
    shop.send_all()
    assert loft.sent == []
    clock.advance(seconds=0.1)
    shop.send_all()
    assert loft.texts() == ["Unterwegs!"]


def test_what_is_called_back_never_leaves_and_its_words_return(
    world: World, shop: Customers, kim: str, clock: Clock, loft: Loft
) -> None:
    message_id = send(world, shop, letter(kim, world, buttons=(Button("b1", "Ja"),)))
    words = call_back(world, message_id, kim)
    assert (words.text, words.mode, words.buttons) == ("Unterwegs!", "reply", ("Ja",))
    clock.advance(hours=1)
    shop.send_all()
    assert loft.sent == []
    with world.database.reading() as session:
        message = session.get_one(Message, message_id)
        assert (message.reached, message.reached_reason) == (Reached.WITHHELD, TAKEN_BACK)
        assert content_of(session, message) == Content()


def test_the_conversation_is_as_it_was_before(world: World, shop: Customers, kim: str) -> None:
    was = the_only(world, Conversation)
    message_id = send(world, shop, letter(kim, world), resolves=True)
    assert the_only(world, Conversation).status == Status.RESOLVED
    call_back(world, message_id, kim)
    now = the_only(world, Conversation)
    for name in ("status", "waiting_since", "resolved_at", "unread", "last_message_at",
                 "last_agent_at", "preview_sealed"):  # fmt: skip
        assert getattr(now, name) == getattr(was, name), name
    assert rows(world, Recall) == []


def test_what_the_customer_wrote_meanwhile_stays(
    world: World, shop: Customers, kim: str, clock: Clock
) -> None:
    message_id = send(world, shop, letter(kim, world))
    clock.advance(seconds=2)
    shop.write("Noch etwas")
    between = the_only(world, Conversation)
    call_back(world, message_id, kim)
    now = the_only(world, Conversation)
    assert (now.status, now.unread) == (Status.OPEN, 1)
    assert now.last_message_at == between.last_message_at
    assert now.preview_sealed == between.preview_sealed
    assert now.last_agent_at is None


def test_nobody_reads_it_in_the_thread_or_is_stopped_by_it(
    world: World, shop: Customers, kim: str
) -> None:
    message_id = send(world, shop, letter(kim, world))
    call_back(world, message_id, kim)
    with world.database.reading() as session:
        customer_id = session.query(Conversation).one().customer_id
        page = timeline.page(session, customer_id, limit=10)
        seen = page.said[-1].message.id
        assert [one.message.direction for one in page.said] == ["in"]
        assert timeline.unseen(session, customer_id, seen=seen, agent_id="alex") == []


def test_the_same_form_posted_again_still_finds_its_deed(
    world: World, shop: Customers, kim: str, clock: Clock, loft: Loft
) -> None:
    message_id = send(world, shop, letter(kim, world))
    call_back(world, message_id, kim)
    able = world.accounts.channel(shop.account_id).capabilities
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        again = post(session, conversation, letter(kim, world), able, now=world.clock())
    assert (again.is_new, again.message.id) == (False, message_id)
    clock.advance(minutes=1)
    shop.send_all()
    assert loft.sent == []


def test_files_return_to_the_composer(world: World, shop: Customers, kim: str) -> None:
    conversation = the_only(world, Conversation)
    file = upload.take(
        world.database, world.store, Upload("a.txt", "text/plain", [b"abc"]),
        customer_id=conversation.customer_id, account_id=shop.account_id, now=world.clock(),
    )  # fmt: skip
    message_id = send(world, shop, letter(kim, world, files=(file,)))
    assert call_back(world, message_id, kim).files == (file,)
    with world.database.reading() as session:
        found = upload.uploaded(session, [file], customer_id=conversation.customer_id)
    assert [one.id for one in found] == [file]


def test_what_has_left_or_was_tried_cannot_be_called_back(
    world: World, shop: Customers, kim: str, clock: Clock, loft: Loft
) -> None:
    loft.script.append(TryLater("NO_CONNECTION"))
    message_id = send(world, shop, letter(kim, world))
    clock.advance(seconds=5)
    shop.send_all()  # once, in vain: it is queued again
    assert the_only(world, Delivery).stage == Stage.QUEUED
    with pytest.raises(TooLate):
        call_back(world, message_id, kim)
    clock.advance(minutes=1)
    shop.send_all()
    with pytest.raises(TooLate):
        call_back(world, message_id, kim)
    assert loft.texts() == ["Unterwegs!"]


def test_who_is_in_a_hurry_need_not_wait(
    world: World, shop: Customers, kim: str, loft: Loft
) -> None:
    message_id = send(world, shop, letter(kim, world))
    with world.database.transaction() as session:
        recall.send_now(session, session.get_one(Message, message_id), now=world.clock())
    shop.send_all()
    assert loft.texts() == ["Unterwegs!"]


def test_a_message_of_several_parts_returns_in_one_piece(
    world: World, shop: Customers, kim: str, clock: Clock, loft: Loft
) -> None:
    text = "Wort " * 700
    message_id = send(world, shop, letter(kim, world, text))
    assert len(rows(world, Delivery)) > 1
    assert call_back(world, message_id, kim).text == text
    clock.advance(minutes=1)
    shop.send_all()
    assert loft.sent == []


class TestAnswerReady:
    """A template that announces an answer, and the answer behind it."""

    def announce(self, world: World, shop: Customers, kim: str) -> tuple[str, str]:
        able, now = world.accounts.channel(shop.account_id).capabilities, world.clock()
        use = TemplateUse("ready", "de", ("Anna",))
        with world.database.transaction() as session:
            conversation = session.query(Conversation).one()
            was = recall.before(conversation)
            told = letter(kim, world, "Ihre Antwort ist da.", template=use)
            template = post(session, conversation, told, able, now=now).message
            behind = letter(kim, world, "Die Antwort", dedupe_key="a", leaves_at=None)
            answer = post(session, conversation, behind, able, now=now).message
            hold(session, answer)
            recall.offer(session, conversation, template, was, until=now + FIVE, answer=answer)
        return template.id, answer.id

    def test_both_are_called_back_together(
        self, world: World, shop: Customers, kim: str, clock: Clock, loft: Loft
    ) -> None:
        was = the_only(world, Conversation)
        template, _answer = self.announce(world, shop, kim)
        words = call_back(world, template, kim)
        assert (words.mode, words.template, words.values) == ("template", "ready de", ("Anna",))
        assert words.text == "Die Antwort"
        clock.advance(hours=1)
        shop.write("Hallo?")
        shop.send_all()
        assert loft.sent == []
        assert was.status == the_only(world, Conversation).status

    def test_the_answer_alone_can_be_called_back_as_long_as_it_waits(
        self, world: World, shop: Customers, kim: str, clock: Clock, loft: Loft
    ) -> None:
        _template, answer = self.announce(world, shop, kim)
        clock.advance(days=3)
        shop.send_all()
        assert call_back(world, answer, kim).text == "Die Antwort"
        shop.write("Ja?")
        shop.send_all()
        assert loft.texts() == ["Ihre Antwort ist da."]


def test_what_cannot_be_recalled_any_more_is_forgotten(
    world: World, shop: Customers, kim: str, clock: Clock
) -> None:
    send(world, shop, letter(kim, world))
    clock.advance(days=1, seconds=6)
    with world.database.transaction() as session:
        assert recall.purge(session, now=world.clock()) == 1
        assert session.scalars(select(Recall)).all() == []
