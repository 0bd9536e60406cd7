"""Round trips over real sockets between the adapter and the simulated providers and phones."""

from __future__ import annotations

import ast
import json
import struct
import time
import zlib
from pathlib import Path

import pytest

import adapters.whatsapp.simulated
from adapters.simulation import Connection, Faults, File, Place, Writing
from adapters.whatsapp import demo
from adapters.whatsapp.settings import Settings
from adapters.whatsapp.simulated import examples, writing
from adapters.whatsapp.simulated.line import line
from adapters.whatsapp.simulated.phone import bsuid
from adapters.whatsapp.simulated.reported import REPORTED
from adapters.whatsapp.simulated.signing import twilio_headers
from adapters.whatsapp.simulator import WhatsAppSimulator
from inbox import http
from inbox.channel import (
    AccountBroken,
    AccountHealth,
    AliasKind,
    Button,
    DeliveryUpdate,
    Echoed,
    Edited,
    FetchError,
    IdentityChanged,
    InboundMessage,
    Kind,
    OutboundMedia,
    OutboundMessage,
    OutcomeUnknown,
    Preference,
    Reaction,
    Rejected,
    Revoked,
    Sender,
    State,
    TemplateUse,
    TryLater,
    Unsupported,
    WindowClosed,
    Wish,
)
from tests.adapters.whatsapp.account import sample_json
from tests.adapters.whatsapp.desk import ANNA, BERND, DARIA, connected, desk, eventually


@pytest.fixture(scope="module")
def shared():
    with desk() as shared:
        yield shared


@pytest.fixture
def table(shared):
    """The desk, wiped: messages, faults and what the shop received."""
    shared.wipe()
    return shared


@pytest.fixture(scope="module", params=["meta", "360dialog", "twilio"])
def any_shared(request):
    with desk(request.param) as shared:
        yield shared


@pytest.fixture
def any_table(any_shared):
    any_shared.wipe()
    return any_shared


def updates(events):
    return [event for event in events if isinstance(event, DeliveryUpdate)]


# ----- customers write


def test_a_text_arrives_signed_and_known(any_table):
    message_id = any_table.simulator.write(ANNA, Writing("Wo bleibt mein Paket?"))
    event = any_table.one()
    assert isinstance(event, InboundMessage)
    assert (event.external_id, event.text) == (message_id, "Wo bleibt mein Paket?")
    assert event.sender.name == "Anna Schäfer"
    known = {alias.value for alias in event.sender.aliases}
    assert {ANNA, bsuid("a seed", ANNA)} <= known


KINDS = {
    "text": Kind.TEXT,
    "image": Kind.IMAGE,
    "voice": Kind.VOICE,
    "audio": Kind.AUDIO,
    "document": Kind.DOCUMENT,
    "sticker": Kind.STICKER,
    "location": Kind.LOCATION,
    "contacts": Kind.CONTACTS,
    "button": Kind.CHOICE,
    "list": Kind.CHOICE,
    "form": Kind.FORM,
    "call-permission": Kind.CHOICE,
    "order": Kind.ORDER,
    "product-question": Kind.TEXT,
    "lost-file": Kind.IMAGE,
    "call": Kind.CALL,
}


@pytest.mark.parametrize(("kind", "expected"), KINDS.items())
def test_every_kind_of_message_is_understood(table, kind, expected):
    table.simulator.write(ANNA, Writing("Wort", kind=kind))
    event = table.one()
    assert isinstance(event, InboundMessage)
    assert event.kind is expected
    assert len(table.phone()) == 1


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("text", Kind.TEXT),
        ("image", Kind.IMAGE),
        ("voice", Kind.VOICE),
        ("document", Kind.DOCUMENT),
        ("location", Kind.LOCATION),
        ("button", Kind.CHOICE),
    ],
)
def test_every_kind_that_a_provider_passes_on_is_understood(any_table, kind, expected):
    any_table.simulator.write(ANNA, Writing("Wort", kind=kind))
    event = any_table.one()
    assert isinstance(event, InboundMessage)
    assert event.kind is expected


@pytest.mark.parametrize("kind", ["unsupported", "unknown", "broken", "too-large"])
def test_what_nobody_can_read_is_shown_as_such(table, kind):
    table.simulator.write(ANNA, Writing(kind=kind))
    assert isinstance(table.one(), Unsupported)


