"""The centre of the page: one customer's thread, the conversation's state, and the composer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from inbox.accounts.account import Account
from inbox.changes import journal
from inbox.channel import Capabilities
from inbox.conversations import timeline
from inbox.conversations.conversation import Conversation
from inbox.conversations.keyset import Position
from inbox.conversations.labels import Label, labels_of
from inbox.conversations.listing import subject_of
from inbox.conversations.states import NoSuchConversation
from inbox.conversations.timeline import Page
from inbox.people.agent import Agent
from inbox.web.conversations.bubbles import Bubble, bubbles
from inbox.web.conversations.channels import all_capabilities
from inbox.web.conversations.choices import Choices, choices
from inbox.web.conversations.composer import Composer, Handed, Surroundings, composer
from inbox.web.conversations.customer import Panel, panel
from inbox.web.conversations.happenings import Happening, happenings
from inbox.web.page import Setting
from inbox.world import World

SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Desk:
    conversation: Conversation
    account: Account
    able: Capabilities | None
    subject: str | None
    panel: Panel
    bubbles: Sequence[Bubble]
    happened: Mapping[str, Sequence[Happening]]  # by the message that follows
    page: Page
    newest: str  # the id up to which this page has shown everything
    agents: Sequence[Agent]
    choices: Choices
    labels: Sequence[Label]
    names: Mapping[str, str]
    composer: Composer
    changes: int


def desk(
    world: World,
    session: Session,
    setting: Setting,
    conversation_id: str,
    *,
    agent_id: str,
    before: Position | None = None,
    from_newest: bool = False,
    handed: Handed | None = None,
    quotes: str | None = None,
    through: str | None = None,
) -> Desk:
    """Raises `NoSuchConversation`. `handed`, `quotes` and `through` are for the composer."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        raise NoSuchConversation(conversation_id)
    offered = choices(session)
    accounts = {account.id: account for account in offered.accounts}
    able = all_capabilities(world, accounts)
    # Before the messages: what comes in between is then unseen, not overlooked.
    changes = journal.newest(session)
    newest = timeline.newest_id(session, conversation.customer_id)
    page = _page(session, conversation, before, from_newest=from_newest)
    about = panel(session, setting, conversation, accounts)
    return Desk(
        conversation=conversation,
        account=accounts[conversation.account_id],
        able=able.get(conversation.account_id),
        subject=subject_of(session, conversation),
        panel=about,
        bubbles=bubbles(session, setting, page, accounts, able, offered.names, about.name),
        happened=happenings(session, setting, conversation, page, offered),
        page=page,
        newest=newest,
        agents=offered.agents,
        choices=offered,
        labels=labels_of(session, [conversation.id])[conversation.id],
        names=offered.names,
        composer=composer(
            world,
            session,
            setting,
            conversation,
            Surroundings(accounts, able, offered.agents, newest),
            agent_id=agent_id,
            handed=handed,
            quotes=quotes,
            through=through,
        ),
        changes=changes,
    )


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
