"""The index can be made anew from the command line."""

from __future__ import annotations

from inbox.conversations.search import asked, find
from inbox.conversations.search.find import Filters
from tests.shop import Customers, configure_shop, open_account


def test_the_index_is_made_anew(world, run):
    configure_shop(world, automation=False)
    Customers(world, open_account(world)).write("Wo ist mein Paket?")
    done = run("search", "rebuild")
    assert (done.exit_code, done.stdout) == (0, "2 messages and customers were looked at.\n")
    with world.database.reading() as session:
        found = find.messages(session, asked.read("pakete"), Filters(), limit=5)
    assert len(found.hits) == 1
