"""Who speaks what: every sub-package is a channel, named like its kind."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from importlib.resources import files

from inbox.channel import Channel


def discover() -> dict[str, type[Channel]]:
    """kind -> channel class, for every folder here; one that breaks the rule stops the start."""
    return {name: _channel(name) for name in kinds()}


def icons() -> dict[str, str]:
    """kind -> its drawing, an SVG document; the page has a neutral one for whoever brings none."""
    drawings = {name: files(f"{__name__}.{name}") / "icon.svg" for name in kinds()}
    return {name: found.read_text("utf-8") for name, found in drawings.items() if found.is_file()}


def kinds() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)


def _channel(name: str) -> type[Channel]:
    module = import_module(f"adapters.{name}.channel")
    found: list[type[Channel]] = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Channel)
        and thing is not Channel
        and thing.__module__ == module.__name__
        and getattr(thing, "kind", None) == name
    ]
    if len(found) != 1:
        raise RuntimeError(
            f"adapters/{name}/channel.py must define exactly one Channel with kind = {name!r}"
        )
    return found[0]
