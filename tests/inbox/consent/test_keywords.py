"""A command is a whole message and nothing else, in whatever dress it comes."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.consent import vocabulary
from inbox.consent.hints import Hint
from inbox.consent.keywords import NOTHING, Command, Heard, button_id, hear
from inbox.consent.normalise import LONGEST, normalise
from inbox.consent.own_words import above_quote
from inbox.consent.rights import Right


@pytest.mark.parametrize(
    "text",
    [
        "STOP", "stop", "Stopp", "STOP!", "Stop.", "*STOP*", "„Stop“", "🛑 STOP 🛑", "STOP 👋🏽",
        "S T O P", "S.T.O.P.", "s-t-o-p", "S\u200bTOP", "ＳＴＯＰ", "𝐒𝐓𝐎𝐏", " \n stop \n ",
        "Stop bitte", "Bitte STOP, danke!", "Stop jetzt bitte",
        "Hallo, bitte stoppen. Vielen Dank", "STOP JETZT", "Guten Tag! Stop.",
        "Abmelden", "abmeldung", "Abbestellen", "austragen", "Newsletter abmelden",
        "bitte Newsletter abbestellen", "Keine Werbung", "keine Werbung mehr!",
        "Ich möchte keine Werbung mehr erhalten", "keine Nachrichten mehr",
        "Einwilligung widerrufen", "Ich widerrufe meine Einwilligung",
        "Hiermit widerrufe ich meine Einwilligung.", "Widerspruch gegen Werbung",
        "stopall", "unsubscribe", "Please unsubscribe, thanks", "opt out", "opt-out", "OptOut",
        "Hallo zusammen, bitte melden Sie mich vom Newsletter ab.", "Ich melde mich ab",
        "Bitte aus dem Verteiler nehmen", "Nehmen Sie mich aus dem Verteiler!",
        "Ich möchte mich vom Newsletter abmelden", "I want to unsubscribe",
        "Remove me from this mailing list", "Take me off your list", "no more e-mails please",
        "Mich austragen, bitte", "Bitte aus dem Newsletter austragen", "Stoppen Sie bitte!",
        "Bitte keine Nachrichten mehr schicken", "keine Werbung mehr zusenden",
        "Remove me from your list", "Newsletter kündigen", "Widerruf der Einwilligung",
        "arrêt", "ARRET", "désabonner", "cancellami", "baja", "afmelden", "uitschrijven",
        "Stopp die Werbung", "Bitte keine weiteren Nachrichten", "STOP STOP STOP",
        "ABONELİKTEN ÇIK", "abonelikten çık", "wypisz mnie", "dur",
        "стоп", "СТОП", "отписаться", "Відписатися",
    ],
)  # fmt: skip
def test_a_stop_is_heard_in_every_dress(text: str) -> None:
    assert hear(text) == Heard(Command.STOP)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("STOP ALLES", Command.STOP_ALL),
        ("Stopp alles!", Command.STOP_ALL),
        ("stop all", Command.STOP_ALL),
        ("BOT AUS", Command.BOT_OFF),
        ("keine automatische Antwort mehr", Command.BOT_OFF),
        ("bot off", Command.BOT_OFF),
        ("Bitte keine automatischen Antworten mehr", Command.BOT_OFF),
        ("START", Command.START),
        ("Anmelden", Command.START),
        ("Wieder anmelden", Command.START),
        ("für den Newsletter anmelden", Command.START),
        ("anmeldung", Command.START),
        ("unstop", Command.START),
        ("opt-in", Command.START),
        ("JA", Command.YES),
        ("Ja, gerne!", Command.YES),
        ("yes please", Command.YES),
        ("Nein", Command.NO),
        ("nein danke", Command.NO),
        ("no, thank you", Command.NO),
        ("Hilfe", Command.HELP),
        ("HELP!", Command.HELP),
        ("info", Command.HELP),
        ("?", Command.HELP),
        (" ?? ", Command.HELP),
        ("？", Command.HELP),  # of a full-width keyboard
        ("?!", Command.HELP),
        ("Mensch", Command.HUMAN),
        ("mitarbeiter bitte", Command.HUMAN),
        ("Ich möchte mit einem Menschen sprechen", Command.HUMAN),
        ("Ich will einen Menschen!", Command.HUMAN),
        ("menschlicher Mitarbeiter", Command.HUMAN),
        ("Kann ich einen Mitarbeiter sprechen?", Command.HUMAN),
        ("live agent please", Command.HUMAN),
        ("agent", Command.HUMAN),
        ("talk to a human", Command.HUMAN),
    ],
)
def test_every_other_command_is_heard(text: str, command: Command) -> None:
    assert hear(text) == Heard(command)


@pytest.mark.parametrize(
    "text",
    [
        "shop", "step", "top", "Stop, die Farbe ist falsch", "stopf", "Stoppuhr", "non stop",
        "Wo ist die Bushaltestelle Stop?", "Starter", "Startseite", "jaja", "ok", "Okay", "melden",
        "gar nicht", "Hilfe, mein Paket ist weg", "Info zu meiner Bestellung", "Menschen",
        "danke", "bitte", "Hallo", "", "   ", "👍", "...", "!", "1", "Neinhorn", "Abmahnung",
        "Ammel", "an", "ab", "bestellen", "Anmeldung geht nicht", "wann startet der Verkauf",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_command_is_none(text: str) -> None:
    assert hear(text).command is None


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Abmeldne", Command.STOP),  # two neighbours exchanged
        ("bamelden", Command.STOP),
        ("unsubsrcibe", Command.STOP),
        ("abmelde", Command.STOP),
        ("xabmelden", Command.STOP),
        ("bmelden", Command.STOP),
        ("abmeldenn", Command.STOP),
        ("abmeldumg", Command.STOP),
        ("abestellen", Command.STOP),
        ("unsubscibe", Command.STOP),
        ("anmeldn", Command.START),
        ("abonieren", Command.START),
        ("subscribbe", Command.START),
        ("anmelden", Command.START),  # one letter from "abmelden": exact beats near
        ("abmelden", Command.STOP),
        ("ammelden", Command.STOP),  # one letter from both: the smaller harm
        ("bameldne", None),
        ("bameldn", None),
        ("baxelden", None),
        ("baabmelden", None),
        ("ab melden", None),
        ("stpp", None),
        ("stob", None),
        ("sotp", None),
        ("strat", None),
        ("helfe", None),
        ("amelden mich", None),
        ("abmmelddn", None),
        ("bestellen", None),
    ],
)
def test_one_typing_error_is_forgiven_in_long_words_only(
    text: str, command: Command | None
) -> None:
    assert hear(text).command is command


@pytest.mark.parametrize(
    "text",
    ["cancel", "CANCEL!", "end", "quit", "Ende", "abbrechen", "remove", "Widerspruch", "annuler"],
)
def test_cancel_and_its_like_are_left_to_the_rules(text: str) -> None:
    assert hear(text) == Heard(Command.AMBIGUOUS)


@pytest.mark.parametrize(
    "text",
    [
        "Widerruf", "WIDERRUF!", "storno", "Stornierung", "Kündigung", "kuendigung", "Rücktritt",
        "bitte stornieren", "Bestellung stornieren", "Ich möchte meine Bestellung stornieren",
        "Cancel my order", "Widerruf Bestellung 4711", "Storno der Bestellung vom 3. Mai",
        "Widerruf der Bestellung 4711 vom 3. Mai 2026",
        "Hiermit widerrufe ich den Vertrag vom 3.5.2026 über das Fahrrad.",
        "Ich kündige mein Abo zum Monatsende.", "Hiermit trete ich vom Kaufvertrag zurück",
        "I hereby withdraw from the contract.", "Ich möchte vom Kauf zurücktreten",
        "bitte die Bestellung 123 vom Montag stornieren", "Kündige meinen Vertrag",
        "Kündige mein Abo", "I want to cancel the blue one", "Please cancel order 4711",
    ],
)  # fmt: skip
def test_a_declaration_about_a_contract_never_opts_out(text: str) -> None:
    assert hear(text) == Heard(Command.CONTRACT)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Stop, die Farbe ist falsch", Hint.OBJECTION),
        ("Ich will von euch keine E-Mails bekommen, versteht ihr?", Hint.OBJECTION),
        ("wie kann ich mich denn abmelden, das nervt", Hint.OBJECTION),
        ("Das ist Spam, lasst das", Hint.OBJECTION),
        ("Ich widerspreche der Rechnung Nr. 7", Hint.OBJECTION),
        ("Kann ich die Bestellung noch stornieren?", Hint.CONTRACT),
        ("Ich möchte wissen, wie ich stornieren kann", Hint.CONTRACT),
        ("Wie lange habe ich ein Widerrufsrecht?", Hint.CONTRACT),
        ("Widerruf meiner Werbeeinwilligung, sofort und ganz", Hint.OBJECTION),
        ("Widerruf der Bestellung 4711 vom 3. Mai 2026, Lampe", Hint.CONTRACT),  # too long
        ("Wo bleibt mein Paket?", None),
        ("Die Uhr stoppte um drei", None),
    ],
)
def test_a_sentence_is_only_a_hint_for_the_agent(text: str, hint: Hint | None) -> None:
    assert hear(text) == Heard(hint=hint)


@pytest.mark.parametrize(
    ("text", "rights"),
    [
        ("Auskunft", (Right.ACCESS,)),
        ("DSGVO-Auskunft", (Right.ACCESS,)),
        ("Ich verlange Auskunft nach Art. 15 DSGVO.", (Right.ACCESS,)),
        ("Bitte um Auskunft über meine personenbezogenen Daten", (Right.ACCESS,)),
        ("Auskunft über die zu meiner Person gespeicherten Daten, bitte", (Right.ACCESS,)),
        ("Welche Daten habt ihr über mich gespeichert?", (Right.ACCESS,)),
        ("Please send me a copy of all my personal data", (Right.ACCESS,)),
        ("What data do you hold about me?", (Right.ACCESS,)),
        ("This is a subject access request", (Right.ACCESS,)),
        ("Was habt ihr über mich gespeichert?", (Right.ACCESS,)),
        ("send me all data that you have on me", (Right.ACCESS,)),
        ("GDPR data request", (Right.ACCESS,)),
        ("Ich mache von meinem Recht auf Auskunft Gebrauch", (Right.ACCESS,)),
        ("Auskunftsersuchen", (Right.ACCESS,)),
        ("Betroffenenanfrage", (Right.ACCESS,)),
        ("Sagen Sie mir, welche Daten Sie gespeichert haben", (Right.ACCESS,)),
        ("Welche Daten speichert ihr?", (Right.ACCESS,)),
        ("Welche Daten speichert die Waage?", ()),
        ("Bitte alle personenbezogenen Daten löschen", (Right.ERASURE,)),
        ("Löschen Sie bitte alle Daten von mir", (Right.ERASURE,)),
        ("Löschantrag", (Right.ERASURE,)),
        ("Vergesst mich!", (Right.ERASURE,)),
        ("Vergesst mich bitte nicht", ()),
        ("Bitte sperren Sie meine Daten", (Right.RESTRICTION,)),
        ("Löschen Sie bitte alle meine Daten", (Right.ERASURE,)),
        ("Lösch meine Telefonnummer", (Right.ERASURE,)),
        ("Meine Daten sofort löschen!", (Right.ERASURE,)),
        ("Daten löschen", (Right.ERASURE,)),
        ("Please delete my account.", (Right.ERASURE,)),
        ("I want the right to be forgotten", (Right.ERASURE,)),
        ("Antrag gemäß Artikel 17 DS-GVO", (Right.ERASURE,)),
        ("Auskunft nach Art. 15 DSGVO und Löschung meiner Daten", (Right.ACCESS, Right.ERASURE)),
        ("Antrag nach Art. 16 DSGVO", (Right.RECTIFICATION,)),
        ("Bitte berichtigen Sie meine Daten", (Right.RECTIFICATION,)),
        ("Einschränkung der Verarbeitung", (Right.RESTRICTION,)),
        ("Art. 20 GDPR, data portability", (Right.PORTABILITY,)),
        ("Ich widerspreche der Verarbeitung meiner Daten", (Right.OBJECTION,)),
        ("Können Sie mir Auskunft zu den technischen Daten geben?", ()),
        ("Auskunft über den Lieferstatus bitte", ()),
        ("In Art. 15 eures Katalogs steht ein Fehler", ()),
        ("Mein Konto ist gesperrt", ()),
        ("Ich habe die Daten auf dem Handy gelöscht", ()),
    ],
)
def test_the_rights_of_a_person_are_heard_in_sentences(
    text: str, rights: tuple[Right, ...]
) -> None:
    heard = hear(text)
    assert (heard.command, heard.rights) == (None, rights)


@pytest.mark.parametrize("command", list(Command))
def test_a_button_counts_by_its_id(command: Command) -> None:
    if command is Command.AMBIGUOUS or command is Command.CONTRACT:
        return  # no button of ours says that
    assert hear("whatever is written on it", button=button_id(command)) == Heard(command)


@pytest.mark.parametrize(
    ("button", "command"),
    [
        ("STOP", Command.STOP),
        ("opt_out", Command.STOP),
        ("shop:stop_all", Command.STOP_ALL),
        ("menu-17", None),
        ("", None),
        ("abmelde", None),  # an id has no typing errors
    ],
)
def test_the_label_of_a_button_is_no_command(button: str, command: Command | None) -> None:
    assert hear("STOP", button=button) == Heard(command)


@pytest.mark.parametrize(
    ("subject", "body", "heard"),
    [
        ("STOP", "", Heard(Command.STOP)),
        ("Abmelden", " \n ", Heard(Command.STOP)),
        ("STOP", "Wo ist mein Paket?", Heard(hint=Hint.OBJECTION)),
        ("Re: STOP", "", NOTHING),  # an answer repeats our own subject
        ("AW: [12] Newsletter abmelden", "Danke!", NOTHING),
        ("Frage", "STOP", Heard(Command.STOP)),
        ("Auskunft nach Art. 15 DSGVO", "Bitte antworten Sie.", Heard(rights=(Right.ACCESS,))),
        ("Widerruf Bestellung 4711", "Bitte bestätigen.", Heard(Command.CONTRACT)),
        ("Re: Widerruf Bestellung 4711", "Danke für die Bestätigung", NOTHING),
        ("STOP", "?", Heard(Command.HELP)),
    ],
)
def test_the_subject_of_a_mail_stands_in_for_an_empty_body(
    subject: str, body: str, heard: Heard
) -> None:
    assert hear(body, subject=subject) == heard


@pytest.mark.parametrize(
    "mail",
    [
        "STOP\n\n-- \nErika Mustermann\nMusterweg 1",
        "STOP\r\n\r\nAm 3. Mai 2026 um 10:00 schrieb Laden <a@b.example>:\r\n> Hallo!",
        "STOP\n\nOn Sun, 3 May 2026 at 10:00\nShop <a@b.example> wrote:\n> Hello",
        "STOP\n\nVon meinem iPhone gesendet",
        "STOP\n-----Original Message-----\nFrom: shop",
        "STOP\n________________________________\nVon: Laden",
        "STOP\n> Antworten Sie mit STOP",
        "STOP",
    ],
)
def test_only_what_stands_above_quote_and_signature_counts(mail: str) -> None:
    assert hear(above_quote(mail)) == Heard(Command.STOP)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Bitte vom Newsletter abmelden.\n\nMit freundlichen Grüßen\nErika Müller", Command.STOP),
        ("Abmelden\nLG Anna", Command.STOP),
        ("Bitte abmelden, viele Grüße, Erika", Command.STOP),
        ("Please unsubscribe me.\nKind regards,\nJohn D. O'Neill", Command.STOP),
        ("Ja!\nLG Änne", Command.YES),
        ("Abmelden\nLG Anna\nPS: Wo ist mein Paket?", None),
        ("Ja\nLG aber nur am Mittwoch", None),
        ("Ja, viele Grüße gehen an Erika", None),
        ("Stop, die Farbe ist falsch.\nLG Anna", None),
        ("LG Anna", None),
        ("Abmelden\nLG " + "Anna " * 5, None),
        ("Abmelden " + "\n" * 300 + "LG Anna", None),
    ],
)
def test_a_name_under_a_greeting_is_no_part_of_a_command(
    text: str, command: Command | None
) -> None:
    assert hear(text).command is command


def test_a_sentence_with_am_is_not_taken_for_a_quote() -> None:
    assert above_quote("Am Montag war ich da.\nSTOP") == "Am Montag war ich da.\nSTOP"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ärger & Öl; ÜBER Straße", "aerger oel ueber strasse"),
        ("a\u0308rger", "aerger"),
        ("Café – crème", "cafe creme"),
        ("Йод ё", "иод е"),
        ("so\u00adft\u2060 hy\ufe0fphen", "soft hyphen"),
        ("½ liter ² ①", "1 2 liter 2 1"),
        ("a b", "a b"),
        ("a b c", "abc"),
    ],
)
def test_texts_are_brought_into_one_spelling(text: str, words: str) -> None:
    assert normalise(text) == words


def test_every_phrase_of_the_vocabulary_is_heard_as_meant() -> None:
    for command, phrases in (
        (Command.STOP, vocabulary.STOP),
        (Command.STOP_ALL, vocabulary.STOP_ALL),
        (Command.BOT_OFF, vocabulary.BOT_OFF),
        (Command.START, vocabulary.START),
        (Command.YES, vocabulary.YES),
        (Command.NO, vocabulary.NO),
        (Command.HELP, vocabulary.HELP),
        (Command.HUMAN, vocabulary.HUMAN),
        (Command.CONTRACT, vocabulary.CONTRACT),
        (Command.AMBIGUOUS, vocabulary.AMBIGUOUS),
    ):
        for phrase in phrases:
            for said in (phrase, phrase.upper(), f"Bitte {phrase}!", f"{phrase}, danke"):
                assert hear(said).command is command, said


def test_no_phrase_stands_in_two_lists() -> None:
    lists = [
        vocabulary.STOP, vocabulary.STOP_ALL, vocabulary.BOT_OFF, vocabulary.START,
        vocabulary.YES, vocabulary.NO, vocabulary.HELP, vocabulary.HUMAN, vocabulary.CONTRACT,
        vocabulary.AMBIGUOUS,
    ]  # fmt: skip
    sets = [{normalise(phrase) for phrase in phrases} for phrases in lists]
    assert sum(len(phrases) for phrases in sets) == len(set().union(*sets))


@settings(max_examples=200, deadline=None)
@given(st.text(), st.text(max_size=40))
def test_no_text_breaks_the_ear(text: str, subject: str) -> None:
    heard = hear(above_quote(text), subject=subject)
    assert heard.hint is None or heard.command is None


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=string.ascii_letters + " ", min_size=1))
def test_a_longer_text_around_a_stop_is_never_a_command(text: str) -> None:
    heard = hear(f"{text}x stop y{text} sagte die Ampel")
    assert heard.command is None


@pytest.mark.parametrize(
    "unit", ["mein ", "auskunft ", "welche a daten ", "a", "loesche ", "bitte ", "keine ",
             "ich trete ", "am x\n", "\u0308", "\ufdfa", "stop "]
)  # fmt: skip
def test_a_hostile_text_takes_no_longer_than_any_other(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    hear(above_quote(text), subject=text)  # quadratic work would not come back
    assert len(normalise(text)) <= LONGEST


def test_only_the_beginning_of_a_text_is_read() -> None:
    assert normalise("a" * (LONGEST + 1)) == "a" * LONGEST
    assert above_quote("a" * 30_000 + "\n> zitiert") == "a" * 20_000
