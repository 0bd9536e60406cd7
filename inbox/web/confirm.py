"""The page behind the link of a double opt-in: it shows what is agreed to; only its button agrees.

For customers, without a sign-in. Nothing happens when the page is merely opened, because scanners
open every link in a mail.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter

from inbox.consent import doi
from inbox.consent.doi import Click, Found, Validity
from inbox.shop import the_shop
from inbox.web.page import Pages
from inbox.web.words import LANGUAGES, Words
from inbox.world import World

_OFTEN_ENOUGH: Final = "30 per minute"
_STATUS: Final = {Validity.UNKNOWN: 404, Validity.OUTDATED: 410}


def blueprint(world: World, pages: Pages, limiter: Limiter) -> Blueprint:
    confirm = Blueprint("confirm", __name__)

    def page(token: str) -> ResponseReturnValue:
        with world.database.reading() as session:
            found = doi.look_up(session, token, now=world.clock())
            privacy_url = the_shop(session).privacy_url
        return _show(pages, token, found, privacy_url)

    def agree(token: str) -> ResponseReturnValue:
        click = Click(request.remote_addr or "", request.headers.get("User-Agent", ""))
        world.database.attempt(lambda s: doi.confirm(s, token, click, now=world.clock()))
        return redirect(url_for("confirm.page", token=token), 303)

    address = f"{doi.PATH}<token>"
    confirm.get(address, endpoint="page")(limiter.limit(_OFTEN_ENOUGH)(page))
    confirm.post(address, endpoint="agree")(limiter.limit(_OFTEN_ENOUGH)(agree))
    return confirm


def _show(pages: Pages, token: str, found: Found, privacy_url: str) -> Response:
    """In the language of the words that were shown, if there are some."""
    setting = pages.setting()
    spoken = found.wording.language.partition("-")[0] if found.wording else ""
    if spoken in LANGUAGES:
        setting = replace(setting, words=Words(spoken))
    return pages.show(
        "confirm/page.html",
        setting,
        status=_STATUS.get(found.validity, 200),
        token=token,
        validity=found.validity,
        wording=found.wording.text if found.wording else "",
        privacy_url=privacy_url,
    )
