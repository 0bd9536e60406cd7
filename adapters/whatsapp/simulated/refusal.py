"""How a provider says no."""

from __future__ import annotations

from typing import Any, Final

# HTTP statuses that a fault may ask for -> the code that comes with them.
_CODE_OF: Final = {
    400: 131009,
    401: 190,
    403: 10,
    404: 100,
    429: 130429,
    500: 131000,
    503: 131016,
}
_TWILIO_CODE_OF: Final = {400: 21617, 401: 20003, 403: 20003, 404: 20404, 429: 20429, 500: 20500}

# These are not known when a message is taken; they follow as a failed status.
LATE: Final = frozenset({130472, 131026, 131047, 131049, 131050, 131053})
TWILIO_LATE: Final = frozenset({63003, 63016, 63024, 63032, 63033})


class Refused(Exception):
    """`code` 0: a gateway answers, which knows no codes."""

    def __init__(self, status: int, code: int = 0, details: str = "") -> None:
        super().__init__(status, code)
        self.status = status
        self.code = code
        self.details = details

    def graph_body(self) -> dict[str, Any] | None:
        if not self.code:
            return None
        return {
            "error": {
                "message": f"(#{self.code}) {self.details or 'refused'}",
                "type": "OAuthException",
                "code": self.code,
                "error_data": {"messaging_product": "whatsapp", "details": self.details},
                "fbtrace_id": "Asimulated",
            }
        }

    def twilio_body(self) -> dict[str, Any] | None:
        if not self.code:
            return None
        return {"code": self.code, "message": self.details or "refused", "status": self.status}


def scripted(fault: int, *, twilio: bool = False) -> Refused:
    """Up to 999 an HTTP status, above that a code of the provider's own."""
    if fault > 999:
        return Refused(400, fault, "scripted")
    codes = _TWILIO_CODE_OF if twilio else _CODE_OF
    return Refused(fault, codes.get(fault, 0), "scripted")
