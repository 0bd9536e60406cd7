"""The page on which a person plays the customers: one phone for every channel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, render_template, request
from markupsafe import Markup

from adapters import discover, icons, phones_guard
from adapters.phones_control import offers
from adapters.phones_state import State
from adapters.simulation import Simulator

_FOLDER: Final = Path(__file__).parent / "phones_page"
_LANGUAGES: Final = ("de", "en")


@dataclass(frozen=True, slots=True)
class Shown:
    """A phone as the template needs it; `offers` is for the script on the page."""

    kind: str
    label: str
    icon: Markup
    offers: str


def blueprint(hosted: Mapping[str, Simulator], state: State) -> Blueprint:
    pages = Blueprint(
        "phones_view",
        __name__,
        template_folder=str(_FOLDER),
        static_folder=str(_FOLDER / "static"),
        static_url_path="/static",
    )
    # At the start, because a channel that breaks the rules shall stop it.
    channels, drawings = discover(), icons()
    shown = [
        _shown(simulator, channels[kind].label, drawings[kind])
        for kind, simulator in hosted.items()
    ]
    pages.before_request(phones_guard.refuse_other_sites)
    pages.after_request(phones_guard.protect_page)

    @pages.get("/")
    def phones() -> Response:
        language = request.accept_languages.best_match(_LANGUAGES, default="de")
        page = render_template(
            "page.html",
            language=language,
            words=_words()[language],
            phones=shown,
            inbox=_inbox(hosted, state),
        )
        response = make_response(page)
        response.vary.add("Accept-Language")
        return response

    return pages


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    words: Mapping[str, Mapping[str, Any]] = json.loads(
        (_FOLDER / "words.json").read_text(encoding="utf-8")
    )
    return words


def _shown(simulator: Simulator, label: str, drawing: str) -> Shown:
    """The drawing becomes part of the page, so that it takes the page's colours."""
    icon = Markup(drawing)  # noqa: S704 - a file of ours, not anybody's input
    return Shown(simulator.kind, label, icon, json.dumps(offers(simulator)))


def _inbox(hosted: Mapping[str, Simulator], state: State) -> str | None:
    """Where the answers are written, as far as a connection says."""
    known = [connection for kind in hosted for connection in state.connections(kind)]
    if not known:
        return None
    parts = urlsplit(known[-1].callback)
    return f"{parts.scheme}://{parts.netloc}/" if parts.scheme in {"http", "https"} else None
