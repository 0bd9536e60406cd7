"""Gather the facts that the rules look at, from the rows of one message and its surroundings.

The same on arrival and at send time: everything is read from what was stored, nothing from what
the provider sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.automation import tally
from inbox.automation.decision import DecisionRow
from inbox.automation.facts import (
    AccountFacts,
    ConsentFacts,
    ConversationFacts,
    Facts,
    HoursFacts,
    IdentityFacts,
    Medium,
    MessageFacts,
    Phase,
    Planned,
    Request,
)
from inbox.automation.language import choose_language
from inbox.automation.reasons import INHERITED, Reply
from inbox.automation.rulebook import Rulebook, policy_of, rulebook
from inbox.automation.texts import Voice, voice_for
from inbox.channel import Automated, Capabilities, Channel, Kind
from inbox.consent.ledger import ConsentState, LedgerEntry, standings
from inbox.consent.purpose import Happened, Purpose, Standing
from inbox.consent.wordings import Wording
from inbox.conversations.conversation import Conversation, Status
from inbox.conversations.customer import Customer, Identity
from inbox.conversations.message import Content, Direction, Message, Reached, content_of
from inbox.hours.calendar import is_open
from inbox.hours.profile import Profile
from inbox.hours.profiles import profile_for
from inbox.outbox.delivery import PENDING, Delivery, Stage
from inbox.people.team import Team
from inbox.shop import Shop, the_shop

# These never reached the customer, so they count for nothing.
_UNSAID: Final = (Stage.WITHHELD, Stage.FAILED)
_COUNTED_OVER: Final = timedelta(hours=24)
_LOOKED_AT: Final = 200


@dataclass(frozen=True, slots=True)
class Case:
    """One customer's message with everything that it belongs to."""

    message: Message
    content: Content
    conversation: Conversation
    identity: Identity
    channel: Channel
    account: Account
    shop: Shop
    hours: Profile | None
    book: Rulebook
    language: str  # in which it is answered

    @property
    def voice(self) -> Voice:
        return voice_of(self.shop, self.language)

    @property
    def capabilities(self) -> Capabilities:
        return self.channel.capabilities


@dataclass(frozen=True, slots=True)
class _Answer:
    """One automatic answer, however many deliveries it took."""

    kind: Reply
    conversation_id: str
    at: datetime


def case(session: Session, message: Message, channel: Channel) -> Case:
    conversation = session.get_one(Conversation, message.conversation_id)
    identity = session.get_one(Identity, message.identity_id)
    account = session.get_one(Account, message.account_id)
    shop, content = the_shop(session), content_of(session, message)
    return Case(
        message=message,
        content=content,
        conversation=conversation,
        identity=identity,
        channel=channel,
        account=account,
        shop=shop,
        hours=profile_for(session, _team(session, conversation), account, shop),
        book=rulebook(session, shop),
        language=_language(session, shop, conversation, identity, account, content),
    )


def _language(
    session: Session,
    shop: Shop,
    conversation: Conversation,
    identity: Identity,
    account: Account,
    content: Content,
) -> str:
    """What somebody set for the conversation; else the message's; else what is known of them."""
    spoken = shop.languages.split(",")
    if conversation.language in spoken:
        return str(conversation.language)
    customer = session.get_one(Customer, identity.customer_id)
    return choose_language(
        content.shown or content.subject or "",
        known=customer.language or identity.language or account.language,
        available=spoken,
    )


def voice_of(shop: Shop, language: str) -> Voice:
    return voice_for(language, Voice.GERMAN_SIE if shop.formal else Voice.GERMAN_DU)


def gather(
    session: Session,
    case: Case,
    *,
    now: datetime,
    delivery: Delivery | None = None,
) -> Facts:
    """`delivery` is the answer that is about to leave, at send time."""
    automatic = _automatic(session, case, delivery)
    return Facts(
        now=now,
        phase=Phase.DECIDE if delivery is None else Phase.SEND,
        message=_message(case),
        account=_account(session, case, delivery, now),
        identity=_identity(session, case, automatic, now),
        conversation=_conversation(session, case, automatic, delivery),
        consent=_consent(session, case.identity.id),
        hours=HoursFacts(
            open=None if case.hours is None else is_open(case.hours, now),
            zone=case.shop.zone if case.hours is None else case.hours.zone,
        ),
        policy=policy_of(case.book, case.shop, case.account, case.voice),
        planned=_planned(session, case, delivery),
    )


