"""Whether a Gateway ID works: does Threema list our key for it, and are there credits?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.threema.box import public_of
from adapters.threema.gateway import Gateway
from adapters.threema.keys import KeyRing
from adapters.threema.settings import GatewaySettings
from inbox.channel import CheckFailed, Health, SendError

_ADVICE: Final[Mapping[str, str]] = {
    "CREDENTIALS_REFUSED": "Threema refuses the Gateway ID or the API secret; copy both again "
    "from the Gateway cockpit.",
    "NO_CREDITS": "The credits of this Gateway account are used up; buy some in the cockpit.",
    "NO_CONNECTION": "The Gateway cannot be reached; check the address and this server's network.",
    "NOT_THE_GATEWAY": "Something else than the Gateway answers; check the Gateway address.",
    "THROTTLED": "The Gateway asks us to slow down; try the check again in a minute.",
}
_UNLISTED: Final = "The Gateway does not know this ID; check the Gateway ID for a typing error."
_OTHER_KEY: Final = (
    "The private key does not belong to this Gateway ID: Threema lists another public key for it. "
    "Enter the private key that was made when the ID was requested."
)


def check(settings: GatewaySettings, gateway: Gateway, keys: KeyRing) -> Health:
    """Costs no credit. Raises `CheckFailed`."""
    try:
        listed, balance = gateway.public_key(settings.gateway_id), gateway.credits()
    except SendError as error:
        raise CheckFailed(_advice(error.code)) from None
    if listed is None:
        raise CheckFailed(_UNLISTED)
    if listed != public_of(bytes.fromhex(settings.private_key)):
        raise CheckFailed(_OTHER_KEY)
    if balance <= 0:
        raise CheckFailed(_ADVICE["NO_CREDITS"])
    return Health({"credits": str(balance), "own public key": listed.hex(), **_changed(keys)})


def _changed(keys: KeyRing) -> Mapping[str, str]:
    """Nothing is shown while all is well: a line that is always zero is not read."""
    changes = keys.changes()
    return {"refused changes of customers' keys": str(changes)} if changes else {}


def _advice(code: str) -> str:
    return _ADVICE.get(code, f"The Gateway has trouble ({code}); try the check again later.")
