"""What every resource of the API is: a frozen model that knows its own JSON and its schema."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict

PREFIX: Final = "/api/v1"
ID: Final = "^[0-9a-f]{32}$"  # of whatever is ours


class Resource(BaseModel):
    model_config = ConfigDict(frozen=True)


class Query(BaseModel):
    """The parameters of a request. One that we do not know is refused: it is a typing error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Body(BaseModel):
    """What a request brings. A field that we do not know is refused: it is a typing error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("a time before or after all time") from None


Moment = Annotated[AwareDatetime, AfterValidator(_as_utc)]
