"""The page for people says what the document says, and needs nothing from anywhere else."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tests.inbox.api.case import ROOT
from tests.inbox.api.test_document import DOCUMENT, OPERATIONS


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.add(tag)
        if named.get("id"):
            self.ids.append(str(named["id"]))
        if tag == "a":
            self.links.append(str(named["href"]))
        self.loads += [str(named[one]) for one in ("src", "srcset") if one in named]
        if tag == "link":
            self.loads.append(str(named["href"]))
        assert "style" not in named
        assert not [name for name in named if name.startswith("on")]


def test_every_operation_event_and_schema_is_there(crm):
    text = crm.client.get(f"{ROOT}/").text
    page = Page(text)
    assert {operation["operationId"] for _path, _method, operation in OPERATIONS} <= set(page.ids)
    assert {f"schema-{name}" for name in DOCUMENT["components"]["schemas"]} <= set(page.ids)
    for event in DOCUMENT["webhooks"]:
        assert f"<code>{event}</code>" in text


def test_every_link_leads_somewhere_and_every_id_is_there_once(crm):
    page = Page(crm.client.get(f"{ROOT}/").text)
    assert len(page.ids) == len(set(page.ids))
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids, link
        else:
            assert crm.client.get(link).status_code == 200, link


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(crm):
    response = crm.client.get(f"{ROOT}/")
    page = Page(response.text)
    assert page.loads == [f"{ROOT}/handbook.css"]
    assert "script" not in page.tags
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    style = crm.client.get(page.loads[0])
    assert style.mimetype == "text/css"
    assert not re.search(r"@import|url\(", style.text)


def test_it_is_not_sent_again_to_who_has_it(crm):
    etag = crm.client.get(f"{ROOT}/").headers["ETag"]
    again = crm.client.get(f"{ROOT}/", headers={"If-None-Match": etag})
    assert again.status_code == 304
