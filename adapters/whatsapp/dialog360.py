"""360dialog: Meta's payloads with a key of the number instead of a token, and nothing signed."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from adapters.whatsapp.cloud import CloudProvider
from adapters.whatsapp.download import Source
from adapters.whatsapp.graph import Graph
from adapters.whatsapp.media import Files
from adapters.whatsapp.signature import knows_the_token
from adapters.whatsapp.wire import text
from inbox.channel import AccountBroken, BadSignature, CheckFailed, Health, RawRequest, SendError

HOST: Final = "https://waba-v2.360dialog.io"


class Dialog360(CloudProvider):
    def _graph(self) -> Graph:
        """One key is one number, so no path names it [360]."""
        root = self._base_url
        return Graph(
            root=root, number=root, account=root, headers={"D360-API-KEY": self.settings.api_key}
        )

    @property
    def _base_url(self) -> str:
        return self.settings.base_url or HOST

    def _files(self) -> Files:
        return Files(
            graph=self.graph,
            source=Source((), self._base_url),
            params={},
            rewritten=self._through_360dialog,
        )

    def _through_360dialog(self, url: str) -> str:
        """Meta's host would not know the key: same path and query at 360dialog [360]."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return ""
        return f"{self._base_url}{parts.path}?{parts.query}"

    def _secrets(self) -> tuple[str, ...]:
        return (self.settings.webhook_secret,)

    def verify(self, raw: RawRequest) -> None:
        if not knows_the_token(raw, self.settings.webhook_secret):
            raise BadSignature("the header X-Inbox-Token is missing or wrong")

    def health(self) -> Health:
        try:
            hook = self.graph.get(f"{self._base_url}/v1/configs/webhook")
        except AccountBroken:
            raise CheckFailed(
                "360dialog refused the API key: make a new one in the Hub and enter it here."
            ) from None
        except SendError as error:
            raise CheckFailed(
                f"360dialog did not answer ({error.code}): try again later."
            ) from None
        address = text(hook, "url")
        if not address:
            raise CheckFailed(
                "No webhook is set at 360dialog, so nothing arrives: set it as the guide says."
            )
        return Health(facts={"number": f"+{self.settings.phone_number}", "webhook": address})
