"""Translates a provider's refusal into our vocabulary: by its code, never by its HTTP status.

Meta asks to decide by `code` alone [META]. The texts that come along may repeat numbers and
contents, so only the code and Meta's trace id go on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from adapters.whatsapp import meta_codes, twilio_codes
from adapters.whatsapp.consequences import Build, later, rejected
from adapters.whatsapp.wire import Item, child, flag, number, text
from inbox.channel import AccountBroken, Rejected, Scope, SendError
from inbox.http import Answer

_TRACE: Final = re.compile(r"[\w-]{1,64}")

# A gateway answered, so that no code of the API says what happened [COURIER].
_GATEWAY: Final = later("PROVIDER_DOWN")
_BUSY: Final = later("TOO_MANY_REQUESTS", seconds=5, scope=Scope.ACCOUNT)


def graph_refusal(answer: Answer) -> SendError:
    """Why Graph or 360dialog did not take a call."""
    found = answer.json()
    error = child(found, "error") if isinstance(found, dict) else {}
    code = _code(error)
    if code is None:
        return _without_code(answer.status)
    build = meta_codes.consequence(code) or _unknown(code, transient=flag(error, "is_transient"))
    return build(_detail("Meta", code, text(error, "fbtrace_id")))


def twilio_refusal(answer: Answer) -> SendError:
    """Why Twilio did not take a call: {"code": 63016, "message": …, "status": 400}."""
    found = answer.json()
    code = _code(found) if isinstance(found, dict) else None
    if code is None:
        return _without_code(answer.status)
    build = twilio_codes.consequence(code) or _by_status(answer.status) or _unknown(code)
    return build(_detail("Twilio", code))


def _by_status(status: int) -> Build | None:
    if status == 429:
        return _BUSY
    return _GATEWAY if status >= 500 else None


def _without_code(status: int) -> SendError:
    """360dialog refuses a wrong key with a plain 401 [360], gateways answer with HTML."""
    if status in {401, 403}:
        return AccountBroken("CREDENTIALS_REFUSED", f"HTTP {status}")
    build = _by_status(status) or rejected("REFUSED")
    return build(f"HTTP {status}")


def _unknown(code: int, *, transient: bool = False) -> Build:
    return later("PROVIDER_ERROR") if transient else rejected(f"REFUSED_{code}")


def _code(error: Item) -> int | None:
    found = number(error, "code")
    return int(found) if found is not None and 0 <= found < 10**9 else None


def _detail(provider: str, code: int, trace: str = "") -> str:
    shown = f", trace {trace}" if _TRACE.fullmatch(trace) else ""
    return f"{provider} error {code}{shown}"


# --------------------------------------------------------------------------- failed statuses


def failure(errors: Sequence[Item]) -> SendError:
    """Why an accepted message failed later. The list may be missing or empty [META]."""
    code = _code(errors[0]) if errors else None
    return _meta_failure(code) if code is not None else Rejected("FAILED")


def twilio_failure(code: str) -> SendError:
    return _twilio_failure(int(code)) if code.isascii() and code.isdigit() else Rejected("FAILED")


# One instance for each code, so that two readings of the same bytes are equal.
@lru_cache(maxsize=1024)
def _meta_failure(code: int) -> SendError:
    return (meta_codes.consequence(code) or _unknown(code))(_detail("Meta", code))


@lru_cache(maxsize=1024)
def _twilio_failure(code: int) -> SendError:
    return (twilio_codes.consequence(code) or _unknown(code))(_detail("Twilio", code))
