"""What the standard library writes is read as it was meant: subjects, people, files, text."""

from __future__ import annotations

import string
from email.charset import BASE64, QP, Charset
from email.header import Header
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import SMTP, SMTPUTF8
from email.utils import formataddr
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters.email.account import read

ALIKE = settings(max_examples=150, deadline=None, derandomize=True, database=None)
CHARSETS = {
    "utf-8": "Größe, Straße, 注文, заказ, 🎉",
    "iso-8859-1": "Größe und Straße, ça va",
    "iso-8859-15": "Größe für 5 €",
    "windows-1252": "„Größe“ für 5 €",
    "koi8-r": "Где мой заказ? Ещё не пришёл.",
    "iso-2022-jp": "ご注文はどこですか",
    "euc-kr": "주문은 어디에 있습니까",
    "big5": "我的訂單在哪裡",
    "gb2312": "我的订单在哪里",
}
LETTERS = st.text(
    alphabet=string.ascii_letters + string.digits + "äöüßéçñ €„“注文заказ🎉.,:;()'!?&+-_ ",
    min_size=1,
    max_size=60,
).map(lambda text: " ".join(text.split()))
SUBJECTS = LETTERS.filter(lambda text: text.strip() == text and text)
# Without commas: under SMTPUTF8 the library forgets the quotes around a name that has one.
NAMES = st.text(alphabet=string.ascii_letters + "äöüßé .'()-", min_size=1, max_size=25).map(
    lambda text: " ".join(text.split()).strip("'.()- ")
)
FILES = st.text(
    alphabet=string.ascii_letters + string.digits + "äöüß€注 -_()", min_size=1, max_size=60
).map(lambda text: " ".join(text.split()).strip(" .") + ".pdf")


@ALIKE
@given(SUBJECTS, NAMES.filter(bool), st.sampled_from([SMTP, SMTPUTF8]))
def test_subject_and_sender_in_any_folding(subject, name, policy):
    mail = EmailMessage(policy=policy)
    mail["Subject"] = subject
    mail["From"] = formataddr((name, "anna@kunden.example"))
    mail.set_content("Hallo")
    message = read(mail.as_bytes())
    assert message.subject == subject
    assert (message.sender.name, message.sender.address) == (name, "anna@kunden.example")


@ALIKE
@given(st.sampled_from(sorted(CHARSETS)), st.sampled_from([BASE64, QP]), st.integers(40, 200))
def test_a_subject_in_its_own_charset(charset, encoding, width):
    coding = Charset(charset)
    coding.header_encoding = encoding
    words = CHARSETS[charset]
    mail = Message()
    mail["From"] = "a@b.example"
    mail["Subject"] = Header(words, coding, maxlinelen=width)
    mail.set_payload("Hallo")
    assert read(mail.as_bytes()).subject == words


@ALIKE
@given(st.sampled_from(sorted(CHARSETS)), st.sampled_from([BASE64, QP, None]))
def test_a_text_in_its_own_charset(charset, encoding):
    coding = Charset(charset)
    coding.body_encoding = encoding
    words = CHARSETS[charset]
    mail = MIMEText(words * 3, "plain", coding)
    mail["From"] = "a@b.example"
    assert read(mail.as_bytes()).text == words * 3


@ALIKE
@given(st.lists(FILES.filter(lambda name: len(name) > 4), min_size=1, max_size=4), st.data())
def test_files_with_their_names_wherever_they_hang(names, data):
    mail = MIMEMultipart(data.draw(st.sampled_from(["mixed", "related", "mixed"])))
    mail["From"] = "a@b.example"
    mail.attach(MIMEText("Anbei.", "plain", "utf-8"))
    holder: Any = mail
    for name in names:
        if data.draw(st.booleans()):
            inner = MIMEMultipart("mixed")
            holder.attach(inner)
            holder = inner
        holder.attach(_file(name, data.draw(st.sampled_from(["2231", "word", "both", "name"]))))
    message = read(mail.as_bytes())
    assert [file.filename for file in message.media] == names
    assert message.text.strip() == "Anbei."


def _file(name: str, manner: str) -> MIMEBase:
    """Its name as RFC 2231 wants it, as most mailers do it, both, or only as the type's."""
    part = MIMEBase("application", "pdf")
    part.set_payload("JVBERi0=")
    part["Content-Transfer-Encoding"] = "base64"
    encoded = name if name.isascii() else Header(name, "utf-8").encode(linesep="")
    if manner in {"2231", "both"}:
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
    if manner == "word":
        part["Content-Disposition"] = f'attachment; filename="{encoded}"'
    if manner in {"both", "name"}:
        part.set_param("name", encoded)
    return part


@ALIKE
@given(st.lists(LETTERS, min_size=1, max_size=5), st.lists(LETTERS, min_size=1, max_size=5))
def test_text_and_html_side_by_side(plain, markup):
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "a@b.example"
    mail.set_content("\n".join(plain))
    html = "".join(f"<p>{line.replace('&', '&amp;')}</p>" for line in markup)
    mail.add_alternative(html, subtype="html")
    message = read(mail.as_bytes())
    if any(plain):  # otherwise the HTML speaks
        assert message.text.strip() == "\n".join(plain).strip()
    assert (message.html or "").strip() == html
