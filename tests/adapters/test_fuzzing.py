"""Whatever arrives, `parse` ends in events, `NotYet` or a dead letter."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from adapters import kinds
from inbox.channel import Channel, RawRequest
from tests.adapters.fuzzing import Target, attack, harmless, targets
from tests.pigeon import Pigeon, PigeonSettings, request

EXAMPLES = 100


@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_nothing_worse_than_a_dead_letter_comes_of(target):
    attack(target, examples=EXAMPLES, anew=False)


def test_every_channel_is_fuzzed():
    assert {target.name.split("-")[0].split(":")[0] for target in targets()} >= set(kinds())


class Careless(Pigeon):
    """Breaks on a request that holds a seven."""

    def parse(self, raw: RawRequest):
        if b"7" in raw.body:
            raise KeyError("seven")
        return super().parse(raw)


def test_a_parser_that_breaks_is_found():
    careless: Channel = Careless(PigeonSettings("loft"), memory=None)  # type: ignore[arg-type]
    bodies = st.integers(0, 9).map(lambda n: request({"id": "1", "text": str(n)}))

    def check(raw: RawRequest) -> None:
        harmless(careless, raw)

    with pytest.raises(KeyError):
        attack(Target("careless", bodies, check), examples=EXAMPLES, anew=False)


def test_a_nul_and_a_time_without_zone_are_found():
    pigeon = Pigeon(PigeonSettings("loft"), memory=None)  # type: ignore[arg-type]
    with pytest.raises(AssertionError, match="NUL"):
        harmless(pigeon, request({"id": "1", "text": "a\x00"}))
    with pytest.raises(AssertionError, match="id"):
        harmless(pigeon, request({"id": "", "text": "a"}))
