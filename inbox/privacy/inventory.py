"""The inventory: what every table holds about people, and how it goes. A test knows every table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class About(StrEnum):
    CUSTOMERS = "customers"
    STAFF = "staff"  # the shop's own people
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Holding:
    """`sealed` are the columns that only the right key opens; nothing else of a table may hold a
    customer's words, names or addresses. `goes` says when and by what."""

    about: About
    holds: str
    goes: str
    sealed: tuple[str, ...] = ()


_WITH_CUSTOMER: Final = "with the customer: the key is destroyed, the row deleted"
_WITH_ACCOUNT: Final = "with its account"
_STAYS: Final = "stays; it names nobody"

INVENTORY: Final[dict[str, Holding]] = {
    "account": Holding(
        About.NOBODY, "a configured number, ID or mailbox", "by hand", ("settings_sealed",)
    ),
    "account_memory": Holding(
        About.CUSTOMERS,
        "cursors, tokens and public keys of a channel",
        "with its account; what is kept by a customer's address with the customer",
        ("value_sealed",),
    ),
    "account_template": Holding(About.NOBODY, "the shop's own templates", _WITH_ACCOUNT),
    "activity": Holding(
        About.STAFF, "which agent did what with a conversation", "with its conversation"
    ),
    "agent": Holding(
        About.STAFF,
        "name, mail address, password hash, the secret of the second factor",
        "by hand",
        ("second_factor_sealed",),
    ),
    "alert": Holding(About.NOBODY, "what needed a person, and who was told when", "after 30 days"),
    "answer_rule": Holding(About.NOBODY, "the shop's keyword answers", "by hand"),
    "api_token": Holding(About.NOBODY, "a CRM's access, hashed", "by hand"),
    "attachment": Holding(
        About.CUSTOMERS,
        "a file's name and reference; the file beside it",
        _WITH_CUSTOMER,
        ("sealed",),
    ),
    "attempt": Holding(About.NOBODY, "tries to send, with codes", "with its delivery"),
    "audit_entry": Holding(
        About.STAFF, "who changed which setting and when; ids and codes", _STAYS
    ),
    "change": Holding(About.CUSTOMERS, "ids of what changed", "ids lead nowhere after an erasure"),
    "confirm_link": Holding(
        About.CUSTOMERS,
        "that a mail asked for a consent; a hash of its link",
        "after 14 days if nobody used it, or with the customer",
    ),
    "consent_ledger": Holding(
        About.CUSTOMERS,
        "what was agreed, objected or withdrawn",
        "never changed; its evidence's key is destroyed three years after the year of an erasure",
        ("evidence_sealed",),
    ),
    "consent_state": Holding(About.CUSTOMERS, "the ledger's projection", "with its ledger"),
    "conversation": Holding(
        About.CUSTOMERS,
        "state, subject and preview",
        _WITH_CUSTOMER,
        ("subject_sealed", "preview_sealed"),
    ),
    "conversation_label": Holding(About.CUSTOMERS, "which labels", "with its conversation"),
    "customer": Holding(
        About.CUSTOMERS,
        "name and fields",
        "with the customer; an empty row stays as long as the ledger needs it",
        ("profile_sealed",),
    ),
    "data_key": Holding(
        About.NOBODY, "wrapped keys", "destroyed with their owner's data", ("wrapped",)
    ),
    "decision": Holding(About.CUSTOMERS, "why the machine answered or not", _WITH_CUSTOMER),
    "delivery": Holding(
        About.CUSTOMERS,
        "what is to be sent, until it is accepted",
        "the bytes go with their acceptance, the row with the customer",
        ("prepared_sealed",),
    ),
    "draft": Holding(
        About.CUSTOMERS,
        "what an agent has begun to write",
        "when it is sent or dropped, after 60 days, or with the customer",
        ("sealed",),
    ),
    "customer_merge": Holding(
        About.CUSTOMERS,
        "who was merged into whom, and what it was before",
        _WITH_CUSTOMER,
        ("sealed",),
    ),
    "customer_pull": Holding(
        About.CUSTOMERS, "which program read what kind of thing on which day", _WITH_CUSTOMER
    ),
    "endpoint": Holding(About.NOBODY, "a CRM's address and its secrets", "by hand", ("sealed",)),
    "event_attempt": Holding(About.NOBODY, "tries to tell an endpoint", "with its delivery"),
    "event_delivery": Holding(
        About.CUSTOMERS, "ids that an endpoint was told", "after 30 days; ids lead nowhere then"
    ),
    "hours_profile": Holding(About.NOBODY, "opening hours", "by hand"),
    "identity": Holding(
        About.CUSTOMERS,
        "address and name",
        "with the customer; the keyed hash of an address stays while an objection must be honoured",
        ("sealed",),
    ),
    "identity_alias": Holding(About.CUSTOMERS, "further addresses", _WITH_CUSTOMER, ("sealed",)),
    "invitation": Holding(About.STAFF, "who was invited, and until when", "30 days after its end"),
    "kept_answer": Holding(
        About.CUSTOMERS,
        "what a program's write was answered",
        "after a day, or with the customer",
        ("sealed",),
    ),
    "label": Holding(About.NOBODY, "names of labels", "by hand"),
    "lease": Holding(About.NOBODY, "which process does what", _STAYS),
    "mention": Holding(About.STAFF, "whom a note calls by name", "with its message"),
    "message": Holding(About.CUSTOMERS, "what was said", _WITH_CUSTOMER, ("sealed",)),
    "message_reaction": Holding(About.CUSTOMERS, "an emoji", _WITH_CUSTOMER, ("sealed",)),
    "message_reference": Holding(
        About.CUSTOMERS, "keyed hashes of mails' ids", "with its conversation"
    ),
    "message_revision": Holding(
        About.CUSTOMERS, "what was said before", _WITH_CUSTOMER, ("sealed",)
    ),
    "parked_effect": Holding(
        About.CUSTOMERS, "an edit that came too early", "after 14 days", ("sealed",)
    ),
    "parked_update": Holding(About.CUSTOMERS, "a state that came too early", "after 14 days"),
    "raw_event": Holding(
        About.CUSTOMERS,
        "what a provider sent",
        "after 14 days, with the key of its day; what names an erased customer at once",
        ("sealed",),
    ),
    "recovery_code": Holding(About.STAFF, "hashes of recovery codes", "when new ones are made"),
    "recall": Holding(
        About.CUSTOMERS,
        "what a conversation was like before a message that can be recalled",
        "after a day; the customer's key closes it",
        ("preview_sealed",),
    ),
    "reply_tally": Holding(
        About.NOBODY, "how much the machine said, in numbers", "after two hours"
    ),
    "reply_text": Holding(About.STAFF, "the shop's own texts; who saved them", _STAYS),
    "saved_view": Holding(About.STAFF, "an agent's selections of conversations", "by hand"),
    "saved_reply": Holding(About.STAFF, "texts that agents use often", "by hand"),
    "search_entry": Holding(
        About.CUSTOMERS,
        "the words of a message or a customer, without their order; not in backups",
        "with what they stand for; an erasure also takes them out of the index's files",
    ),
    "search_position": Holding(About.NOBODY, "how far the index is", _STAYS),
    "shop": Holding(About.NOBODY, "the shop's own particulars", _STAYS),
    "shop_order": Holding(
        About.CUSTOMERS, "an order as the shop tells it", _WITH_CUSTOMER, ("sealed",)
    ),
    "shop_id": Holding(About.CUSTOMERS, "ids in the shop's system", _WITH_CUSTOMER),
    "shop_word": Holding(About.NOBODY, "words that the shop added to the commands", "by hand"),
    "sign": Holding(About.CUSTOMERS, "that something was read", "once told, or after an hour"),
    "sign_in": Holding(About.STAFF, "when and with which browser", "after 30 days"),
    "team": Holding(About.STAFF, "names of teams", "by hand"),
    "wording": Holding(About.NOBODY, "texts as they were shown", _STAYS),
}
