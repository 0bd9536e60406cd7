"""The sender's own markup of a mail, in a frame that can do nothing.

No script, no form, no cookie (sandbox), nothing loaded from anywhere: pictures that came with the
mail are put into the page, pictures on other people's servers stay out until the agent asks for
them, because asking tells the sender who opened the mail, when and from where.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Final

from flask import Blueprint, Response, abort, request
from sqlalchemy.orm import Session

from inbox.conversations import timeline
from inbox.conversations.timeline import Said
from inbox.media.attachment import of_messages
from inbox.media.store import Store
from inbox.web import text
from inbox.web.conversations.files import read_picture
from inbox.web.page import Pages
from inbox.web.sanitise import safe_markup
from inbox.world import World

_LARGEST_PICTURE: Final = 1024 * 1024  # bytes, each
_PICTURES: Final = 4 * 1024 * 1024  # bytes, all of a mail
# Only in this sandbox the sender's own style attributes are allowed; what they may say is listed
# in `sanitise`. Links open in a new window that is free of the sandbox.
_POLICY: Final = (
    "default-src 'none'; img-src data:{remote}; style-src 'self' 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def blueprint(world: World, pages: Pages) -> Blueprint:
    mail = Blueprint("mail", __name__, url_prefix="/messages/<message_id>")

    @mail.get("/mail")
    def frame(message_id: str) -> Response:
        setting = pages.setting()
        remote = request.args.get("pictures") == "1"
        with world.database.reading() as session:
            said = _found(session, message_id)
            markup = said.content.html if said.content else None
            if markup is None or said.message.revoked_at is not None:
                abort(404)
            pictures = _Pictures(session, world.store, message_id, shows_remote=remote)
            safe = safe_markup(markup, image_of=pictures.address)
        answer = pages.show(
            "conversations/mail.html",
            setting,
            markup=safe,
            kept_out=pictures.kept_out,
        )
        answer.headers["Content-Security-Policy"] = _POLICY.format(
            remote=" https: http:" if remote else ""
        )
        answer.headers["X-Frame-Options"] = "SAMEORIGIN"
        # What a picture's server learns is the request, not our address.
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    @mail.get("/text")
    def whole(message_id: str) -> Response:
        """All of a long message, with what it quotes."""
        setting = pages.setting()
        with world.database.reading() as session:
            said = _found(session, message_id)
        if said.message.revoked_at is not None or said.content is None:
            abort(404)
        return pages.show(
            "conversations/whole.html", setting, said=said, words=text.running(said.content.text)
        )

    return mail


def _found(session: Session, message_id: str) -> Said:
    said = timeline.find(session, message_id)
    if said is None:
        abort(404)
    return said


class _Pictures:
    """The addresses of a mail's pictures. Its own ones become `data:` addresses: a sandboxed page
    has no cookie to fetch them with."""

    def __init__(
        self, session: Session, store: Store, message_id: str, *, shows_remote: bool
    ) -> None:
        self.kept_out = False
        self._session = session
        self._store = store
        self._shows_remote = shows_remote
        self._left = _PICTURES
        self._own = {
            row.inline_id.strip("<>"): row
            for row in of_messages(session, [message_id]).get(message_id, ())
            if row.inline_id
        }

    def address(self, source: str) -> str | None:
        scheme, _, rest = source.partition(":")
        if scheme.lower() == "cid":
            return self._inside(rest.strip("<>"))
        if scheme.lower() not in {"http", "https"}:
            return None
        self.kept_out = self.kept_out or not self._shows_remote
        return source if self._shows_remote else None

    def _inside(self, content_id: str) -> str | None:
        row = self._own.get(content_id)
        if row is None:
            return None
        most = min(_LARGEST_PICTURE, self._left)
        found = read_picture(self._session, self._store, row, most=most)
        if found is None:
            return None
        content_type, content = found
        self._left -= len(content)
        return f"data:{content_type};base64,{b64encode(content).decode()}"
