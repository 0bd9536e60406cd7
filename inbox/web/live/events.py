"""`/events`: the stream of nudges, and the same by asking for those who cannot have a stream."""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from inbox.changes import journal
from inbox.web.live.hub import Full, Hub, Nudge
from inbox.web.live.presence import Presence, doing
from inbox.web.visitor import visitor
from inbox.world import World

_AT_ONCE: Final = 200
_AGAIN_SECONDS: Final = "30"
_TAB: Final = re.compile(r"[A-Za-z0-9]{1,32}")


def blueprint(world: World, hub: Hub) -> Blueprint:
    events = Blueprint("events", __name__)

    @events.get("/events")
    def stream() -> ResponseReturnValue:
        """503 when every stream is taken: the page asks `/events/since` for a while then."""
        try:
            opened = hub.open(_key(), after=_after())
        except Full:
            return Response(status=503, headers={"Retry-After": _AGAIN_SECONDS})
        answer = Response(iter(opened), content_type="text/event-stream")
        answer.headers["X-Accel-Buffering"] = "no"
        answer.call_on_close(opened.close)
        return answer

    @events.get("/events/since")
    def since() -> ResponseReturnValue:
        changes = journal.read_after(world.database, _after(), limit=_AT_ONCE)
        newest = changes[-1].number if changes else _after()
        called, present = hub.present()
        nudges = ",".join(Nudge.of(one).data for one in changes)
        calls = ",".join(one.data for one in present)
        answer = Response(
            f'{{"newest":{newest},"changes":[{nudges}],"present":[{calls}]}}',
            content_type="application/json",
        )
        answer.set_etag(f"{newest}-{called}-{len(present)}")
        return answer.make_conditional(request)

    @events.post("/events/presence")
    def presence() -> ResponseReturnValue:
        """What somebody does, inferred by their page; repeated as long as it is so."""
        conversation = request.form.get("conversation", "")
        found = doing(conversation, request.form.get("doing", "")) or abort(400)
        hub.cry(Presence(conversation, visitor().agent_id, visitor().name, found))
        return Response(status=204)

    return events


def _after() -> int:
    given = request.headers.get("Last-Event-ID") or request.args.get("after", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


def _key() -> str:
    """One stream per tab of a browser; a tab that did not say which it is shares one."""
    tab = request.args.get("tab", "")
    return f"{visitor().sign_in_id}:{tab if _TAB.fullmatch(tab) else ''}"
