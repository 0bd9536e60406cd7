"""Round trips over real sockets between the adapter and the simulated Gateway and its phones."""

from __future__ import annotations

import ast
import time
from dataclasses import replace
from pathlib import Path

import pytest

import adapters.threema.simulated
from adapters.simulation import Connection, Faults, File, Writing
from adapters.threema import demo
from adapters.threema.channel import Threema
from adapters.threema.simulated import box as crypto
from adapters.threema.simulated import writing as phone_writing
from inbox import http
from inbox.channel import (
    AccountBroken,
    BadSignature,
    CheckFailed,
    DeliveryUpdate,
    Edited,
    FetchError,
    InboundMessage,
    Kind,
    OutboundMedia,
    OutboundMessage,
    OutcomeUnknown,
    Reaction,
    Rejected,
    Revoked,
    Sender,
    State,
    TryLater,
    Unsupported,
)
from tests.adapters.case import DictMemory
from tests.adapters.threema import vectors
from tests.adapters.threema.desk import JONAS, LENA, desk, eventually


@pytest.fixture(scope="module")
def shared():
    with desk() as shared:
        yield shared


@pytest.fixture
def table(shared):
    """The desk, wiped: messages, faults and what the shop received."""
    shared.simulator.reset()
    shared.shop.received.clear()
    shared.channel.memory.entries.clear()
    return shared


# ----- customers write


def test_a_text_travels_from_the_phone_to_the_shop(table):
    bubble = table.simulator.write(LENA, Writing("Grüße 👋"))
    [message] = table.arrived()
    assert (message.text, message.sender) == ("Grüße 👋", Sender(LENA, "Lena Hoffmann"))
    assert message.external_id == f"{LENA}:{bubble}"
    eventually(lambda: table.phone()[0].state == "sent")


@pytest.mark.parametrize(
    ("kind", "writing"),
    [
        (Kind.IMAGE, Writing("So kam es an", kind="image")),
        (Kind.VOICE, Writing(kind="voice", fields={"seconds": 2})),
        (Kind.DOCUMENT, Writing("Beleg", kind="file")),
        (Kind.STICKER, Writing(kind="sticker")),
        (Kind.IMAGE, Writing(kind="old-image")),
        (Kind.VOICE, Writing(kind="old-sound")),
        (Kind.VIDEO, Writing(kind="old-video", file=File("f", "video/mp4", b"moving" * 900))),
        (Kind.VIDEO, Writing(kind="video", file=File("film.mp4", "video/mp4", b"moving" * 900))),
        (Kind.DOCUMENT, Writing(kind="file", file=File("größe ?.bin", "x/y", bytes(300_000)))),
    ],
)
def test_files_arrive_whole(table, kind, writing):
    table.simulator.write(LENA, writing)
    [message] = table.arrived()
    assert (message.kind, message.text) == (kind, writing.text)
    content = b"".join(table.channel.fetch(message.media[0], None))
    assert content == table.phone()[0].files[0].content


def test_films_and_documents_come_with_a_preview(table):
    table.simulator.write(LENA, Writing(kind="file"))
    [message] = table.arrived()
    _, preview = message.media
    assert b"".join(table.channel.fetch(preview, None)) == demo.photo().content


def test_a_place_arrives_with_its_name(table):
    place = {"latitude": "52.5", "longitude": "13.4", "name": "Laden", "address": "Weg 1\nBerlin"}
    table.simulator.write(LENA, Writing(kind="location", fields=place))
    [message] = table.arrived()
    assert (message.kind, message.details) == (Kind.LOCATION, place)


def test_an_answer_of_the_customer_names_our_message(table):
    ours = table.send("Welche Größe?")
    table.simulator.write(LENA, Writing("40", reply_to=ours.partition(":")[2]))
    answer = next(e for e in table.arrived(2) if isinstance(e, InboundMessage))
    assert (answer.text, answer.reply_to) == ("40", ours)


def test_what_was_written_can_be_changed_and_deleted(table):
    first = table.simulator.write(LENA, Writing("Grösse 39"))
    table.simulator.write(LENA, Writing("Größe 40 " * 30, kind="edit"))
    table.simulator.write(LENA, Writing(kind="delete", fields={"target": first}))
    _, edited, revoked = table.arrived(3)
    assert isinstance(edited, Edited)
    assert (edited.target, edited.text) == (f"{LENA}:{first}", "Größe 40 " * 30)
    assert isinstance(revoked, Revoked)
    assert revoked.target == f"{LENA}:{first}"
    assert table.phone()[0].details == {"edited": True, "deleted": True}


