"""A proof says what was agreed to, when, where, in which words, to who knows no code."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import text as sql

from inbox import sealing
from inbox.audit import AuditEntry
from inbox.consent.ledger import LedgerEntry
from inbox.consent.purpose import Happened, Purpose, Standing
from inbox.consent.wordings import Wording
from inbox.conversations.customer import Customer
from inbox.privacy.proof.gather import gather
from inbox.privacy.proof.page import as_json, page
from inbox.privacy.proof.take import take
from inbox.privacy.proof.words import WORDS
from inbox.privacy.whole import NoSuchCustomer
from tests.shop import Customers, configure_shop, open_account, rows, the_only


@pytest.fixture
def customer_id(world):
    configure_shop(world, name="Lavendel & <Leinen>", privacy_url="https://shop.example/privacy")
    customers = Customers(world, open_account(world))
    for text in ("START", "JA", "STOP"):
        customers.write(text)
        customers.send_all()
    return the_only(world, Customer).id


def proof(world, customer_id):
    with world.database.reading() as session:
        return gather(session, customer_id, now=world.clock())


def test_every_step_is_told_with_its_words_and_its_evidence(world, customer_id):
    (one,) = proof(world, customer_id).identities
    marketing = [event for event in one.events if event.purpose == "marketing"]
    assert [event.happened for event in marketing] == ["asked", "granted", "withdrawn"]
    asked, granted, withdrawn = marketing
    assert "Lavendel" in asked.words.text
    assert asked.words.is_genuine
    assert granted.evidence["text"] == "JA"
    assert granted.words == asked.words
    assert withdrawn.evidence["text"] == "STOP"
    assert [(stands.purpose, stands.standing) for stands in one.stands] == [
        ("marketing", "withdrawn")
    ]
    assert one.stands[0].since == withdrawn.occurred_at
    assert one.is_unbroken


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ["Nachweis der Einwilligungen", "nicht erlaubt, widerrufen", "eingewilligt",
                "Dienstag, 24. November 2026", "lückenlos", "Nachricht im Chat"]),
        ("en", ["Proof of consents", "not permitted, withdrawn", "consented",
                "Tuesday, 24 November 2026", "unbroken chain", "message in the chat"]),
    ],
)  # fmt: skip
def test_the_page_reads_in_both_languages_and_escapes_everything(
    world, customer_id, language, sentences
):
    made = page(proof(world, customer_id), language)
    for sentence in sentences:
        assert sentence in made
    assert "Lavendel &amp; &lt;Leinen&gt;" in made
    assert not re.search(r"\b(?:marketing|chat_keyword|withdrawn_|SCREAMING)\b", made[2000:]) or (
        language == "en"
    )


def test_every_code_has_words():
    for area, codes in (
        ("purpose", Purpose),
        ("happened", Happened),
        ("standing", [one for one in Standing if one is not Standing.UNKNOWN]),
    ):
        assert [code for code in codes if f"{area}.{code}" not in WORDS] == []
    assert all(german.strip() and english.strip() for german, english in WORDS.values())


def test_a_broken_chain_is_said_aloud(world, customer_id):
    with world.database.transaction() as session:
        row = session.query(LedgerEntry).order_by(LedgerEntry.position).first()
        _unprotected(session, "consent_ledger")
        session.execute(
            sql("UPDATE consent_ledger SET actor = 'agent:x' WHERE id = :id"), {"id": row.id}
        )
    found = proof(world, customer_id)
    assert not found.identities[0].is_unbroken
    assert "Achtung: Die Kette" in page(found, "de")


def test_changed_words_are_said_aloud(world, customer_id):
    with world.database.transaction() as session:
        _unprotected(session, "wording")
        session.execute(sql("UPDATE wording SET text = 'Ja zu allem'"))
    (one,) = proof(world, customer_id).identities
    assert not any(event.words.is_genuine for event in one.events if event.words)
    assert "Achtung: Der Wortlaut" in page(proof(world, customer_id), "de")


def _unprotected(session, table):
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sql(f"DROP TRIGGER {table}_no_update"))
    else:
        session.execute(sql("SET LOCAL session_replication_role = replica"))


def test_evidence_whose_key_is_destroyed_is_missing_and_the_chain_stays_whole(world, customer_id):
    with world.database.transaction() as session:
        sealing.destroy(session, f"evidence:{customer_id}", now=world.clock())
    (one,) = proof(world, customer_id).identities
    assert all(event.evidence is None for event in one.events)
    assert any(event.evidence_destroyed for event in one.events)
    assert one.is_unbroken


def test_who_declared_nothing_is_told_so(world):
    Customers(world, open_account(world)).write("Bonjour", automated="auto_reply")
    found = proof(world, the_only(world, Customer).id)
    assert "Nothing was declared for this address" in page(found, "en")


def test_a_merged_customer_is_proved_with_who_took_their_place(world, customer_id):
    Customers(world, open_account(world, name="zwei")).write("Hallo", **{"from": "zwei"})
    with world.database.transaction() as session:
        other = next(one for one in session.query(Customer) if one.id != customer_id)
        other.merged_into = customer_id
        old = other.id
    assert proof(world, old).customer_id == customer_id


def test_nobody_has_no_proof(world):
    with pytest.raises(NoSuchCustomer):
        proof(world, "nobody")


def test_the_json_holds_the_same(world, customer_id):
    document = json.loads(as_json(proof(world, customer_id)))
    assert document["schema"] == "kontor-consent-proof/1"
    assert document["identities"][0]["events"][-1]["happened"] == "withdrawn"
    assert {row.text for row in rows(world, Wording)} >= {
        event["words"]["text"] for event in document["identities"][0]["events"] if event["words"]
    }


def test_the_audit_knows_who_took_it(world, customer_id):
    take(world, customer_id, by=None)
    entry = rows(world, AuditEntry)[-1]
    assert (entry.deed, entry.about) == ("customer.proof_taken", customer_id)
