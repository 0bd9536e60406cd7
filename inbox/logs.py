"""Structured logs with ids and codes. An exception is named with its place, never with its text:
texts of exceptions carry whatever went wrong, and that may be a customer's words."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, Final

import structlog
from structlog.typing import EventDict

Trace = TracebackType | None
_FRAMES: Final = 6


def configure(level: str) -> None:
    """Our own lines as JSON on stderr; libraries' lines the same way, from WARNING up."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_exception,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for kept in logging.getLogger("gunicorn.error").handlers:  # it has its own, and does not share
        kept.setFormatter(handler.formatter)


def tell_of_deaths() -> None:
    """A thread or process that an exception ends is named the same way, without the text."""

    def tell(kind: type[BaseException], error: BaseException | None, trace: Trace) -> None:
        structlog.get_logger(__name__).error("ended", exc_info=(kind, error, trace))

    sys.excepthook = tell
    threading.excepthook = lambda ended: tell(ended.exc_type, ended.exc_value, ended.exc_traceback)


def name_exception(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the exception's type and the places it came through."""
    info = event.pop("exc_info", None)
    if not info:
        return event
    kind, error, trace = info if isinstance(info, tuple) else sys.exc_info()
    if kind is not None:
        event["exception"] = kind.__name__
        event["at"] = _places(trace)
        cause: BaseException | None = getattr(error, "__cause__", None)
        if cause is not None:
            event["caused_by"] = type(cause).__name__
    return event


def _places(trace: Trace) -> list[str]:
    frames: Any = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames]
