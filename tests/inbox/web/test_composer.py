"""What stands in the composer, and what becomes of it: files, drafts, ways, templates, undo."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from inbox.accounts import templates
from inbox.channel import Template
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.message import Author, Message, content_of
from inbox.media import upload
from inbox.media.attachment import Attachment
from inbox.people import replies
from inbox.people.drafts import DraftRow
from inbox.people.replies import Wording
from inbox.web.conversations.written import MOST_FILES
from inbox.world import World
from tests.conftest import Clock
from tests.inbox.web.conftest import Auth
from tests.pigeon import Loft
from tests.shop import Customers, configure_shop, open_account, rows, the_only

READY = Template("bereit", "de", "APPROVED", "UTILITY", "Hallo {{1}}, zu {{2}}: Antwort da.",
                 ("1", "2"), True)  # fmt: skip
SALE = Template("rabatt", "de", "APPROVED", "MARKETING", "Nur heute!", (), True)


class Form:
    """The composer of an opened conversation, with all that a browser would post."""

    def __init__(self, auth: Auth, name: str = "Anna") -> None:
        self.auth = auth
        self.address = auth.find(name)
        self.open()

    def open(self, query: str = "") -> str:
        return self.read(self.auth.get(self.address + query).text)

    def read(self, page: str) -> str:
        self.page = page.split('<form id="composer"')[1].split("</form>", maxsplit=1)[0]
        self.around = page.split('id="composer-place"')[1]
        self.fields: dict[str, Any] = dict(
            re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.page)
        )
        self.fields["file"] = re.findall(r'name="file" value="(\w+)"', self.page)
        self.text = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", self.page)[0]
        modes = re.findall(r'value="(\w+)" checked', self.page)
        self.fields |= {"as": modes[0], "text": self.text}
        return page

    def post(self, path: str, **more: Any) -> TestResponse:
        answer = self.auth.client.post(path, data={**self.fields, **more})
        if 'id="composer-place"' in answer.text:
            self.read(answer.text)
        return answer

    def send(self, text: str = "", **more: Any) -> TestResponse:
        return self.post(f"{self.address}/messages", text=text, **more)

    def change(self, **more: Any) -> TestResponse:
        return self.post(f"{self.address}/composer", **more)

    def keep(self, text: str, **more: Any) -> TestResponse:
        answer = self.post(f"/fragments{self.address}/draft", text=text, **more)
        if answer.status_code == 200:
            self.fields["version"] = str(answer.json["version"])  # type: ignore[index]
        return answer


def file(name: str = "foto.png", content: bytes = b"png") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


@pytest.fixture
def ravens(world: World, loft: Loft) -> Customers:
    configure_shop(world, automation=False, undo_seconds=0)
    customers = Customers(world, open_account(world, "raven", "ravens"))
    loft.templates += [READY, SALE]
    sync(world, customers)
    return customers


def sync(world: World, customers: Customers) -> None:
    templates.sync(world.database, world.accounts, customers.account_id, now=world.clock())


def ours(world: World) -> list[Message]:
    return [row for row in rows(world, Message) if row.author == Author.AGENT]


def join(world: World, one: str, other: str) -> None:
    """Two identities of one person, as a merge leaves them."""
    with world.database.transaction() as session:
        kept, gone = (
            session.scalars(select(Conversation).where(Conversation.account_id == account)).one()
            for account in (one, other)
        )
        for row in session.scalars(
            select(Identity).where(Identity.customer_id == gone.customer_id)
        ):
            row.customer_id = kept.customer_id
        for message in session.scalars(
            select(Message).where(Message.customer_id == gone.customer_id)
        ):
            message.customer_id = kept.customer_id
        gone.customer_id = kept.customer_id


class TestFiles:
    def test_a_file_is_attached_shown_and_sent(
        self, auth: Auth, world: World, ravens: Customers, loft: Loft
    ) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        assert form.change(text="Bitte:", upload=file("pfad/Foto \u202egnp.png")).status_code == 200
        assert form.text == "Bitte:"
        assert "Foto gnp.png" in form.page
        assert form.send("Bitte:").status_code == 303
        ravens.send_all()
        (sent,) = loft.sent
        assert [one.filename for one in sent.message.media] == ["Foto gnp.png"]
        assert sent.message.text == "Bitte:"

    def test_it_can_be_given_in_the_same_breath_as_the_words(
        self, auth: Auth, ravens: Customers, loft: Loft
    ) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        assert Form(auth).send("Hier", upload=file()).status_code == 303
        ravens.send_all()
        assert [len(sent.message.media) for sent in loft.sent] == [1]

    def test_a_file_can_be_taken_out_again(
        self, auth: Auth, world: World, ravens: Customers
    ) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        form.change(upload=file())
        (row,) = rows(world, Attachment)
        assert form.change(drop=row.id).status_code == 200
        assert "foto.png" not in form.page
        assert rows(world, Attachment) == []

    def test_what_the_channel_does_not_carry_is_said_at_once_and_not_sent(
        self, auth: Auth, world: World, ravens: Customers
    ) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        form.change(upload=file("liste.zip"))
        assert "this channel does not take it" in form.page
        assert form.send("Hier").status_code == 422
        assert "This channel does not take such files: liste.zip" in form.around
        form.change(**{"as": "note"})
        assert "does not take it" not in form.page
        assert form.send("Liste", **{"as": "note"}).status_code == 303
        assert ours(world)[0].attachments == 1

    def test_too_large_and_too_many_are_refused_and_the_words_stay(
        self, auth: Auth, world: World, ravens: Customers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(upload, "LARGEST", 10)
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        form.change(text="Hier", upload=[file("a.png"), file("b.png", b"x" * 11)])
        assert "Too large: b.png" in form.around
        assert (form.text, rows(world, Attachment)) == ("Hier", [])
        form.change(text="Hier", upload=[file() for _ in range(MOST_FILES + 1)])
        assert "At most 20 files" in form.around

    def test_a_file_of_another_customer_is_not_sent(
        self, auth: Auth, world: World, ravens: Customers, loft: Loft
    ) -> None:
        ravens.write(name="Anna")
        ravens.write(name="Bela", **{"from": "bela"})
        auth.sign_in()
        Form(auth, "Bela").change(upload=file())
        (row,) = rows(world, Attachment)
        form = Form(auth, "Anna")
        assert form.send("Hier", file=row.id).status_code == 422
        form.change(drop=row.id)
        assert len(rows(world, Attachment)) == 1


class TestDrafts:
    def test_a_draft_is_there_wherever_its_writer_signs_in(
        self, auth: Auth, app: Flask, world: World, ravens: Customers
    ) -> None:
        ravens.write(name="Anna")
        auth.sign_in("Kim")
        form = Form(auth)
        assert form.keep("Halb fertig").json == {"version": 1}
        assert form.keep("Halb fertig, fast").json == {"version": 2}
        again = Auth(world, app.test_client())
        again.enter("kim@shop.example")
        assert Form(again).text == "Halb fertig, fast"
        colleague = Auth(world, app.test_client())
        colleague.sign_in("Alex")
        assert Form(colleague).text == ""

    def test_two_windows_notice_each_other(self, auth: Auth, ravens: Customers) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        here, there = Form(auth), Form(auth)
        assert here.keep("hier").status_code == 200
        assert there.keep("dort").status_code == 409
        there.change(text="dort")
        assert "Another window holds a different draft" in there.around
        assert there.text == "dort"
        assert there.keep("dort, doch").status_code == 200

    def test_what_was_sent_does_not_come_back_as_a_draft(
        self, auth: Auth, world: World, ravens: Customers
    ) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        form.keep("Unterwegs")
        assert form.send("Unterwegs!").status_code == 303
        assert rows(world, DraftRow) == []
        form.fields["version"] = "0"
        assert form.keep("Unterwegs").json == {"version": 0}
        assert rows(world, DraftRow) == []

    def test_a_session_that_ended_leads_back_to_the_conversation_with_its_draft(
        self, auth: Auth, ravens: Customers
    ) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        form.keep("Halb fertig")
        auth.client.delete_cookie("kontor")
        assert form.keep("Halb fertig, mehr").status_code == 401
        answer = auth.client.post(
            f"{form.address}/messages", data=form.fields,
            headers={"Referer": f"http://localhost{form.address}?view=open"},
        )  # fmt: skip
        assert answer.status_code == 303
        assert f"next={form.address}" in answer.location.replace("%2F", "/").replace("%3F", "?")
        auth.get(answer.location)
        auth.post(
            answer.location, email="kim@shop.example", password="correct horse battery staple"
        )
        form.open()
        assert form.text == "Halb fertig"

    def test_discarding_leaves_nothing(self, auth: Auth, world: World, ravens: Customers) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        form.keep("Unsinn")
        form.change(do="discard")
        assert (form.text, rows(world, DraftRow)) == ("", [])


class TestUndo:
    def test_a_reply_can_be_called_back_while_it_waits(
        self, auth: Auth, world: World, ravens: Customers, loft: Loft, clock: Clock
    ) -> None:
        configure_shop(world, undo_seconds=10)
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        form.send("Unterwegs!", then="resolve")
        ravens.send_all()
        assert loft.sent == []
        page = form.open()
        assert 'data-seconds="10"' in page
        (message,) = ours(world)
        answer = auth.post(f"/messages/{message.id}/recall")
        assert answer.status_code == 303
        page = form.open()
        assert "Called back. Nothing has gone out." in page
        assert form.text == "Unterwegs!"
        assert "data-seconds" not in page
        assert the_only(world, Conversation).status == Status.OPEN
        clock.advance(seconds=20)
        ravens.send_all()
        assert loft.sent == []
        assert form.send("Unterwegs, wirklich").status_code == 303

    def test_afterwards_it_is_too_late_and_says_so(
        self, auth: Auth, world: World, ravens: Customers, loft: Loft, clock: Clock
    ) -> None:
        configure_shop(world, undo_seconds=10)
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        form.send("Unterwegs!")
        clock.advance(seconds=11)
        ravens.send_all()
        assert loft.texts() == ["Unterwegs!"]
        auth.post(f"/messages/{ours(world)[0].id}/recall")
        assert "Too late: it has left already." in form.open()

    def test_whoever_is_sure_sends_at_once(
        self, auth: Auth, world: World, ravens: Customers, loft: Loft
    ) -> None:
        configure_shop(world, undo_seconds=10)
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        form.send("Unterwegs!")
        auth.post(f"/messages/{ours(world)[0].id}/leave")
        ravens.send_all()
        assert loft.texts() == ["Unterwegs!"]
        assert "data-seconds" not in form.open()

    def test_only_what_agents_wrote_can_be_called_back(
        self, auth: Auth, world: World, ravens: Customers
    ) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        auth.find("Anna")
        (theirs,) = rows(world, Message)
        for verb in ("recall", "leave"):
            assert auth.post(f"/messages/{theirs.id}/{verb}").status_code == 404


class TestWays:
    def test_only_ways_that_are_open_can_be_chosen_the_others_say_why(
        self, auth: Auth, world: World, ravens: Customers, customers: Customers, clock: Clock
    ) -> None:
        customers.write("Früher einmal", name="Anna K.", **{"from": "anna-k"})
        clock.advance(hours=30)
        ravens.write("Jetzt", name="Anna")
        join(world, ravens.account_id, customers.account_id)
        auth.sign_in()
        form = Form(auth)
        menu = form.page.split('id="ways-menu"')[1]
        closed = menu.split('class="way-closed"')[1]
        assert "anna-k" in closed
        assert "The reply window is closed" in closed
        assert len(re.findall(r'name="to" value="', menu)) == 1

    def test_a_reply_goes_through_the_way_that_was_chosen(
        self, auth: Auth, world: World, ravens: Customers, customers: Customers, loft: Loft
    ) -> None:
        customers.write("Hier auch", name="Anna K.", **{"from": "anna-k"})
        ravens.write("Jetzt", name="Anna")
        join(world, ravens.account_id, customers.account_id)
        auth.sign_in()
        form = Form(auth)
        other = re.findall(r'name="to" value="(\w+)"', form.page)
        form.change(text="Auf anderem Weg", to=other[0])
        assert form.text == "Auf anderem Weg"
        assert form.send("Auf anderem Weg").status_code == 303
        customers.send_all()
        assert [sent.message.to.address for sent in loft.sent] == ["anna-k"]

    def test_a_new_mail_is_a_matter_of_its_own_with_a_subject_and_a_purpose(
        self, auth: Auth, world: World, loft: Loft
    ) -> None:
        configure_shop(world, automation=False, undo_seconds=0)
        letters = Customers(world, open_account(world, "parchment", "letters"))
        letters.write("Alt", name="Anna", subject="Rechnung", id="<1@x>")
        auth.sign_in()
        form = Form(auth)
        (anew,) = re.findall(r'name="to" value="(new:\w+)"', form.page)
        form.change(to=anew)
        assert 'name="subject"' in form.page
        assert form.send("Ihr Paket ist zurück").status_code == 422
        assert "needs a subject" in form.around
        assert form.send("Angebot", subject="Nur heute", purpose="marketing").status_code == 422
        assert "Marketing is not allowed" in form.around
        answer = form.send("Ihr Paket ist zurück", subject="Rücksendung 12", purpose="service")
        assert answer.status_code == 303
        letters.send_all()
        (sent,) = loft.sent
        assert (sent.message.subject, sent.message.reply_to) == ("Rücksendung 12", None)
        assert len(rows(world, Conversation)) == 2
        assert form.address not in answer.location

    def test_a_way_of_somebody_else_is_none(
        self, auth: Auth, world: World, ravens: Customers, loft: Loft
    ) -> None:
        ravens.write(name="Anna")
        ravens.write(name="Bela", **{"from": "bela"})
        auth.sign_in()
        form = Form(auth)
        bela = rows(world, Identity)[1].id
        assert form.send("Hallo", through=bela).status_code == 422
        ravens.send_all()
        assert loft.sent == []


class TestTemplates:
    def closed(self, auth: Auth, ravens: Customers, clock: Clock) -> Form:
        ravens.write("Hallo", name="Anna")
        clock.advance(hours=30)
        auth.sign_in()
        return Form(auth)

    def test_a_closed_window_shows_the_templates_with_variables_and_preview(
        self, auth: Auth, ravens: Customers, clock: Clock, loft: Loft
    ) -> None:
        form = self.closed(auth, ravens, clock)
        assert re.search(r'value="template" checked', form.page)
        assert re.search(r'value="reply" disabled', form.page)
        assert "bereit (de)" in form.page
        form.change(template="bereit de")
        assert form.page.count('name="value"') == 2
        assert "Hallo " in form.page.split('class="preview"')[1]
        assert form.send(template="bereit de", value=["Anna", ""]).status_code == 422
        assert "Every variable" in form.around
        assert form.send(template="bereit de", value=["Anna", "4711"]).status_code == 303
        ravens.send_all()
        (sent,) = loft.sent
        assert sent.message.template is not None
        assert sent.message.template.values == ("Anna", "4711")

    def test_an_answer_waits_behind_its_template_until_the_customer_writes(
        self, auth: Auth, world: World, ravens: Customers, clock: Clock, loft: Loft
    ) -> None:
        form = self.closed(auth, ravens, clock)
        form.change(template="bereit de")
        form.send("Es liegt in Leipzig.", template="bereit de", value=["Anna", "4711"])
        ravens.send_all()
        assert len(loft.sent) == 1
        assert "Waits here" in form.open()
        ravens.write("Ja bitte?", name="Anna")
        ravens.send_all()
        assert loft.texts()[1] == "Es liegt in Leipzig."

    def test_a_waiting_answer_can_be_taken_back(
        self, auth: Auth, world: World, ravens: Customers, clock: Clock, loft: Loft
    ) -> None:
        form = self.closed(auth, ravens, clock)
        form.change(template="bereit de")
        form.send("Es liegt in Leipzig.", template="bereit de", value=["Anna", "4711"])
        ravens.send_all()
        page = form.open()
        (take_back,) = re.findall(
            r'formaction="(/messages/\w+/recall)[^"]*" class="button button-sm', page
        )
        assert auth.post(take_back).status_code == 303
        form.open()
        assert form.text == "Es liegt in Leipzig."
        ravens.write("Ja bitte?", name="Anna")
        ravens.send_all()
        assert len(loft.sent) == 1

    def test_an_advertising_template_needs_the_consent(
        self, auth: Auth, ravens: Customers, clock: Clock, loft: Loft
    ) -> None:
        form = self.closed(auth, ravens, clock)
        form.change(template="rabatt de")
        assert "This template is marketing" in form.page
        assert form.send(template="rabatt de").status_code == 422
        assert "Marketing is not allowed" in form.around

    def test_a_template_that_is_gone_is_told(
        self, auth: Auth, world: World, ravens: Customers, clock: Clock, loft: Loft
    ) -> None:
        form = self.closed(auth, ravens, clock)
        loft.templates.clear()
        sync(world, ravens)
        assert form.send(template="bereit de", value=["Anna", "4711"]).status_code == 422
        assert "no longer there" in form.around


class TestSavedReplies:
    @pytest.fixture(autouse=True)
    def saved(self, world: World) -> None:
        with world.database.transaction() as session:
            texts = {"de": "Hallo {first_name}, wegen {subject}: {agent}", "en": "Hi {first_name}"}
            replies.add(session, Wording("hallo", "Begrüßung", texts), now=world.clock())

    def test_they_come_filled_in_the_customers_language(
        self, auth: Auth, world: World, ravens: Customers
    ) -> None:
        ravens.write("Wo ist denn mein Paket geblieben?", name="Anna Kern")
        with world.database.transaction() as session:
            session.scalars(select(Conversation)).one().language = "de"
        auth.sign_in()
        form = Form(auth)
        (found,) = auth.get(f"/fragments{form.address}/replies").json["replies"]  # type: ignore[index]
        assert found["text"] == "Hallo Anna, wegen {subject}: Kim"

    def test_a_gap_that_was_not_filled_by_hand_stops_the_reply(
        self, auth: Auth, ravens: Customers
    ) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        assert form.send("wegen {subject} und {geschweift}").status_code == 422
        assert "to be filled in: {subject}<" in form.around

    def test_without_a_script_they_are_a_page_and_nothing_is_lost(
        self, auth: Auth, ravens: Customers
    ) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        answer = form.post(f"{form.address}/replies", text="Vorab.")
        page = auth.get(answer.location).text
        (insert,) = re.findall(r'action="(/conversations/\w+/replies/\w+)', page)
        assert auth.post(insert).status_code == 303
        form.open()
        assert form.text.startswith("Vorab.\n\nHallo Anna")


class TestMore:
    def test_a_reply_can_quote_and_offer_buttons(
        self, auth: Auth, world: World, ravens: Customers, loft: Loft
    ) -> None:
        ravens.write("Rot oder blau?", name="Anna")
        auth.sign_in()
        form = Form(auth)
        (theirs,) = rows(world, Message)
        form.change(quote=theirs.id)
        assert "Rot oder blau?" in form.page.split('class="quoted ')[1]
        form.send("Was lieber?", button=["Rot", "Blau", ""])
        ravens.send_all()
        (sent,) = loft.sent
        assert [one.title for one in sent.message.buttons] == ["Rot", "Blau"]
        assert sent.message.reply_to == "in-1"

    def test_what_somebody_quoted_can_be_dropped(
        self, auth: Auth, world: World, ravens: Customers
    ) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        form.change(quote=rows(world, Message)[0].id)
        form.change(drop="quote")
        assert "quoted" not in form.page

    def test_the_same_form_with_other_words_is_refused(
        self, auth: Auth, world: World, ravens: Customers
    ) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        form = Form(auth)
        form.send("Erstens")
        assert form.send("Zweitens").status_code == 422
        assert len(ours(world)) == 1

    def test_a_blocked_customer_gets_nothing_but_a_note_goes(
        self, auth: Auth, world: World, ravens: Customers
    ) -> None:
        ravens.write(name="Anna")
        auth.sign_in()
        with world.database.transaction() as session:
            session.scalars(select(Customer)).one().blocked_at = world.clock()
        form = Form(auth)
        assert re.search(r'value="reply" disabled', form.page)
        assert 'value="template"' not in form.page
        assert form.send("Notiz", **{"as": "note"}).status_code == 303
        with world.database.reading() as session:
            assert content_of(session, ours(world)[0]).text == "Notiz"
