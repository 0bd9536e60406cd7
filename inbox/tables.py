"""Every module that defines a table, so that migrations and the inventory see them all."""

from __future__ import annotations

from inbox import audit as _audit
from inbox import leases as _leases
from inbox import sealing as _sealing
from inbox import shop as _shop
from inbox.accounts import account as _account
from inbox.accounts import templates as _templates
from inbox.automation import answer_rules as _answer_rules
from inbox.automation import decision as _decision
from inbox.automation import own_texts as _own_texts
from inbox.automation import tally as _tally
from inbox.changes import journal as _journal
from inbox.consent import doi as _doi
from inbox.consent import ledger as _ledger
from inbox.consent import merge as _merge
from inbox.consent import shop_words as _shop_words
from inbox.consent import wordings as _wordings
from inbox.conversations import activity as _activity
from inbox.conversations import conversation as _conversation
from inbox.conversations import customer as _customer
from inbox.conversations import labels as _labels
from inbox.conversations import message as _message
from inbox.conversations import orders as _orders
from inbox.conversations import parking as _parking
from inbox.conversations.search import index as _search
from inbox.db import Base
from inbox.hours import profiles as _profiles
from inbox.intake import raw_event as _raw_event
from inbox.media import attachment as _attachment
from inbox.outbox import delivery as _delivery
from inbox.outbox import recall as _recall
from inbox.outbox import signs as _signs
from inbox.outbox import track as _track
from inbox.people import agent as _agent
from inbox.people import drafts as _drafts
from inbox.people import idempotency as _idempotency
from inbox.people import invitation as _invitation
from inbox.people import mentions as _mentions
from inbox.people import pull as _pull
from inbox.people import replies as _replies
from inbox.people import second_factor as _second_factor
from inbox.people import signin as _signin
from inbox.people import team as _team
from inbox.people import token as _token
from inbox.people import views as _views
from inbox.subscribers import delivery as _event_delivery
from inbox.subscribers import endpoint as _endpoint
from inbox.watch import alert as _alert

metadata = Base.metadata
_ = (
    _account,
    _alert,
    _activity,
    _agent,
    _answer_rules,
    _attachment,
    _audit,
    _conversation,
    _customer,
    _decision,
    _delivery,
    _doi,
    _endpoint,
    _event_delivery,
    _drafts,
    _invitation,
    _idempotency,
    _journal,
    _labels,
    _leases,
    _ledger,
    _mentions,
    _merge,
    _message,
    _orders,
    _own_texts,
    _parking,
    _profiles,
    _pull,
    _raw_event,
    _recall,
    _replies,
    _sealing,
    _search,
    _second_factor,
    _shop,
    _shop_words,
    _signin,
    _signs,
    _tally,
    _team,
    _token,
    _templates,
    _track,
    _views,
    _wordings,
)
