"""Under which names and subjects mail servers write when they return a mail or could not yet
deliver it, in the languages of our customers' providers. All in lower case.
"""

from __future__ import annotations

import re
from typing import Final


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases))


# Local parts and names under which servers, not people, write.
DAEMON_ADDRESS: Final = _any(
    r"(?:mailer|mail|system|smtp)?[-_.]?(?:daemon|deamon)",
    r"mailer",
    r"post[-_.]?master",
    r"mdaemon",
    r"mail[-_.]?(?:delivery|system|admin\w*|router|gateway)[-_.\w]*",
    r"undeliver\w*",
    r"ndr",
    r"mta",
    r"microsoftexchange[0-9a-f]{8,}",
    r"smtp(?:d|\d{1,3})?",
    r"bounces?(?:[-_+.=].*)?",
    r"maildelivery\w*",
    r"system[-_.]?administrator",
    r"double-bounce",
)
DAEMON_NAME: Final = _any(
    r"mail(?:er)?[- _]?(?:daemon|deamon)",
    r"mail deliver",
    r"delivery (?:sub)?system",
    r"post ?master",
    r"mail system",
    r"(?:system|mail|e-mail) ?admin",
    r"message transfer agent",
    r"interscan|mailsweeper|mimesweeper|mailmarshal|surfcontrol|mxlogic|mail filter",
    r"mail (?:router|transport|server)",
    r"mta ",
    r"internet mail",
    r"mail (?:sub)?system",
    r"delivery agent",
    r"returned mail",
    r"undelivered",
)

# Subjects that no person writes as they stand; behind "Re:" or "Fwd:" they prove nothing.
_UNCLEAR: Final = (
    r"delivery (?:report|status|problem|notification|aborted)|mail delivery status",
    r"(?:error|problem) (?:in |while )?(?:sending|delivering)",
    r"(?:mail|message|e-?mail) (?:has )?failed",
    r"(?:failed|rejected|bounced|blocked|returned) (?:mail|message|e-?mail|to )",
    r"(?:mail|message) failure",
    r"\[?bounced?\]?(?: ?:|$)|rejected ?:|recipient unknown|unknown recipient",
    r"mailbox (?:\S+ )?exceed",
    r"mailbox (?:is )?full|postfach (?:ist )?voll",
    r"address (?:not found|unknown)",
    r"return(?:ed|ing) message",
)
# Those that leave no doubt once a server has written them.
_CLEAR: Final = (
    r"(?:mail|message|e-?mail) (?:was |has been )?(?:rejected|refused|blocked|bounced|returned)",
    r"undeliver(?:able|ed)\b",
    r"returned mail\b|returned to sender",
    r"delivery (?:has )?fail|delivery status notification ?\(failure\)",
    r"delivery status notification: error",
    r"fail(?:ure|ed) (?:notice|delivery)|delivery error|(?:mail|message) (?:delivery )?fail",
    r"non[- ]?deliver|not (?:be )?(?:be )?deliver",
    r"(?:mail|message|e-?mail) (?:could|can) ?not be (?:delivered|sent)",
    r"could not (?:be )?deliver|mail could not|can(?:not|'t) deliver|unable to deliver",
    r"unknown user|user unknown|host unknown",
    r"mail system error|mail transaction failed|bounced? mail|rejected mail",
    # German
    r"(?:nachricht|e-?mail|mail) (?:\S+ ){0,3}?(?:konnte|kann|wurde) nicht",
    r"(?:nachricht|e-?mail|mail) (?:\S+ ){0,3}nicht (?:\S+ )?(?:zugestellt|übermittelt)",
    r"unzustellbar|nicht (?:zustellbar|zugestellt)|zustell(?:ungs)?fehler",
    r"zustellung (?:ist )?fehlgeschlagen|fehler bei der zustellung|e-mail-zustellung fehl",
    r"mail-?systemfehler",
    # French, Italian, Spanish, Portuguese, Romanian
    r"non remis|[ée]chec (?:de|d'|lors)|message non (?:remis|distribué|délivré)|non distribu",
    r"non recapita|mancato recapito|mancata consegna|impossibile (?:recapitare|consegnare)",
    r"notifica (?:di )?mancat",
    r"no se (?:puede|pudo|ha podido) entregar|no entrega(?:do|ble)|error (?:de|en la) entrega",
    r"não (?:é possível|foi possível) entregar|não (?:foi )?entregue|falha na entrega",
    r"nelivrat|imposibil de livrat",
    # Dutch, Danish, Norwegian, Swedish, Finnish
    r"onbestelbaar|niet[- ](?:bezorgd|afgeleverd|bestelbaar)|bezorging (?:is )?mislukt",
    r"olevererbar|kan (?:ikke|inte) levere|kunne ikke lever",
    r"ei voi(?:tu)? toimittaa|toimittaminen epäonnistui",
    # Polish, Czech, Slovak, Hungarian, Turkish, Greek
    r"niedostarcz|nie dostarczono|nie można dostarczyć",
    r"nedoručiteln|nedoručen|kézbesíthetetlen|teslim edilemedi|αδύνατη η παράδοση",
    # Russian, Ukrainian
    r"не ?доставлен|не удается доставить|не вдалося доставити",
    # Chinese, Japanese, Korean
    r"退信|无法(?:投递|送达)|無法(?:投遞|傳遞)|未送达|未傳遞",
    r"配信(?:エラー|不能)|送信エラー|배달되지 않음|전송 실패",
)
BOUNCE_SUBJECT: Final = _any(*_UNCLEAR, *_CLEAR)
FAILURE_SUBJECT: Final = _any(*_CLEAR)

# Subjects that only servers have: under these, it does not matter who is said to have written.
SERVER_SUBJECT: Final = _any(
    r"undelivered mail returned to sender$",
    r"mail delivery failed: returning message to sender$",
    r"mail system error - returned mail$",
    r"delivery status notification ?\(failure\)$",
    r"failure notice$",
    r"delivery failure: (?:user|recipient|mail|host|domain) ",
    r"returned mail: (?:see transcript|user unknown|host unknown|service unavailable)",
)

# Servers that go on trying only inform.
DELAYED_SUBJECT: Final = _any(
    r"delay(?:ed)?\b",
    r"warning: (?:could not send|message)",
    r"verzögert",
    r"retard",
    r"ritard",
    r"retras",
    r"vertraag",
    r"\(delay\)",
    r"opóźnion",
    r"not yet delivered",
    r"still being retried",
    r"warnung",
)
