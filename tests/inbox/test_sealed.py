"""Marked values go through every path; nothing that is stored shows them to whoever has no key."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from inbox.accounts import manage
from inbox.accounts.memory import AccountMemory
from inbox.consent.purpose import Purpose
from inbox.conversations import notes
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Author
from inbox.intake.normalise import normalise
from inbox.media.fetch import fetch_due
from inbox.outbox.post import Letter, post
from inbox.people import agent as agents
from inbox.people.agent import Role
from inbox.tables import metadata
from tests.pigeon import KINDS
from tests.shop import Customers, open_account

MARK = "MARKIERT"


@pytest.fixture
def marked_installation(world, loft, clock):
    """Everything that can hold a customer's words or an account's secrets, marked."""
    with world.database.transaction() as session:
        manage.add(session, KINDS["pigeon"], label="geheim", now=clock(),
                   values={"name": "x", "key": f"{MARK}-secret"})  # fmt: skip
        agent = agents.add(session, name="Kim", email="kim@x", password=f"{MARK}-password",
                           role=Role.AGENT, now=clock())  # fmt: skip
        agent_id = agent.id
    for kind in KINDS:
        loft.files[f"{kind}-file"] = f"{MARK} im Bild".encode() * 1000
        _write_everything(world, kind, agent_id)
    return world


def _write_everything(world, kind, agent_id):
    shop = Customers(world, open_account(world, kind, name=kind))
    person = {"from": f"{MARK}@{kind}", "name": f"{MARK} Schäfer"}
    AccountMemory(world.database, shop.account_id, world.clock).put("token", MARK, expected=None)
    shop.write(
        f"{MARK} Hallo", id=f"{MARK}-id", subject=f"{MARK} Betreff", html=f"<b>{MARK}</b>",
        new_text=f"{MARK} neu", details={"name": MARK}, references=[f"<{MARK}@x>"],
        aliases=[["phone", f"{MARK}4917"], ["email", f"{MARK}@y"]],
        media=[{"ref": f"{kind}-file", "content_type": "image/png", "filename": f"{MARK}.png"}],
        **person,
    )  # fmt: skip
    shop.write(f"{MARK} " * 40_000, **person)
    shop.write("STOP", **person)
    shop.happen(event="edited", id="e", target=f"{MARK}-id", text=f"{MARK} anders", **person)
    shop.happen(event="reaction", id="r", target=f"{MARK}-id", emoji=MARK, **person)
    shop.happen(event="edited", id="p", target="not yet", text=f"{MARK} zu früh", **person)
    shop.happen(event="echo", id=f"{MARK}-echo", text=f"{MARK} vom Handy", **person)
    shop.happen(event="unsupported", id="u", what=MARK, **person)
    shop.happen(event="update", id=f"{MARK}-unknown", state="read")
    fetch_due(shop.desks.shelf, shop.account_id, now=world.clock)
    _answer(world, shop, agent_id)
    shop.send_all()
    normalise(shop.desks.intake, shop.account_id)


def _answer(world, shop, agent_id):
    with world.database.transaction() as session:
        conversation = session.scalars(
            select(Conversation).where(Conversation.account_id == shop.account_id)
        ).first()
        capabilities = world.accounts.channel(shop.account_id).capabilities
        for n in range(2):
            letter = Letter(f"{shop.account_id}-{n}", Author.AGENT, Purpose.SERVICE,
                            f"{MARK} Antwort", subject=f"{MARK} Re", agent_id=agent_id)  # fmt: skip
            post(session, conversation, letter, capabilities, now=world.clock())
        notes.write(
            session,
            conversation,
            agent_id=agent_id,
            text=f"{MARK} Notiz",
            dedupe_key="note",
            now=world.clock(),
        )


def test_no_row_shows_what_was_written(marked_installation):
    world = marked_installation
    with world.database.reading() as session:
        for table in metadata.sorted_tables:
            for row in session.execute(select(table)):
                for column, value in zip(table.columns, row, strict=True):
                    assert MARK not in _readable(value), f"{table.name}.{column.name}"


def test_no_file_shows_it_either(marked_installation):
    world = marked_installation
    files = [path for path in Path(world.settings.data_dir).rglob("*") if path.is_file()]
    if world.database.embedded:
        files += list(Path(world.database.engine.url.database).parent.glob("kontor.sqlite3*"))
    assert len([path for path in files if "media" in path.parts]) >= 4
    for path in files:
        assert MARK.encode() not in path.read_bytes(), path.name


def test_and_yet_it_is_all_there(marked_installation):
    from tests.shop import messages

    said = [content.text for _message, content in messages(marked_installation)]
    for words in ("anders", "vom Handy", "Antwort", "Notiz"):
        assert any(f"{MARK} {words}" in text for text in said), words


def _readable(value: object) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
