"""Lists Twilio's content templates and fills them in: sent by SID, known to people by name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from adapters.whatsapp import wire
from adapters.whatsapp.template_form import APPROVED
from adapters.whatsapp.template_news import language_code
from adapters.whatsapp.wire import Item, child, objects, short, text
from inbox.channel import Memory, Rejected, Template, TemplateUse

MAX_PAGES: Final = 100


@dataclass(frozen=True, slots=True)
class Contents:
    """`get` calls Twilio and raises `SendError`."""

    get: Callable[[str, Mapping[str, str] | None], Item]
    host: str
    memory: Memory

    def list(self) -> Sequence[Template]:
        return list(self._listed())

    def _listed(self) -> Iterator[Template]:
        for item in self._items():
            approval = child(item, "approval_requests")
            name, language = text(item, "friendly_name"), language_code(text(item, "language"))
            variables = _ordered(child(item, "variables"), _body(item))
            if not (name and language and approval):  # never submitted to WhatsApp: no template
                continue
            status = text(approval, "status").upper()
            self._keep(name, language, text(item, "sid"), variables)
            yield Template(
                name=name,
                language=language,
                status=status,
                category=short(approval, "category").upper(),
                body=_body(item),
                variables=variables,
                sendable=status == APPROVED,
            )

    def _items(self) -> Iterator[Item]:
        """`next_page_url` names Twilio's own host: only its query is followed."""
        url, params = f"{self.host}/v1/ContentAndApprovals", {"PageSize": "100"}
        for _page in range(MAX_PAGES):
            page = self.get(url, params)
            yield from objects(page, "contents")
            following = text(child(page, "meta"), "next_page_url")
            if not following:
                return
            params = dict(parse_qsl(urlsplit(following).query))

    def filled_in(self, use: TemplateUse) -> Mapping[str, str]:
        """The parameters of a send. Raises `Rejected`."""
        kept = self.memory.get(_key(use.name, use.language))
        if kept is None:
            raise Rejected("TEMPLATE_UNKNOWN", "not in the list of templates; read it again")
        content = wire.parse(kept.encode())
        names = content["variables"]
        if len(names) != len(use.values):
            raise Rejected("TEMPLATE_VARIABLES", f"{len(use.values)} of {len(names)} values")
        form = {"ContentSid": text(content, "sid")}
        if names:
            values = dict(zip(names, use.values, strict=True))
            form["ContentVariables"] = wire.dump(values).decode()
        return form

    def _keep(self, name: str, language: str, sid: str, variables: tuple[str, ...]) -> None:
        key = _key(name, language)
        told = wire.dump({"sid": sid, "variables": list(variables)}).decode()
        held = self.memory.get(key)
        if held != told:
            self.memory.put(key, told, expected=held)  # who lost the race read the same list


def _ordered(variables: Item, body: str) -> tuple[str, ...]:
    """Numbered ones by number, named ones as they stand in the text."""
    found = sorted(variables, key=lambda name: body.find(f"{{{{{name}}}}}"))
    return tuple(sorted(found, key=lambda name: int(name) if name.isdecimal() else 0))


def _body(item: Item) -> str:
    """The text of the first type that has one: twilio/text, twilio/quick-reply, …"""
    types = child(item, "types")
    return next((body for kind in types if (body := text(child(types, kind), "body"))), "")


def _key(name: str, language: str) -> str:
    return "content:" + hashlib.sha256(f"{language} {name}".encode()).hexdigest()[:32]
