"""Figures for Prometheus: the queues as the database knows them, the traffic of this process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.intake.raw_event import Fate, RawEvent
from inbox.media.attachment import Attachment, FileState
from inbox.outbox.delivery import PENDING, Delivery, Stage
from inbox.web.live.hub import Hub
from inbox.world import World

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


def count_traffic(app: Flask, registry: CollectorRegistry) -> None:
    """Requests of this process by area and status; a stream counts when it begins."""
    answered = Counter(
        "kontor_http_requests", "Answered requests.", ["area", "status"], registry=registry
    )
    seconds = Histogram(
        "kontor_http_request_seconds", "Time to answer.", ["area"],
        buckets=_SECONDS, registry=registry,
    )  # fmt: skip

    def begin() -> None:
        g.began = time.perf_counter()

    def end(response: Response) -> Response:
        area = request.blueprint or "none"
        answered.labels(area, response.status_code).inc()
        if "began" in g:
            seconds.labels(area).observe(time.perf_counter() - g.began)
        return response

    app.before_request(begin)
    app.after_request(end)


class Queues(Collector):
    """Read from the database when somebody asks, so that every process says the same."""

    def __init__(self, world: World, hub: Hub) -> None:
        self._world = world
        self._hub = hub

    def describe(self) -> Iterator[Metric]:
        """Nothing: registering must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield _gauge("kontor_live_streams", "Open streams of this process.", self._hub.streams)
        with self._world.database.reading() as session:
            yield from self._raw_events(session)
            yield from self._deliveries(session)
            yield _gauge(
                "kontor_attachments_waiting",
                "Files that are still to be fetched.",
                _count(session, Attachment.state == FileState.WAITING),
            )
            yield _gauge(
                "kontor_accounts_paused",
                "Accounts from which nothing leaves.",
                _count(session, Account.paused_at.is_not(None)),
            )

    def _raw_events(self, session: Session) -> Iterator[Metric]:
        events = GaugeMetricFamily(
            "kontor_raw_events", "Events that are not understood yet.", labels=["fate"]
        )
        for fate in (Fate.WAITING, Fate.DEAD):
            events.add_metric([fate.value], _count(session, RawEvent.fate == fate))
        yield events
        oldest: datetime | None = session.execute(
            select(func.min(RawEvent.received_at)).where(RawEvent.fate == Fate.WAITING)
        ).scalar_one()
        age = (self._world.clock() - oldest).total_seconds() if oldest else 0.0
        yield _gauge("kontor_raw_event_oldest_seconds", "Age of the oldest that waits.", age)

    def _deliveries(self, session: Session) -> Iterator[Metric]:
        pending = GaugeMetricFamily(
            "kontor_deliveries_pending", "Deliveries that are not settled.", labels=["stage"]
        )
        for stage in PENDING:
            pending.add_metric([stage.value], _count(session, Delivery.stage == stage))
        yield pending
        oldest: datetime | None = session.execute(
            select(func.min(Delivery.next_try_at)).where(Delivery.stage == Stage.QUEUED)
        ).scalar_one()
        late = (self._world.clock() - oldest).total_seconds() if oldest else 0.0
        yield _gauge("kontor_delivery_late_seconds", "How late the oldest is.", max(0.0, late))


def _count(session: Session, which: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).where(which)).scalar_one()


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    metric = GaugeMetricFamily(name, meaning)
    metric.add_metric([], value)
    return metric
