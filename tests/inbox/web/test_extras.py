"""Every kind of message is shown as what it is, and what a stranger put into it harms nobody."""

from __future__ import annotations

import pytest

from inbox.channel import Kind
from inbox.conversations.message import Message
from inbox.outbox.signs import SignRow
from inbox.world import World
from tests.inbox.web.conftest import Auth, fetch_all, only_sqlite
from tests.inbox.web.test_thread_page import bubble, opened
from tests.pigeon import Loft
from tests.shop import Customers, configure_shop, open_account, rows, the_only

ANNA = {"name": "Anna Kern", "phones": [{"phone": "+49 171 1", "wa_id": "491711"}],
        "emails": [{"email": "anna@x.example"}], "organisation": {"company": "Kern GmbH"},
        "addresses": [{"street": "Weg 1", "zip": "14467", "city": "Potsdam"}]}  # fmt: skip

KINDS = [
    ("contacts", {"contacts": [ANNA]}, ("Anna Kern Kern GmbH Phone +49 171 1 Email anna@x.example "
                                       "Address Weg 1, 14467, Potsdam")),
    ("order", {"items": [{"id": "K-1", "quantity": 2, "price": "9.50", "currency": "EUR"},
                         {"id": "K-2", "quantity": 1, "price": "1", "currency": "EUR"}]},
     "2 × K-1 9.50 EUR 1 × K-2 1.00 EUR Total 20.00 EUR"),
    ("call", {"status": "completed", "duration": 125}, "Call 2:05 min"),
    ("call", {"missed": True}, "Called; nobody was on the phone."),
    ("call", None, "Called; nobody was on the phone."),
    ("choice", {"id": "call_permission", "permission": "accept"}, "Allows us to call"),
    ("choice", {"id": "b1", "title": "Ja", "description": "Das Blaue"}, "Das Blaue"),
    ("text", {"referral": {"headline": "Herbst", "url": "https://ad.example/1"}},
     "Came through an advertisement: Herbst"),
    ("text", {"product": {"catalog_id": "1", "id": "Decke-3"}}, "Asks about the product Decke-3"),
    ("image", {"missing": "131052"}, "The provider could not pass the file on."),
    ("text", {"forwarded": True}, "forwarded"),
    ("email", {"cc": [{"name": "Bela", "address": "b@x.example"}]}, "Copy to Bela &lt;b@x.example"),
    ("email", {"protection": "smime-encrypted"}, "encrypted with S/MIME"),
    ("email", {"too_large": 60_000_000}, "only its header was read"),
    ("email", {"failed": [{"address": "c@x.example", "diagnostic": "550 no"}]},
     "Not reached: c@x.example 550 no"),
]  # fmt: skip


@only_sqlite
@pytest.mark.parametrize(("kind", "details", "words"), KINDS)
def test_what_a_message_carries_is_read_out(
    auth: Auth, customers: Customers, kind: str, details: object, words: str
) -> None:
    customers.write("Siehe", name="Anna", kind=kind, details=details)
    auth.sign_in()
    assert words in bubble(opened(auth), "is-theirs")


HOSTILE = [
    {"contacts": "x"}, {"contacts": [1, None, {"phones": "x", "name": {"a": 1}}]},
    {"items": [{"quantity": "1e999", "price": "NaN"}, {"quantity": [], "price": {}}]},
    {"latitude": ["<script>"], "longitude": "1"}, {"latitude": "\"><b>", "longitude": "1"},
    {"referral": {"url": "javascript:alert(1)", "headline": "<script>"}}, {"referral": [1]},
    {"referral": {"url": "https://[::1"}}, {"duration": "Infinity"}, {"cc": [{"address": 7}]},
    {"product": {"id": "x" * 100_000}}, {"description": {"a": "b"}},
]  # fmt: skip


@only_sqlite
@pytest.mark.parametrize("kind", [Kind.CONTACTS, Kind.ORDER, Kind.LOCATION, Kind.CALL, Kind.EMAIL])
def test_whatever_else_stands_there_is_left_out(
    auth: Auth, customers: Customers, kind: Kind
) -> None:
    for details in HOSTILE:
        customers.write("Siehe", name="Anna", kind=kind, details=details)
    auth.sign_in()
    page = opened(auth)
    assert page.count('class="said is-theirs') == len(HOSTILE)
    assert "<script>" not in page.split('id="thread"')[1]
    assert "javascript:" not in page


