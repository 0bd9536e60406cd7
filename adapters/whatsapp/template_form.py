"""Knows what a template wants filled in, and fills it in."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Final

from adapters.whatsapp import wire
from adapters.whatsapp.wire import Item, objects, text
from inbox.channel import Rejected

APPROVED: Final = "APPROVED"

_VARIABLE: Final = re.compile(r"\{\{\s*([A-Za-z0-9_]{1,100})\s*\}\}")
_FILE_HEADERS: Final = frozenset({"IMAGE", "VIDEO", "DOCUMENT"})
# Buttons that work as they are, and those that want one value [META].
_PLAIN_BUTTONS: Final = frozenset(
    {"QUICK_REPLY", "PHONE_NUMBER", "URL", "VOICE_CALL", "REQUEST_CONTACT_INFO"}
)
_COPY_CODE: Final = "COPY_CODE"


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """`header` is the kind of file that the header wants; "" for none. `fillable` is False for a
    template with a part that only other products fill (codes, flows, catalogues)."""

    status: str = APPROVED
    named: bool = False
    header: str = ""
    header_variables: tuple[str, ...] = ()
    body_variables: tuple[str, ...] = ()
    buttons: tuple[tuple[int, str], ...] = ()  # (index, sub_type) of those that want a value
    fillable: bool = True

    @classmethod
    def positional(cls, count: int) -> TemplateForm:
        """Of a template that we know nothing about: everything goes into the body, in order."""
        return cls(body_variables=tuple(str(number + 1) for number in range(count)))

    @classmethod
    def of(cls, template: Item) -> TemplateForm:
        named = text(template, "parameter_format").upper() == "NAMED"
        parts = {text(part, "type").upper(): part for part in objects(template, "components")}
        header = parts.get("HEADER", {})
        file = text(header, "format").upper()
        buttons = objects(parts.get("BUTTONS", {}), "buttons")
        return cls(
            status=text(template, "status").upper(),
            named=named,
            header=file.lower() if file in _FILE_HEADERS else "",
            header_variables=_variables(text(header, "text"), named=named),
            body_variables=_variables(text(parts.get("BODY", {}), "text"), named=named),
            buttons=tuple(_wanting(buttons)),
            fillable=file in {"", "TEXT", *_FILE_HEADERS} and all(map(_usable, buttons)),
        )

    @property
    def variables(self) -> tuple[str, ...]:
        """What the agent is asked for, in the order in which `components` takes the values."""
        return (
            *(f"header.{name}" for name in self.header_variables),
            *self.body_variables,
            *(f"button.{index + 1}" for index, _kind in self.buttons),
        )

    @property
    def sendable(self) -> bool:
        return self.status == APPROVED and self.fillable

    def components(self, values: tuple[str, ...]) -> list[Item]:
        """Raises `Rejected` before Meta does: all values are needed, 132000 [META]."""
        if not self.sendable:
            raise Rejected("TEMPLATE_NOT_SENDABLE", self.status if self.fillable else "its buttons")
        if len(values) != len(self.variables):
            raise Rejected("TEMPLATE_VARIABLES", f"{len(values)} of {len(self.variables)} values")
        clean = [_one_line(value) for value in values]
        at, end = len(self.header_variables), len(self.header_variables + self.body_variables)
        return [
            *self._texts("header", self.header_variables, clean[:at]),
            *self._texts("body", self.body_variables, clean[at:end]),
            *(
                _button(index, kind, value)
                for (index, kind), value in zip(self.buttons, clean[end:], strict=True)
            ),
        ]

    def _texts(self, place: str, names: tuple[str, ...], values: list[str]) -> list[Item]:
        parameters = [
            {"type": "text", **({"parameter_name": name} if self.named else {}), "text": value}
            for name, value in zip(names, values, strict=True)
        ]
        return [{"type": place, "parameters": parameters}] if parameters else []

    def to_text(self) -> str:
        return wire.dump(asdict(self)).decode()

    @classmethod
    def from_text(cls, kept: str) -> TemplateForm:
        read = wire.parse(kept.encode())
        return cls(
            status=text(read, "status"),
            named=read["named"],
            header=text(read, "header"),
            header_variables=tuple(read["header_variables"]),
            body_variables=tuple(read["body_variables"]),
            buttons=tuple((index, kind) for index, kind in read["buttons"]),
            fillable=read["fillable"],
        )


def _variables(body: str, *, named: bool) -> tuple[str, ...]:
    """Named ones in order of appearance, numbered ones by number; each once."""
    found = list(dict.fromkeys(_VARIABLE.findall(body)))
    if named:
        return tuple(found)
    return tuple(sorted(found, key=lambda name: (not name.isdigit(), name.zfill(4))))


def _wanting(buttons: list[Item]) -> list[tuple[int, str]]:
    return [
        (index, "copy_code" if text(button, "type").upper() == _COPY_CODE else "url")
        for index, button in enumerate(buttons)
        if text(button, "type").upper() == _COPY_CODE or _VARIABLE.search(text(button, "url"))
    ]


def _usable(button: Item) -> bool:
    return text(button, "type").upper() in {*_PLAIN_BUTTONS, _COPY_CODE}


def _button(index: int, kind: str, value: str) -> Item:
    """`index` is a text [META]."""
    key = "coupon_code" if kind == "copy_code" else "text"
    parameters = [{"type": key, key: value}]
    return {"type": "button", "sub_type": kind, "index": str(index), "parameters": parameters}


def _one_line(value: str) -> str:
    """Values with line breaks, tabs or runs of blanks are refused with 132012 [META]."""
    clean = " ".join(value.split())
    if not clean:
        raise Rejected("TEMPLATE_VARIABLES", "an empty value")
    return clean
