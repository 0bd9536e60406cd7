"""Fetching from a real IMAP server: every mail once, none lost, whatever the server does."""

from __future__ import annotations

import gc
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.email import imap, imap_entry, mailbox
from adapters.email.mailbox import Mailbox
from adapters.email.position import position_in, position_key
from adapters.email.reading.parse import SIZE, UNREADABLE
from inbox.channel import IMPORTED, AccountBroken, Cursor, RawRequest, TryLater
from tests.adapters.case import DictMemory
from tests.adapters.email import account
from tests.adapters.email.dovecot import PASSWORD, Dovecot
from tests.adapters.email.provider import FakeProvider


def mail(number: int | str, text: str = "Text") -> bytes:
    head = f"From: a@b.example\r\nSubject: {number}\r\nMessage-ID: <{number}@x>\r\n\r\n"
    return f"{head}{text}\r\n".encode()


class Fetching:
    """A mailbox with a memory that commits as the core does: request and cursor together."""

    def __init__(self, dovecot: Dovecot, **changes: Any) -> None:
        usual = {"imap_port": dovecot.imap, "imap_password": PASSWORD}
        self.settings = account.settings(**(usual | changes))
        self.memory = DictMemory()
        self.mailbox = Mailbox(self.settings, self.memory, None, sleep=lambda _: None)

    def fetch(self) -> list[str]:
        """The subjects of what is new."""
        return [subject(raw) for raw in self.raws()]

    def raws(self) -> list[RawRequest]:
        return [raw for raw, _ in self.committed()]

    def committed(self) -> Iterator[tuple[RawRequest, Cursor]]:
        for raw, cursor in self.mailbox.poll():
            self.memory.entries[cursor.key] = cursor.value
            yield raw, cursor

    def restart(self) -> None:
        self.mailbox.close()
        self.mailbox = Mailbox(self.settings, self.memory, None, sleep=lambda _: None)


def subject(raw: RawRequest) -> str:
    return next(
        line.removeprefix("Subject: ")
        for line in raw.body.decode().splitlines()
        if line.startswith("Subject: ")
    )


@pytest.fixture
def fetching(dovecot: Dovecot) -> Iterator[Fetching]:
    found = Fetching(dovecot)
    assert found.fetch() == []
    yield found
    found.mailbox.close()


# ----- what is fetched


def test_a_new_mailbox_starts_from_now(dovecot):
    dovecot.deliver(mail("alt"))
    found = Fetching(dovecot)
    assert found.fetch() == []
    dovecot.deliver(mail("neu"))
    assert found.fetch() == ["neu"]
    found.mailbox.close()


def test_every_mail_comes_once_and_in_order(fetching, dovecot):
    dovecot.deliver(mail(1), mail(2))
    assert fetching.fetch() == ["1", "2"]
    assert fetching.fetch() == []
    dovecot.deliver(mail(3))
    assert fetching.fetch() == ["3"]


def test_the_position_survives_a_restart(fetching, dovecot):
    dovecot.deliver(mail(1))
    assert fetching.fetch() == ["1"]
    fetching.restart()
    dovecot.deliver(mail(2))
    assert fetching.fetch() == ["2"]


def test_what_was_not_committed_comes_again(fetching, dovecot):
    dovecot.deliver(mail(1), mail(2))
    polling = fetching.mailbox.poll()
    assert subject(next(polling)[0]) == "1"
    polling.close()
    assert fetching.fetch() == ["1", "2"]


def test_a_mail_that_a_person_has_read_is_fetched_all_the_same(fetching, dovecot):
    dovecot.deliver(mail(1))
    with dovecot.session() as other:
        other.add_flags(other.search(), [b"\\Seen"])
    assert fetching.fetch() == ["1"]


def test_a_mail_that_was_removed_meanwhile_stops_nothing(fetching, dovecot):
    dovecot.deliver(mail(1), mail(2), mail(3))
    polling = fetching.committed()
    assert subject(next(polling)[0]) == "1"
    with dovecot.session() as other:
        other.delete_messages(other.search()[1:2])
        other.expunge()
    assert [subject(raw) for raw, _ in polling] == ["3"]


