"""Reads loop signs from the headers of a mail, for who asks the rules without an adapter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from inbox.automation.loops import LoopSign


@dataclass(frozen=True, slots=True)
class MailFacts:
    """A mail as far as loops are concerned. Header names in any case; addresses with or without
    names ("Erika <erika@customer.example>").

    `return_path` None: unknown. `own_addresses` are all our mailboxes, `own_loop` our X-Loop.
    """

    sender: str = ""
    return_path: str | None = None
    recipients: tuple[str, ...] = ()
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own_addresses: frozenset[str] = frozenset()
    own_loop: str = ""


_RESPONDERS: Final = frozenset(
    {
        "x-autoreply",
        "x-autoreply-from",
        "x-auto-reply-from",
        "x-autorespond",
        "x-autoresponder",
        "x-mail-autoreply",
    }
)
_SUBMITTED: Final = {
    "auto-replied": LoopSign.AUTO_REPLIED,
    "auto-generated": LoopSign.AUTO_GENERATED,
    "auto-notified": LoopSign.AUTO_NOTIFIED,
}
_PRECEDENCES: Final = {
    "bulk": LoopSign.PRECEDENCE_BULK,
    "list": LoopSign.PRECEDENCE_LIST,
    "junk": LoopSign.PRECEDENCE_JUNK,
    "auto_reply": LoopSign.PRECEDENCE_AUTO_REPLY,
    "auto-reply": LoopSign.PRECEDENCE_AUTO_REPLY,
}
_FORBIDS_REPLIES: Final = frozenset({"all", "autoreply", "oof"})  # DR, RN, NRN: only no receipts
_PARAMETERS: Final = re.compile(r"[;(]")  # or a comment
_BETWEEN: Final = re.compile(r"[\s,;]+")
_NO: Final = frozenset({"", "no", "false", "0"})
_SENDERS: Final = {
    LoopSign.DAEMON_SENDER: re.compile(r"(?:mailer-daemon|postmaster)@"),
    LoopSign.LIST_SENDER: re.compile(r"owner-|bounces?[-+_.=@]|[^@]*-(?:request|owner|bounces?)@"),
    LoopSign.NO_REPLY_SENDER: re.compile(
        r"(?:[^@]*[-_.+])?(?:no|do[-_.]?not|nicht)[-_.]?(?:reply|respond|antworten)(?:[-_.+]|@)"
    ),
}


def loop_signs_of(mail: MailFacts) -> tuple[LoopSign, ...]:
    headers = {
        name.lower(): tuple(value.strip().lower() for value in values)
        for name, values in mail.headers.items()
    }
    return (*_of_addresses(mail), *_of_headers(headers, mail.own_loop.lower()))


def _of_addresses(mail: MailFacts) -> Iterator[LoopSign]:
    sender, path = _bare(mail.sender), _bare(mail.return_path or "")
    own = {_bare(address) for address in mail.own_addresses}
    addressed = {_bare(one) for line in mail.recipients for one in line.split(",")}
    if sender in own:
        yield LoopSign.OWN_ADDRESS
    if mail.return_path is not None and not path:
        yield LoopSign.NULL_RETURN_PATH
    if own and addressed and own.isdisjoint(addressed):
        yield LoopSign.NOT_ADDRESSED_TO_US
    for sign, pattern in _SENDERS.items():
        if pattern.match(sender) or pattern.match(path):
            yield sign


def _of_headers(headers: Mapping[str, tuple[str, ...]], own_loop: str) -> Iterator[LoopSign]:
    if own_loop and own_loop in headers.get("x-loop", ()):
        yield LoopSign.OWN_LOOP_HEADER
    elif not _NO.issuperset(headers.get("x-loop", ())):
        yield LoopSign.X_LOOP
    if any(value.startswith("multipart/report") for value in headers.get("content-type", ())):
        yield LoopSign.REPORT
    for value in headers.get("auto-submitted", ()):
        word = _PARAMETERS.split(value)[0].strip()
        if word != "no":
            yield _SUBMITTED.get(word, LoopSign.AUTO_SUBMITTED)
    for value in headers.get("precedence", ()):
        if value in _PRECEDENCES:
            yield _PRECEDENCES[value]
    if not _RESPONDERS.isdisjoint(headers):
        yield LoopSign.X_AUTO_REPLY
    if any(name.startswith("list-") for name in headers):
        yield LoopSign.LIST_HEADERS
    asked_for = _BETWEEN.split(" ".join(headers.get("x-auto-response-suppress", ())))
    if not _FORBIDS_REPLIES.isdisjoint(asked_for):
        yield LoopSign.RESPONSE_SUPPRESSED
    if "yes" in headers.get("x-spam-flag", ()):
        yield LoopSign.SPAM_FLAG


def _bare(address: str) -> str:
    """The address without the name before it; "" for "<>"."""
    return address.rpartition("<")[2].strip(" >\t\r\n").lower()
