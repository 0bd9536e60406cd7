"""What is known of a message before its content is read: from whom, which one, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.threema import identity
from adapters.threema.callback import Callback
from inbox.channel import Automated, InboundMessage, Kind, Media, Sender, Trust, Unsupported


@dataclass(frozen=True, slots=True)
class Envelope:
    sender: Sender
    message_id: str
    at: datetime
    automated: Automated | None = None

    @property
    def external_id(self) -> str:
        return self.named(self.message_id)

    def named(self, message_id: str) -> str:
        """The external id of another message of this conversation, ours or the customer's."""
        return identity.external_id(self.sender.address, message_id)

    def message(
        self,
        kind: Kind,
        text: str = "",
        *,
        media: tuple[Media, ...] = (),
        details: dict[str, Any] | None = None,
        reply_to: str | None = None,
    ) -> InboundMessage:
        return InboundMessage(
            external_id=self.external_id,
            sender=self.sender,
            sent_at=self.at,
            kind=kind,
            text=text,
            media=media,
            details=details,
            reply_to=reply_to,
            automated=self.automated,
            trust=Trust.VERIFIED,  # the box opened: it was made with the key of that ID
        )

    def unsupported(self, what: str, *, group: str | None = None) -> Unsupported:
        return Unsupported(self.external_id, self.sender, self.at, what, group)


def of(callback: Callback) -> Envelope:
    return Envelope(
        sender=Sender(callback.sender, callback.nickname),
        message_id=callback.message_id,
        at=callback.date,
        automated=_automated(callback.sender),
    )


def _automated(sender: str) -> Automated | None:
    """Two programs that answer each other would never stop, and each answer costs a credit."""
    if sender == identity.ECHO_BOT:
        return Automated.AUTO_REPLY
    return Automated.NOTIFICATION if identity.is_gateway(sender) else None
