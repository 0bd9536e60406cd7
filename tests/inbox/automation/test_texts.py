"""Every reply has words in every voice: labelled, free of advertising, with a way to people."""

from __future__ import annotations

import re

import pytest

from inbox.automation.facts import Advertises
from inbox.automation.lint import Fault, Problem, lint
from inbox.automation.reasons import Decision, Effect, Reason, Reply
from inbox.automation.texts import (
    HOUSE,
    LONGEST,
    MAY_STAY_EMPTY,
    NAMES,
    NOTICE,
    OPTOUT_OF_BOTH,
    OPTOUT_OF_MACHINE,
    WORDINGS,
    Gap,
    Saying,
    Sayings,
    Voice,
    advertises,
    compose,
    fill,
    name_of,
    text_of,
    voice_for,
    without_advertising,
)
from inbox.consent.keywords import Command, hear
from inbox.consent.purpose import Happened, Purpose
from inbox.consent.rights import Right

VALUES = {
    Gap.SHOP: "Radladen Nord",
    Gap.CHANNEL: "WhatsApp",
    Gap.PROVIDER: "Meta Platforms Ireland",
    Gap.URL: "https://radladen-nord.example/datenschutz",
    Gap.WORDING: "Ja, ich möchte Neuigkeiten und Angebote von Radladen Nord erhalten. " * 4,
    Gap.CONFIRM_URL: "https://inbox.radladen-nord.example/confirm/" + "x" * 43,
    Gap.NEXT_OPENING: "am Montag, 30. November, um 09:00",
    Gap.ALTERNATIVE: "hilfe@radladen-nord.example oder 0431 1234567",
    Gap.IMPRINT: "https://radladen-nord.example/impressum",
}
NEEDED = {gap: value for gap, value in VALUES.items() if gap not in MAY_STAY_EMPTY}
EVERY = [(name, voice) for name in NAMES for voice in Voice]
NO_MARKETING = Effect(Purpose.MARKETING, Happened.WITHDRAWN)
NO_MACHINE = Effect(Purpose.AUTOMATION, Happened.OBJECTED)


def decided(reply: Reply | None, *effects: Effect, notice: bool = False) -> Decision:
    return Decision(reply, Reason.ACK, effects=effects, with_notice=notice)


@pytest.mark.parametrize(("name", "voice"), EVERY)
def test_every_text_passes_the_linter(name: str, voice: Voice) -> None:
    assert lint(text_of(name, voice), name=name) == []


@pytest.mark.parametrize(("name", "voice"), EVERY)
def test_every_text_is_short_and_whole_with_the_notice_under_it(name: str, voice: Voice) -> None:
    for values in (VALUES, NEEDED):
        said = fill(f"{text_of(name, voice)}\n{text_of(NOTICE, voice)}", values)
        assert len(said) <= LONGEST
        assert not re.search(r"[{}]|\[\[|None|  ", said.replace(VALUES[Gap.WORDING], ""))
        assert said.startswith("Auto")


@pytest.mark.parametrize("name", NAMES)
def test_du_and_sie_are_not_mixed(name: str) -> None:
    casual, formal = (text_of(name, voice) for voice in (Voice.GERMAN_DU, Voice.GERMAN_SIE))
    assert not re.search(r"\b(?:Sie|Ihnen|Ihre[nr]?|Ihr)\b", casual)
    assert not re.search(r"\b(?:du|dir|dich|deine?[nr]?|schreib|bestätige)\b", formal)


@pytest.mark.parametrize("voice", list(Voice))
def test_every_voice_has_every_text_and_no_other(voice: Voice) -> None:
    assert {name for name, other in EVERY if other is voice} == set(NAMES)
    assert len(set(NAMES)) == len(Reply) + 1  # a keyword answer has none of ours


def test_the_words_that_texts_offer_are_understood() -> None:
    offered = {
        "MENSCH": Command.HUMAN, "HUMAN": Command.HUMAN, "STOP": Command.STOP,
        "BOT AUS": Command.BOT_OFF, "BOT OFF": Command.BOT_OFF, "JA": Command.YES,
        "YES": Command.YES, "NEIN": Command.NO, "NO": Command.NO, "START": Command.START,
        "STOP ALLES": Command.STOP_ALL, "STOP ALL": Command.STOP_ALL,
    }  # fmt: skip
    asked_by_right = {"AUSKUNFT": (Right.ACCESS,), "GDPR REQUEST": (Right.ACCESS,)}
    found = {
        word
        for name, voice in EVERY
        for word in re.findall(r"\b[A-Z]{2,}(?: [A-Z]{2,})*\b", text_of(name, voice))
    }
    assert found == {*offered, *asked_by_right}
    assert all(hear(word).command is command for word, command in offered.items())
    assert all(hear(word).rights == rights for word, rights in asked_by_right.items())


