"""The simulated provider, seen by the product that it serves and by other mail programs."""

from __future__ import annotations

import ast
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from adapters.email import demo
from adapters.email.channel import EmailChannel
from adapters.email.settings import Settings
from adapters.email.simulated import mailbox as boxes
from adapters.email.simulator import MAX_CUSTOMERS, EmailSimulator
from adapters.simulation import Bubble, Connection, Faults, File, Place, Writing
from inbox.channel import (
    AccountBroken,
    Automated,
    DeliveryUpdate,
    InboundMessage,
    Kind,
    OutboundMedia,
    OutboundMessage,
    OutcomeUnknown,
    Preference,
    Rejected,
    Sender,
    SendError,
    Trust,
    TryLater,
)
from tests.adapters.case import DictMemory

KATRIN = demo.PEOPLE[0][0]
TO_KATRIN = Sender(KATRIN)


@dataclass
class World:
    """The product's mailbox and its provider."""

    simulator: EmailSimulator
    channel: EmailChannel
    sent: int = field(default=0)

    def fetched(self) -> list[Any]:
        """The events of all new mail, committed as the core does."""
        found: list[Any] = []
        for raw, cursor in self.channel.poll():
            self.channel.memory.entries[cursor.key] = cursor.value
            found.extend(self.channel.parse(raw))
        return found

    def answer(self, text: str = "Guten Tag", to: str = KATRIN, **more: Any) -> OutboundMessage:
        self.sent += 1
        message = OutboundMessage(Sender(to), text, f"schluessel-{self.sent}", **more)
        self.channel.send(message, self.channel.prepare(message))
        return message

    def last(self, customer: str = KATRIN) -> Bubble:
        return self.simulator.bubbles(customer)[-1]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as found:
        yield found


class opened:  # noqa: N801 - reads like a function
    def __init__(self, state_dir: Path) -> None:
        place = Place("http://127.0.0.1:9", *free_ports(), state_dir, "saat")
        self.simulator = EmailSimulator(place)

    def __enter__(self) -> World:
        self.simulator.start()
        channel = EmailChannel(entered(self.simulator), DictMemory())
        self.world = World(self.simulator, channel)
        assert self.world.fetched() == []
        return self.world

    def __exit__(self, *_: object) -> None:
        self.world.channel.close()
        self.simulator.stop()


def entered(simulator: EmailSimulator, **changes: str) -> Settings:
    """The demo's settings, read as the core reads what a person typed."""
    hints, values = get_type_hints(Settings), {**simulator.demo_account().settings, **changes}
    read: dict[type, Callable[[str], Any]] = {int: int, bool: lambda v: v == "yes", str: str}
    return Settings(**{name: read[hints[name]](value) for name, value in values.items()})


def free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


# ----- customers write


def test_a_customers_mail_reaches_the_product(world):
    world.simulator.write(KATRIN, Writing("Gibt es Salbei?", subject="Farbe"))
    (message,) = world.fetched()
    assert isinstance(message, InboundMessage)
    assert (message.kind, message.subject, message.text) == (Kind.EMAIL, "Farbe", "Gibt es Salbei?")
    assert (message.sender.address, message.sender.name) == (KATRIN, "Katrin Sommer")
    assert message.loop_signs == ()
    assert message.automated is None


def test_a_customer_sees_that_the_mail_was_fetched(world):
    bubble_id = world.simulator.write(KATRIN, Writing("Hallo"))
    assert (world.last().id, world.last().mine, world.last().state) == (bubble_id, True, "sent")
    world.fetched()
    assert world.last().state == "fetched"


def test_html_and_files_travel(world):
    file = File("Beleg ü.pdf", "application/pdf", b"%PDF-1.4")
    world.simulator.write(KATRIN, Writing("Eins\nzwei", kind="html", file=file))
    (message,) = world.fetched()
    assert message.text == "Eins\nzwei"
    assert "<br>" in message.html
    assert [(m.filename, m.content_type) for m in message.media] == [
        ("Beleg ü.pdf", "application/pdf")
    ]


@pytest.mark.parametrize(
    ("kind", "automated"),
    [
        ("text", None),
        ("html", None),
        ("newsletter", Automated.BULK),
        ("out-of-office", Automated.AUTO_REPLY),
        ("bounce", Automated.BOUNCE),
        ("complaint", Automated.NOTIFICATION),
        ("delay", Automated.NOTIFICATION),
        ("plain-bounce", Automated.BOUNCE),
        ("read-receipt", Automated.RECEIPT),
        ("invitation", None),
        ("forward", None),
        ("contact-form", None),
        ("forged", None),
    ],
)
def test_every_kind_of_mail_is_what_it_says(world, kind, automated):
    world.simulator.write(KATRIN, Writing("Text", kind=kind, subject="Angebot"))
    assert world.fetched()[0].automated is automated


