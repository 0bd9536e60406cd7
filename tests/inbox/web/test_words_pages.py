"""Saved replies and labels: the words of a team."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from inbox.audit import AuditEntry
from inbox.conversations import labels
from inbox.conversations.labels import Known, Label
from inbox.people.agent import Role
from inbox.people.replies import SavedReply
from inbox.world import World
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import rows, the_only

pytestmark = only_sqlite
REPLY = {"title": "Order number", "shortcut": "order", "text_de": "Wie lautet sie?", "text_en": ""}


@pytest.fixture
def lead(auth: Auth) -> Auth:
    auth.sign_in(role=Role.LEAD)
    auth.get("/settings/saved-replies/new")
    return auth


def test_a_saved_reply_is_everybodys_or_mine(lead: Auth, app: Flask, world: World) -> None:
    lead.post("/settings/saved-replies/new", **REPLY, shared="yes")
    lead.post("/settings/saved-replies/new", **{**REPLY, "title": "Mine"})
    shared, mine = rows(world, SavedReply)
    assert shared.agent_id is None
    assert mine.agent_id is not None
    agent = Auth(world, app.test_client())
    agent.sign_in("Alex", role=Role.AGENT)
    page = agent.get("/settings/saved-replies").text
    assert "Order number" in page
    assert "Mine" not in page
    assert agent.get(f"/settings/saved-replies/{shared.id}").status_code == 403
    assert agent.get(f"/settings/saved-replies/{mine.id}").status_code == 404
    agent.get("/settings/saved-replies/new")
    agent.post("/settings/saved-replies/new", **REPLY, shared="yes")
    assert rows(world, SavedReply)[-1].agent_id is not None


def test_a_saved_reply_is_changed_and_removed_and_that_is_audited(lead: Auth, world: World) -> None:
    lead.post("/settings/saved-replies/new", **REPLY, shared="yes")
    address = f"/settings/saved-replies/{the_only(world, SavedReply).id}"
    lead.post(address, **{**REPLY, "text_en": "What is it?"})
    assert the_only(world, SavedReply).by_language == {
        "de": "Wie lautet sie?", "en": "What is it?",
    }  # fmt: skip
    lead.post(f"{address}/remove")
    assert rows(world, SavedReply) == []
    assert [row.deed for row in rows(world, AuditEntry)][-3:] == [
        "saved_reply.added", "saved_reply.changed", "saved_reply.removed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [("shortcut", "a b", "A shortcut of letters"), ("title", "", "A title is missing."),
     ("text_de", "", "There must be a text")],
)  # fmt: skip
def test_what_is_wrong_with_a_saved_reply_is_told(
    lead: Auth, field: str, typed: str, told: str
) -> None:
    answer = lead.post("/settings/saved-replies/new", **{**REPLY, field: typed})
    assert answer.status_code == 422
    assert told in answer.text


def test_a_shortcut_is_given_once(lead: Auth) -> None:
    lead.post("/settings/saved-replies/new", **REPLY, shared="yes")
    answer = lead.post("/settings/saved-replies/new", **REPLY, shared="yes")
    assert "This shortcut is taken." in answer.text


def test_a_label_is_added_changed_and_removed(lead: Auth, world: World) -> None:
    lead.post("/settings/labels", name="Urgent", colour="red")
    label = the_only(world, Label)
    assert lead.post("/settings/labels", name="urgent").status_code == 422
    assert lead.post("/settings/labels", name="").status_code == 422
    lead.post(f"/settings/labels/{label.id}", name="Now", colour="neon")
    assert (the_only(world, Label).name, the_only(world, Label).colour) == ("Now", "grey")
    lead.post(f"/settings/labels/{label.id}/remove")
    assert rows(world, Label) == []
    assert lead.post(f"/settings/labels/{label.id}/remove").status_code == 404


def test_what_the_machine_sets_keeps_its_name_and_stays(lead: Auth, world: World) -> None:
    with world.database.transaction() as session:
        label_id = labels.known_label(session, Known.CONTRACT).id
    assert "Set by the machine" in lead.get("/settings/labels").text
    lead.post(f"/settings/labels/{label_id}", name="Other", colour="red")
    assert lead.post(f"/settings/labels/{label_id}/remove").status_code == 422
    with world.database.reading() as session:
        kept = session.scalars(select(Label)).one()
    assert (kept.name, kept.colour) == ("CONTRACT", "red")
