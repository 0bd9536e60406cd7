"""A machine never answers a machine's mail, and a person's is not mistaken for one."""

from __future__ import annotations

import inspect
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.email.reading import signs
from inbox.automation.headers import MailFacts, loop_signs_of
from inbox.automation.loops import LoopSign, judge
from inbox.automation.reasons import Reason
from inbox.channel import Automated

OURS = frozenset({"help@shop.example", "info@shop.example"})


def mail(
    sender: str = "erika@customer.example",
    return_path: str | None = "<erika@customer.example>",
    recipients: tuple[str, ...] = ("Help@shop.example",),
    **headers: str,
) -> MailFacts:
    """A mail to us; header names with "_" for "-"."""
    return MailFacts(
        sender=sender,
        return_path=return_path,
        recipients=recipients,
        headers={name.replace("_", "-"): (value,) for name, value in headers.items()},
        own_addresses=OURS,
        own_loop="shop.example",
    )


def reason_of(asked: MailFacts) -> Reason | None:
    return judge(loop_signs_of(asked), None)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (mail(sender="INFO@shop.example"), Reason.LOOP_OWN_ADDRESS),
        (mail(X_Loop="Shop.example"), Reason.LOOP_OWN_MESSAGE),
        (mail(x_loop="yes"), Reason.LOOP_AUTO_RESPONDER),
        (mail(x_loop="other.example"), Reason.LOOP_AUTO_RESPONDER),
        (mail(return_path="<>"), Reason.LOOP_NULL_RETURN_PATH),
        (mail(return_path=""), Reason.LOOP_NULL_RETURN_PATH),
        (
            mail(return_path="<>", Content_Type='Multipart/Report; report-type="delivery-status"'),
            Reason.LOOP_BOUNCE,
        ),
        (mail(sender="MAILER-DAEMON@mx.example"), Reason.LOOP_BOUNCE),
        (mail(sender="postmaster@mx.example"), Reason.LOOP_BOUNCE),
        (mail(return_path="<Mailer-Daemon@mx.example>"), Reason.LOOP_BOUNCE),
        (mail(sender="Der Laden <info@shop.example>"), Reason.LOOP_OWN_ADDRESS),
        (mail(sender="Mail Delivery <MAILER-DAEMON@mx.example>"), Reason.LOOP_BOUNCE),
        (mail(sender="Bank <no-reply@bank.example>"), Reason.LOOP_NO_REPLY_SENDER),
        (mail(recipients=('"Laden, der" <help@shop.example>',)), None),
        (mail(recipients=("a@x.example, Laden <help@shop.example>",)), None),
        (mail(Auto_Submitted="no (a person)"), None),
        (mail(X_Autoreply="no"), None),
        (mail(X_Autorespond=""), Reason.LOOP_AUTO_RESPONDER),
        (mail(X_Vacation="yes"), Reason.LOOP_AUTO_RESPONDER),
        (mail(sender="noreply2@bank.example"), Reason.LOOP_NO_REPLY_SENDER),
        (mail(sender="keine-antwort@bank.example"), Reason.LOOP_NO_REPLY_SENDER),
        (mail(X_Auto_Response_Suppress="RN;OOF"), Reason.LOOP_REPLIES_SUPPRESSED),
        (mail(Auto_Submitted="auto-generated"), Reason.LOOP_AUTO_SUBMITTED),
        (mail(Auto_Submitted="auto-notified"), Reason.LOOP_AUTO_SUBMITTED),
        (
            mail(auto_submitted='Auto-Replied; owner-email="x@y.example"'),
            Reason.LOOP_AUTO_SUBMITTED,
        ),
        (mail(Auto_Submitted="vacation"), Reason.LOOP_AUTO_SUBMITTED),
        (mail(X_Autoreply="yes"), Reason.LOOP_AUTO_RESPONDER),
        (mail(X_Autorespond="whatever"), Reason.LOOP_AUTO_RESPONDER),
        (mail(X_Autoresponder="1"), Reason.LOOP_AUTO_RESPONDER),
        (mail(Precedence="Bulk"), Reason.LOOP_BULK),
        (mail(precedence="list"), Reason.LOOP_BULK),
        (mail(PRECEDENCE="junk"), Reason.LOOP_BULK),
        (mail(Precedence="auto_reply"), Reason.LOOP_AUTO_RESPONDER),
        (mail(List_Id="<news.example>"), Reason.LOOP_MAILING_LIST),
        (mail(list_unsubscribe="<https://x.example>"), Reason.LOOP_MAILING_LIST),
        (mail(X_Auto_Response_Suppress="All"), Reason.LOOP_REPLIES_SUPPRESSED),
        (mail(X_Auto_Response_Suppress="DR, OOF, AutoReply"), Reason.LOOP_REPLIES_SUPPRESSED),
        (mail(X_Auto_Response_Suppress="dr,oof"), Reason.LOOP_REPLIES_SUPPRESSED),
        (mail(sender="noreply@big.example"), Reason.LOOP_NO_REPLY_SENDER),
        (mail(sender="no-reply@big.example"), Reason.LOOP_NO_REPLY_SENDER),
        (mail(sender="Do_Not_Reply@big.example"), Reason.LOOP_NO_REPLY_SENDER),
        (mail(sender="noreply-orders@big.example"), Reason.LOOP_NO_REPLY_SENDER),
        (mail(sender="nicht-antworten@big.example"), Reason.LOOP_NO_REPLY_SENDER),
        (mail(sender="news-bounces@list.example"), Reason.LOOP_MAILING_LIST),
        (mail(return_path="<owner-list@list.example>"), Reason.LOOP_MAILING_LIST),
        (mail(return_path="<bounce-123@list.example>"), Reason.LOOP_MAILING_LIST),
        (mail(sender="list-request@list.example"), Reason.LOOP_MAILING_LIST),
        (mail(recipients=("everybody@list.example",)), Reason.LOOP_NOT_ADDRESSED),
        (mail(X_Spam_Flag="YES"), Reason.LOOP_SPAM_FLAG),
    ],
)
def test_a_machines_mail_is_recognised(asked: MailFacts, reason: Reason) -> None:
    assert reason_of(asked) is reason


