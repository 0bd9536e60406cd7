"""The shop writes first: to somebody it knows, or to an address that a channel can reach."""

from __future__ import annotations

import re

import pytest

from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer
from inbox.conversations.search import follow
from inbox.world import World
from tests.inbox.web.conftest import Auth
from tests.inbox.web.test_composer import Form
from tests.pigeon import Loft
from tests.shop import Customers, configure_shop, open_account, rows, the_only


@pytest.fixture
def letters(world: World) -> Customers:
    configure_shop(world, automation=False, undo_seconds=0)
    return Customers(world, open_account(world, "parchment", "letters"))


class Begun(Form):
    """The composer of a conversation that was just begun."""

    def __init__(self, auth: Auth, address: str) -> None:
        self.auth, self.address = auth, address.partition("#")[0]
        self.open()


def test_a_mail_to_a_stranger_asks_the_gate_and_leaves_with_its_subject(
    auth: Auth, world: World, letters: Customers, loft: Loft
) -> None:
    auth.sign_in()
    page = auth.get("/write?to=Neu@Kunde.example").text
    assert "neu@kunde.example" in page
    assert "Not known yet, can be reached through letters" in page
    for _ in range(2):
        answer = auth.post("/write", account=letters.account_id, to="Neu@Kunde.example")
        assert answer.status_code == 303
    form = Begun(auth, answer.location)
    assert len(rows(world, Conversation)) == 1
    assert form.send("Guten Tag").status_code == 422
    assert "needs a subject" in form.around
    refused = form.send("Nur heute!", subject="Angebot", purpose="marketing")
    assert refused.status_code == 422
    assert "Marketing is not allowed" in form.around
    assert form.send("Guten Tag", subject="Ihre Bestellung").status_code == 303
    letters.send_all()
    (sent,) = loft.sent
    assert (sent.message.to.address, sent.message.subject) == (
        "neu@kunde.example",
        "Ihre Bestellung",
    )
    assert "Ihre Bestellung" in form.open()


def test_somebody_known_is_found_by_name_with_every_way(
    auth: Auth, world: World, letters: Customers
) -> None:
    letters.write("Hallo", name="Anna Kern", subject="Frage", **{"from": "anna@kern.example"})
    follow.keep_up(world.database, seconds=20)
    auth.sign_in()
    for typed in ("Anna", "anna@kern.example"):
        page = auth.get(f"/write?to={typed}").text
        (way,) = re.findall(r'href="(/conversations/[^"]+)"', page)
        assert "Not known yet" not in page
        form = Begun(auth, "/conversations/" + the_only(world, Conversation).id)
        form.open("?" + way.partition("?")[2].partition("#")[0])
        assert 'name="subject"' in form.page


def test_what_no_channel_can_reach_is_said(
    auth: Auth, world: World, letters: Customers, customers: Customers
) -> None:
    auth.sign_in()
    assert "Nobody found" in auth.get("/write?to=niemand").text
    assert auth.get("/write").status_code == 200
    for account, typed in (
        (letters.account_id, "niemand"),
        (customers.account_id, "neu@kunde.example"),
        ("nothing", "neu@kunde.example"),
    ):
        assert auth.post("/write", account=account, to=typed).status_code == 400
    assert rows(world, Customer) == []
