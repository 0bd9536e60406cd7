"""An installation in use, with something in every table, and all that it holds, for comparing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, LargeBinary, Table, insert, select
from sqlalchemy.orm import Session

from inbox.backup.tables import LEFT_OUT
from inbox.db import Moment
from inbox.media.fetch import fetch_due
from inbox.people import agent as agents
from inbox.people import token as tokens
from inbox.people.agent import Role
from inbox.tables import metadata
from inbox.world import World
from tests.pigeon import Pigeon
from tests.shop import Customers, open_account

MARK = "MARKIERT"  # in whatever must be sealed


def live_in(world: World) -> Customers:
    """Customers wrote, were answered, sent files; whatever is empty afterwards gets one row."""
    shop = Customers(world, open_account(world))
    person = {"from": f"{MARK}@shop", "name": f"{MARK} Schäfer"}
    Pigeon.loft.files["photo"] = f"{MARK} im Bild".encode() * 5_000
    shop.write(
        f"{MARK} Hallo 👋", id="first", new_text=f"{MARK} neu", references=["<a@x>"],
        aliases=[["phone", "4917"]],
        media=[{"ref": "photo", "content_type": "image/png", "filename": f"{MARK}.png"}],
        **person,
    )  # fmt: skip
    shop.write(f"{MARK} " * 40_000, **person)  # its raw event lies in a file
    shop.write("STOP", **person)
    shop.write("Wo ist mein Paket?")  # from somebody else
    shop.happen(event="edited", id="e", target="first", text=f"{MARK} anders", **person)
    shop.happen(event="reaction", id="r", target="first", emoji="❤", **person)
    fetch_due(shop.desks.shelf, shop.account_id, now=world.clock)
    shop.send_all()
    shop.write("Noch eine Frage.", **person)  # its answer is still to be sent
    with world.database.transaction() as session:
        agents.add(session, name="Kim", email="kim@shop.example", password="a good password",
                   role=Role.ADMIN, now=world.clock())  # fmt: skip
        tokens.add(session, name="CRM", scopes=tokens.USUAL_SCOPES, now=world.clock())
        for table in metadata.sorted_tables:
            _fill_if_empty(session, table, world.clock())
    return shop


def contents(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that a backup holds."""
    with world.database.reading() as session:
        return {
            table.name: [
                tuple(row)
                for row in session.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
            if table.name not in LEFT_OUT or table.name == "data_key"
        }


def stored_files(world: World) -> dict[str, bytes]:
    folder = world.store.folder
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _fill_if_empty(session: Session, table: Table, now: datetime) -> None:
    if session.execute(select(table).limit(1)).first() is None:
        values = {column.name: _value(session, column, now) for column in table.columns}
        session.execute(insert(table).values(values))


def _value(session: Session, column: Column[Any], now: datetime) -> Any:
    for key in column.foreign_keys:
        if key.column.table is not column.table:
            return session.execute(select(key.column).limit(1)).scalar_one()
        return None
    if isinstance(column.type, Moment):
        return now.replace(microsecond=123_456)
    if isinstance(column.type, Date):
        return now.date()
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, LargeBinary):
        return bytes(range(256))
    return 7 if column.type.python_type is int else "ein „Wort“\n\t😀"
