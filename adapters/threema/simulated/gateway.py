"""The simulated Gateway's HTTP API: the same paths, parameters, bodies and status codes."""

from __future__ import annotations

import hmac
import json
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from flask import Blueprint, Response, abort, request
from nacl.public import PrivateKey, PublicKey

from adapters.simulation_script import Sending
from adapters.threema.simulated.box import LONGEST_BOX
from adapters.threema.simulated.phone import Phone

# Known to everybody: with them phone numbers and addresses are hashed before a lookup.
PHONE_KEY: Final = bytes.fromhex("85adf8226953f3d96cfd5d09bf29555eb955fcd8aa5ec4f9fcd869e258370723")
EMAIL_KEY: Final = bytes.fromhex("30a5500fed9701fa6defdb610841900febb8e430881f7ad816826264ec09bad7")
CAPABILITIES: Final = "text,image,group,audio,video,file,ballot"
_MAX_BLOB: Final = 50 * 1024 * 1024
_MAX_TEXT: Final = 3500
_MAX_HASHES: Final = 1000
FULL: Final = 1_000_000  # credits; enough for any benchmark


class Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(slots=True)
class GatewayAccount:
    address: str
    secret: str
    key: PublicKey
    end_to_end: bool = True
    credits: int = FULL
    callback: str | None = None

    def __repr__(self) -> str:
        return f"GatewayAccount({self.address!r})"

    def pay(self) -> None:
        if self.credits <= 0:
            raise Refused(402)
        self.credits -= 1


def account_from(settings: Mapping[str, str]) -> GatewayAccount:
    """Out of what a person typed into the product. KeyError if something is missing."""
    private = settings["private_key"].strip().lower().removeprefix("private:")
    return GatewayAccount(
        address=settings["gateway_id"].strip().upper(),
        secret=settings["api_secret"].strip(),
        key=PrivateKey(bytes.fromhex(private)).public_key,
    )


class Provider(Protocol):
    """What the API needs of the simulator behind it."""

    def account(self, address: str) -> GatewayAccount | None: ...
    def public_key(self, address: str) -> PublicKey | None: ...
    def phone(self, address: str) -> Phone | None: ...
    def linked(self, digest: Callable[[Phone], str | None], wanted: str) -> Phone | None: ...
    def keep_blob(self, content: bytes) -> str: ...
    def blob(self, blob_id: str) -> bytes | None: ...
    def next_sending(self) -> Sending: ...
    def take_box(
        self, account: GatewayAccount, to: Phone, nonce: bytes, box: bytes, *, receipt: bool
    ) -> str: ...
    def take_text(self, account: GatewayAccount, to: Phone, text: str) -> str: ...
    def count(self, what: str) -> None: ...


def blueprint(provider: Provider) -> Blueprint:
    api = Blueprint("threema_gateway", __name__)
    _Api(provider).mount(api)

    @api.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        provider.count("refused")
        return Response("", error.status, mimetype="text/plain")

    return api


