"""The settings of an account between three forms: typed text, the channel's dataclass, sealed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_type_hints

from sqlalchemy.orm import Session

from inbox import sealing
from inbox.channel import Channel

_TRUE = {"1", "true", "yes", "on", "ja"}
_FALSE = {"", "0", "false", "no", "off", "nein"}


class BadSettings(Exception):
    """One sentence for the person who typed them; `field` is the setting that it speaks of."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


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
        labels = ", ".join(_label(fields[name]) for name in missing)
        raise BadSettings(f"Missing: {labels}.", missing[0])
    try:
        return wanted(
            **{name: _value(value, hints[name], fields[name]) for name, value in values.items()}
        )
    except ValueError as error:
        raise BadSettings(str(error), _spoken_of(str(error), fields)) from None


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


def _spoken_of(sentence: str, fields: Mapping[str, dataclasses.Field[Any]]) -> str | None:
    """Channels complain in sentences that name a setting by its label; the longest one counts."""
    said = sentence.lower()
    named = [
        (len(label), name)
        for name, field in fields.items()
        if (label := re.sub(r" \(.*\)", "", _label(field)).lower()) and label in said
    ]
    return max(named)[1] if named else None


def _value(value: str, hint: object, field: dataclasses.Field[Any]) -> str | int | bool:
    if hint is bool:
        if value.strip().lower() not in _TRUE | _FALSE:
            raise BadSettings(f"{_label(field)} must be yes or no.", field.name)
        return value.strip().lower() in _TRUE
    if hint is int:
        if not value.strip().isdecimal() or len(value) > 18:
            raise BadSettings(f"{_label(field)} must be a whole number.", field.name)
        return int(value)
    choices = field.metadata.get("choices")
    if choices and value not in choices:
        raise BadSettings(f"{_label(field)} must be one of {', '.join(choices)}.", field.name)
    return value
