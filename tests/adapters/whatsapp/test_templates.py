"""Templates: the list of each provider, what they want filled in, and how they are filled in."""

from __future__ import annotations

import json

import pytest

from adapters.whatsapp import graph
from adapters.whatsapp.template_form import TemplateForm
from inbox.channel import OutboundMedia, OutboundMessage, Rejected, Sender, TemplateUse, TryLater
from tests.adapters.scripted import scripted_server
from tests.adapters.whatsapp.account import WABA, d360, meta, sample, twilio

ANNA = Sender("491713920001")


@pytest.fixture
def server():
    with scripted_server() as served:
        yield served


def page(*items, after=""):
    paging = {"cursors": {"after": after}, "next": "https://graph/x?access_token=t"}
    return json.dumps({"data": items, **({"paging": paging} if after else {})})


def item(name="x", body="Hallo {{1}}", status="APPROVED", parts=(), **more):
    components = [{"type": "BODY", "text": body}, *parts]
    return {
        "name": name,
        "language": "de",
        "status": status,
        "category": "UTILITY",
        "components": components,
        **more,
    }


def known(server, *items):
    """A channel that has read this list."""
    channel = meta(server.url)
    server.answer(200, page(*items))
    channel.templates()
    return channel


def template_of(channel, *values, name="x", media=()):
    use = TemplateUse(name, "de", values)
    prepared = channel.prepare(OutboundMessage(ANNA, "", "key", template=use, media=media))
    return json.loads(prepared)["body"]["template"]


# ----- the list


def test_the_list_is_read(server):
    answer = json.loads(sample("resp_templates_page.json"))
    answer["paging"].pop("next")
    server.answer(200, json.dumps(answer))
    named, positional = meta(server.url).templates()
    assert (named.name, named.language, named.category) == ("versand_verzoegert", "de", "UTILITY")
    assert named.variables == ("vorname", "bestellnummer")
    assert named.sendable
    assert named.body.endswith("verzögert sich. Wir melden uns.\n\nMüller & Söhne")
    assert positional.variables == ("1", "2", "button.2")
    assert (positional.status, positional.sendable) == ("PAUSED", False)
    assert server.received[0].path.startswith(f"/v26.0/{WABA}/message_templates?fields=")


def test_all_pages_are_read_by_cursor_and_never_by_the_address_with_the_token(server):
    server.answer(200, page(item("a"), after="c1"))
    server.answer(200, page(item("b"), after="c2"))
    server.answer(200, page(item("c")))
    assert [found.name for found in meta(server.url).templates()] == ["a", "b", "c"]
    assert [("after=c" in call.path) for call in server.received] == [False, True, True]
    assert not any("access_token" in call.path for call in server.received)


@pytest.mark.parametrize("cursor", ["same", "next {}"], ids=["one cursor", "ever new ones"])
def test_a_list_without_end_ends(server, cursor, monkeypatch):
    monkeypatch.setattr(graph, "MAX_PAGES", 5)
    for number in range(10):
        server.answer(200, page(after=cursor.format(number)))
    assert list(meta(server.url).templates()) == []
    assert len(server.received) <= 5


def test_the_older_list_of_360dialog_is_read(server):
    server.answer(200, sample("d360_templates_variant.json"))
    [found] = d360(server.url).templates()
    assert (found.status, found.sendable, found.variables) == ("APPROVED", True, ("1",))
    assert server.received[0].path.startswith("/message_templates?")


def test_a_list_that_does_not_come_is_tried_later(server):
    server.answer(500)
    with pytest.raises(TryLater):
        meta(server.url).templates()


@pytest.mark.parametrize("junk", [[7], [{}], [{"name": "x"}], [item(components="x", name="y")]])
def test_a_broken_entry_spoils_no_list(server, junk):
    server.answer(200, page(*junk, item("good")))
    assert "good" in [found.name for found in meta(server.url).templates()]


# ----- filling in


