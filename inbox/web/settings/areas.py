"""The areas of the settings as their navigation shows them, and what each asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from inbox.people.roles import May
from inbox.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Area:
    """Every page of an area asks for `may`. Its word is "settings.<name>", with a
    sentence "settings.<name>.about"; its first page is the endpoint "settings.<name>.page"."""

    name: str
    may: May

    @property
    def endpoint(self) -> str:
        return f"settings.{self.name}.page"

    @property
    def path(self) -> str:
        return "/" + self.name.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Group:
    """Its word is "settings.group.<name>"."""

    name: str
    areas: tuple[Area, ...]


GROUPS: Final = (
    Group("shop", (Area("shop", May.ADMINISTER), Area("hours", May.SET_HOURS))),
    Group("channels", (Area("accounts", May.ADMINISTER),)),
    Group("inbox", (Area("saved_replies", May.ANSWER), Area("labels", May.KEEP_WORDS))),
    Group(
        "machine",
        (
            Area("automation", May.ADMINISTER),
            Area("texts", May.ADMINISTER),
            Area("answers", May.ADMINISTER),
            Area("keywords", May.ADMINISTER),
            Area("simulator", May.TRY_RULES),
        ),
    ),
    Group("people", (Area("agents", May.ADMINISTER), Area("teams", May.ADMINISTER))),
    Group("crm", (Area("tokens", May.ADMINISTER), Area("endpoints", May.ADMINISTER))),
    Group(
        "records",
        (
            Area("decisions", May.READ_LEDGER),
            Area("consents", May.READ_LEDGER),
            Area("audit", May.READ_AUDIT),
        ),
    ),
    Group("house", (Area("operations", May.ADMINISTER), Area("dead_letters", May.ADMINISTER))),
)


def groups_for(visitor: Visitor) -> list[Group]:
    """What this agent may see; a group of which nothing is left is left out."""
    seen = [
        Group(group.name, tuple(area for area in group.areas if area.may in visitor.powers))
        for group in GROUPS
    ]
    return [group for group in seen if group.areas]
