"""Page through a list: the parameters that every list takes, and where the next page begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated, Final, Generic, TypeVar
from urllib.parse import urlencode

from flask import request
from itsdangerous import BadData, URLSafeSerializer
from pydantic import Field

from inbox.api.problem import wrong_parameter
from inbox.api.resource import Query

MOST: Final = 200
Row = TypeVar("Row")


class PageQuery(Query):
    limit: Annotated[int, Field(ge=1)] = Field(
        50, description=f"How many at most; more than {MOST} is taken as {MOST}."
    )
    cursor: str | None = Field(
        None, max_length=1000, description="`next_cursor` of the page before; none: from the start."
    )

    @property
    def size(self) -> int:
        return min(self.limit, MOST)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`rows` are those of the page; `last` is the one that the next page begins after."""

    rows: Sequence[Row]
    last: Row | None


def cut(rows: Sequence[Row], size: int) -> Page[Row]:
    """From one row more than fits, which says whether there is a next page."""
    return Page(rows[:size], rows[size - 1] if len(rows) > size else None)


@dataclass(frozen=True, slots=True)
class Cursors:
    """Opaque places in one kind of list, signed, so that nobody builds or bends one. A cursor of
    another list, or from before SECRET_KEY was changed, is refused."""

    secret: bytes = field(repr=False)
    of: str

    def make(self, place: str) -> str:
        return self._serializer().dumps(place)

    def read(self, cursor: str) -> str:
        """Raises `Problem`."""
        try:
            return str(self._serializer().loads(cursor))
        except BadData:
            detail = "This is no cursor of this list. Start without one."
            raise wrong_parameter("cursor", detail) from None

    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(
            self.secret, salt=f"kontor.api.{self.of}", signer_kwargs={"digest_method": sha256}
        )


def next_url(base_url: str, name: str, value: str | None) -> str | None:
    """The address that was asked for, with one parameter changed; None if there is no next page."""
    if value is None:
        return None
    return f"{base_url}{request.path}?{urlencode({**request.args.to_dict(), name: value})}"