def test_named_values_carry_their_names(server):
    channel = known(server, item(body="{{vorname}}, {{nummer}}!", parameter_format="NAMED"))
    assert template_of(channel, "Anna", "4711")["components"] == [
        {
            "type": "body",
            "parameters": [
                {"type": "text", "parameter_name": "vorname", "text": "Anna"},
                {"type": "text", "parameter_name": "nummer", "text": "4711"},
            ],
        }
    ]


def test_numbered_values_go_by_their_number_whatever_their_place(server):
    channel = known(server, item(body="{{2}} für {{1}}, {{10}} und {{2}}"))
    [body] = template_of(channel, "eins", "zwei", "zehn")["components"]
    assert [value["text"] for value in body["parameters"]] == ["eins", "zwei", "zehn"]


def test_head_and_buttons_have_values_of_their_own(server):
    parts = (
        {"type": "HEADER", "format": "TEXT", "text": "Bestellung {{1}}"},
        {
            "type": "BUTTONS",
            "buttons": [
                {"type": "QUICK_REPLY", "text": "Antworten"},
                {"type": "URL", "text": "Ansehen", "url": "https://shop.example/{{1}}"},
                {"type": "COPY_CODE", "text": "Code"},
            ],
        },
    )
    channel = known(server, item(parts=parts))
    assert template_of(channel, "4711", "Anna", "t/4711", "HERBST")["components"] == [
        {"type": "header", "parameters": [{"type": "text", "text": "4711"}]},
        {"type": "body", "parameters": [{"type": "text", "text": "Anna"}]},
        {
            "type": "button",
            "sub_type": "url",
            "index": "1",
            "parameters": [{"type": "text", "text": "t/4711"}],
        },
        {
            "type": "button",
            "sub_type": "copy_code",
            "index": "2",
            "parameters": [{"type": "coupon_code", "coupon_code": "HERBST"}],
        },
    ]


def test_a_template_without_variables_has_no_components(server):
    assert template_of(known(server, item(body="Hallo"))) == {
        "name": "x",
        "language": {"code": "de"},
    }


def test_line_breaks_and_runs_of_blanks_are_made_harmless(server):
    [body] = template_of(known(server, item()), " Anna\n\tMaria     Schäfer ")["components"]
    assert body["parameters"][0]["text"] == "Anna Maria Schäfer"


@pytest.mark.parametrize("values", [(), ("a", "b"), (" ",)], ids=["none", "too many", "blank"])
def test_missing_and_spare_values_are_refused_before_meta_does(server, values):
    with pytest.raises(Rejected, match="TEMPLATE_VARIABLES"):
        template_of(known(server, item()), *values)


@pytest.mark.parametrize("status", ["PAUSED", "REJECTED", "PENDING", "DISABLED", "SOMETHING"])
def test_only_an_approved_template_is_sent(server, status):
    with pytest.raises(Rejected, match="TEMPLATE_NOT_SENDABLE"):
        template_of(known(server, item(status=status)), "Anna")


@pytest.mark.parametrize("kind", ["OTP", "FLOW", "CATALOG", "MPM", "NEW"])
def test_a_button_that_nobody_here_can_fill_keeps_the_template_back(server, kind):
    channel = known(server, item(parts=({"type": "BUTTONS", "buttons": [{"type": kind}]},)))
    with pytest.raises(Rejected, match="TEMPLATE_NOT_SENDABLE"):
        template_of(channel, "Anna")


def test_a_picture_in_the_head_is_uploaded_into_it(server, tmp_path):
    (tmp_path / "a").write_bytes(b"x")
    photo = OutboundMedia(str(tmp_path / "a"), "image/png", "a", 1)
    channel = known(server, item(parts=({"type": "HEADER", "format": "IMAGE"},)))
    use = TemplateUse("x", "de", ("Anna",))
    message = OutboundMessage(ANNA, "", "key", template=use, media=(photo,))
    server.answer(200, b'{"id": "55"}')
    server.answer(200, sample("resp_send_ok.json"))
    channel.send(message, channel.prepare(message))
    header = json.loads(server.received[-1].body)["template"]["components"][0]
    assert header == {"type": "header", "parameters": [{"type": "image", "image": {"id": "55"}}]}


