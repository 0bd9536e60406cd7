"""The Cloud API over HTTP, at Meta's paths and at 360dialog's."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, jsonify, request

from adapters.simulation import File
from adapters.whatsapp.simulated.answers import cut_the_line, given_file, refused, with_refusals
from adapters.whatsapp.simulated.files import sha256
from adapters.whatsapp.simulated.line import DIALOG360, META, Line
from adapters.whatsapp.simulated.provider import Provider
from adapters.whatsapp.simulated.reading import read
from adapters.whatsapp.simulated.refusal import LATE, Refused, scripted

LOOKASIDE: Final = "https://lookaside.fbsbx.com/whatsapp_business/attachments/"
_MAX_FILE: Final = 100 * 1024 * 1024
_PAGE: Final = 2  # a small page, so that whoever reads the list must turn it


def blueprint(provider: Provider) -> Blueprint:
    api = Blueprint("whatsapp_cloud", __name__)
    _Meta(provider).mount(api)
    _Dialog360(provider).mount(api)
    return api


class _Cloud:
    """What both have in common, once it is known whose call it is."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def _guarded(self, view: Callable[..., Response]) -> Callable[..., Response]:
        return with_refusals(view, self._refusal)

    def _refusal(self, refusal: Refused) -> Response:
        self._provider.count("refused")
        return refused(refusal.status, refusal.graph_body())

    def _messages(self, line: Line) -> Response:
        body = request.get_json(force=True, silent=True)
        if not isinstance(body, dict) or body.get("messaging_product") != "whatsapp":
            raise Refused(400, 100, "messaging_product is missing")
        if "status" in body:
            return self._mark(line, body)
        return self._send(line, body)

    def _mark(self, line: Line, body: dict[str, Any]) -> Response:
        if not self._provider.mark_seen(line, str(body.get("message_id"))):
            raise Refused(400, 131009, "no such message")
        if "typing_indicator" in body:
            self._provider.count("typing")
        return jsonify(success=True)

    def _send(self, line: Line, body: dict[str, Any]) -> Response:
        sending = self._provider.next_sending()
        if sending.status and sending.status not in LATE:
            raise scripted(sending.status)
        address = str(body.get("to") or body.get("recipient") or "")
        to = self._provider.addressed(address)
        said = read(body, self._provider.files.get)
        opaque = str(body.get("biz_opaque_callback_data", ""))
        message_id = self._provider.take(line, to, said, opaque=opaque, failure=sending.status)
        answer: dict[str, Any] = {"id": message_id}
        if said.kind == "template":
            answer["message_status"] = "accepted"
        if sending.cut_off:
            cut_the_line()
        known = {"wa_id": to.number} if "to" in body else {"user_id": to.bsuid}
        return jsonify(
            messaging_product="whatsapp",
            contacts=[{"input": address, **known}],
            messages=[answer],
        )

    def _upload(self) -> Response:
        request.max_content_length = _MAX_FILE + 64 * 1024
        file = given_file("file")
        if request.form.get("messaging_product") != "whatsapp" or file is None:
            raise Refused(400, 100, "messaging_product and file are needed")
        return jsonify(id=self._provider.keep(file))

    def _look_up(self, media_id: str, address: str) -> Response:
        file = self._provider.files.get(media_id)
        if file is None:
            raise Refused(400, 100, "Unsupported get request. Object does not exist")
        return jsonify(
            messaging_product="whatsapp",
            url=f"{address}?{self._provider.files.query(media_id)}",
            mime_type=file.content_type,
            sha256=sha256(file.content).hex(),
            file_size=len(file.content),
            id=media_id,
        )

    def _attachment(self) -> Response:
        wanted = (request.args.get(name, "") for name in ("mid", "ext", "hash"))
        file = self._provider.files.at(*wanted)
        if file is None:
            raise Refused(404)
        self._provider.count("downloads")
        return _bytes(file)

    def _templates(self) -> Response:
        """In small pages; the cursor is the number of the next one."""
        start = int(request.args.get("after") or 0)
        after = str(start + _PAGE)
        listed = self._provider.templates()
        page: dict[str, Any] = {"data": listed[start : start + _PAGE]}
        if start + _PAGE < len(listed):
            following = f"{request.base_url}?after={after}"
            page["paging"] = {"cursors": {"after": after}, "next": following}
        return jsonify(page)


