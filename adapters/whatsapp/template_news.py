"""Reads what Meta decides about message templates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from adapters.whatsapp.wire import Item, child, short, text
from inbox.channel import AccountChanged, AccountHealth, Event, TemplateChanged

# Not a status of Meta's: the text was changed there, and only a new list says what it is now.
CHANGED = "CHANGED"


def template_news(field: str, value: Item, at: datetime) -> Iterator[Event]:
    name = short(value, "message_template_name")
    if not name:
        return
    language = language_code(short(value, "message_template_language"))
    if field == "template_category_update":
        yield _category(name, language, value, at)
    elif "new_quality_score" in value:  # told by this key: the field's name is unsure [META]
        yield from _quality(name, language, value, at)
    elif field == "message_template_components_update":
        yield TemplateChanged(name, language, CHANGED, at)
    elif status := short(value, "event").upper():
        yield TemplateChanged(name, language, status, at, _reason(value))


def language_code(language: str) -> str:
    """Webhooks write en-US for the list's en_US [META]."""
    return language.replace("-", "_")


def _reason(value: Item) -> str:
    reason = short(value, "reason")
    told = short(child(value, "rejection_info"), "reason")
    return (
        told or ("" if reason == "NONE" else reason) or short(child(value, "other_info"), "title")
    )


def _category(name: str, language: str, value: Item, at: datetime) -> AccountChanged:
    """Another category is another price, and marketing needs consent."""
    old = text(value, "previous_category") or text(value, "new_category")
    new = text(value, "correct_category") or text(value, "new_category")
    what = "CHANGES" if "correct_category" in value else "CHANGED"
    return _news(f"TEMPLATE_CATEGORY_{what}", f"{name} {language}: {old} to {new}", at)


def _quality(name: str, language: str, value: Item, at: datetime) -> Iterator[AccountChanged]:
    """A good score is no news: it would only hide worse ones."""
    score = short(value, "new_quality_score").upper()
    if score != "GREEN":
        yield _news("TEMPLATE_QUALITY", f"{name} {language}: {score}", at)


def _news(what: str, detail: str, at: datetime) -> AccountChanged:
    return AccountChanged(AccountHealth.WARNING, what, at, detail[:300])
