"""A customer's message as the Gateway posts it: sealed by the phone, signed by the Gateway."""

from __future__ import annotations

import hmac
import time
from typing import Final

from adapters.threema.simulated import box as crypto
from adapters.threema.simulated.draft import Composed
from adapters.threema.simulated.gateway import GatewayAccount
from adapters.threema.simulated.phone import Phone

_NAMELESS: Final = frozenset({0x80, 0x90})  # apps send no nickname along with these


def fields(
    phone: Phone,
    account: GatewayAccount,
    message_id: str,
    composed: Composed,
    *,
    trick: object = None,
) -> dict[str, str]:
    """`trick` "stranger": in this customer's name with another key; "forged": a wrong MAC."""
    key = crypto.key_from("stranger", message_id) if trick == "stranger" else phone.key
    nonce, box = crypto.seal(composed.kind, composed.inner, key, account.key)
    signed = {
        "from": phone.address,
        "to": account.address,
        "messageId": message_id,
        "date": str(int(time.time())),
        "nonce": nonce.hex(),
        "box": box.hex(),
    }
    text = "".join(signed.values())
    mac = hmac.new(account.secret.encode(), text.encode(), "sha256").hexdigest()
    nickname = {} if composed.kind in _NAMELESS else {"nickname": phone.name}
    return {**signed, "mac": mac[::-1] if trick == "forged" else mac, **nickname}
