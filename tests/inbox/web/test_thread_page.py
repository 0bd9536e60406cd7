"""The thread as a page: what was said, what became of it, what the machine did and why."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import select

from inbox import sealing
from inbox.accounts import open as account_opening
from inbox.accounts.account import Account
from inbox.channel import OutcomeUnknown, Rejected
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Message, Reached
from inbox.hours.profiles import HoursProfile
from inbox.outbox.delivery import Delivery
from inbox.world import World
from tests.conftest import NOON
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.inbox.web.counting import counted
from tests.pigeon import Loft, request
from tests.shop import Customers, configure_shop, open_account, rows


def bubble(page: str, words: str) -> str:
    """The text of the one message that says this, with its state and its reasons."""
    found = [part for part in page.split("<article ")[1:] if words in part]
    assert len(found) == 1, (words, len(found))
    text = re.sub(r"<[^>]+>", " ", found[0].split("</article>")[0].partition(">")[2])
    return " ".join(text.split())


def opened(auth: Auth, name: str = "Anna") -> str:
    return auth.get(auth.find(name)).text


@pytest.fixture
def quiet(world: World) -> None:
    configure_shop(world, acknowledge=False, privacy_url="", undo_seconds=0)


@only_sqlite
def test_a_message_stands_in_the_thread_with_its_time(auth: Auth, customers: Customers) -> None:
    customers.write("Wo ist mein\nPaket?", name="Anna")
    auth.sign_in()
    page = opened(auth)
    assert "Anna 12:00 Wo ist mein Paket?" in bubble(page, "Wo ist mein")
    assert "Today, " in page
    assert 'title="Tuesday, 24 November 2026, 12:00:00 CET"' in page


def test_an_automatic_answer_is_labelled_with_its_reason(auth: Auth, customers: Customers) -> None:
    customers.write(name="Anna")
    customers.send_all()
    auth.sign_in()
    said = bubble(opened(auth), "is-machine")
    assert said.startswith("Automatic 12:00")
    assert "Sent 12:00 Answered automatically: receipt is acknowledged." in said


@only_sqlite
def test_an_answer_outside_opening_hours_says_since_when_and_until_when(
    auth: Auth, world: World, customers: Customers
) -> None:
    with world.database.transaction() as session:
        weekly = {"mon": ["09:00-18:00"], "wed": ["10:00-18:00"]}
        document = json.dumps({"zone": "Europe/Berlin", "weekly": weekly, "holidays": []})
        session.add(HoursProfile(id="hours", name="Shop", document=document, version=1))
        session.flush()
        session.get_one(Account, customers.account_id).profile_id = "hours"
    customers.write(name="Anna")
    customers.send_all()
    auth.sign_in()
    assert (
        "Answered automatically: closed since Mon 23 Nov, 18:00, open again from Wed 25 Nov, 10:00."
    ) in bubble(opened(auth), "is-machine")


@only_sqlite
def test_an_answer_that_was_not_given_says_why(auth: Auth, world: World) -> None:
    letters = Customers(world, open_account(world, "parchment"))
    letters.write("Angebote!", name="Anna", automated="bulk", signs=["list-id"])
    auth.sign_in()
    assert "No automatic reply: " in bubble(opened(auth), "Angebote!")


@only_sqlite
def test_the_same_reason_is_said_once_for_one_breath(
    auth: Auth, customers: Customers, quiet: None
) -> None:
    for text in ("eins", "zwei", "drei"):
        customers.write(text, name="Anna")
    auth.sign_in()
    page = opened(auth)
    assert page.count("No automatic reply") == 1
    assert "No automatic reply" in bubble(page, "drei")


@only_sqlite
def test_an_answer_that_was_held_back_says_why(
    auth: Auth, world: World, customers: Customers
) -> None:
    customers.write(name="Anna")
    with world.database.transaction() as session:
        row = session.scalars(select(Message).where(Message.author == "automatic")).one()
        row.reached, row.reached_reason = Reached.WITHHELD, "AGENT_ACTIVE"
    auth.sign_in()
    said = bubble(opened(auth), "is-machine")
    assert "Not sent Automatic reply held back: a colleague is at it." in said


@only_sqlite
def test_what_needs_a_person_is_marked(auth: Auth, customers: Customers) -> None:
    customers.write("Ich widerrufe hiermit meinen Vertrag", name="Anna")
    auth.sign_in()
    said = bubble(opened(auth), "Ich widerrufe")
    assert "Withdrawal or cancellation of a contract" in said


REACHED = [
    (Reached.QUEUED, None, "Queued"),
    (Reached.QUEUED, "THROTTLED", "Queued Will be tried again: The provider slows us down."),
    (Reached.SENT, None, "Sent"),
    (Reached.DELIVERED, None, "Delivered"),
    (Reached.READ, None, "Read"),
    (Reached.FAILED, "BLOCKED", "Failed The customer does not accept messages from us."),
    (Reached.FAILED, "CODE_4711", "Failed Refused by the provider (CODE_4711)."),
    (Reached.UNKNOWN, "TIMEOUT", "Unknown The message left, but no answer came"),
]


@only_sqlite
def test_every_state_is_a_symbol_and_a_word_and_what_to_do(
    auth: Auth, world: World, customers: Customers, quiet: None
) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    auth.find("Anna")
    write_reply(auth, "Unsere Antwort")
    for reached, reason, words in REACHED:
        with world.database.transaction() as session:
            row = session.scalars(select(Message).where(Message.author == "agent")).one()
            row.reached, row.reached_reason = reached, reason
        page = opened(auth)
        assert words in bubble(page, "Unsere Antwort")
        assert f'reached-{reached}"' in page
        assert f"#i-{reached}" in page


def write_reply(auth: Auth, text: str) -> None:
    page = auth.get(auth.find("Anna")).text
    form = dict(re.findall(r'name="(nonce|seen)" value="([^"]*)"', page))
    address = re.search(r'action="(/conversations/[0-9a-f]+)/messages', page)
    assert address
    answer = auth.post(f"{address[1]}/messages", text=text, **{"as": "reply"}, **form)
    assert answer.status_code == 303, answer.text


@only_sqlite
@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (Rejected("UNREACHABLE"), "Failed Not reachable. Try another way."),
        (OutcomeUnknown("NO_ANSWER"), "Unknown The message left"),
    ],
)
def test_what_the_provider_did_is_told_truthfully(
    auth: Auth,
    customers: Customers,
    loft: Loft,
    quiet: None,
    trouble: Exception,
    words: str,
) -> None:
    customers.write(name="Anna")
    auth.sign_in()
    write_reply(auth, "Unsere Antwort")
    loft.script.append(trouble)
    customers.send_all()
    assert words in bubble(opened(auth), "Unsere Antwort")


@only_sqlite
def test_what_we_cannot_read_is_named(auth: Auth, customers: Customers) -> None:
    customers.happen(event="unsupported", id="u", what="poll <b>", name="Anna")
    auth.sign_in()
    assert "Unsupported: poll &lt;b&gt;" in bubble(opened(auth), "Unsupported")


@only_sqlite
def test_a_deleted_message_is_a_gap_that_says_so(auth: Auth, customers: Customers) -> None:
    customers.write("geheim", name="Anna")
    customers.happen(event="revoked", id="r", target="in-1")
    auth.sign_in()
    page = opened(auth)
    assert bubble(page, "gone") == "Anna 12:00 Message deleted at 12:00"
    assert "geheim" not in page.split('class="thread"')[1]


def test_an_edited_message_shows_both(auth: Auth, customers: Customers) -> None:
    customers.write("um 10", name="Anna")
    customers.happen(event="edited", id="e", target="in-1", text="um 11")
    auth.sign_in()
    assert "um 11 Edited at 12:00 um 10" in bubble(opened(auth), "um 11")


def test_reactions_and_answered_messages_are_shown(auth: Auth, customers: Customers) -> None:
    customers.write("Erste", name="Anna")
    customers.write("Zweite", name="Anna", reply_to="in-1")
    customers.happen(event="reaction", id="r", target="in-2", emoji="🎉")
    auth.sign_in()
    said = bubble(opened(auth), "Zweite")
    assert "In reply to: Erste Zweite" in said
    assert "Reactions: 🎉" in said


@only_sqlite
def test_a_place_is_shown_without_anybodys_map(auth: Auth, customers: Customers) -> None:
    customers.write(
        "Hackescher Markt", name="Anna", kind="location",
        details={"latitude": "52.5234", "longitude": "13.4028"},
    )  # fmt: skip
    auth.sign_in()
    said = bubble(opened(auth), "Hackescher")
    assert "Location Hackescher Markt 52.5234, 13.4028 Map: OpenStreetMap" in said


@only_sqlite
def test_a_language_is_told_to_screen_readers(
    auth: Auth, world: World, customers: Customers
) -> None:
    customers.write("Bonjour", name="Anna")
    with world.database.transaction() as session:
        for row in session.scalars(select(Message)):
            row.language = "fr"
    auth.sign_in()
    assert 'class="said is-theirs" lang="fr"' in opened(auth)


@only_sqlite
def test_links_are_alive_and_lead_nowhere_by_themselves(auth: Auth, customers: Customers) -> None:
    customers.write("Siehe https://shop.example/a?b=1&c=<2>.", name="Anna")
    auth.sign_in()
    page = opened(auth)
    assert (
        '<a href="https://shop.example/a?b=1&amp;c=" target="_blank" '
        'rel="noopener noreferrer nofollow">https://shop.example/a?b=1&amp;c=</a>&lt;2&gt;.'
    ) in page


@only_sqlite
def test_a_text_of_a_hundred_kilobytes_is_cut_and_can_be_read_whole(
    auth: Auth, customers: Customers
) -> None:
    customers.write("Anfang " + "x" * 100_000 + " Ende", name="Anna")
    auth.sign_in()
    page = opened(auth)
    assert len(page) < 60_000
    link = re.search(r'href="(/messages/[0-9a-f]+/text)"', page)
    assert link
    assert "Ende" in auth.get(link[1]).text


def test_an_erased_customer_leaves_a_thread_without_words(
    auth: Auth, world: World, customers: Customers
) -> None:
    customers.write("geheim", name="Anna", media=[{"ref": "x", "content_type": "a/b"}])
    conversation = rows(world, Conversation)[0]
    auth.sign_in()
    with world.database.transaction() as session:
        sealing.destroy(session, conversation.customer_id, now=NOON)
    page = auth.get(f"/conversations/{conversation.id}")
    assert page.status_code == 200
    assert "Content erased" in page.text
    assert "Erased person" in page.text
    assert "geheim" not in page.text


def test_the_customer_panel_says_in_words_what_is_allowed(auth: Auth, customers: Customers) -> None:
    customers.write("Hallo", name="Anna", aliases=[["phone", "4915112345678"]])
    auth.sign_in()
    page = opened(auth)
    assert "+4915112345678" in page
    assert "Marketing: not allowed, never asked" in page
    assert "Automatic replies: yes, no objection" in page
    customers.write("STOP", name="Anna")
    page = opened(auth)
    assert "Marketing: withdrawn 24 Nov" in page


def test_earlier_messages_are_a_page_further(auth: Auth, customers: Customers, quiet: None) -> None:
    at = customers.world.clock().timestamp()
    customers.arrive(
        request(*(
            {"id": f"m{n}", "name": "Anna", "text": f"Nummer {n:02}", "at": at - 6000 + 60 * n}
            for n in range(55)
        ))
    )  # fmt: skip
    auth.sign_in()
    page = opened(auth)
    assert ("Nummer 05" in page, "Nummer 04" in page) == (True, False)
    link = re.search(r'href="([^"]+before=[0-9][^"]+)"', page)
    assert link
    earlier = auth.get(link[1].replace("&amp;", "&")).text
    assert ("Nummer 04" in earlier, "Nummer 05" in earlier.split('id="thread"')[1]) == (True, False)
    assert "To the newest messages" in earlier


def test_the_page_costs_the_same_number_of_queries_whatever_it_holds(
    auth: Auth, world: World, customers: Customers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account_opening, "_TRUSTED_SECONDS", 3600.0)  # looked at by the second
    auth.sign_in()
    at = world.clock().timestamp()
    costs = []
    for size in (3, 40):
        said = [{"id": f"m{size}-{n}", "name": "Anna", "at": at} for n in range(size)]
        files = [{"ref": "x", "content_type": "a/b"}]
        for more in (
            {"media": files},
            {"event": "reaction", "emoji": "🎉"},
            {"event": "edited", "text": "anders"},
        ):
            customers.arrive(request(*({"target": one["id"], **one, **more} for one in said)))
        customers.send_all()
        address = auth.find("Anna")
        world.database._lent["keyring"].forget()
        with counted(world) as queries:
            page = auth.get(address).text
        costs.append((page.count("<article "), len(queries)))
    assert costs[0][0] < costs[1][0]
    assert costs[0][1] == costs[1][1] <= 44, costs


@only_sqlite
def test_a_conversation_that_does_not_exist_is_not_found(auth: Auth) -> None:
    auth.sign_in()
    for path in ("/conversations/nothing", f"/conversations/{'0' * 32}", "/messages/x/text"):
        assert auth.get(path).status_code == 404
    assert not rows(auth.world, Delivery)
