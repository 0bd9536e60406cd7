"""Why what an agent wrote was not taken: each with its code, and with what fills its sentence."""

from __future__ import annotations


class Refused(Exception):
    """It was not sent; the transaction must not be committed. `details` fill the sentence."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class Stale(Refused):
    """Something came in that its writer has not seen."""


class Unsayable(Refused):
    """Something is missing, too much, or not what the channel carries."""


class Repeated(Refused):
    """This form was sent already, with other words: from another window."""
