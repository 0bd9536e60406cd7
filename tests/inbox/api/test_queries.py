"""A page costs the same few queries, however much is on it, and walks along an index."""

from __future__ import annotations

from inbox.conversations import history
from inbox.conversations.history import Order, Wanted
from inbox.conversations.keyset import Position
from inbox.conversations.message import Message
from tests.inbox.api.case import note, queries, the_customer
from tests.pigeon import request
from tests.shop import rows


def test_the_queries_of_a_list_do_not_grow_with_its_length(world, crm, chat, mail):
    _rich(chat, "0", 1)
    few = _costs(world, crm, limit=1)
    for customer in range(6):
        _rich(chat, str(customer), 5)
    for number in range(4):
        mail.write(subject=f"{number}", aliases=[["phone", "491511234567"]])
    note(world, "Kulanz")
    assert _costs(world, crm, limit=200) == few
    assert max(few.values()) <= 13, few


def test_a_page_of_messages_is_read_along_its_index(world, chat):
    chat.write()
    row = rows(world, Message)[0]
    place = Position(row.at, row.id)
    for order in Order:
        wanted = Wanted(order=order)
        with queries(world) as asked, world.database.reading() as session:
            history.messages_of_customer(session, row.customer_id, wanted, after=place, limit=5)
            history.messages_of_conversation(
                session, row.conversation_id, wanted, after=place, limit=5
            )
        indexes = ("ix_message_of_customer", "ix_message_in_conversation")
        for (statement, parameters), index in zip(asked, indexes, strict=True):
            plan = _plan(world, statement, parameters)
            assert index in plan
            assert "(at,id)" in plan or "ROW(at, (id)" in plan, plan
            assert "B-TREE" not in plan
            assert "Sort" not in plan


def _costs(world, crm, *, limit: int) -> dict[str, int]:
    customer = the_customer(world)
    conversation = rows(world, Message)[0].conversation_id
    costs = {}
    for path in (
        "/customers?phone=491511234567",
        f"/customers/{customer}/conversations",
        f"/customers/{customer}/messages",
        f"/conversations/{conversation}/messages",
        "/changes",
    ):
        crm.get(path if "?" in path else f"{path}?limit={limit}")  # stamps, and notes the use
        world.database._lent["keyring"].forget()
        with queries(world) as asked:
            crm.get(path if "?" in path else f"{path}?limit={limit}")
        costs[path] = len(asked)
    return costs


def _rich(chat, customer: str, count: int) -> None:
    """Messages with all that can belong to one."""
    said = [
        {
            "id": f"m{customer}-{number}",
            "from": f"anna{customer}",
            "aliases": [["phone", "491511234567"]],
            "text": "Hallo",
            "media": [{"ref": "x", "content_type": "image/png"}],
        }
        for number in range(count)
    ]
    reactions = [
        {"event": "reaction", "id": f"r{one['id']}", "from": one["from"], "target": one["id"],
         "emoji": "👍"}
        for one in said
    ]  # fmt: skip
    chat.arrive(request(*said, *reactions))


def _plan(world, statement: str, parameters) -> str:
    """PostgreSQL would rather read a table of one row whole; here it must use what there is."""
    with world.database.reading() as session:
        connection = session.connection()
        explain = "EXPLAIN QUERY PLAN" if world.database.embedded else "EXPLAIN"
        for kind in () if world.database.embedded else ("seqscan", "bitmapscan", "sort"):
            connection.exec_driver_sql(f"SET LOCAL enable_{kind} = off")
        found = connection.exec_driver_sql(f"{explain} {statement}", parameters).fetchall()
    return " ".join(str(row) for row in found)
