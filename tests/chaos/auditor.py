"""The auditor: what providers sent and accepted against what the database says. Nobody is trusted.

It reads the stored requests once more with the channels' own readers, so that order of receipt and
the provider's time come from what arrived and not from what was made of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.automation.decision import DecisionRow
from inbox.automation.facts import Phase
from inbox.channel import InboundMessage
from inbox.conversations.message import Author, Direction, Message, Reached, content_of
from inbox.intake.raw_event import Fate, RawEvent, raw_request
from inbox.media.attachment import Attachment, FileState, place
from inbox.outbox.delivery import PENDING, Attempt, Delivery
from inbox.world import World
from tests.chaos.house import House
from tests.chaos.storm import Story

_AFTER_A_STOP = """
SELECT NEW.id FROM consent_state
WHERE identity_id = NEW.identity_id AND purpose = 'automation' AND standing = 'objected'
"""
_CLAIMED = "NEW.stage = 'claimed' AND OLD.stage <> 'claimed' AND NEW.purpose = 'automation'"
_SQLITE = f"""
CREATE TRIGGER chaos_claims AFTER UPDATE ON delivery WHEN {_CLAIMED} AND NOT NEW.asked_for
BEGIN INSERT INTO chaos_violation {_AFTER_A_STOP}; END
"""
_POSTGRESQL = f"""
CREATE FUNCTION chaos_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {_CLAIMED} AND NOT NEW.asked_for THEN
    INSERT INTO chaos_violation {_AFTER_A_STOP};
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER chaos_claims AFTER UPDATE ON delivery FOR EACH ROW EXECUTE FUNCTION chaos_claim();
"""
_ARRIVED = (Reached.SENT, Reached.DELIVERED, Reached.READ)
_TIMES = {**{one: {1} for one in _ARRIVED}, Reached.UNKNOWN: {0, 1}, Reached.FAILED: {0}}


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A message as it was received for the first time."""

    number: int  # order of receipt
    sent_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """`messages` that were stored and `calls` that providers accepted."""

    violations: list[str]
    received: int
    sent: int
    unknown: int

    @property
    def messages(self) -> int:
        return self.received + self.sent


def watch_claims(world: World) -> None:
    """The database itself notes an automatic delivery that is claimed after a STOP was committed:
    no clock is asked which of the two came first."""
    with world.database.transaction() as session:
        connection = session.connection()
        connection.exec_driver_sql("CREATE TABLE chaos_violation (delivery_id BIGINT)")
        connection.exec_driver_sql(_SQLITE if world.database.embedded else _POSTGRESQL)


def audit(house: House, story: Story) -> Verdict:
    with house.stand.world.database.reading() as session:
        return verdict_in(session, house, story)


def verdict_in(session: Session, house: House, story: Story) -> Verdict:
    """Of what this session sees."""
    return _Audit(house, story, session).verdict()


