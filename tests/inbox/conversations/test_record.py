"""A message finds its identity, customer and conversation; twice changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox import sealing
from inbox.changes.journal import Change
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.customer import Customer, Identity, profile_of
from inbox.conversations.message import Message
from inbox.media.attachment import Attachment, FileState
from tests.shop import Customers, messages, open_account, rows, texts, the_only


@pytest.fixture
def shop(world):
    return Customers(world, open_account(world))


@pytest.fixture
def mail(world):
    return Customers(world, open_account(world, "parchment"))


def conversations(world):
    return rows(world, Conversation)


class TestIdentity:
    def test_a_new_sender_is_a_new_customer(self, world, shop):
        shop.write("Hallo", name="Anna Schäfer")
        with world.database.reading() as session:
            customer = session.query(Customer).one()
            assert profile_of(session, customer).name == "Anna Schäfer"

    def test_the_same_sender_stays_the_same_customer(self, world, shop):
        shop.write("eins")
        shop.write("zwei")
        assert len(rows(world, Customer)) == 1
        assert len(rows(world, Identity)) == 1

    def test_a_sender_known_by_an_alias_is_the_same_identity(self, world, shop):
        shop.write("mit Nummer", **{"from": "4917100001", "aliases": [("provider", "DE.1")]})
        shop.write("ohne Nummer", **{"from": "DE.1"})
        assert len(rows(world, Identity)) == 1

    def test_a_sender_whose_address_is_an_alias_of_another_is_that_one(self, world, shop):
        shop.write("zuerst die Kennung", **{"from": "DE.1"})
        shop.write("dann beides", **{"from": "DE.1", "aliases": [("phone", "4917100001")]})
        shop.write("dann die Nummer", **{"from": "4917100001"})
        assert len(rows(world, Identity)) == 1

    def test_when_address_and_alias_disagree_the_address_wins_and_nothing_merges(self, world, shop):
        shop.write("a", **{"from": "a"})
        shop.write("b", **{"from": "b"})
        shop.write("b mit fremdem Alias", **{"from": "b", "aliases": [("provider", "a")]})
        assert len(rows(world, Identity)) == 2
        with world.database.reading() as session:
            assert session.query(Message).order_by(Message.id.desc()).first().identity_id == (
                session.query(Identity).order_by(Identity.id.desc()).first().id
            )

    def test_a_user_name_is_shown_but_never_matched(self, world, shop):
        shop.write("a", **{"from": "a", "aliases": [("username", "@anna")]})
        shop.write("b", **{"from": "b", "aliases": [("username", "@anna")]})
        assert len(rows(world, Identity)) == 2

    def test_a_new_name_is_learnt(self, world, shop):
        shop.write("a", name="Anna")
        shop.write("b", name="Anna Schäfer")
        with world.database.reading() as session:
            assert profile_of(session, session.query(Customer).one()).name == "Anna Schäfer"

    def test_a_customer_without_a_phone_number_is_a_customer(self, world, shop):
        shop.write("Hallo", **{"from": "DE.13491208655302741918"})
        assert texts(world)[0] == "Hallo"

    def test_two_accounts_are_two_identities(self, world, shop):
        other = Customers(world, open_account(world, name="second"))
        shop.write("a")
        other.write("b")
        assert len(rows(world, Identity)) == 2


class TestConversation:
    def test_messages_of_one_matter_stay_together(self, world, shop):
        shop.write("eins")
        shop.write("zwei")
        conversation = the_only(world, Conversation)
        assert conversation.status == Status.OPEN
        assert conversation.unread == 2

    @pytest.mark.parametrize("status", [Status.RESOLVED, Status.SNOOZED, Status.WAITING])
    def test_a_customers_message_reopens(self, world, shop, status):
        shop.write("eins")
        with world.database.transaction() as session:
            session.query(Conversation).one().status = status
        shop.write("zwei")
        assert the_only(world, Conversation).status == Status.OPEN

    def test_a_matter_long_resolved_is_not_reopened(self, world, shop, clock):
        shop.write("eins")
        with world.database.transaction() as session:
            conversation = session.query(Conversation).one()
            conversation.status, conversation.resolved_at = Status.RESOLVED, clock()
        clock.advance(days=15)
        shop.write("etwas Neues")
        assert len(conversations(world)) == 2

    def test_spam_stays_spam(self, world, shop):
        shop.write("eins")
        with world.database.transaction() as session:
            session.query(Conversation).one().status = Status.SPAM
        shop.write("zwei")
        assert the_only(world, Conversation).status == Status.SPAM

    def test_a_blocked_customer_writes_into_the_spam(self, world, shop, clock):
        shop.write("eins")
        with world.database.transaction() as session:
            session.query(Customer).one().blocked_at = clock()
        shop.write("zwei")
        assert the_only(world, Conversation).status == Status.SPAM
        assert "zwei" in texts(world)

    @pytest.mark.parametrize("automated", ["auto_reply", "bounce", "receipt", "own"])
    def test_what_no_person_wrote_reopens_nothing(self, world, mail, automated):
        mail.write("eins", references=["<1@x>"])
        with world.database.transaction() as session:
            session.query(Conversation).one().status = Status.RESOLVED
        mail.write("bin im Urlaub", automated=automated, references=["<1@x>", "<2@x>"])
        conversation = the_only(world, Conversation)
        assert conversation.status == Status.RESOLVED
        assert conversation.unread == 1

    def test_a_newsletter_is_shown_to_people_although_it_is_bulk(self, world, mail):
        mail.write("Neu im Angebot", automated="bulk")
        assert the_only(world, Conversation).status == Status.OPEN

    def test_the_line_in_the_list_shows_what_people_said_last(self, world, shop):
        shop.write("die neuesten\nWorte")
        assert len(texts(world)) == 2, "it was answered automatically"
        row = the_only(world, Conversation)
        with world.database.reading() as session:
            shown = sealing.unseal_json(
                session, row.preview_sealed, place=f"conversation:{row.id}:preview"
            )
        assert shown == {"text": "die neuesten Worte", "direction": "in", "author": "customer"}


class TestThreads:
    def test_a_mail_joins_what_it_answers(self, world, mail):
        mail.write("eins", references=["<1@x>"])
        mail.write("zwei", references=["<1@x>", "<2@x>"], reply_to="<1@x>")
        assert len(conversations(world)) == 1

    def test_mails_with_a_common_ancestor_that_nobody_received_belong_together(self, world, mail):
        mail.write("eins", references=["<never@x>", "<1@x>"])
        mail.write("zwei", references=["<never@x>", "<2@x>"])
        assert len(conversations(world)) == 1

    def test_the_same_subject_alone_joins_nothing(self, world, mail):
        mail.write("eins", subject="Rechnung", references=["<1@x>"])
        mail.write("zwei", subject="Rechnung", references=["<2@x>"])
        assert len(conversations(world)) == 2

    def test_two_people_answering_one_newsletter_stay_two_conversations(self, world, mail):
        mail.write("von Anna", references=["<news@shop>", "<a@x>"], **{"from": "anna@x"})
        mail.write("von Ben", references=["<news@shop>", "<b@y>"], **{"from": "ben@y"})
        mail.write("Anna noch einmal", references=["<news@shop>", "<a@x>", "<a2@x>"],
                   **{"from": "anna@x"})  # fmt: skip
        assert len(conversations(world)) == 2

    def test_our_own_reply_address_finds_the_conversation(self, world, mail):
        mail.write("eins", references=["<1@x>"])
        token = the_only(world, Conversation).token
        mail.write("ohne jede Referenz", references=["<2@x>"], token=token)
        assert len(conversations(world)) == 1

    def test_a_stranger_with_our_reply_address_gets_a_conversation_of_their_own(self, world, mail):
        mail.write("eins", references=["<1@x>"], **{"from": "anna@x"})
        token = the_only(world, Conversation).token
        mail.write("weitergeleitet", token=token, references=["<9@z>"], **{"from": "eve@z"})
        assert len(conversations(world)) == 2

    def test_an_answer_to_our_answer_comes_back(self, world, mail, loft):
        mail.write("eins", references=["<1@x>"])
        mail.send_all()
        mail.write("danke", references=[loft.sent[0].external_id, "<2@x>"])
        assert len(conversations(world)) == 1


class TestWords:
    def test_nul_bytes_and_lone_surrogates_are_stored_and_shown_safely(self, world, shop):
        shop.write("a\0b\ud800c", name="N\0ame\u202e")
        assert texts(world)[0] == "ab?c"

    def test_a_hundred_kilobytes_are_kept_whole(self, world, shop):
        shop.write("x" * 60_000)
        assert len(texts(world)[0]) == 60_000

    def test_a_time_in_the_future_is_not_believed(self, world, shop, clock):
        shop.write("aus der Zukunft", at=(clock() + timedelta(days=400)).timestamp())
        message = messages(world)[0][0]
        assert message.at <= clock() + timedelta(minutes=10)

    def test_a_late_message_stands_where_it_was_said(self, world, shop, clock):
        shop.write("zweite", at=clock().timestamp())
        shop.write("erste", at=clock().timestamp() - 600)
        said = [text for text in texts(world) if text in {"erste", "zweite"}]
        assert said == ["erste", "zweite"]

    def test_an_unsupported_kind_is_a_message_too(self, world, shop):
        shop.happen(event="unsupported", id="u-1", what="poll")
        message, content = messages(world)[0]
        assert message.kind == "unsupported"
        assert content.details == {"what": "poll"}
        assert the_only(world, Conversation).unread == 1


def test_files_wait_for_their_own_job(world, shop, bell):
    shop.write(
        "siehe Foto", media=[{"ref": "f1", "content_type": "image/jpeg", "filename": "../x"}]
    )
    attachment = the_only(world, Attachment)
    assert attachment.state == FileState.WAITING
    assert texts(world)[0] == "siehe Foto"
    assert ("fetch_media", shop.account_id) in bell.rings


def test_a_message_from_the_shops_own_phone_is_ours(world, shop):
    shop.write("Frage")
    shop.happen(event="echo", id="echo-1", text="Antwort vom Handy")
    shop.happen(event="echo", id="echo-1", text="Antwort vom Handy")
    echoes = [m for m, c in messages(world) if c.text == "Antwort vom Handy"]
    assert [m.author for m in echoes] == ["phone_app"]
    assert the_only(world, Conversation).waiting_since is None


def test_every_message_is_a_change(world, shop):
    shop.write("Hallo")
    kinds = {row.what for row in rows(world, Change)}
    assert {"conversation.opened", "message.received", "message.sent"} <= kinds
