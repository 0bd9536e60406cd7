"""Who a WhatsApp user is: one person under every identifier, old and new ones."""

from __future__ import annotations

import pytest

from adapters.whatsapp.identity import recipient, variants
from inbox.channel import (
    Alias,
    AliasKind,
    Automated,
    IdentityChanged,
    InboundMessage,
    Kind,
    Rejected,
    Sender,
)
from tests.adapters.whatsapp.account import (
    ANNA_CONTACT,
    DARIA_ID,
    SENT,
    envelope,
    message,
    only,
    person,
    read,
    sample,
)

PHONE, BSUID, PARENT = "491713920001", "DE.13491208655302741918", "DE.ENT.11815799212886844830"


def sender_of(item, contacts=()):
    full = {**message(type="text", text={"body": "x"}), **item}
    full = {key: value for key, value in full.items() if value is not None}
    return only(envelope("messages", contacts=list(contacts), messages=[full])).sender


def names(sender):
    return {(alias.kind, alias.value) for alias in sender.aliases}


def test_both_identifiers_known_the_user_id_is_the_key_and_both_are_aliases():
    assert sender_of({}) == person(PHONE, BSUID)


def test_only_the_phone_number_known_it_is_the_key():
    assert sender_of({"from_user_id": None}) == person(PHONE)


def test_only_the_user_id_known_it_is_the_key():
    assert sender_of({"from": None}) == person("", BSUID)


@pytest.mark.parametrize(
    "item",
    [
        {"from": "", "from_user_id": BSUID},
        {"from": BSUID, "from_user_id": ""},
        {"from": BSUID, "from_user_id": None},
    ],
    ids=["empty phone", "user id in from", "no field for it"],
)
def test_identifiers_are_told_apart_by_their_form(item):
    assert sender_of(item) == person("", BSUID)


def test_profile_and_missing_identifiers_come_from_the_matching_contact():
    others = [{"wa_id": "491713920099", "profile": {"name": "Falsch"}}, ANNA_CONTACT]
    assert sender_of({"from_user_id": None}, others) == person(PHONE, BSUID, "Anna Schäfer")


def test_a_contact_that_shares_no_identifier_is_somebody_else():
    assert sender_of({}, [{"wa_id": "4999", "profile": {"name": "Falsch"}}]).name is None


@pytest.mark.parametrize("written", ["@daria.gruen", "daria.gruen"])
def test_a_username_is_an_alias_and_never_the_key(written):
    contact = {"user_id": DARIA_ID, "profile": {"name": "Daria", "username": written}}
    sender = sender_of({"from": None, "from_user_id": DARIA_ID}, [contact])
    assert sender.address == DARIA_ID
    assert (AliasKind.USERNAME, "daria.gruen") in names(sender)


def test_the_id_across_portfolios_is_a_further_alias():
    sender = sender_of({"from_parent_user_id": PARENT})
    assert sender.address == BSUID
    assert (AliasKind.PROVIDER, PARENT) in names(sender)


def test_an_identifier_of_an_unknown_form_is_shown_at_least():
    sender = sender_of({"from": "newform#1", "from_user_id": None})
    assert sender == Sender("newform#1")
    with pytest.raises(Rejected):
        recipient(sender)


@pytest.mark.parametrize(
    ("phone", "other"),
    [
        ("5511987654321", "551187654321"),
        ("551187654321", "5511987654321"),
        ("5215512345678", "525512345678"),
        ("5491112345678", "541112345678"),
        ("491713920001", None),
    ],
    ids=["Brazil with 9", "Brazil without", "Mexico", "Argentina", "Germany"],
)
def test_a_line_with_two_numbers_is_known_by_both(phone, other):
    assert variants(phone) == ((other,) if other else ())
    sender = sender_of({"from": phone, "from_user_id": None})
    assert sender.address == phone
    known = {alias.value for alias in sender.aliases if alias.kind is AliasKind.PHONE}
    assert known == {phone} | ({other} if other else set())


# ----- addressing


def aliases(*phones):
    return tuple(Alias(AliasKind.PHONE, phone) for phone in phones)


@pytest.mark.parametrize(
    ("to", "phone", "bsuid"),
    [
        (Sender(PHONE), PHONE, ""),
        (Sender(f"+{PHONE}"), PHONE, ""),
        (Sender(BSUID), "", BSUID),
        (Sender(BSUID, aliases=aliases(PHONE)), PHONE, ""),
        (Sender(BSUID, aliases=aliases("5511987654321", "551187654321")), "5511987654321", ""),
        (Sender(BSUID, aliases=aliases(PHONE, "491713920099")), "", BSUID),
        (Sender(PARENT), "", PARENT),
    ],
    ids=["phone", "plus", "user id", "both", "one line", "two lines", "parent"],
)
def test_writes_to_the_phone_number_while_it_is_unmistakable(to, phone, bsuid):
    found = recipient(to)
    assert (found.phone, found.bsuid) == (phone, bsuid)


