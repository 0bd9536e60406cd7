"""One customer's thread over all channels: order, pages, what hangs on it, what is unseen."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from inbox import sealing
from inbox.conversations import notes, timeline
from inbox.conversations.conversation import Conversation
from inbox.conversations.keyset import Position
from inbox.conversations.message import Author, Message
from inbox.media.attachment import FileState
from inbox.people import agent as agents
from inbox.people.agent import Role
from inbox.world import World
from tests.conftest import NOON, Clock
from tests.inbox.web.counting import counted
from tests.pigeon import request
from tests.shop import Customers, open_account


@pytest.fixture
def customers(world: World) -> Customers:
    return Customers(world, open_account(world))


@pytest.fixture
def kim(world: World) -> str:
    with world.database.transaction() as session:
        return agents.add(
            session, name="Kim", email="kim@shop.example", password="long enough it is",
            role=Role.AGENT, now=NOON,
        ).id  # fmt: skip


def the_customer(world: World) -> str:
    with world.database.reading() as session:
        return session.scalars(select(Conversation.customer_id).distinct()).one()


def texts(page: timeline.Page) -> list[str]:
    """What the customer wrote; automatic answers left out."""
    return [
        one.content.text
        for one in page.said
        if one.content and one.message.author != Author.AUTOMATIC
    ]


def read(world: World, limit: int = 50, before: Position | None = None) -> timeline.Page:
    customer_id = the_customer(world)
    with world.database.reading() as session:
        return timeline.page(session, customer_id, limit=limit, before=before)


def test_the_thread_runs_over_all_channels_in_time_order(
    world: World, customers: Customers, clock: Clock
) -> None:
    letters = Customers(world, open_account(world, "parchment", "letters"))
    customers.write("zuerst")
    letters.write("dann", subject="Rechnung", at=clock.advance(minutes=1).timestamp())
    with world.database.transaction() as session:  # what merging two customers comes to
        first = session.scalars(select(Conversation).order_by(Conversation.opened_at)).first()
        assert first is not None
        for row in (*session.scalars(select(Message)), *session.scalars(select(Conversation))):
            row.customer_id = first.customer_id
    clock.advance(minutes=1)
    customers.write("zuletzt")
    page = read(world)
    assert texts(page) == ["zuerst", "dann", "zuletzt"]
    assert {matter.subject for matter in page.matters.values()} == {None, "Rechnung"}


def test_pages_join_without_gap_or_overlap(
    world: World, customers: Customers, clock: Clock
) -> None:
    for number in range(7):
        clock.advance(minutes=1)
        customers.write(f"Nummer {number}")
    with world.database.transaction() as session:
        for row in session.scalars(select(Message)):
            row.at = NOON
    found: list[str] = []
    before = None
    while True:
        page = read(world, limit=3, before=before)
        assert page.later is (before is not None)
        found = [one.message.id for one in page.said] + found
        if page.earlier is None:
            break
        before = Position.read(str(page.earlier))
    assert found == sorted(set(found))
    assert len(found) >= 7


def test_a_page_can_end_with_an_older_conversation(
    world: World, customers: Customers, clock: Clock
) -> None:
    customers.write("alt")
    with world.database.reading() as session:
        conversation = session.scalars(select(Conversation)).one()
    for number in range(3):
        clock.advance(minutes=1)
        customers.write(f"neu {number}")
    page = read(world, before=timeline.end_of(conversation))
    assert texts(page)[-1] == "alt"
    assert page.later


def test_everything_that_hangs_on_a_message_comes_with_it(
    world: World, customers: Customers
) -> None:
    customers.write("Bild", kind="image", media=[
        {"ref": "x", "content_type": "image/png", "filename": "a.png", "size": 7}])  # fmt: skip
    customers.happen(event="reaction", id="r", target="in-1", emoji="👍")
    customers.write("Dazu", reply_to="in-1")
    customers.happen(event="edited", id="e", target="in-2", text="Dazu noch")
    page = read(world)
    said = {one.content.text: one for one in page.said if one.content}
    (file,) = said["Bild"].files
    assert (file.name, file.size, file.state) == ("a.png", 7, FileState.WAITING)
    assert said["Bild"].reactions == ["👍"]
    assert said["Dazu noch"].before_edit == ["Dazu"]
    answered = said["Dazu noch"].answers
    assert answered is not None
    assert answered.content is not None
    assert answered.content.text == "Bild"
    assert len(answered.files) == 1


def test_an_answer_shows_what_it_quotes_although_that_is_on_another_page(
    world: World, customers: Customers, clock: Clock
) -> None:
    customers.write("Frage")
    clock.advance(minutes=1)
    customers.write("Nachfrage", reply_to="in-1")
    (last,) = read(world, limit=1).said
    assert last.answers is not None
    assert last.answers.content is not None
    assert last.answers.content.text == "Frage"


def test_a_thread_whose_keys_are_destroyed_is_still_a_thread(
    world: World, customers: Customers
) -> None:
    customers.write("weg", media=[{"ref": "x", "content_type": "a/b", "filename": "f"}])
    with world.database.transaction() as session:
        sealing.destroy(session, session.scalars(select(Conversation.customer_id)).one(), now=NOON)
    said = read(world).said[0]
    assert said.content is None
    assert said.files[0].name is None


def test_a_page_costs_the_same_number_of_queries_whatever_hangs_on_it(
    world: World, customers: Customers
) -> None:
    costs = []
    for size in (3, 20):
        said = [{"id": f"m{size}-{n}", "at": NOON.timestamp()} for n in range(size)]
        for more in (
            {"media": [{"ref": "x", "content_type": "a/b"}]},
            {"event": "reaction", "emoji": "🎉"},
            {"event": "edited", "text": "anders"},
        ):
            customers.arrive(request(*({"target": one["id"], **one, **more} for one in said)))
        customer_id = the_customer(world)
        sealing.Keyring.forget(world.database._lent["keyring"])
        with world.database.reading() as session, counted(world) as queries:
            timeline.page(session, customer_id, limit=100)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 6


@pytest.fixture
def written(world: World, customers: Customers, kim: str) -> str:
    customers.write("gesehen")
    with world.database.reading() as session:
        return timeline.newest_id(session, the_customer(world))


def unseen(world: World, seen: str, agent_id: str) -> list[str]:
    customer_id = the_customer(world)
    with world.database.reading() as session:
        found = timeline.unseen(session, customer_id, seen=seen, agent_id=agent_id)
        return [one.content.text for one in found if one.content]


def test_a_message_that_came_after_the_page_was_shown_is_unseen(
    world: World, customers: Customers, kim: str, written: str
) -> None:
    assert unseen(world, written, kim) == []
    customers.write("neu")
    assert unseen(world, written, kim) == ["neu"]


def test_a_message_whose_sender_dates_it_earlier_is_unseen_all_the_same(
    world: World, customers: Customers, kim: str, written: str
) -> None:
    customers.write("verspätet", at=NOON.timestamp() - 3600)
    assert unseen(world, written, kim) == ["verspätet"]


def test_machines_receipts_reactions_and_notes_do_not_count_as_unseen(
    world: World, customers: Customers, kim: str, written: str
) -> None:
    customers.write("Ich bin im Urlaub", automated="auto_reply")
    customers.write("angekommen", automated="receipt")
    customers.happen(event="reaction", id="r", target="in-1", emoji="👍")
    with world.database.transaction() as session:
        conversation = session.scalars(select(Conversation)).one()
        notes.write(session, conversation, agent_id=kim, text="intern", dedupe_key="n", now=NOON)
    assert unseen(world, written, kim) == []


def test_only_a_colleagues_answer_is_unseen_not_ones_own(
    world: World, customers: Customers, kim: str, written: str
) -> None:
    customers.happen(event="echo", id="echo-1", text="vom Telefon")
    with world.database.transaction() as session:
        echo = session.scalars(select(Message).where(Message.author == Author.PHONE_APP)).one()
    assert unseen(world, written, kim) == ["vom Telefon"]
    with world.database.transaction() as session:
        row = session.get_one(Message, echo.id)
        row.author, row.agent_id = Author.AGENT, kim
    assert unseen(world, written, kim) == []
    assert unseen(world, written, "somebody else") == ["vom Telefon"]