@pytest.mark.parametrize(
    "asked",
    [
        mail(),
        mail(Auto_Submitted="no"),
        mail(Auto_Submitted="No; because=human"),
        mail(Precedence="normal"),
        mail(Precedence="first-class"),
        mail(X_Auto_Response_Suppress="DR"),
        mail(X_Auto_Response_Suppress="DR, NDR, RN, NRN"),
        mail(X_Loop="no"),
        mail(X_Spam_Flag="NO"),
        mail(Content_Type="multipart/mixed; boundary=report"),
        mail(return_path=None),
        mail(sender="replyno@customer.example"),
        mail(sender="nora.reply@customer.example"),
        mail(sender="bouncer@club.example"),
        mail(sender="request@customer.example"),
        mail(recipients=("someone@else.example", "INFO@shop.example")),
        mail(recipients=()),
        MailFacts(),
    ],
)
def test_a_persons_mail_is_not_mistaken_for_a_machines(asked: MailFacts) -> None:
    assert reason_of(asked) is None


@pytest.mark.parametrize("sign", [sign for sign in LoopSign if sign != LoopSign.INBOX_RULES_LOOP])
def test_every_sign_silences(sign: LoopSign) -> None:
    reason = judge([sign.value], None)
    assert reason is not None
    assert reason.startswith("LOOP_")
    assert reason is not Reason.LOOP_UNKNOWN_SIGN


def test_that_an_exchange_rule_forwarded_a_mail_does_not_silence() -> None:
    assert judge([LoopSign.INBOX_RULES_LOOP], None) is None


def test_every_code_that_the_mail_adapter_writes_has_a_meaning() -> None:
    written = set(re.findall(r'"([A-Z_]{4,})"', inspect.getsource(signs)))
    assert written == {sign.value for sign in LoopSign}


def test_a_sign_that_nobody_defined_silences_to_be_safe() -> None:
    assert judge(["seen_on_another_planet"], None) is Reason.LOOP_UNKNOWN_SIGN


def test_the_first_sign_of_the_table_is_the_reason() -> None:
    seen = [LoopSign.LIST_HEADERS, LoopSign.PRECEDENCE_LIST, LoopSign.AUTO_SUBMITTED, "unheard_of"]
    assert judge(seen, Automated.BULK) is Reason.LOOP_AUTO_SUBMITTED


@pytest.mark.parametrize("automated", list(Automated))
def test_what_an_adapter_calls_automated_is_never_answered(automated: Automated) -> None:
    reason = judge([], automated)
    assert reason is not None
    assert reason.startswith("LOOP_")


@settings(deadline=None)
@given(
    st.dictionaries(st.text(), st.lists(st.text(), max_size=3).map(tuple), max_size=5),
    st.text(),
    st.none() | st.text(),
)
def test_no_header_breaks_the_judgement(
    headers: dict[str, tuple[str, ...]], sender: str, return_path: str | None
) -> None:
    asked = MailFacts(sender, return_path, ("a@b.example",), headers, OURS, "shop.example")
    judge(loop_signs_of(asked), None)
