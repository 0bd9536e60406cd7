"""Whatever somebody with a token asks for, the answer is an answer and never a defect."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.conversations.message import Message
from tests.inbox.api.case import ROOT, the_customer
from tests.shop import rows

IDS = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"[0-9a-f]{32}", fullmatch=True),
    st.sampled_from(["", ".", "..", "%00", "0" * 33, "' OR 1=1 --", "\x00" * 32, "Ä" * 32]),
)
NAMES = st.sampled_from(
    ["limit", "cursor", "order", "since", "channel", "direction", "after", "external", "email",
     "phone", "identity", "x"]
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=60),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(
        ["", "\x00", "-0", "1e9", "9" * 400, "NaN", "note", "desc", "0001-01-01T00:00:00+14:00",
         "9999-12-31T23:59:59-14:00", "2026-11-24", "a:b:c", "pigeon:anna\x00", "a@\x00.de",
         "+49", "٠١٢٣٤٥٦٧٨٩", "a@" + "ä" * 300]
    ),
)  # fmt: skip
PATHS = st.sampled_from(
    ["/customers", "/customers/{}", "/customers/{}/messages", "/customers/{}/conversations",
     "/conversations/{}", "/conversations/{}/messages", "/messages/{}",
     "/messages/{}/attachments/{}", "/changes"]
)  # fmt: skip
HEADERS = st.dictionaries(
    st.sampled_from(["Range", "If-None-Match", "If-Match", "If-Range", "Accept", "Cookie"]),
    st.one_of(
        st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40),
        st.sampled_from(["bytes=0-", "bytes=-1", "bytes=9999999999999999999-", "*", 'W/"x"']),
    ),
    max_size=3,
)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    path=PATHS,
    ids=st.tuples(IDS, IDS),
    known=st.booleans(),
    query=st.lists(st.tuples(NAMES, VALUES), max_size=3),
    headers=HEADERS,
)
def test_nothing_that_is_asked_makes_a_defect(world, crm, chat, path, ids, known, query, headers):
    if not rows(world, Message):
        chat.write(name="Anna", aliases=[["phone", "4915112345678"]])
    if known:
        ids = (the_customer(world), rows(world, Message)[0].id)
    asked = ROOT + path.format(*(quote(one, safe="") for one in ids)) + "?" + urlencode(query)
    headers = {**headers, "Authorization": f"Bearer {crm.token}"}
    response = crm.client.get(asked, headers=headers)
    assert response.status_code in {200, 206, 304, 308, 404, 412, 416, 422}, asked
    if response.status_code >= 400:
        assert response.mimetype == "application/problem+json"
        assert response.json["status"] == response.status_code


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(header=st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80))
def test_no_header_opens_the_door(world, crm, header):
    for credentials in (header, f"Bearer {header}"):
        response = crm.client.get(f"{ROOT}/changes", headers={"Authorization": credentials})
        assert response.status_code == 401
