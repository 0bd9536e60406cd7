"""What was done with a conversation stands between its messages, in words."""

from __future__ import annotations

import re

from inbox.conversations import labels
from inbox.conversations.labels import Colour
from inbox.people import team as teams
from inbox.world import World
from tests.conftest import NOON, Clock
from tests.inbox.web.conftest import Auth
from tests.shop import Customers, configure_shop


def told(page: str) -> list[str]:
    """Messages and what was done, in the order of the page."""
    thread = page.split('id="thread"')[1].split('class="composer', maxsplit=1)[0]
    found = re.findall(
        r'<p id="did-\w+" class="did">(.*?) · |<div class="words"[^>]*>(.*?)</div>', thread
    )
    return [done or said for done, said in found]


def test_deeds_stand_between_the_messages_in_the_order_of_time(
    auth: Auth, world: World, customers: Customers, clock: Clock
) -> None:
    configure_shop(world, automation=False)
    alex = auth.add("Alex")
    with world.database.transaction() as session:
        team = teams.add(session, name="Retouren", by=None, now=NOON).id
        label = labels.create(session, "VIP", Colour.RED).id
    auth.sign_in()
    customers.write("Hallo", name="Anna")
    address = auth.find("Anna")
    auth.get(address)
    for verb, form in (
        ("take", {}), ("assign", {"agent": alex}), ("label", {"label": label}),
        ("resolve", {}),
    ):  # fmt: skip
        clock.advance(minutes=1)
        auth.post(f"{address}/{verb}", **form)
    clock.advance(minutes=1)
    customers.write("Noch etwas", name="Anna")
    for verb, form in (
        ("assign", {"agent": ""}), ("hand", {"team": team}), ("unlabel", {"label": label}),
        ("snooze", {"until": "tomorrow"}), ("reopen", {}), ("spam", {}),
    ):  # fmt: skip
        clock.advance(minutes=1)
        auth.post(f"{address}/{verb}", **form)
    assert told(auth.get(address).text) == [
        "Hallo",
        "Kim took it",
        "Kim assigned it to Alex",
        "Kim added the label VIP",
        "Kim resolved it",
        "Noch etwas",
        "Kim took the assignment back",
        "Kim handed it to Retouren",
        "Kim removed the label VIP",
        "Kim snoozed it until Wed 25 Nov, 09:00",
        "Kim reopened it",
        "Kim marked it as spam",
    ]


def test_what_happened_by_itself_and_what_was_removed_since_has_words_too(
    auth: Auth, world: World, customers: Customers, clock: Clock
) -> None:
    customers.write("Ich widerrufe hiermit meinen Vertrag", name="Anna")
    auth.sign_in(language="de")
    page = auth.get(auth.find("Anna")).text
    assert "Kontor hat das Label Widerruf/Kündigung gesetzt" in page
    with world.database.transaction() as session:
        label = labels.create(session, "<b>VIP</b>", Colour.RED)
        label_id = label.id
    address = auth.find("Anna")
    auth.post(f"{address}/label", label=label_id)
    assert "Label &lt;b&gt;VIP&lt;/b&gt; gesetzt" in auth.get(address).text
    with world.database.transaction() as session:
        labels.remove(session, session.get_one(labels.Label, label_id))
    assert "Label (gelöscht) gesetzt" in auth.get(address).text