def _team(session: Session, conversation: Conversation) -> Team | None:
    return session.get(Team, conversation.team_id) if conversation.team_id else None


def _account(
    session: Session, case: Case, delivery: Delivery | None, now: datetime
) -> AccountFacts:
    """What was planned counts when it was planned, and not once more when it leaves."""
    planning = delivery is None
    said = tally.said_of_late(session, case.account.id, now=now) if planning else tally.NOTHING
    return AccountFacts(
        medium=Medium(case.capabilities.medium),
        reply_window=case.capabilities.reply_window,
        replies_of_late=said.on_account,
        replies_everywhere=said.everywhere,
    )


def _message(case: Case) -> MessageFacts:
    message, content = case.message, case.content
    details = content.details or {}
    return MessageFacts(
        inbound=message.direction == Direction.IN,
        kind=Kind(message.kind),
        text=content.shown,
        subject=content.subject or "",
        language=case.language,
        button=details.get("id") if message.kind == Kind.CHOICE else None,
        sent_at=message.at,
        in_group=message.in_group,
        imported=message.imported,
        automated=Automated(message.automated) if message.automated else None,
        loop_signs=content.loop_signs,
    )


def _identity(
    session: Session, case: Case, automatic: Sequence[_Answer], now: datetime
) -> IdentityFacts:
    customer = session.get_one(Customer, case.identity.customer_id)
    last_out = session.scalars(
        select(Delivery)
        .where(
            Delivery.identity_id == case.identity.id,
            Delivery.stage.not_in((*_UNSAID, Stage.QUEUED, Stage.CLAIMED)),
        )
        .order_by(Delivery.id.desc())
        .limit(1)
    ).first()
    return IdentityFacts(
        blocked=customer.blocked_at is not None,
        restricted=customer.restricted_at is not None,
        erasing=customer.erasing_at is not None,
        automated_at=tuple(one.at for one in automatic if now - one.at < _COUNTED_OVER),
        last_sent=_latest(automatic),
        doi_mails=sum(one.kind is Reply.OPTIN_DOI_MAIL for one in automatic),
        last_inbound_at=case.identity.last_inbound_at,
        last_outbound_at=last_out.created_at if last_out else None,
        last_outbound_marketing=last_out is not None and last_out.purpose == Purpose.MARKETING,
    )


def _conversation(
    session: Session, case: Case, automatic: Sequence[_Answer], delivery: Delivery | None
) -> ConversationFacts:
    """The hand-over switches the machine off, but not before it has said so."""
    conversation = case.conversation
    here = [one for one in automatic if one.conversation_id == conversation.id]
    hands_over = delivery is not None and delivery.reply_kind == Reply.HANDOFF_ACK
    return ConversationFacts(
        spam=conversation.status == Status.SPAM,
        bot_off=conversation.bot_off and not hands_over,
        answered=any(one.at >= conversation.opened_at for one in here)
        or _agent_answered(conversation),
        agent_wrote_at=conversation.last_agent_at,
        last_sent=_latest(here),
        rules_used=_rules_used(session, case) if case.book.rules else {},
    )


def _rules_used(session: Session, case: Case) -> Mapping[str, datetime]:
    """When each of the shop's rules answered here last, before this message; also if its answer
    waits still."""
    rows = session.execute(
        select(DecisionRow.rule, func.max(DecisionRow.decided_at))
        .join(Message, Message.id == DecisionRow.answer_id)
        .where(
            DecisionRow.conversation_id == case.conversation.id,
            DecisionRow.message_id != case.message.id,
            DecisionRow.rule.is_not(None),
            Message.reached.not_in((Reached.WITHHELD, Reached.FAILED)),
        )
        .group_by(DecisionRow.rule)
    ).all()
    return {str(rule): at for rule, at in rows}


def _agent_answered(conversation: Conversation) -> bool:
    last = conversation.last_agent_at
    return last is not None and last >= conversation.opened_at


def _automatic(session: Session, case: Case, delivery: Delivery | None) -> Sequence[_Answer]:
    """The machine's answers to this identity that left or may leave, newest first; without the
    one that is being reconsidered."""
    query = (
        select(Delivery.reply_kind, Delivery.conversation_id, func.min(Delivery.created_at))
        .where(
            Delivery.identity_id == case.identity.id,
            Delivery.reply_kind.is_not(None),
            Delivery.stage.not_in(_UNSAID),
        )
        .group_by(Delivery.message_id, Delivery.reply_kind, Delivery.conversation_id)
        .order_by(func.min(Delivery.id).desc())
        .limit(_LOOKED_AT)
    )
    if delivery is not None:
        query = query.where(Delivery.message_id != delivery.message_id)
    return [
        _Answer(Reply(str(kind)), conversation_id, at)
        for kind, conversation_id, at in session.execute(query)
    ]


