"""What of a mail was written now: the lines above the signature and the quoted mail."""

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


def above_quote(text: str) -> str:
    """For mail whose adapter could not tell its own part; leaves other text as it is."""
    text = text[:_LONGEST].replace("\r\n", "\n")
    end = _END.search(text)
    return text[: end.start()] if end else text
