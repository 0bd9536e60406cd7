"""Sending to real servers, and what each of their answers means for the message."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.email import smtp
from inbox.channel import (
    AccountBroken,
    OutboundMessage,
    OutcomeUnknown,
    Rejected,
    Scope,
    Sender,
    SendError,
    TryLater,
)
from tests.adapters.email import account
from tests.adapters.email.sink import TOKEN, Sink, sink, talk, wire

ANNA = Sender("anna@kunden.example", "Anna")
MESSAGE = OutboundMessage(ANNA, "Guten Tag", "schluessel-1")
AUTOMATED = replace(MESSAGE, automated=True)


def send(port: int, message: OutboundMessage = MESSAGE, **changes: Any) -> str:
    channel = account.channel(smtp_port=port, **changes)
    return channel.send(message, channel.prepare(message))


def failed(server: Sink, message: OutboundMessage = MESSAGE) -> SendError:
    with pytest.raises(SendError) as raised:
        send(server.port, message)
    assert account.SMTP_PASSWORD not in str(raised.value)
    assert "kunden.example" not in str(raised.value)
    return raised.value


# ----- what arrives


def test_a_mail_arrives_as_it_was_prepared():
    with sink() as server:
        channel = account.channel(smtp_port=server.port)
        prepared = channel.prepare(MESSAGE)
        assert channel.send(MESSAGE, prepared) == "schluessel-1@laden.example"
    (arrived,) = server.mails
    assert arrived.content == prepared
    assert (arrived.sender, arrived.recipients) == (account.OWN, ["anna@kunden.example"])
    assert server.logins == [(account.OWN, account.SMTP_PASSWORD)]


def test_the_imap_password_serves_if_there_is_no_other():
    with sink() as server:
        send(server.port, smtp_password="", smtp_user="jemand")
    assert server.logins == [("jemand", account.PASSWORD)]


def test_a_password_may_have_any_letters():
    with sink() as server:
        send(server.port, smtp_password="Schlüssel€")
    assert server.logins == [(account.OWN, "Schlüssel€")]


def test_a_server_that_knows_only_login_is_served():
    with sink(auth_exclude_mechanism={"PLAIN"}) as server:
        send(server.port)
    assert server.logins == [(account.OWN, account.SMTP_PASSWORD)]


def test_automatic_mail_leaves_under_the_null_sender():
    with sink() as server:
        send(server.port, AUTOMATED)
    assert server.mails[0].sender == "<>"


def test_a_server_that_refuses_the_null_sender_gets_our_address():
    with sink() as server:
        server.answers["null"] = "550 5.7.60 sender not allowed"
        send(server.port, AUTOMATED)
    assert server.mails[0].sender == account.OWN


def test_lines_that_begin_with_a_dot_arrive_whole():
    message = replace(MESSAGE, text=".\n..\n.end")
    with sink() as server:
        channel = account.channel(smtp_port=server.port)
        prepared = channel.prepare(message)
        channel.send(message, prepared)
    assert server.mails[0].content == prepared


def test_a_second_mail_cannot_be_smuggled_behind_a_bare_line_end():
    smuggled = b"Subject: x\r\n\r\nText\n.\nMAIL FROM:<x@y>\r\n.\rRCPT"
    with sink() as server:
        account.channel(smtp_port=server.port).send(MESSAGE, smuggled)
    (arrived,) = server.mails
    assert b"MAIL FROM:<x@y>\r\n" in arrived.content
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", arrived.content)


def test_an_internationalised_address_needs_a_server_that_knows_it():
    message = replace(MESSAGE, to=Sender("jörg@kunden.example"))
    with sink(enable_SMTPUTF8=True) as server:
        send(server.port, message)
    assert server.mails[0].recipients == ["jörg@kunden.example"]
    assert "jörg@kunden.example".encode() in server.mails[0].content
    with sink() as server:
        assert failed(server, message).code == "SMTPUTF8_NOT_OFFERED"


def test_an_internationalised_domain_travels_in_ascii():
    with sink() as server:
        send(server.port, replace(MESSAGE, to=Sender("anna@bücher.example")))
    assert server.mails[0].recipients == ["anna@xn--bcher-kva.example"]


# ----- what is refused

ROWS: list[tuple[str, str, type[SendError], str]] = [
    ("MAIL", "421 4.3.2 closing", TryLater, "THROTTLED"),
    ("MAIL", "451 4.3.0 try again", TryLater, "REFUSED_FOR_NOW"),
    ("MAIL", "550 5.7.1 not owned by user", AccountBroken, "SENDER_NOT_ALLOWED"),
    ("MAIL", "553 sender not allowed", AccountBroken, "SENDER_NOT_ALLOWED"),
    ("MAIL", "550 5.7.60 SendAsDenied", AccountBroken, "SENDER_NOT_ALLOWED"),
    ("MAIL", "550 5.1.8 bad outbound sender", AccountBroken, "SENDING_BLOCKED"),
    ("MAIL", "530 5.7.0 authentication required", AccountBroken, "SIGN_IN_REQUIRED"),
    ("MAIL", "530 sign in first", AccountBroken, "SIGN_IN_FAILED"),
    ("MAIL", "552 5.3.4 too big", Rejected, "TOO_LARGE"),
    ("MAIL", "552 too big", Rejected, "TOO_LARGE"),
    ("MAIL", "550 5.4.5 daily quota exceeded", TryLater, "DAILY_LIMIT"),
    ("RCPT", "450 4.2.0 greylisted", TryLater, "REFUSED_FOR_NOW"),
    ("RCPT", "451 try later", TryLater, "REFUSED_FOR_NOW"),
    ("RCPT", "452 4.2.2 mailbox full", TryLater, "REFUSED_FOR_NOW"),
    ("RCPT", "450 4.7.1 rate limited", TryLater, "THROTTLED"),
    ("RCPT", "421 too many", TryLater, "REFUSED_FOR_NOW"),
    ("RCPT", "550 5.1.1 no such user", Rejected, "NO_SUCH_MAILBOX"),
    ("RCPT", "550 5.1.10 no such user", Rejected, "NO_SUCH_MAILBOX"),
    ("RCPT", "550 5.2.1 disabled", Rejected, "NO_SUCH_MAILBOX"),
    ("RCPT", "550 no such user", Rejected, "NO_SUCH_MAILBOX"),
    ("RCPT", "551 user not local", Rejected, "NO_SUCH_MAILBOX"),
    ("RCPT", "553 no", Rejected, "NO_SUCH_MAILBOX"),
    ("RCPT", "552 5.2.2 full", Rejected, "MAILBOX_FULL"),
    ("RCPT", "550 5.7.1 blocked", Rejected, "REFUSED_BY_POLICY"),
    ("RCPT", "554 no", Rejected, "REFUSED_BY_POLICY"),
    ("RCPT", "555 syntax", Rejected, "REFUSED"),
    ("DATA", "451 4.3.0 later", TryLater, "REFUSED_FOR_NOW"),
    ("DATA", "421 4.7.0 later", TryLater, "THROTTLED"),
    ("DATA", "552 5.3.4 too big", Rejected, "TOO_LARGE"),
    ("DATA", "552 5.2.3 too big", Rejected, "TOO_LARGE"),
    ("DATA", "550 5.7.1 spam", Rejected, "REFUSED_BY_POLICY"),
    ("DATA", "550 5.7.26 unauthenticated", Rejected, "REFUSED_BY_POLICY"),
    ("DATA", "554 rejected", Rejected, "REFUSED_BY_POLICY"),
    ("DATA", "554 5.6.0 malformed", Rejected, "CONTENT_REFUSED"),
    ("DATA", "550 5.7.708 access denied", AccountBroken, "SENDING_BLOCKED"),
]


@pytest.mark.parametrize(("step", "answer", "kind", "code"), ROWS)
def test_every_refusal_has_its_consequence(step, answer, kind, code):
    with sink() as server:
        server.answers[step] = answer
        error = failed(server)
    assert type(error) is kind
    assert error.code == code
    assert server.mails == []


@pytest.mark.parametrize(
    ("answer", "scope", "after"),
    [
        ("450 4.2.0 greylisted", Scope.MESSAGE, None),
        ("450 4.7.1 rate limited", Scope.ACCOUNT, timedelta(minutes=2)),
        ("421 too many", Scope.ACCOUNT, None),
    ],
)
def test_throttling_holds_the_account_greylisting_only_the_message(answer, scope, after):
    with sink() as server:
        server.answers["RCPT"] = answer
        error = failed(server)
    assert isinstance(error, TryLater)
    assert (error.scope, error.after) == (scope, after)


def test_a_mail_larger_than_the_server_takes_is_refused_before_it_is_sent():
    with sink(data_size_limit=1_000) as server:
        error = failed(server, replace(MESSAGE, text="Text\n" * 1_000))
    assert error.code == "TOO_LARGE"
    assert "1000" in error.detail


def test_a_wrong_password_breaks_the_account():
    with sink() as server:
        server.answers["AUTH"] = "no"
        error = failed(server)
    assert (type(error), error.code) == (AccountBroken, "SIGN_IN_FAILED")


HELLO = [("", "220 mx ready"), ("EHLO", "250-mx\r\n250 AUTH PLAIN")]
SIGNED_IN = [*HELLO, ("AUTH", "235 2.7.0 ok")]
READY = [*SIGNED_IN, ("MAIL", "250 ok"), ("RCPT", "250 ok"), ("DATA", "354 go")]


@pytest.mark.parametrize(
    ("conversation", "kind", "code"),
    [
        ([("", "421 4.3.2 busy")], TryLater, "THROTTLED"),
        ([("", "554 5.7.1 go away")], Rejected, "REFUSED_BY_POLICY"),
        ([("", "554 go away")], AccountBroken, "SERVER_REFUSES_US"),
        ([("", "HTTP/1.1 400 Bad Request")], TryLater, "ANSWER_UNREADABLE"),
        ([("", "")], TryLater, "NO_CONNECTION"),
        ([*HELLO, ("AUTH", "454 4.7.0 later")], TryLater, "THROTTLED"),
        ([*HELLO, ("AUTH", "535 5.7.8 no")], AccountBroken, "SIGN_IN_FAILED"),
        ([*HELLO, ("AUTH", "535 5.7.139 disabled")], AccountBroken, "SMTP_SWITCHED_OFF"),
        ([*HELLO, ("AUTH", "550 5.7.30 gone")], AccountBroken, "PASSWORDS_NO_LONGER_ACCEPTED"),
        ([*HELLO, ("AUTH", "503 not offered")], AccountBroken, "SIGN_IN_NOT_OFFERED"),
        ([*SIGNED_IN, ("MAIL", "")], TryLater, "NO_CONNECTION"),
        ([*SIGNED_IN, ("MAIL", "250 ok"), ("RCPT", "")], TryLater, "NO_CONNECTION"),
        ([*READY[:-1], ("DATA", "")], TryLater, "NO_CONNECTION"),
        ([*READY, (".", "")], OutcomeUnknown, "NO_ANSWER"),
        ([*READY, (".", "what?")], OutcomeUnknown, "ANSWER_UNREADABLE"),
        ([*READY, (".", "451 4.3.0 later")], TryLater, "REFUSED_FOR_NOW"),
        ([*READY, (".", "554 5.7.1 spam")], Rejected, "REFUSED_BY_POLICY"),
    ],
)
def test_it_matters_how_far_the_conversation_came(conversation, kind, code):
    with wire(talk(*conversation)) as port, pytest.raises(SendError) as raised:
        send(port)
    assert type(raised.value) is kind
    assert raised.value.code == code


def test_a_line_that_breaks_behind_the_final_dot_leaves_the_outcome_unknown():
    with sink() as server:
        server.drop_after_data = True
        error = failed(server)
    assert type(error) is OutcomeUnknown
    assert len(server.mails) == 1


def test_a_server_that_never_answers_the_final_dot_leaves_the_outcome_unknown(monkeypatch):
    monkeypatch.setattr(smtp, "DATA_TIMEOUT", 0.2)
    monkeypatch.setattr(smtp, "TIMEOUT", 5.0)

    def silent(line: Any) -> None:
        talk(*READY)(line)
        while line.recv(65536):
            continue

    with wire(silent) as port, pytest.raises(OutcomeUnknown):
        send(port)


def test_no_server_is_a_reason_to_try_later():
    with pytest.raises(TryLater, match="NO_CONNECTION") as raised:
        send(1)
    assert raised.value.scope is Scope.ACCOUNT


def test_a_server_without_starttls_is_not_trusted_with_the_password():
    with sink() as server, pytest.raises(AccountBroken, match="ENCRYPTION_NOT_OFFERED"):
        send(server.port, smtp_security="starttls")
    assert server.logins == []


# ----- tokens


def tokened(port: int, access: str, issuer_url: str) -> str:
    tokens = f'{{"access": "{access}", "lease": 0, "refresh": "refresh-0", "until": 9999999999}}'
    channel = account.channel(
        {"oauth-tokens": tokens},
        smtp_port=port,
        sign_in="google",
        client_id="app",
        token_url=f"{issuer_url}/token",
    )
    return channel.send(MESSAGE, channel.prepare(MESSAGE))


def test_a_token_signs_in(provider):
    with sink() as server:
        tokened(server.port, TOKEN, provider.url)
    assert server.tokens == [TOKEN]
    assert len(server.mails) == 1


def test_a_token_that_is_refused_is_renewed_once(provider):
    with sink() as server, pytest.raises(AccountBroken, match="SIGN_IN_AGAIN"):
        tokened(server.port, "access-verfallen", provider.url)
    assert server.tokens == ["access-verfallen", "access-1"]
    assert server.mails == []
