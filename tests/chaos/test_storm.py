"""A small storm on each database; the long ones are `make chaos`. And an auditor who can say no."""

from __future__ import annotations

import os
import secrets
import sys

import pytest
from sqlalchemy import delete, select, update

from inbox.automation.decision import DecisionRow
from inbox.conversations.message import Direction, Message, Reached
from inbox.media.attachment import Attachment, FileState
from inbox.outbox.delivery import Delivery, Stage
from tests.chaos.__main__ import storm, told
from tests.chaos.auditor import audit, verdict_in, watch_claims
from tests.chaos.house import DATABASES, house
from tests.chaos.storm import rage

MESSAGES = 240
KINDS = ("whatsapp", "threema")  # a mailbox whose reader was killed waits a minute for its lease

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]


@pytest.mark.parametrize("database", DATABASES)
def test_in_a_storm_nothing_is_lost_and_nothing_is_sent_twice(database):
    seed = int(os.environ.get("KONTOR_SEED", secrets.randbelow(10**6)))
    story, verdict = storm(database, seed, MESSAGES, KINDS)
    sys.stdout.write(f"seed {seed}: {told(story, verdict)}\n{', '.join(story.accidents)}\n")
    assert verdict.violations == []
    assert verdict.sent > MESSAGES // 10


@pytest.fixture(scope="module")
def calm():
    """A quiet day of a few customers, and what the auditor says of it."""
    with house("sqlite", KINDS) as built:
        watch_claims(built.stand.world)
        story = rage(built, 1, 60, 0)
        assert audit(built, story).violations == []
        yield built, story


def _lose_a_message(session):
    lost = session.scalars(select(Message).where(Message.direction == Direction.IN)).first()
    session.execute(delete(DecisionRow).where(DecisionRow.message_id == lost.id))
    session.execute(delete(Attachment).where(Attachment.message_id == lost.id))
    session.execute(update(Delivery).where(Delivery.answers_id == lost.id).values(answers_id=None))
    session.delete(lost)


def _put_a_message_out_of_order(session):
    incoming = select(Message).where(Message.direction == Direction.IN)
    last = session.scalars(incoming.order_by(Message.at.desc(), Message.id.desc())).first()
    last.at = last.at.replace(year=2020)


def _forget_what_was_sent(session):
    session.execute(update(Message).values(reached=Reached.FAILED))


def _call_everything_sent(session):
    failed = update(Message).where(Message.direction == Direction.OUT)
    session.execute(failed.values(reached=Reached.UNKNOWN))
    session.execute(update(Delivery).values(stage=Stage.QUEUED))


def _lose_a_file(session):
    session.execute(update(Attachment).values(state=FileState.FAILED))


@pytest.mark.parametrize(
    "sabotage",
    [
        _lose_a_message,
        _put_a_message_out_of_order,
        _forget_what_was_sent,
        _call_everything_sent,
        _lose_a_file,
    ],
)
def test_the_auditor_notices(calm, sabotage):
    built, story = calm
    with pytest.raises(_Undo), built.stand.world.database.transaction() as session:
        sabotage(session)
        session.flush()
        verdict = verdict_in(session, built, story)
        assert verdict.violations
        raise _Undo


class _Undo(Exception):
    """What was broken for a look is whole again."""
