"""Lists the approved templates and remembers what each wants filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from adapters.whatsapp.graph import Graph
from adapters.whatsapp.template_form import TemplateForm
from adapters.whatsapp.template_news import language_code
from adapters.whatsapp.wire import Item, objects, short, text
from inbox.channel import Memory, Template, TemplateUse

_FIELDS: Final = "id,name,language,status,category,parameter_format,components"


def cloud_templates(graph: Graph, memory: Memory) -> Sequence[Template]:
    """Raises `SendError`. Older 360dialog keys answer with `waba_templates` [360]."""
    params = {"fields": _FIELDS, "limit": "100"}
    pages = graph.pages(f"{graph.account}/message_templates", params)
    return list(_remembered(_items(pages), memory))


def _items(pages: Iterable[Item]) -> Iterator[Item]:
    for page in pages:
        yield from objects(page, "data") or objects(page, "waba_templates")


def _remembered(items: Iterable[Item], memory: Memory) -> Iterator[Template]:
    for item in items:
        name, language = text(item, "name"), language_code(text(item, "language"))
        if name and language:
            form = TemplateForm.of(item)
            _keep(memory, name, language, form)
            yield _template(name, language, item, form)


def _template(name: str, language: str, item: Item, form: TemplateForm) -> Template:
    return Template(
        name=name,
        language=language,
        status=form.status,
        category=short(item, "category").upper(),
        body="\n\n".join(filter(None, (_text_of(item, part) for part in _SHOWN))),
        variables=form.variables,
        sendable=form.sendable,
    )


_SHOWN: Final = ("HEADER", "BODY", "FOOTER")


def _text_of(item: Item, part: str) -> str:
    found = (entry for entry in objects(item, "components") if text(entry, "type").upper() == part)
    return next((text(entry, "text") for entry in found), "")


# --------------------------------------------------------------------------- the memory


def known_form(use: TemplateUse, memory: Memory) -> TemplateForm | None:
    kept = memory.get(_key(use.name, use.language))
    return TemplateForm.from_text(kept) if kept else None


def _keep(memory: Memory, name: str, language: str, form: TemplateForm) -> None:
    key, told = _key(name, language), form.to_text()
    held = memory.get(key)
    if held != told:
        memory.put(key, told, expected=held)  # who lost the race read the same list


def _key(name: str, language: str) -> str:
    return "template:" + hashlib.sha256(f"{language} {name}".encode()).hexdigest()[:32]