def test_the_bytes_are_the_servers_and_the_address_names_no_secret(fetching, dovecot):
    dovecot.deliver(mail(1))
    raw = fetching.raws()[0]
    assert raw.body.endswith(mail(1))
    validity = position_in(fetching.memory.get(position_key("INBOX"))).validity
    assert raw.url == f"imap:INBOX;UIDVALIDITY={validity};UID=1"
    assert account.channel().parse(raw)[0].subject == "1"


def test_a_mail_is_fetched_in_chunks(fetching, dovecot, monkeypatch):
    monkeypatch.setattr(imap, "CHUNK", 100)
    dovecot.deliver(mail(1, "x" * 60 + "\r\n" + "y" * 900))
    assert b"y" * 900 in fetching.raws()[0].body


def test_a_mail_of_exactly_one_chunk_is_whole(fetching, dovecot, monkeypatch):
    dovecot.deliver(mail(1))
    with dovecot.session() as other:
        size = other.fetch([1], ["RFC822.SIZE"])[1][b"RFC822.SIZE"]
    monkeypatch.setattr(imap, "CHUNK", size)
    assert len(fetching.raws()[0].body) == size


def test_a_mail_that_is_too_large_comes_as_its_header(fetching, dovecot, monkeypatch):
    monkeypatch.setattr(mailbox, "MAX_PARSED", 1_000)
    dovecot.deliver(mail("groß", "x\r\n" * 2_000), mail("klein"))
    large, small = fetching.raws()
    assert b"Subject: " in large.body
    assert b"x\r\nx" not in large.body
    assert int(large.headers[SIZE]) > 1_000
    assert SIZE not in small.headers


def test_many_mails_are_fetched_in_batches(fetching, dovecot, monkeypatch):
    monkeypatch.setattr(mailbox, "LISTED_AT_ONCE", 3)
    monkeypatch.setattr(mailbox, "UIDS_AT_ONCE", 4)
    dovecot.deliver(*(mail(n) for n in range(11)))
    assert fetching.fetch() == [str(n) for n in range(11)]


# ----- import


def appended(dovecot: Dovecot, *days: int) -> None:
    with dovecot.session() as other:
        for day in days:
            when = datetime.now(UTC) - timedelta(days=day)
            other.append("INBOX", mail(f"vor {day}"), msg_time=when)


def test_the_last_days_are_imported_on_request(dovecot):
    appended(dovecot, 30, 5, 1, 0)
    found = Fetching(dovecot, import_days=7)
    raws = found.raws()
    assert [subject(raw) for raw in raws] == ["vor 5", "vor 1", "vor 0"]
    assert all(raw.headers[IMPORTED] == "1" for raw in raws)
    assert all(event.imported for raw in raws for event in account.channel().parse(raw))
    dovecot.deliver(mail("neu"))
    fresh = found.raws()
    assert [(subject(raw), IMPORTED in raw.headers) for raw in fresh] == [("neu", False)]
    found.mailbox.close()


def test_an_import_goes_on_where_it_was_interrupted(dovecot):
    appended(dovecot, 3, 2, 1)
    found = Fetching(dovecot, import_days=7)
    polling = found.committed()
    next(polling)
    polling.close()
    found.restart()
    dovecot.deliver(mail("neu"))
    raws = found.raws()
    assert [subject(raw) for raw in raws] == ["vor 2", "vor 1", "neu"]
    assert [IMPORTED in raw.headers for raw in raws] == [True, True, False]
    found.mailbox.close()


# ----- a folder that is numbered anew


def test_a_renumbered_folder_is_read_again_and_nothing_is_lost(fetching, dovecot):
    dovecot.deliver(mail(1))
    (before,) = fetching.raws()
    fetching.mailbox.close()
    dovecot.empty()
    dovecot.deliver(mail(1), mail(2))
    after = fetching.raws()
    assert [subject(raw) for raw in after] == ["1", "2"]
    assert position_in(fetching.memory.get(position_key("INBOX"))).validity != _validity(before)
    known, same = (account.channel().parse(raw)[0] for raw in (before, after[0]))
    assert known.external_id == same.external_id
    assert fetching.fetch() == []


