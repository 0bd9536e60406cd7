"""The gate's table as the house has it, row by row and column by column."""

from __future__ import annotations

import itertools

import pytest

from inbox.consent.purpose import Purpose
from inbox.outbox.gate import Crossing, Ruling, rule

MACHINE, MARKETING, PERSON = Purpose.AUTOMATION, Purpose.MARKETING, Purpose.SERVICE
GOES, STOPS, WAITS = Ruling.GOES, Ruling.STOPS, Ruling.WAITS

TABLE = [
    # facts, machine, marketing, person
    ({"marketing_permitted": True}, GOES, GOES, GOES),
    ({}, GOES, STOPS, GOES),  # marketing withdrawn or never granted
    ({"automation_objected": True, "marketing_permitted": True}, STOPS, STOPS, GOES),
    ({"customer_blocked": True, "marketing_permitted": True}, STOPS, STOPS, STOPS),
    ({"processing_restricted": True, "marketing_permitted": True}, STOPS, STOPS, STOPS),
    ({"being_erased": True, "marketing_permitted": True}, STOPS, STOPS, STOPS),
    ({"window_open": False, "marketing_permitted": True}, STOPS, STOPS, STOPS),
    ({"window_open": False, "marketing_permitted": True, "is_template": True}, STOPS, GOES, GOES),
    ({"consent_required": True, "marketing_permitted": True}, STOPS, STOPS, STOPS),
    ({"consent_required": True, "consent_granted": True, "marketing_permitted": True},
     GOES, GOES, GOES),
    ({"account_paused": True, "marketing_permitted": True}, WAITS, WAITS, WAITS),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "machine", "marketing", "person"), TABLE)
def test_the_table(facts, machine, marketing, person):
    for purpose, expected in ((MACHINE, machine), (MARKETING, marketing), (PERSON, person)):
        decided = rule(Crossing(purpose=purpose, **facts))
        assert decided.ruling is expected, purpose
        assert bool(decided.reason) == (expected is not GOES)


def test_what_the_customers_own_command_asks_for_goes():
    objected = Crossing(purpose=MACHINE, automation_objected=True, asked_for=True)
    assert rule(objected).ruling is GOES
    asking = Crossing(purpose=MACHINE, consent_required=True, asked_for=True)
    assert rule(asking).ruling is GOES


def test_nothing_waits_in_vain():
    """A message that would be stopped anyway does not wait for its account to be resumed."""
    assert (
        rule(Crossing(purpose=PERSON, account_paused=True, customer_blocked=True)).ruling is STOPS
    )


def test_no_combination_lets_a_blocked_restricted_or_erased_customer_be_written_to():
    flags = ("marketing_permitted", "asked_for", "consent_granted", "window_open", "is_template")
    for values in itertools.product((False, True), repeat=len(flags)):
        facts = dict(zip(flags, values, strict=True))
        for purpose in (MACHINE, MARKETING, PERSON):
            for ban in ("customer_blocked", "processing_restricted", "being_erased"):
                assert rule(Crossing(purpose=purpose, **facts, **{ban: True})).ruling is STOPS


def test_no_combination_lets_marketing_pass_without_permission():
    flags = ("asked_for", "consent_granted", "window_open", "is_template", "automation_objected")
    for values in itertools.product((False, True), repeat=len(flags)):
        facts = dict(zip(flags, values, strict=True))
        assert rule(Crossing(purpose=MARKETING, **facts)).ruling is STOPS
