"""No table without an entry; no sealed column that the inventory does not name."""

from __future__ import annotations

from sqlalchemy import LargeBinary

from inbox.privacy.inventory import INVENTORY
from inbox.tables import metadata


def test_every_table_is_in_the_inventory_and_nothing_else():
    assert set(INVENTORY) == set(metadata.tables)


def test_every_binary_column_is_named_as_sealed():
    for name, table in metadata.tables.items():
        binary = {column.name for column in table.columns if isinstance(column.type, LargeBinary)}
        assert binary == set(INVENTORY[name].sealed), name


def test_every_entry_says_how_it_goes():
    assert all(entry.goes and entry.holds for entry in INVENTORY.values())