def test_every_kind_that_the_page_offers_can_be_written(world):
    for kind in world.simulator.offers:
        world.simulator.write(KATRIN, Writing("Text", kind=kind, file=File("a", "x", b"x")))
    assert len([e for e in world.fetched() if isinstance(e, InboundMessage)]) == len(
        world.simulator.offers
    )


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("inline-picture", ["bild.png"]),
        ("invitation", ["attachment-1.ics"]),
        ("forward", ["Ihre Bestellung.eml"]),
        ("winmail", ["Größe lang.pdf", "notiz.txt"]),
        ("signed", ["smime.p7s"]),
        ("encrypted", ["smime.p7m"]),
    ],
)
def test_files_of_odd_kinds_are_all_there(world, kind, files):
    world.simulator.write(KATRIN, Writing("Bitte sehr", kind=kind))
    assert [file.filename for file in world.fetched()[0].media] == files


def test_a_picture_in_the_text_is_shown_there(world):
    world.simulator.write(KATRIN, Writing("Bitte sehr", kind="inline-picture"))
    (message,) = world.fetched()
    assert message.media[0].inline_id == "bild@kunde"
    assert message.text == "Bitte sehr"


@pytest.mark.parametrize(
    ("kind", "protection"), [("signed", "smime-signed"), ("encrypted", "smime-encrypted")]
)
def test_signed_and_encrypted_mail_says_so(world, kind, protection):
    world.simulator.write(KATRIN, Writing("Bitte sehr", kind=kind))
    (message,) = world.fetched()
    assert message.details["protection"] == protection
    assert ("Bitte sehr" in message.text) is (kind == "signed")


@pytest.mark.parametrize(("kind", "trust"), [("text", Trust.VERIFIED), ("forged", Trust.FAILED)])
def test_the_receiving_server_says_whose_mail_it_is(world, kind, trust):
    world.simulator.write(KATRIN, Writing("Bitte sehr", kind=kind))
    assert world.fetched()[0].trust is trust


def test_a_contact_form_names_where_to_answer(world):
    world.simulator.write(KATRIN, Writing(kind="contact-form"))
    (message,) = world.fetched()
    assert message.details["reply_to"] == [{"name": "", "address": KATRIN}]
    assert "NO_REPLY_SENDER" in message.loop_signs


def test_a_bounce_for_people_fails_the_mail_that_it_gives_back(world):
    sent = world.answer()
    world.simulator.write(KATRIN, Writing(kind="plain-bounce"))
    _, update = world.fetched()
    assert isinstance(update, DeliveryUpdate)
    assert (update.dedupe_key, update.reason.code) == (sent.dedupe_key, "NO_SUCH_MAILBOX")


def test_an_unknown_address_becomes_a_customer(world):
    world.simulator.write("neu@kunden.example", Writing("Hallo"))
    assert "neu@kunden.example" in [c.address for c in world.simulator.customers()]
    assert world.simulator.customers()[0].address == KATRIN
    assert world.fetched()[0].sender.address == "neu@kunden.example"


@pytest.mark.parametrize("address", ["neu", "a b@c.example", "a@b.example\r\nBcc: c@d.example", ""])
def test_what_is_no_address_writes_nothing(world, address):
    with pytest.raises(ValueError, match="mail address"):
        world.simulator.write(address, Writing("x"))


def test_a_kind_that_mail_does_not_have_is_refused(world):
    with pytest.raises(ValueError, match="sticker"):
        world.simulator.write(KATRIN, Writing("x", kind="sticker"))


# ----- the shop answers


def test_an_answer_reaches_the_customer_in_the_thread(world):
    asked = world.simulator.write(KATRIN, Writing("Gibt es Salbei?", subject="Farbe"))
    (message,) = world.fetched()
    world.answer(
        "Ja, ab Montag.",
        subject=message.subject,
        reply_to=message.external_id,
        references=message.references,
    )
    bubble = world.last()
    assert (bubble.mine, bubble.subject, bubble.text) == (False, "Re: Farbe", "Ja, ab Montag.")
    assert bubble.details["in_reply_to"] == asked
    assert "Ja, ab Montag." in bubble.details["html"]


def test_a_file_of_the_shop_arrives(world, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"%PDF-1.4")
    world.answer(media=(OutboundMedia(str(path), "application/pdf", "Größe.pdf", 8),))
    assert world.last().files == (File("Größe.pdf", "application/pdf", b"%PDF-1.4"),)