class _Audit:
    def __init__(self, house: House, story: Story, session: Session) -> None:
        self._house = house
        self._story = story
        self._session = session
        self._world = house.stand.world
        self._kinds = {account_id: kind for kind, account_id in house.stand.accounts.items()}
        self._arrived = self._received()
        rows = session.scalars(select(Message).order_by(Message.at, Message.id)).all()
        sealing.warm(session, [row.sealed for row in rows])
        self._said = [(row, content_of(session, row)) for row in rows]
        self._texts = {
            " ".join(content.text.split())
            for row, content in self._said
            if row.author == Author.AUTOMATIC
        }

    def verdict(self) -> Verdict:
        checks = (
            self._calm, self._written, self._stored, self._threads, self._decisions, self._files,
            self._agents, self._machine, self._order_of_sending, self._stops,
        )  # fmt: skip
        reached = Counter(row.reached for row, _content in self._said)
        return Verdict(
            [found for check in checks for found in check()],
            received=len(self._arrived),
            sent=sum(reached[one] for one in _ARRIVED),
            unknown=reached[Reached.UNKNOWN],
        )

    # ----- incoming

    def _received(self) -> dict[tuple[str, str], _Arrived]:
        """(account, id at the provider) -> what came first."""
        found: dict[tuple[str, str], _Arrived] = {}
        events = self._session.scalars(select(RawEvent).order_by(RawEvent.id)).all()
        sealing.warm(self._session, [row.sealed for row in events])
        for row in events:
            raw = raw_request(self._session, self._world.store, row)
            for event in self._world.accounts.channel(row.account_id).parse(raw):
                if isinstance(event, InboundMessage):
                    said = event.text if event.new_text is None else event.new_text
                    first = _Arrived(len(found), event.sent_at, said.strip())
                    found.setdefault((row.account_id, event.external_id), first)
        return found

    def _calm(self) -> Iterator[str]:
        """Nothing waits, nothing was given up, nobody died of fright."""
        dead = select(RawEvent.problem).where(RawEvent.fate != Fate.NORMALISED)
        for problem in self._session.scalars(dead):
            yield f"an event was not understood: {problem}"
        pending = select(Delivery.id).where(Delivery.stage.in_(PENDING))
        for delivery_id in self._session.scalars(pending):
            yield f"delivery {delivery_id} still waits"
        yield from (f"{name} ended by itself" for name in self._story.ended)
        for kind, provider in self._house.providers.items():
            lost = provider.counts().get("webhooks_lost", 0)
            if lost:
                yield f"{lost} webhooks of {kind} were given up: the run says nothing"

    def _written(self) -> Iterator[str]:
        """Whatever a customer wrote was received."""
        written = Counter((turn.kind, turn.writing.text) for turn in self._story.written)
        arrived = Counter(
            (self._kinds[account_id], one.text) for (account_id, _id), one in self._arrived.items()
        )
        yield from _differences("received", written, arrived)

    def _stored(self) -> Iterator[str]:
        """Whatever was received is a message, once."""
        stored = Counter(
            (row.account_id, content.external_id)
            for row, content in self._said
            if row.direction == Direction.IN
        )
        yield from _differences("stored", Counter(dict.fromkeys(self._arrived, 1)), stored)

    def _threads(self) -> Iterator[str]:
        """A thread follows the provider's time, then the order of receipt; one customer each."""
        threads: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row, content in self._said:
            if row.direction == Direction.IN and (row.account_id, content.external_id) in (
                self._arrived
            ):
                threads[row.identity_id or ""].append((row.account_id, content.external_id))
        for identity_id, keys in threads.items():
            right = sorted(keys, key=lambda key: self._place_in_thread(key))
            if keys != right:
                wrong = [self._told(key) for key, place in zip(keys, right, strict=True)
                         if key != place]  # fmt: skip
                yield f"the thread of {identity_id} is out of order: {wrong}"
        heard = Counter(
            frozenset(Counter(self._arrived[key].text for key in keys).items())
            for keys in threads.values()
        )
        wrote: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for turn in self._story.written:
            wrote[turn.kind, turn.customer][turn.writing.text] += 1
        said = Counter(frozenset(texts.items()) for texts in wrote.values())
        yield from (f"{count} threads mix or lack messages" for count in [(heard - said).total()]
                    if count)  # fmt: skip

    def _told(self, key: tuple[str, str]) -> tuple[str, int, str]:
        arrived = self._arrived[key]
        return self._kinds[key[0]], arrived.number, arrived.sent_at.isoformat()

    def _place_in_thread(self, key: tuple[str, str]) -> tuple[datetime, int]:
        return self._arrived[key].sent_at, self._arrived[key].number

    def _decisions(self) -> Iterator[str]:
        """The machine looked at every message once, in the order of receipt."""
        number_of = {
            row.id: self._arrived[row.account_id, content.external_id].number
            for row, content in self._said
            if (row.account_id, content.external_id) in self._arrived
        }
        decided = self._session.execute(
            select(DecisionRow.identity_id, DecisionRow.message_id)
            .where(DecisionRow.phase == Phase.DECIDE)
            .order_by(DecisionRow.id)
        ).all()
        times = Counter(row.message_id for row in decided)
        yield from _differences("considered", Counter(dict.fromkeys(number_of, 1)), times)
        order: dict[str, list[int]] = defaultdict(list)
        for row in decided:
            order[row.identity_id].append(number_of.get(row.message_id, -1))
        for identity_id, numbers in order.items():
            if numbers != sorted(numbers):
                yield f"the machine considered {identity_id} out of order"

    def _files(self) -> Iterator[str]:
        """Every file that came is there, byte for byte."""
        wrote = Counter(
            turn.writing.file.content for turn in self._story.written if turn.writing.file
        )
        rows = self._session.scalars(select(Attachment)).all()
        for row in rows:
            if row.state != FileState.STORED:
                yield f"a file is {row.state} ({row.problem})"
        kept = Counter(
            b"".join(self._world.store.read(self._session, place(row.id), size=row.size or 0))
            for row in rows
            if row.state == FileState.STORED
        )
        if wrote != kept:
            yield f"{(wrote - kept).total()} files are missing, {(kept - wrote).total()} too many"

    # ----- outgoing

    def _agents(self) -> Iterator[str]:
        """An agent's answer arrived once, or visibly failed, or nobody knows."""
        arrived = Counter(said for said in self._shown() if said.startswith("Antwort"))
        rows = [(row, one.text) for row, one in self._said if row.author == Author.AGENT]
        yield from _differences(
            "posted", Counter(self._story.answers), Counter(said for _row, said in rows)
        )
        for row, said in rows:
            if arrived[said] not in _TIMES.get(Reached(row.reached or ""), set()):
                yield f"{row.reached} ({row.reached_reason}), but it arrived {arrived[said]} times"

    def _machine(self) -> Iterator[str]:
        """No automatic message came twice, and none that is called sent did not come."""
        arrived = Counter(said for said in self._shown() if not said.startswith("Antwort"))
        sure: Counter[str] = Counter()
        perhaps: Counter[str] = Counter()
        for row, content in self._said:
            if row.author == Author.AUTOMATIC:
                said = " ".join(content.text.split())
                sure[said] += row.reached in _ARRIVED
                perhaps[said] += row.reached == Reached.UNKNOWN
        for said in {*sure, *arrived}:
            if not sure[said] <= arrived[said] <= sure[said] + perhaps[said]:
                yield (
                    f"{arrived[said]} automatic messages arrived, {sure[said]} were sent and "
                    f"{perhaps[said]} are unknown"
                )
        answered = Counter(
            row.answers_id
            for row in self._session.scalars(select(Delivery))
            if row.answers_id is not None and row.part == 1
        )
        if answered and max(answered.values()) > 1:
            yield "one message was answered twice by the machine"

    def _shown(self) -> Iterator[str]:
        """Everything of the shop on every phone."""
        for chat in self._chats():
            yield from chat

    def _chats(self) -> Iterator[list[str]]:
        for kind, customer in {(turn.kind, turn.customer) for turn in self._story.written}:
            shown = self._house.providers[kind].bubbles(customer)
            yield [self._new_part(one.text) for one in shown if not one.mine]

    def _new_part(self, shown: str) -> str:
        """A mail goes on with a footer and with what it answers."""
        said = " ".join(shown.split())
        if said.startswith("Antwort"):
            return " ".join(said.split()[:2])
        return max((one for one in self._texts if said.startswith(one)), key=len, default=said)

    def _order_of_sending(self) -> Iterator[str]:
        """To one customer strictly in order, as far as the outcome was known at once."""
        guessed = set(
            self._session.scalars(
                select(Attempt.delivery_id).where(Attempt.outcome == "OutcomeUnknown")
            )
        )
        number_of = {}
        rows = {row.message_id: row.id for row in self._session.scalars(select(Delivery))}
        for row, content in self._said:
            if row.author == Author.AGENT and rows.get(row.id) not in guessed:
                number_of[content.text] = rows[row.id]
        for chat in self._chats():
            order = [number_of[said] for said in chat if said in number_of]
            if order != sorted(order):
                yield "answers to a customer arrived out of order"

    def _stops(self) -> Iterator[str]:
        found = self._session.execute(text("SELECT delivery_id FROM chaos_violation")).all()
        yield from (f"delivery {row[0]} was claimed after a STOP" for row in found)


def _differences(what: str, right: Counter, found: Counter) -> Iterator[str]:  # type: ignore[type-arg]
    missing, surplus = (right - found).total(), (found - right).total()
    if missing:
        yield f"{missing} messages were not {what}, e.g. {next(iter(right - found))}"
    if surplus:
        yield f"{surplus} messages were {what} too often, e.g. {next(iter(found - right))}"
