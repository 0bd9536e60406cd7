"""Find messages and customers: the newest first, every page at the same cost on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, cast, column, literal, select, table, text, true
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from inbox import sealing
from inbox.accounts.account import Account
from inbox.conversations.conversation import Conversation
from inbox.conversations.customer import VISIBLE, Customer, Identity
from inbox.conversations.labels import ConversationLabel
from inbox.conversations.listing import known_as, subject_of
from inbox.conversations.message import Content, Message, content_of
from inbox.conversations.search import highlight, index
from inbox.conversations.search.asked import AllOf, AnyOf, Asked, Token
from inbox.conversations.search.gather import CUSTOMER_MARK, account_mark
from inbox.conversations.search.highlight import Part
from inbox.conversations.search.index import SearchEntry

# A phrase is looked for in so many messages that have all its words.
_LOOKED_THROUGH: Final = 1_000
_AT_ONCE: Final = 100
_fts = table("search_fts", column("rowid"))


@dataclass(frozen=True, slots=True)
class Filters:
    """`channel` is a kind of account; `agent_id` has the conversation; `until` is exclusive."""

    channel: str | None = None
    agent_id: str | None = None
    label_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def are_set(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Hit:
    """A message with the place where it says what was looked for."""

    entry_id: int
    message: Message
    conversation: Conversation
    name: str | None
    subject: Sequence[Part]
    snippet: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Found:
    hits: Sequence[Hit]
    further: int | None  # give it as `before` to see what follows


@dataclass(frozen=True, slots=True)
class Person:
    customer: Customer
    name: Sequence[Part]
    identities: Sequence[Identity]


def messages(
    session: Session, asked: Asked, filters: Filters, *, limit: int, before: int | None = None
) -> Found:
    """Nothing for a question without words and filters."""
    if asked.says_nothing and not filters.are_set:
        return Found((), None)
    matching = _matching(session, _with_channel(session, asked, filters))
    matching = _Matching(_filtered(matching.query, filters), matching.key)
    hits: list[Hit] = []
    for row in _rows(session, matching, before):
        hit = _hit(session, row, asked)
        if hit is None:
            continue
        if len(hits) == limit:
            return Found(hits, hits[-1].entry_id)
        hits.append(hit)
    return Found(hits, None)


def customers(session: Session, asked: Asked, *, limit: int) -> list[Person]:
    """Those who have all the words themselves: in a name, an address, an id or an order."""
    if asked.says_nothing:
        return []
    matching = _matching(session, AllOf((*asked.expression.of, Token(CUSTOMER_MARK))))
    found = session.execute(
        matching.query.add_columns(Customer)
        .join(Customer, Customer.id == SearchEntry.customer_id)
        .where(VISIBLE, Customer.merged_into.is_(None))
        .order_by(matching.key.desc())
        .limit(limit)
    ).all()
    people = [row.Customer for row in found]
    identities = _identities(session, [one.id for one in people])
    sealing.warm(
        session,
        [
            *(one.profile_sealed for one in people),
            *(one.sealed for some in identities.values() for one in some),
        ],
    )
    return [
        Person(
            one,
            highlight.marked(_name(session, one, identities.get(one.id, ())) or "", asked),
            identities.get(one.id, ()),
        )
        for one in people
    ]


@dataclass(frozen=True, slots=True)
class _Matching:
    """Entries in question, and the column that their order goes by: FTS5 only walks backwards by
    its own key."""

    query: Select[Any]
    key: ColumnElement[int]


@dataclass(frozen=True, slots=True)
class _Opened:
    entry_id: int
    message: Message
    conversation: Conversation
    customer: Customer
    identity: Identity
    content: Content


def _rows(session: Session, matching: _Matching, before: int | None) -> Iterator[_Opened]:
    """One after the other; where phrases are missing, of very many only the newest."""
    for _page in range(_LOOKED_THROUGH // _AT_ONCE):
        below = true() if before is None else matching.key < before
        page = matching.query.where(below).order_by(matching.key.desc()).limit(_AT_ONCE)
        rows = session.execute(page).all()
        yield from _opened(session, rows)
        if len(rows) < _AT_ONCE:
            return
        before = rows[-1].entry_id


def _matching(session: Session, expression: AllOf) -> _Matching:
    """Entries that match, each database in its own way."""
    query: Select[Any] = select(SearchEntry.id.label("entry_id"))
    if not expression.of:
        return _Matching(query.select_from(SearchEntry), SearchEntry.id.expression)
    if session.get_bind().dialect.name == "sqlite":
        matches = text("search_fts MATCH :wanted").bindparams(wanted=index.as_fts5(expression))
        looked_up = query.select_from(_fts).join(SearchEntry, SearchEntry.id == _fts.c.rowid)
        return _Matching(looked_up.where(matches), _fts.c.rowid)
    wanted = cast(literal(index.as_tsquery(expression)), TSQUERY)
    looked_up = query.select_from(SearchEntry).where(SearchEntry.words.op("@@")(wanted))
    return _Matching(looked_up, SearchEntry.id.expression)


def _filtered(query: Select[Any], filters: Filters) -> Select[Any]:
    query = (
        query.add_columns(Message, Conversation, Customer, Identity)
        .join(Conversation, Conversation.id == SearchEntry.conversation_id)
        .join(Customer, Customer.id == Conversation.customer_id)
        .join(Identity, Identity.id == Conversation.identity_id)
        .join(Message, Message.id == SearchEntry.ref)
        .where(VISIBLE)
    )
    if filters.agent_id is not None:
        query = query.where(Conversation.assignee_id == filters.agent_id)
    if filters.label_id is not None:
        labelled = select(ConversationLabel.conversation_id).where(
            ConversationLabel.label_id == filters.label_id
        )
        query = query.where(Conversation.id.in_(labelled))
    if filters.since is not None:
        query = query.where(SearchEntry.id >= index.moment(filters.since))
    if filters.until is not None:
        query = query.where(SearchEntry.id < index.moment(filters.until))
    return query


def _with_channel(session: Session, asked: Asked, filters: Filters) -> AllOf:
    """A channel is a word of the index, so that a rare word on a rare channel is found at once."""
    if filters.channel is None:
        return asked.expression
    accounts = session.scalars(select(Account.id).where(Account.kind == filters.channel)).all()
    marks = tuple(Token(account_mark(one)) for one in accounts) or (Token("zznochannel"),)
    return AllOf((*asked.expression.of, AnyOf(marks)))


def _opened(session: Session, rows: Sequence[Any]) -> list[_Opened]:
    sealing.warm(
        session,
        (
            value
            for row in rows
            for value in (
                row.Message.sealed,
                row.Conversation.subject_sealed,
                row.Customer.profile_sealed,
                row.Identity.sealed,
            )
        ),
    )
    found = []
    for row in rows:
        try:
            content = content_of(session, row.Message)
        except (sealing.Destroyed, sealing.Unreadable):
            continue
        found.append(
            _Opened(
                row.entry_id, row.Message, row.Conversation, row.Customer, row.Identity, content
            )
        )
    return found


def _hit(session: Session, row: _Opened, asked: Asked) -> Hit | None:
    """None if the words are there but a phrase is not."""
    subject = subject_of(session, row.conversation) or row.content.subject or ""
    said = f"{row.content.shown}\n{row.content.subject or ''}"
    if not all(highlight.says(said, phrase) for phrase in asked.phrases):
        return None
    return Hit(
        row.entry_id,
        row.message,
        row.conversation,
        known_as(session, row.customer, row.identity),
        highlight.marked(subject, asked),
        highlight.snippet(row.content.shown or row.content.subject or "", asked),
    )


def _identities(session: Session, customer_ids: Sequence[str]) -> Mapping[str, list[Identity]]:
    rows = session.scalars(
        select(Identity).where(Identity.customer_id.in_(customer_ids)).order_by(Identity.id)
    )
    found: dict[str, list[Identity]] = {}
    for row in rows:
        found.setdefault(row.customer_id, []).append(row)
    return found


def _name(session: Session, customer: Customer, identities: Sequence[Identity]) -> str | None:
    return known_as(session, customer, identities[0]) if identities else None