def test_a_customer_answers_the_answer(world):
    sent = world.answer("Passt das?", subject="Farbe", conversation_token="tok-1")
    world.simulator.write(KATRIN, Writing("Ja!", kind="reply"))
    (message,) = world.fetched()
    assert message.reply_to == f"{sent.dedupe_key}@lavendel-leinen.example"
    assert message.reply_token == "tok-1"
    assert message.subject == "Re: Farbe"
    assert message.new_text == "Ja!"
    assert "> Passt das?" in message.text


def test_a_customer_may_answer_an_older_mail(world):
    first, _ = world.answer("Erste"), world.answer("Zweite")
    target = f"{first.dedupe_key}@lavendel-leinen.example"
    world.simulator.write(KATRIN, Writing("Dazu:", reply_to=target))
    assert world.fetched()[0].reply_to == target


def test_a_bounce_fails_the_mail_that_it_gives_back(world):
    sent = world.answer()
    world.simulator.write(KATRIN, Writing(kind="bounce"))
    message, update = world.fetched()
    assert message.automated is Automated.BOUNCE
    assert isinstance(update, DeliveryUpdate)
    assert update.dedupe_key == sent.dedupe_key


def test_a_complaint_names_its_customer(world):
    world.answer()
    world.simulator.write(KATRIN, Writing(kind="complaint"))
    _, preference = world.fetched()
    assert isinstance(preference, Preference)
    assert preference.sender.address == KATRIN


def test_automatic_mail_is_shown_as_such(world):
    world.answer(automated=True)
    assert world.last().details["automated"] == "auto-replied"


# ----- faults


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (421, TryLater),
        (450, TryLater),
        (451, TryLater),
        (452, TryLater),
        (454, TryLater),
        (535, AccountBroken),
        (550, Rejected),
        (552, Rejected),
        (554, Rejected),
        (599, Rejected),
    ],
)
def test_a_scripted_status_is_answered_once_and_in_order(world, status, kind):
    world.simulator.script(Faults(statuses=(0, status)))
    world.answer("Eins")
    with pytest.raises(SendError) as raised:
        world.answer("Zwei")
    assert isinstance(raised.value, kind)
    world.answer("Drei")
    assert [bubble.text for bubble in world.simulator.bubbles(KATRIN)] == ["Eins", "Drei"]
    assert world.simulator.counts()["refused"] == 1


def test_a_line_that_is_cut_after_acceptance_leaves_the_outcome_unknown(world):
    world.simulator.script(Faults(drop_after_accept=1))
    with pytest.raises(OutcomeUnknown):
        world.answer("Eins")
    assert world.last().text == "Eins"
    world.answer("Zwei")


def test_a_send_takes_as_long_as_scripted(world):
    world.simulator.script(Faults(latency_ms=(150, 0)))
    began = time.monotonic()
    world.answer()
    assert time.monotonic() - began >= 0.14


def test_a_mail_that_arrives_twice_is_one_message(world):
    world.simulator.script(Faults(duplicate=1))
    world.simulator.write(KATRIN, Writing("Hallo"))
    one, two = world.fetched()
    assert one.external_id == two.external_id
    assert world.simulator.counts()["delivered"] == 2


def test_mails_may_arrive_in_disorder(world):
    world.simulator.script(Faults(reorder=True))
    for text in ("1", "2", "3"):
        world.simulator.write(KATRIN, Writing(text))
    assert [message.text for message in world.fetched()] == ["2", "1"]
    world.simulator.script(Faults())
    assert [message.text for message in world.fetched()] == ["3"]


# ----- accounts


def test_the_wrong_password_opens_nothing(world):
    settings = replace(entered(world.simulator), imap_password="falsch", smtp_password="falsch")
    stranger = EmailChannel(settings, DictMemory())
    with pytest.raises(AccountBroken, match="SIGN_IN_FAILED"):
        list(stranger.poll())
    with pytest.raises(AccountBroken, match="SIGN_IN_FAILED"):
        stranger.send(world_message(), stranger.prepare(world_message()))


def world_message() -> OutboundMessage:
    return OutboundMessage(TO_KATRIN, "x", "schluessel-x")


def test_a_connected_mailbox_is_served_from_then_on(world):
    settings = {
        **world.simulator.demo_account().settings,
        "address": "zweite@laden.example",
        "imap_password": "eigenes",
    }
    world.simulator.connect(Connection(settings, "http://127.0.0.1:8000/hooks/1"))
    second = World(
        world.simulator, EmailChannel(entered(world.simulator, **settings), DictMemory())
    )
    assert second.fetched() == []
    world.simulator.write(KATRIN, Writing("An den zweiten"))
    assert world.fetched() == []
    assert [message.text for message in second.fetched()] == ["An den zweiten"]
    second.channel.close()