def test_old_mail_of_a_renumbered_folder_is_never_live(fetching, dovecot):
    dovecot.deliver(mail(1))
    fetching.raws()
    fetching.mailbox.close()
    dovecot.empty()
    appended(dovecot, 60, 1)
    dovecot.deliver(mail("neu"))
    found = [(subject(raw), IMPORTED in raw.headers) for raw in fetching.raws()]
    assert found == [("vor 1", True), ("neu", False)]


def _validity(raw: RawRequest) -> int:
    return int(raw.url.split("UIDVALIDITY=")[1].split(";")[0])


# ----- what happens in the mailbox


def flags(dovecot: Dovecot) -> list[bool]:
    with dovecot.session() as other:
        return [b"\\Seen" in seen for seen in other.get_flags(other.search()).values()]


def test_fetching_leaves_no_trace_by_itself(fetching, dovecot):
    dovecot.deliver(mail(1))
    fetching.fetch()
    assert flags(dovecot) == [False]


def test_a_mail_is_marked_only_after_it_is_safe(dovecot):
    found = Fetching(dovecot, after_fetch="mark-read")
    found.fetch()
    dovecot.deliver(mail(1), mail(2))
    polling = found.committed()
    next(polling)
    assert flags(dovecot) == [False, False]
    next(polling)
    assert flags(dovecot) == [True, False]
    assert list(polling) == []
    assert flags(dovecot) == [True, True]
    found.mailbox.close()


@pytest.mark.parametrize("moves", [True, False], ids=["with MOVE", "with COPY and EXPUNGE"])
def test_a_mail_is_moved_into_a_folder_that_is_made_for_it(dovecot, monkeypatch, moves):
    if not moves:
        can = imap.Imap.can
        monkeypatch.setattr(imap.Imap, "can", lambda self, what: what != "MOVE" and can(self, what))
    found = Fetching(dovecot, after_fetch="move", move_to="Kontor/Erledigt")
    found.fetch()
    dovecot.deliver(mail(1), mail(2))
    assert found.fetch() == ["1", "2"]
    with dovecot.session() as other:
        assert other.search() == []
        other.select_folder("Kontor/Erledigt")
        assert len(other.search()) == 2
    found.mailbox.close()


def test_another_folder_than_the_inbox_can_be_read(dovecot):
    with dovecot.session() as other:
        other.create_folder("Anfragen/Büro")
        found = Fetching(dovecot, folder="Anfragen/Büro")
        assert found.fetch() == []
        other.append("Anfragen/Büro", mail(1))
    (raw,) = found.raws()
    assert raw.url.startswith("imap:Anfragen%2FB%C3%BCro;")
    found.mailbox.close()


def test_a_folder_that_is_missing_breaks_the_account(dovecot):
    found = Fetching(dovecot, folder="Nirgends")
    with pytest.raises(AccountBroken, match="FOLDER_MISSING"):
        found.fetch()
    found.mailbox.close()


# ----- waiting


def waits(found: Fetching, seconds: float = 20.0) -> tuple[threading.Thread, list[BaseException]]:
    errors: list[BaseException] = []

    def wait() -> None:
        try:
            found.mailbox.wait(seconds)
        except Exception as error:  # noqa: BLE001 - the test looks at it
            errors.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread, errors


def test_waiting_ends_when_a_mail_arrives(fetching, dovecot):
    thread, errors = waits(fetching)
    time.sleep(0.3)  # a real socket: IDLE has to be under way
    dovecot.deliver(mail(1))
    thread.join(10)
    assert not thread.is_alive()
    assert errors == []
    assert fetching.fetch() == ["1"]


def test_waiting_does_not_begin_if_a_mail_came_meanwhile(fetching, dovecot):
    dovecot.deliver(mail(1))
    thread, errors = waits(fetching)
    thread.join(10)
    assert not thread.is_alive()
    assert errors == []


def test_waiting_ends_by_itself(fetching):
    began = time.monotonic()
    fetching.mailbox.wait(0.2)
    assert 0.1 < time.monotonic() - began < 5
    assert fetching.fetch() == []


