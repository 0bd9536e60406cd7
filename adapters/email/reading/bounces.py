"""Whether a mail is a server's answer that one of ours did not arrive.

Reports in a form for machines speak for themselves. The others are told by who writes, under which
subject, in which words, and whether the mail itself came back. An answering machine shares some of
these signs, so one alone is never enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from adapters.email.reading import bounce_subjects as subjects
from adapters.email.reading import bounce_words as words
from adapters.email.reading.headers import Headers
from adapters.email.reading.mime import Part
from adapters.email.reading.people import Person
from adapters.email.reading.reports import About, Failure, Report, status_in

READ_CHARACTERS: Final = 32 * 1024

_ANSWER: Final = re.compile(r"\s*(?:re|aw|fwd?|wg|tr|rv|antw|sv|vs|odp)\s*:", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_RETURNED_ID: Final = re.compile(
    r"^[> ]{0,8}message-id: *<([^<>\s]{1,300})>", re.IGNORECASE | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Looks:
    """The signs, each for itself."""

    by_server: bool
    unanswerable: bool  # an empty return path
    subject: bool
    server_subject: bool  # one that only servers have
    failure_subject: bool  # one that leaves no doubt once it is a server's
    failed: bool  # the body says so
    about_ours: bool  # and speaks to whoever sent the mail
    returned: bool  # with our mail, or what is left of it
    code: bool  # an SMTP answer is quoted
    named: bool  # X-Failed-Recipients
    delayed: bool
    answered: bool  # "Re:", "Fwd:": somebody writes about a bounce
    auto_reply: bool


def bounce_of(looks: Looks) -> About | None:
    """FAILED or DELAYED; None if it is no bounce that we could tell."""
    if looks.delayed:
        return About.DELAYED if looks.by_server or looks.unanswerable else None
    if looks.named:
        return About.FAILED
    if looks.answered and not looks.by_server:
        return None
    return About.FAILED if _convinces(looks) else None


def _convinces(looks: Looks) -> bool:
    if looks.auto_reply and not (looks.by_server and looks.returned):
        return False
    if looks.by_server:
        signs = (looks.subject, looks.returned, looks.code, looks.unanswerable, looks.about_ours)
        return (looks.failure_subject and not looks.answered) or (looks.failed and any(signs))
    proof = looks.returned or (looks.unanswerable and looks.code)
    return looks.failed and (looks.server_subject or (looks.subject and proof))


def looks_of(
    mail: Part, sender: Person, subject: str, text: str, *, returned: bool, auto_reply: bool
) -> Looks:
    """`returned` says that the mail brings another mail along; `auto_reply` that its header calls
    it an answering machine's."""
    read = text[:READ_CHARACTERS].lower()
    flat, subject_line = re.sub(r"\s+", " ", read), " ".join(subject.lower().split())
    declared = mail.type.parameters.get("report-type", "").lower() == "delivery-status"
    delayed = subjects.DELAYED_SUBJECT.search(subject_line) or words.DELAYED.search(flat)
    return Looks(
        by_server=declared or _is_server(sender),
        unanswerable=mail.headers.raw("return-path").strip() == "<>",
        subject=bool(subjects.BOUNCE_SUBJECT.search(subject_line)),
        server_subject=bool(subjects.SERVER_SUBJECT.match(subject_line)),
        failure_subject=bool(subjects.FAILURE_SUBJECT.search(subject_line)),
        failed=bool(words.FAILED.search(flat)),
        about_ours=bool(words.ABOUT_OURS.search(flat)),
        returned=returned or bool(words.RETURNED.search(read)),
        code=bool(words.REPLY_CODE.search(flat)),
        named="x-failed-recipients" in mail.headers,
        delayed=bool(delayed) and not words.GAVE_UP.search(flat),
        answered=bool(_ANSWER.match(subject)),
        auto_reply=auto_reply,
    )


def _is_server(sender: Person) -> bool:
    local = sender.address.partition("@")[0].lower()
    named = subjects.DAEMON_NAME.search(sender.name.lower())
    return bool(named or subjects.DAEMON_ADDRESS.fullmatch(local)) or not sender.address


def failures_in(mail: Part, text: str, report: Report | None, own: Iterable[str]) -> list[Failure]:
    """Who was not reached: from the report, Exim's and Google's header, or the first address that
    the text names and that is not ours."""
    if report and report.failures:
        return list(report.failures)
    status = status_in(text)
    named = mail.headers.raw("x-failed-recipients")
    found = _ADDRESS.findall(named[:4096]) or _ADDRESS.findall(text[:4096])
    others = [address for address in dict.fromkeys(found) if address.lower() not in set(own)]
    return [Failure(address, status) for address in others[: 50 if named else 1]]


def returned_ids(report: Report | None, original: Headers | None, text: str) -> list[str]:
    """The ids by which the returned mail can be known, the likeliest first. A provider that
    rewrites Message-IDs leaves ours at the end of References."""
    header = report.original if report and report.original else original
    if header is None:
        return _RETURNED_ID.findall(text[:READ_CHARACTERS])
    return [
        *re.findall(r"<([^<>\s]{1,300})>", header.raw("message-id")),
        *reversed(re.findall(r"<([^<>\s]{1,300})>", header.raw("references"))),
    ]
