"""What every channel must do, tested for each kind of account that `cases` modules bring."""

from __future__ import annotations

import dataclasses
from importlib import import_module
from typing import get_type_hints

import pytest

from adapters import discover, kinds
from inbox.channel import (
    BadSignature,
    Capabilities,
    Channel,
    Event,
    ForAnotherAccount,
    InboundMessage,
    NotYet,
    RawRequest,
    Unsupported,
)
from tests.adapters.case import ChannelCase

CASES: list[ChannelCase] = [
    case for kind in kinds() for case in import_module(f"tests.adapters.{kind}.cases").CASES
]


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> ChannelCase:
    return request.param


def test_every_folder_is_a_channel_of_its_name():
    assert discover()
    for kind, channel in discover().items():
        assert issubclass(channel, Channel)
        assert channel.kind == kind
        assert channel.label
        assert dataclasses.is_dataclass(channel.Settings)


def test_every_channel_brings_cases():
    assert {case.kind for case in CASES} == set(kinds())


def test_names_its_abilities_and_its_own_address(case):
    channel = case.channel()
    assert isinstance(channel.capabilities, Capabilities)
    assert channel.capabilities.medium in {"chat", "mail"}
    assert channel.own_address


def test_settings_hide_secrets(case):
    shown = repr(case.settings()) + repr(case.channel())
    for secret in case.secrets:
        assert secret not in shown


def test_secret_fields_are_marked_for_the_form(case):
    settings = case.settings()
    for field in dataclasses.fields(settings):
        assert field.metadata.get("label"), field.name
        if str(getattr(settings, field.name)) in case.secrets:
            assert field.metadata.get("secret") is True, field.name


def test_the_form_speaks_german_and_asks_only_for_what_counts(case):
    names = {field.name for field in dataclasses.fields(case.settings())}
    for field in dataclasses.fields(case.settings()):
        german = field.metadata["de"]
        assert all(german[word] for word in ("label", "help")), field.name
        on, values = field.metadata.get("when") or (None, ())
        assert on is None or (on in names and values), field.name


def test_settings_are_of_types_that_a_form_can_hold(case):
    hints = get_type_hints(type(case.settings()))
    assert set(hints.values()) <= {str, int, bool}


def test_accepts_what_its_provider_sent(case):
    channel = case.channel()
    assert case.genuine() or channel.pulls
    for raw in case.genuine():
        channel.verify(raw)


def test_refuses_what_somebody_else_sent(case):
    channel = case.channel()
    assert case.forged()
    for raw in case.forged():
        with pytest.raises(BadSignature):
            channel.verify(raw)


def test_keeps_the_headers_that_it_needs(case):
    """The core stores only `kept_headers`; what `parse` reads must survive that."""
    channel = case.channel()
    for sample in case.samples():
        kept = {k: v for k, v in sample.raw.headers.items() if k in channel.kept_headers}
        stored = dataclasses.replace(sample.raw, headers=kept)
        assert parsed(channel, stored) == parsed(channel, sample.raw), sample.name


def test_understands_its_samples(case):
    channel = case.channel()
    assert case.samples()
    for sample in case.samples():
        events = parsed(channel, sample.raw)
        if sample.events is not None:
            assert events == list(sample.events), sample.name


def test_reads_the_same_bytes_alike_every_time(case):
    for sample in case.samples():
        assert parsed(case.channel(), sample.raw) == parsed(case.channel(), sample.raw)


def test_times_are_aware_and_ids_unique_within_a_request(case):
    for sample in case.samples():
        events = parsed(case.channel(), sample.raw)
        for event in events:
            moment = getattr(event, "sent_at", None) or getattr(event, "at", None)
            if moment is not None:
                assert moment.utcoffset() is not None, sample.name
        ids = [e.external_id for e in events if isinstance(e, InboundMessage | Unsupported)]
        assert all(ids), sample.name
        assert len(set(ids)) == len(ids), sample.name


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00", b"{", b"[]", b"null", b"\xff\xfe" * 50, b'{"entry": 7}', b"a=b&c", b"[" * 5000],
    ids=["empty", "nul", "open", "list", "null", "binary", "type", "form", "deep"],
)
def test_survives_bytes_that_are_not_of_its_protocol(case, body):
    """A `ValueError` makes a dead letter; anything else would be a defect."""
    try:
        case.channel().parse(RawRequest("POST", "/", {}, {}, body))
    except (ValueError, NotYet):
        return


def test_prepares_what_it_can_say_and_the_same_again(case):
    channel = case.channel()
    assert case.outbound()
    for message in case.outbound():
        prepared = channel.prepare(message)
        assert isinstance(prepared, bytes)
        assert prepared


def parsed(channel: Channel, raw: RawRequest) -> list[Event]:
    events = channel.parse(raw)
    assert isinstance(events, list)
    for event in events:
        assert isinstance(event, Event | ForAnotherAccount)
    return events


def test_names_its_provider_for_the_privacy_notice(case):
    assert case.channel().provider.strip()