def test_a_question_about_a_product_names_it_and_a_lost_file_says_so(table):
    table.simulator.write(ANNA, Writing("Auch in Rot?", kind="product-question"))
    table.simulator.write(ANNA, Writing("So kam es an", kind="lost-file"))
    asked, lost = table.arrived(2)
    assert asked.details["product"]["id"] == "SCHERE-LH-01"
    assert (lost.media, lost.details["missing"]) == ((), "undownloaded")


def test_history_comes_in_both_directions_and_is_old(table):
    table.simulator.write(ANNA, Writing("Gibt es das auch in Rot?", kind="history"))
    asked, told = table.arrived(2)
    assert (asked.text, asked.imported) == ("Gibt es das auch in Rot?", True)
    assert (told.text, told.imported) == ("Wir melden uns.", True)
    assert isinstance(told, Echoed)


def test_the_shop_can_change_on_its_phone_what_it_wrote_there(table):
    table.simulator.write(ANNA, Writing("Guten Tag", kind="echo"))
    first = table.phone()[0].id
    about = {"target": first}
    table.simulator.write(ANNA, Writing("Guten Abend", kind="echo-edit", fields=about))
    table.simulator.write(ANNA, Writing(kind="echo-revoke", fields=about))
    table.simulator.write(ANNA, Writing("Foto", kind="echo-image"))
    echoed, edited, revoked, picture = table.arrived(4)
    assert [echoed.external_id, edited.target, revoked.target] == [first] * 3
    assert (picture.kind, len(picture.media)) == (Kind.IMAGE, 1)


def test_a_new_user_id_is_a_claim_and_the_person_goes_on(table):
    before = bsuid("a seed", DARIA)
    table.simulator.write(DARIA, Writing(kind="new-user-id"))
    table.simulator.write(DARIA, Writing("Ich bin noch da"))
    changed, said = table.arrived(2)
    assert isinstance(changed, IdentityChanged)
    assert (changed.old.address, changed.new.address) == (before, said.sender.address)


def test_another_security_code_is_a_notice(table):
    table.simulator.write(ANNA, Writing(kind="identity-changed"))
    event = table.one()
    assert (event.kind, event.details) == (Kind.SYSTEM, {"event": "customer_identity_changed"})


def test_news_of_the_account_and_of_templates_are_told_and_the_list_agrees(table):
    paused = {"event": "PAUSED", "name": "versand_verzoegert"}
    table.simulator.write(ANNA, Writing(kind="account-news", fields={"event": "DISABLED_UPDATE"}))
    table.simulator.write(ANNA, Writing(kind="template-news", fields=paused))
    banned, template = table.arrived(2)
    assert (banned.health, banned.what) == (AccountHealth.BROKEN, "ACCOUNT_UPDATE_DISABLED_UPDATE")
    assert (template.name, template.status) == ("versand_verzoegert", "PAUSED")
    listed = {one.name: one for one in table.channel.templates()}
    assert (listed[template.name].status, listed[template.name].sendable) == ("PAUSED", False)


def test_a_file_of_a_customer_is_fetched_and_checked(any_table):
    photo = File("Foto.jpg", "image/jpeg", b"jpeg" * 1000)
    any_table.simulator.write(ANNA, Writing("So kam es an", kind="image", file=photo))
    event = any_table.one()
    assert event.text == "So kam es an"
    assert b"".join(any_table.channel.fetch(event.media[0], None)) == photo.content
    assert any_table.simulator.counts()["downloads"] == 1


def test_a_file_that_whatsapp_forgot_is_gone(table):
    table.simulator.write(ANNA, Writing(kind="image"))
    event = table.one()
    table.simulator.files.forget(event.media[0].ref)
    with pytest.raises(FetchError) as told:
        list(table.channel.fetch(event.media[0], None))
    assert told.value.gone


def test_an_address_of_a_file_runs_out():
    now = [1_000_000.0]
    with desk(clock=lambda: now[0]) as table:
        photo = examples.photo()
        media_id = table.simulator.files.keep(photo)
        mid, until, mark = (
            part.split("=")[1] for part in table.simulator.files.query(media_id).split("&")
        )
        assert table.simulator.files.at(mid, until, mark) == photo
        now[0] += 301
        assert table.simulator.files.at(mid, until, mark) is None
        now[0] -= 301
        assert table.simulator.files.at(mid, until, "0" * 64) is None


