"""Phrases find what a shop means, and are never slow."""

from __future__ import annotations

from time import process_time

import pytest

from inbox.automation.phrases import (
    LONGEST_PHRASE,
    LOOKED_AT,
    MOST_ALTERNATIVES,
    MOST_STEPS,
    any_found,
    any_is_all,
    read_phrase,
    read_phrases,
    spelt,
)


@pytest.mark.parametrize(
    ("phrase", "message", "found"),
    [
        ("öffnungszeiten", "Wie sind eure Öffnungszeiten?", True),
        ("öffnungszeiten", "OEFFNUNGSZEITEN", True),
        ("öffnungszeiten", "Öffnungszeit", False),
        ("wann ... geöffnet|offen", "Wann habt ihr am Samstag offen?", True),
        ("wann … geöffnet|offen", "wann offen", True),
        ("wann ... offen", "wann eins zwei drei vier fünf sechs offen", True),
        ("wann ... offen", "wann eins zwei drei vier fünf sechs sieben offen", False),
        ("wann ... offen", "offen wann", False),
        ("retour*", "Eine Retoure, bitte", True),
        ("retour*", "retour", True),
        ("retour*", "Wo ist die Hinretoure?", False),
        ("*paket", "mein Expresspaket", True),
        ("*paket", "meine Paketnummer", False),
        ("*paket*", "die Expresspaketnummer", True),
        ("wo ist mein paket", "Hallo, wo ist mein Paket?", True),
        ("wo ist mein paket", "wo ist denn mein paket", False),
        ("e-mail adresse", "Meine E-Mail-Adresse ist neu", True),
        ("e-mail|email adresse", "meine email adresse", True),
        ("rot ... grün ... blau", "rot und grün oder blau", True),
        ("stornier*|cancel*", "Please cancelling", True),
    ],
)
def test_a_phrase_is_found_anywhere_in_a_message(phrase: str, message: str, found: bool) -> None:
    words = spelt(message)
    assert any_found(read_phrases((phrase,)), words, frozenset(words)) is found


@pytest.mark.parametrize(
    ("message", "whole"),
    [
        ("Öffnungszeiten", True),
        ("öffnungszeiten?!", True),
        ("Eure Öffnungszeiten", False),
        ("Öffnungszeiten bitte", False),
        ("", False),
    ],
)
def test_a_phrase_can_be_asked_to_be_all_of_a_message(message: str, whole: bool) -> None:
    words = spelt(message)
    phrases = read_phrases(("öffnungszeiten",))
    assert any_is_all(phrases, words, frozenset(words)) is whole


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        ("", "has no words"),
        ("...", "has no words"),
        ("... offen", "begins or ends"),
        ("wann ...", "begins or ends"),
        ("*", "is no word"),
        ("a*b", "is no word"),
        ("ab*", "at least 3 letters"),
        ("wann|", "is no word"),
        ("x" * (LONGEST_PHRASE + 1), "at most 200 characters"),
        ("w " * (MOST_STEPS + 1), "more than 12 words"),
        ("|".join("abcdefghijklmnop"[: MOST_ALTERNATIVES + 1]), "to choose from"),
    ],
)
def test_what_is_no_phrase_is_refused_with_what_to_fix(phrase: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_phrase(phrase)


def test_only_the_beginning_of_a_long_message_is_looked_at() -> None:
    assert spelt("wort " * 1_000) == ("wort",) * LOOKED_AT


def test_no_message_makes_a_phrase_slow() -> None:
    gaps = " ... ".join(["da"] * 6)
    words = spelt("da " * 5_000)
    phrases = read_phrases((gaps, "bald ... oft"))
    started = process_time()
    for _ in range(20):
        assert any_found(phrases, words, frozenset(words))
    assert process_time() - started < 1.0