def test_waiting_connects_by_itself(dovecot):
    found = Fetching(dovecot)
    found.mailbox.wait(0.1)
    assert found.fetch() == []
    found.mailbox.close()


def test_without_idle_the_mailbox_is_asked_every_minute(fetching, monkeypatch):
    slept: list[float] = []
    monkeypatch.setattr(imap.Imap, "can", lambda _, what: what != "IDLE")
    fetching.mailbox._sleep = slept.append
    fetching.mailbox.wait(500.0)
    assert slept == [60.0]


def test_a_connection_that_dies_while_waiting_is_noticed_and_mended(fetching, dovecot):
    thread, errors = waits(fetching)
    time.sleep(0.3)
    dovecot.cut(signal.SIGKILL)
    thread.join(10)
    assert not thread.is_alive()
    assert [type(error) for error in errors] == [TryLater]
    dovecot.deliver(mail(1))
    assert fetching.fetch() == ["1"]


def test_waiting_on_a_dead_connection_does_not_spin(fetching, dovecot):
    dovecot.cut(signal.SIGKILL)
    with pytest.raises(TryLater):
        fetching.mailbox.wait(20.0)
    fetching.mailbox.wait(0.1)


def test_a_server_that_falls_silent_is_given_up(fetching, dovecot, monkeypatch):
    monkeypatch.setattr(imap_entry, "TIMEOUT", 0.5)
    fetching.restart()
    fetching.fetch()
    dovecot.cut(signal.SIGSTOP)
    try:
        with pytest.raises(TryLater, match="NO_CONNECTION"):
            fetching.mailbox.wait(0.2)
    finally:
        dovecot.cut(signal.SIGCONT)
    dovecot.deliver(mail(1))
    assert fetching.fetch() == ["1"]


def test_a_connection_that_dies_between_two_mails_loses_none(fetching, dovecot):
    dovecot.deliver(mail(1), mail(2), mail(3))
    polling = fetching.committed()
    assert subject(next(polling)[0]) == "1"
    dovecot.cut(signal.SIGKILL)
    with pytest.raises(TryLater, match="NO_CONNECTION"):
        next(polling)
    assert fetching.fetch() == ["2", "3"]


def test_nobody_has_to_close_the_connection(dovecot):
    found = Fetching(dovecot)
    found.fetch()
    assert len(dovecot.sessions()) == 1
    del found
    gc.collect()  # an unclosed socket would be a warning, and a warning is an error here
    deadline = time.monotonic() + 5
    while dovecot.sessions() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert dovecot.sessions() == []


# ----- signing in


def test_a_wrong_password_breaks_the_account_and_is_not_repeated(dovecot):
    found = Fetching(dovecot, imap_password="falsch-0815")
    with pytest.raises(AccountBroken, match="SIGN_IN_FAILED") as raised:
        found.fetch()
    assert "falsch-0815" not in str(raised.value)


def test_no_server_is_a_reason_to_try_later():
    memory = DictMemory()
    found = Mailbox(account.settings(imap_port=1), memory, None)
    with pytest.raises(TryLater, match="NO_CONNECTION"):
        list(found.poll())
    assert memory.entries == {}


@pytest.mark.parametrize(("security", "port"), [("tls", "imaps"), ("starttls", "imap")])
def test_an_encrypted_connection_checks_the_certificate(dovecot, monkeypatch, security, port):
    changes = {"imap_host": "localhost", "imap_port": getattr(dovecot, port)}
    refused = Fetching(dovecot, imap_security=security, **changes)
    with pytest.raises(TryLater, match="CERTIFICATE_REFUSED"):
        refused.fetch()
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    trusted = Fetching(dovecot, imap_security=security, **changes)
    assert trusted.fetch() == []
    dovecot.deliver(mail(1))
    assert trusted.fetch() == ["1"]
    trusted.mailbox.wait(0.1)
    trusted.mailbox.close()


