"""Recognises mail that a machine wrote, or that must not be answered by one (RFC 3834).

An adapter reports what it saw as `LoopSign`s; what they mean is judged here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from inbox.automation.reasons import Reason
from inbox.channel import Automated


class LoopSign(StrEnum):
    """What a mail shows; the codes in `InboundMessage.loop_signs`."""

    OWN_ADDRESS = "OWN_ADDRESS"  # From is one of our own mailboxes
    OWN_LOOP_HEADER = "OWN_LOOP_HEADER"  # the mark that our own automatic mail bears
    REPORT = "REPORT"  # multipart/report: a bounce or a receipt
    DAEMON_SENDER = "DAEMON_SENDER"  # MAILER-DAEMON, postmaster
    AUTO_REPLIED = "AUTO_REPLIED"  # Auto-Submitted, its parameters aside
    AUTO_GENERATED = "AUTO_GENERATED"
    AUTO_NOTIFIED = "AUTO_NOTIFIED"
    AUTO_SUBMITTED = "AUTO_SUBMITTED"  # any other value but "no"
    X_AUTO_REPLY = "X_AUTO_REPLY"  # X-Autoreply, X-Autorespond and their like
    PRECEDENCE_AUTO_REPLY = "PRECEDENCE_AUTO_REPLY"
    DELIVERED_TO_AUTORESPONDER = "DELIVERED_TO_AUTORESPONDER"
    APPLE_VACATION = "APPLE_VACATION"
    AUTO_REPLY_SUBJECT = "AUTO_REPLY_SUBJECT"  # begins as out-of-office notes do
    X_LOOP = "X_LOOP"  # somebody's mark against loops
    NULL_RETURN_PATH = "NULL_RETURN_PATH"  # the envelope's sender is <>
    PRECEDENCE_BULK = "PRECEDENCE_BULK"
    PRECEDENCE_LIST = "PRECEDENCE_LIST"
    PRECEDENCE_JUNK = "PRECEDENCE_JUNK"
    LIST_HEADERS = "LIST_HEADERS"  # any List-*
    LIST_SENDER = "LIST_SENDER"  # owner-...@, ...-request@, bounce...@
    RESPONSE_SUPPRESSED = "RESPONSE_SUPPRESSED"  # X-Auto-Response-Suppress: All, OOF, AutoReply
    NO_REPLY_SENDER = "NO_REPLY_SENDER"
    NOT_ADDRESSED_TO_US = "NOT_ADDRESSED_TO_US"  # neither in To nor in Cc
    SPAM_FLAG = "SPAM_FLAG"  # X-Spam-Flag: YES
    INBOX_RULES_LOOP = (
        "INBOX_RULES_LOOP"  # an Exchange rule sent it; it also forwards people's mail
    )


# In the order in which they are looked at: the first is the reason that people read.
_MEANINGS: Final = {
    LoopSign.OWN_ADDRESS: Reason.LOOP_OWN_ADDRESS,
    LoopSign.OWN_LOOP_HEADER: Reason.LOOP_OWN_MESSAGE,
    LoopSign.REPORT: Reason.LOOP_BOUNCE,
    LoopSign.DAEMON_SENDER: Reason.LOOP_BOUNCE,
    LoopSign.AUTO_REPLIED: Reason.LOOP_AUTO_SUBMITTED,
    LoopSign.AUTO_GENERATED: Reason.LOOP_AUTO_SUBMITTED,
    LoopSign.AUTO_NOTIFIED: Reason.LOOP_AUTO_SUBMITTED,
    LoopSign.AUTO_SUBMITTED: Reason.LOOP_AUTO_SUBMITTED,
    LoopSign.X_AUTO_REPLY: Reason.LOOP_AUTO_RESPONDER,
    LoopSign.PRECEDENCE_AUTO_REPLY: Reason.LOOP_AUTO_RESPONDER,
    LoopSign.DELIVERED_TO_AUTORESPONDER: Reason.LOOP_AUTO_RESPONDER,
    LoopSign.APPLE_VACATION: Reason.LOOP_AUTO_RESPONDER,
    LoopSign.AUTO_REPLY_SUBJECT: Reason.LOOP_AUTO_RESPONDER,
    LoopSign.X_LOOP: Reason.LOOP_AUTO_RESPONDER,
    LoopSign.NULL_RETURN_PATH: Reason.LOOP_NULL_RETURN_PATH,
    LoopSign.PRECEDENCE_BULK: Reason.LOOP_BULK,
    LoopSign.PRECEDENCE_LIST: Reason.LOOP_BULK,
    LoopSign.PRECEDENCE_JUNK: Reason.LOOP_BULK,
    LoopSign.LIST_HEADERS: Reason.LOOP_MAILING_LIST,
    LoopSign.LIST_SENDER: Reason.LOOP_MAILING_LIST,
    LoopSign.RESPONSE_SUPPRESSED: Reason.LOOP_REPLIES_SUPPRESSED,
    LoopSign.NO_REPLY_SENDER: Reason.LOOP_NO_REPLY_SENDER,
    LoopSign.NOT_ADDRESSED_TO_US: Reason.LOOP_NOT_ADDRESSED,
    LoopSign.SPAM_FLAG: Reason.LOOP_SPAM_FLAG,
}
_HARMLESS: Final = frozenset({LoopSign.INBOX_RULES_LOOP})
_KNOWN: Final = frozenset(_MEANINGS) | _HARMLESS

_AUTOMATED: Final = {
    Automated.AUTO_REPLY: Reason.LOOP_AUTO_RESPONDER,
    Automated.BOUNCE: Reason.LOOP_BOUNCE,
    Automated.BULK: Reason.LOOP_BULK,
    Automated.NOTIFICATION: Reason.LOOP_NOTIFICATION,
    Automated.RECEIPT: Reason.LOOP_NOTIFICATION,
    Automated.OWN: Reason.LOOP_OWN_MESSAGE,
}


def judge(signs: Iterable[str], automated: Automated | None) -> Reason | None:
    """Why this must not be answered by a machine; None if it may.

    A sign that nobody defined silences, too: an adapter that saw more than we know is right to
    be believed.
    """
    seen = frozenset(signs)
    for sign, reason in _MEANINGS.items():
        if sign in seen:
            return reason
    if automated is not None:
        return _AUTOMATED[automated]
    return Reason.LOOP_UNKNOWN_SIGN if seen - _KNOWN else None