@only_sqlite
@pytest.mark.parametrize(
    ("automated", "words"),
    [("auto_reply", "automatic reply"), ("bounce", "bounce"), ("receipt", "read receipt")],
)
def test_what_no_person_wrote_says_so(auth: Auth, world: World, automated: str, words: str) -> None:
    letters = Customers(world, open_account(world, "parchment", "letters"))
    letters.write("Hallo", name="Anna")
    letters.write("Bin weg", name="Anna", automated=automated)
    auth.sign_in()
    assert words in bubble(opened(auth), "Bin weg")


PLAYED = [
    (b"OggS" + b"\0" * 20, "audio/ogg; codecs=opus", "audio/ogg"),
    (b"ID3\x04" + b"\0" * 20, "audio/mpeg", "audio/mpeg"),
    (b"RIFF\0\0\0\0WAVE" + b"\0" * 20, "audio/wav", "audio/wav"),
    (b"\0\0\0\x20ftypM4A " + b"\0" * 20, "audio/mp4", "audio/mp4"),
    (b"\0\0\0\x20ftypmp42" + b"\0" * 20, "video/mp4", "video/mp4"),
    (b"\x1aE\xdf\xa3" + b"\0" * 20, "video/webm", "video/webm"),
]


class TestPlaying:
    def play(self, auth: Auth, customers: Customers, loft: Loft, content: bytes, told: str) -> str:
        loft.files["x"] = content
        one = {"ref": "x", "content_type": told, "filename": "aufnahme"}
        customers.write("", name="Anna", kind="voice", media=[one])
        fetch_all(customers)
        auth.sign_in()
        page = opened(auth)
        return page.split('/play"')[0].rsplit('"', 1)[-1] + "/play"

    @only_sqlite
    @pytest.mark.parametrize(("content", "told", "served"), PLAYED)
    def test_a_sound_or_film_plays_in_place_whole_and_in_parts(
        self, auth: Auth, customers: Customers, loft: Loft, content: bytes, told: str, served: str
    ) -> None:
        address = self.play(auth, customers, loft, content, told)
        answer = auth.get(address)
        assert (answer.status_code, answer.data) == (200, content)
        assert answer.mimetype == served
        part = auth.get(address, headers={"Range": "bytes=2-5"})
        assert (part.status_code, part.data) == (206, content[2:6])
        assert part.headers["Content-Range"] == f"bytes 2-5/{len(content)}"
        assert auth.get(address, headers={"Range": "bytes=999-"}).status_code == 416

    @only_sqlite
    def test_what_only_says_that_it_is_a_sound_does_not_play(
        self, auth: Auth, customers: Customers, loft: Loft
    ) -> None:
        address = self.play(auth, customers, loft, b"<script>alert(1)</script>", "audio/ogg")
        assert auth.get(address).status_code == 404


class TestReacting:
    @pytest.fixture
    def ravens(self, world: World) -> Customers:
        configure_shop(world, automation=False)
        ravens = Customers(world, open_account(world, "raven", "ravens"))
        ravens.write("Danke!", name="Anna")
        return ravens

    def test_a_reaction_goes_to_its_message_once(
        self, auth: Auth, world: World, ravens: Customers, loft: Loft
    ) -> None:
        auth.sign_in()
        theirs = the_only(world, Message)
        auth.find("Anna")
        for _ in range(2):
            assert auth.post(f"/messages/{theirs.id}/react", emoji="👍").status_code == 303
        ravens.send_all()
        (sent,) = loft.sent
        assert (sent.message.emoji, sent.message.reply_to) == ("👍", "in-1")
        assert auth.post(f"/messages/{theirs.id}/react", emoji="🙏").status_code == 303
        ravens.send_all()
        assert [one.message.emoji for one in loft.sent] == ["👍", "🙏"]
        assert "Danke!" in bubble(opened_waiting(auth), "🙏")

    def test_only_where_the_channel_has_them_and_only_ours(
        self, auth: Auth, world: World, customers: Customers, loft: Loft
    ) -> None:
        customers.write("Danke!", name="Anna")
        auth.sign_in()
        page = opened(auth)
        theirs = rows(world, Message)[0]
        assert "data-react" not in page
        assert auth.post(f"/messages/{theirs.id}/react", emoji="👍").status_code == 404
        assert auth.post(f"/messages/{theirs.id}/react", emoji="<b>").status_code == 400
        assert auth.post("/messages/nothing/react", emoji="👍").status_code == 404

    def test_the_customer_is_told_that_it_was_read_and_that_somebody_types(
        self, auth: Auth, world: World, ravens: Customers
    ) -> None:
        auth.sign_in()
        page = opened(auth)
        assert [row.sign for row in rows(world, SignRow)] == ["seen"]
        assert "Danke!" in page


def opened_waiting(auth: Auth) -> str:
    return auth.get(auth.find("Anna")).text
