"""Whoever dies is named with the place, and never with the text of what killed it."""

from __future__ import annotations

import subprocess
import sys

import pytest

_THREAD = """
import threading
from inbox import logs
logs.configure("WARNING"); logs.tell_of_deaths()
def fail(): raise ValueError("a customer's words")
thread = threading.Thread(target=fail); thread.start(); thread.join()
"""
_PROCESS = """
from inbox import logs
logs.configure("WARNING"); logs.tell_of_deaths()
raise ValueError("a customer's words")
"""


@pytest.mark.parametrize("code", [_THREAD, _PROCESS])
def test_who_dies_of_an_exception_is_named_without_its_text(code):
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False
    )
    assert "ValueError" in ended.stderr
    assert "customer" not in ended.stderr
    assert '"event": "ended"' in ended.stderr