def test_a_head_without_its_picture_and_a_picture_without_head_are_refused(server):
    photo = OutboundMedia("/nowhere", "image/png", "a", 1)
    with_head = known(server, item(parts=({"type": "HEADER", "format": "IMAGE"},)))
    with pytest.raises(Rejected, match="TEMPLATE_NEEDS_FILE"):
        template_of(with_head, "Anna")
    with pytest.raises(Rejected, match="TEMPLATE_TAKES_NO_FILE"):
        template_of(known(server, item()), "Anna", media=(photo,))


def test_a_form_survives_the_memory():
    form = TemplateForm.of(
        item(
            parts=(
                {"type": "HEADER", "format": "VIDEO"},
                {"type": "BUTTONS", "buttons": [{"type": "URL", "url": "https://x/{{1}}"}]},
            )
        )
    )
    assert TemplateForm.from_text(form.to_text()) == form


# ----- Twilio

CONTENT = {
    "sid": "HX" + "b" * 32,
    "friendly_name": "versand_verzoegert",
    "language": "de",
    "variables": {"2": "4711", "1": "Anna"},
    "types": {"twilio/text": {"body": "Hallo {{1}}, Bestellung {{2}}"}},
    "approval_requests": {"status": "approved", "category": "UTILITY", "name": "x"},
}


def contents(*items, following=None):
    return json.dumps({"contents": items, "meta": {"next_page_url": following}})


def test_twilios_list_is_read_page_by_page_at_the_configured_host(server):
    never_submitted = {**CONTENT, "friendly_name": "draft", "approval_requests": None}
    paused = {**CONTENT, "friendly_name": "alt", "approval_requests": {"status": "paused"}}
    following = "https://content.twilio.com/v1/ContentAndApprovals?PageSize=100&PageToken=t2"
    server.answer(200, contents(CONTENT, never_submitted, following=following))
    server.answer(200, contents(paused))
    first, second = twilio(server.url).templates()
    assert (first.name, first.variables, first.sendable) == ("versand_verzoegert", ("1", "2"), True)
    assert first.body == "Hallo {{1}}, Bestellung {{2}}"
    assert (second.status, second.sendable) == ("PAUSED", False)
    assert "PageToken=t2" in server.received[1].path


def test_twilio_is_sent_the_sid_and_the_values_by_number(server):
    channel = twilio(server.url)
    server.answer(200, contents(CONTENT))
    channel.templates()
    use = TemplateUse("versand_verzoegert", "de", ("Anna", "4711-2026"))
    prepared = channel.prepare(OutboundMessage(ANNA, "", "key", template=use)).decode()
    assert f"ContentSid=HX{'b' * 32}" in prepared
    assert "ContentVariables=%7B%221%22%3A%22Anna%22%2C%222%22%3A%224711-2026%22%7D" in prepared
    assert "Body" not in prepared


@pytest.mark.parametrize("values", [(), ("Anna",), ("a", "b", "c")])
def test_twilios_templates_want_all_values(server, values):
    channel = twilio(server.url)
    server.answer(200, contents(CONTENT))
    channel.templates()
    use = TemplateUse("versand_verzoegert", "de", values)
    with pytest.raises(Rejected, match="TEMPLATE_VARIABLES"):
        channel.prepare(OutboundMessage(ANNA, "", "key", template=use))


def test_a_template_that_twilio_never_listed_has_no_sid():
    use = TemplateUse("unbekannt", "de", ())
    with pytest.raises(Rejected, match="TEMPLATE_UNKNOWN"):
        twilio().prepare(OutboundMessage(ANNA, "", "key", template=use))
