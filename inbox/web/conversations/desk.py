"""The centre of the page: one customer's thread, the conversation's state, and the composer."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from inbox.accounts.account import Account, all_accounts
from inbox.changes import journal
from inbox.channel import Capabilities, State
from inbox.conversations import timeline
from inbox.conversations.conversation import Conversation
from inbox.conversations.listing import Position, subject_of
from inbox.conversations.states import NoSuchConversation
from inbox.conversations.timeline import Page, Said
from inbox.outbox.gate import Decided
from inbox.people.agent import Agent, Role
from inbox.web.conversations.bubbles import Bubble, bubbles
from inbox.web.conversations.channels import capabilities_of
from inbox.web.conversations.crossing import may_reply
from inbox.web.conversations.customer import Panel, panel
from inbox.web.conversations.rows import agent_names
from inbox.web.page import Setting
from inbox.world import World

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in the composer: nothing, or what was refused and must not be lost."""

    text: str = ""
    mode: str = "reply"
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    refusal: str | None = None  # why it was not taken, as a sentence
    seen: str | None = None  # the newest message its writer knew, if that was too old


@dataclass(frozen=True, slots=True)
class Desk:
    conversation: Conversation
    account: Account
    able: Capabilities | None
    subject: str | None
    panel: Panel
    bubbles: Sequence[Bubble]
    page: Page
    newest: str  # the id up to which this page has shown everything
    gate: Decided
    stopped: str | None  # why no reply can go, as a sentence
    agents: Sequence[Agent]
    names: Mapping[str, str]
    draft: Draft
    unseen: Sequence[Said]  # what came in while the draft was written
    changes: int

    @property
    def tells_reading(self) -> bool:
        return self.able is not None and State.READ in self.able.states


def desk(
    world: World,
    session: Session,
    setting: Setting,
    conversation_id: str,
    *,
    agent_id: str,
    before: Position | None = None,
    from_newest: bool = False,
    draft: Draft | None = None,
) -> Desk:
    """Raises `NoSuchConversation`."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        raise NoSuchConversation(conversation_id)
    accounts = {account.id: account for account in all_accounts(session)}
    able = capabilities_of(world, conversation.account_id)
    # Before the messages: what comes in between is then unseen, not overlooked.
    changes = journal.newest(session)
    newest = timeline.newest_id(session, conversation.customer_id)
    page = _page(session, conversation, before, from_newest=from_newest)
    about = panel(session, setting, conversation, accounts)
    names = agent_names(session)
    gate = may_reply(session, conversation, able, now=world.clock())
    return Desk(
        conversation=conversation,
        account=accounts[conversation.account_id],
        able=able,
        subject=subject_of(session, conversation),
        panel=about,
        bubbles=bubbles(session, setting, page, accounts, names, about.name),
        page=page,
        newest=newest,
        gate=gate,
        stopped=sentence(setting, gate),
        agents=_who_may_answer(session),
        names=names,
        draft=draft or Draft(),
        unseen=_unseen(session, conversation, draft, agent_id),
        changes=changes,
    )


def sentence(setting: Setting, gate: Decided) -> str | None:
    if not gate.reason:
        return None
    return setting.words.code("gate", gate.reason) or gate.reason


def _page(
    session: Session, conversation: Conversation, before: Position | None, *, from_newest: bool
) -> Page:
    """The newest messages; of an older conversation those that end with its own."""
    page = timeline.page(session, conversation.customer_id, limit=SHOWN, before=before)
    if before is not None or from_newest or not page.said:
        return page
    if conversation.last_message_at >= page.said[0].message.at:
        return page
    end = timeline.end_of(conversation)
    return timeline.page(session, conversation.customer_id, limit=SHOWN, before=end)


def _unseen(
    session: Session, conversation: Conversation, draft: Draft | None, agent_id: str
) -> Sequence[Said]:
    if draft is None or draft.seen is None:
        return ()
    return timeline.unseen(session, conversation.customer_id, seen=draft.seen, agent_id=agent_id)


def _who_may_answer(session: Session) -> Sequence[Agent]:
    return session.scalars(
        select(Agent)
        .where(Agent.disabled_at.is_(None), Agent.role != Role.PRIVACY)
        .order_by(Agent.name)
    ).all()
