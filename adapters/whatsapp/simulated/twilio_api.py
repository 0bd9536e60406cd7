"""Twilio's API over HTTP: messages, files, templates, typing, balance."""

from __future__ import annotations

import hmac
from typing import Final

from flask import Blueprint, Response, jsonify, request

from adapters.whatsapp.simulated import templates
from adapters.whatsapp.simulated.answers import cut_the_line, refused, with_refusals
from adapters.whatsapp.simulated.line import TWILIO, Line, digits
from adapters.whatsapp.simulated.provider import Provider
from adapters.whatsapp.simulated.reading import read_form
from adapters.whatsapp.simulated.refusal import TWILIO_LATE, Refused, scripted

_PAGE: Final = 2  # a small page, so that whoever reads the list must turn it


def blueprint(provider: Provider) -> Blueprint:
    api = Blueprint("whatsapp_twilio", __name__)
    _Twilio(provider).mount(api)
    return api


class _Twilio:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def mount(self, api: Blueprint) -> None:
        account = "/2010-04-01/Accounts/<account_sid>"
        for rule, view, method in (
            (f"{account}/Messages.json", self.send, "POST"),
            (f"{account}/Balance.json", self.balance, "GET"),
            (f"{account}/Messages/<message_sid>/Media/<media_id>", self.media, "GET"),
            ("/twilio-cdn/", self.cdn, "GET"),
            ("/v3/Indicators/Typing.json", self.typing, "POST"),
            ("/v1/ContentAndApprovals", self.contents, "GET"),
        ):
            guarded = with_refusals(view, self._refusal)
            api.add_url_rule(rule, view.__name__, guarded, methods=[method])

    def _refusal(self, refusal: Refused) -> Response:
        self._provider.count("refused")
        return refused(refusal.status, refusal.twilio_body())

    def send(self, account_sid: str) -> Response:
        lines = self._signed_in(account_sid)
        sending = self._provider.next_sending()
        if sending.status and sending.status not in TWILIO_LATE:
            raise scripted(sending.status, twilio=True)
        line = self._sender(lines, request.form.get("From", ""))
        to = self._provider.addressed(request.form.get("To", "").removeprefix("whatsapp:"))
        said = read_form(request.form)
        callback = request.form.get("StatusCallback", "")
        sid = self._provider.take(line, to, said, opaque=callback, failure=sending.status)
        if sending.cut_off:
            cut_the_line()
        answer = jsonify(
            sid=sid,
            account_sid=account_sid,
            status="queued",
            body=said.text,
            to=request.form["To"],
            error_code=None,
        )
        answer.status_code = 201
        return answer

    def balance(self, account_sid: str) -> Response:
        self._signed_in(account_sid)
        return jsonify(account_sid=account_sid, balance="12.40", currency="EUR")

    def media(self, account_sid: str, message_sid: str, media_id: str) -> Response:
        """On to another place, as the real API does."""
        del message_sid
        self._signed_in(account_sid)
        if self._provider.files.get(media_id) is None:
            raise Refused(404, 20404, "The requested resource was not found")
        query = self._provider.files.query(media_id)
        onward = {"Location": f"{self._provider.url}/twilio-cdn/?{query}"}
        return Response("", 307, onward)

    def cdn(self) -> Response:
        wanted = (request.args.get(name, "") for name in ("mid", "ext", "hash"))
        file = self._provider.files.at(*wanted)
        if file is None:
            raise Refused(403)
        self._provider.count("downloads")
        return Response(file.content, mimetype=file.content_type)

    def typing(self) -> Response:
        lines = self._signed_in()
        asked = request.get_json(force=True, silent=True)
        message_id = str(asked.get("messageId")) if isinstance(asked, dict) else ""
        if not any(self._provider.mark_seen(line, message_id) for line in lines):
            raise Refused(400, 20001, "no such message")
        self._provider.count("typing")
        return jsonify(success=True)

    def contents(self) -> Response:
        self._signed_in()
        start = int(request.args.get("PageToken") or 0)
        listed = templates.contents()
        more = start + _PAGE < len(listed)
        following = f"https://content.twilio.com/v1/ContentAndApprovals?PageToken={start + _PAGE}"
        return jsonify(
            contents=listed[start : start + _PAGE],
            meta={"next_page_url": following if more else None, "key": "contents"},
        )

    def _sender(self, lines: list[Line], address: str) -> Line:
        for line in lines:
            if line.number == digits(address):
                return line
        raise Refused(400, 63007, "Twilio could not find a Channel with the specified From address")

    def _signed_in(self, account_sid: str | None = None) -> list[Line]:
        """By account and token, or by an API key that the account made."""
        auth = request.authorization
        given = (
            (auth.username or "", auth.password or "")
            if auth and auth.type == "basic"
            else ("", "")
        )
        lines = [line for line in self._provider.lines(TWILIO) if _knows(line, *given)]
        if account_sid is not None:
            lines = [line for line in lines if line.setting("account_sid") == account_sid]
        if not lines:
            raise Refused(401, 20003, "Authenticate")
        return lines


def _knows(line: Line, user: str, password: str) -> bool:
    pairs = (("account_sid", "auth_token"), ("api_key_sid", "api_key_secret"))
    return any(
        line.setting(name) == user
        and bool(user)
        and hmac.compare_digest(line.setting(secret).encode(), password.encode())
        for name, secret in pairs
    )
