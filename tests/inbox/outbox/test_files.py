"""Files go out as private copies, one call each where the channel wants it so; nothing is left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inbox.channel import Button, TemplateUse, TryLater
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Author, Direction, Message
from inbox.media import upload
from inbox.media.attachment import Attachment
from inbox.media.upload import LARGEST, TooLarge, Upload
from inbox.outbox.post import Letter, post
from tests.pigeon import Pigeon
from tests.shop import Customers, configure_shop, messages, open_account, rows, the_only


@pytest.fixture
def shop(world):
    configure_shop(world, automation=False)
    customers = Customers(world, open_account(world))
    customers.write("Haben Sie ein Foto?")
    return customers


def put(world, content=b"BILD", name="foto.png", kind="image/png"):
    conversation = the_only(world, Conversation)
    return upload.take(
        world.database, world.store, Upload(name, kind, [content]),
        customer_id=conversation.customer_id, account_id=conversation.account_id,
        now=world.clock(),
    )  # fmt: skip


def answer(world, shop, able=None, **letter):
    with world.database.transaction() as session:
        conversation = session.query(Conversation).one()
        able = able or world.accounts.channel(shop.account_id).capabilities
        given = Letter("k", Author.AGENT, Purpose.SERVICE, letter.pop("text", ""), **letter)
        post(session, conversation, given, able, now=world.clock())


@pytest.fixture
def read_files(monkeypatch):
    """What the channel could read while it was sending."""
    read = []
    whole = Pigeon.send

    def reading(self, message, prepared):
        sent = whole(self, message, prepared)
        read.extend(Path(media.path).read_bytes() for media in message.media)
        return sent

    monkeypatch.setattr(Pigeon, "send", reading)
    return read


def test_a_file_is_sent_with_its_caption(world, shop, loft, read_files):
    answer(world, shop, text="Bitte sehr", files=(put(world, b"INHALT"),))
    shop.send_all()
    [sent] = loft.sent
    assert sent.message.text == "Bitte sehr"
    assert [(m.filename, m.content_type, m.size) for m in sent.message.media] == [
        ("foto.png", "image/png", 6)
    ]
    assert read_files == [b"INHALT"]
    assert not Path(sent.message.media[0].path).exists()


def test_several_files_are_several_calls_and_one_message(world, shop, loft):
    answer(world, shop, text="Drei Fotos", files=tuple(put(world) for _ in range(3)))
    shop.send_all()
    assert [len(one.message.media) for one in loft.sent] == [1, 1, 1]
    assert [one.message.text for one in loft.sent] == ["Drei Fotos", "", ""]
    message = next(m for m, _ in messages(world) if m.direction == Direction.OUT)
    assert (message.attachments, message.reached) == (3, "sent")


def test_a_file_that_belongs_to_somebody_else_is_not_sent(world, shop, loft):
    mine = put(world)
    with world.database.transaction() as session:
        session.get_one(Attachment, mine).customer_id = "somebody else"
    answer(world, shop, text="Bitte sehr", files=(mine,))
    shop.send_all()
    assert loft.sent[0].message.media == ()


def test_a_repeat_opens_the_file_again(world, shop, loft, clock):
    loft.script.append(TryLater("DOWN"))
    answer(world, shop, files=(put(world),))
    shop.send_all()
    clock.advance(minutes=1)
    shop.send_all()
    assert len(loft.sent) == 1


def test_a_file_that_is_gone_fails_visibly(world, shop, loft):
    file = put(world)
    world.store.remove(f"attachment:{file}")
    answer(world, shop, files=(file,))
    shop.send_all()
    message = next(m for m, _ in messages(world) if m.direction == Direction.OUT)
    assert (message.reached, message.reached_reason) == ("failed", "FILE_GONE")


def test_too_large_a_file_is_refused_and_leaves_nothing(world, shop):
    conversation = the_only(world, Conversation)
    with pytest.raises(TooLarge):
        upload.take(
            world.database, world.store,
            Upload("x", "video/mp4", (b"x" * 1024 * 1024 for _ in range(LARGEST // 2**20 + 1))),
            customer_id=conversation.customer_id, account_id=conversation.account_id,
            now=world.clock(),
        )  # fmt: skip
    assert rows(world, Attachment) == []
    assert [p for p in world.store.folder.rglob("*") if p.is_file()] == []


def test_what_was_never_posted_is_removed_after_two_weeks(world, shop, clock):
    put(world)
    clock.advance(days=13)
    assert upload.purge(world.database, world.store, now=clock()) == 0
    clock.advance(days=2)
    assert upload.purge(world.database, world.store, now=clock()) == 1
    assert [p for p in world.store.folder.rglob("*") if p.is_file()] == []


def test_a_template_passes_the_closed_window_and_is_one_call(world, shop, loft, clock):
    clock.advance(hours=30)
    used = TemplateUse("antwort", "de", ("Anna",))
    answer(world, shop, text="Hallo Anna, " + "lang " * 1000, template=used)
    shop.send_all()
    [sent] = loft.sent
    assert sent.message.template == used


def test_buttons_and_a_quote_go_with_the_first_part(world, shop, loft):
    with world.database.reading() as session:
        question = session.query(Message).filter_by(direction="in").one()
    answer(world, shop, text="Noch offen?", buttons=(Button("ja", "Ja"),), quotes=question)
    shop.send_all()
    [sent] = loft.sent
    assert sent.message.buttons == (Button("ja", "Ja"),)
    assert sent.message.reply_to == "in-1"


def test_a_reaction_is_one_call(world, shop, loft):
    with world.database.reading() as session:
        question = session.query(Message).filter_by(direction="in").one()
    answer(world, shop, emoji="👍", quotes=question)
    shop.send_all()
    assert (loft.sent[0].message.emoji, loft.sent[0].message.reply_to) == ("👍", "in-1")


def test_mail_takes_all_files_at_once(world, loft):
    configure_shop(world, automation=False)
    mail = Customers(world, open_account(world, "parchment"))
    mail.write("Frage", references=["<1@x>"])
    able = replace(world.accounts.channel(mail.account_id).capabilities)
    answer(world, mail, able, text="anbei", files=tuple(put(world) for _ in range(3)))
    mail.send_all()
    assert [len(one.message.media) for one in loft.sent] == [3]
