"""The settings of an account between three forms: typed text, the channel's dataclass, sealed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_type_hints

from sqlalchemy.orm import Session

from inbox import sealing
from inbox.channel import Channel

_TRUE = {"1", "true", "yes", "on", "ja"}
_FALSE = {"", "0", "false", "no", "off", "nein"}


class BadSettings(Exception):
    """One sentence for the person who typed them."""


def typed(channel_class: type[Channel], values: Mapping[str, str]) -> Any:
    """The channel's `Settings` from what a person typed; missing fields take their defaults."""
    wanted = channel_class.Settings
    hints = get_type_hints(wanted)
    fields = {field.name: field for field in dataclasses.fields(wanted)}
    unknown = sorted(set(values) - set(fields))
    if unknown:
        raise BadSettings(f"{channel_class.label} has no setting named {', '.join(unknown)}.")
    missing = [name for name, field in fields.items() if _required(field) and not values.get(name)]
    if missing:
        raise BadSettings(f"Missing: {', '.join(_label(fields[name]) for name in missing)}.")
    try:
        return wanted(
            **{name: _value(value, hints[name], fields[name]) for name, value in values.items()}
        )
    except ValueError as error:
        raise BadSettings(str(error)) from None


def seal(session: Session, account_id: str, settings: Any, *, now: datetime) -> bytes:
    values = {field.name: getattr(settings, field.name) for field in dataclasses.fields(settings)}
    return sealing.seal_json(
        session, "installation", values, place=f"account:{account_id}", now=now
    )


def unseal(session: Session, account_id: str, sealed: bytes, channel_class: type[Channel]) -> Any:
    """Fields that the channel no longer has are dropped, new ones take their defaults."""
    values = sealing.unseal_json(session, sealed, place=f"account:{account_id}")
    known = {field.name for field in dataclasses.fields(channel_class.Settings)}
    return channel_class.Settings(**{k: v for k, v in values.items() if k in known})


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _label(field: dataclasses.Field[Any]) -> str:
    return str(field.metadata.get("label", field.name))


def _value(value: str, hint: object, field: dataclasses.Field[Any]) -> str | int | bool:
    if hint is bool:
        if value.strip().lower() not in _TRUE | _FALSE:
            raise BadSettings(f"{_label(field)} must be yes or no.")
        return value.strip().lower() in _TRUE
    if hint is int:
        if not value.strip().isdecimal():
            raise BadSettings(f"{_label(field)} must be a whole number.")
        return int(value)
    choices = field.metadata.get("choices")
    if choices and value not in choices:
        raise BadSettings(f"{_label(field)} must be one of {', '.join(choices)}.")
    return value
