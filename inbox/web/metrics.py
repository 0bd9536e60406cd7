"""Figures for Prometheus: the queues as the database knows them, the traffic of this process.

What the workers did is read from their rows, because they are other processes, perhaps on other
machines: every web process tells the same, and one that starts anew forgets nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox import leases
from inbox.automation.decision import DecisionRow
from inbox.intake.raw_event import RawEvent
from inbox.outbox.delivery import Attempt, Delivery
from inbox.watch import recent
from inbox.watch.queues import Queue, queues, total
from inbox.web.live.hub import Hub
from inbox.world import World

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_QUANTILES: Final = (0.5, 0.95)
# Their keys count up for ever: the highest one is how many there have been.
_COUNTED: Final = (
    ("kontor_raw_events_received", "Requests of providers that were stored.", RawEvent.id),
    ("kontor_decisions", "Decisions of the machine, also those to say nothing.", DecisionRow.id),
    ("kontor_deliveries", "Deliveries that were posted.", Delivery.id),
    ("kontor_attempts", "Tries to send one.", Attempt.id),
)


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


class House(Collector):
    """Read from the database when somebody asks."""

    def __init__(self, world: World, hub: Hub) -> None:
        self._world = world
        self._hub = hub

    def describe(self) -> Iterator[Metric]:
        """Nothing: registering must not ask the database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        now = self._world.clock()
        yield _gauge("kontor_live_streams", "Open streams of this process.", self._hub.streams)
        with self._world.database.reading() as session:
            yield from _totals(session, now)
            yield from _of_accounts(session, now)
            yield from _sends(session, now)
            yield _decisions(session, now)
            yield _leases(session)
            yield from _counters(session)


def _totals(session: Session, now: datetime) -> Iterator[Metric]:
    found = total(session)
    events = GaugeMetricFamily(
        "kontor_raw_events", "Events that are not understood yet.", labels=["fate"]
    )
    events.add_metric(["waiting"], found.queue.events)
    events.add_metric(["dead"], found.queue.dead)
    yield events
    pending = GaugeMetricFamily(
        "kontor_deliveries_pending", "Deliveries that are not settled.", labels=["stage"]
    )
    pending.add_metric(["queued"], found.queue.queued)
    pending.add_metric(["claimed"], found.queue.claimed)
    yield pending
    age, late = _age(found.queue.event_since, now), _age(found.late_since, now)
    yield _gauge("kontor_raw_event_oldest_seconds", "Age of the oldest that waits.", age)
    yield _gauge("kontor_delivery_late_seconds", "How late the oldest is; paused apart.", late)
    yield _gauge("kontor_attachments_waiting", "Files to be fetched.", found.queue.files)
    yield _gauge("kontor_accounts_paused", "Accounts from which nothing leaves.", found.paused)


def _of_accounts(session: Session, now: datetime) -> Iterator[Metric]:
    waiting = GaugeMetricFamily(
        "kontor_account_waiting", "What waits, by account.", labels=["account", "queue"]
    )
    oldest = GaugeMetricFamily(
        "kontor_account_oldest_seconds", "Age of the oldest.", labels=["account", "queue"]
    )
    for account_id, queue in queues(session).items():
        for name, many, since in _parts(queue):
            waiting.add_metric([account_id, name], many)
            oldest.add_metric([account_id, name], _age(since, now))
    yield waiting
    yield oldest


def _parts(queue: Queue) -> Iterable[tuple[str, int, datetime | None]]:
    return (("in", queue.events, queue.event_since), ("out", queue.queued, queue.queued_since))


def _sends(session: Session, now: datetime) -> Iterator[Metric]:
    outcomes = GaugeMetricFamily(
        "kontor_recent_sends",
        "What became of the sends of the last five minutes (the newest thousand).",
        labels=["account", "outcome", "code"],
    )
    seconds = GaugeMetricFamily(
        "kontor_recent_send_seconds",
        "How long the provider took for them.",
        labels=["account", "quantile"],
    )
    for account_id, sends in recent.sends(session, now=now).items():
        for (outcome, code), many in sends.outcomes.items():
            outcomes.add_metric([account_id, outcome, code], many)
        for share in _QUANTILES:
            seconds.add_metric([account_id, str(share)], sends.quantile(share))
    yield outcomes
    yield seconds


def _decisions(session: Session, now: datetime) -> Metric:
    metric = GaugeMetricFamily(
        "kontor_recent_decisions",
        "What the machine decided in the last five minutes, and why (the newest thousand).",
        labels=["reply", "reason"],
    )
    for (reply, reason), many in recent.decisions(session, now=now).items():
        metric.add_metric([reply, reason], many)
    return metric


def _leases(session: Session) -> Metric:
    metric = GaugeMetricFamily(
        "kontor_lease_seconds", "Who holds which lease, for how long.", labels=["name", "holder"]
    )
    for held in leases.held(session):
        metric.add_metric([held.name, held.holder], held.seconds)
    return metric


def _counters(session: Session) -> Iterator[Metric]:
    for name, meaning, key in _COUNTED:
        metric = CounterMetricFamily(name, meaning)
        metric.add_metric([], session.execute(select(func.max(key))).scalar_one() or 0)
        yield metric


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    metric = GaugeMetricFamily(name, meaning)
    metric.add_metric([], value)
    return metric
