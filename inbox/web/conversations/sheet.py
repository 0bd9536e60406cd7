"""The list beside everything: views with their counts, the rows of one of them, what narrows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.conversations import listing
from inbox.conversations.conversation import Conversation
from inbox.conversations.keyset import Position
from inbox.conversations.selection import IDS, Only, Order, Selection, View
from inbox.people import views
from inbox.people.views import SavedView
from inbox.web.conversations.choices import Choices, choices
from inbox.web.conversations.rows import Row, Surroundings, row
from inbox.world import World

SHOWN: Final = 40
MOST_SHOWN: Final = 400
_UNREAD: Final = Selection(View.MINE, only=frozenset({Only.UNREAD}))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a page asks of the list.

    `before`: a page of its own behind this position. `until`: everything down to this position, as
    somebody has scrolled; `wants_more`: and what follows it.
    """

    selection: Selection | None = None
    before: Position | None = None
    until: Position | None = None
    wants_more: bool = False
    selected: str | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A view that somebody has saved, and how much is in it; None where nobody has to act on it."""

    view: SavedView
    selection: Selection
    count: int | None
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Something that narrows the list down; `without` is the address of the list without it."""

    text: str
    is_word: bool  # of the catalogue; False: somebody's name for it
    without: str


@dataclass(frozen=True, slots=True)
class Sheet:
    selection: Selection
    counts: Mapping[View, int]
    unread: int  # of one's own
    saved: Sequence[Saved]
    rows: Sequence[Row]
    further: Position | None
    until: Position | None  # who asks for it gets the same rows again; None: they are the first
    asked: Asked
    choices: Choices
    is_first_run: bool  # nobody has ever written

    @property
    def view(self) -> str:
        """As it stands in addresses."""
        return str(self.selection)

    @property
    def where(self) -> str:
        """The entry of the navigation that leads here, or to what was narrowed down."""
        chosen = self.selection
        entries = [Selection(label=chosen.label), Selection(account=chosen.account)]
        return self.view if self.saved_as or chosen in entries else chosen.view.value

    @property
    def turned(self) -> Selection:
        """The same in the other order."""
        other = Order.NEWEST if self.selection.order is Order.LONGEST else Order.LONGEST
        return replace(self.selection, order=other)

    @property
    def parts(self) -> Sequence[Part]:
        chosen = self.selection
        found = [
            Part(self.choices.name_of(part, wanted) or wanted[:8], False, str(chosen.without(part)))
            for part in IDS
            if (wanted := getattr(chosen, part))
        ]
        found += [
            Part(f"only.{one}", True, str(replace(chosen, only=chosen.only - {one})))
            for one in sorted(chosen.only)
        ]
        if chosen.order is not Order.NEWEST:
            found.append(Part(f"order.{chosen.order}", True, str(self.turned)))
        return found

    @property
    def saved_as(self) -> Saved | None:
        return next((one for one in self.saved if one.selection == self.selection), None)


def sheet(
    world: World,
    session: Session,
    agent_id: str,
    asked: Asked,
    *,
    offered: Choices | None = None,
) -> Sheet:
    """`offered`: the choices, if the page has them already."""
    saved = _readable(session, agent_id)
    counts = listing.counts(
        session,
        agent_id=agent_id,
        also=[_UNREAD, *(one for _, one in saved if one.view in listing.COUNTED)],
    )
    selection = asked.selection or _where_the_work_is(counts)
    page = _page(session, selection, agent_id, asked)
    offered = offered or choices(session)
    around = Surroundings.of(world, offered)
    rows = [row(one, around) for one in page.rows]
    return Sheet(
        selection=selection,
        counts={view: counts[Selection(view)] for view in listing.COUNTED},
        unread=counts[_UNREAD],
        saved=[
            Saved(view, one, counts.get(one), is_mine=view.agent_id == agent_id)
            for view, one in saved
        ],
        rows=[*_kept(session, selection, agent_id, asked, rows, around), *rows],
        further=page.further,
        until=page.end if page.has_more or len(rows) > SHOWN else None,
        asked=asked,
        choices=offered,
        is_first_run=not rows and not any(counts.values()) and _nobody_wrote(session),
    )


def _page(session: Session, selection: Selection, agent_id: str, asked: Asked) -> listing.Page:
    """The first rows or those behind a position; or as many as somebody has seen, and some more."""
    if asked.until is None or asked.before is not None:
        return listing.page(session, selection, agent_id=agent_id, limit=SHOWN, before=asked.before)
    seen = listing.page(session, selection, agent_id=agent_id, limit=MOST_SHOWN, until=asked.until)
    if not asked.wants_more or seen.further is None:
        return seen
    further = listing.page(session, selection, agent_id=agent_id, limit=SHOWN, before=seen.further)
    return replace(further, rows=[*seen.rows, *further.rows])


def _kept(
    session: Session,
    selection: Selection,
    agent_id: str,
    asked: Asked,
    rows: Sequence[Row],
    around: Surroundings,
) -> Sequence[Row]:
    """The conversation that is open stays in sight, wherever it went."""
    wanted = asked.selected
    if wanted is None or asked.before or any(one.conversation.id == wanted for one in rows):
        return ()
    found = listing.one(session, wanted)
    if found is None:
        return ()
    belongs = listing.belongs(session, wanted, selection, agent_id=agent_id)
    return (row(found, around, belongs=belongs),)


def _readable(session: Session, agent_id: str) -> Sequence[tuple[SavedView, Selection]]:
    read = ((view, Selection.read(view.selection)) for view in views.seen_by(session, agent_id))
    return [(view, selection) for view, selection in read if selection is not None]


def _where_the_work_is(counts: Mapping[Selection, int]) -> Selection:
    for view in (View.MINE, View.UNASSIGNED):
        if counts[Selection(view)]:
            return Selection(view)
    return Selection(View.OPEN)


def _nobody_wrote(session: Session) -> bool:
    return session.execute(select(Conversation.id).limit(1)).first() is None
