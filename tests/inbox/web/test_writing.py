"""Replies and notes: sent once, never blindly, never past the gate, and never lost."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from inbox.accounts import manage
from inbox.accounts.account import Account
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.customer import Customer
from inbox.conversations.message import Author, Message
from inbox.outbox.delivery import Delivery
from inbox.web.conversations.written import LONGEST
from inbox.world import World
from tests.conftest import Clock, CountingBell
from tests.inbox.web.conftest import Auth
from tests.pigeon import Loft, Pigeon
from tests.shop import Customers, configure_shop, open_account, rows, the_only


class Composer:
    """The form of an opened conversation, as a browser without a script would post it."""

    def __init__(self, auth: Auth, name: str = "Anna") -> None:
        self.auth = auth
        self.address = auth.find(name)
        self.read(auth.get(self.address).text)

    def read(self, page: str) -> None:
        self.hidden = dict(re.findall(r'name="(nonce|seen|csrf_token)" value="([^"]*)"', page))
        found = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page)
        self.text = found[1] if found else ""

    def post(self, text: str, mode: str = "reply", **more: str) -> TestResponse:
        form = {**self.hidden, "text": text, "as": mode, **more}
        answer = self.auth.client.post(f"{self.address}/messages", data=form)
        if answer.status_code != 303:
            self.read(answer.text)
        return answer


@pytest.fixture(autouse=True)
def no_machine(world: World) -> None:
    configure_shop(world, automation=False, undo_seconds=0)


def by_agents(world: World) -> list[Message]:
    return [row for row in rows(world, Message) if row.author == Author.AGENT]


def test_a_reply_goes_out_and_the_customer_is_not_waiting_any_more(
    auth: Auth, world: World, customers: Customers, loft: Loft, bell: CountingBell
) -> None:
    customers.write("Wo ist mein Paket?", name="Anna")
    kim = auth.sign_in()
    answer = Composer(auth).post("  Unterwegs!\r\nBis Donnerstag.  ")
    assert answer.status_code == 303
    (message,) = by_agents(world)
    assert answer.location.endswith(f"#m-{message.id}")
    assert message.agent_id == kim
    assert ("dispatch", customers.account_id) in bell.rings
    conversation = the_only(world, Conversation)
    assert (conversation.status, conversation.waiting_since) == (Status.WAITING, None)
    customers.send_all()
    assert loft.texts() == ["Unterwegs!\nBis Donnerstag."]


def test_a_form_that_is_posted_twice_sends_once(
    auth: Auth, world: World, customers: Customers, loft: Loft
) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    composer = Composer(auth)
    answers = [composer.post("Unterwegs!") for _ in range(3)]
    assert {(one.status_code, one.location) for one in answers} == {(303, answers[0].location)}
    customers.send_all()
    assert loft.texts() == ["Unterwegs!"]
    assert len(by_agents(world)) == 1


def test_the_second_post_is_no_stale_reply_although_the_customer_wrote_in_between(
    auth: Auth, world: World, customers: Customers
) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    composer = Composer(auth)
    composer.post("Unterwegs!")
    customers.write("Danke!", name="Anna")
    assert composer.post("Unterwegs!").status_code == 303
    assert len(by_agents(world)) == 1


def test_a_note_stays_here(auth: Auth, world: World, customers: Customers, loft: Loft) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    composer = Composer(auth)
    assert composer.post("Vorsicht, zickig", "note").status_code == 303
    assert composer.post("Vorsicht, zickig", "note").status_code == 303
    customers.send_all()
    assert loft.sent == []
    assert rows(world, Delivery) == []
    assert len(by_agents(world)) == 1
    page = auth.get(composer.address).text
    assert "Vorsicht, zickig" in page
    assert "team only" in page
    assert the_only(world, Conversation).status == Status.OPEN


class TestStale:
    def test_a_reply_that_does_not_know_the_customers_last_message_is_handed_back(
        self, auth: Auth, world: World, customers: Customers, loft: Loft
    ) -> None:
        customers.write("Erste Frage", name="Anna")
        auth.sign_in()
        composer = Composer(auth)
        customers.write("Hat sich <b>erledigt</b>", name="Anna")
        answer = composer.post("Das ist die Antwort")
        assert answer.status_code == 409
        assert by_agents(world) == []
        assert composer.text == "Das ist die Antwort"
        alert = answer.text.split('role="alert"')[1].split("</div>")[0]
        assert "something new has arrived" in alert
        assert "Hat sich &lt;b&gt;erledigt&lt;/b&gt;" in alert
        assert composer.post(composer.text).status_code == 303
        customers.send_all()
        assert loft.texts() == ["Das ist die Antwort"]

    def test_so_is_one_that_does_not_know_a_colleagues_reply(
        self, auth: Auth, app: Flask, world: World, customers: Customers
    ) -> None:
        customers.write(name="Anna")
        auth.sign_in("Kim")
        alex = Auth(world, app.test_client())
        alex.sign_in("Alex")
        kims, alexs = Composer(auth), Composer(alex)
        assert kims.post("Von Kim").status_code == 303
        answer = alexs.post("Von Alex")
        assert answer.status_code == 409
        assert "Von Kim" in answer.text.split('role="alert"')[1].split("</div>")[0]
        assert len(by_agents(world)) == 1

    def test_ones_own_reply_from_another_tab_is_no_surprise(
        self, auth: Auth, world: World, customers: Customers
    ) -> None:
        customers.write(name="Anna")
        auth.sign_in()
        here, there = Composer(auth), Composer(auth)
        assert here.post("Erstens").status_code == 303
        assert there.post("Zweitens").status_code == 303

    def test_automatic_answers_receipts_and_reactions_do_not_stop_it(
        self, auth: Auth, customers: Customers
    ) -> None:
        customers.write(name="Anna")
        auth.sign_in()
        composer = Composer(auth)
        customers.write("Bin im Urlaub", automated="auto_reply")
        customers.happen(event="reaction", id="r", target="in-1", emoji="👍")
        assert composer.post("Gute Erholung!").status_code == 303

    def test_a_note_is_never_stale(self, auth: Auth, customers: Customers) -> None:
        customers.write(name="Anna")
        auth.sign_in()
        composer = Composer(auth)
        customers.write("Noch etwas", name="Anna")
        assert composer.post("Rufe ich an", "note").status_code == 303

    def test_a_form_that_does_not_say_what_it_showed_has_seen_nothing(
        self, auth: Auth, customers: Customers
    ) -> None:
        customers.write(name="Anna")
        auth.sign_in()
        composer = Composer(auth)
        for seen in ("", "nonsense", "z" * 32, "'; DROP TABLE"):
            assert composer.post("Hallo", seen=seen).status_code == 409, seen


class TestGate:
    def test_what_the_gate_would_stop_is_stopped_here_with_its_reason(
        self, auth: Auth, world: World, customers: Customers
    ) -> None:
        customers.write(name="Anna")
        auth.sign_in()
        composer = Composer(auth)
        for column, words in (
            ("restricted_at", "Processing is restricted"),
            ("blocked_at", "Blocked: nothing goes to this person."),
            ("erasing_at", "are being erased"),
        ):
            with world.database.transaction() as session:
                setattr(session.scalars(select(Customer)).one(), column, world.clock())
            answer = composer.post("Trotzdem")
            assert answer.status_code == 422
            assert words in answer.text
            assert composer.text == "Trotzdem"
        assert by_agents(world) == []
        assert composer.post("Also nur eine Notiz", "note").status_code == 303

    def test_a_closed_window_disables_the_reply_and_says_why(
        self, auth: Auth, world: World, customers: Customers, clock: Clock
    ) -> None:
        customers.write(name="Anna")
        auth.sign_in()
        composer = Composer(auth)
        clock.advance(hours=24)
        auth.enter("kim@shop.example")
        page = auth.get(composer.address).text
        assert "The reply window is closed" in page
        assert re.search(r'value="reply" disabled', page)
        assert re.search(r'value="note" checked', page)
        composer.read(page)
        assert composer.post("Trotzdem").status_code == 422
        assert by_agents(world) == []

    def test_a_channel_without_a_window_never_closes(
        self, auth: Auth, world: World, clock: Clock
    ) -> None:
        letters = Customers(world, open_account(world, "parchment"))
        letters.write(name="Anna", subject="Frage")
        clock.advance(days=90)
        auth.sign_in()
        assert Composer(auth).post("Entschuldigen Sie").status_code == 303

    def test_a_missing_consent_stops_a_reply(
        self, auth: Auth, world: World, customers: Customers
    ) -> None:
        customers.write(name="Anna")
        configure_shop(world, consent_required=True)
        auth.sign_in()
        answer = Composer(auth).post("Hallo")
        assert answer.status_code == 422
        assert "The consent for this channel is missing" in answer.text

    def test_with_a_paused_account_a_reply_waits_visibly(
        self, auth: Auth, world: World, customers: Customers, loft: Loft
    ) -> None:
        customers.write(name="Anna")
        with world.database.transaction() as session:
            account = session.get_one(Account, customers.account_id)
            manage.pause(session, account, reason="BY_HAND", now=world.clock())
        auth.sign_in()
        composer = Composer(auth)
        assert composer.post("Kommt noch").status_code == 303
        page = auth.get(composer.address).text
        assert "replies wait until an administrator resumes it" in page
        assert "Queued" in page
        customers.send_all()
        assert loft.sent == []


def test_nothing_and_too_much_are_handed_back(
    auth: Auth, world: World, customers: Customers
) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    composer = Composer(auth)
    for text, words in (
        ("", "nothing written"),
        (" \n ", "nothing written"),
        ("x" * (LONGEST + 1), "too long"),
    ):
        for mode in ("reply", "note"):
            answer = composer.post(text, mode)
            assert answer.status_code == 422
            assert words in answer.text
    assert by_agents(world) == []


def test_a_form_that_is_not_ours_does_nothing(
    auth: Auth, world: World, customers: Customers
) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    composer = Composer(auth)
    ours = {**composer.hidden, "text": "Hallo", "as": "reply"}
    for form in ({"nonce": ""}, {"nonce": "short"}, {"nonce": "x" * 100}, {"as": "shout"}):
        answer = auth.client.post(f"{composer.address}/messages", data={**ours, **form})
        assert answer.status_code == 400
    assert by_agents(world) == []


def test_a_reply_can_resolve_at_once(auth: Auth, world: World, customers: Customers) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    assert Composer(auth).post("Erledigt!", then="resolve").status_code == 303
    assert the_only(world, Conversation).status == Status.RESOLVED


def test_a_refused_reply_does_not_resolve(auth: Auth, world: World, customers: Customers) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    composer = Composer(auth)
    customers.write("Noch etwas", name="Anna")
    assert composer.post("Erledigt!", then="resolve").status_code == 409
    assert the_only(world, Conversation).status == Status.OPEN


def test_a_long_reply_becomes_several_messages_of_the_channel(
    auth: Auth, customers: Customers, loft: Loft
) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    limit = Pigeon.capabilities.max_text
    Composer(auth).post("Wort " * (limit * 2 // 5 + 1))
    customers.send_all()
    assert len(loft.sent) == 3
    assert all(len(text) <= limit for text in loft.texts())
