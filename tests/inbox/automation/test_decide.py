"""The decision order, row by row: what matches, and what only just does not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from inbox.automation.decide import decide
from inbox.automation.facts import (
    AccountFacts,
    Advertises,
    AnswerRule,
    ConsentFacts,
    ConversationFacts,
    Facts,
    Hours,
    HoursFacts,
    IdentityFacts,
    Limits,
    MessageFacts,
    Phase,
    Planned,
    Policy,
)
from inbox.automation.loops import LoopSign
from inbox.automation.reasons import Decision, Reason, Reply
from inbox.channel import Automated, Kind, Wish
from inbox.consent.keywords import Command
from inbox.consent.purpose import Purpose, Standing
from tests.inbox.automation.facts_of import (
    CLOSED,
    DAY,
    HOUR,
    LATER,
    MAIL,
    MINUTE,
    NIGHT,
    NO_PROFILE,
    NOTICE,
    NOW,
    OBJECTED,
    SECOND,
    SEEN,
    SILENT,
    STRICT,
    SUBSCRIBED,
    WHATSAPP,
    ago,
    asked,
    facts,
    granted_channel,
    said_here,
    sending,
    sent,
)


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    facts: Facts
    reply: Reply | None
    reason: Reason


QUESTION = "Wie geht das mit der Rückgabe?"
RETURNS = AnswerRule("returns", ("rückgabe|retoure",))


def known(text: str = QUESTION, *, rule: AnswerRule = RETURNS, **groups: Any) -> Facts:
    """A message to a shop that has a rule for it."""
    return facts(text, policy=Policy(answers=(rule,)), **groups)


def leaving(rule: str) -> dict[str, Any]:
    """The answer of this rule is about to leave."""
    return {"phase": Phase.SEND, "planned": Planned(Reply.KEYWORD_ANSWER, rule=rule)}


ROWS = (
    # 0 a provider's event
    Row(
        "the provider reports a stop",
        facts(message=MessageFacts(preference=Wish.STOP_MARKETING)),
        None,
        Reason.PROVIDER_PREFERENCE,
    ),
    Row(
        "... even of what would be no message",
        facts(message=MessageFacts(inbound=False, preference=Wish.STOP_ALL)),
        None,
        Reason.PROVIDER_PREFERENCE,
    ),
    # 1 not a customer's message
    Row(
        "our own message",
        facts(message=MessageFacts(inbound=False)),
        None,
        Reason.NOT_A_CUSTOMER_MESSAGE,
    ),
    Row("a call", facts(message=MessageFacts(kind=Kind.CALL)), None, Reason.NOT_A_CUSTOMER_MESSAGE),
    Row(
        "a system note",
        facts(message=MessageFacts(kind=Kind.SYSTEM)),
        None,
        Reason.NOT_A_CUSTOMER_MESSAGE,
    ),
    Row(
        "what we cannot read",
        facts(message=MessageFacts(kind=Kind.UNSUPPORTED)),
        None,
        Reason.NOT_A_CUSTOMER_MESSAGE,
    ),
    Row(
        "a picture is a message",
        facts(message=MessageFacts(kind=Kind.IMAGE)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "a place is a message",
        facts(message=MessageFacts(kind=Kind.LOCATION)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "seen before",
        facts(message=MessageFacts(duplicate=True, imported=True)),
        None,
        Reason.DUPLICATE,
    ),
    Row("history", facts(message=MessageFacts(imported=True)), None, Reason.IMPORTED),
    # 1s what happened since it was planned
    Row(
        "sent already",
        sending(Reply.ACK, planned=Planned(Reply.ACK, already_sent=True, revoked=True)),
        None,
        Reason.ALREADY_SENT,
    ),
    Row(
        "taken back",
        sending(Reply.ACK, planned=Planned(Reply.ACK, revoked=True, superseded=True)),
        None,
        Reason.INBOUND_REVOKED,
    ),
    Row(
        "a newer one waits",
        sending(Reply.ACK, planned=Planned(Reply.ACK, superseded=True)),
        None,
        Reason.SUPERSEDED_BY_NEWER,
    ),
    Row(
        "none of this on arrival",
        facts(planned=Planned(Reply.ACK, already_sent=True, revoked=True, superseded=True)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row("still as planned", sending(Reply.ACK), Reply.ACK, Reason.ACK),
    # 3 forbidden
    Row(
        "in a group",
        facts(message=MessageFacts(in_group=True), policy=Policy(automation=False)),
        None,
        Reason.GROUP_MESSAGE,
    ),
    Row(
        "switched off",
        facts(policy=Policy(automation=False), identity=IdentityFacts(erasing=True)),
        None,
        Reason.TENANT_AUTOMATION_OFF,
    ),
    Row(
        "being erased",
        facts(identity=IdentityFacts(erasing=True, blocked=True)),
        None,
        Reason.ERASURE_IN_PROGRESS,
    ),
    Row(
        "blocked",
        facts(identity=IdentityFacts(blocked=True), conversation=ConversationFacts(spam=True)),
        None,
        Reason.CUSTOMER_BLOCKED,
    ),
    Row(
        "spam",
        facts(conversation=ConversationFacts(spam=True), identity=IdentityFacts(restricted=True)),
        None,
        Reason.SPAM,
    ),
    Row(
        "restricted",
        facts(identity=IdentityFacts(restricted=True)),
        None,
        Reason.PROCESSING_RESTRICTED,
    ),
    # 4 loops
    Row(
        "a list",
        facts(account=MAIL, message=MessageFacts(loop_signs=(LoopSign.LIST_HEADERS,))),
        None,
        Reason.LOOP_MAILING_LIST,
    ),
    Row(
        "an auto reply",
        facts(account=MAIL, message=MessageFacts(automated=Automated.AUTO_REPLY)),
        None,
        Reason.LOOP_AUTO_RESPONDER,
    ),
    Row(
        "a forwarding rule is no loop",
        facts(account=MAIL, message=MessageFacts(loop_signs=(LoopSign.INBOX_RULES_LOOP,))),
        Reply.ACK,
        Reason.ACK,
    ),
    # 5 too old
    Row("61 minutes old", facts(message=ago(61 * MINUTE)), None, Reason.STALE_MESSAGE),
    Row("a second too old", facts(message=ago(60 * MINUTE + SECOND)), None, Reason.STALE_MESSAGE),
    Row("just young enough", facts(message=ago(60 * MINUTE)), Reply.ACK, Reason.ACK),
    Row("from the future of a wrong clock", facts(message=ago(-5 * MINUTE)), Reply.ACK, Reason.ACK),
    # 6 the window
    Row(
        "the window has just closed",
        facts(account=WHATSAPP, identity=IdentityFacts(last_inbound_at=NOW - DAY)),
        None,
        Reason.WINDOW_CLOSED,
    ),
    Row(
        "the window is still open",
        facts(account=WHATSAPP, identity=IdentityFacts(last_inbound_at=NOW - DAY + SECOND)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "a channel without window",
        facts(identity=IdentityFacts(last_inbound_at=NOW - 30 * DAY)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row("this message opens the window", facts(account=WHATSAPP), Reply.ACK, Reason.ACK),
    # 7 quiet hours
    Row(
        "late at night",
        sending(Reply.ACK, now=NIGHT, message=MessageFacts(sent_at=NIGHT - 11 * MINUTE)),
        None,
        Reason.QUIET_HOURS,
    ),
    Row(
        "at once at night",
        sending(Reply.ACK, now=NIGHT, message=MessageFacts(sent_at=NIGHT - 10 * MINUTE)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "late at night on arrival",
        facts(now=NIGHT, message=MessageFacts(sent_at=NIGHT - 11 * MINUTE)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "late at night by mail",
        sending(
            Reply.ACK, now=NIGHT, account=MAIL, message=MessageFacts(sent_at=NIGHT - 11 * MINUTE)
        ),
        Reply.ACK,
        Reason.ACK,
    ),
    Row("late by day", sending(Reply.ACK, message=ago(11 * MINUTE)), Reply.ACK, Reason.ACK),
    Row(
        "the night begins at ten",
        sending(Reply.ACK, now=NIGHT - 2 * HOUR, message=MessageFacts(sent_at=NIGHT - 3 * HOUR)),
        None,
        Reason.QUIET_HOURS,
    ),
    Row(
        "and ends at seven",
        sending(Reply.ACK, now=NIGHT + 7 * HOUR, message=MessageFacts(sent_at=NIGHT + 6.5 * HOUR)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "a minute before seven",
        sending(
            Reply.ACK,
            now=NIGHT + 7 * HOUR - MINUTE,
            message=MessageFacts(sent_at=NIGHT + 6.5 * HOUR),
        ),
        None,
        Reason.QUIET_HOURS,
    ),
    Row(
        "in another zone it is day",
        sending(
            Reply.ACK,
            now=NIGHT,
            hours=HoursFacts(open=True, zone="America/New_York"),
            message=MessageFacts(sent_at=NIGHT - HOUR),
        ),
        Reply.ACK,
        Reason.ACK,
    ),
    # 8 stop
    Row("STOP", facts("STOP"), Reply.OPTOUT_CONFIRMATION, Reason.STOP_RECEIVED),
    Row("STOP ALLES", facts("Stop alles"), Reply.OPTOUT_CONFIRMATION, Reason.STOP_RECEIVED),
    Row("BOT AUS", facts("bot aus"), Reply.OPTOUT_CONFIRMATION, Reason.STOP_RECEIVED),
    Row(
        "STOP twice a day",
        facts("STOP", identity=sent(Reply.OPTOUT_CONFIRMATION, DAY - SECOND)),
        None,
        Reason.ALREADY_CONFIRMED,
    ),
    Row(
        "STOP the day after",
        facts("STOP", identity=sent(Reply.OPTOUT_CONFIRMATION, DAY)),
        Reply.OPTOUT_CONFIRMATION,
        Reason.STOP_RECEIVED,
    ),
    Row(
        "STOP, confirmed in this conversation",
        facts("STOP", conversation=said_here(Reply.OPTOUT_CONFIRMATION, HOUR)),
        None,
        Reason.ALREADY_CONFIRMED,
    ),
    Row(
        "STOP after objecting",
        facts("STOP", consent=OBJECTED),
        Reply.OPTOUT_CONFIRMATION,
        Reason.STOP_RECEIVED,
    ),
    Row(
        "STOP while closed",
        facts("STOP", hours=CLOSED),
        Reply.OPTOUT_CONFIRMATION,
        Reason.STOP_RECEIVED,
    ),
    Row(
        "STOP in the bot's silence",
        facts("STOP", conversation=ConversationFacts(bot_off=True)),
        Reply.OPTOUT_CONFIRMATION,
        Reason.STOP_RECEIVED,
    ),
    Row("a sentence with stop", facts("Stop, die Farbe ist falsch"), Reply.ACK, Reason.ACK),
    Row(
        "CANCEL right after advertising",
        facts(
            "cancel",
            identity=IdentityFacts(last_outbound_at=NOW - 7 * DAY, last_outbound_marketing=True),
        ),
        Reply.OPTOUT_CONFIRMATION,
        Reason.STOP_RECEIVED,
    ),
    Row(
        "CANCEL long after advertising",
        facts(
            "cancel",
            identity=IdentityFacts(
                last_outbound_at=NOW - 7 * DAY - SECOND, last_outbound_marketing=True
            ),
        ),
        None,
        Reason.NEEDS_HUMAN,
    ),
    Row(
        "CANCEL after service",
        facts("cancel", identity=IdentityFacts(last_outbound_at=NOW - HOUR)),
        None,
        Reason.NEEDS_HUMAN,
    ),
    Row("CANCEL out of the blue", facts("cancel"), None, Reason.NEEDS_HUMAN),
    Row(
        "storno never opts out",
        facts(
            "storno",
            identity=IdentityFacts(last_outbound_at=NOW - HOUR, last_outbound_marketing=True),
        ),
        None,
        Reason.NEEDS_HUMAN,
    ),
    # 9 start
    Row("START in chat", facts("START"), Reply.OPTIN_REQUEST, Reason.START_NEEDS_WORDING),
    Row(
        "START by mail", facts("START", account=MAIL), Reply.OPTIN_DOI_MAIL, Reason.START_NEEDS_DOI
    ),
    Row(
        "START when subscribed",
        facts("START", consent=SUBSCRIBED),
        Reply.OPTIN_CONFIRMATION,
        Reason.ALREADY_SUBSCRIBED,
    ),
    Row(
        "START when subscribed by mail",
        facts("START", consent=SUBSCRIBED, account=MAIL),
        Reply.OPTIN_CONFIRMATION,
        Reason.ALREADY_SUBSCRIBED,
    ),
    Row(
        "START after STOP needs the wording again",
        facts(
            "START",
            consent=ConsentFacts(marketing=Standing.WITHDRAWN, automation=Standing.OBJECTED),
        ),
        Reply.OPTIN_REQUEST,
        Reason.START_NEEDS_WORDING,
    ),
    Row(
        "START after a lapse, too",
        facts("START", consent=ConsentFacts(marketing=Standing.EXPIRED)),
        Reply.OPTIN_REQUEST,
        Reason.START_NEEDS_WORDING,
    ),
    Row(
        "START twice an hour",
        facts("START", identity=sent(Reply.OPTIN_REQUEST, HOUR - SECOND)),
        None,
        Reason.THROTTLED_CONVERSATION,
    ),
    Row(
        "START an hour later",
        facts("START", identity=sent(Reply.OPTIN_REQUEST, HOUR)),
        Reply.OPTIN_REQUEST,
        Reason.START_NEEDS_WORDING,
    ),
    Row(
        "START when subscribed, twice",
        facts("START", consent=SUBSCRIBED, identity=sent(Reply.OPTIN_CONFIRMATION, HOUR - SECOND)),
        None,
        Reason.THROTTLED_CONVERSATION,
    ),
    Row(
        "one DOI mail a day",
        facts("START", account=MAIL, identity=sent(Reply.OPTIN_DOI_MAIL, DAY - SECOND)),
        None,
        Reason.THROTTLED_CONVERSATION,
    ),
    Row(
        "a second DOI mail the day after",
        facts(
            "START", account=MAIL, identity=replace(sent(Reply.OPTIN_DOI_MAIL, DAY), doi_mails=2)
        ),
        Reply.OPTIN_DOI_MAIL,
        Reason.START_NEEDS_DOI,
    ),
    Row(
        "never a fourth DOI mail",
        facts("START", account=MAIL, identity=IdentityFacts(doi_mails=3)),
        None,
        Reason.THROTTLED_SENDER,
    ),
    # 10 JA and NEIN
    Row(
        "JA to advertising",
        facts("JA", consent=asked(Purpose.MARKETING, marketing=Standing.PENDING)),
        Reply.OPTIN_CONFIRMATION,
        Reason.OPTIN_COMPLETED,
    ),
    Row(
        "JA on the seventh day",
        facts("JA", consent=asked(Purpose.MARKETING, 7 * DAY)),
        Reply.OPTIN_CONFIRMATION,
        Reason.OPTIN_COMPLETED,
    ),
    Row(
        "JA too late",
        facts("JA", consent=asked(Purpose.MARKETING, 7 * DAY + SECOND)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "JA in time, but late in our queue",
        facts(
            "JA", consent=asked(Purpose.MARKETING, 7 * DAY + 30 * MINUTE), message=ago(30 * MINUTE)
        ),
        Reply.OPTIN_CONFIRMATION,
        Reason.OPTIN_COMPLETED,
    ),
    Row(
        "something else than an answer",
        facts("Mensch", consent=asked(Purpose.MARKETING)),
        Reply.HANDOFF_ACK,
        Reason.HUMAN_REQUESTED,
    ),
    Row("JA to nothing", facts("JA"), Reply.ACK, Reason.ACK),
    Row(
        "JA by mail proves nothing",
        facts("JA", account=MAIL, consent=asked(Purpose.MARKETING)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "JA after a withdrawal",
        facts("JA", consent=asked(Purpose.MARKETING, marketing=Standing.WITHDRAWN)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "NEIN to advertising",
        facts("Nein danke", consent=asked(Purpose.MARKETING)),
        Reply.OPTOUT_CONFIRMATION,
        Reason.OPTIN_DECLINED,
    ),
    Row(
        "NEIN by mail",
        facts("Nein", account=MAIL, consent=asked(Purpose.MARKETING)),
        Reply.OPTOUT_CONFIRMATION,
        Reason.OPTIN_DECLINED,
    ),
    Row("NEIN to nothing", facts("Nein"), Reply.ACK, Reason.ACK),
    Row(
        "JA to the channel",
        facts("ja", policy=STRICT, consent=asked(Purpose.CHANNEL, channel=Standing.PENDING)),
        Reply.CONSENT_CONFIRMATION,
        Reason.CONSENT_GRANTED,
    ),
    Row(
        "JA to the channel by mail",
        facts("ja", policy=STRICT, account=MAIL, consent=asked(Purpose.CHANNEL)),
        Reply.CONSENT_CONFIRMATION,
        Reason.CONSENT_GRANTED,
    ),
    Row(
        "JA to the channel after a withdrawal",
        facts("ja", policy=STRICT, consent=asked(Purpose.CHANNEL, channel=Standing.WITHDRAWN)),
        None,
        Reason.CONSENT_WITHDRAWN,
    ),
    Row(
        "NEIN to the channel",
        facts("nein", policy=STRICT, consent=asked(Purpose.CHANNEL, channel=Standing.PENDING)),
        Reply.CONSENT_DECLINED,
        Reason.CONSENT_DECLINED,
    ),
    Row(
        "the confirmation goes after the ledger knows",
        sending(
            Reply.OPTIN_CONFIRMATION,
            "JA",
            consent=asked(Purpose.MARKETING, marketing=Standing.GRANTED),
        ),
        Reply.OPTIN_CONFIRMATION,
        Reason.OPTIN_COMPLETED,
    ),
    Row(
        "also when the question is closed",
        sending(Reply.OPTIN_CONFIRMATION, "JA", consent=SUBSCRIBED),
        Reply.OPTIN_CONFIRMATION,
        Reason.OPTIN_COMPLETED,
    ),
    Row(
        "a NEIN whose question is closed",
        sending(
            Reply.OPTOUT_CONFIRMATION, "Nein", consent=ConsentFacts(marketing=Standing.WITHDRAWN)
        ),
        Reply.OPTOUT_CONFIRMATION,
        Reason.OPTIN_DECLINED,
    ),
    Row(
        "a JA to the channel whose question is closed",
        sending(Reply.CONSENT_CONFIRMATION, "JA", policy=STRICT, consent=granted_channel()),
        Reply.CONSENT_CONFIRMATION,
        Reason.CONSENT_GRANTED,
    ),
    Row(
        "on arrival a closed question is closed",
        facts("JA", consent=SUBSCRIBED, planned=Planned(Reply.OPTIN_CONFIRMATION)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "closed by another standing",
        sending(Reply.OPTIN_CONFIRMATION, "JA"),
        None,
        Reason.HOURS_CHANGED,
    ),
    Row(
        "and not after a STOP came between",
        sending(
            Reply.OPTIN_CONFIRMATION,
            "JA",
            consent=asked(Purpose.MARKETING, marketing=Standing.WITHDRAWN),
        ),
        None,
        Reason.HOURS_CHANGED,
    ),
    # 11 help
    Row("HILFE", facts("Hilfe"), Reply.HELP_INFO, Reason.HELP_REQUESTED),
    Row(
        "HILFE twice an hour",
        facts("?", identity=sent(Reply.HELP_INFO, HOUR - SECOND)),
        None,
        Reason.THROTTLED_CONVERSATION,
    ),
    Row(
        "HILFE an hour later",
        facts("?", identity=sent(Reply.HELP_INFO, HOUR)),
        Reply.HELP_INFO,
        Reason.HELP_REQUESTED,
    ),
    Row(
        "HILFE after objecting",
        facts("help", consent=OBJECTED),
        Reply.HELP_INFO,
        Reason.HELP_REQUESTED,
    ),
    # 12 objected
    Row(
        "objected",
        facts(consent=OBJECTED, conversation=ConversationFacts(bot_off=True)),
        None,
        Reason.AUTOMATION_OPTED_OUT,
    ),
    Row(
        "objected and closed",
        facts(consent=OBJECTED, hours=CLOSED),
        None,
        Reason.AUTOMATION_OPTED_OUT,
    ),
    Row(
        "objected to advertising only",
        facts(consent=ConsentFacts(marketing=Standing.WITHDRAWN)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "objected after it was planned",
        sending(Reply.ACK, consent=OBJECTED),
        None,
        Reason.AUTOMATION_OPTED_OUT,
    ),
    # 13 enough
    Row(
        "the bot is off",
        facts(
            conversation=ConversationFacts(bot_off=True),
            identity=IdentityFacts(automated_at=(NOW,) * 3),
        ),
        None,
        Reason.CONVERSATION_BOT_OFF,
    ),
    Row(
        "three replies today",
        facts(
            identity=IdentityFacts(automated_at=(NOW - HOUR, NOW - 2 * HOUR, NOW - DAY + SECOND))
        ),
        None,
        Reason.THROTTLED_SENDER,
    ),
    Row(
        "the third was yesterday",
        facts(identity=IdentityFacts(automated_at=(NOW - HOUR, NOW - 2 * HOUR, NOW - DAY))),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "two replies today",
        facts(identity=IdentityFacts(automated_at=(NOW, NOW))),
        Reply.ACK,
        Reason.ACK,
    ),
    # 14 explicit consent
    Row(
        "consent is asked for once",
        facts(policy=STRICT),
        Reply.CONSENT_REQUEST,
        Reason.CONSENT_REQUEST,
    ),
    Row(
        "consent pending",
        facts(policy=STRICT, consent=ConsentFacts(channel=Standing.PENDING)),
        None,
        Reason.CONSENT_PENDING,
    ),
    Row(
        "the question itself is not silenced by having been asked",
        sending(
            Reply.CONSENT_REQUEST, policy=STRICT, consent=ConsentFacts(channel=Standing.PENDING)
        ),
        Reply.CONSENT_REQUEST,
        Reason.CONSENT_REQUEST,
    ),
    Row(
        "but by a NEIN that came first",
        sending(
            Reply.CONSENT_REQUEST, policy=STRICT, consent=ConsentFacts(channel=Standing.WITHDRAWN)
        ),
        None,
        Reason.CONSENT_WITHDRAWN,
    ),
    Row(
        "another answer waits for the JA",
        sending(Reply.ACK, policy=STRICT, consent=ConsentFacts(channel=Standing.PENDING)),
        None,
        Reason.CONSENT_PENDING,
    ),
    Row(
        "consent withdrawn",
        facts(policy=STRICT, consent=ConsentFacts(channel=Standing.WITHDRAWN)),
        None,
        Reason.CONSENT_WITHDRAWN,
    ),
    Row(
        "channel objected to",
        facts(policy=STRICT, consent=ConsentFacts(channel=Standing.OBJECTED)),
        None,
        Reason.CONSENT_WITHDRAWN,
    ),
    Row(
        "consent expired",
        facts(policy=STRICT, consent=ConsentFacts(channel=Standing.EXPIRED)),
        None,
        Reason.CONSENT_EXPIRED,
    ),
    Row("consent granted", facts(policy=STRICT, consent=granted_channel()), Reply.ACK, Reason.ACK),
    Row(
        "no consent needed",
        facts(consent=ConsentFacts(channel=Standing.WITHDRAWN)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "consent before rights",
        facts("Auskunft", policy=STRICT),
        Reply.CONSENT_REQUEST,
        Reason.CONSENT_REQUEST,
    ),
    Row(
        "consent asked for a minute ago",
        facts(policy=STRICT, conversation=said_here(Reply.CONSENT_REQUEST, MINUTE)),
        None,
        Reason.THROTTLED_CONVERSATION,
    ),
    # 15 rights and people
    Row(
        "a right is used",
        facts("Auskunft nach Art. 15 DSGVO"),
        Reply.DSAR_ACK,
        Reason.DSAR_DETECTED,
    ),
    Row(
        "a right is used while closed",
        facts("Bitte löscht alle meine Daten", hours=CLOSED),
        Reply.DSAR_ACK,
        Reason.DSAR_DETECTED,
    ),
    Row("a person is wanted", facts("MENSCH"), Reply.HANDOFF_ACK, Reason.HUMAN_REQUESTED),
    Row(
        "a person is wanted while an agent writes",
        facts("MENSCH", conversation=ConversationFacts(agent_wrote_at=NOW)),
        Reply.HANDOFF_ACK,
        Reason.HUMAN_REQUESTED,
    ),
    Row(
        "a person is wanted again",
        facts("MENSCH", conversation=said_here(Reply.HANDOFF_ACK, 12 * HOUR - SECOND)),
        None,
        Reason.THROTTLED_CONVERSATION,
    ),
    # 16 an agent is there
    Row(
        "an agent wrote just now",
        facts(conversation=ConversationFacts(agent_wrote_at=NOW - 10 * MINUTE + SECOND)),
        None,
        Reason.AGENT_ACTIVE,
    ),
    Row(
        "an agent at closing time",
        facts(hours=CLOSED, conversation=ConversationFacts(agent_wrote_at=NOW - MINUTE)),
        None,
        Reason.AGENT_ACTIVE,
    ),
    Row(
        "an agent wrote ten minutes ago",
        facts(conversation=ConversationFacts(agent_wrote_at=NOW - 10 * MINUTE)),
        Reply.ACK,
        Reason.ACK,
    ),
    # 17 closed
    Row("closed", facts(hours=CLOSED), Reply.OUT_OF_HOURS, Reason.OUT_OF_HOURS),
    Row(
        "closed, not the first",
        facts(hours=CLOSED, conversation=LATER),
        Reply.OUT_OF_HOURS,
        Reason.OUT_OF_HOURS,
    ),
    Row(
        "closed, no acks",
        facts(hours=CLOSED, policy=SILENT),
        Reply.OUT_OF_HOURS,
        Reason.OUT_OF_HOURS,
    ),
    Row(
        "a contract while closed",
        facts("Widerruf", hours=CLOSED),
        Reply.OUT_OF_HOURS,
        Reason.OUT_OF_HOURS,
    ),
    # 18 acknowledged
    Row("open", facts(), Reply.ACK, Reason.ACK),
    Row("no profile of hours", facts(hours=NO_PROFILE), Reply.ACK, Reason.ACK),
    Row(
        "takes the place of an older one",
        facts(conversation=ConversationFacts(answered=True, inherits=True)),
        Reply.ACK,
        Reason.ACK,
    ),
    # 19 otherwise
    Row("not the first", facts(conversation=LATER), None, Reason.OPEN_NOT_FIRST_MESSAGE),
    Row("no acks", facts(policy=SILENT), None, Reason.OPEN_ACK_DISABLED),
    Row(
        "no profile, not the first",
        facts(hours=NO_PROFILE, conversation=LATER),
        None,
        Reason.NO_HOURS_PROFILE,
    ),
    Row(
        "no profile, no acks", facts(hours=NO_PROFILE, policy=SILENT), None, Reason.NO_HOURS_PROFILE
    ),
    Row("a contract while open", facts("Kündigung"), None, Reason.NEEDS_HUMAN),
    # 20 only advertising
    Row(
        "nothing but advertising",
        facts(policy=Policy(advertises={Reply.ACK: Advertises.EVERYTHING})),
        None,
        Reason.MARKETING_NOT_ALLOWED,
    ),
    Row(
        "advertising that was wanted",
        facts(policy=Policy(advertises={Reply.ACK: Advertises.EVERYTHING}), consent=SUBSCRIBED),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "another reply advertises",
        facts(policy=Policy(advertises={Reply.OUT_OF_HOURS: Advertises.EVERYTHING})),
        Reply.ACK,
        Reason.ACK,
    ),
    # 21 said before
    Row(
        "said today",
        facts(hours=CLOSED, conversation=said_here(Reply.OUT_OF_HOURS, 12 * HOUR - SECOND)),
        None,
        Reason.THROTTLED_CONVERSATION,
    ),
    Row(
        "said long ago",
        facts(hours=CLOSED, conversation=said_here(Reply.OUT_OF_HOURS, 12 * HOUR)),
        Reply.OUT_OF_HOURS,
        Reason.OUT_OF_HOURS,
    ),
    Row(
        "said in another conversation",
        facts(hours=CLOSED, identity=sent(Reply.OUT_OF_HOURS, HOUR)),
        Reply.OUT_OF_HOURS,
        Reason.OUT_OF_HOURS,
    ),
    Row(
        "something else was said",
        facts(hours=CLOSED, conversation=said_here(Reply.ACK, HOUR)),
        Reply.OUT_OF_HOURS,
        Reason.OUT_OF_HOURS,
    ),
    # 22 the notice alone
    Row(
        "the notice is due",
        facts(policy=NOTICE, conversation=LATER),
        Reply.PRIVACY_NOTICE,
        Reason.FIRST_CONTACT_NOTICE,
    ),
    Row(
        "a new version is due",
        facts(policy=NOTICE, conversation=LATER, consent=ConsentFacts(notice_shown="1")),
        Reply.PRIVACY_NOTICE,
        Reason.FIRST_CONTACT_NOTICE,
    ),
    Row(
        "the notice was shown",
        facts(policy=NOTICE, conversation=LATER, consent=SEEN),
        None,
        Reason.OPEN_NOT_FIRST_MESSAGE,
    ),
    Row(
        "the notice itself is not silenced by having been entered",
        sending(Reply.PRIVACY_NOTICE, policy=NOTICE, conversation=LATER, consent=SEEN),
        Reply.PRIVACY_NOTICE,
        Reason.FIRST_CONTACT_NOTICE,
    ),
    Row(
        "the notice of a contract",
        facts("Widerruf", policy=NOTICE),
        Reply.PRIVACY_NOTICE,
        Reason.FIRST_CONTACT_NOTICE,
    ),
    Row("the notice rides along", facts(policy=NOTICE), Reply.ACK, Reason.ACK),
    Row(
        "mail has no notice of its own",
        facts(policy=NOTICE, conversation=LATER, account=MAIL),
        None,
        Reason.OPEN_NOT_FIRST_MESSAGE,
    ),
    Row(
        "no notice beside an agent",
        facts(policy=NOTICE, conversation=ConversationFacts(agent_wrote_at=NOW)),
        None,
        Reason.AGENT_ACTIVE,
    ),
    Row(
        "no notice when throttled",
        facts(policy=NOTICE, hours=CLOSED, conversation=said_here(Reply.OUT_OF_HOURS, HOUR)),
        None,
        Reason.THROTTLED_CONVERSATION,
    ),
    # 3b the breaker
    Row(
        "an account says too much",
        facts(account=AccountFacts(replies_of_late=20_000)),
        None,
        Reason.THROTTLED_ACCOUNT,
    ),
    Row(
        "an account says nearly too much",
        facts(account=AccountFacts(replies_of_late=19_999, replies_everywhere=39_999)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "all say too much",
        facts(account=AccountFacts(replies_of_late=20_000, replies_everywhere=40_000)),
        None,
        Reason.THROTTLED_TENANT,
    ),
    # 16b known questions
    Row("a known question", known(), Reply.KEYWORD_ANSWER, Reason.KEYWORD_ANSWER),
    Row(
        "a known question in the subject of a mail",
        known("", account=MAIL, message=MessageFacts(subject="Rückgabe")),
        Reply.KEYWORD_ANSWER,
        Reason.KEYWORD_ANSWER,
    ),
    Row(
        "a known question at night",
        known(hours=CLOSED),
        Reply.KEYWORD_ANSWER,
        Reason.KEYWORD_ANSWER,
    ),
    Row("another question", known("Wo ist mein Paket?"), Reply.ACK, Reason.ACK),
    Row(
        "more than the question, where it must be all",
        known(rule=replace(RETURNS, whole=True)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "the question and nothing else",
        known("Rückgabe?", rule=replace(RETURNS, whole=True)),
        Reply.KEYWORD_ANSWER,
        Reason.KEYWORD_ANSWER,
    ),
    Row(
        "a known question in another language",
        known(rule=replace(RETURNS, language="en")),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "a known question in its language",
        known(rule=replace(RETURNS, language="de"), message=MessageFacts(language="de")),
        Reply.KEYWORD_ANSWER,
        Reason.KEYWORD_ANSWER,
    ),
    Row(
        "answered only while closed",
        known(rule=replace(RETURNS, hours=Hours.CLOSED)),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "answered only while closed, and closed",
        known(rule=replace(RETURNS, hours=Hours.CLOSED), hours=CLOSED),
        Reply.KEYWORD_ANSWER,
        Reason.KEYWORD_ANSWER,
    ),
    Row(
        "answered only while open, and closed",
        known(rule=replace(RETURNS, hours=Hours.OPEN), hours=CLOSED),
        Reply.OUT_OF_HOURS,
        Reason.OUT_OF_HOURS,
    ),
    Row(
        "answered only while open, and nobody knows",
        known(rule=replace(RETURNS, hours=Hours.OPEN), hours=NO_PROFILE),
        Reply.KEYWORD_ANSWER,
        Reason.KEYWORD_ANSWER,
    ),
    Row(
        "a known question that was answered a moment ago",
        known(conversation=ConversationFacts(rules_used={"returns": NOW - 11 * HOUR})),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "a known question that was answered long ago",
        known(conversation=ConversationFacts(rules_used={"returns": NOW - 12 * HOUR})),
        Reply.KEYWORD_ANSWER,
        Reason.KEYWORD_ANSWER,
    ),
    Row(
        "a known question within twelve hours of another rule's answer",
        known(conversation=said_here(Reply.KEYWORD_ANSWER, HOUR)),
        Reply.KEYWORD_ANSWER,
        Reason.KEYWORD_ANSWER,
    ),
    Row(
        "a declaration about a contract is no question",
        known("Widerruf", rule=replace(RETURNS, phrases=("widerruf",))),
        None,
        Reason.NEEDS_HUMAN,
    ),
    Row(
        "a right is no question",
        known("Bitte löschen Sie meine Daten", rule=replace(RETURNS, phrases=("daten",))),
        Reply.DSAR_ACK,
        Reason.DSAR_DETECTED,
    ),
    Row(
        "an objection is no question",
        known(
            "Hört auf, mir ständig Werbung zu schicken!",
            rule=replace(RETURNS, phrases=("werbung",)),
        ),
        Reply.ACK,
        Reason.ACK,
    ),
    Row(
        "an answer that is nothing but advertising",
        known(rule=replace(RETURNS, advertises=Advertises.EVERYTHING)),
        None,
        Reason.MARKETING_NOT_ALLOWED,
    ),
    Row(
        "no question beside an agent",
        known(conversation=ConversationFacts(agent_wrote_at=NOW)),
        None,
        Reason.AGENT_ACTIVE,
    ),
    # 23 changed meanwhile
    Row(
        "the rule was given up meanwhile",
        known(rule=replace(RETURNS, key="another"), **leaving("returns")),
        None,
        Reason.HOURS_CHANGED,
    ),
    Row(
        "the rule still holds",
        known(**leaving("returns")),
        Reply.KEYWORD_ANSWER,
        Reason.KEYWORD_ANSWER,
    ),
    Row("opened meanwhile", sending(Reply.OUT_OF_HOURS), None, Reason.HOURS_CHANGED),
    Row("closed meanwhile", sending(Reply.ACK, hours=CLOSED), None, Reason.HOURS_CHANGED),
    Row(
        "opened meanwhile, and nothing to say",
        sending(Reply.OUT_OF_HOURS, policy=SILENT),
        None,
        Reason.OPEN_ACK_DISABLED,
    ),
    Row(
        "still closed",
        sending(Reply.OUT_OF_HOURS, hours=CLOSED),
        Reply.OUT_OF_HOURS,
        Reason.OUT_OF_HOURS,
    ),
    Row(
        "nobody says what was planned",
        sending(None, hours=CLOSED),
        Reply.OUT_OF_HOURS,
        Reason.OUT_OF_HOURS,
    ),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_first_row_that_matches_decides(row: Row) -> None:
    decision = decide(row.facts)
    assert (decision.reply, decision.reason) == (row.reply, row.reason)


def test_every_reason_but_those_of_loops_is_reached() -> None:
    reached = {row.reason for row in ROWS}
    loops = {reason for reason in Reason if reason.startswith("LOOP_")}
    assert set(Reason) - loops == reached - loops


def test_every_reply_is_reached() -> None:
    assert {row.reply for row in ROWS} == {*Reply, None}


def test_the_first_rule_that_fits_answers() -> None:
    other = replace(RETURNS, key="other")
    decision = decide(facts(QUESTION, policy=Policy(answers=(other, RETURNS))))
    assert decision.rule == "other"
    assert decide(facts("Hallo", policy=Policy(answers=(other,)))).rule is None


def test_an_answer_loses_its_advertising_where_it_is_not_permitted() -> None:
    rule = replace(RETURNS, advertises=Advertises.A_BLOCK)
    assert decide(known(rule=rule)).strip_marketing
    assert not decide(known(rule=rule, consent=SUBSCRIBED)).strip_marketing
    assert not decide(known()).strip_marketing


def test_the_shops_own_words_are_commands_and_ours_keep_their_meaning() -> None:
    own = Policy(keywords={"nix mehr": Command.STOP, "stop": Command.HELP})
    assert decide(facts("Nix mehr!", policy=own)).command is Command.STOP
    assert decide(facts("Bitte nix mehr", policy=own)).command is Command.STOP
    assert decide(facts("Stop", policy=own)).command is Command.STOP
    assert decide(facts("Nix mehr Ärger", policy=own)).command is None


def test_three_quick_messages_get_one_answer() -> None:
    first = decide(facts("Hallo"))
    second = decide(facts("Wo ist", conversation=ConversationFacts(answered=True, inherits=True)))
    assert first.reply is second.reply is Reply.ACK
    late = decide(sending(Reply.ACK, "Hallo", planned=Planned(Reply.ACK, superseded=True)))
    assert late == replace(late, reply=None, reason=Reason.SUPERSEDED_BY_NEWER)
    assert decide(sending(Reply.ACK, "Wo ist")).reply is Reply.ACK
    assert decide(facts("mein Paket?", conversation=LATER)).reply is None


def test_every_limit_can_be_set() -> None:
    limits = Limits(stale_after=timedelta(days=2), same_reply_every=MINUTE, replies_to_sender=9)
    generous = facts(
        hours=CLOSED,
        message=ago(DAY),
        conversation=said_here(Reply.OUT_OF_HOURS, HOUR),
        identity=IdentityFacts(automated_at=(NOW,) * 8),
        policy=Policy(limits=limits),
    )
    assert decide(generous).reply is Reply.OUT_OF_HOURS


def test_a_quiet_time_by_day_is_possible() -> None:
    limits = Limits(quiet_from=(NOW + 30 * MINUTE).time(), quiet_until=(NOW + 2 * HOUR).time())
    late = sending(Reply.ACK, message=ago(11 * MINUTE), policy=Policy(limits=limits))
    assert decide(late).reason is Reason.QUIET_HOURS  # 11:00 in Berlin, from 10:30 to 12:00
    early = Limits(quiet_from=(NOW + 2 * HOUR).time(), quiet_until=(NOW + 3 * HOUR).time())
    assert decide(replace(late, policy=Policy(limits=early))).reply is Reply.ACK


def test_the_same_facts_give_the_same_decision() -> None:
    for row in ROWS:
        assert decide(row.facts) == decide(row.facts)


def test_facts_need_nothing_but_now() -> None:
    expected = Decision(Reply.ACK, Reason.ACK)
    assert decide(Facts(now=NOW)) == expected
    assert Facts(now=NOW).phase is Phase.DECIDE
