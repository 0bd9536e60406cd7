"""What the gaps of a text hold in a preview: the shop's own particulars, and a stand-in channel."""

from __future__ import annotations

from inbox.automation.texts import Gap
from inbox.shop import Shop
from inbox.world import World

LINK = "https://…"  # stands where an address will be


def sample(world: World, shop: Shop, opening: str | None) -> dict[Gap, str]:
    """`opening`: the next one, in words."""
    channel = next((one.label for one in world.registry.kinds.values()), "…")
    return {
        Gap.SHOP: shop.name,
        Gap.CHANNEL: channel,
        Gap.PROVIDER: channel,
        Gap.URL: shop.privacy_url or LINK,
        Gap.CONFIRM_URL: LINK,
        Gap.NEXT_OPENING: opening or "",
        Gap.ALTERNATIVE: shop.contact,
        Gap.IMPRINT: shop.imprint_url,
    }