def test_a_customer_with_a_username_shows_no_number_and_can_be_answered(any_table):
    any_table.simulator.write(DARIA, Writing("Guten Tag"))
    event = any_table.one()
    assert event.sender.address == bsuid("a seed", DARIA)
    assert not [alias for alias in event.sender.aliases if alias.kind is AliasKind.PHONE]
    message = OutboundMessage(event.sender, "Ja, wieder da.", "key")
    any_table.channel.send(message, any_table.channel.prepare(message))
    assert any_table.phone(DARIA)[-1].text == "Ja, wieder da."


def test_replies_reactions_edits_and_deletions_name_their_message(table):
    first = table.simulator.write(ANNA, Writing("Eins"))
    table.simulator.write(ANNA, Writing("Zwei", reply_to=first))
    table.simulator.write(ANNA, Writing(kind="reaction", reply_to=first, fields={"emoji": "🎉"}))
    table.simulator.write(ANNA, Writing(kind="no-reaction", reply_to=first))
    table.simulator.write(ANNA, Writing("Eins!", kind="edit", reply_to=first))
    table.simulator.write(ANNA, Writing(kind="revoke", reply_to=first))
    events = table.arrived(6)
    assert [type(event) for event in events] == [
        *[InboundMessage] * 2,
        *[Reaction] * 2,
        Edited,
        Revoked,
    ]
    assert events[1].reply_to == first
    assert {event.target for event in events[2:]} == {first}
    assert (events[2].emoji, events[3].emoji, events[4].text) == ("🎉", None, "Eins!")
    [one, two] = table.phone()
    assert one.details["deleted"]
    assert two.details["quotes"] == first


def test_forwards_advertisements_and_groups_are_circumstances(table):
    table.simulator.write(
        ANNA,
        Writing(
            "x",
            fields={
                "forwarded": True,
                "group_id": "Y2Fw",
                "referral": {"source_type": "ad", "ctwa_clid": "x"},
            },
        ),
    )
    event = table.one()
    assert event.group == "Y2Fw"
    assert event.details == {"forwarded": True, "referral": {"type": "ad"}}


def test_a_new_number_is_a_claim_and_the_phone_goes_on():
    with desk() as table:
        table.simulator.write(BERND, Writing("Hallo"))
        number = {"number": "+49 171 3920088"}
        table.simulator.write(BERND, Writing(kind="new-number", fields=number))
        table.simulator.write("491713920088", Writing("Ich bin's"))
        _first, change, last = table.arrived(3)
        assert isinstance(change, IdentityChanged)
        assert change.old.address == bsuid("a seed", BERND)
        assert change.new.address == bsuid("a seed", "491713920088")
        assert last.sender.name == "Bernd Oßwald"
        assert len(table.phone("491713920088")) == 2
        assert table.phone(BERND) == []


def test_wishes_calls_and_the_phone_app_have_fields_of_their_own(table):
    table.simulator.write(ANNA, Writing(kind="stop"))
    table.simulator.write(ANNA, Writing(kind="resume"))
    table.simulator.write(ANNA, Writing(kind="call", fields={"seconds": "12"}))
    table.simulator.write(ANNA, Writing("Vom Ladenhandy", kind="echo"))
    stop, resume, call, echo = table.arrived(4)
    assert isinstance(stop, Preference)
    assert (stop.wants, resume.wants) == (Wish.STOP_MARKETING, Wish.RESUME_MARKETING)
    assert call.details == {"status": "completed", "duration": 12}
    assert isinstance(echo, Echoed)
    assert [bubble.mine for bubble in table.phone()] == [True, False]


def test_every_offer_can_be_written():
    moves = {"new-number", "new-user-id"}
    assert set(writing.OFFERS) - moves == set(writing._COMPOSERS) | set(REPORTED)


@pytest.mark.parametrize(
    ("customer", "wrong"),
    [
        ("nobody", Writing("x")),
        (ANNA, Writing(kind="telepathy")),
        (ANNA, Writing(kind="edit")),
        (ANNA, Writing(kind="reaction")),
        (ANNA, Writing(kind="video")),
        (ANNA, Writing(kind="new-number", fields={"number": BERND})),
        (ANNA, Writing("x", fields={"to": "4999"})),
    ],
)
def test_what_cannot_be_written_is_said_to_the_person(table, customer, wrong):
    with pytest.raises(ValueError, match=r"\w"):
        table.simulator.write(customer, wrong)


