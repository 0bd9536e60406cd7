"""Reads what the control is told: connections, what customers write, faults."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from adapters.simulation import Connection, Faults, File, Writing


class Malformed(ValueError):
    """The text says what is wrong with the JSON."""


def connection(given: Mapping[str, Any]) -> Connection:
    settings, callback = given.get("settings"), given.get("callback")
    if not isinstance(settings, dict) or not isinstance(callback, str):
        raise Malformed("a connection needs settings (an object) and callback (a text)")
    return Connection({str(name): str(value) for name, value in settings.items()}, callback)


def writing(given: Mapping[str, Any]) -> Writing:
    _known(given, Writing)
    file, more = given.get("file"), given.get("fields")
    return Writing(
        text=_text(given, "text") or "",
        kind=_text(given, "kind") or "text",
        subject=_text(given, "subject"),
        file=None if file is None else _file(file),
        reply_to=_text(given, "reply_to"),
        fields=more if isinstance(more, dict) else {},
    )


def _file(given: Any) -> File:
    """`content` is base64."""
    if not isinstance(given, dict):
        raise Malformed("file must be an object")
    try:
        content = base64.b64decode(str(given.get("content", "")), validate=True)
    except binascii.Error:
        raise Malformed("file.content must be base64") from None
    kind = _text(given, "content_type") or "application/octet-stream"
    return File(_text(given, "name") or "file", kind, content)


def faults(given: Mapping[str, Any]) -> Faults:
    _known(given, Faults)
    latency = _numbers(given, "latency_ms") or (0, 0)
    if len(latency) != 2:
        raise Malformed("latency_ms is mean and spread")
    return Faults(
        statuses=_numbers(given, "statuses"),
        latency_ms=(latency[0], latency[1]),
        drop_after_accept=_number(given.get("drop_after_accept", 0)),
        duplicate=_number(given.get("duplicate", 0)),
        reorder=given.get("reorder") is True,
        statuses_off=given.get("statuses_off") is True,
    )


def _known(given: Mapping[str, Any], words: type[Writing | Faults]) -> None:
    """A misspelt word would be a test that tests nothing."""
    unknown = set(given) - {field.name for field in fields(words)}
    if unknown:
        raise Malformed(f"unknown: {', '.join(sorted(unknown))}")


def _text(given: Mapping[str, Any], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise Malformed(f"{name} must be a text")
    return value


def _numbers(given: Mapping[str, Any], name: str) -> tuple[int, ...]:
    values = given.get(name, [])
    if not isinstance(values, list):
        raise Malformed(f"{name} must be a list of numbers")
    return tuple(_number(value) for value in values)


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Malformed("numbers are whole and not negative")
    return value
