"""A job that fails ends quietly: nobody's words reach the logs, and its rows wait."""

from __future__ import annotations

import io

import pytest
import structlog

from inbox.logs import name_exception
from workers import jobs
from workers.desk import desks


@pytest.fixture
def told(monkeypatch):
    """What the jobs log."""
    written = io.StringIO()
    processors = [name_exception, structlog.processors.JSONRenderer()]
    log = structlog.wrap_logger(structlog.PrintLogger(written), processors=processors)
    monkeypatch.setattr(jobs, "log", log)
    return written.getvalue


@pytest.mark.parametrize(
    "job",
    [
        jobs.normalise,
        jobs.dispatch,
        jobs.fetch_media,
        jobs.sync_templates,
        jobs.sign,
        jobs.publish,
    ],
)
def test_what_goes_wrong_in_a_job_is_told_without_its_text(world, job, told, monkeypatch):
    def fail(*_anything):
        raise RuntimeError("a customer's words")

    monkeypatch.setattr(type(world.bell), "answered", fail)
    jobs.serve(desks(world))
    job("account")
    assert "job failed" in told()
    assert "RuntimeError" in told()
    assert "customer" not in told()
