"""Make a page: templates, words, times and icons brought together for whoever looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Response, request, url_for
from flask_wtf.csrf import generate_csrf
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from inbox.shop import the_shop
from inbox.web import text
from inbox.web.assets import Assets
from inbox.web.icons import ChannelIcons
from inbox.web.moments import Moments, span
from inbox.web.toasts import toasts
from inbox.web.visitor import visitor_if_any
from inbox.web.words import LANGUAGES, Words
from inbox.world import World

_UNITS: Final = ("B", "kB", "MB", "GB")
_TEMPLATES: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Setting:
    """In which language and zone a page speaks, and when."""

    words: Words
    moments: Moments
    shop: str

    def length(self, length: timedelta) -> str:
        unit, count = span(length)
        return self.words(f"span.{unit}", count=count)

    def size(self, size: int | None) -> str:
        """Of a file, in the largest unit of which there is at least one."""
        if size is None:
            return ""
        power = min(3, max(0, size.bit_length() - 1) // 10)
        number = f"{size / 1024**power:.1f}" if power > 1 else f"{size / 1024**power:.0f}"
        mark = "," if self.words.language == "de" else "."
        return f"{number.replace('.', mark)} {_UNITS[power]}"


class Pages:
    """One per process. Templates escape everything, and a name that is missing is an error."""

    def __init__(self, world: World, assets: Assets, icons: ChannelIcons) -> None:
        self._world = world
        self._everywhere: Mapping[str, Any] = {
            "url_for": url_for,
            "asset": assets.address,
            "channel_icon": icons.name,
            "channel_symbols": icons.symbols,
            "csrf_token": generate_csrf,
            "toasts": toasts,
        }

    def setting(self) -> Setting:
        """The visitor's language, or that of the browser; the shop's zone."""
        with self._world.database.reading() as session:
            shop = the_shop(session)
        visitor = visitor_if_any()
        wished = visitor.language if visitor else _browser_language(shop.language)
        language = wished if wished in LANGUAGES else LANGUAGES[0]
        return Setting(
            words=Words(language),
            moments=Moments(language, shop.zone, self._world.clock()),
            shop=shop.name,
        )

    def show(
        self, template: str, setting: Setting, /, *, status: int = 200, **context: Any
    ) -> Response:
        """A page or a fragment of one."""
        markup = self.fill(template, setting, **context)
        return Response(markup, status, content_type="text/html; charset=utf-8")

    def fill(self, template: str, setting: Setting, /, **context: Any) -> str:
        visitor = visitor_if_any()
        known: dict[str, Any] = {
            **self._everywhere,
            "t": setting.words,
            "at": setting.moments,
            "at_length": setting.length,
            "size": setting.size,
            "shop_name": setting.shop,
            "visitor": visitor,
            "theme": visitor.theme if visitor else "system",
            "here": request.full_path if request.method == "GET" else "/",
        }
        return _environment().get_template(template).render({**known, **context})


@cache
def _environment() -> Environment:
    """Compiled templates are the same for everybody."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        running=text.running, single=text.single, part=text.part, file_name=text.file_name
    )
    return environment


def _browser_language(otherwise: str) -> str:
    """The first wish that we can fulfil: German for Austria is German."""
    wishes = (wish.partition("-")[0].lower() for wish in request.accept_languages.values())
    return next((wish for wish in wishes if wish in LANGUAGES), otherwise)