def _latest(automatic: Sequence[_Answer]) -> Mapping[Reply, datetime]:
    latest: dict[Reply, datetime] = {}
    for one in automatic:
        latest[one.kind] = max(one.at, latest.get(one.kind, one.at))
    return latest


def _consent(session: Session, identity_id: str) -> ConsentFacts:
    held = standings(session, identity_id)
    stands = {purpose: Standing(row.standing) for purpose, row in held.items()}
    return ConsentFacts(
        marketing=stands.get(Purpose.MARKETING, Standing.UNKNOWN),
        granted_at=_since(held, Purpose.MARKETING, Standing.GRANTED),
        stopped_at=max(filter(None, _stops(held)), default=None),
        soft_opt_in=stands.get(Purpose.SOFT_OPT_IN) is Standing.NOTED,
        automation=stands.get(Purpose.AUTOMATION, Standing.UNKNOWN),
        channel=stands.get(Purpose.CHANNEL, Standing.UNKNOWN),
        request=_request(session, identity_id, held),
        notice_shown=_notice_shown(session, identity_id),
    )


def _stops(held: Mapping[Purpose, ConsentState]) -> Iterator[datetime | None]:
    yield _since(held, Purpose.MARKETING, Standing.WITHDRAWN)
    yield _since(held, Purpose.AUTOMATION, Standing.OBJECTED)


def _since(
    held: Mapping[Purpose, ConsentState], purpose: Purpose, standing: Standing
) -> datetime | None:
    row = held.get(purpose)
    return row.since if row is not None and row.standing == standing else None


def _request(
    session: Session, identity_id: str, held: Mapping[Purpose, ConsentState]
) -> Request | None:
    """The newest question that waits for an answer - if it was really put: a JA to words that
    never left agrees to nothing."""
    pending = {purpose for purpose, row in held.items() if row.standing == Standing.PENDING}
    asked = question_put(session, identity_id, pending) if pending else None
    return Request(Purpose(asked.purpose), asked.occurred_at) if asked else None


def question_put(
    session: Session, identity_id: str, purposes: Collection[Purpose]
) -> LedgerEntry | None:
    """The newest question about one of these that reached the customer."""
    return session.scalars(
        select(LedgerEntry)
        .join(Delivery, Delivery.answers_id == LedgerEntry.message_id)
        .where(
            LedgerEntry.identity_id == identity_id,
            LedgerEntry.happened == Happened.ASKED,
            LedgerEntry.purpose.in_(purposes),
            Delivery.reply_kind.is_not(None),
            Delivery.stage.in_((Stage.SENT, Stage.DELIVERED, Stage.READ)),
        )
        .order_by(LedgerEntry.position.desc())
        .limit(1)
    ).first()


def _notice_shown(session: Session, identity_id: str) -> str | None:
    """The version of the privacy notice that this identity has been shown last."""
    return session.scalars(
        select(Wording.version)
        .join(LedgerEntry, LedgerEntry.wording_id == Wording.id)
        .where(
            LedgerEntry.identity_id == identity_id,
            LedgerEntry.purpose == Purpose.SERVICE,
            LedgerEntry.happened == Happened.SHOWN,
        )
        .order_by(LedgerEntry.position.desc())
        .limit(1)
    ).first()


def _planned(session: Session, case: Case, delivery: Delivery | None) -> Planned:
    if delivery is None:
        return Planned()
    reply = Reply(delivery.reply_kind) if delivery.reply_kind else None
    rule = (
        session.scalars(
            select(DecisionRow.rule).where(DecisionRow.answer_id == delivery.message_id)
        ).first()
        if reply is Reply.KEYWORD_ANSWER
        else None
    )
    newer = session.scalars(
        select(Delivery.reply_kind).where(
            Delivery.conversation_id == case.conversation.id,
            Delivery.reply_kind.is_not(None),
            Delivery.stage.in_(PENDING),
            Delivery.message_id != delivery.message_id,
            Delivery.id > delivery.id,
        )
    ).all()
    takes_over = bool(newer) and reply in INHERITED
    return Planned(
        reply=reply,
        rule=rule,
        revoked=case.message.revoked_at is not None,
        superseded=takes_over or Reply.OPTOUT_CONFIRMATION in newer,
    )
