"""By what a list can be narrowed down, and where a conversation can go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from inbox.accounts.account import Account, all_accounts
from inbox.conversations.labels import Label, all_labels
from inbox.people.agent import Agent, all_agents
from inbox.people.team import Team, all_teams


@dataclass(frozen=True, slots=True)
class Choices:
    """`names` also has those who have left: their deeds keep them."""

    accounts: Sequence[Account]
    agents: Sequence[Agent]
    teams: Sequence[Team]
    labels: Sequence[Label]
    names: Mapping[str, str]

    def name_of(self, part: str, wanted: str) -> str | None:
        """What people call the account, label, agent or team of a selection."""
        found = next((one for one in self._all(part) if one.id == wanted), None)
        return getattr(found, "label", None) or getattr(found, "name", None)

    def _all(self, part: str) -> Sequence[Account | Agent | Team | Label]:
        everything: Mapping[str, Sequence[Account | Agent | Team | Label]] = {
            "account": self.accounts,
            "label": self.labels,
            "assignee": self.agents,
            "team": self.teams,
        }
        return everything[part]


def choices(session: Session) -> Choices:
    everybody = all_agents(session)
    return Choices(
        accounts=all_accounts(session),
        agents=[one for one in everybody if one.may_answer and one.disabled_at is None],
        teams=all_teams(session),
        labels=all_labels(session),
        names={one.id: one.name for one in everybody},
    )