def test_the_demo_account_follows_from_the_seed_alone(tmp_path):
    place = Place("http://127.0.0.1:9", 1, 2, tmp_path, "saat")
    one, two = (EmailSimulator(place).demo_account() for _ in range(2))
    other = EmailSimulator(replace(place, seed="andere")).demo_account()
    assert one == two
    assert one.settings["imap_password"] != other.settings["imap_password"]


def test_the_story_is_told_by_people_with_a_phone(world):
    people = {customer.address for customer in world.simulator.customers()}
    for customer, writing in world.simulator.story():
        assert customer in people
        world.simulator.write(customer, writing)
    messages = world.fetched()
    assert len(messages) == len(world.simulator.story())
    assert all(message.trust is Trust.VERIFIED for message in messages)
    assert all(message.automated is None for message in messages)


def test_reset_forgets_messages_and_faults_but_no_account(world):
    world.simulator.write("neu@kunden.example", Writing("Hallo"))
    world.answer()
    world.simulator.script(Faults(statuses=(550,)))
    world.simulator.reset()
    assert world.simulator.counts()["accepted"] == 0
    assert len(world.simulator.customers()) == len(demo.PEOPLE)
    assert world.fetched() == []
    world.answer("Nach dem Anfang")
    assert world.last().text == "Nach dem Anfang"


# ----- the IMAP server


@pytest.fixture
def program(world: World) -> Iterator[IMAPClient]:
    """Another mail program."""
    place = world.simulator.place
    with IMAPClient("127.0.0.1", place.imap_port, ssl=False, timeout=10) as client:
        client.login(demo.SHOP, demo.password(place))
        yield client


def test_waiting_ends_when_a_customer_writes(world):
    timer = threading.Timer(0.2, world.simulator.write, (KATRIN, Writing("Hallo")))
    timer.start()
    began = time.monotonic()
    world.channel.wait(20.0)
    assert time.monotonic() - began < 10
    timer.join()
    assert len(world.fetched()) == 1


def test_a_program_sees_folders_flags_and_news(world, program):
    program.select_folder("INBOX")
    world.simulator.write(KATRIN, Writing("Eins"))
    world.simulator.write(KATRIN, Writing("Zwei"))
    assert (2, b"EXISTS") in program.noop()[1]
    uids = program.search()
    assert program.search(["UNSEEN"]) == uids
    program.add_flags(uids[:1], [b"\\Seen"])
    assert program.search(["UNSEEN"]) == uids[1:]
    assert program.search(["SEEN"]) == uids[:1]
    program.remove_flags(uids, [b"\\Seen"])
    assert program.get_flags(uids[:1]) == {uids[0]: ()}
    program.create_folder("Alt")
    assert program.folder_exists("Alt")
    assert [folder[2] for folder in program.list_folders()] == ["INBOX", "Alt"]
    program.move(uids[:1], "Alt")
    assert program.search() == uids[1:]
    assert program.folder_status("Alt", ["MESSAGES", "UIDNEXT"])[b"MESSAGES"] == 1


def test_reading_marks_a_mail_and_peeking_does_not(world, program):
    world.simulator.write(KATRIN, Writing("Eins"))
    program.select_folder("INBOX")
    (uid,) = program.search()
    program.fetch([uid], ["BODY.PEEK[]"])
    assert program.get_flags([uid]) == {uid: ()}
    program.fetch([uid], ["BODY[]"])
    assert program.get_flags([uid]) == {uid: (b"\\Seen",)}


def test_a_mail_can_be_fetched_in_parts(world, program):
    world.simulator.write(KATRIN, Writing("Eins"))
    program.select_folder("INBOX", readonly=True)
    (uid,) = program.search()
    whole = program.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"]
    part = program.fetch([uid], ["BODY.PEEK[]<5.10>"])[uid][b"BODY[]<5>"]
    header = program.fetch([uid], ["BODY.PEEK[HEADER]"])[uid][b"BODY[HEADER]"]
    size = program.fetch([uid], ["RFC822.SIZE", "INTERNALDATE", "FLAGS"])[uid]
    assert part == whole[5:15]
    assert header == whole.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert size[b"RFC822.SIZE"] == len(whole)


def test_removed_mail_is_told_and_gone(world, program):
    for text in ("1", "2", "3"):
        world.simulator.write(KATRIN, Writing(text))
    program.select_folder("INBOX")
    uids = program.search()
    program.delete_messages(uids[:2])
    program.expunge(uids[:1])
    assert program.search() == uids[1:]
    program.expunge()
    assert program.search() == uids[2:]


