"""Whatever goes wrong under /api is a problem document, and the pages beside it are left alone."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from inbox.conversations import history
from tests.inbox.api.case import ROOT, the_customer


def test_a_problem_document_says_what_is_wrong_and_where(crm):
    status, problem = crm.refused("/changes?after=x&limit=0&colour=red")
    assert status == 422
    assert problem["type"] == "urn:kontor:problem:wrong-parameter"
    assert problem["title"] == "Wrong parameter"
    assert problem["instance"] == "/api/v1/changes"
    assert {one["parameter"] for one in problem["errors"]} == {"after", "limit", "colour"}
    assert all(one["detail"] for one in problem["errors"])


def test_what_was_given_is_not_repeated(crm):
    for path in ("/changes?after=anna@example.org", "/customers?phone=anna@example.org"):
        assert "anna" not in str(crm.refused(path)[1])


def test_unknown_paths_and_wrong_methods_are_problem_documents(crm):
    for path in ("/nothing", "/customers/", "/../x", "/customers/a/b/c"):
        assert crm.refused(path)[0] == 404
    response = crm.client.get("/api/v2/customers")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    response = crm.ask("/customers", method="DELETE")
    assert (response.status_code, response.mimetype) == (405, "application/problem+json")
    assert "GET" in response.headers["Allow"]
    assert response.json["title"] == "Method Not Allowed"


def test_a_defect_is_a_problem_document_that_says_nothing(crm, monkeypatch):
    def explode(*_arguments, **_more):
        raise KeyError("a customer's words")

    monkeypatch.setattr(history, "by_alias", explode)
    crm.app.config["PROPAGATE_EXCEPTIONS"] = False
    status, problem = crm.refused("/customers?email=a@b.de")
    assert status == 500
    assert "words" not in str(problem)


def test_without_the_database_the_caller_is_asked_to_come_back(crm, monkeypatch):
    def down(*_arguments, **_more):
        raise OperationalError("SELECT", {}, Exception("connection refused"))

    monkeypatch.setattr(history, "by_alias", down)
    response = crm.ask("/customers?email=a@b.de")
    assert response.status_code == 503
    assert response.mimetype == "application/problem+json"
    assert response.headers["Retry-After"]
    assert "refused" not in response.text


def test_errors_of_pages_beside_the_api_stay_pages(crm):
    response = crm.client.get("/nothing")
    assert (response.status_code, response.mimetype) == (404, "text/html")


@pytest.mark.parametrize("path", ["/customers/{}", "/customers/{}/messages"])
def test_a_held_answer_is_not_sent_again(world, crm, chat, path):
    chat.write()
    asked = path.format(the_customer(world))
    first = crm.ask(asked)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = crm.ask(asked, if_none_match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    chat.write("Noch etwas", name="Anna Neu")
    changed = crm.ask(asked, if_none_match=first.headers["ETag"])
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]
    assert crm.ask(asked, if_match='"other"').status_code == 412


def test_head_is_answered_like_get_without_a_body(crm):
    response = crm.ask("/customers?email=a@b.de", method="HEAD")
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["ETag"] == crm.ask("/customers?email=a@b.de").headers["ETag"]
    assert ROOT == "/api/v1"
