"""The filter's form, its chips, and views that are saved."""

from __future__ import annotations

import re

import pytest

from inbox.conversations import labels
from inbox.conversations.activity import KONTOR
from inbox.conversations.conversation import Conversation
from inbox.conversations.labels import Colour
from inbox.people.agent import Role
from inbox.people.views import SavedView
from inbox.world import World
from tests.conftest import NOON
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import Customers, rows, the_only


@pytest.fixture
def label(world: World, customers: Customers) -> str:
    """Of Anna's conversation; Bela's has none."""
    for name in ("Anna", "Bela"):
        customers.write(name=name, **{"from": name})
    with world.database.transaction() as session:
        made = labels.create(session, "VIP", Colour.RED)
        first = session.get_one(Conversation, rows(world, Conversation)[0].id)
        labels.put_on(session, first, made, by=KONTOR, now=NOON)
        return made.id


def listed(page: str) -> list[str]:
    return re.findall(r'class="row-who"><bdi>(\w+)', page)


def test_the_form_leads_to_the_address_of_what_it_asks_for(
    auth: Auth, customers: Customers, label: str
) -> None:
    auth.sign_in()
    answer = auth.get(
        f"/narrow?view=open&account={customers.account_id}&label={label}&assignee=&only=unread"
        "&order=longest"
    )
    view = f"open.account-{customers.account_id}.label-{label}.unread.longest"
    assert answer.location == f"/?view={view}"
    page = auth.get(answer.location).text
    assert listed(page) == ["Anna"]
    chips = re.findall(r'<a class="chip" href="([^"]+)"', page)
    assert f"/?view=open.account-{customers.account_id}.unread.longest" in chips
    assert len(chips) == 4


@only_sqlite
def test_a_form_that_was_made_up_asks_for_nothing(auth: Auth, customers: Customers) -> None:
    auth.sign_in()
    for query in ("", "?view=x", "?view=open&label=x.y", "?only=never&order=random", "?team=%00"):
        assert auth.get(f"/narrow{query}").location == "/?view=open"


def test_a_view_is_saved_counted_shown_and_removed(
    auth: Auth, world: World, customers: Customers, label: str
) -> None:
    auth.sign_in()
    view = f"open.label-{label}"
    assert "Save as a view" in auth.get(f"/?view={view}").text
    answer = auth.post("/views", view=view, name="Die Wichtigen")
    page = auth.get(answer.location).text
    assert '<h1 id="list-title"><bdi>Die Wichtigen</bdi>' in page
    entry = page.split(f'data-view-link="{view}"')[1].split("</a>")[0]
    assert 'aria-current="page"' in entry
    assert '<span class="count">1' in entry
    saved: SavedView = the_only(world, SavedView)
    auth.post(f"/views/{saved.id}/remove")
    assert "Die Wichtigen" not in auth.get("/?view=open").text


def test_a_shared_view_is_there_for_others_who_cannot_remove_it(
    auth: Auth, world: World, customers: Customers
) -> None:
    auth.sign_in()
    auth.get("/?view=open")
    auth.post("/views", view="mine.urgent", name="Brennt", shared="on")
    auth.post("/views", view="mine.due", name="Privat")
    shared, private = rows(world, SavedView)
    auth.sign_in("Alex")
    page = auth.get("/?view=mine.urgent").text
    assert "Brennt" in page
    assert "Privat" not in page
    assert "Remove the view" not in page
    assert auth.post(f"/views/{shared.id}/remove").status_code == 403
    auth.sign_in("Ada", Role.ADMIN)
    assert "Remove the view" in auth.get("/?view=mine.urgent").text
    assert auth.post(f"/views/{private.id}/remove").status_code == 403
    assert auth.post(f"/views/{shared.id}/remove").status_code == 303


@only_sqlite
def test_a_view_without_a_name_or_a_selection_is_refused(auth: Auth, customers: Customers) -> None:
    auth.sign_in()
    auth.get("/?view=open")
    auth.post("/views", view="mine", name=" ")
    assert "A view needs a name" in auth.get("/?view=open").text
    assert auth.post("/views", view="nothing", name="x").status_code == 400
    assert auth.post("/views/x/remove").status_code == 404


def test_the_machines_own_labels_are_translated(
    auth: Auth, world: World, customers: Customers
) -> None:
    customers.write("Ich widerrufe hiermit meinen Vertrag", name="Anna")
    auth.sign_in(language="de")
    page = auth.get("/?view=open").text
    assert "Widerruf/Kündigung" in page
    assert "CONTRACT" not in page
