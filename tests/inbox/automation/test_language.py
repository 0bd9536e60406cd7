"""A message is answered in its language if that is plain, else in the one that is known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.automation.language import CONFIDENT, choose_language, guess_language

BOTH = ("de", "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hallo, wo bleibt denn meine Bestellung? Ich warte seit gestern.", "de"),
        ("Wo ist mein Paket", "de"),
        ("Hilfe", "de"),
        ("Danke!", "de"),
        ("Hello, where is my order? I have been waiting since yesterday.", "en"),
        ("Thanks", "en"),
        ("help", "en"),
        ("Bonjour, où est mon colis ?", "fr"),
        ("Ciao, dove è il mio ordine?", "it"),
        ("Hola, ¿dónde está mi pedido?", "es"),
        ("Waar is mijn pakket?", "nl"),
        ("Dzień dobry, gdzie jest moja paczka?", "pl"),
    ],
)
def test_a_language_is_known_by_its_small_words(text: str, language: str) -> None:
    guess = guess_language(text)
    assert guess is not None
    assert guess.language == language
    assert guess.confidence >= CONFIDENT


@pytest.mark.parametrize("text", ["", "STOP", "4711", "👍", "ok", "Σωκράτης"])
def test_what_has_no_small_words_is_not_guessed(text: str) -> None:
    assert guess_language(text) is None


@pytest.mark.parametrize("text", ["Hallo", "Hallo, where is mein Paket, I bin not sicher", "no"])
def test_a_mixed_message_is_no_plain_case(text: str) -> None:
    guess = guess_language(text)
    assert guess is not None
    assert guess.confidence < CONFIDENT


@pytest.mark.parametrize(
    ("text", "known", "available", "language"),
    [
        ("Where is my parcel?", "de", BOTH, "en"),  # the message counts more than the past
        ("STOP", "en", BOTH, "en"),
        ("STOP", None, BOTH, "de"),
        ("STOP", "fr", BOTH, "de"),
        ("Hallo", "en", BOTH, "en"),
        ("Bonjour, où est mon colis ?", None, BOTH, "en"),
        ("Bonjour, où est mon colis ?", None, ("de",), "de"),
        ("Where is my parcel?", None, ("de",), "de"),
    ],
)
def test_the_language_of_the_answer_is_chosen(
    text: str, known: str | None, available: tuple[str, ...], language: str
) -> None:
    assert choose_language(text, known=known, available=available) == language


@settings(deadline=None)
@given(st.text())
def test_any_text_has_a_language_to_answer_in(text: str) -> None:
    assert choose_language(text, known=None, available=BOTH) in BOTH
    guess = guess_language(text)
    assert guess is None or 0 <= guess.confidence <= 1


def test_a_long_text_takes_no_longer_than_its_beginning() -> None:
    assert guess_language("wo ist mein paket " * 500_000) is not None
