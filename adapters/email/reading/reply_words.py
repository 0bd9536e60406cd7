"""How mail programs introduce, head and sign: the words, by what they mark, in lower case."""

from __future__ import annotations

import re
from typing import Final


def _any(*phrases: str) -> str:
    return "(?:" + "|".join(phrases) + ")"


# "On Tue, 3 Mar 2026 at 10:11, Max Muster <max@example.org> wrote:" - the verb closes the line ...
_VERB_LAST: Final = _any(
    "wrote",
    "writes",
    "said",
    "sent",
    "geschrieben",
    "schrieb",
    "a écrit",
    "ha scritto",
    "escribi[óo]",
    "ha escrito",
    "escreveu",
    "geschreven",
    "schreef",
    r"napisał(?:a|\(a\))?",
    "pisze",
    r"napsal(?:a|\(a\))?",
    r"napísal(?:a|\(a\))?",
    "skrev",
    "skrifaði",
    "kirjoitti",
    "írta",
    "a scris",
    r"je napisao(?:/la)?",
    r"je napisal(?:a)?",
    "yazdı",
    "пишет",
    r"написал(?:а|\(а\))?",
    r"пише|написав",
    "написа",
    "έγραψε",
    "đã viết",
    "写道",
    "寫道",
    "のメール",
    "님이 작성",
)
# ... or a name follows it: "Am 3. März 2026 schrieb Max Muster:".
_VERB_INSIDE: Final = _any(
    r"wrote",
    r"schrieb",
    r"schreef",
    r"skrev",
    r"escribi[óo]",
    r"escreveu",
    r"napisał(?:a|\(a\))?",
    r"kirjoitti",
    r"ezt írta",
    r"написал(?:а|\(а\))?",
)
INTRO_END: Final = re.compile(
    rf"(?:\b|(?<=\W)){_VERB_LAST}\s?(?:[:：]|-{{2,}})\W{{0,3}}$"
    r"|^\*\s.{1,150}\s\[[\d./-]{6,10},? \d{1,2}:\d{2}(?::\d{2})?(?: .{1,6})?\]:$"
    rf"|\b{_VERB_INSIDE}\b.{{0,150}}[:：]\W{{0,3}}$"
    r"|^\W{0,3}(?:quoting|zitat von|citando)\s.{1,200}[:：]$"
    r"|\d{1,2}[:.]\d{2}.{0,150}[<(]\s?[^\s<>()]{1,200}@[^\s<>()]{1,200}[>)]\s?[:：]$"
)
INTRO_START: Final = re.compile(
    r"\W{0,9}"
    + _any(
        r"(?:on|am|le|il|el|em|op|den|på|dne|dňa|dnia|w dniu|at|in message|vào|pada|la data)\s",
        r"(?:quoting|zitat von|citando|citát|quotando)\s",
        r"il giorno\s",
        r"no dia\s",
        r"(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)\w{0,8}[,. ]",
        r"\d{1,4}[-./年]\d{1,2}",
    )
)
# One whose colon somebody left out: only if a quote follows at once.
INTRO_WITHOUT_COLON: Final = re.compile(
    rf"{INTRO_START.pattern}.{{0,60}}\d{{1,2}}[:.]\d{{2}}.{{0,60}}\b{_VERB_INSIDE}\b.{{1,150}}$"
)
# One that shares its line with the first words of the quoted mail; `when` must hold a full date.
INTRO_AND_TEXT: Final = re.compile(
    rf"{INTRO_START.pattern}(?P<when>[^<>]{{10,280}}+)"
    rf"<[^<>\s@]{{1,120}}+@[^<>\s]{{1,120}}+>\s?(?:{_VERB_LAST}\s?)?[:：]\s+\S"
)
# What makes an introduction of it and not a sentence: a date, a time, an address, or dashes around.
INTRO_PROOF: Final = re.compile(
    r"\d{4}|\d{1,2}[:.]\d{2}|\d{1,2}[./-]\d{1,2}|@|<|^-{2,}[^-].*-{2,}$"
)

INTRO_DATE: Final = re.compile(r"\b\d{4}\b|\d{1,2}[:.]\d{2}|\d{1,2}[./-]\d{1,2}")

