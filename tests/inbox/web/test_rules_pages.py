"""What the machine says and may: rules, texts in versions, keyword answers, commands."""

from __future__ import annotations

import json
from typing import Any

import pytest

from inbox.automation.answer_rules import AnswerRuleRow
from inbox.automation.own_texts import ReplyText
from inbox.automation.texts import NAMES, PARTS, Voice
from inbox.consent.shop_words import ShopWord
from inbox.people.agent import Role
from inbox.shop import Shop
from inbox.world import World
from tests.inbox.web.conftest import Auth, only_sqlite
from tests.shop import Customers, rows, texts, the_only

pytestmark = only_sqlite
GOOD = "Automated message from {shop}: moin!\nReply HUMAN to reach our team."
RULES: dict[str, Any] = {
    "acknowledge": "yes", "consent_lapses_after": "12", "undo_seconds": "10",
    "replies_to_sender": "5", "replies_counted_over_minutes": "12",
    "same_reply_every_minutes": "6", "agent_active_minutes": "30", "stale_after_minutes": "45",
    "quiet_from": "21:00", "quiet_until": "08:00",
}  # fmt: skip
ANSWER: dict[str, Any] = {
    "name": "Shipping", "phrases": "versand*\nwas kostet ... versand", "hours": "always",
    "pause": "12", "enabled": "yes",
}  # fmt: skip


@pytest.fixture
def admin(auth: Auth) -> Auth:
    auth.sign_in(role=Role.ADMIN)
    auth.get("/settings/keywords")
    return auth


def test_the_rules_are_set_and_what_is_not_on_the_page_stays(admin: Auth, world: World) -> None:
    with world.database.transaction() as session:
        session.get_one(Shop, 1).limits = json.dumps({"help_every_minutes": 5})
    assert admin.post("/settings/automation", **RULES).status_code == 303
    shop = the_only(world, Shop)
    assert (shop.undo_seconds, shop.consent_lapses_after, shop.acknowledge) == (10, 12, True)
    limits = json.loads(shop.limits)
    assert limits["same_reply_every_minutes"] == 360
    assert limits["quiet_from"] == "21:00"
    assert limits["help_every_minutes"] == 5
    page = admin.get("/settings/automation").text
    assert 'name="same_reply_every_minutes" value="6"' in page
    assert "We suggest: 12" in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [("undo_seconds", "61"), ("undo_seconds", "soon"), ("agent_active_minutes", "-1"),
     ("quiet_from", "late")],
)  # fmt: skip
def test_rules_that_make_no_sense_are_refused(
    admin: Auth, world: World, field: str, typed: str
) -> None:
    answer = admin.post("/settings/automation", **{**RULES, field: typed})
    assert answer.status_code == 422
    assert 'class="wrong"' in answer.text
    assert the_only(world, Shop).undo_seconds == 5


@pytest.mark.parametrize("name", [*NAMES, *PARTS])
def test_every_text_can_be_read_and_looks_right(admin: Auth, name: str) -> None:
    for voice in Voice:
        answer = admin.get(f"/settings/texts/{name}/{voice}")
        assert answer.status_code == 200
        assert 'class="wrong"' not in answer.text


def test_a_text_of_our_own_counts_from_the_moment_it_is_saved(
    admin: Auth, world: World, customers: Customers
) -> None:
    address = "/settings/texts/ack/en"
    for text in (GOOD, GOOD.replace("moin", "ahoy")):
        assert admin.post(address, text=text).status_code == 303
    page = admin.get(address).text
    assert "Version 2" in page
    assert "ahoy" in page
    assert "Kim" in page
    assert "own" in admin.get("/settings/texts").text
    admin.post(f"{address}/restore")
    assert "Thank you" not in texts(world)
    assert [row.text for row in rows(world, ReplyText)][-1] == ""
    assert "back to our text" in admin.get(address).text


def test_what_no_machine_may_say_is_refused_and_named(admin: Auth, world: World) -> None:
    answer = admin.post("/settings/texts/ack/en", text="Hi! 20 % discount, refunded. {name}")
    assert answer.status_code == 422
    for told in ("at the beginning that it is automatic", "A way to people is missing",
                 "This is advertising", "sounds like a decision", "no such gap"):  # fmt: skip
        assert told in answer.text
    assert "Hi! 20 % discount" in answer.text
    assert rows(world, ReplyText) == []