def test_twilio_passes_some_things_on_to_nobody():
    with desk("twilio") as table:
        first = table.simulator.write(ANNA, Writing("Eins"))
        for kind in ("reaction", "edit", "revoke", "order", "call", "stop"):
            with pytest.raises(ValueError, match="Twilio does not pass on"):
                table.simulator.write(ANNA, Writing("x", kind=kind, reply_to=first))


def test_an_unknown_number_becomes_a_customer(table):
    table.simulator.write("+49 171 3920077", Writing("Neu hier", fields={"name": "Zoé"}))
    assert table.one().sender.name == "Zoé"
    assert "491713920077" in {customer.address for customer in table.simulator.customers()}


def test_customers_are_known_by_name_too(table):
    table.simulator.write("Anna Schäfer", Writing("Hallo"))
    assert len(table.phone(ANNA)) == len(table.phone(bsuid("a seed", ANNA))) == 1


# ----- the shop writes


def test_a_text_is_shown_and_reported_up_to_read(any_table):
    key = "01JD3Q6W4N9T8Z"
    message = OutboundMessage(Sender(ANNA), "Morgen kommt es.", key)
    external_id = any_table.channel.send(message, any_table.channel.prepare(message))
    assert [bubble.text for bubble in any_table.phone()] == ["Morgen kommt es."]
    any_table.arrived(2)
    any_table.simulator.look(ANNA)
    events = updates(any_table.arrived(3))
    assert [event.state for event in events] == [State.SENT, State.DELIVERED, State.READ]
    assert {event.external_id for event in events} == {external_id}
    assert {event.dedupe_key for event in events} == {key}
    any_table.simulator.look(ANNA)
    assert any_table.phone()[0].state == "read"


def test_a_reply_quotes_on_the_phone(table):
    first = table.simulator.write(ANNA, Writing("Wann?"))
    table.send("Morgen.", reply_to=first)
    assert table.phone()[-1].details["quotes"] == first


def test_a_reaction_stands_on_the_customers_message_and_is_only_sent(table):
    first = table.simulator.write(ANNA, Writing("Danke!"))
    table.send("", reply_to=first, emoji="🎉")
    assert table.phone()[0].details["reaction"] == "🎉"
    eventually(lambda: len(updates(table.events())) == 1)
    assert updates(table.events())[0].state is State.SENT
    assert len(table.phone()) == 1


def test_buttons_are_tapped_and_come_back(table):
    table.send("Gelöst?", buttons=(Button("ja", "Ja, danke"), Button("nein", "Noch offen")))
    bubble = table.phone()[-1]
    assert bubble.details["buttons"][1] == {"id": "nein", "title": "Noch offen"}
    table.simulator.write(
        ANNA,
        Writing("Noch offen", kind="button", reply_to=bubble.id, fields={"id": "nein"}),
    )
    eventually(lambda: any(isinstance(event, InboundMessage) for event in table.events()))
    [tap] = [event for event in table.events() if isinstance(event, InboundMessage)]
    assert (tap.kind, tap.details, tap.reply_to) == (
        Kind.CHOICE,
        {"id": "nein", "title": "Noch offen"},
        bubble.id,
    )


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [("image/png", "image"), ("application/pdf", "document"), ("audio/ogg", "audio")],
)
def test_a_file_of_the_shop_reaches_the_phone(table, tmp_path, content_type, kind):
    (tmp_path / "a").write_bytes(b"Inhalt" * 100)
    text = "" if kind == "audio" else "Anbei"
    media = OutboundMedia(str(tmp_path / "a"), content_type, "Übersicht.bin", 600)
    table.send(text, media=(media,))
    [bubble] = table.phone()
    assert (bubble.kind, bubble.text) == (kind, text)
    assert bubble.files[0].content == b"Inhalt" * 100
    assert bubble.files[0].content_type == content_type
    if kind == "document":
        assert bubble.files[0].name == "Übersicht.bin"