_ORIGINAL: Final = _any(
    r"original(?:[ -](?:message|mail|e-?mail|nachricht|appointment))",
    r"originalnachricht",
    r"original",
    r"(?:mail|e-?mail|courriel) (?:original|d'origine)",
    r"ursprüngliche (?:nachricht|e-?mail|mail)",
    r"(?:reply|antwort) (?:message|nachricht)",
    r"message (?:d'origine|original|initial|reçu)",
    r"(?:messaggio|messaggi) originale",
    r"mensaje original",
    r"mensagem original",
    r"oorspronkelijk(?:e)? (?:bericht|mail)",
    r"(?:wiadomość|wiadomosc) oryginalna",
    r"oryginalna wiadomość",
    r"opprinnelig melding",
    r"oprindelig (?:meddelelse|besked)",
    r"ursprungligt meddelande",
    r"alkuperäinen viesti",
    r"původní (?:zpráva|e-mail)",
    r"pôvodná správa",
    r"eredeti üzenet",
    r"mesaj original",
    r"orijinal (?:mesaj|ileti)",
    r"исходное сообщение",
    r"αρχικό μήνυμα",
    r"原始邮件",
    r"元のメッセージ",
)
_FORWARDED: Final = _any(
    r"(?:begin )?forwarded (?:message|mail|by)",
    r"(?:anfang der )?weitergeleitete?n? (?:nachricht|e-?mail)",
    r"(?:début du )?message (?:transféré|réexpédié)",
    r"(?:inizio )?messaggio (?:inoltrato|reindirizzato)",
    r"(?:inicio del )?mensaje reenviado",
    r"mensagem (?:encaminhada|reencaminhada)",
    r"(?:begin )?doorgestuurd (?:bericht|mail)",
    r"(?:przekazana wiadomość|wiadomość przekazana)",
    r"(?:vidarebefordrat meddelande|videresendt (?:melding|besked|meddelelse))",
    r"(?:välitetty viesti|edelleenlähetetty viesti)",
    r"přeposlaná zpráva",
    r"пересылаемое сообщение",
    r"转发的?邮件",
)
# Where a mail program shows that there is more, and keeps it for itself.
HIDDEN: Final = re.compile(
    _any(
        r"\[(?:zitat ausgeblendet|quoted text hidden|texte des messages précédents masqué)\]",
        r"\[(?:el texto citado está oculto|testo tra virgolette nascosto|tekst uit oorspronkelijk"
        r" bericht is verborgen)\]",
    )
    + "$"
)
_DASHES: Final = r"[-_=*>\s]{0,80}"
ORIGINAL: Final = re.compile(rf"[>\s]{{0,9}}[-_=*]{{2,80}}\s?{_ORIGINAL}\s?{_DASHES}:?{_DASHES}$")
ORIGINAL_BARE: Final = re.compile(rf"{_ORIGINAL}\s?:?$")
FORWARDED: Final = re.compile(
    rf"[>\s]{{0,9}}(?:[-_=*]{{2,80}}\s?{_FORWARDED}.{{0,80}}|{_FORWARDED}\s?:)$"
)
REPLY_ABOVE: Final = re.compile(
    r"\W{0,9}(?:##-|please (?:type your )?reply above|reply above this line"
    r"|(?:bitte )?antworten sie (?:bitte )?(?:ober|über)"
    r"|bitte (?:ober|über)halb dieser (?:zeile|linie))"
)

# The head that Outlook and others put over a quoted mail: what each of its words gives.
_HEAD: Final = {
    "from": "from|von|de|da|van|od|från|fra|lähettäjä|от|от кого|від|kimden|gönderen|feladó"
    "|odesílatel|odosielateľ|expéditeur|remitente|remetente|mittente|afzender|nadawca|von e-mail"
    "|差出人|发件人|寄件者|보낸 사람",
    "date": "date|sent|gesendet|datum|envoyé|envoyé le|inviato|data|enviado|enviada|enviado el"
    "|enviada em|fecha|verzonden|wysłano|wysłane|skickat|sendt|lähetetty|päivämäärä|отправлено|дата"
    "|надіслано|tarih|gönderildi|küldve|elküldve|dátum|odesláno|odoslané|dato|sent at|sent on"
    "|gesendet am|送信日時|日時|发送时间|日期|보낸 날짜",
    "to": "to|an|à|para|a|aan|do|till|til|vastaanottaja|кому|kime|címzett|komu|destinataire"
    "|destinatario|destinatário|empfänger|宛先|收件人|받는 사람",
    "subject": "subject|betreff|objet|oggetto|asunto|assunto|onderwerp|temat|ämne|emne|aihe|тема"
    "|konu|tárgy|předmět|predmet|sujet|件名|主题|主旨|제목",
    "copy": "cc|kopie|copie|copia|kopia|kopi|копия|bilgi|másolat|reply-to|antwort an|organization"
    "|importance|priorität|wichtigkeit",
}
HEAD_WORDS: Final = {word: meaning for meaning, words in _HEAD.items() for word in words.split("|")}
HEAD_LINE: Final = re.compile(
    r"[>\s]{0,9}\*{0,2}_?([^\W\d_][\w '-]{0,17}?)\s?\*{0,2}\s?[:：]\*{0,2}(.*)$"
)