def test_what_somebody_looked_at_can_be_accepted(admin: Auth, world: World) -> None:
    text = GOOD + "\nYour parcel was cancelled by the weather."
    assert admin.post("/settings/texts/ack/en", text=text).status_code == 422
    assert admin.post("/settings/texts/ack/en", text=text, accepted="DECIDES").status_code == 303
    advert = GOOD + "\n20 % discount"
    refused = admin.post("/settings/texts/ack/en", text=advert, accepted="ADVERTISES")
    assert refused.status_code == 422


def test_a_preview_of_a_text_saves_nothing(admin: Auth, world: World) -> None:
    answer = admin.post("/settings/texts/ack/en", text=GOOD, preview="yes")
    assert answer.status_code == 200
    assert "Automated message from Kontor: moin!" in answer.text
    assert rows(world, ReplyText) == []


@pytest.mark.parametrize("path", ["nothing/en", "ack/fr", "answer:x/en"])
def test_a_text_that_is_not_there_is_not_found(admin: Auth, path: str) -> None:
    assert admin.get(f"/settings/texts/{path}").status_code == 404


def test_a_keyword_answer_answers_once_it_has_words(
    admin: Auth, world: World, customers: Customers
) -> None:
    added = admin.post("/settings/answers/new", **ANSWER)
    rule = the_only(world, AnswerRuleRow)
    assert added.location == f"/settings/answers/{rule.id}"
    assert "has no text yet" in admin.get("/settings/answers").text
    text = "Automatische Antwort von {shop}: Versand kostet 5 Euro.\nMENSCH ruft unser Team."
    admin.get(f"/settings/texts/answer:{rule.id}/de-sie")
    saved = admin.post(f"/settings/texts/answer:{rule.id}/de-sie", text=text)
    assert saved.status_code == 303
    customers.write("Was kostet der Versand?", name="Anna")
    assert any("kostet 5 Euro" in said for said in texts(world))


def test_a_phrase_that_cannot_be_read_is_named(admin: Auth, world: World) -> None:
    answer = admin.post("/settings/answers/new", **{**ANSWER, "phrases": "*a*"})
    assert answer.status_code == 422
    assert "One line cannot be understood" in answer.text
    assert "letters beside *" in answer.text
    for field, typed in (("name", ""), ("pause", "soon"), ("pause", "9999")):
        assert admin.post("/settings/answers/new", **{**ANSWER, field: typed}).status_code == 422
    assert rows(world, AnswerRuleRow) == []


def test_keyword_answers_have_an_order_and_go(admin: Auth, world: World) -> None:
    for name in ("One", "Two"):
        admin.post("/settings/answers/new", **{**ANSWER, "name": name})
    first, second = rows(world, AnswerRuleRow)
    admin.post(f"/settings/answers/{second.id}/move", to="up")
    page = admin.get("/settings/answers").text
    assert page.index("Two") < page.index("One")
    admin.post(f"/settings/answers/{first.id}", **{**ANSWER, "name": "First", "enabled": ""})
    assert "switched off" in admin.get("/settings/answers").text
    admin.post(f"/settings/answers/{first.id}/remove")
    assert the_only(world, AnswerRuleRow).name == "Two"
    assert admin.get(f"/settings/answers/{first.id}").status_code == 404


def test_the_commands_are_listed_and_words_are_added(admin: Auth, world: World) -> None:
    page = admin.get("/settings/keywords").text
    assert '<span class="tag">abmelden</span>' in page
    admin.post("/settings/keywords", phrase="Lasst mich!", command="stop")
    assert the_only(world, ShopWord).phrase == "lasst mich"
    answer = admin.post("/settings/keywords", phrase="Widerruf", command="stop")
    assert answer.status_code == 422
    assert "has a meaning already" in answer.text
    assert "Declaration about a contract" in answer.text
    assert admin.post("/settings/keywords", phrase="x", command="stop").status_code == 422
    admin.post("/settings/keywords/remove", phrase="lasst mich")
    assert rows(world, ShopWord) == []
    assert admin.post("/settings/keywords/remove", phrase="lasst mich").status_code == 404
