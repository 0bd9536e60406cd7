"""What the rules can answer: the replies, the reasons, and what else a message sets off."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from inbox.consent.hints import Hint
from inbox.consent.keywords import Command
from inbox.consent.purpose import Happened, Purpose
from inbox.consent.rights import Right


class Reply(StrEnum):
    """The kinds of automatic replies; each has a text (see `texts`)."""

    ACK = "ack"
    OUT_OF_HOURS = "out_of_hours"
    PRIVACY_NOTICE = "privacy_notice"
    OPTIN_REQUEST = "optin_request"  # chat: shows the wording, asks for JA
    OPTIN_DOI_MAIL = "optin_doi_mail"  # mail: shows the wording, asks for a click
    OPTIN_CONFIRMATION = "optin_confirmation"
    OPTOUT_CONFIRMATION = "optout_confirmation"
    HELP_INFO = "help_info"
    CONSENT_REQUEST = "consent_request"  # may we answer on this channel at all?
    CONSENT_CONFIRMATION = "consent_confirmation"
    CONSENT_DECLINED = "consent_declined"
    DSAR_ACK = "dsar_ack"
    HANDOFF_ACK = "handoff_ack"
    KEYWORD_ANSWER = "keyword_answer"  # a text of the shop to a question that it knows


# Asked for by the customer's own command, or about a consent: an objection to automatic replies
# and a missing consent for the channel do not silence them.
ASKED_FOR: Final = frozenset(
    {
        Reply.OPTIN_REQUEST,
        Reply.OPTIN_DOI_MAIL,
        Reply.OPTIN_CONFIRMATION,
        Reply.OPTOUT_CONFIRMATION,
        Reply.HELP_INFO,
        Reply.CONSENT_REQUEST,
        Reply.CONSENT_CONFIRMATION,
        Reply.CONSENT_DECLINED,
    }
)
# Depends on the moment, not on the words: a newer message takes it over from an older one.
INHERITED: Final = frozenset(
    {Reply.ACK, Reply.OUT_OF_HOURS, Reply.PRIVACY_NOTICE, Reply.CONSENT_REQUEST}
)


class Reason(StrEnum):
    """Why, as one code; stored with every decision and translated by the page."""

    PROVIDER_PREFERENCE = "PROVIDER_PREFERENCE"
    NOT_A_CUSTOMER_MESSAGE = "NOT_A_CUSTOMER_MESSAGE"
    DUPLICATE = "DUPLICATE"
    IMPORTED = "IMPORTED"
    ALREADY_SENT = "ALREADY_SENT"
    INBOUND_REVOKED = "INBOUND_REVOKED"
    SUPERSEDED_BY_NEWER = "SUPERSEDED_BY_NEWER"
    GROUP_MESSAGE = "GROUP_MESSAGE"
    TENANT_AUTOMATION_OFF = "TENANT_AUTOMATION_OFF"
    ERASURE_IN_PROGRESS = "ERASURE_IN_PROGRESS"
    CUSTOMER_BLOCKED = "CUSTOMER_BLOCKED"
    SPAM = "SPAM"
    PROCESSING_RESTRICTED = "PROCESSING_RESTRICTED"
    LOOP_OWN_ADDRESS = "LOOP_OWN_ADDRESS"
    LOOP_OWN_MESSAGE = "LOOP_OWN_MESSAGE"
    LOOP_BOUNCE = "LOOP_BOUNCE"
    LOOP_NULL_RETURN_PATH = "LOOP_NULL_RETURN_PATH"
    LOOP_AUTO_SUBMITTED = "LOOP_AUTO_SUBMITTED"
    LOOP_AUTO_RESPONDER = "LOOP_AUTO_RESPONDER"
    LOOP_BULK = "LOOP_BULK"
    LOOP_MAILING_LIST = "LOOP_MAILING_LIST"
    LOOP_REPLIES_SUPPRESSED = "LOOP_REPLIES_SUPPRESSED"
    LOOP_NO_REPLY_SENDER = "LOOP_NO_REPLY_SENDER"
    LOOP_NOT_ADDRESSED = "LOOP_NOT_ADDRESSED"
    LOOP_SPAM_FLAG = "LOOP_SPAM_FLAG"
    LOOP_NOTIFICATION = "LOOP_NOTIFICATION"
    LOOP_UNKNOWN_SIGN = "LOOP_UNKNOWN_SIGN"
    STALE_MESSAGE = "STALE_MESSAGE"
    WINDOW_CLOSED = "WINDOW_CLOSED"
    QUIET_HOURS = "QUIET_HOURS"
    STOP_RECEIVED = "STOP_RECEIVED"
    ALREADY_CONFIRMED = "ALREADY_CONFIRMED"
    START_NEEDS_WORDING = "START_NEEDS_WORDING"
    START_NEEDS_DOI = "START_NEEDS_DOI"
    ALREADY_SUBSCRIBED = "ALREADY_SUBSCRIBED"
    OPTIN_COMPLETED = "OPTIN_COMPLETED"
    OPTIN_DECLINED = "OPTIN_DECLINED"
    CONSENT_GRANTED = "CONSENT_GRANTED"
    CONSENT_DECLINED = "CONSENT_DECLINED"
    HELP_REQUESTED = "HELP_REQUESTED"
    AUTOMATION_OPTED_OUT = "AUTOMATION_OPTED_OUT"
    CONVERSATION_BOT_OFF = "CONVERSATION_BOT_OFF"
    THROTTLED_SENDER = "THROTTLED_SENDER"
    THROTTLED_ACCOUNT = "THROTTLED_ACCOUNT"
    THROTTLED_TENANT = "THROTTLED_TENANT"
    CONSENT_REQUEST = "CONSENT_REQUEST"
    CONSENT_PENDING = "CONSENT_PENDING"
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"
    CONSENT_EXPIRED = "CONSENT_EXPIRED"
    DSAR_DETECTED = "DSAR_DETECTED"
    HUMAN_REQUESTED = "HUMAN_REQUESTED"
    AGENT_ACTIVE = "AGENT_ACTIVE"
    KEYWORD_ANSWER = "KEYWORD_ANSWER"
    OUT_OF_HOURS = "OUT_OF_HOURS"
    ACK = "ACK"
    OPEN_NOT_FIRST_MESSAGE = "OPEN_NOT_FIRST_MESSAGE"
    OPEN_ACK_DISABLED = "OPEN_ACK_DISABLED"
    NO_HOURS_PROFILE = "NO_HOURS_PROFILE"
    NEEDS_HUMAN = "NEEDS_HUMAN"
    MARKETING_NOT_ALLOWED = "MARKETING_NOT_ALLOWED"
    THROTTLED_CONVERSATION = "THROTTLED_CONVERSATION"
    FIRST_CONTACT_NOTICE = "FIRST_CONTACT_NOTICE"
    HOURS_CHANGED = "HOURS_CHANGED"


class Flag(StrEnum):
    """What people must be shown about the message, whether or not a machine answers."""

    CONTRACT_DECLARATION = "contract_declaration"  # time-stamped, with priority
    HUMAN_WANTED = "human_wanted"
    AMBIGUOUS = "ambiguous"  # CANCEL: the order or the advertising?
    DATA_SUBJECT_REQUEST = "data_subject_request"  # the clock of one month runs
    PROVIDER_BLOCK_LIFTED = "provider_block_lifted"  # no consent: a new opt-in is needed


@dataclass(frozen=True, slots=True)
class Effect:
    """What goes into the ledger; `everywhere`: for all identities of the customer."""

    purpose: Purpose
    happened: Happened
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about a message. `reply` None: nothing is said, for the same kind of reason.

    `effects` and `flags` hold whatever is replied. `rule` is the shop's rule that a keyword answer
    follows. `strip_marketing`: the text leaves without its marketing block. `with_notice`: the
    privacy notice is put under it.
    """

    reply: Reply | None
    reason: Reason
    effects: tuple[Effect, ...] = ()
    flags: tuple[Flag, ...] = ()
    rights: tuple[Right, ...] = ()
    command: Command | None = None
    hint: Hint | None = None
    rule: str | None = None
    strip_marketing: bool = False
    with_notice: bool = False