@pytest.mark.parametrize(
    ("kind", "emoji"),
    [("reaction", "🎉"), ("no-reaction", None), ("thumb-up", "👍"), ("thumb-down", "👎")],
)
def test_reactions_name_our_message(table, kind, emoji):
    table.simulator.script(Faults(statuses_off=True))
    ours = table.send()
    table.simulator.write(LENA, Writing(kind=kind, fields={"emoji": "🎉"}))
    reaction = table.arrived()[-1]
    assert isinstance(reaction, Reaction)
    assert (reaction.target, reaction.emoji) == (ours, emoji)


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("poll", "poll (0x15)"),
        ("vote", "vote in a poll (0x16)"),
        ("unknown", "0x77"),
        ("group-text", "text in a group (0x41)"),
    ],
)
def test_what_the_shop_cannot_read_is_at_least_seen(table, kind, what):
    table.simulator.write(LENA, Writing("Hallo", kind=kind))
    [event] = table.arrived()
    assert isinstance(event, Unsupported)
    assert event.what == what


def test_a_call_is_seen_and_typing_is_not(table):
    table.simulator.write(LENA, Writing(kind="typing"))
    table.simulator.write(LENA, Writing(kind="call"))
    [call] = table.arrived(2)
    assert call.kind is Kind.CALL


def test_everything_on_offer_can_be_written_and_is_taken(table):
    assert set(phone_writing.OFFERS) == set(phone_writing.COMPOSERS)
    table.send()
    table.simulator.write(LENA, Writing("Hallo"))
    film = File("film.mp4", "video/mp4", b"moving")
    for kind in set(phone_writing.OFFERS) - {"broken"}:
        file = film if "video" in kind else None
        table.simulator.write(LENA, Writing("Hallo", kind=kind, file=file))
    assert table.arrived(len(phone_writing.OFFERS))


@pytest.mark.parametrize(
    "writing", [Writing(kind="fax"), Writing(kind="video"), Writing(kind="edit")]
)
def test_what_cannot_be_written_is_said(table, writing):
    with pytest.raises(ValueError, match=r"cannot write|needs a file|no message"):
        table.simulator.write(LENA, writing)


def test_a_stranger_becomes_a_customer_and_an_address_must_be_one(table):
    table.simulator.write("NEWBUYER", Writing("Hallo"))
    [message] = table.arrived()
    assert message.sender.address == "NEWBUYER"
    assert "NEWBUYER" in [c.address for c in table.simulator.customers()]
    with pytest.raises(ValueError, match="Threema ID"):
        table.simulator.write("anna@example.org", Writing("Hallo"))


# ----- the shop answers


def test_an_answer_arrives_and_its_receipts_come_back(table):
    ours = table.send("Wir schauen nach.")
    [bubble] = table.phone()
    assert (bubble.text, bubble.mine) == ("Wir schauen nach.", False)
    table.arrived()
    table.simulator.look(LENA)
    updates = table.arrived(2)
    assert [(u.external_id, u.state) for u in updates if isinstance(u, DeliveryUpdate)] == [
        (ours, State.DELIVERED),
        (ours, State.READ),
    ]
    table.simulator.look(LENA)
    assert len(table.shop.received) == 2


def test_several_messages_that_are_read_at_once_are_told_in_one_receipt(table):
    table.simulator.script(Faults(statuses_off=True))
    ours = [table.send(text) for text in ("eins", "zwei")]
    table.simulator.script(Faults())
    table.simulator.look(LENA)
    updates = table.arrived()
    assert [(u.external_id, u.state) for u in updates] == [(o, State.READ) for o in ours]


def test_an_answer_quotes_what_it_answers(table):
    question = table.simulator.write(LENA, Writing("Wann?"))
    table.send("Morgen", reply_to=f"{LENA}:{question}")
    assert (table.phone()[1].text, table.phone()[1].details) == ("Morgen", {"quotes": question})


