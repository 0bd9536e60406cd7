"""A storm: customers write, agents answer, and one accident follows the other. Then it is calm."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from adapters.simulation import Faults, File, Writing
from inbox.consent.purpose import Purpose
from inbox.conversations.conversation import Conversation
from inbox.conversations.message import Author, Direction, Message
from inbox.intake.raw_event import Fate, RawEvent
from inbox.media.attachment import Attachment, FileState
from inbox.outbox.delivery import PENDING, Delivery
from inbox.outbox.post import Letter, post
from tests.chaos.accidents import ACCIDENTS, resume_all
from tests.chaos.house import House

EACH = 12  # messages of one customer
_STOPS_AT = 3  # his third message, if he is one who wants no machine
_STOPS_EVERY = 4
_FILE_EVERY = 40
_LATE_EVERY = 15
_ANSWERED_EVERY = 4
_BACKLOG = 100  # so many may be under way before customers pause for breath
_CALM_WITHIN = 240.0
_QUIET_LOOKS = 15  # a provider may still be about to repeat something
_BREATH_SECONDS = 60.0
_HURRY = 20.0  # how much the clock gains in each second of the calm


@dataclass(frozen=True, slots=True)
class Turn:
    kind: str
    customer: str
    writing: Writing


@dataclass(slots=True)
class Story:
    """What customers and agents did, and what broke meanwhile."""

    seed: int
    written: list[Turn] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)  # each is a text of its own
    accidents: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)  # processes that nobody killed
    seconds: float = 0.0


def rage(house: House, seed: int, messages: int, accidents: int) -> Story:
    """The same seed is the same plan; what the machine makes of it is chance."""
    story, chance, began = Story(seed), random.Random(seed), time.monotonic()
    turns = list(_turns(house, chance, messages))
    planned = _planned(chance, accidents)
    every = max(1, len(turns) // max(1, len(planned)))
    with ThreadPoolExecutor(1) as fate, ThreadPoolExecutor(2) as agents:
        broken: list[Future[None]] = []
        answered: list[Future[None]] = []
        for number, turn in enumerate(turns):
            if number % every == every // 2 and planned:
                name = planned.pop()
                story.accidents.append(name)
                broken.append(fate.submit(ACCIDENTS[name], house, random.Random(chance.random())))
            house.providers[turn.kind].write(turn.customer, turn.writing)
            story.written.append(turn)
            if number % _ANSWERED_EVERY == 0:
                answered.append(agents.submit(_answer, house, story, chance.random()))
            if number % 10 == 0:
                _breathe(house, story)
        for one in (*broken, *answered):
            one.result()  # raises what went wrong with the accident itself
    _calm(house, story)
    story.ended = house.ended()
    story.seconds = time.monotonic() - began
    return story


def _planned(chance: random.Random, many: int) -> list[str]:
    """Each of them before any comes again."""
    planned: list[str] = []
    while len(planned) < many:
        planned += chance.sample(sorted(ACCIDENTS), len(ACCIDENTS))
    return planned[:many]


def _turns(house: House, chance: random.Random, messages: int) -> Iterator[Turn]:
    """In an order in which everybody is in everybody's way."""
    kinds = sorted(house.providers)
    people = max(1, messages // EACH)
    order = [number % people for number in range(messages)]
    chance.shuffle(order)
    wrote: Counter[int] = Counter()
    for position, person in enumerate(order):
        wrote[person] += 1
        kind = kinds[person % len(kinds)]
        yield Turn(kind, _address(kind, person), _writing(kind, person, wrote[person], position))


def _address(kind: str, person: int) -> str:
    return {
        "whatsapp": f"4917139{person:05d}",
        "threema": f"K{person:07d}",
        "email": f"kundin{person}@example.org",
    }[kind]


def _writing(kind: str, person: int, number: int, position: int) -> Writing:
    """Texts say whose they are; some come late, some bring a file, some are commands."""
    text = f"{number}. Nachricht von {person}"
    if kind == "email":
        return Writing(text, subject=f"Frage {number}")
    if number == _STOPS_AT and person // 3 % _STOPS_EVERY == 0:
        return Writing("STOP")
    late = kind == "whatsapp" and position % _LATE_EVERY == 0
    fields = {"minutes_ago": 1 + position % 7} if late else {}
    if position % _FILE_EVERY == 0:
        file = File(f"{position}.jpg", "image/jpeg", _picture(position))
        return Writing(text, "image", file=file, fields=fields)
    return Writing(text, fields=fields)


def _picture(number: int) -> bytes:
    return b"\xff\xd8\xff\xe0" + number.to_bytes(4, "big") * 2_000 + b"\xff\xd9"


def _answer(house: House, story: Story, luck: float) -> None:
    """An agent's, tried until it is stored."""
    world = house.stand.world
    text = f"Antwort {luck!r}"
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            with world.database.transaction() as session:
                conversation = _some_conversation(session, luck)
                if conversation is None:
                    return
                able = world.accounts.channel(conversation.account_id).capabilities
                letter = Letter(text, Author.AGENT, Purpose.SERVICE, text)
                post(session, conversation, letter, able, now=world.clock())
        except SQLAlchemyError:  # the page says so, and the agent tries again
            time.sleep(0.2)
        else:
            story.answers.append(text)
            return
    raise AssertionError("an agent could not answer for two minutes")


def _some_conversation(session, luck: float) -> Conversation | None:
    count = session.execute(select(func.count()).select_from(Conversation)).scalar_one()
    ids = select(Conversation.id).order_by(Conversation.id).offset(int(luck * count)).limit(1)
    found = session.scalars(ids).first()
    return session.get(Conversation, found) if found else None


def _breathe(house: House, story: Story) -> None:
    """Let the shop come near, so that accidents meet every station at work."""
    deadline = time.monotonic() + _BREATH_SECONDS
    while _under_way(house, story) > _BACKLOG and time.monotonic() < deadline:
        time.sleep(0.05)


def _under_way(house: House, story: Story) -> int:
    """0 while the database does not answer: then customers write on."""
    try:
        return len(story.written) - _messages(house) + _waiting(house)
    except SQLAlchemyError:
        return 0


def _waiting(house: House) -> int:
    with house.stand.world.database.reading() as session:
        raw = select(func.count()).where(RawEvent.fate == Fate.WAITING)
        out = select(func.count()).where(Delivery.stage.in_(PENDING))
        files = select(func.count()).where(Attachment.state == FileState.WAITING)
        return sum(session.execute(one).scalar_one() for one in (raw, out, files))


def _calm(house: House, story: Story) -> None:
    """Nothing breaks any more. Time passes faster, until all has come and nothing waits; what has
    not come in the end is the auditor's business."""
    for provider in house.providers.values():
        provider.script(Faults())
    resume_all(house)
    began, quiet = time.monotonic(), 0
    while quiet < _QUIET_LOOKS and time.monotonic() < began + _CALM_WITHIN:
        house.weather.move_clock(_HURRY * (time.monotonic() - began))
        still = _waiting(house) == 0 and _messages(house) >= len(story.written)
        quiet = quiet + 1 if still else 0
        time.sleep(0.1)


def _messages(house: House) -> int:
    with house.stand.world.database.reading() as session:
        incoming = select(func.count()).where(Message.direction == Direction.IN)
        return session.execute(incoming).scalar_one()
