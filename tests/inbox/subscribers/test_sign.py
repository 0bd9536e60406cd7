"""Events are signed as every library of Standard Webhooks checks them."""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime

from inbox.subscribers import sign
from inbox.subscribers.endpoint import Secret, Way

# The example of the specification's own libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
EVENT_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_signature_is_that_of_the_specification():
    assert sign.headers(EVENT_ID, BODY, [SECRET], now=AT) == {
        "webhook-id": EVENT_ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    }


def test_while_a_secret_is_replaced_both_sign():
    fresh = sign.new_secret()
    signatures = sign.headers(EVENT_ID, BODY, [fresh, SECRET], now=AT)["webhook-signature"].split()
    assert signatures[1] == SIGNATURE
    key = base64.b64decode(fresh.removeprefix("whsec_"))
    signed = f"{EVENT_ID}.1614265330.".encode() + BODY
    expected = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    assert signatures[0] == f"v1,{expected}"


def test_secrets_are_long_and_never_the_same():
    made = {sign.new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(base64.b64decode(one.removeprefix("whsec_"))) == 32 for one in made)


def test_an_endpoints_way_keeps_its_secrets_out_of_what_is_printed():
    way = Way("https://crm.example/hook?key=geheim", (Secret(SECRET),))
    assert SECRET not in repr(way)
    assert "geheim" not in repr(way)
