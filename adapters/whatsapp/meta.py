"""Meta's own Cloud API."""

from __future__ import annotations

from typing import Final

from adapters.whatsapp.cloud import CloudProvider
from adapters.whatsapp.download import Source
from adapters.whatsapp.graph import Graph
from adapters.whatsapp.identity import digits
from adapters.whatsapp.media import Files
from adapters.whatsapp.signature import answer_to_handshake, signed_by_meta
from adapters.whatsapp.wire import Item, child, filled, objects, short, text
from inbox.channel import (
    AccountBroken,
    BadSignature,
    CheckFailed,
    Health,
    RawRequest,
    Rejected,
    SendError,
)

HOST: Final = "https://graph.facebook.com"
_FILE_DOMAINS: Final = ("fbsbx.com", "graph.facebook.com")  # [META]
_FACTS: Final = "display_phone_number,verified_name,quality_rating,throughput,status"
_LIMIT: Final = "whatsapp_business_manager_messaging_limit"


class Meta(CloudProvider):
    def _graph(self) -> Graph:
        settings = self.settings
        root = f"{settings.base_url or HOST}/{settings.api_version}"
        return Graph(
            root=root,
            number=f"{root}/{settings.phone_number_id}",
            account=f"{root}/{settings.waba_id}",
            headers={"Authorization": f"Bearer {settings.access_token}"},
        )

    def _files(self) -> Files:
        return Files(
            graph=self.graph,
            source=Source(_FILE_DOMAINS, self.settings.base_url),
            params={"phone_number_id": self.settings.phone_number_id},
            rewritten=lambda url: url,
        )

    def _secrets(self) -> tuple[str, ...]:
        both = (self.settings.app_secret, self.settings.second_app_secret)
        return tuple(filter(None, both))

    def verify(self, raw: RawRequest) -> None:
        if not signed_by_meta(raw, self._secrets()):
            raise BadSignature("not signed with the app secret")

    def handshake(self, raw: RawRequest) -> str | None:
        """The only request that Meta does not sign [META]."""
        return answer_to_handshake(raw.query, self.settings.verify_token)

    def health(self) -> Health:
        number = self._asked(self.graph.number, _FACTS, "Phone number ID")
        self._check_number(number)
        self._check_subscription()
        return Health(
            facts=filled(
                number=short(number, "display_phone_number"),
                name=short(number, "verified_name"),
                quality=short(number, "quality_rating"),
                throughput=short(child(number, "throughput"), "level"),
                status=short(number, "status"),
                limit=self._limit(),
            )
        )

    def _asked(self, url: str, fields: str, what: str) -> Item:
        try:
            return self.graph.get(url, {"fields": fields} if fields else None)
        except AccountBroken as error:
            raise CheckFailed(
                f"Meta refused the access token ({error.code}): make a new one for the system "
                "user and enter it here."
            ) from None
        except Rejected:
            raise CheckFailed(
                f"Meta does not know the {what}, or the token may not use it: compare it with "
                "WhatsApp, API Setup."
            ) from None
        except SendError as error:
            raise CheckFailed(f"Meta did not answer ({error.code}): try again later.") from None

    def _check_number(self, number: Item) -> None:
        shown, ours = digits(text(number, "display_phone_number")), self.settings.phone_number
        if ours and shown and shown != ours:
            raise CheckFailed(
                "The phone number ID belongs to another number than the one entered here: "
                "correct one of them."
            )

    def _check_subscription(self) -> None:
        """Without it the webhook was verified and stays silent for ever [META]."""
        url = f"{self.graph.account}/subscribed_apps"
        if not objects(self._asked(url, "", "WhatsApp Business Account ID"), "data"):
            raise CheckFailed(
                "No app is subscribed to the WhatsApp Business Account, so nothing arrives: "
                "subscribe yours with POST /<account id>/subscribed_apps."
            )

    def _limit(self) -> str:
        """Asked alone: a field that a version does not know fails the whole call."""
        try:
            return short(self.graph.get(self.graph.number, {"fields": _LIMIT}), _LIMIT)
        except SendError:
            return ""
