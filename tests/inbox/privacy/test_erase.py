"""Erasing: a dump of everything finds nothing of the customer; who objected is still heard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from inbox.accounts.account import Account, AccountMemoryEntry
from inbox.audit import AuditEntry, Deed
from inbox.changes.journal import Change, What
from inbox.consent import ledger
from inbox.consent.ledger import LedgerEntry
from inbox.consent.purpose import Purpose, Standing
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.message import Message
from inbox.intake.raw_event import RawEvent
from inbox.outbox.delivery import Delivery, Stage
from inbox.privacy import erase as erasing
from inbox.privacy import remains
from inbox.privacy.erase import Asked, erase, go_on
from inbox.privacy.inventory import INVENTORY, About
from inbox.privacy.plan import STAYS, plan
from inbox.privacy.retention import purge
from inbox.privacy.whole import NoSuchCustomer
from inbox.sealing import DataKey
from inbox.tables import metadata
from tests.inbox.privacy.life import MARK, PERSON, PHONE, SHOP_ID, live
from tests.shop import Customers, messages, open_account, rows, texts, the_only

# Ids that lead nowhere afterwards, and hashes of a provider's ids.
_NOT_IN_THIS_LIFE = {"event_delivery", "parked_update"}
_SECRETS = (MARK.casefold(), PHONE, SHOP_ID)


def filled(world) -> set[str]:
    with world.database.reading() as session:
        return {
            table.name
            for table in metadata.sorted_tables
            if session.execute(select(table).limit(1)).first() is not None
        }


def dump(world) -> dict[str, str]:
    """Every row as text, by table."""
    found = {}
    with world.database.reading() as session:
        for table in metadata.sorted_tables:
            values = [value for row in session.execute(select(table)) for value in row]
            found[table.name] = "\n".join(
                value.decode("latin-1") if isinstance(value, bytes) else str(value)
                for value in values
            )
    return found


def stored_files(world) -> list[Path]:
    return [path for path in world.store.folder.rglob("*") if path.is_file()]


@pytest.fixture
def customer_id(world, loft):
    return live(world, loft)


def test_the_life_of_this_test_touches_every_table_about_customers(world, loft):
    live(world, loft, objects=True, merged=True)
    about = {name for name, one in INVENTORY.items() if one.about is About.CUSTOMERS}
    assert about - filled(world) <= _NOT_IN_THIS_LIFE


def test_no_row_can_hold_an_erasure_up_because_it_refers_to_what_goes():
    """A table that refers to customers or what is theirs is emptied, or is named here."""
    theirs = {"customer", "identity", "conversation", "message"}
    refer = {
        table.name
        for table in metadata.sorted_tables
        if any(key.column.table.name in theirs for key in table.foreign_keys)
    }
    stay = {"consent_ledger", "consent_state", "customer", "identity", "identity_alias"}
    assert refer - stay <= remains.EMPTIED


def test_a_dump_of_everything_finds_nothing(world, loft):
    customer_id = live(world, loft, merged=True)
    theirs = {
        customer_id,
        *(row.id for table in (Conversation, Message) for row in rows(world, table)),
    }
    assert len(stored_files(world)) >= 3
    erased = erase(world, customer_id, Asked())
    assert erased.is_complete
    assert erased.messages >= 6
    for table, said in dump(world).items():
        for secret in _SECRETS:
            assert secret not in said.casefold(), table
        if table not in {"change", "data_key", "audit_entry", "consent_ledger"}:
            assert not [one for one in theirs if one in said], table
    assert stored_files(world) == []
    assert rows(world, Customer) == []


def test_no_file_of_the_installation_shows_it_either(world, customer_id):
    erase(world, customer_id, Asked())
    files = [path for path in Path(world.settings.data_dir).rglob("*") if path.is_file()]
    if world.database.embedded:
        files += list(Path(world.database.engine.url.database).parent.glob("kontor.sqlite3*"))
    for path in files:
        for secret in (MARK, PHONE, SHOP_ID):
            assert secret.encode() not in path.read_bytes(), path.name


def test_every_key_of_theirs_is_destroyed(world, customer_id):
    erase(world, customer_id, Asked())
    keys = [row for row in rows(world, DataKey) if row.owner == customer_id]
    assert keys
    assert all(key.wrapped is None and key.destroyed_at for key in keys)


def test_everybody_who_reads_the_changes_is_told_and_the_audit_knows(world, customer_id):
    erase(world, customer_id, Asked(token_id="t-1"))
    told = [row for row in rows(world, Change) if row.what == What.ERASED]
    assert [row.customer_id for row in told] == [customer_id]
    [entry] = [row for row in rows(world, AuditEntry) if row.deed == Deed.CUSTOMER_ERASED]
    assert (entry.about, entry.told) == (customer_id, {"token": "t-1"})


def test_what_belongs_to_others_stays(world, loft, customer_id):
    other = Customers(world, open_account(world, name="other"))
    other.write("Guten Tag", **{"from": "berta@example.de"})
    with world.database.reading() as session:
        before = {row.key for row in session.scalars(select(AccountMemoryEntry))}
    erase(world, customer_id, Asked())
    assert "Guten Tag" in texts(world)
    assert {row.key for row in rows(world, AccountMemoryEntry)} == before - {
        f"public-key:{PERSON['from']}"
    }


def test_nothing_that_waited_leaves_afterwards(world, loft, clock, customer_id):
    sent = len(loft.sent)
    erase(world, customer_id, Asked())
    clock.advance(hours=2)
    account_id = the_only_account(world)
    Customers(world, account_id).send_all()
    assert len(loft.sent) == sent


def the_only_account(world):
    return the_only(world, Account).id


def test_whoever_writes_again_is_somebody_new(world, customer_id):
    erase(world, customer_id, Asked())
    shop = Customers(world, the_only_account(world))
    shop.write("Hallo, da bin ich wieder", id="again", **PERSON)
    assert the_only(world, Customer).id != customer_id
    assert texts(world)[0] == "Hallo, da bin ich wieder"


def test_an_objection_outlives_the_erasure_and_nothing_else_does(world, loft):
    customer_id = live(world, loft, objects=True)
    [identity] = rows(world, Identity)
    entered = len(rows(world, LedgerEntry))
    erase(world, customer_id, Asked())
    shell = the_only(world, Identity)
    assert (shell.id, shell.address_key, shell.sealed) == (identity.id, identity.address_key, b"")
    assert the_only(world, Customer).erased_at is not None
    assert len(rows(world, LedgerEntry)) >= entered
    Customers(world, identity.account_id).write("Ich bin's", id="again", **PERSON)
    again = the_only(world, Identity)
    assert again.id == identity.id
    assert again.customer_id != customer_id
    with world.database.reading() as session:
        assert ledger.standing(session, again.id, Purpose.AUTOMATION) is Standing.OBJECTED
        assert ledger.is_unbroken(ledger.entries(session, again.id))
    assert [content.text for _row, content in messages(world)] == ["Ich bin's"]


def test_erasing_twice_is_erasing_once(world, customer_id):
    erase(world, customer_id, Asked())
    with pytest.raises(NoSuchCustomer):
        erase(world, customer_id, Asked())
    assert go_on(world) == 0


def test_what_a_crash_interrupted_is_unreadable_at_once_and_gone_later(
    world, customer_id, monkeypatch
):
    def die(*_any):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(erasing.remains, "remove_some", die)
        erase(world, customer_id, Asked())
    assert all(row.wrapped is None for row in rows(world, DataKey) if row.owner == customer_id)
    assert rows(world, Message)
    assert go_on(world) == 1
    assert rows(world, Message) == []
    assert stored_files(world) == []


def test_a_message_in_a_workers_hands_is_waited_for(world, customer_id):
    with world.database.transaction() as session:
        session.query(Delivery).filter(Delivery.stage == Stage.QUEUED).first().stage = Stage.CLAIMED
    assert not erase(world, customer_id, Asked()).is_complete
    assert rows(world, Message)
    assert go_on(world) == 0
    with world.database.transaction() as session:
        session.query(Delivery).filter(Delivery.stage == Stage.CLAIMED).one().stage = Stage.UNKNOWN
    assert go_on(world) == 1
    assert rows(world, Message) == []


def test_very_many_messages_go_in_small_steps(world, customer_id, monkeypatch):
    monkeypatch.setattr(remains, "_AT_ONCE", 2)
    assert erase(world, customer_id, Asked()).messages >= 6
    assert rows(world, Message) == []


def test_whoever_was_merged_into_them_is_erased_with_them(world, loft, customer_id):
    shop = Customers(world, the_only_account(world))
    shop.write("Guten Tag", id="b", **{"from": "berta@example.de"})
    with world.database.transaction() as session:
        [berta] = [one for one in session.query(Customer) if one.id != customer_id]
        berta.merged_into = customer_id
        merged = berta.id
    erase(world, merged, Asked())
    assert rows(world, Message) == []
    told = {row.customer_id for row in rows(world, Change) if row.what == What.ERASED}
    assert told == {customer_id, merged}


def test_raw_events_that_name_them_go_and_those_of_others_stay(world, customer_id):
    shop = Customers(world, the_only_account(world))
    shop.write("Guten Tag", id="b", **{"from": "berta@example.de"})
    before = len(rows(world, RawEvent))
    erased = erase(world, customer_id, Asked())
    assert erased.raw_events == before - 1
    assert len(rows(world, RawEvent)) == 1


def test_the_plan_counts_and_changes_nothing(world, customer_id):
    with world.database.reading() as session:
        counts = plan(session, customer_id)
    assert counts["messages"] == len(rows(world, Message))
    assert counts["orders"] == counts["shop ids"] == counts["identities"] == 1
    assert STAYS in counts


def test_evidence_becomes_unreadable_when_claims_are_barred(world, loft, clock):
    customer_id = live(world, loft, objects=True)
    erase(world, customer_id, Asked())
    owner = f"evidence:{customer_id}"

    def open_keys():
        return [row for row in rows(world, DataKey) if row.owner == owner and row.wrapped]

    assert open_keys()
    clock.advance(days=3 * 365)  # still in the third year after
    purge(world)
    assert open_keys()
    clock.advance(days=60)
    purge(world)
    assert open_keys() == []


def test_the_command_asks_tells_and_erases(world, run, customer_id):
    dry = run("privacy", "erase", customer_id, "--dry-run", "--json")
    assert json.loads(dry.stdout)["messages"] == len(rows(world, Message))
    assert run("privacy", "erase", customer_id, stdin="n\n").exit_code == 1
    assert rows(world, Message)
    done = run("privacy", "erase", customer_id, "--yes", "--json")
    assert (done.exit_code, json.loads(done.stdout)["complete"]) == (0, True)
    assert rows(world, Message) == []
    assert run("privacy", "erase", customer_id, "--yes").exit_code == 1
