"""The phones' control: what it is told, what it tells, and whom it keeps away."""

from __future__ import annotations

import base64
import stat
from types import SimpleNamespace

import pytest

from adapters import phones, phones_view
from adapters.phones_state import State
from adapters.simulation import Connection, Faults, File, Writing
from tests.adapters.toy import ANNA, MESSAGES, Toy, client_of


@pytest.fixture
def at(tmp_path):
    return phones.place(tmp_path, 8010)


@pytest.fixture
def toy(at):
    return Toy(at)


@pytest.fixture
def client(at, toy, monkeypatch):
    """The toy is no channel, so it is given a label and no icon."""
    monkeypatch.setattr(phones_view, "discover", lambda: {"toy": SimpleNamespace(label="Toy")})
    monkeypatch.setattr(phones_view, "icons", lambda: {"toy": ""})
    return client_of(toy, State(at))


def test_a_customer_writes_and_it_is_on_the_phone(client):
    answer = client.post(MESSAGES, json={"text": "Hallo", "subject": "Frage"})
    assert (answer.status_code, answer.json) == (201, {"id": "1"})
    [bubble] = client.get(MESSAGES).json["bubbles"]
    assert bubble == {
        "id": "1",
        "mine": True,
        "text": "Hallo",
        "at": "2026-01-01T12:00:00+00:00",
        "kind": "text",
        "state": "sent",
        "subject": "Frage",
        "details": {},
        "files": [],
    }


def test_only_what_came_after_a_bubble_can_be_asked_for(client):
    for text in "abc":
        client.post(MESSAGES, json={"text": text})

    def after(message_id):
        bubbles = client.get(f"{MESSAGES}?after={message_id}").json["bubbles"]
        return "".join(bubble["text"] for bubble in bubbles)

    assert [after("1"), after("3"), after("gone")] == ["bc", "", "abc"]


@pytest.mark.parametrize("path", [MESSAGES, "/control/toy/customers"])
def test_asking_again_is_cheap_while_nothing_changes(client, path):
    tag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    client.post("/control/toy/customers/new@example.org/messages", json={"text": "Hallo"})
    client.post(MESSAGES, json={"text": "Hallo"})
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_file_goes_in_as_base64_and_comes_back_as_bytes(client):
    file = {
        "name": "Bild.png",
        "content_type": "image/png",
        "content": base64.b64encode(b"\x89PNG").decode(),
    }
    client.post(MESSAGES, json={"kind": "image", "file": file})
    [shown] = client.get(MESSAGES).json["bubbles"][0]["files"]
    assert (shown["name"], shown["content_type"], shown["size"]) == ("Bild.png", "image/png", 4)
    answer = client.get(shown["url"])
    assert (answer.data, answer.mimetype) == (b"\x89PNG", "image/png")


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/pdf", "text/html; x"])
def test_a_file_that_could_run_is_only_to_be_saved(client, toy, kind):
    toy.write(ANNA, Writing(kind="image", file=File("x.html", kind, b"<script>")))
    answer = client.get(f"{MESSAGES}/1/files/0")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_name_cannot_break_out_of_its_header(client, toy):
    name = 'a"\r\nX-Evil: 1 ü.png'
    toy.write(ANNA, Writing(kind="image", file=File(name, "image/png", b"x")))
    answer = client.get(f"{MESSAGES}/1/files/0")
    assert answer.status_code == 200
    assert "X-Evil" not in answer.headers


@pytest.mark.parametrize("path", [f"{MESSAGES}/1/files/0", "/control/fax/counts", "/control/x"])
def test_what_is_not_there_is_404_with_a_sentence(client, path):
    answer = client.get(path)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"kind": "fax"}, "nobody can write"),
        ({"txt": "Hallo"}, "unknown: txt"),
        ({"text": 7}, "text must be a text"),
        ({"file": "x"}, "file must be an object"),
        ({"file": {"content": "%%%"}}, "base64"),
        ([], "JSON object"),
    ],
)
def test_a_writing_that_makes_no_sense_is_400_with_a_sentence(client, body, said):
    answer = client.post(MESSAGES, json=body)
    assert answer.status_code == 400
    assert said in answer.json["error"]


def test_bytes_that_are_no_json_are_400(client):
    answer = client.post(MESSAGES, data=b"{", content_type="application/json")
    assert answer.status_code == 400


def test_faults_are_handed_over_as_they_are_named(client, toy):
    given = {
        "statuses": [500, 0],
        "latency_ms": [20, 5],
        "drop_after_accept": 2,
        "duplicate": 1,
        "reorder": True,
        "statuses_off": True,
    }
    assert client.put("/control/toy/faults", json=given).status_code == 204
    assert toy.faults == Faults((500, 0), (20, 5), 2, 1, reorder=True, statuses_off=True)
    client.put("/control/toy/faults", json={})
    assert toy.faults == Faults()


@pytest.mark.parametrize(
    "given",
    [
        {"status": [500]},
        {"statuses": 500},
        {"statuses": ["500"]},
        {"latency_ms": [1]},
        {"duplicate": -1},
        {"duplicate": True},
    ],
)
def test_a_misspelt_fault_is_not_passed_over(client, given):
    assert client.put("/control/toy/faults", json=given).status_code == 400


def test_the_rest_of_the_control(client, toy):
    assert client.get("/control/health").json == {"status": "ok", "kinds": ["toy"]}
    [kind] = client.get("/control/kinds").json["kinds"]
    assert kind == {
        "kind": "toy",
        "offers": {"text": ["subject", "text"], "image": ["file", "text"]},
    }
    assert client.get("/control/toy/demo-account").json["label"] == "Toy"
    client.post(MESSAGES, json={"text": "Hallo"})
    assert client.get("/control/toy/counts").json == {"accepted": 1}
    assert client.post(f"/control/toy/customers/{ANNA}/look").status_code == 204
    assert toy.looked == [ANNA]
    assert client.post("/control/toy/reset").status_code == 204
    assert client.get(MESSAGES).json == {"bubbles": []}


def test_stories_are_told_once_in_the_life_of_an_installation(client, at, toy):
    assert client.post("/control/story").json == {"told": 2}
    assert client.post("/control/story").json == {"told": 0}
    again = client_of(Toy(at), State(at))
    assert again.post("/control/story").json == {"told": 0}
    assert toy.counts() == {"accepted": 2}


def test_connections_outlive_a_restart_and_are_kept_private(client, at, toy):
    given = {"settings": {"token": "s3cret", "flag": True}, "callback": "http://127.0.0.1:8000/h/1"}
    for _ in range(3):
        assert client.put("/control/toy/connection", json=given).status_code == 204
    restarted = Toy(at)
    State(at).reconnect({"toy": restarted})
    assert restarted.connected == [
        Connection({"token": "s3cret", "flag": "True"}, given["callback"])
    ]
    assert stat.S_IMODE((at.state_dir / "connections.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "given",
    [{}, {"settings": [], "callback": "x"}, {"settings": {}}, {"settings": {}, "callback": "x"}],
)
def test_a_connection_that_cannot_work_is_refused_and_not_remembered(client, at, given):
    assert client.put("/control/toy/connection", json=given).status_code == 400
    assert not (at.state_dir / "connections.json").exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8010"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:8000"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/static/phones.js", "/control/health", MESSAGES])
def test_other_sites_are_kept_away(client, headers, path):
    assert client.get(path, headers=headers).status_code == 403


def test_the_page_itself_may_ask(client):
    headers = {"Origin": "http://localhost"}
    assert client.get("/control/health", headers=headers).status_code == 200
