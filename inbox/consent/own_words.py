"""What of a mail was written now, and what of a message is not yet its "Viele Grüße, Erika"."""

from __future__ import annotations

import re
from typing import Final

# Each begins a line after which nothing is the sender's own.
_END: Final = re.compile(
    r"""^(?:
        --\ ?$                                                  # the signature's mark
      | >                                                       # a quoted line
      | _{8,}\s*$
      | -{2,}\s?(?:original|urspr|weitergeleitet|forwarded)
      | (?:von|from|gesendet|sent)\s?:\s
      | (?:von\ meinem|sent\ from|gesendet\ (?:von|mit)|get\ outlook)\b
      | (?:am|on|le|il|el|op)\s[^\n]{1,200}(?:\n[^\n]{1,200})?
        \b(?:schrieb|wrote|écrit|scritto|escribió|schreef)\b[^\n]{0,100}:\s*$
    )""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
_LONGEST: Final = 20_000  # characters
# A greeting and a name of at most four capitalised words, and nothing after it.
_FAREWELL: Final = re.compile(
    r"""[\n.!,;][ \t]*
    (?i:mit\ (?:freundlichen|besten|herzlichen|lieben)\ gr(?:ü|ue)(?:ß|ss)en
      | (?:viele|liebe|beste|freundliche|herzliche|schöne)\ gr(?:ü|ue)(?:ß|ss)e
      | gr(?:u|ü|ue)(?:ß|ss)e? | mfg | lg | vg
      | (?:best|kind|warm)\ regards | regards | cheers | sincerely
    )[,.!]?\s+
    [A-ZÀ-ÖØ-Þ][\w'.-]*(?:\s+[A-ZÀ-ÖØ-Þ][\w'.-]*){0,3}\s*$
    """,
    re.VERBOSE,
)
_LONGEST_WITH_NAME: Final = 300  # characters of what may be a command and a farewell


def above_quote(text: str) -> str:
    """For mail whose adapter could not tell its own part; leaves other text as it is."""
    text = text[:_LONGEST].replace("\r\n", "\n")
    end = _END.search(text)
    return text[: end.start()] if end else text


def before_farewell(text: str) -> str:
    """The text without a greeting and a name at its end; as it is if it ends otherwise."""
    if len(text) > _LONGEST_WITH_NAME:
        return text
    farewell = _FAREWELL.search(text)
    return text[: farewell.start()] if farewell else text
