"""Reads facts from JSON, for who asks the rules from outside: strict about names, mild about gaps.

The JSON is shaped like the dataclasses: a fact that is left out or null takes its default. A span
of time is called `<fact>_minutes` there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Any, ClassVar, Final, Protocol, TypeVar

from inbox.automation.facts import (
    AccountFacts,
    Advertises,
    AnswerRule,
    ConsentFacts,
    ConversationFacts,
    Hours,
    HoursFacts,
    IdentityFacts,
    Limits,
    Medium,
    MessageFacts,
    Phase,
    Planned,
    Policy,
    Request,
)
from inbox.automation.phrases import read_phrases
from inbox.automation.reasons import Reply
from inbox.channel import Automated, Kind, Wish
from inbox.consent.keywords import Command
from inbox.consent.normalise import normalise
from inbox.consent.purpose import Purpose, Standing


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Made = TypeVar("Made", bound=_Dataclass)
Word = TypeVar("Word", bound=StrEnum)
Read = Callable[[object], object]

LARGEST_LIST: Final = 1_000
LARGEST_TEXT: Final = 100_000  # characters
FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2199


def read_facts(made: type[Made], document: object) -> Made:
    """`made` from a JSON object; raises ValueError with a sentence that names the fact."""
    given = read_object(document)
    known = {json_name(one): one for one in fields(made)}
    if unknown := [name for name in given if name not in known]:
        raise ValueError(f"there is no fact {unknown[0][:60]!r}, there are {', '.join(known)}")
    values = {
        one.name: _read(one, name, given[name])
        for name, one in known.items()
        if given.get(name) is not None
    }
    for name, one in known.items():
        if one.name not in values and one.default is one.default_factory is MISSING:
            raise ValueError(f"the fact {name!r} is needed")
    return made(**values)


def json_name(fact: Field[Any]) -> str:
    return f"{fact.name}_minutes" if _type_of(fact) == "timedelta" else fact.name


def read_object(document: object) -> Mapping[str, object]:
    if not isinstance(document, Mapping) or len(document) > LARGEST_LIST:
        raise ValueError(f"a JSON object of at most {LARGEST_LIST} entries was expected")
    return document


def read_moment(written: object) -> datetime:
    """RFC 3339 with a zone, far enough from the ends of what can be counted."""
    try:
        moment = datetime.fromisoformat(written if isinstance(written, str) else "")
    except ValueError:
        moment = datetime.min  # noqa: DTZ901 - refused below, as it has no zone
    if moment.tzinfo is None or not FIRST_YEAR < moment.year < LAST_YEAR:
        raise ValueError(f"{_quoted(written)} is no moment like 2026-11-24T10:00:00Z")
    return moment.astimezone(UTC)


def _read(fact: Field[Any], name: str, value: object) -> object:
    try:
        return _READERS[_type_of(fact)](value)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _type_of(fact: Field[Any]) -> str:
    return str(fact.type).removesuffix(" | None")


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{_quoted(value)} is neither true nor false")  # noqa: TRY004
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1_000_000:
        raise ValueError(f"{_quoted(value)} is no count")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LARGEST_TEXT:
        raise ValueError(f"{_quoted(value)} is no text of at most {LARGEST_TEXT} characters")
    return value


def _span(value: object) -> timedelta:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 10_000_000:
        raise ValueError(f"{_quoted(value)} is no number of minutes")
    return timedelta(minutes=value)


def _time(value: object) -> time:
    try:
        return time.fromisoformat(_text(value)).replace(tzinfo=None)
    except ValueError:
        raise ValueError(f"{_quoted(value)} is no time of day like 22:00") from None


def _word(words: type[Word]) -> Callable[[object], Word]:
    def read(value: object) -> Word:
        if value not in tuple(words):
            raise ValueError(f"{_quoted(value)} is none of {', '.join(words)}")
        return words(str(value))

    return read


def _list(value: object) -> Sequence[object]:
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) > LARGEST_LIST:
        raise ValueError(f"a list of at most {LARGEST_LIST} entries was expected")
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(one) for one in ([value] if isinstance(value, str) else _list(value)))


def _by_reply(read: Read) -> Read:
    reply = _word(Reply)
    return lambda value: {reply(key): read(one) for key, one in read_object(value).items()}


def _rules(value: object) -> tuple[AnswerRule, ...]:
    rules = tuple(read_facts(AnswerRule, one) for one in _list(value))
    for rule in rules:
        read_phrases(rule.phrases)  # what is wrong with one is said now
    return rules


def _group(made: type[_Dataclass]) -> Read:
    return lambda value: read_facts(made, value)


def _quoted(value: object) -> str:
    return repr(value)[:60]


# By the type that the dataclass names, so that a new fact of a known type can be asked at once.
_READERS: Final[Mapping[str, Read]] = {
    "bool": _flag,
    "int": _count,
    "str": _text,
    "datetime": read_moment,
    "timedelta": _span,
    "time": _time,
    "tuple[str, ...]": _texts,
    "tuple[datetime, ...]": lambda value: tuple(read_moment(one) for one in _list(value)),
    "frozenset[str]": lambda value: frozenset(_texts(value)),
    "frozenset[Medium]": lambda value: frozenset(_word(Medium)(one) for one in _list(value)),
    "Mapping[str, tuple[str, ...]]": lambda value: {
        name: _texts(values) for name, values in read_object(value).items()
    },
    "Mapping[str, Command]": lambda value: {
        normalise(_text(words)): _word(Command)(meant)
        for words, meant in read_object(value).items()
    },
    "Mapping[str, datetime]": lambda value: {
        key: read_moment(moment) for key, moment in read_object(value).items()
    },
    "Mapping[Reply, datetime]": _by_reply(read_moment),
    "Mapping[Reply, Advertises]": _by_reply(_word(Advertises)),
    "tuple[AnswerRule, ...]": _rules,
    **{
        words.__name__: _word(words)
        for words in (
            Advertises,
            Automated,
            Hours,
            Kind,
            Medium,
            Phase,
            Purpose,
            Reply,
            Standing,
            Wish,
        )
    },
    **{
        made.__name__: _group(made)
        for made in (
            AccountFacts,
            ConsentFacts,
            ConversationFacts,
            HoursFacts,
            IdentityFacts,
            Limits,
            MessageFacts,
            Planned,
            Policy,
            Request,
        )
    },
}