@pytest.mark.parametrize("emoji", ["👍", "🎉"])
def test_a_reaction_of_the_shop_shows_on_the_customers_message(table, emoji):
    question = table.simulator.write(LENA, Writing("Danke!"))
    table.send("", reply_to=f"{LENA}:{question}", emoji=emoji)
    assert table.phone()[0].details == {"reaction": emoji}


def test_a_look_of_the_shop_shows_on_the_customers_message(table):
    question = table.simulator.write(LENA, Writing("Hallo?"))
    table.arrived()
    table.channel.mark_seen(f"{LENA}:{question}")
    assert table.phone()[0].state == "read"
    assert len(table.shop.received) == 1  # and no receipt answers a receipt


@pytest.mark.parametrize("content_type", ["application/pdf", "image/png"])
def test_a_file_of_the_shop_can_be_opened_on_the_phone(table, tmp_path, content_type):
    path = tmp_path / "opened"
    path.write_bytes(b"label" * 5000)
    file = OutboundMedia(str(path), content_type, "Rücksendung.pdf", 25_000)
    table.send("Bitte aufkleben", media=(file,))
    [bubble] = table.phone()
    assert bubble.text == "Bitte aufkleben"
    assert bubble.files == (File("Rücksendung.pdf", content_type, b"label" * 5000),)


def test_the_account_is_healthy(table):
    assert int(table.channel.health().facts["credits"]) > 0


# ----- what goes wrong


def refused_send(table, faults, error):
    table.simulator.script(faults)
    with pytest.raises(error):
        table.send()


@pytest.mark.parametrize(
    ("status", "error"),
    [(401, AccountBroken), (402, AccountBroken), (404, Rejected), (429, TryLater), (503, TryLater)],
)
def test_scripted_refusals_are_understood_and_used_up(table, status, error):
    refused_send(table, Faults(statuses=(status, 0)), error)
    table.send()
    counts = table.simulator.counts()
    assert (counts["accepted"], counts["refused"]) == (1, 1)


def test_a_line_that_is_cut_after_acceptance_leaves_one_message_however_often_it_is_repeated(table):
    table.simulator.script(Faults(drop_after_accept=1))
    message = OutboundMessage(Sender(LENA), "Nur einmal", "key-once")
    table.channel.acquaint(Sender(LENA))
    prepared = table.channel.prepare(message)
    with pytest.raises(OutcomeUnknown):
        table.channel.send(message, prepared)
    table.channel.send(message, prepared)
    assert [b.text for b in table.phone()] == ["Nur einmal"]
    assert table.simulator.counts()["repeated"] == 1


def test_a_shop_that_is_down_gets_the_message_later(table):
    table.shop.answer(503)
    table.shop.answer(200)
    table.simulator.write(LENA, Writing("Hallo"))
    eventually(lambda: table.phone()[0].state == "sent")
    assert len(table.shop.received) == 2
    assert table.shop.received[0].body == table.shop.received[1].body


def test_a_shop_that_stays_down_loses_the_message(table):
    for _ in range(3):
        table.shop.answer(500)
    table.simulator.write(LENA, Writing("Hallo"))
    eventually(lambda: table.phone()[0].state == "failed")
    assert table.simulator.counts()["webhooks_lost"] == 1


def test_messages_can_arrive_twice_with_the_same_id(table):
    table.simulator.script(Faults(duplicate=1))
    table.simulator.write(LENA, Writing("Hallo"))
    first, second = table.arrived(2)
    assert first == second


def test_messages_can_arrive_in_the_wrong_order(table):
    table.simulator.script(Faults(reorder=True))
    for text in ("eins", "zwei", "drei", "vier"):
        table.simulator.write(LENA, Writing(text))
    assert [e.text for e in table.arrived(4)] == ["zwei", "eins", "vier", "drei"]


def test_sends_can_take_their_time(table):
    table.simulator.script(Faults(latency_ms=(60, 0)))
    started = time.monotonic()
    table.send()
    assert time.monotonic() - started > 0.05


