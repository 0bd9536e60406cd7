"""Every page of the settings in both themes: usable by everybody, and photographed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from inbox.automation import answer_rules, own_texts
from inbox.automation.answer_rules import Wanted
from inbox.automation.texts import Voice
from inbox.conversations import labels
from inbox.conversations.labels import Colour, Known
from inbox.hours import profiles
from inbox.hours.holidays import Region
from inbox.hours.intervals import Interval
from inbox.hours.plan import Plan
from inbox.people import agent as agents
from inbox.people import invitation, replies, team
from inbox.people.agent import Agent, Role
from inbox.people.replies import Wording
from inbox.shop import the_shop
from inbox.world import World
from tests.browser.conftest import sign_in, width_of
from tests.browser.test_looks import all_rules, contrast, photograph
from tests.shop import Customers

pytestmark = pytest.mark.browser
TEXT = "Automated message from {shop}: moin!\nReply HUMAN to reach our team."


@pytest.fixture
def pages(world: World, customers: Customers) -> dict[str, str]:
    """A shop in which everything has been set, and the addresses of its pages."""
    customers.write("STOP", name="Anna")
    now = world.clock()
    with world.database.transaction() as session:
        shop = the_shop(session)
        shop.privacy_url, shop.country = "https://shop.example/privacy", "DE"
        plan = Plan(
            zone="Europe/Berlin",
            weekly=((Interval(540, 750), Interval(780, 1080)),) * 5 + ((),) * 2,
            region=Region("DE", "BY"),
        )
        hours = profiles.add(session, name="Support", plan=plan, by=None, now=now).id
        shop.profile_id = hours
        returns = team.add(session, name="Returns", by=None, now=now)
        alex = agents.introduce(
            session, name="Alex", email="alex@shop.example", role=Role.LEAD, now=now
        )
        alex.team_id = returns.id
        invitation.invite(session, alex, by=None, now=now)
        own_texts.save(session, "ack", Voice.ENGLISH, TEXT, by=None, now=now)
        rule = answer_rules.add(
            session, Wanted(name="Shipping", phrases=("versand*",)), by=None, now=now
        ).id
        replies.add(session, Wording("order", "Order number", {"en": "What is it?"}), now=now)
        labels.create(session, "Urgent", Colour.RED)
        labels.known_label(session, Known.CONTRACT)
        kim = session.scalars(select(Agent).where(Agent.id != alex.id)).one()
        reply = replies.shared(session)[0].id
        found = {
            "agent": f"/settings/agents/{alex.id}",
            "my account": f"/settings/agents/{kim.id}",
            "saved reply": f"/settings/saved-replies/{reply}",
        }
    areas = ("shop", "hours", "accounts", "saved-replies", "labels", "automation", "texts",
             "answers", "keywords", "simulator", "agents", "teams", "decisions", "consents",
             "audit", "dead-letters")  # fmt: skip
    return {
        "settings": "/settings",
        **{f"settings {area}": f"/settings/{area}" for area in areas},
        **found,
        "account": f"/settings/accounts/{customers.account_id}",
        "new account": "/settings/accounts/new/pigeon",
        "hours": f"/settings/hours/{hours}",
        "text": "/settings/texts/ack/en",
        "answer": f"/settings/answers/{rule}",
    }


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_settings(
    browser: Browser, site: str, pages: dict[str, str], theme: str
) -> None:
    context = browser.new_context(
        base_url=site, locale="en-GB", bypass_csp=True, reduced_motion="reduce",
        color_scheme="dark" if theme == "dark" else "light",
    )  # fmt: skip
    page = context.new_page()
    serious = all_rules if theme == "light" else contrast
    sign_in(page)
    found, wide = {}, []
    for name, path in pages.items():
        answer = page.goto(path)
        assert answer is not None
        assert answer.ok, path
        found[name] = serious(page)
        photograph(page, name, theme)
        page.set_viewport_size({"width": 390, "height": 844})
        if width_of(page) > 390:
            wide.append(name)
    context.close()
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert wide == []