def test_a_reply_is_composed_with_its_gaps_filled() -> None:
    said = compose(decided(Reply.OUT_OF_HOURS), Voice.GERMAN_DU, VALUES)
    assert said == (
        "Automatische Nachricht von Radladen Nord: Danke, deine Nachricht ist angekommen.\n"
        "Im Moment ist unser Team nicht da.\n"
        "Wir sind am Montag, 30. November, um 09:00 wieder erreichbar.\n"
        "Danach antwortet dir jemand persönlich; mit MENSCH sagst du, dass es dringend ist."
    )


def test_without_a_next_opening_none_is_invented() -> None:
    for voice in Voice:
        said = compose(decided(Reply.OUT_OF_HOURS), voice, NEEDED)
        assert not re.search(r"erreichbar|back", said)


def test_a_gap_that_must_be_filled_is_missed() -> None:
    with pytest.raises(ValueError, match="confirm_url"):
        compose(decided(Reply.OPTIN_DOI_MAIL), Voice.ENGLISH, {**VALUES, Gap.CONFIRM_URL: ""})


@pytest.mark.parametrize("voice", list(Voice))
@pytest.mark.parametrize("purpose", [Purpose.MARKETING, Purpose.CHANNEL])
def test_a_wording_names_who_and_where_and_how_to_take_it_back(
    purpose: Purpose, voice: Voice
) -> None:
    said = fill(text_of(WORDINGS[purpose], voice), VALUES)
    assert {"Radladen Nord", "WhatsApp"} <= set(re.findall(r"Radladen Nord|WhatsApp", said))
    (word,) = re.findall(r"[A-Z]{4,}(?: [A-Z]{3,})?", said)
    expected = Command.STOP if purpose is Purpose.MARKETING else Command.STOP_ALL
    assert hear(word).command is expected


def test_silence_has_no_text() -> None:
    with pytest.raises(ValueError, match="no text"):
        compose(decided(None), Voice.ENGLISH, VALUES)


def test_a_value_is_not_read_for_gaps() -> None:
    said = compose(decided(Reply.ACK), Voice.ENGLISH, {Gap.SHOP: "{url} \\1 {shop}"})
    assert said.startswith("Automated message from {url} \\1 {shop}: thank you")


def test_the_notice_stands_under_the_reply() -> None:
    said = compose(decided(Reply.ACK, notice=True), Voice.GERMAN_SIE, VALUES)
    assert said.endswith(fill(text_of(NOTICE, Voice.GERMAN_SIE), VALUES))
    assert "Informationen zum Datenschutz: https://radladen-nord.example/datenschutz" in said


@pytest.mark.parametrize(
    ("effects", "name"),
    [
        ((NO_MARKETING,), Reply.OPTOUT_CONFIRMATION),
        ((NO_MACHINE,), OPTOUT_OF_MACHINE),
        ((NO_MARKETING, NO_MACHINE), OPTOUT_OF_BOTH),
        (
            (NO_MARKETING, NO_MACHINE, Effect(Purpose.CHANNEL, Happened.WITHDRAWN)),
            OPTOUT_OF_BOTH,
        ),
        ((Effect(Purpose.MARKETING, Happened.DENIED),), Reply.OPTOUT_CONFIRMATION),
        ((), Reply.OPTOUT_CONFIRMATION),
    ],
)
def test_an_opt_out_says_what_it_ended(effects: tuple[Effect, ...], name: str) -> None:
    assert name_of(decided(Reply.OPTOUT_CONFIRMATION, *effects)) == name
    assert name_of(decided(Reply.ACK, *effects)) == Reply.ACK


OWN = "Automatisch von {shop}: Danke! Unser Team liest mit.\n[[ad]]Jetzt 10 % Rabatt: {url}[[/ad]]"

OWN_ACK = Sayings({("ack", Voice.GERMAN_DU): Saying("ack", Voice.GERMAN_DU, "3", OWN)})


def test_a_shops_own_text_takes_the_place_of_ours() -> None:
    said = compose(decided(Reply.ACK), Voice.GERMAN_DU, VALUES, sayings=OWN_ACK)
    assert said.endswith("Jetzt 10 % Rabatt: https://radladen-nord.example/datenschutz")
    assert "[[" not in said


