"""Reads loop signs from the headers of a mail, for who asks the rules without an adapter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from inbox.automation.loops import LoopSign


@dataclass(frozen=True, slots=True)
class MailFacts:
    """A mail as far as loops are concerned. Header names in any case; addresses without names.

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
_PRECEDENCES: Final = frozenset({"bulk", "list", "junk", "auto_reply", "auto-reply"})
_FORBIDS_REPLIES: Final = frozenset({"all", "autoreply", "oof"})
_DAEMON: Final = re.compile(r"(?:mailer-daemon|postmaster)@", re.IGNORECASE)
_NO_REPLY: Final = re.compile(
    r"(?:(?:no|do-?not|nicht)[-_.]?(?:reply|respond|antworten)\b|noreply|donotreply"
    r"|bounces?\b|owner-|[^@]*-(?:request|bounces?)@)",
    re.IGNORECASE,
)


def loop_signs_of(mail: MailFacts) -> tuple[LoopSign, ...]:
    headers = {
        name.lower(): tuple(value.strip().lower() for value in values)
        for name, values in mail.headers.items()
    }
    signs = (*_of_addresses(mail), *_of_headers(headers, mail.own_loop.lower()))
    return tuple(sign for sign, is_there in signs if is_there)


def _of_addresses(mail: MailFacts) -> Iterator[tuple[LoopSign, bool]]:
    sender, path = mail.sender.strip().lower(), (mail.return_path or "").strip(" <>").lower()
    own = {address.lower() for address in mail.own_addresses}
    addressed = {address.lower() for address in mail.recipients}
    yield LoopSign.OWN_ADDRESS, sender in own
    yield LoopSign.NULL_RETURN_PATH, mail.return_path is not None and not path
    yield LoopSign.DAEMON, any(_DAEMON.match(one) for one in (sender, path))
    yield LoopSign.NO_REPLY, any(_NO_REPLY.match(one) for one in (sender, path))
    yield LoopSign.NOT_ADDRESSED, bool(own and addressed) and own.isdisjoint(addressed)


def _of_headers(
    headers: Mapping[str, tuple[str, ...]], own_loop: str
) -> Iterator[tuple[LoopSign, bool]]:
    def values(name: str) -> tuple[str, ...]:
        return headers.get(name, ())

    asked_for = " ".join(values("x-auto-response-suppress")).replace(",", " ").split()
    submitted = {value.partition(";")[0].strip() for value in values("auto-submitted")}
    content = " ".join(values("content-type"))
    yield LoopSign.OWN_LOOP, bool(own_loop) and own_loop in values("x-loop")
    yield LoopSign.FOREIGN_LOOP, not {"yes", "true"}.isdisjoint(values("x-loop"))
    yield LoopSign.REPORT, content.startswith("multipart/report")
    yield LoopSign.AUTO_SUBMITTED, bool(submitted - {"no"})
    yield LoopSign.AUTO_RESPONDER, not _RESPONDERS.isdisjoint(headers)
    yield LoopSign.PRECEDENCE, not _PRECEDENCES.isdisjoint(values("precedence"))
    yield LoopSign.LIST, any(name.startswith("list-") for name in headers)
    yield LoopSign.REPLIES_SUPPRESSED, not _FORBIDS_REPLIES.isdisjoint(asked_for)
    yield LoopSign.RECEIPTS_SUPPRESSED, bool(asked_for) and _FORBIDS_REPLIES.isdisjoint(asked_for)
    yield LoopSign.SPAM_FLAG, "yes" in values("x-spam-flag")
