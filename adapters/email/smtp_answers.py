"""What an SMTP server's refusal means for the message and the account.

The enhanced status (RFC 3463) says more than the three digits, and both mean different things at
different steps.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Final

from inbox.channel import AccountBroken, Rejected, Scope, SendError, TryLater


class Step(StrEnum):
    """How far the conversation with the server had come."""

    GREETING = "greeting"
    SIGN_IN = "sign-in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class SmtpAnswer:
    code: int
    text: str = ""

    @property
    def status(self) -> str:
        """The enhanced status ("5.1.1") or ""."""
        found = re.match(r"\s*([245]\.\d{1,3}\.\d{1,3})\b", self.text)
        return found.group(1) if found else ""


_Make = Callable[[str], SendError]


def _rejected(code: str) -> _Make:
    return partial(Rejected, code)


def _broken(code: str) -> _Make:
    return partial(AccountBroken, code)


def _later(code: str, *, minutes: int, scope: Scope) -> _Make:
    return partial(TryLater, code, after=timedelta(minutes=minutes), scope=scope)


# By status, at whatever step it comes; the whole one counts before its beginning.
_BY_STATUS: Final[dict[str, _Make]] = {
    "5.1.8": _broken("SENDING_BLOCKED"),  # Microsoft 365: "bad outbound sender"
    "5.1.7": _broken("SENDER_NOT_ALLOWED"),
    "5.1": _rejected("NO_SUCH_MAILBOX"),
    "5.2.1": _rejected("NO_SUCH_MAILBOX"),
    "5.2.2": _rejected("MAILBOX_FULL"),
    "5.2.3": _rejected("TOO_LARGE"),
    "5.2.252": _broken("SENDER_NOT_ALLOWED"),  # Microsoft 365: SendAsDenied
    "5.3.4": _rejected("TOO_LARGE"),
    "5.4.5": _later("DAILY_LIMIT", minutes=60, scope=Scope.ACCOUNT),  # Gmail
    "5.6": _rejected("CONTENT_REFUSED"),
    "5.7": _rejected("REFUSED_BY_POLICY"),
    "5.7.0": _broken("SIGN_IN_REQUIRED"),
    "5.7.3": _broken("SIGN_IN_FAILED"),
    "5.7.8": _broken("SIGN_IN_FAILED"),
    "5.7.9": _broken("SIGN_IN_FAILED"),
    "5.7.30": _broken("PASSWORDS_NO_LONGER_ACCEPTED"),  # Microsoft 365: basic authentication is off
    "5.7.57": _broken("SIGN_IN_REQUIRED"),
    "5.7.60": _broken("SENDER_NOT_ALLOWED"),
    "5.7.139": _broken("SMTP_SWITCHED_OFF"),  # Microsoft 365: disabled for tenant or mailbox
    "5.7.501": _broken("SENDING_BLOCKED"),
    "5.7.502": _broken("SENDING_BLOCKED"),
    "5.7.503": _broken("SENDING_BLOCKED"),
    "5.7.708": _broken("SENDING_BLOCKED"),
    "4.7": _later("THROTTLED", minutes=2, scope=Scope.ACCOUNT),
    "4.3.2": _later("THROTTLED", minutes=1, scope=Scope.ACCOUNT),
}
# By step and code, where there is no status.
_BY_CODE: Final[dict[tuple[Step, int], _Make]] = {
    (Step.GREETING, 554): _broken("SERVER_REFUSES_US"),
    (Step.SIGN_IN, 500): _broken("SIGN_IN_NOT_OFFERED"),
    (Step.SIGN_IN, 502): _broken("SIGN_IN_NOT_OFFERED"),
    (Step.SIGN_IN, 503): _broken("SIGN_IN_NOT_OFFERED"),
    (Step.SIGN_IN, 504): _broken("SIGN_IN_NOT_OFFERED"),
    (Step.SENDER, 550): _broken("SENDER_NOT_ALLOWED"),
    (Step.SENDER, 553): _broken("SENDER_NOT_ALLOWED"),
    (Step.SENDER, 554): _broken("SENDER_NOT_ALLOWED"),
    (Step.SENDER, 552): _rejected("TOO_LARGE"),
    (Step.RECIPIENT, 501): _rejected("IMPOSSIBLE_ADDRESS"),
    (Step.RECIPIENT, 550): _rejected("NO_SUCH_MAILBOX"),
    (Step.RECIPIENT, 551): _rejected("NO_SUCH_MAILBOX"),
    (Step.RECIPIENT, 552): _rejected("MAILBOX_FULL"),
    (Step.RECIPIENT, 553): _rejected("NO_SUCH_MAILBOX"),
    (Step.RECIPIENT, 554): _rejected("REFUSED_BY_POLICY"),
    (Step.CONTENT, 550): _rejected("REFUSED_BY_POLICY"),
    (Step.CONTENT, 552): _rejected("TOO_LARGE"),
    (Step.CONTENT, 554): _rejected("REFUSED_BY_POLICY"),
}
_SIGN_IN_CODES: Final = frozenset({530, 534, 535, 538})  # RFC 4954, at any step


def failure(step: Step, answer: SmtpAnswer) -> SendError:
    """The consequence of an answer that was not the wanted one."""
    detail = f"{answer.code} {answer.status}".strip()
    if not 400 <= answer.code < 600:  # no SMTP at all; nothing has left
        return TryLater("ANSWER_UNREADABLE", scope=Scope.ACCOUNT)
    known = _by_status(step, answer) or _BY_CODE.get((step, answer.code))
    if answer.code in _SIGN_IN_CODES and not answer.status.startswith("5.7."):
        known = _broken("SIGN_IN_FAILED")
    if known:
        return known(detail)
    if answer.code >= 500:
        broken = step in {Step.GREETING, Step.SIGN_IN}
        return AccountBroken("SERVER_REFUSES_US", detail) if broken else Rejected("REFUSED", detail)
    everybody = answer.code == 421 or step not in {Step.RECIPIENT, Step.CONTENT}
    return TryLater("REFUSED_FOR_NOW", detail, scope=Scope.ACCOUNT if everybody else Scope.MESSAGE)


def _by_status(step: Step, answer: SmtpAnswer) -> _Make | None:
    """ "5.7.1" to our own address is about the account, to the recipient's about the message."""
    status = answer.status
    if status[:1] != str(answer.code)[:1]:
        return None
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if step is Step.SENDER and status.startswith(("5.7.1", "5.1")):
        return _broken("SENDER_NOT_ALLOWED")
    return _BY_STATUS.get(".".join(status.split(".")[:2]))