def test_templates_are_listed_and_filled_in(any_table):
    listed = {found.name: found for found in any_table.channel.templates()}
    assert len(listed) == 4
    assert not listed["herbst_rabatt"].sendable
    assert listed["versand_verzoegert"].variables == ("vorname", "bestellnummer")
    for name, language in (("versand_verzoegert", "de"), ("anfrage_wieder_oeffnen", "de")):
        any_table.send("", template=TemplateUse(name, language, ("Anna", "4711")))
    first, second = any_table.phone()
    assert first.text.startswith("Hallo Anna, Ihre Bestellung 4711 verzögert sich.")
    assert second.text.startswith("Hallo Anna, zu Ihrer Anfrage 4711")


def test_a_template_that_changed_since_it_was_listed_is_refused_by_the_provider(table):
    with pytest.raises(Rejected, match="TEMPLATE_UNKNOWN"):
        table.send("", template=TemplateUse("gibt_es_nicht", "de", ()))
    with pytest.raises(Rejected, match="TEMPLATE_VARIABLES"):
        table.send("", template=TemplateUse("versand_verzoegert", "de", ("nur eins",)))
    with pytest.raises(WindowClosed, match="TEMPLATE_PAUSED"):
        table.send("", template=TemplateUse("herbst_rabatt", "de", ("Anna",)))


def test_seen_and_typing_reach_the_phone(any_table):
    first = any_table.simulator.write(ANNA, Writing("Hallo"))
    any_table.channel.show_typing(first)
    assert any_table.simulator.counts()["typing"] == 1
    assert any_table.phone()[0].state == "read"
    with pytest.raises(Rejected):
        any_table.channel.show_typing("unknown")


def test_seen_marks_everything_before_it(table):
    table.simulator.write(ANNA, Writing("Eins"))
    second = table.simulator.write(ANNA, Writing("Zwei"))
    table.simulator.write(ANNA, Writing("Drei"))
    table.channel.mark_seen(second)
    assert [bubble.state for bubble in table.phone()] == ["read", "read", "sent"]


def test_the_check_of_a_connected_account_is_well(any_table):
    assert any_table.channel.health().facts


def test_outside_the_window_a_text_is_accepted_and_fails_later(any_table):
    any_table.simulator.write(ANNA, Writing("Alt", fields={"minutes_ago": 25 * 60}))
    any_table.send("Zu spät")
    eventually(lambda: len(updates(any_table.events())) == 2)
    _sent, failed = updates(any_table.events())
    assert isinstance(failed.reason, WindowClosed)
    assert [bubble.text for bubble in any_table.phone()] == ["Alt"]


# ----- faults


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Rejected),
        (401, AccountBroken),
        (403, AccountBroken),
        (404, Rejected),
        (429, TryLater),
        (500, TryLater),
        (502, TryLater),
        (503, TryLater),
    ],
)
def test_scripted_statuses_have_their_consequences(any_table, status, kind):
    any_table.simulator.script(Faults(statuses=(status, 0)))
    with pytest.raises(kind):
        any_table.send()
    assert any_table.phone() == []
    any_table.send()
    assert any_table.simulator.counts()["accepted"] == 1


@pytest.mark.parametrize(("code", "kind"), [(131056, TryLater), (131031, AccountBroken)])
def test_a_fault_may_be_a_code_of_the_provider(table, code, kind):
    table.simulator.script(Faults(statuses=(code,)))
    with pytest.raises(kind):
        table.send()


def test_a_code_that_comes_late_is_a_failed_status(table):
    table.simulator.script(Faults(statuses=(131026,)))
    external_id = table.send()
    eventually(lambda: len(updates(table.events())) == 2)
    failed = updates(table.events())[-1]
    assert (failed.external_id, failed.reason.code) == (external_id, "UNREACHABLE")


def test_a_line_cut_after_acceptance_is_unknown_and_found_again_by_our_key(any_table):
    any_table.simulator.script(Faults(drop_after_accept=1))
    message = OutboundMessage(Sender(ANNA), "Kommt an", "key-of-ours")
    with pytest.raises(OutcomeUnknown):
        any_table.channel.send(message, any_table.channel.prepare(message))
    assert [bubble.text for bubble in any_table.phone()] == ["Kommt an"]
    assert updates(any_table.arrived())[0].dedupe_key == "key-of-ours"


def test_a_webhook_can_come_twice(any_table):
    any_table.simulator.script(Faults(duplicate=1))
    any_table.simulator.write(ANNA, Writing("Doppelt"))
    first, second = any_table.arrived(2)
    assert first == second


