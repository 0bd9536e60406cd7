"""Guesses the language of a message from its small words, to answer in the same one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 2_000  # characters; enough to know
CONFIDENT: Final = 0.5


@dataclass(frozen=True, slots=True)
class Guess:
    """`confidence` from 0 to 1; below `CONFIDENT` it is better to go by what is known."""

    language: str  # ISO 639-1
    confidence: float


def guess_language(text: str) -> Guess | None:
    """None if no small word of a known language is in the text."""
    words = _WORD.findall(text[:LONGEST].lower())
    hits = Counter(language for word in words for language in _LANGUAGES_OF.get(word, ()))
    if not hits:
        return None
    (best, most), (_, second) = [*hits.most_common(2), ("", 0)][:2]
    certain = (most - second) / most
    return Guess(best, round(certain * min(1.0, (most + 1) / 3), 2))


def choose_language(text: str, *, known: str | None, available: Sequence[str]) -> str:
    """The language to answer in: the message's, else the customer's, else the shop's first.

    A message in a language that the shop does not speak is answered in English if the shop does.
    """
    guess = guess_language(text)
    if guess is not None and guess.confidence >= CONFIDENT:
        if guess.language in available:
            return guess.language
        return "en" if "en" in available else available[0]
    return known if known in available and known is not None else available[0]


_WORD: Final = re.compile(r"[^\W\d_]+")
_SMALL_WORDS: Final = {
    "de": """der die das den dem des ein eine einen einem einer und oder aber nicht kein keine ich
        du er sie es wir ihr mich mir dich dir uns euch mein meine meinen meiner dein deine ihre
        ihren ist sind war waren wird werden habe hat haben hatte kann können könnte möchte will
        muss wo wann wie warum was wer welche welcher mit von zu zum zur bei auf für aus nach noch
        schon auch nur sehr bitte danke hallo guten ja nein hilfe mensch mitarbeiter abmelden
        anmelden bestellung paket lieferung rechnung seit heute morgen gestern dass wenn""",
    "en": """the a an and or but not no i you he she it we they me my your his her our their is are
        was were be been have has had can could would will should do does did where when how why
        what who which with of to at on for from after yet already also only very please thanks
        thank hello yes help human unsubscribe order parcel package delivery invoice since today
        tomorrow yesterday that this if hi""",
    "fr": """le la les un une des et ou mais pas je tu il elle nous vous ils mon ma mes votre
        vos est sont était ai avez avoir peux pouvez où quand comment pourquoi que qui avec de
        du pour dans sur bonjour merci oui non aide commande colis livraison""",
    "it": """il lo la gli un una e o ma non io tu lui lei noi voi mio mia sono è ho hai avete dove
        quando come perché che chi con di del della per nel ciao grazie sì aiuto ordine pacco
        spedizione buongiorno""",
    "es": """el la los las un una y o pero no yo tú él ella nosotros mi mis su es son está estoy
        tengo tiene dónde cuándo cómo por qué que con de del para en hola gracias sí ayuda pedido
        paquete envío buenos""",
    "nl": """de het een en of maar niet geen ik jij je hij zij wij we mijn uw is zijn was heb heeft
        kan kunt waar wanneer hoe waarom wat wie met van voor naar op bij hallo bedankt dank ja nee
        bestelling pakket levering""",
    "pl": """i lub ale nie ja ty on ona my wy mój moja moje jest są był mam ma mogę gdzie kiedy jak
        dlaczego co kto z do na dla w od dzień dobry dziękuję proszę tak pomoc zamówienie paczka
        przesyłka""",
}
_LANGUAGES_OF: Final = {
    word: tuple(language for language, words in _SMALL_WORDS.items() if word in words.split())
    for every in _SMALL_WORDS.values()
    for word in every.split()
}
