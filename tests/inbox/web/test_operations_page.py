"""The page for administrators: every account, every queue, who works, what needs somebody."""

from __future__ import annotations

import pytest

from inbox import leases
from inbox.channel import OutcomeUnknown
from inbox.intake.raw_event import Fate, RawEvent
from inbox.people.agent import Role
from inbox.watch.alert import look
from inbox.watch.findings import LEAST_FREE
from inbox.world import World
from tests.inbox.web.conftest import Auth
from tests.pigeon import Loft, request
from tests.shop import Customers, the_only

PAGE = "/settings/operations"


def test_a_house_in_order_says_so(auth: Auth, customers: Customers, world: World) -> None:
    with world.database.transaction() as session:
        leases.acquire(session, "schedule", holder="host:42", seconds=60)
    customers.write()
    customers.send_all()
    auth.sign_in(role=Role.ADMIN)
    page = auth.get(PAGE).text
    assert "Nothing. All is well." in page
    assert "host:42" in page
    assert "1 try" in page
    assert "Nobody is told" in page


@pytest.mark.parametrize(("language", "said"), [("en", "is broken"), ("de", "ist gestört")])
def test_what_needs_somebody_stands_first(
    auth: Auth, customers: Customers, world: World, language: str, said: str
) -> None:
    customers.happen(event="account", health="broken", what="SIGNED_OUT")
    look(world.database, None, free_bytes=LEAST_FREE, now=world.clock())
    auth.sign_in(role=Role.ADMIN, language=language)
    page = auth.get(PAGE).text
    assert said in page
    assert page.index(said) < page.index("<table")


def test_what_waits_and_what_went_wrong_is_counted(
    auth: Auth, customers: Customers, loft: Loft
) -> None:
    loft.script.append(OutcomeUnknown("NO_ANSWER"))
    customers.write()
    customers.send_all()
    customers.arrive(request({"event": "never heard of"}))
    auth.sign_in(role=Role.ADMIN)
    page = auth.get(PAGE).text
    assert "1 of unknown outcome" in page
    assert "1 not understood" in page
    assert "Nobody. Without workers" in page


def test_dead_letters_are_read_again(auth: Auth, customers: Customers, world: World) -> None:
    customers.arrive(request({"event": "never heard of"}))
    auth.sign_in(role=Role.ADMIN)
    auth.get(PAGE)
    answer = auth.post(f"{PAGE}/replay")
    assert answer.status_code == 303
    assert the_only(world, RawEvent).fate == Fate.WAITING
    assert "It is being read again." in auth.get(PAGE).text


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD])
def test_it_is_for_administrators(auth: Auth, role: Role) -> None:
    auth.sign_in(role=role)
    assert auth.get(PAGE).status_code == 403
    assert auth.post(f"{PAGE}/replay").status_code == 403


def test_no_customer_is_named(auth: Auth, customers: Customers) -> None:
    customers.write("Geheimes Wort", name="Anna Beispiel")
    auth.sign_in(role=Role.ADMIN)
    page = auth.get(PAGE).text
    assert "Geheimes" not in page
    assert "Anna" not in page
