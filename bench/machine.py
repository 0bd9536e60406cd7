"""What was measured on: without it a figure means nothing."""

from __future__ import annotations

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import psutil  # type: ignore[import-untyped]

_TOLD: Final = ("gunicorn", "sqlalchemy", "psycopg", "rq")
_LOOKED_AT_FOR: Final = 2.0  # seconds


def busy_percent() -> float:
    """How busy others keep the machine, before a part begins: it is what makes figures differ."""
    return float(psutil.cpu_percent(interval=_LOOKED_AT_FOR))


def facts() -> dict[str, Any]:
    return {
        "processor": _processor(),
        "processors": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1024**3, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        **{name: version(name) for name in _TOLD},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
