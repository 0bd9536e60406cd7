"""Every module that defines a table, so that migrations and the inventory see them all."""

from __future__ import annotations

from inbox import leases as _leases
from inbox import sealing as _sealing
from inbox import shop as _shop
from inbox.accounts import account as _account
from inbox.accounts import templates as _templates
from inbox.automation import decision as _decision
from inbox.changes import journal as _journal
from inbox.consent import ledger as _ledger
from inbox.conversations import conversation as _conversation
from inbox.conversations import customer as _customer
from inbox.conversations import labels as _labels
from inbox.conversations import message as _message
from inbox.conversations import parking as _parking
from inbox.db import Base
from inbox.hours import profiles as _profiles
from inbox.intake import raw_event as _raw_event
from inbox.media import attachment as _attachment
from inbox.outbox import delivery as _delivery
from inbox.outbox import track as _track
from inbox.people import agent as _agent
from inbox.people import signin as _signin
from inbox.people import token as _token

metadata = Base.metadata
_ = (
    _account,
    _agent,
    _attachment,
    _conversation,
    _customer,
    _decision,
    _delivery,
    _journal,
    _labels,
    _leases,
    _ledger,
    _message,
    _parking,
    _profiles,
    _raw_event,
    _sealing,
    _shop,
    _signin,
    _token,
    _templates,
    _track,
)