def signed_in(dovecot: Dovecot, issuer: FakeProvider, access: str) -> Any:
    tokens = f'{{"access": "{access}", "lease": 0, "refresh": "refresh-0", "until": 9999999999}}'
    return account.channel(
        {"oauth-tokens": tokens},
        imap_port=dovecot.imap,
        sign_in="microsoft",
        client_id="app",
        token_url=issuer.token_url,
    )


def test_a_token_opens_the_mailbox(dovecot, issuer):
    issuer.good.add("access-gut")
    channel = signed_in(dovecot, issuer, "access-gut")
    assert list(channel.poll()) == []
    channel.close()


def test_a_token_that_is_refused_is_renewed_at_once(dovecot, issuer):
    channel = signed_in(dovecot, issuer, "access-verfallen")
    assert list(channel.poll()) == []
    assert issuer.asked[-1]["refresh_token"] == "refresh-0"
    channel.close()


def test_an_authorisation_that_has_ended_breaks_the_account(dovecot, issuer):
    issuer.fail(400, "invalid_grant")
    with pytest.raises(AccountBroken, match="SIGN_IN_AGAIN"):
        list(signed_in(dovecot, issuer, "access-verfallen").poll())


# ----- a mail that the server cannot give out


def test_a_mail_that_the_server_refuses_stops_the_others_for_a_while_only(
    fetching, dovecot, monkeypatch
):
    whole = imap.Imap.mail

    def refuse(self: imap.Imap, uid: int, limit: int) -> bytes | None:
        if uid == 2:
            raise imap.Refused
        return whole(self, uid, limit)

    monkeypatch.setattr(imap.Imap, "mail", refuse)
    dovecot.deliver(mail(1), mail(2), mail(3))
    for _ in range(mailbox.REFUSALS - 1):
        with pytest.raises(TryLater, match="MAIL_REFUSED"):
            fetching.raws()
        fetching.restart()
    monkeypatch.setattr(imap.Imap, "header", refuse)
    second, third = fetching.raws()
    assert second.body == b""
    assert second.headers[UNREADABLE] == "1"
    assert second.url.endswith("UID=2")
    assert account.channel().parse(second)[0].details["unreadable"] is True
    assert subject(third) == "3"


def test_a_mail_on_which_the_server_always_dies_is_given_up_in_the_end(
    fetching, dovecot, monkeypatch
):
    monkeypatch.setattr(mailbox, "BREAKS", 3)
    whole = imap.Imap.mail

    def die(self: imap.Imap, uid: int, limit: int) -> bytes | None:
        if uid == 1:
            raise TryLater("NO_CONNECTION")
        return whole(self, uid, limit)

    monkeypatch.setattr(imap.Imap, "mail", die)
    dovecot.deliver(mail(1), mail(2))
    for _ in range(3):
        with pytest.raises(TryLater, match="NO_CONNECTION"):
            fetching.raws()
        fetching.restart()
    first, second = fetching.raws()
    assert first.headers[UNREADABLE] == "1"
    assert account.channel().parse(first)[0].subject == "1"  # the header could be had
    assert subject(second) == "2"


def test_another_folder_starts_from_now(fetching, dovecot):
    with dovecot.session() as other:
        other.create_folder("Zweiter")
        other.append("Zweiter", mail("alt"))
    second = Fetching(dovecot, folder="Zweiter")
    second.memory.entries.update(fetching.memory.entries)
    assert second.fetch() == []
    second.mailbox.close()


def test_a_mail_whose_size_the_server_refuses_is_fetched_alone(fetching, dovecot, monkeypatch):
    listing = imap.Imap.listing

    def refuse(self: imap.Imap, uids: Any) -> Any:
        if 2 in uids:
            raise imap.Refused
        return listing(self, uids)

    monkeypatch.setattr(imap.Imap, "listing", refuse)
    dovecot.deliver(mail(1), mail(2), mail(3))
    assert fetching.fetch() == ["1", "2", "3"]


def test_two_processes_that_begin_at_once_do_not_both_begin(dovecot):
    found = Fetching(dovecot)
    found.memory.put = lambda *_, **__: False  # the other one was faster
    with pytest.raises(TryLater, match="MAILBOX_BUSY"):
        found.fetch()
    found.mailbox.close()