def test_webhooks_can_overtake_each_other(table):
    table.simulator.script(Faults(reorder=True))
    for text in ("eins", "zwei", "drei", "vier"):
        table.simulator.write(ANNA, Writing(text))
    assert [event.text for event in table.arrived(4)] == ["zwei", "eins", "vier", "drei"]


def test_statuses_can_be_silenced(table):
    table.simulator.script(Faults(statuses_off=True))
    table.send()
    table.simulator.look(ANNA)
    table.simulator.write(ANNA, Writing("Hallo"))
    assert len(table.arrived()) == 1


def test_latency_slows_a_send_down(table):
    table.simulator.script(Faults(latency_ms=(40, 0)))
    started = time.monotonic()
    table.send()
    assert time.monotonic() - started >= 0.04


def test_a_refused_webhook_comes_again(any_table):
    for _ in range(2):
        any_table.shop.answer(503)
    any_table.simulator.write(ANNA, Writing("Hallo"))
    eventually(lambda: any_table.simulator.counts()["webhooks_sent"] == 1)
    assert any_table.simulator.counts()["webhooks_refused"] == 2


def test_only_200_is_an_acceptance(table):
    table.shop.answer(202)
    table.simulator.write(ANNA, Writing("Hallo"))
    eventually(lambda: table.simulator.counts()["webhooks_sent"] == 1)
    assert table.simulator.counts()["webhooks_refused"] == 1


def test_a_webhook_that_nobody_takes_is_lost_in_the_end(table):
    for _ in range(4):
        table.shop.answer(500)
    table.simulator.write(ANNA, Writing("Hallo"))
    eventually(lambda: table.simulator.counts()["webhooks_lost"] == 1)


def test_what_waits_together_comes_together(table):
    table.shop.answer(503)
    for number in range(8):
        table.simulator.write(ANNA, Writing(str(number)))
    events = table.arrived(8)
    assert sorted(event.text for event in events[-8:]) == sorted(map(str, range(8)))


def test_an_account_that_is_not_connected_loses_nothing_at_once():
    with desk() as table:
        simulator = WhatsAppSimulator(table.simulator.place, waits=(0.02,) * 200)
        simulator.start()
        try:
            simulator.write(ANNA, Writing("Früh"))
            settings = simulator.demo_account().settings
            simulator.connect(Connection(settings, f"{table.shop.url}/hooks/1"))
            assert table.one().text == "Früh"
        finally:
            simulator.stop()


# ----- the API is as strict as the real one


def test_a_wrong_token_is_refused(table):
    other = table.channel.settings.__class__(
        **{
            **{name: getattr(table.channel.settings, name) for name in _NAMES},
            "access_token": "another",
        }
    )
    channel = type(table.channel)(other, table.channel.memory)
    message = OutboundMessage(Sender(ANNA), "x", "key")
    with pytest.raises(AccountBroken, match="TOKEN_EXPIRED"):
        channel.send(message, channel.prepare(message))


_NAMES = list(Settings.__dataclass_fields__)


TEXT = {"type": "text", "text": {"body": "x"}}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"to": f"+{ANNA}"},
        {"to": "x", **TEXT},
        {"recipient": "DE.1", **TEXT},
        {"to": f"+{ANNA}", "type": "image", "image": {"id": "1"}},
        {"to": f"+{ANNA}", "type": "text", "text": {"body": "x" * 4097}},
        {"status": "read", "message_id": "?"},
    ],
)
def test_a_body_that_the_api_would_refuse_is_refused(table, body):
    graph = table.channel._provider.graph
    whole = json.dumps({"messaging_product": "whatsapp", **body}).encode()
    answer = http.call("POST", f"{graph.number}/messages", headers=graph.headers, body=whole)
    assert answer.status == 400
    assert answer.json()["error"]["code"] in {100, 131008, 131009}
    assert table.simulator.counts()["refused"] == 1


# ----- several numbers, the demo, and independence


def test_customers_write_to_the_number_they_dealt_with():
    with desk() as table:
        twilio = connected(table.simulator, table.shop, "twilio")
        message = OutboundMessage(Sender(BERND), "Von Twilio", "key")
        twilio.send(message, twilio.prepare(message))
        table.send("Von Meta", to=ANNA)
        table.shop.received.clear()
        table.simulator.write(ANNA, Writing("an Meta"))
        table.simulator.write(BERND, Writing("an Twilio"))
        table.simulator.write(BERND, Writing("an Meta", fields={"to": "493023125111"}))
        eventually(
            lambda: (
                len([r for r in table.shop.received if b"an+" in r.body or b"an " in r.body]) == 3
            )
        )
        bodies = [r.body for r in table.shop.received]
        assert any(b"an+Twilio" in body for body in bodies)
        assert sum(b"an Meta" in body for body in bodies) == 2


