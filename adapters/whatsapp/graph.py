"""Calls Meta's Graph API, or 360dialog's copy of it, and raises what a refusal means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from adapters.whatsapp.errors import graph_refusal
from adapters.whatsapp.wire import Item, child, dump, objects, text
from inbox import http
from inbox.channel import OutcomeUnknown, TryLater

MAX_PAGES: Final = 100  # of a list; ten thousand templates


@dataclass(frozen=True, slots=True)
class Graph:
    """Where one number's calls go. Secrets travel in headers only: URLs end up in logs."""

    root: str  # media ids are looked up here
    number: str  # messages and uploads of the number
    account: str  # templates of the business account
    headers: Mapping[str, str] = field(repr=False)

    def get(self, url: str, params: Mapping[str, str] | None = None) -> Item:
        """Raises `SendError`; reading twice does no harm, so never `OutcomeUnknown`."""
        try:
            return _answered(http.call("GET", url, headers=self.headers, params=params))
        except http.AnswerTooLarge:
            raise TryLater("ANSWER_TOO_LARGE") from None

    def post(self, url: str, body: Item) -> Item:
        """Raises `SendError`; `OutcomeUnknown` if it left and what came back says nothing."""
        headers = {**self.headers, "Content-Type": "application/json"}
        try:
            return _answered(http.call("POST", url, headers=headers, body=dump(body)))
        except http.AnswerTooLarge:
            raise OutcomeUnknown("ANSWER_TOO_LARGE") from None

    def upload(self, url: str, form: Mapping[str, str], files: Mapping[str, Any]) -> Item:
        """An upload is no message yet: the same file twice costs nothing. Raises `SendError`."""
        try:
            return _answered(http.call("POST", url, headers=self.headers, form=form, files=files))
        except OutcomeUnknown as error:
            raise TryLater(error.code, "while uploading a file") from None
        except http.AnswerTooLarge:
            raise TryLater("ANSWER_TOO_LARGE") from None

    def pages(self, url: str, params: Mapping[str, str]) -> Iterator[Item]:
        """All pages of a list. `paging.next` is a URL with the token in it, so the cursor alone
        is followed [META]."""
        after = ""
        for _page in range(MAX_PAGES):
            page = self.get(url, {**params, **({"after": after} if after else {})})
            yield page
            paging, before = child(page, "paging"), after
            after = text(child(paging, "cursors"), "after")
            if after in {"", before} or not text(paging, "next"):
                return


def _answered(answer: http.Answer) -> Item:
    found = answer.json()
    if not answer.ok or (isinstance(found, dict) and "error" in found):
        raise graph_refusal(answer)
    return found if isinstance(found, dict) else {}


def message_id(answer: Item) -> str:
    """The wamid of an accepted message. One that was `held_for_quality_assessment` has it, too: a
    status tells whether it ever leaves [META]."""
    for accepted in objects(answer, "messages"):
        if found := text(accepted, "id"):
            return found
    raise OutcomeUnknown("NO_MESSAGE_ID", "accepted, but the answer names no message")