# What a telephone or a free mailer adds to everything that it sends.
SENT_FROM: Final = re.compile(
    r"[-_*>\s]{0,5}"
    + _any(
        r"sent (?:wirelessly )?(?:from|via|with|using|by) [^,;:?]{1,60}",
        r"(?:diese (?:nachricht|e-?mail) wurde )?(?:von|mit) (?:meinem|meiner|unterwegs)\b.{0,80}",
        r"(?:e-?mail )?gesendet (?:von|mit|über|via|aus)\b.{0,80}",
        r"diese (?:nachricht|e-?mail|mail) wurde (?:von|mit)\b.{0,90}gesendet.{0,20}",
        r"mit [^,;:?]{1,60} gesendet",
        r"yahoo mail ?: [^?]{5,60}",
        r"get (?:outlook|bluemail|typeapp) for\b.{0,80}",
        r"(?:holen sie sich|laden sie|hol dir) outlook für\b.{0,80}",
        r"outlook für (?:ios|android)\b.{0,80}",
        r"(?:envoyé|envoye) (?:de|depuis|à partir de|via|avec)\b.{0,80}",
        r"(?:téléchargez|obtenez|obtenir) outlook pour\b.{0,80}",
        r"inviat[oa] (?:da|dal|dallo|tramite|con)\b.{0,80}",
        r"(?:scarica|ottieni) outlook per\b.{0,80}",
        r"enviado (?:desde|do|de|via|a partir)\b.{0,80}",
        r"(?:obtener|obter) o?\s?outlook para\b.{0,80}",
        r"(?:verstuurd|verzonden) (?:vanaf|vanuit|met|via|door)\b.{0,80}",
        r"(?:outlook voor|download outlook).{0,80}",
        r"wysłan[oey] (?:z|ze|za|przy)\b.{0,80}",
        r"skickat från\b.{0,80}",
        r"(?:sendt|send) fra\b.{0,80}",
        r"lähetetty\b.{0,80}(?:lta|ltä|sta|stä|ni)\b.{0,20}",
        r"odesláno (?:z|ze)\b.{0,80}",
        r"odoslané (?:z|zo)\b.{0,80}",
        r"отправлено (?:с|из|с моего)\b.{0,80}",
        r".{0,40}(?:iphone|ipad|handy|android)(?:'?dan|'?den) gönderildi.{0,20}",
    )
    + r"[\s.!]{0,3}$"
)
# Closings: cut only under a text so short that a person or a rule would take it for a command.
CLOSING: Final = re.compile(
    _any(
        r"(?:mit )?(?:(?:freundlich|herzlich|best|schön|lieb|viel)(?:e|en|em|er|st|sten)?"
        r"(?: und \w+)? )?gr(?:ü|ue)(?:ß|ss)(?:e|en)?",
        r"mfg|lg|vg|bg|hg|vlg|br|thx|ty",
        r"(?:vielen|besten|herzlichen|schönen) dank(?: (?:im voraus|und).{0,40})?",
        r"(?:danke|merci)(?: (?:und|im voraus|d'avance).{0,40})?",
        r"(?:many )?thanks(?: (?:again|a lot|in advance|and .{0,30}))?",
        r"thank you(?: .{0,20})?|cheers",
        r"(?:best|kind|warm|kindest|warmest|with best|with kind)? ?regards|best(?: wishes)?",
        r"yours(?: (?:sincerely|faithfully|truly))?|sincerely(?: yours)?",
        r"(?:bien )?cordialement|(?:bien à|sincères salutations|salutations).{0,40}",
        r"(?:cordiali|distinti) saluti|saluti|grazie(?: .{0,20})?",
        r"(?:un )?(?:cordial )?saludos?(?: cordial(?:es)?)?|atentamente|gracias(?: .{0,20})?",
        r"(?:met )?vriendelijke groet(?:en)?|groet(?:en|jes)?|mvg|(?:be)?dankt?(?: .{0,20})?",
        r"(?:z poważaniem|pozdrawiam|pozdrowienia|dziękuję)(?: .{0,20})?",
    )
    + r"[\s,.!;:)-]{0,5}$"
)