def test_a_mac_that_is_wrong_is_refused_and_a_strangers_box_is_a_dead_letter(table):
    table.simulator.write(LENA, Writing("Hallo", fields={"trick": "forged"}))
    eventually(lambda: table.shop.received)
    with pytest.raises(BadSignature):
        table.channel.verify(table.requests()[0])
    table.shop.received.clear()
    table.simulator.write(LENA, Writing("Hallo", fields={"trick": "stranger"}))
    with pytest.raises(ValueError, match="decrypted"):
        table.arrived()


def test_a_broken_file_message_is_a_dead_letter(table):
    table.simulator.write(LENA, Writing(kind="broken"))
    with pytest.raises(ValueError):  # noqa: PT011 - the words are those of the JSON parser
        table.arrived()


def test_a_file_that_expired_is_gone(table):
    table.simulator.write(LENA, Writing(kind="image", fields={"expired": True}))
    [message] = table.arrived()
    with pytest.raises(FetchError) as failed:
        list(table.channel.fetch(message.media[0], None))
    assert failed.value.gone


def test_an_unknown_recipient_is_refused(table):
    with pytest.raises(Rejected, match="UNKNOWN_ID"):
        table.send(to="NOBODY00")


def test_an_id_of_the_basic_mode_is_told_apart(table):
    basic = Threema(replace(table.channel.settings, gateway_id=demo.BASIC_ID), DictMemory())
    basic.acquaint(Sender(LENA))
    message = OutboundMessage(Sender(LENA), "x", "key")
    with pytest.raises(Rejected, match="RECIPIENT_OR_MODE_REFUSED"):
        basic.send(message, basic.prepare(message))
    with pytest.raises(CheckFailed, match="does not know"):
        basic.health()


def test_credits_are_used_up_and_the_account_says_so():
    with desk() as table:
        table.simulator.account(demo.GATEWAY_ID).credits = 1
        table.send()
        with pytest.raises(AccountBroken, match="NO_CREDITS"):
            table.send()
        with pytest.raises(CheckFailed, match="used up"):
            table.channel.health()


def test_after_a_restart_customers_have_their_old_keys_and_another_installation_has_others(table):
    again = type(table.simulator)(table.simulator.place)
    other = type(table.simulator)(replace(table.simulator.place, seed="another seed"))
    key = table.simulator.public_key(LENA)
    assert again.public_key(LENA) == key != other.public_key(LENA)
    assert again.demo_account() == table.simulator.demo_account() != other.demo_account()


def test_messages_go_to_the_account_that_was_connected_last(table):
    settings = {**table.simulator.demo_account().settings, "gateway_id": "*SECOND1"}
    table.simulator.connect(Connection(settings, f"{table.shop.url}/hooks/2"))
    try:
        table.simulator.write(LENA, Writing("Hallo"))
        eventually(lambda: table.shop.received)
        assert table.shop.received[0].path == "/hooks/2"
    finally:
        account = table.simulator.demo_account()
        table.simulator.connect(Connection(account.settings, f"{table.shop.url}/hooks/1"))


# ----- the Gateway's other calls


def asked(table, path, *, method="GET", **more):
    settings = table.channel.settings
    sign = {"from": settings.gateway_id, "secret": settings.api_secret} | more.pop("sign", {})
    return http.call(method, settings.base_url + path, params=sign, **more)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/lookup/phone/490000", 404),
        ("/lookup/phone_hash/zz", 400),
        ("/lookup/fax/1", 404),
        ("/capabilities/L3NAH0FF", 200),
        ("/capabilities/NOBODY00", 404),
        ("/blobs/" + "00" * 16, 404),
    ],
)
def test_other_questions_have_the_gateways_statuses(table, path, status):
    assert asked(table, path).status == status


def test_a_wrong_secret_is_401_everywhere(table):
    for path in ("/credits", "/pubkeys/L3NAH0FF", "/capabilities/L3NAH0FF", "/lookup/phone/1"):
        assert asked(table, path, sign={"secret": "wrong"}).status == 401


@pytest.fixture
def linked(table):
    lena = table.simulator.phone(LENA)
    lena.phone, lena.email = "41791234567", "test@threema.ch"
    yield table
    lena.phone = lena.email = None