class _Meta(_Cloud):
    """`/v26.0/…`, known by a bearer token."""

    def mount(self, api: Blueprint) -> None:
        for rule, view, method in (
            ("/<version>/<number_id>/messages", self.messages, "POST"),
            ("/<version>/<number_id>/media", self.media, "POST"),
            ("/<version>/<waba_id>/message_templates", self.templates, "GET"),
            ("/<version>/<waba_id>/subscribed_apps", self.subscribed_apps, "GET"),
            ("/<version>/<node>", self.node, "GET"),
            ("/attachments/", self.attachment, "GET"),
        ):
            api.add_url_rule(rule, f"meta_{view.__name__}", self._guarded(view), methods=[method])

    def messages(self, version: str, number_id: str) -> Response:
        return self._messages(self._number(version, number_id))

    def media(self, version: str, number_id: str) -> Response:
        self._number(version, number_id)
        return self._upload()

    def templates(self, version: str, waba_id: str) -> Response:
        self._account(version, waba_id)
        return self._templates()

    def subscribed_apps(self, version: str, waba_id: str) -> Response:
        line = self._account(version, waba_id)
        apps = [{"whatsapp_business_api_data": {"id": "1", "name": "Kontor"}}]
        return jsonify(data=apps if line.callback else [])

    def node(self, version: str, node: str) -> Response:
        """A number of ours, or else a media id."""
        lines = self._signed_in(version)
        found = [line for line in lines if line.number_id == node]
        if found:
            return self._fields(found[0])
        return self._look_up(node, f"{self._provider.url}/attachments/")

    def attachment(self) -> Response:
        self._signed_in("v0.0")
        return self._attachment()

    def _fields(self, line: Line) -> Response:
        known = {
            "display_phone_number": f"+{line.number}",
            "verified_name": "Müller & Söhne",
            "quality_rating": "GREEN",
            "throughput": {"level": "STANDARD"},
            "status": "CONNECTED",
            "whatsapp_business_manager_messaging_limit": "TIER_2K",
        }
        asked = [name for name in request.args.get("fields", "").split(",") if name]
        if unknown := set(asked) - set(known):
            raise Refused(400, 100, f"Tried accessing nonexisting field ({min(unknown)})")
        return jsonify({"id": line.number_id, **{name: known[name] for name in asked}})

    def _number(self, version: str, number_id: str) -> Line:
        for line in self._signed_in(version):
            if line.number_id == number_id:
                return line
        raise Refused(400, 100, "Object with this ID does not exist")

    def _account(self, version: str, waba_id: str) -> Line:
        for line in self._signed_in(version):
            if line.waba_id == waba_id:
                return line
        raise Refused(400, 100, "Object with this ID does not exist")

    def _signed_in(self, version: str) -> list[Line]:
        if not version.startswith("v"):
            raise Refused(404)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        lines = [one for one in self._provider.lines(META) if _same(one, "access_token", token)]
        if not lines:
            raise Refused(401, 190, "Invalid OAuth access token")
        return lines


class _Dialog360(_Cloud):
    """`/360dialog/…`, known by the key of the number; files under 360dialog's own host."""

    def mount(self, api: Blueprint) -> None:
        for rule, view, method in (
            ("/messages", self.messages, "POST"),
            ("/media", self.media, "POST"),
            ("/message_templates", self.templates, "GET"),
            ("/v1/configs/webhook", self.webhook, "GET"),
            ("/whatsapp_business/attachments/", self.attachment, "GET"),
            ("/<media_id>", self.look_up, "GET"),
        ):
            name = f"d360_{view.__name__}"
            api.add_url_rule(f"/360dialog{rule}", name, self._guarded(view), methods=[method])

    def messages(self) -> Response:
        return self._messages(self._signed_in())

    def media(self) -> Response:
        self._signed_in()
        return self._upload()

    def templates(self) -> Response:
        self._signed_in()
        return self._templates()

    def webhook(self) -> Response:
        return jsonify(url=self._signed_in().callback or "")

    def attachment(self) -> Response:
        self._signed_in()
        return self._attachment()

    def look_up(self, media_id: str) -> Response:
        self._signed_in()
        return self._look_up(media_id, LOOKASIDE)

    def _signed_in(self) -> Line:
        key = request.headers.get("D360-API-KEY", "")
        for line in self._provider.lines(DIALOG360):
            if _same(line, "api_key", key):
                return line
        raise Refused(401)


def _same(line: Line, name: str, given: str) -> bool:
    return hmac.compare_digest(line.setting(name).encode(), given.encode())


def _bytes(file: File) -> Response:
    return Response(file.content, mimetype=file.content_type)