# ----- changes


def changed(item=None, **system):
    return envelope("messages", messages=[{**_SYSTEM, **(item or {}), "system": system}])


_SYSTEM = {"id": "wamid.SYS", "timestamp": "1795500000", "type": "system"}
NEW_PHONE, NEW_BSUID = "491713920099", "DE.55510293847561029384"


def test_a_new_number_brings_a_new_user_id():
    body = changed(
        {"from": PHONE},
        type="user_changed_number",
        body=f"User Anna Schäfer changed from {PHONE} to {NEW_PHONE}",
        wa_id=NEW_PHONE,
        user_id=NEW_BSUID,
        previous_user_id=BSUID,
    )
    assert read(body) == [
        IdentityChanged("wamid.SYS", person(PHONE, BSUID), person(NEW_PHONE, NEW_BSUID), SENT)
    ]


@pytest.mark.parametrize(
    ("kind", "system"),
    [
        ("user_changed_number", {"wa_id": NEW_PHONE}),
        ("customer_changed_number", {"wa_id": NEW_PHONE}),
        ("customer_changed_number", {"new_wa_id": NEW_PHONE}),
    ],
    ids=["before August 2026", "legacy", "oldest"],
)
def test_older_forms_of_a_new_number_are_read(kind, system):
    assert read(changed({"from": PHONE}, type=kind, **system)) == [
        IdentityChanged("wamid.SYS", person(PHONE), person(NEW_PHONE), SENT)
    ]


def test_the_legacy_field_customer_names_the_old_number():
    body = changed(type="customer_changed_number", customer=PHONE, new_wa_id=NEW_PHONE)
    assert read(body) == [IdentityChanged("wamid.SYS", person(PHONE), person(NEW_PHONE), SENT)]


def test_a_new_user_id_comes_without_phone_number_and_without_from():
    body = changed(
        type="user_changed_user_id",
        user_id=NEW_BSUID,
        previous_user_id=DARIA_ID,
        parent_user_id="DE.ENT.222",
        previous_parent_user_id=PARENT,
    )
    [event] = read(body)
    assert (event.old.address, event.new.address) == (DARIA_ID, NEW_BSUID)
    assert (AliasKind.PROVIDER, PARENT) in names(event.old)
    assert (AliasKind.PROVIDER, "DE.ENT.222") in names(event.new)


def test_before_august_2026_the_old_user_id_stood_in_the_text():
    text = f"User changed from {PHONE} to x changed from {DARIA_ID} to {NEW_BSUID}"
    [event] = read(changed(type="user_changed_user_id", body=text, user_id=NEW_BSUID))
    assert event.old == person("", DARIA_ID)
    assert event.new == person("", NEW_BSUID)


def test_the_drafted_field_is_read_if_it_ever_comes():
    [event] = read(sample("f_user_id_update_draft.json"))
    assert (event.old, event.new) == (person("", DARIA_ID), person("", "DE.31415926535897932384"))


def test_a_new_number_that_belongs_to_somebody_is_only_reported():
    [event] = read(sample("x_system_number_change_collision.json"))
    assert isinstance(event, IdentityChanged)
    assert (event.old.address, event.new.address) == (PHONE, "491713920002")


def test_a_changed_key_is_a_notice_that_nobody_answers():
    [event] = read(sample("in_system_legacy_identity_changed.json"))
    assert isinstance(event, InboundMessage)
    assert (event.kind, event.automated) == (Kind.SYSTEM, Automated.NOTIFICATION)
    assert event.details == {"event": "customer_identity_changed"}


@pytest.mark.parametrize(
    "system",
    [
        {"type": "user_changed_user_id", "user_id": NEW_BSUID},
        {"type": "user_changed_user_id", "body": "changed from here to there"},
        {"type": "user_changed_number"},
        {"type": "something_new"},
        {},
    ],
    ids=["no old id", "words", "no number", "unknown", "empty"],
)
def test_a_change_that_names_nobody_changes_nothing(system):
    assert not any(isinstance(event, IdentityChanged) for event in read(changed(**system)))


def test_an_unknown_notice_about_somebody_is_shown():
    [event] = read(changed({"from": PHONE}, type="something_new", body="Etwas geschah"))
    assert (event.kind, event.text) == (Kind.SYSTEM, "Etwas geschah")
