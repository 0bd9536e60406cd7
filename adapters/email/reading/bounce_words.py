"""What mail servers say in the body of a mail that they return, in the languages of our customers'
providers.

All in lower case; compared with text whose white space is single spaces.
"""

from __future__ import annotations

import re
from typing import Final


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases))


# What the body of a bounce says. Each alone proves nothing unless a server wrote it.
FAILED: Final = _any(
    r"malformed|incorrectly constructed|syntactically|service unavailable",
    r"fail(?:ed|ing) (?:recipient|address|message|mail)|(?:recipient|address)\S* failed",
    r"(?:had|encountered|with) (?:delivery )?problem|delivery problem|was aborted",
    r"(?:did|could|can|has) ?n[o']t (?:be )?(?:reach|receive|accept|been)|not (?:been )?accepted",
    r"(?:could|was|were) ?n(?:o|')t (?:be )?(?:send|able)|error (?:while |in )?(?:sending|deliver)",
    r"error (?:has |have )?occurr?ed (?:\w+ ){0,4}deliver|trouble delivering",
    r"invalid (?:final )?delivery|no route to host|allowed rcpthosts|see transcript for details",
    r"contains? (?:a )?(?:virus|malware|banned)",
    r"fehler bei der (?:übermittlung|übertragung|zustellung)",
    r"non (?:è stato|sono stati) (?:recapitat|consegnat|inoltrat)",
    r"(?:could ?n[o']t|can ?not|can't|was ?n[o']t|were not|not|never) "
    r"(?:be )?(?:successfully )?deliver",
    r"(?:un|not )able to (?:be )?(?:send|sent|relay|deliver)",
    r"undeliver",
    r"non[- ]?deliver",
    r"fail(?:ed|ure)? (?:to|of|in|during|while) (?:the )?(?:relay|deliver|send|process)",
    r"delivery (?:\w+ ){0,6}(?:has |have )?(?:permanently )?fail",
    r"failed permanently",
    r"fatal error",
    r"permanent(?:ly)? (?:fatal )?(?:error|fail)",
    r"did not reach",
    r"didn't reach",
    r"not reach",
    r"(?:user|recipient|mailbox|account|address|host|domain|receiver)s?(?:'s)?(?: \S{1,80}){0,3}? "
    r"(?:is |was |are |were )?(?:not |un)"
    r"(?:known|found|exist|available|valid|listed|recogni|a valid)",
    r"(?:no|unknown|invalid|illegal|bad|inactive|disabled|nonexistent|unrouteable|unrouted) "
    r"(?:such )?(?:user|recipient|mailbox|account|address|host|domain|local|destination|mail)",
    r"do(?:es)? ?n[o']t (?:exist|have an? )",
    r"(?:mailbox|quota|inbox)\S* (?:\w+ ){0,4}(?:full|exceed|over)",
    r"(?:over|exceed\w*|out of) (?:\w+ ){0,3}(?:quota|storage|disk)",
    r"returned to (?:you|sender|the send)",
    r"(?:message|mail|recipient|address|sender|client|host)s? "
    r"(?:\S+ ){0,8}(?:reject|refus|block|bounc)",
    r"giving up on",
    r"not going to try again",
    r"gave up",
    r"relay(?:ing)? (?:access )?(?:denied|not)",
    r"access denied",
    r"exceed\w* (?:\w+ ){0,5}(?:size|limit|length)",
    r"too (?:large|big|many hops)",
    r"mail loop",
    r"host (?:not found|unknown)",
    r"name (?:service|server)",
    r"connection (?:refused|timed out)",
    r"(?:could|can) ?not (?:be )?(?:find|found|locate|resolve|connect|open)",
    r"timed? ?out",
    r"expired",
    r"transaction failed",
    r"content (?:reject|filter)",
    r"(?:mail|message) (?:filter|polic)",
    r"disabled",
    r"suspended",
    r"nicht (?:\w+ ){0,3}(?:zugestellt|zustell|erreich|gefunden|vorhanden|ausgeliefert)",
    r"unzustellbar",
    r"(?:empfänger|benutzer|adresse|postfach) (?:\S+ ){0,4}"
    r"(?:unbekannt|existiert nicht|voll|gesperrt)",
    r"zustellung (?:\S+ ){0,6}(?:fehl|nicht|gescheitert)",
    r"abgelehnt",
    r"abgewiesen",
    r"zurückgewiesen",
    r"n'a (?:pas )?(?:pu |été |atteint )",
    r"(?:échec|impossible) de",
    r"adresse (?:\S+ ){0,3}(?:inconnue|introuvable)",
    r"non (?:è stato possibile|può essere|recapit)",
    r"impossibile",
    r"sconosciut",
    r"inesistente",
    r"no (?:se )?(?:ha podido|pudo|puede|existe)",
    r"desconocid",
    r"niet (?:\w+ ){0,4}(?:bezorgd|aflever|afgel)",
    r"onbekend",
    r"onbestelbaar",
    r"nie (?:można|został|mogł|udało|istnieje|powiodło)",
    r"não (?:pôde|foi|existe|pode)|falha na entrega",
    r"nemohla? být doručen|neexistuje|se nezdařil",
    r"kunne ikke|mislykke[ds]|mislyktes",
    r"kunde inte|misslyckades",
    r"ei voitu|ei onnistunut",
    r"nem sikerült|teslim edilemedi",
    r"не (?:может|удалось|удается|доставлен|существует)",
    r"недоставлен",
    r"退信",
    r"无法|無法|未能",
    r"不存在",
    r"配信できません",
    r"配送できません",
    r"届けることができ",
    r"宛先",
    r"見つかりません",
    r"送信できません",
    r"존재하지",
    r"실패",
)