def test_every_text_can_be_told_apart_from_its_other_versions() -> None:
    assert OWN_ACK.of("ack", Voice.GERMAN_DU).reference == "ack de-du 3"
    assert OWN_ACK.of("ack", Voice.ENGLISH).reference == "ack en house-1"
    assert HOUSE.of("ack", Voice.ENGLISH).text == text_of("ack", Voice.ENGLISH)
    assert OWN_ACK.advertising(Voice.GERMAN_DU) == {Reply.ACK: Advertises.A_BLOCK}


def test_advertising_is_cut_out_where_it_is_not_permitted() -> None:
    stripped = Decision(Reply.ACK, Reason.ACK, strip_marketing=True)
    said = compose(stripped, Voice.GERMAN_DU, VALUES, sayings=OWN_ACK)
    assert said == "Automatisch von Radladen Nord: Danke! Unser Team liest mit."


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Danke", Advertises.NOTHING),
        (OWN, Advertises.A_BLOCK),
        ("[[ad]]Kauft mehr[[/ad]]", Advertises.EVERYTHING),
        (" [[ad]]Kauft[[/ad]]\n[[ad]]mehr[[/ad]] ", Advertises.EVERYTHING),
        ("[[ad]]nie geschlossen", Advertises.NOTHING),
    ],
)
def test_the_advertising_of_a_text_is_measured(text: str, amount: Advertises) -> None:
    assert advertises(text) is amount


def test_cutting_leaves_no_empty_lines() -> None:
    assert without_advertising("Oben\n[[ad]]weg[[/ad]]\n\nunten") == "Oben\nunten"


def test_german_is_spoken_as_the_shop_speaks_it() -> None:
    assert voice_for("de", Voice.GERMAN_SIE) is Voice.GERMAN_SIE
    assert voice_for("en", Voice.GERMAN_SIE) is Voice.ENGLISH
    assert voice_for("fr", Voice.GERMAN_DU) is Voice.ENGLISH


GOOD = "Automatische Nachricht von {shop}: Danke. Mit MENSCH erreichst du das Team."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (GOOD.replace("Automatische ", ""), Fault.NOT_LABELLED),
        ("x" * 120 + GOOD, Fault.NOT_LABELLED),
        (GOOD.replace("Mit MENSCH erreichst du das Team.", ""), Fault.NO_WAY_TO_PEOPLE),
        (GOOD + " Hol dir 10 % Nachlass!", Fault.ADVERTISES),
        (GOOD + " Mit dem Gutscheincode SOMMER.", Fault.ADVERTISES),
        (GOOD + " Bewerte uns!", Fault.ADVERTISES),
        (GOOD + " Take our survey.", Fault.ADVERTISES),
        (GOOD + " Abonniere den Newsletter.", Fault.ADVERTISES),
        (GOOD + " Deine Bestellung wurde storniert.", Fault.DECIDES),
        (GOOD + " Wir erstatten den Betrag.", Fault.DECIDES),
        (GOOD + " Wir haben deinen Widerruf akzeptiert.", Fault.DECIDES),
        (GOOD + " Your order has been cancelled.", Fault.DECIDES),
        (GOOD + " We will refund you.", Fault.DECIDES),
        (GOOD + "x" * LONGEST, Fault.TOO_LONG),
        (GOOD + " {phone}", Fault.UNKNOWN_GAP),
        (GOOD.replace("{shop}", "uns"), Fault.MISSING_GAP),
        (GOOD + " {", Fault.BROKEN_MARK),
        (GOOD + " {shop name}", Fault.BROKEN_MARK),
        (GOOD + " [[ad]]nie geschlossen", Fault.BROKEN_MARK),
        (GOOD + " BITTE LESEN SIE DAS", Fault.SHOUTS),
        (GOOD + " MENSCH!", Fault.SHOUTS),
    ],
)
def test_the_linter_finds_the_one_fault(text: str, fault: Fault) -> None:
    assert [problem.fault for problem in lint(text)] == [fault]


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD + "\n[[ad]]10 % Rabatt mit SOMMER[[/ad]]",
        "Hallo! Dies ist eine automatische Antwort von {shop}. Unser Team liest mit.",
        GOOD + " Deine Transaktion ist bei uns angekommen.",
    ],
)
def test_a_decent_text_has_no_fault(text: str) -> None:
    assert lint(text) == []


def test_a_text_must_name_what_its_reply_is_about() -> None:
    bare = "Automatische Nachricht von {shop}: Antworte mit JA. Unser Team liest mit."
    assert lint(bare, name=Reply.OPTIN_REQUEST) == [
        Problem(Fault.MISSING_GAP, "url"), Problem(Fault.MISSING_GAP, "wording")
    ]  # fmt: skip
