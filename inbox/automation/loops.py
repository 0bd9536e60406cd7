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
    """What a mail shows. Values are the codes in `InboundMessage.loop_signs`."""

    OWN_ADDRESS = "own_address"  # From is one of our own mailboxes
    OWN_LOOP = "own_loop"  # it bears our own X-Loop mark
    NULL_RETURN_PATH = "null_return_path"  # the envelope's sender is <>
    REPORT = "report"  # multipart/report: a bounce or a receipt
    DAEMON = "daemon"  # MAILER-DAEMON or postmaster
    AUTO_SUBMITTED = "auto_submitted"  # present and other than "no"
    AUTO_RESPONDER = "auto_responder"  # X-Autoreply, X-Autorespond and their like
    PRECEDENCE = "precedence"  # bulk, list, junk or auto_reply
    FOREIGN_LOOP = "foreign_loop"  # X-Loop: yes or true
    LIST = "list"  # any List-* header
    REPLIES_SUPPRESSED = "replies_suppressed"  # X-Auto-Response-Suppress: All, AutoReply or OOF
    RECEIPTS_SUPPRESSED = "receipts_suppressed"  # only DR, NDR, RN or NRN: forbids no answer
    NO_REPLY = "no_reply"  # noreply@, bounce...@, owner-...@, ...-request@
    NOT_ADDRESSED = "not_addressed"  # we are neither in To nor in Cc
    SPAM_FLAG = "spam_flag"  # X-Spam-Flag: YES


# In the order in which they are looked at: the first is the reason that people read.
_MEANINGS: Final = {
    LoopSign.OWN_ADDRESS: Reason.LOOP_OWN_ADDRESS,
    LoopSign.OWN_LOOP: Reason.LOOP_OWN_MESSAGE,
    LoopSign.REPORT: Reason.LOOP_BOUNCE,
    LoopSign.DAEMON: Reason.LOOP_BOUNCE,
    LoopSign.AUTO_SUBMITTED: Reason.LOOP_AUTO_SUBMITTED,
    LoopSign.AUTO_RESPONDER: Reason.LOOP_AUTO_RESPONDER,
    LoopSign.FOREIGN_LOOP: Reason.LOOP_AUTO_RESPONDER,
    LoopSign.NULL_RETURN_PATH: Reason.LOOP_NULL_RETURN_PATH,
    LoopSign.PRECEDENCE: Reason.LOOP_BULK,
    LoopSign.LIST: Reason.LOOP_MAILING_LIST,
    LoopSign.REPLIES_SUPPRESSED: Reason.LOOP_REPLIES_SUPPRESSED,
    LoopSign.NO_REPLY: Reason.LOOP_NO_REPLY_SENDER,
    LoopSign.NOT_ADDRESSED: Reason.LOOP_NOT_ADDRESSED,
    LoopSign.SPAM_FLAG: Reason.LOOP_SPAM_FLAG,
}
_HARMLESS: Final = frozenset({LoopSign.RECEIPTS_SUPPRESSED})
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
