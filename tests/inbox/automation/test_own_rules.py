"""What the shop tells the machine: its texts, keyword answers, words and limits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inbox.audit import AuditEntry
from inbox.automation import answer_rules, limits, own_texts, tally
from inbox.automation.answer_rules import BadRule, Wanted
from inbox.automation.decision import DecisionRow
from inbox.automation.facts import Hours, Limits
from inbox.automation.lint import Fault
from inbox.automation.own_texts import FaultyText
from inbox.automation.rulebook import rulebook
from inbox.automation.texts import ANSWER, HOUSE, Voice
from inbox.consent import shop_words
from inbox.consent.keywords import Command
from inbox.consent.ledger import ConsentState
from inbox.consent.shop_words import BadWord
from inbox.conversations.conversation import Conversation
from inbox.shop import the_shop
from tests.shop import Customers, configure_shop, open_account, rows, the_only

OWN = "Automatische Antwort von {shop}: Danke, ist da! Unser Team liest mit."
RETURNS = Wanted("Rückgabe", ("rückgabe|retoure",))
ANSWERED = "Automatische Antwort von {shop}: Ein Etikett liegt bei. Fragen? Schreib MENSCH."


@pytest.fixture
def shop(world):
    configure_shop(world, name="Lavendel", formal=False)
    return Customers(world, open_account(world))


def save(world, name, text, voice=Voice.GERMAN_DU, **said):
    with world.database.transaction() as session:
        return own_texts.save(session, name, voice, text, by=None, now=world.clock(), **said)


def rule(world, wanted=RETURNS, text=ANSWERED):
    with world.database.transaction() as session:
        row = answer_rules.add(session, wanted, by=None, now=world.clock())
    if text:
        save(world, f"{ANSWER}{row.id}", text)
    return row.id


def test_the_newest_text_of_the_shop_is_said(world, shop, loft):
    save(world, "ack", OWN)
    save(world, "ack", OWN.replace("ist da", "ist angekommen"))
    shop.write("Hallo, ist da jemand?")
    shop.send_all()
    assert "ist angekommen" in loft.texts()[0]
    assert the_only(world, DecisionRow).said == "ack de-du 2"


def test_the_shop_can_go_back_to_our_text(world, shop, loft):
    save(world, "ack", OWN)
    with world.database.transaction() as session:
        own_texts.restore(session, "ack", Voice.GERMAN_DU, by=None, now=world.clock())
    shop.write("Hallo, ist da jemand?")
    shop.send_all()
    assert "ist da!" not in loft.texts()[0]
    with world.database.reading() as session:
        found = own_texts.versions(session, "ack", Voice.GERMAN_DU)
    assert [(row.version, bool(row.text)) for row in found] == [(2, False), (1, True)]
    assert [entry.deed for entry in rows(world, AuditEntry)][1:] == ["text.saved", "text.restored"]


def test_saving_the_same_text_again_makes_no_version(world, shop):
    for text in (OWN, OWN, f"  {OWN}\r\n"):
        save(world, "ack", text)
    assert len(rows(world, own_texts.ReplyText)) == 1


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("ack", "Danke", Fault.NOT_LABELLED),
        ("ack", OWN + " {telefon}", Fault.UNKNOWN_GAP),
        ("ack", OWN + " Wir erstatten alles.", Fault.DECIDES),
        ("ack", "[[ad]]" + OWN + "[[/ad]]", Fault.ADVERTISES),
        ("optout_confirmation", OWN + "[[ad]]Doch noch 10 %?[[/ad]]", Fault.ADVERTISES),
        ("wording:marketing", "Ja, {shop} darf mir ({channel}) schreiben.", Fault.NO_WITHDRAWAL),
    ],
)
def test_a_faulty_text_is_not_saved(world, shop, name, text, fault):
    with pytest.raises(FaultyText) as error:
        save(world, name, text)
    assert fault in {problem.fault for problem in error.value.problems}
    assert rows(world, own_texts.ReplyText) == []


def test_a_person_may_find_a_word_harmless(world, shop):
    text = OWN + " Erstattet wird hier nichts, das entscheidet unser Team."
    with pytest.raises(FaultyText):
        save(world, "ack", text + " Wir erstatten nichts.")
    left = save(world, "ack", text + " Wir erstatten nichts.", accepted={Fault.DECIDES})
    assert [problem.fault for problem in left] == [Fault.DECIDES]


def test_a_text_that_nobody_says_has_no_name(world, shop):
    with pytest.raises(KeyError):
        save(world, "hello", OWN)


def test_a_keyword_answer_answers_what_it_is_for(world, shop, loft):
    key = rule(world)
    shop.write("Wie geht das mit der Rückgabe?")
    shop.send_all()
    assert loft.texts() == [ANSWERED.replace("{shop}", "Lavendel")]
    row = the_only(world, DecisionRow)
    assert (row.reason, row.rule, row.said) == (
        "KEYWORD_ANSWER", key, f"answer:{key} de-du 1"
    )  # fmt: skip


def test_a_keyword_answer_is_given_once_within_its_time(world, shop, loft, clock):
    rule(world)
    shop.write("Wie geht das mit der Rückgabe?")
    shop.write("Und die Rückgabe von Schuhen?")
    shop.send_all()
    assert len(loft.sent) == 1
    clock.advance(hours=13)
    shop.write("Noch eine Rückgabe, wie geht das?")
    shop.send_all()
    assert [row.reason for row in rows(world, DecisionRow)].count("KEYWORD_ANSWER") == 2
    assert len(loft.sent) == 2


@pytest.mark.parametrize(
    "wanted",
    [
        replace(RETURNS, enabled=False),
        replace(RETURNS, language="en"),
        replace(RETURNS, hours=Hours.CLOSED),
        replace(RETURNS, whole=True),
    ],
)
def test_a_keyword_answer_holds_only_where_it_is_meant_to(world, shop, wanted):
    rule(world, wanted)
    shop.write("Wie geht das mit der Rückgabe?")
    assert the_only(world, DecisionRow).reason == "ACK"


def test_a_keyword_answer_of_another_account_is_not_given_here(world, shop):
    other = open_account(world, name="zwei")
    rule(world, replace(RETURNS, account_id=other))
    shop.write("Wie geht das mit der Rückgabe?")
    assert the_only(world, DecisionRow).reason == "ACK"
    elsewhere = Customers(world, other)
    elsewhere.write("Wie geht das mit der Rückgabe?")
    assert rows(world, DecisionRow)[-1].reason == "KEYWORD_ANSWER"


def test_a_rule_without_words_in_this_language_is_silent(world, shop):
    rule(world)
    shop.write("How can I return this? Is there a Retoure label with the order?")
    assert the_only(world, DecisionRow).reason == "ACK"


def test_an_answer_that_waits_does_not_leave_when_its_rule_is_given_up(world, shop, loft):
    rule(world)
    shop.write("Wie geht das mit der Rückgabe?")
    with world.database.transaction() as session:
        (row,) = answer_rules.all_rules(session)
        answer_rules.remove(session, row, by=None, now=world.clock())
    shop.send_all()
    assert loft.sent == []
    assert rows(world, DecisionRow)[-1].reason == "HOURS_CHANGED"


def test_advertising_in_an_answer_leaves_only_where_it_is_permitted(world, shop, loft):
    rule(world, text=ANSWERED + "\n[[ad]]Jetzt 10 % auf alles![[/ad]]")
    shop.write("Wie geht das mit der Rückgabe?")
    shop.send_all()
    assert "10 %" not in loft.texts()[0]


def test_rules_are_asked_in_their_order(world, shop):
    first = rule(world)
    second = rule(world, replace(RETURNS, name="Zweite"))
    with world.database.transaction() as session:
        row = session.get_one(answer_rules.AnswerRuleRow, second)
        answer_rules.move(session, row, place=1, by=None, now=world.clock())
        assert [one.id for one in answer_rules.all_rules(session)] == [second, first]
    shop.write("Wie geht das mit der Rückgabe?")
    assert the_only(world, DecisionRow).rule == second


def test_a_changed_rule_counts_at_once(world, shop):
    key = rule(world)
    with world.database.transaction() as session:
        row = session.get_one(answer_rules.AnswerRuleRow, key)
        answer_rules.change(
            session, row, replace(RETURNS, phrases=("umtausch*",)), by=None, now=world.clock()
        )
        answer_rules.change(session, row, row.wanted, by=None, now=world.clock())
    shop.write("Wie geht das mit der Rückgabe?")
    shop.write("Und der Umtausch?")
    assert [row.reason for row in rows(world, DecisionRow)] == ["ACK", "KEYWORD_ANSWER"]
    assert [entry.deed for entry in rows(world, AuditEntry)][-1] == "rule.changed"


@pytest.mark.parametrize(
    ("wanted", "code", "field"),
    [
        (replace(RETURNS, name=" "), "MISSING", "name"),
        (replace(RETURNS, name="x" * 81), "TOO_LONG", "name"),
        (replace(RETURNS, phrases=()), "MISSING", "phrases"),
        (replace(RETURNS, phrases=tuple(f"wort{n}" for n in range(51))), "TOO_MANY", "phrases"),
        (replace(RETURNS, phrases=("ab*",)), "NO_PHRASE", "phrases"),
        (replace(RETURNS, language="fr"), "UNKNOWN", "language"),
        (replace(RETURNS, pause=timedelta(days=31)), "OUT_OF_RANGE", "pause"),
    ],
)
def test_a_bad_rule_is_refused_with_what_to_fix(world, shop, wanted, code, field):
    with pytest.raises(BadRule) as error:
        rule(world, wanted)
    assert (error.value.code, error.value.field) == (code, field)
    assert rows(world, answer_rules.AnswerRuleRow) == []


def test_a_word_of_the_shop_is_obeyed(world, shop):
    with world.database.transaction() as session:
        shop_words.add(session, "Nicht mehr, danke!", Command.STOP, by=None, now=world.clock())
    shop.write("nicht mehr danke")
    assert the_only(world, DecisionRow).reason == "STOP_RECEIVED"
    assert "withdrawn" in {row.standing for row in rows(world, ConsentState)}
    with world.database.transaction() as session:
        (row,) = shop_words.all_words(session)
        shop_words.remove(session, row, by=None, now=world.clock())
        assert shop_words.meanings(session) == {}


@pytest.mark.parametrize(
    ("phrase", "command", "code"),
    [
        ("Widerruf", Command.STOP, "KNOWN"),
        ("Storno", Command.STOP, "KNOWN"),
        ("cancel", Command.STOP, "KNOWN"),
        ("ja", Command.STOP, "KNOWN"),
        ("klar doch", Command.YES, "UNKNOWN"),
        ("🙂", Command.STOP, "MISSING"),
        ("x" * 61, Command.STOP, "TOO_LONG"),
    ],
)
def test_a_word_that_means_something_keeps_its_meaning(world, shop, phrase, command, code):
    with world.database.transaction() as session, pytest.raises(BadWord) as error:
        shop_words.add(session, phrase, command, by=None, now=world.clock())
    assert error.value.code == code


def test_a_word_has_one_meaning(world, shop):
    with world.database.transaction() as session:
        shop_words.add(session, "nix mehr", Command.STOP, by=None, now=world.clock())
        with pytest.raises(BadWord, match="TAKEN"):
            shop_words.add(session, "Nix mehr!", Command.HUMAN, by=None, now=world.clock())


def test_limits_are_those_of_the_shop(world, shop, clock):
    with world.database.transaction() as session:
        wanted = {"stale_after_minutes": 30, "replies_to_sender": 1, "quiet_from": "21:00"}
        found = limits.set_limits(session, wanted, by=None, now=clock())
        assert limits.written(found) == wanted
        assert limits.read_limits(the_shop(session).limits) == found
    shop.write("Hallo", at=clock().timestamp() - 31 * 60)
    assert the_only(world, DecisionRow).reason == "STALE_MESSAGE"


@pytest.mark.parametrize("wanted", [{"stale": 3}, {"replies_to_sender": -1}, {"quiet_from": "x"}])
def test_a_bad_limit_is_refused(world, shop, wanted):
    with (
        world.database.transaction() as session,
        pytest.raises(ValueError, match=r"stal|repl|quie"),
    ):
        limits.set_limits(session, wanted, by=None, now=world.clock())


def test_without_a_word_of_the_shop_everything_is_ours(world, shop):
    with world.database.reading() as session:
        assert rulebook(session, the_shop(session)).sayings is HOUSE
    assert limits.read_limits("{}") == Limits()


def test_the_breaker_ends_it_all(world, shop, loft, clock):
    with world.database.transaction() as session:
        limits.set_limits(session, {"replies_of_account": 1}, by=None, now=clock())
    shop.write("Hallo", **{"from": "eins"})
    shop.write("Hallo", **{"from": "zwei"})
    shop.send_all()
    assert [row.reason for row in rows(world, DecisionRow)] == ["ACK", "THROTTLED_ACCOUNT"]
    assert len(loft.sent) == 1
    clock.advance(minutes=66)
    shop.write("Hallo", **{"from": "drei"})
    assert rows(world, DecisionRow)[-1].reason == "ACK"
    with world.database.transaction() as session:
        clock.advance(hours=3)
        assert tally.purge(session, now=clock()) == 2


def test_a_person_who_is_wanted_takes_over_from_the_machine(world, shop, loft):
    shop.write("MENSCH")
    shop.write("Hallo?")
    shop.send_all()
    assert [row.reason for row in rows(world, DecisionRow)] == [
        "HUMAN_REQUESTED", "CONVERSATION_BOT_OFF"
    ]  # fmt: skip
    assert len(loft.sent) == 1
    assert the_only(world, Conversation).bot_off


def test_what_only_the_machine_answered_is_known(world, shop):
    shop.write("Hallo")
    assert not the_only(world, Conversation).machine_only
    shop.send_all()
    assert the_only(world, Conversation).machine_only