def test_a_program_may_look_for_the_last_mail_and_for_days(world, program):
    program.select_folder("INBOX")
    world.simulator.write(KATRIN, Writing("1"))
    assert program.search(["UID", "100:*"]) == program.search()
    assert program.search(["SINCE", "1-Jan-2000"]) == program.search()
    assert program.search(["SINCE", "1-Jan-2200"]) == []


def test_nonsense_is_refused_and_the_connection_lives(world, program):
    port = world.simulator.place.imap_port
    with IMAPClient("127.0.0.1", port, ssl=False) as stranger, pytest.raises(LoginError):
        stranger.login("a", "b")
    for nonsense in (["FROM", "x"], ["SINCE", "gestern"]):
        program.select_folder("INBOX")
        with pytest.raises(IMAPClientError):
            program.search(nonsense)
    with pytest.raises(IMAPClientError):
        program.select_folder("Nirgends")
    assert program.noop()


@pytest.mark.parametrize(
    "said",
    [
        b"\r\n",
        b"a\r\n",
        b"a (\r\n",
        b"a LOGIN {5}\r\n12345 x\r\n",
        b"a UID\r\n",
        b"\xff" * 100 + b"\r\n",
    ],
)
def test_whatever_is_said_first_is_answered(world, said):
    with socket.create_connection(("127.0.0.1", world.simulator.place.imap_port), 10) as line:
        reader = line.makefile("rb")
        assert reader.readline().startswith(b"* OK")
        line.sendall(said)
        answer = reader.readline()
        assert answer.startswith((b"* BAD", b"a BAD", b"+ ", b"a NO"))
        reader.close()


def test_nothing_but_loopback_is_opened(world):
    servers = world.simulator._servers
    opened_at = [s.getsockname()[0] for s in servers._smtp_server.sockets]
    opened_at += [s.getsockname()[0] for s in servers._imap._server.sockets]
    assert set(opened_at) == {"127.0.0.1"}


def test_a_port_that_is_taken_stops_the_start(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = Place("http://x", taken.getsockname()[1], free_ports()[0], tmp_path, "saat")
        with pytest.raises(OSError, match="in use"):
            EmailSimulator(place).start()


# ----- bounds


def test_the_simulator_does_not_grow_with_what_passes_through(world, monkeypatch):
    monkeypatch.setattr(boxes, "KEPT_AFTER_FETCH", 10)
    for number in range(60):
        world.simulator.write(f"kunde{number}@x.example", Writing("x"))
        if number % 5 == 0:
            world.fetched()
    world.fetched()
    counts = world.simulator.counts()
    assert (counts["delivered"], counts["waiting"]) == (60, 0)
    assert counts["kept"] <= 20


def test_a_mailbox_that_nobody_fetches_becomes_full(world, monkeypatch):
    monkeypatch.setattr(boxes, "MAX_WAITING", 3)
    for _ in range(5):
        world.simulator.write(KATRIN, Writing("x"))
    assert world.simulator.counts()["mailbox_full"] == 2
    assert len(world.fetched()) == 3
    world.simulator.write(KATRIN, Writing("x"))
    assert len(world.fetched()) == 1


def test_strangers_are_forgotten_before_people_with_a_phone(world):
    for number in range(MAX_CUSTOMERS + 50):
        world.simulator._box(f"kunde{number}@x.example")
    addresses = [customer.address for customer in world.simulator.customers()]
    assert len(addresses) <= MAX_CUSTOMERS + 1
    assert [address for address, _ in demo.PEOPLE] == addresses[: len(demo.PEOPLE)]


def test_many_write_and_are_answered_at_once(world):
    def customer(name: str) -> None:
        for number in range(20):
            world.simulator.write(f"{name}@x.example", Writing(str(number)))

    threads = [threading.Thread(target=customer, args=(f"kunde{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    found: list[Any] = []
    deadline = time.monotonic() + 20
    while len(found) < 80 and time.monotonic() < deadline:
        found += world.fetched()
        world.answer()
    for thread in threads:
        thread.join()
    assert len({message.external_id for message in found}) == 80


def test_the_simulator_shares_nothing_with_the_adapter():
    package = Path(demo.__file__).parent
    own = [package / "simulator.py", package / "demo.py", *(package / "simulated").glob("*.py")]
    imported = {
        node.module
        for path in own
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("adapters.email")
    }
    allowed = {"adapters.email", "adapters.email.simulated"}
    assert {m for m in imported if m not in allowed and ".simulated." not in m} == set()