def test_the_story_is_told_and_understood():
    with desk() as table:
        for who, line_of_story in table.simulator.story():
            table.simulator.write(who, line_of_story)
        events = table.arrived(len(demo.story()))
        assert all(isinstance(event, InboundMessage) for event in events)
        assert {event.sender.name for event in events} >= {
            "Anna Schäfer",
            "Bernd Oßwald",
            "Cem Yıldız",
            "Daria Grün",
        }


def test_the_demo_is_the_same_for_the_same_seed_and_valid():
    place = Place("http://127.0.0.1:8010", 0, 0, Path("/nowhere"), "seed")
    account = WhatsAppSimulator(place).demo_account()
    assert account == WhatsAppSimulator(place).demo_account()
    assert Settings(**account.settings).base_url == "http://127.0.0.1:8010/whatsapp"
    other = Place("http://127.0.0.1:8010", 0, 0, Path("/nowhere"), "another")
    assert WhatsAppSimulator(other).demo_account() != account
    assert "seed" not in repr(account.settings)


def test_the_first_three_customers_are_the_demos_people():
    place = Place("http://127.0.0.1:8010", 0, 0, Path("/nowhere"), "seed")
    first = WhatsAppSimulator(place).customers()[:3]
    assert [customer.name for customer in first] == ["Anna Schäfer", "Bernd Oßwald", "Cem Yıldız"]
    assert all(customer.address.startswith("4917139200") for customer in first)


def test_the_settings_of_a_connection_must_be_complete():
    place = Place("http://127.0.0.1:8010", 0, 0, Path("/nowhere"), "seed")
    with pytest.raises(KeyError, match="app_secret"):
        WhatsAppSimulator(place).connect(
            Connection({"phone_number_id": "1", "waba_id": "2", "access_token": "3"}, "http://x")
        )


def test_nothing_of_the_simulator_knows_the_adapter():
    """A simulator that shared the adapter's code would share its bugs."""
    package = Path(adapters.whatsapp.simulated.__file__).parent
    allowed = ("adapters.simulation", "adapters.whatsapp.simulated", "adapters.whatsapp.demo")
    files = [*package.glob("*.py"), package.parent / "simulator.py", package.parent / "demo.py"]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in getattr(node, "names", [])]
            module = getattr(node, "module", None) or ""
            for name in [module] if isinstance(node, ast.ImportFrom) else names:
                if isinstance(node, ast.Import | ast.ImportFrom) and name.startswith("adapters"):
                    full = (
                        [f"{module}.{one}" for one in names]
                        if name == "adapters.whatsapp"
                        else [name]
                    )
                    assert all(one.startswith(allowed) for one in full), f"{file.name}: {full}"


def test_the_simulators_own_signature_is_that_of_the_vectors():
    vector = sample_json("signature_vectors.json")["twilio"][0]
    settings = {
        "provider": "twilio",
        "phone_number": "493023125111",
        "account_sid": "AC1",
        "auth_token": vector["auth_token"],
    }
    headers = twilio_headers(line(settings, None), vector["url"], vector["params"])
    assert headers["X-Twilio-Signature"] == vector["X-Twilio-Signature"]


def test_the_example_files_are_what_they_say():
    assert examples.photo().content.startswith(b"\x89PNG")
    size = struct.unpack(">II", examples.photo().content[16:24])
    assert size == (320, 240)
    data = examples.photo().content
    length = int.from_bytes(data[33:37], "big")
    assert len(zlib.decompress(data[41 : 41 + length])) == 240 * (320 * 3 + 1)
    assert examples.voice().content.startswith(b"OggS")
    assert examples.invoice().content.startswith(b"%PDF")
    assert examples.sticker().content[8:12] == b"WEBP"


def test_a_stopped_simulator_delivers_nothing_more():
    with desk() as table:
        table.simulator.stop()
        table.simulator.write(ANNA, Writing("Zu spät"))
        time.sleep(0.02)
        assert table.shop.received == []
