"""Hours as rows: made, changed, given to shop, account and team, and asked at the next message."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from inbox.accounts.account import Account
from inbox.audit import AuditEntry
from inbox.automation.decision import DecisionRow
from inbox.conversations.conversation import Conversation
from inbox.hours import profiles
from inbox.hours.calendar import is_open
from inbox.hours.holidays import Region
from inbox.hours.plan import Plan
from inbox.hours.profiles import BadHours, HoursProfile, profile_for
from inbox.people import team as teams
from inbox.shop import the_shop
from tests.shop import Customers, configure_shop, open_account, rows

ALWAYS = Plan.from_json({"zone": "Europe/Berlin", "weekly": [["00:00-24:00"]] * 7})
NEVER = Plan.from_json({"zone": "Europe/Berlin"})


@pytest.fixture
def add(world):
    def make(name, plan):
        with world.database.transaction() as session:
            return profiles.add(session, name=name, plan=plan, by=None, now=world.clock()).id

    return make


@pytest.fixture
def shop(world):
    configure_shop(world, name="Lavendel")
    return Customers(world, open_account(world))


def give(world, holder_of, profile_id, name):
    with world.database.transaction() as session:
        profiles.assign(
            session, holder_of(session), profile_id, name=name, by=None, now=world.clock()
        )


def deeds(world):
    return [entry.deed for entry in rows(world, AuditEntry) if entry.deed.startswith("hours.")]


def test_hours_are_added_changed_and_removed(world, add):
    profile_id = add("  Büro   Nord ", ALWAYS)
    with world.database.transaction() as session:
        row = session.get_one(HoursProfile, profile_id)
        assert (row.name, row.plan, row.version) == ("Büro Nord", ALWAYS, 1)
        for _ in range(2):  # the second time nothing is new
            profiles.change(session, row, name="Büro", plan=NEVER, by=None, now=world.clock())
        assert (row.plan, row.version) == (NEVER, 2)
        assert [one.name for one in profiles.all_profiles(session)] == ["Büro"]
    with world.database.transaction() as session:
        row = session.get_one(HoursProfile, profile_id)
        profiles.remove(session, row, by=None, now=world.clock())
    assert rows(world, HoursProfile) == []
    assert deeds(world) == ["hours.added", "hours.changed", "hours.removed"]


def test_hours_that_somebody_has_are_not_removed(world, add):
    profile_id = add("Büro", ALWAYS)
    give(world, the_shop, profile_id, "shop")
    with world.database.transaction() as session, pytest.raises(BadHours, match="IN_USE"):
        row = session.get_one(HoursProfile, profile_id)
        profiles.remove(session, row, by=None, now=world.clock())
    assert len(rows(world, HoursProfile)) == 1


@pytest.mark.parametrize(("name", "code"), [(" ", "NAME_MISSING"), ("x" * 81, "TOO_LONG")])
def test_a_name_is_needed(add, name, code):
    with pytest.raises(BadHours, match=code):
        add(name, ALWAYS)


def test_the_team_goes_before_the_account_and_the_account_before_the_shop(world, shop, add):
    always, never = add("immer", ALWAYS), add("nie", NEVER)
    with world.database.transaction() as session:
        team = teams.add(session, name="Nacht", by=None, now=world.clock())
        account = session.get_one(Account, shop.account_id)
        held = the_shop(session)

        def open_now(*holders):
            found = profile_for(session, *holders)
            return None if found is None else is_open(found, world.clock())

        assert open_now(team, account, held) is None
        held.profile_id = always
        assert open_now(team, account, held) is True
        account.profile_id = never
        assert open_now(team, account, held) is False
        team.profile_id = always
        assert open_now(team, account, held) is True
        assert open_now(None, account, held) is False


def test_the_hours_of_the_conversations_team_decide(world, shop, add):
    give(world, the_shop, add("immer", ALWAYS), "shop")
    shop.write("Hallo")
    assert rows(world, DecisionRow)[-1].reason == "ACK"
    with world.database.transaction() as session:
        team = teams.add(session, name="Nacht", by=None, now=world.clock())
        session.query(Conversation).one().team_id = team.id
        team_id = team.id
    give(world, lambda s: s.get_one(teams.Team, team_id), add("nie", NEVER), f"team:{team_id}")
    shop.write("Noch jemand da?")
    assert rows(world, DecisionRow)[-1].reason == "OUT_OF_HOURS"
    assert deeds(world)[-1] == "hours.assigned"


def test_giving_the_same_hours_again_is_no_deed(world, add):
    profile_id = add("Büro", ALWAYS)
    for _ in range(2):
        give(world, the_shop, profile_id, "shop")
    assert deeds(world) == ["hours.added", "hours.assigned"]


def test_confirming_takes_the_holidays_over(world, add):
    profile_id = add("Büro", replace(ALWAYS, region=Region("DE", "SN")))
    with world.database.transaction() as session:
        row = session.get_one(HoursProfile, profile_id)
        today = date(2026, 11, 25)
        profiles.confirm(session, row, today=today, by=None, now=world.clock())
        assert date(2027, 11, 17) in row.plan.holidays
        assert row.version == 2


def test_what_waits_is_asked_by_the_new_hours(world, shop, add, loft):
    profile_id = add("Büro", NEVER)
    give(world, the_shop, profile_id, "shop")
    shop.write("Hallo")
    with world.database.transaction() as session:
        row = session.get_one(HoursProfile, profile_id)
        profiles.change(session, row, name="Büro", plan=ALWAYS, by=None, now=world.clock())
    shop.send_all()
    assert loft.sent == []
    assert rows(world, DecisionRow)[-1].reason == "HOURS_CHANGED"
