"""Holds the database and the simulated provider against what was accepted: each exactly once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bench.figure import Invalid
from bench.kontor import KIND, Kontor
from bench.webhooks import Written
from inbox import sealing
from inbox.conversations.message import Direction, Message, content_of, external_key
from inbox.outbox.delivery import Delivery, Stage


@dataclass(frozen=True, slots=True)
class Accepted:
    message: Written
    at: float  # seconds since 1970 when the 200 was read


@dataclass(frozen=True, slots=True)
class Answer:
    """What a phone shows of the shop; `at` is when the provider took it."""

    id: str
    at: float


class Answers:
    """The answers on the simulated phones."""

    def __init__(self, kontor: Kontor) -> None:
        self._kontor = kontor

    def of(self, customers: Iterable[str]) -> Mapping[str, Sequence[Answer]]:
        return {customer: self._on(customer) for customer in customers}

    def _on(self, customer: str) -> Sequence[Answer]:
        shown = self._kontor.stand.control("GET", f"/{KIND}/customers/{customer}/messages")
        return [
            Answer(bubble["id"], datetime.fromisoformat(bubble["at"]).timestamp())
            for bubble in shown["bubbles"]
            if not bubble["mine"]
        ]


def audit(kontor: Kontor, accepted: Sequence[Accepted]) -> Sequence[Answer]:
    """All answers. Raises `Invalid` when something was lost, came twice or in the wrong order."""
    _threads(kontor, accepted)
    customers = {one.message.customer for one in accepted}
    phones = Answers(kontor).of(customers)
    if wrong := [customer for customer, answers in phones.items() if len(answers) != 1]:
        raise Invalid(f"{len(wrong)} of {len(customers)} customers did not get exactly one answer")
    answers = [answers[0] for answers in phones.values()]
    _deliveries(kontor, answers)
    return answers


def _threads(kontor: Kontor, accepted: Sequence[Accepted]) -> None:
    """Each customer's messages, as the database shows them in their thread."""
    said: dict[str, list[str]] = defaultdict(list)
    for one in accepted:
        said[one.message.customer].append(one.message.id)
    threads: dict[str, list[str]] = defaultdict(list)
    with kontor.world.database.reading() as session:
        rows = session.scalars(
            select(Message)
            .where(Message.direction == Direction.IN)
            .order_by(Message.at, Message.id)
        ).all()
        sealing.warm(session, [row.sealed for row in rows])
        for row in rows:
            threads[row.customer_id].append(content_of(session, row).external_id or "")
    if len(rows) != len(accepted):
        raise Invalid(f"accepted {len(accepted)} messages, stored {len(rows)}")
    if Counter(map(tuple, threads.values())) != Counter(map(tuple, said.values())):
        raise Invalid("a thread shows other messages than were written, or in another order")


def _deliveries(kontor: Kontor, answers: Sequence[Answer]) -> None:
    with kontor.world.database.reading() as session:
        rows = session.execute(select(Delivery.external_key, Delivery.stage)).all()
        keys = {external_key(session, kontor.account_id, answer.id) for answer in answers}
    taken = kontor.stand.control("GET", f"/{KIND}/counts")["accepted"]
    if len(rows) != taken or {row.external_key for row in rows} != keys:
        raise Invalid(f"the provider took {taken} messages, the database knows of {len(rows)}")
    if undelivered := [row for row in rows if row.stage != Stage.DELIVERED]:
        raise Invalid(f"{len(undelivered)} answers are not known as delivered")
