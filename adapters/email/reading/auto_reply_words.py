"""How the subject of an answering machine begins, in the languages of our customers.

In lower case. Nothing that a customer would write about an order ("Ich bin nicht zufrieden").
"""

from __future__ import annotations

import re
from typing import Final

_PHRASES: Final = (
    r"auto(?:matic|mated)?[- ]?(?:reply|response|responder)\b",
    r"out[- ]of[- ](?:the[- ])?office",
    r"ooo ?:",
    r"on vacation\b",
    r"vacation (?:reply|notice|response|message)",
    r"away from (?:my|the) (?:office|desk|mail|e-mail)",
    r"i am (?:currently )?(?:out of (?:the )?office|away|on vacation)",
    # German
    r"automatis(?:che|ierte|ch generierte) (?:antwort|e-?mail|nachricht|rückmeldung|mail)",
    r"autom(?:\.|atisch) ?antwort",
    r"automatisch(?:e)? (?:eingangs|empfangs)bestätigung",
    r"(?:eingangs|empfangs)bestätigung",
    r"abwesenheits?(?:notiz|meldung|nachricht|benachrichtigung|mitteilung|assistent|info|hinweis)",
    r"abwesenheit(?:$| ?:| vom| bis| im büro)",
    r"abwesend(?:$| ?:| vom| bis)",
    r"(?:ich bin )?(?:derzeit )?nicht (?:im büro|im haus|am arbeitsplatz)",
    r"(?:ich bin )?außer haus\b",
    r"(?:ich bin )?im urlaub\b",
    r"urlaubs(?:notiz|meldung|nachricht|benachrichtigung|vertretung)",
    # French, Italian, Spanish, Portuguese
    r"réponse automatique",
    r"message (?:automatique|d'absence)",
    r"absence du bureau",
    r"absent(?:e)? du bureau",
    r"risposta automatica",
    r"(?:sono )?fuori (?:ufficio|sede)\b",
    r"assenza dall'ufficio",
    r"respuesta automática",
    r"fuera de (?:la )?oficina",
    r"resposta automática",
    r"ausência (?:temporária|do escritório)",
    r"fora do escritório",
    # Dutch, Polish, Czech, Hungarian
    r"automatisch antwoord",
    r"afwezig(?:$| ?:|heid)",
    r"(?:odpowiedź automatyczna|automatyczna odpowiedź|autoodpowiedź)",
    r"nieobecność(?:$| ?:| w biurze)",
    r"poza biurem",
    r"automatická odpověď",
    r"automatikus válasz",
    # Danish, Norwegian, Swedish, Finnish
    r"auto(?:matisk(?:t)? )?svar\b",
    r"(?:ikke til stede|fraværende|frånvar)",
    r"automaattinen (?:vastaus|poissaolo)",
    # Turkish, Russian, Ukrainian, Japanese, Chinese, Korean
    r"otomatik yanıt",
    r"(?:автоответ|автоматический ответ|автоматична відповідь)",
    r"自動(?:返信|応答)",
    r"(?:自动回复|自動回覆)",
    r"자동 ?(?:회신|응답)",
)
AUTO_REPLY_SUBJECT: Final = re.compile("|".join(_PHRASES))