class _Api:
    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    def mount(self, api: Blueprint) -> None:
        api.post("/send_simple")(self.send_simple)
        api.post("/send_e2e")(self.send_e2e)
        api.post("/upload_blob")(self.upload_blob)
        api.get("/blobs/<blob_id>")(self.blobs)
        api.get("/pubkeys/<address>")(self.pubkeys)
        api.get("/capabilities/<address>")(self.capabilities)
        api.get("/credits")(self.credits)
        api.get("/lookup/<kind>/<path:value>")(self.lookup)
        api.post("/lookup/bulk")(self.lookup_bulk)

    # ----- sending

    def send_e2e(self) -> Response:
        account = self._signed_in(request.form)
        sending = self._provider.next_sending()
        if sending.status:
            raise Refused(sending.status)
        nonce, box = _hex(request.form.get("nonce")), _hex(request.form.get("box"))
        to = self._provider.phone(request.form.get("to", ""))
        if not account.end_to_end or to is None or len(nonce) != 24:
            raise Refused(400)
        if len(box) > LONGEST_BOX:
            raise Refused(413)
        account.pay()
        receipt = request.form.get("noDeliveryReceipts") != "1"
        message_id = self._provider.take_box(account, to, nonce, box, receipt=receipt)
        self._provider.count("accepted")
        if sending.cut_off:
            _cut_the_line()
        return _plain(message_id)

    def send_simple(self) -> Response:
        account, text = self._signed_in(request.form), request.form.get("text", "")
        sending = self._provider.next_sending()
        if sending.status:
            raise Refused(sending.status)
        to = self._addressed()
        if account.end_to_end or to is None or not text:
            raise Refused(400)
        if len(text.encode()) > _MAX_TEXT:
            raise Refused(413)
        account.pay()
        message_id = self._provider.take_text(account, to, text)
        self._provider.count("accepted")
        if sending.cut_off:
            _cut_the_line()
        return _plain(message_id)

    def _addressed(self) -> Phone | None:
        if phone := request.form.get("phone"):
            return self._provider.linked(lambda p: p.phone, phone)
        if email := request.form.get("email"):
            return self._provider.linked(lambda p: p.email, email.strip().lower())
        return self._provider.phone(request.form.get("to", ""))

    # ----- files

    def upload_blob(self) -> Response:
        request.max_content_length = _MAX_BLOB + 64 * 1024
        account = self._signed_in(request.args)
        upload = request.files.get("blob")
        content = upload.read() if upload else b""
        if not content:
            raise Refused(400)
        if len(content) > _MAX_BLOB:
            raise Refused(413)
        account.pay()
        self._provider.count("uploads")
        return _plain(self._provider.keep_blob(content))

    def blobs(self, blob_id: str) -> Response:
        self._signed_in(request.args)
        content = self._provider.blob(blob_id)
        if content is None:
            raise Refused(404)
        self._provider.count("downloads")
        return Response(content, mimetype="application/octet-stream")

    # ----- asking

    def pubkeys(self, address: str) -> Response:
        self._signed_in(request.args)
        key = self._provider.public_key(address)
        if key is None:
            raise Refused(404)
        self._provider.count("lookups")
        return _plain(bytes(key).hex())

    def capabilities(self, address: str) -> Response:
        self._signed_in(request.args)
        if self._provider.phone(address) is None:
            raise Refused(404)
        return _plain(CAPABILITIES)

    def credits(self) -> Response:
        return _plain(str(self._signed_in(request.args).credits))

    def lookup(self, kind: str, value: str) -> Response:
        self._signed_in(request.args)
        if kind not in _LOOKUPS:
            abort(404)
        if kind.endswith("_hash") and not re.fullmatch(r"[0-9a-fA-F]{64}", value):
            raise Refused(400)
        phone = self._provider.linked(_LOOKUPS[kind], value.strip().lower())
        if phone is None:
            raise Refused(404)
        self._provider.count("lookups")
        return _plain(phone.address)

    def lookup_bulk(self) -> Response:
        self._signed_in(request.args)
        asked = request.get_json(force=True, silent=True)
        phones, emails = _hashes(asked, "phoneHashes"), _hashes(asked, "emailHashes")
        if len(phones) + len(emails) > _MAX_HASHES:
            raise Refused(413)
        found = [
            *self._found(phones, "phone_hash", "phoneHash"),
            *self._found(emails, "email_hash", "emailHash"),
        ]
        return Response(json.dumps(found), mimetype="application/json")

    def _found(self, hashes: Sequence[str], kind: str, name: str) -> Sequence[Mapping[str, str]]:
        pairs = [(value, self._provider.linked(_LOOKUPS[kind], value)) for value in hashes]
        return [
            {"identity": p.address, "publicKey": bytes(p.key.public_key).hex(), name: value}
            for value, p in pairs
            if p is not None
        ]

    def _signed_in(self, given: Mapping[str, str]) -> GatewayAccount:
        account = self._provider.account(given.get("from", ""))
        secret = given.get("secret", "")
        if account is None or not hmac.compare_digest(account.secret.encode(), secret.encode()):
            raise Refused(401)
        return account


def _phone_hash(phone: Phone) -> str | None:
    return phone.phone and hmac.new(PHONE_KEY, phone.phone.encode(), "sha256").hexdigest()


def _email_hash(phone: Phone) -> str | None:
    return phone.email and hmac.new(EMAIL_KEY, phone.email.encode(), "sha256").hexdigest()


_LOOKUPS: Final[Mapping[str, Callable[[Phone], str | None]]] = {
    "phone": lambda phone: phone.phone,
    "email": lambda phone: phone.email,
    "phone_hash": _phone_hash,
    "email_hash": _email_hash,
}


def _hashes(asked: Any, name: str) -> Sequence[str]:
    hashes = asked.get(name, []) if isinstance(asked, dict) else None
    if not isinstance(hashes, list):
        raise Refused(400)
    if not all(isinstance(h, str) and re.fullmatch(r"[0-9a-f]{64}", h) for h in hashes):
        raise Refused(400)
    return hashes


def _hex(text: str | None) -> bytes:
    try:
        return bytes.fromhex(text or "")
    except ValueError:
        raise Refused(400) from None


def _plain(text: str) -> Response:
    return Response(text, mimetype="text/plain")


def _cut_the_line() -> None:
    """Hang up after the request was taken, so that its sender cannot know."""
    line = request.environ.get("werkzeug.socket")
    if line is None:
        raise Refused(500)
    line.shutdown(socket.SHUT_RDWR)