@pytest.mark.parametrize(
    "path",
    [
        "/lookup/phone/41791234567",
        "/lookup/email/test@threema.ch",
        "/lookup/phone_hash/ad398f4d7ebe63c6550a486cc6e07f9baa09bd9d8b3d8cb9d9be106d35a7fdbc",
        "/lookup/email_hash/1ea093239cc5f0e1b6ec81b866265b921f26dc4033025410063309f4d1a8ee2c",
    ],
)
def test_linked_numbers_and_addresses_are_found_also_by_the_documented_hashes(linked, path):
    assert asked(linked, path).text == LENA


def test_many_hashes_can_be_asked_at_once_but_not_too_many(linked):
    known = "ad398f4d7ebe63c6550a486cc6e07f9baa09bd9d8b3d8cb9d9be106d35a7fdbc"
    body = b'{"phoneHashes": ["%s"], "emailHashes": []}' % known.encode()
    [found] = asked(linked, "/lookup/bulk", method="POST", body=body).json()
    assert (found["identity"], found["phoneHash"]) == (LENA, known)
    many = b'{"phoneHashes": [%s]}' % b",".join([b'"%s"' % (b"0" * 64)] * 1001)
    assert asked(linked, "/lookup/bulk", method="POST", body=many).status == 413
    assert asked(linked, "/lookup/bulk", method="POST", body=b"[]").status == 400


@pytest.mark.parametrize(
    ("text", "status"), [("Guten Tag", 200), ("", 400), ("x" * 3501, 413), ("ä" * 1750, 200)]
)
def test_the_basic_mode_sends_plain_texts(table, text, status):
    settings = table.channel.settings
    form = {"from": demo.BASIC_ID, "secret": settings.api_secret, "to": JONAS, "text": text}
    answer = http.call("POST", f"{settings.base_url}/send_simple", form=form)
    assert answer.status == status
    assert [b.text for b in table.phone(JONAS)] == ([text] if status == 200 else [])


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"nonce": "00" * 23}, 400),
        ({"box": "zz"}, 400),
        ({"to": "NOBODY00"}, 400),
        ({"secret": "x"}, 401),
        ({"box": "00" * 7813}, 413),
        ({"box": "00" * 40}, 200),
    ],
)
def test_boxes_are_checked_as_far_as_the_gateway_can(table, changed, status):
    settings = table.channel.settings
    form = {"from": settings.gateway_id, "secret": settings.api_secret, "to": LENA}
    form |= {"nonce": "00" * 24, "box": "00" * 40} | changed
    assert http.call("POST", f"{settings.base_url}/send_e2e", form=form).status == status
    assert table.phone() == []


def test_an_empty_upload_is_refused(table):
    answer = asked(table, "/upload_blob", method="POST", files={"blob": ("x", b"", "a/b")})
    assert answer.status == 400


# ----- the simulator itself


def test_it_shares_no_line_with_the_adapter():
    folder = Path(adapters.threema.simulated.__file__).parent
    own = ("adapters.threema.simulated", "adapters.threema.demo", "adapters.simulation")
    for file in [*folder.glob("*.py"), folder.parent / "simulator.py", folder.parent / "demo.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("adapters"):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
                assert all(name.startswith(own) for name in names), file


@pytest.mark.parametrize("vector", vectors.OUTGOING, ids=[v["name"] for v in vectors.OUTGOING])
def test_its_own_crypto_opens_the_vectors(vector):
    key = crypto.PrivateKey(bytes.fromhex(vectors.private(vectors.CUSTOMER)))
    shop = crypto.PublicKey(bytes.fromhex(vectors.public(vectors.GATEWAY)))
    nonce, sealed = bytes.fromhex(vector["nonce_hex"]), bytes.fromhex(vector["box_hex"])
    kind, inner = crypto.unseal(nonce, sealed, key, shop)
    assert (kind, inner.hex()) == (int(vector["type"], 16), vector["inner_hex"])


def test_its_story_can_be_told(table):
    for customer, writing in table.simulator.story():
        table.simulator.write(customer, writing)
    told = table.arrived(len(table.simulator.story()))
    assert len(told) == len(table.simulator.story())
    assert {e.sender.address for e in told} <= {c.address for c in table.simulator.customers()}


def test_a_thousand_customers_write_at_once(table):
    for number in range(1000):
        table.simulator.write(f"C{number:07}", Writing("Hallo"))
    eventually(lambda: len(table.shop.received) == 1000, seconds=30)
    assert len({r.external_id for r in table.events()[:50]}) == 50