# Whose mail it is about: what a server says to whoever sent it.
ABOUT_OURS: Final = _any(
    r"(?:your|the) (?:original |following )?(?:message|e-?mail|mail)\b"
    r".{0,80}(?:could|can|was|has|were) ?n",
    r"(?:message|mail|e-mail) (?:that )?you sent|following (?:recipient|address|user|e-?mail)",
    r"ihre (?:nachricht|e-?mail|mail)\b|de[rn] (?:folgende|unten)\S* (?:empfänger|adresse)",
    r"votre (?:message|courriel)|(?:suo|tuo) messaggio|su mensaje|uw (?:bericht|e-?mail)",
)

# Servers that go on trying only inform.
DELAYED: Final = _any(
    r"not (?:yet )?been (?:\w+ )?delivered yet",
    r"not yet (?:been )?delivered",
    r"will (?:be retried|retry|keep|continue|be re-?attempted)",
    r"attempts? will continue",
    r"continue (?:to try|trying)",
    r"still (?:be )?try",
    r"(?:do|does|need) not (?:need to )?re-?send",
    r"warning message only",
    r"warning only",
    r"has been delayed",
    r"delivery (?:\w+ ){0,4}delayed",
    r"noch nicht zugestellt",
    r"weiter(?:hin)? versuch",
    r"verzögert",
)
GAVE_UP: Final = _any(
    r"giving up",
    r"gave up",
    r"could not be delivered (?:to|for)",
    r"permanent",
    r"returned",
    r"undeliverable",
    r"too long",
    r"not going to try",
    r"deleted from",
    r"removed from",
    r"will not be (?:retried|re-?attempted)",
    r"been tried for",
)

# The mail itself, given back as text.
RETURNED: Final = re.compile(
    r"^[->* =_]{0,80}(?:(?:below this line|this) is a copy"
    r"|(?:the )?(?:original|returned|failed|rejected|first) (?:message|mail)"
    r"|message (?:headers?|text) follow|unsent message|here is (?:a copy of )?your"
    r"|your (?:original )?message (?:header|text)|header of (?:the )?original"
    r"|original mail as follows|included is a copy|a copy of (?:the|your)"
    r"|received: |return-path: |message-id: |x-mailer: )",
    re.MULTILINE,
)
REPLY_CODE: Final = re.compile(r"\b(?:5\d\d[- ]\S|[45]\.\d{1,3}\.\d{1,3}\b|#5\d\d)")
