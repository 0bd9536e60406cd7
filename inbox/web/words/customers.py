"""Words of the customers' pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "customers.title": ("Kundschaft", "Customers"),
    "customers.search": (
        "Name, Adresse, Telefon- oder Bestellnummer",
        "Name, address, phone or order number",
    ),
    "customers.more": ("Weitere anzeigen", "Show more"),
    "customers.nobody": (
        "Noch niemand hat geschrieben. Wer schreibt, erscheint hier von selbst.",
        "Nobody has written yet. Whoever writes appears here by themselves.",
    ),
    "customers.is_blocked": ("blockiert", "blocked"),
    "customers.is_restricted": ("eingeschränkt", "restricted"),
    "customers.no_name": ("Ohne Namen", "No name"),
    "customers.open": ("Gespräch öffnen", "Open conversation"),
    "customers.profile": ("Profil", "Profile"),
    "customers.name": ("Name", "Name"),
    "customers.save": ("Speichern", "Save"),
    "customers.saved": ("Gespeichert.", "Saved."),
    "customers.shop_ids": ("Kundenkonten im Shop", "Accounts in the shop"),
    "customers.link_more": ("Kundenkonto verknüpfen", "Link an account"),
    "customers.system": ("System", "System"),
    "customers.shop": ("Shop", "Shop"),
    "customers.external_id": ("Id im System", "Id in the system"),
    "customers.number": ("Kundennummer", "Customer number"),
    "customers.optional": ("(freiwillig)", "(optional)"),
    "customers.link": ("Verknüpfen", "Link"),
    "customers.linked": ("Verknüpft.", "Linked."),
    "customers.unlink": ("Lösen", "Unlink"),
    "customers.unlinked": ("Verknüpfung gelöst.", "Unlinked."),
    "customers.suggestions": ("Vielleicht dieselbe Person", "Perhaps the same person"),
    "customers.suggestions.help": (
        "Nichts wird von selbst zusammengeführt. Zusammenführen lässt sich rückgängig machen.",
        "Nothing is merged by itself. A merge can be undone.",
    ),
    "customers.same.phone": ("gleiche Telefonnummer", "same phone number"),
    "customers.same.email": ("gleiche Mailadresse", "same mail address"),
    "customers.same.address": ("gleiche Kennung", "same id"),
    "customers.same.name": ("gleicher Name", "same name"),
    "customers.merge": ("Zusammenführen", "Merge"),
    "customers.merge.help": (
        (
            "Adressen, Gespräche, Kundenkonten und Bestellungen kommen hierher. Widersprüche "
            "gelten danach für alle Adressen, Einwilligungen nur für die, die sie gegeben hat."
        ),
        (
            "Addresses, conversations, accounts and orders come here. Objections then count for "
            "all addresses, consents only for the one that gave them."
        ),
    ),
    "customers.merged": ("Zusammengeführt.", "Merged."),
    "customers.merges": ("Zusammengeführt", "Merged"),
    "customers.merged_by": ("von {name},", "by {name},"),
    "customers.undo": ("Rückgängig machen", "Undo"),
    "customers.unmerged": ("Wieder getrennt.", "Apart again."),
    "customers.find_other": ("Andere Person suchen", "Find another person"),
    "customers.split": ("Abtrennen", "Split off"),
    "customers.split.help": (
        "Diese Adresse gehört jemand anderem: mit ihren Gesprächen zu einer eigenen Person machen.",
        "This address is somebody else's: make it a person of its own, with its conversations.",
    ),
    "customers.split_done": ("Abgetrennt.", "Split off."),
    "customers.conversations": ("Gespräche", "Conversations"),
    "customers.block": ("Blockieren", "Block"),
    "customers.block.help": (
        "Was diese Person schreibt, landet im Spam; an sie geht nichts mehr.",
        "What this person writes goes to spam, and nothing goes to them any more.",
    ),
    "customers.block_now": ("Blockieren", "Block"),
    "customers.blocked": ("Blockiert.", "Blocked."),
    "customers.unblock.help": (
        "Die Gespräche kommen aus dem Spam zurück.",
        "The conversations come back from spam.",
    ),
    "customers.unblock_now": ("Wieder zulassen", "Unblock"),
    "customers.unblocked": ("Wieder zugelassen.", "Unblocked."),
    "customers.show_other": ("Diese Person zeigen", "Show that person"),
    "customers.problem.NOT_A_SHOP_ID": (
        (
            "Diese Id passt nicht zum System: Shopware hat eine UUID, Shopify, WooCommerce und JTL "
            "eine Zahl."
        ),
        (
            "This id does not fit the system: Shopware has a UUID, Shopify, WooCommerce and JTL a "
            "number."
        ),
    ),
    "customers.problem.TAKEN": (
        "Dieses Kundenkonto ist mit jemand anderem verknüpft.",
        "This account is linked to somebody else.",
    ),
    "customers.problem.SAME_CUSTOMER": (
        "Das ist schon dieselbe Person.",
        "This is the same person already.",
    ),
    "customers.problem.GONE": ("Diese Person gibt es nicht mehr.", "This person is gone."),
    "customers.problem.PROCESSING_RESTRICTED": (
        "Die Verarbeitung ist eingeschränkt; die Daten ruhen.",
        "Processing is restricted; the data rest.",
    ),
    "customers.problem.UNDONE_BEFORE": (
        "Das wurde schon rückgängig gemacht.",
        "This was undone before.",
    ),
    "customers.problem.MERGED_ON": (
        "Erst die spätere Zusammenführung rückgängig machen.",
        "Undo the later merge first.",
    ),
    "customers.problem.ONLY_IDENTITY": (
        "Die einzige Adresse einer Person lässt sich nicht abtrennen.",
        "A person's only address cannot be split off.",
    ),
}
