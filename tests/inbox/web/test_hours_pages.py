"""Opening hours: a week as people write it, holidays that somebody confirms, special days."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from inbox.accounts.account import Account
from inbox.hours.intervals import Interval
from inbox.hours.plan import Plan
from inbox.hours.profiles import HoursProfile
from inbox.people.agent import Role
from inbox.shop import Shop
from inbox.world import World
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import configure_shop, open_account, rows, the_only

pytestmark = only_sqlite
WEEK: dict[str, Any] = {
    "name": "Support", "zone": "Europe/Berlin", "country": "DE", "subdivision": "BY",
    "mon": "9-12:30, 13.00 – 18 Uhr", "tue": "", "wed": "09:00-18:00", "thu": "22:00-06:00",
    "fri": "00:00-24:00", "sat": "", "sun": "", "on_holidays": "10-12",
}  # fmt: skip


@pytest.fixture
def lead(auth: Auth, world: World) -> Auth:
    configure_shop(world, country="DE", subdivision="SN")
    auth.sign_in(role=Role.LEAD)
    auth.get("/settings/hours")
    auth.post("/settings/hours", name="Support")
    return auth


def address(world: World) -> str:
    return f"/settings/hours/{the_only(world, HoursProfile).id}"


def plan(world: World) -> Plan:
    found: Plan = the_only(world, HoursProfile).plan
    return found


def test_the_first_hours_begin_with_office_hours_and_count_for_the_shop(
    lead: Auth, world: World
) -> None:
    made = plan(world)
    assert made.weekly[0] == (Interval(540, 1020),)
    assert made.weekly[6] == ()
    assert date(2027, 11, 17) in made.holidays  # of Saxony alone
    assert the_only(world, Shop).profile_id == the_only(world, HoursProfile).id
    page = lead.get("/settings/hours").text
    assert "Open now" in page
    assert "closes" in page


def test_a_week_is_saved(lead: Auth, world: World) -> None:
    assert lead.post(address(world), **WEEK).status_code == 303
    saved = plan(world)
    assert saved.weekly[0] == (Interval(540, 750), Interval(780, 1080))
    assert saved.weekly[3] == (Interval(1320, 1800),)
    assert saved.on_holidays == (Interval(600, 720),)
    assert saved.region is not None
    assert saved.region.subdivision == "BY"
    assert 'value="09:00-12:30, 13:00-18:00"' in lead.get(address(world)).text


def test_what_is_no_time_stands_at_its_day_and_nothing_is_saved(lead: Auth, world: World) -> None:
    answer = lead.post(address(world), **{**WEEK, "tue": "always", "zone": "Mars/North"})
    assert answer.status_code == 422
    assert 'id="wrong-tue"' in answer.text
    assert 'id="wrong-zone"' in answer.text
    assert 'value="always"' in answer.text
    assert plan(world).weekly[1] == (Interval(540, 1020),)
    assert lead.post(address(world), **{**WEEK, "name": ""}).status_code == 422


def test_a_preview_shows_what_a_customer_reads_and_saves_nothing(lead: Auth, world: World) -> None:
    before = the_only(world, HoursProfile).document
    answer = lead.post(address(world), **WEEK, preview="yes", at="2026-11-24T20:00")
    assert answer.status_code == 200
    preview = re.split('id="preview"', answer.text)[1]
    assert "closed" in preview
    assert "morgen um 09:00" in preview
    assert "tomorrow at 09:00" in preview
    assert the_only(world, HoursProfile).document == before


def test_holidays_are_confirmed_and_some_are_open_as_usual(lead: Auth, world: World) -> None:
    lead.post(address(world), **WEEK)  # another region: other holidays
    assert "Public holidays are to be confirmed." in lead.get("/settings/hours").text
    page = lead.get(address(world)).text
    shown = re.findall(r'name="shown" value="([0-9-]+)"', page)
    assert "2027-01-06" in shown
    kept = [day for day in shown if day != "2026-12-26"]
    lead.post(f"{address(world)}/holidays", shown=shown, kept=kept)
    profile = plan(world).profile()
    assert date(2027, 1, 6) in profile.holidays
    assert date(2026, 12, 26) not in profile.holidays
    assert "to be confirmed" not in lead.get("/settings/hours").text


def test_special_days_and_company_holidays_are_entered_and_removed(
    lead: Auth, world: World
) -> None:
    days = f"{address(world)}/days"
    page = lead.get(address(world)).text
    assert "Take over Thu, 24 Dec 2026: 09:00-12:00" in page
    lead.post(days, first="2026-12-24", times="9-12", label="Heiligabend")
    lead.post(days, first="2026-12-27", last="2027-01-03", label="Betriebsferien")
    assert plan(world).special_days[date(2026, 12, 24)] == (Interval(540, 720),)
    assert plan(world).closures[0].last == date(2027, 1, 3)
    page = lead.get(address(world)).text
    assert "Heiligabend" in page
    assert "Betriebsferien" in page
    lead.post(f"{days}/remove", day="2026-12-24")
    lead.post(f"{days}/remove", day="2026-12-27")
    assert plan(world).special_days == {}
    assert plan(world).closures == ()
    assert plan(world).labels == {}


@pytest.mark.parametrize(
    "form",
    [{"first": "soon"}, {"first": "2026-12-24", "last": "2026-12-01"},
     {"first": "2026-12-24", "times": "late"}],
)  # fmt: skip
def test_a_day_that_makes_no_sense_is_refused(
    lead: Auth, world: World, form: dict[str, str]
) -> None:
    answer = lead.post(f"{address(world)}/days", **form)
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.text


def test_hours_are_given_to_an_account_and_cannot_go_while_somebody_has_them(
    lead: Auth, world: World
) -> None:
    account_id, profile = open_account(world), the_only(world, HoursProfile)
    lead.post("/settings/hours/assign", **{"shop": "", f"account:{account_id}": profile.id})
    assert the_only(world, Shop).profile_id is None
    assert the_only(world, Account).profile_id == profile.id
    lead.post(f"{address(world)}/remove")
    assert "Still in use" in lead.get(address(world)).text
    lead.post("/settings/hours/assign", **{f"account:{account_id}": "unknown"})
    lead.post(f"/settings/hours/{profile.id}/remove")
    assert rows(world, HoursProfile) == []


def test_hours_that_are_not_there_are_not_found(lead: Auth) -> None:
    for path in ("", "/holidays", "/days/remove", "/remove"):
        assert lead.post(f"/settings/hours/nothing{path}", **WEEK).status_code == 404
    assert lead.post("/settings/hours", name="").status_code == 422
