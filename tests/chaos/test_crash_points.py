"""At every commit and every call of the journey a child is killed, and the restart finishes it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from inbox.automation.decision import DecisionRow
from inbox.changes.journal import Change
from inbox.conversations.message import Author, Direction, Message, Reached, content_of
from inbox.intake import normalise
from inbox.intake.raw_event import Fate, RawEvent
from inbox.leases import LeaseRow
from inbox.media.attachment import Attachment, FileState, place
from inbox.outbox.delivery import Delivery
from inbox.world import World, build
from tests.chaos import journey
from tests.chaos.journey import Carrier, Journey, Point
from tests.shop import open_account
from workers.forked import Forked

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("crash points")]


@pytest.fixture
def carrier():
    carrier = Carrier()
    journey._Wired.url = carrier.url
    yield carrier
    carrier.close()


@pytest.fixture
def house(world, settings, clock, bell, monkeypatch):
    """A world whose channels cross a socket, and in which every step is a commit of its own."""
    monkeypatch.setattr(normalise, "WRITER_SECONDS", -1.0)
    monkeypatch.setattr(normalise, "LOCKED_SECONDS", -1.0)
    built = build(settings, journey.WIRED, bell=bell, clock=clock)
    yield built
    built.close()


@pytest.mark.parametrize("kind", sorted(journey.WIRED))
def test_wherever_it_is_killed_the_restart_finishes_it(house, carrier, clock, tmp_path, kind):
    counted = tmp_path / "counted"
    for _ in range(2):  # the first one makes what an installation has only once
        assert _live(house, _start(house, tmp_path, kind), None, counted) == 0
    everywhere = journey.points(counted)
    assert {point.where for point in everywhere} == set(_LEAST)
    for where, least in _LEAST.items():
        assert sum(point.where == where for point in everywhere) >= least
    for point in (one for one in everywhere if one.where in _WHERE[kind]):
        carrier.taken.clear()
        travelled = _start(house, tmp_path, kind)
        assert _live(house, travelled, point, counted) == -9, point
        _let_time_pass(house, clock)
        travelled.go()
        clock.advance(minutes=11)
        travelled.work()
        travelled.told(sorted({key for key, _body in carrier.taken}))
        _check(house, travelled, carrier, point)


# A channel that may repeat the same bytes differs only where somebody was called.
_WHERE = {
    "pigeon": set(journey.EVERYWHERE),
    "parchment": {journey.BEFORE_CALL, journey.AFTER_CALL},
}
_LEAST = {
    journey.BEFORE_COMMIT: 12,
    journey.AFTER_COMMIT: 12,
    journey.BEFORE_CALL: 3,  # a file, the machine's answer, an agent's
    journey.AFTER_CALL: 3,
}


def _let_time_pass(world: World, clock) -> None:
    """Leases of the dead end by the database's clock, their claims by ours."""
    clock.advance(minutes=6)
    with world.database.transaction() as session:
        session.execute(update(LeaseRow).values(until_ms=0))


def _start(world: World, folder, kind: str) -> Journey:
    account_id = open_account(world, kind)
    return Journey(world, account_id, folder / account_id)


def _live(world: World, travelled: Journey, point: Point | None, counted) -> int:
    """The child's life, with connections of its own; its exit status."""

    def life() -> int:
        mine = build(world.settings, journey.WIRED, bell=world.bell, clock=world.clock)
        journey.stop_at(mine, point, counted)
        replace(travelled, world=mine).go()
        return 0

    child = Forked(life)
    assert child.wait(60)
    assert child.returncode is not None
    return child.returncode


def _check(world: World, travelled: Journey, carrier: Carrier, point: Point) -> None:
    with world.database.reading() as session:
        mine = {"account_id": travelled.account_id}
        rows = session.query(Message).filter_by(**mine).order_by(Message.at, Message.id).all()
        said = [(row, content_of(session, row).text) for row in rows]
        incoming = [row for row, _text in said if row.direction == Direction.IN]
        assert len(incoming) == 2, point
        fates = session.scalars(select(RawEvent.fate).filter_by(**mine)).all()
        assert set(fates) == {Fate.NORMALISED}, point
        decided = Counter(
            session.scalars(
                select(DecisionRow.message_id).where(
                    DecisionRow.message_id.in_([row.id for row in incoming]),
                    DecisionRow.phase == "decide",
                )
            )
        )
        assert decided == Counter(row.id for row in incoming), point
        _check_file(session, world, mine, point)
        repeats = world.accounts.channel(travelled.account_id).capabilities.repeat_safe
        _check_sent(session, said, carrier, mine, repeats, point)
        loose = select(Change.id).where(Change.number.is_(None))
        assert session.execute(loose).first() is None, point


def _check_file(session, world: World, mine: dict[str, str], point: Point) -> None:
    file = session.query(Attachment).filter_by(**mine).one()
    assert file.state == FileState.STORED, point
    kept = b"".join(world.store.read(session, place(file.id), size=file.size))
    assert kept == journey.PICTURE, point


def _check_sent(session, said, carrier: Carrier, mine, repeats: bool, point: Point) -> None:
    """Delivered once, or nobody knows and it never left; a repeat is the same to the byte."""
    outgoing = {row.author: row for row, _text in said if row.direction == Direction.OUT}
    assert set(outgoing) == {Author.AUTOMATIC, Author.AGENT}, point
    assert len([row for row, _text in said if row.direction == Direction.OUT]) == 2, point
    deliveries = session.query(Delivery).filter_by(**mine).all()
    assert len(deliveries) == 2, point
    for delivery in deliveries:
        bodies = [body for key, body in carrier.taken if key == delivery.wire_key]
        message = session.get_one(Message, delivery.message_id)
        assert len(set(bodies)) <= 1, point
        assert len(bodies) <= (2 if repeats else 1), point
        if bodies:
            assert message.reached == Reached.DELIVERED, point
        elif repeats:  # it comes again; the machine's only if it is still right then
            assert message.author == Author.AUTOMATIC, point
            assert message.reached == Reached.WITHHELD, point
        else:
            assert message.reached == Reached.UNKNOWN, point
