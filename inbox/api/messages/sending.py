"""Write to a customer on behalf of the shop: the same gate as for everybody decides."""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Final

from pydantic import Field
from sqlalchemy.orm import Session

from inbox.accounts.templates import AccountTemplate
from inbox.api import explain
from inbox.api.messages import resource
from inbox.api.messages.show import show
from inbox.api.messages.views import viewer
from inbox.api.once import Done, deed
from inbox.api.operation import Operations
from inbox.api.problem import Problem, not_found, wrong_parameter
from inbox.api.resource import ID, Body
from inbox.channel import TemplateUse
from inbox.consent.purpose import Purpose
from inbox.conversations import history
from inbox.conversations.begin import begin
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import Identity
from inbox.conversations.message import Author, Direction, Message
from inbox.conversations.wording import clean
from inbox.outbox.post import Letter
from inbox.outbox.submit import Stopped, submit
from inbox.people.token import Scope

_TAG: Final = "Messages"
_LONGEST: Final = 50_000
_REFUSES: Final = (
    "The gate would not let it pass: `reason` says why, e.g. WINDOW_CLOSED (only a template may be "
    "sent now), MARKETING_NOT_ALLOWED or CUSTOMER_BLOCKED. Nothing was sent."
)
_ANSWERS_TO: Final = (Direction.IN, Direction.OUT)


class Why(StrEnum):
    """What a message is for; the machine has further purposes, a program has these."""

    SERVICE = Purpose.SERVICE.value
    MARKETING = Purpose.MARKETING.value


class Template(Body):
    """One of the templates that the provider has approved."""

    name: str = Field(min_length=1, max_length=512)
    language: str = Field(min_length=2, max_length=20)
    values: list[Annotated[str, Field(max_length=1024)]] = Field(
        [], max_length=100, description="For its variables, in their order."
    )


class NewReply(Body):
    purpose: Why = Field(
        description="marketing: whatever advertises; it needs the consent. A template that the "
        "provider lists as marketing is always that."
    )
    text: str = Field(
        "", max_length=_LONGEST, description="Empty only with a template, which has its own."
    )
    template: Template | None = None
    reply_to: str | None = Field(
        None, pattern=ID, description="The id of a message of this conversation to quote."
    )


class NewMessage(NewReply):
    identity_id: str = Field(pattern=ID, description="On which of the customer's identities.")
    subject: str | None = Field(
        None, max_length=500, description="Of a mail; with one a new conversation begins."
    )


_GIVEN: Final = {"purpose": "service", "text": "Ihr Paket ist heute verschickt worden."}
_EXAMPLE: Final[dict[str, object]] = {
    **resource.EXAMPLE,
    "direction": "out",
    "author": {"kind": "shop", "id": None},
    "kind": "text",
    "text": _GIVEN["text"],
    "received_at": None,
    "sent_at": None,
    "state": "queued",
    "attachments": [],
    "trust": None,
    "decision": None,
}


def put(operations: Operations) -> None:
    world = operations.world

    @operations.write(
        "POST",
        "/customers/<customer_id>/messages",
        tag=_TAG,
        scope=Scope.MESSAGES_WRITE,
        takes=NewMessage,
        given={**_GIVEN, "identity_id": "019a5c0e8a787d4c9b3a291807f6e5d4"},
        shows=resource.Message,
        example=_EXAMPLE,
        status=HTTPStatus.CREATED,
        refuses=_REFUSES,
    )
    def write_to_customer(session: Session, customer_id: str, body: NewMessage) -> Done:
        """Write to a customer on behalf of the shop.

        The answer says that it waits in the outbox; how far it comes is told by the feed.
        """
        identity = _identity(session, customer_id, body.identity_id)
        conversation = begin(session, identity, subject=body.subject, now=world.clock())
        return _write(session, operations, conversation, body, subject=body.subject)

    @operations.write(
        "POST",
        "/conversations/<conversation_id>/messages",
        tag=_TAG,
        scope=Scope.MESSAGES_WRITE,
        takes=NewReply,
        given=_GIVEN,
        shows=resource.Message,
        example=_EXAMPLE,
        status=HTTPStatus.CREATED,
        refuses=_REFUSES,
    )
    def write_in_conversation(session: Session, conversation_id: str, body: NewReply) -> Done:
        """Go on with a conversation on behalf of the shop.

        The answer says that it waits in the outbox; how far it comes is told by the feed.
        """
        conversation = history.conversation(session, conversation_id)
        if conversation is None:
            raise not_found()
        return _write(session, operations, conversation, body)


def _identity(session: Session, customer_id: str, identity_id: str) -> Identity:
    found = history.customer(session, customer_id)
    if found is None:
        raise not_found()
    identity = session.get(Identity, identity_id, with_for_update=True)
    if identity is None or identity.customer_id != found.id:
        raise wrong_parameter("identity_id", "This customer has no such identity.")
    return identity


def _write(
    session: Session,
    operations: Operations,
    conversation: Conversation,
    body: NewReply,
    *,
    subject: str | None = None,
) -> Done:
    world = operations.world
    letter = _letter(session, conversation, body, subject)
    able = world.accounts.channel(conversation.account_id).capabilities
    try:
        posted = submit(session, conversation, letter, able, now=world.clock())
    except Stopped as stopped:
        reason = stopped.decided.reason
        raise Problem(
            HTTPStatus.CONFLICT,
            "The gate would not let this message pass; nothing was sent.",
            name="message-refused",
            reason=reason,
            reason_text=explain.refused(operations.explain, reason),
        ) from None
    session.flush()
    [shown] = show(session, [posted.message], viewer(operations))
    return Done(conversation.customer_id, shown, HTTPStatus.CREATED)


def _letter(
    session: Session, conversation: Conversation, body: NewReply, subject: str | None
) -> Letter:
    row = _template(session, conversation, body.template)
    if row is None and not body.text.strip():
        raise wrong_parameter("text", "A message needs a text or a template.")
    used = body.template
    return Letter(
        dedupe_key=deed(),
        author=Author.SHOP,
        purpose=Purpose.MARKETING if row and row.advertises else Purpose(body.purpose),
        text=row.filled(used.values) if row and used else body.text,
        subject=subject,
        quotes=_quoted(session, conversation, body.reply_to),
        template=TemplateUse(row.name, row.language, tuple(used.values)) if row and used else None,
    )


def _template(
    session: Session, conversation: Conversation, used: Template | None
) -> AccountTemplate | None:
    if used is None:
        return None
    key = (conversation.account_id, clean(used.name), clean(used.language))
    row = session.get(AccountTemplate, key)
    if row is None or not row.sendable or row.gone_at is not None:
        raise wrong_parameter("template", "This account has no such template that may be sent.")
    if len(used.values) != len(row.variable_names):
        wanted = len(row.variable_names)
        raise wrong_parameter("template.values", f"This template takes {wanted} values.")
    return row


def _quoted(session: Session, conversation: Conversation, message_id: str | None) -> Message | None:
    if message_id is None:
        return None
    quoted = history.message(session, message_id, _ANSWERS_TO)
    if quoted is None or quoted.conversation_id != conversation.id:
        raise wrong_parameter("reply_to", "This conversation has no such message.")
    return quoted
