"""Whatever is asked, as the document allows or not: no defect, and no answer that it does not know.

Requests are made from the served document alone (see `generate`), one operation after the other.
"""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.conversations.message import Message
from tests.inbox.api.case import Crm
from tests.inbox.api.generate import Generator
from tests.inbox.api.test_document import DOCUMENT, OPERATIONS
from tests.inbox.api.test_document import _check as check
from tests.shop import configure_shop, rows

EXAMPLES = 40
PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("path", "method", "operation"),
    OPERATIONS,
    ids=[operation["operationId"] for _path, _method, operation in OPERATIONS],
)
def test_no_request_makes_a_defect_or_an_answer_that_is_not_in_the_document(
    world, chat, loft, path, method, operation
):
    configure_shop(world, automation=False)
    chat.write(aliases=[["email", "a@example.org"]])
    crm = Crm(world, per_minute=60_000)
    request = _requests(world, path, method, operation)

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(request=request)
    def ask(request) -> None:
        address, headers, body = request
        response = crm.client.open(
            address,
            method=method.upper(),
            data=body,
            headers={"Authorization": f"Bearer {crm.token}", **headers},
        )
        _is_documented(operation, response)

    ask()


def _requests(world, path, method, operation):
    message = rows(world, Message)[0]
    known = {
        "customer_id": [message.customer_id],
        "conversation_id": [message.conversation_id],
        "message_id": [message.id],
        "reply_to": [message.id],
        "identity_id": [message.identity_id],
        "Idempotency-Key": ["a-key"],
    }
    generator = Generator(DOCUMENT, known)
    parameters = operation["parameters"]
    places, query, headers = (
        {
            one["name"]: (generator.valid(one["schema"], one["name"]), one.get("required", False))
            for one in parameters
            if one["in"] == place
        }
        for place in ("path", "query", "header")
    )
    address = st.tuples(_some(places), _some(query) | _some(query).map(_odd)).map(
        lambda pair: _address(path, *pair)
    )
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return st.tuples(address, _some(headers), _bodies(generator, content))


def _bodies(generator, content):
    if content is None:
        return st.none()
    made = generator.valid(content["schema"]) | generator.wrong(content["schema"])
    return made.map(lambda one: json.dumps(one).encode()) | st.sampled_from(
        [b"", b"{", b"\xff\xfe", b"[" * 50_000, b'{"a":' * 20_000, b"NaN", b" " * 300_000]
    )


def _some(made):
    required = {name: one for name, (one, needed) in made.items() if needed}
    optional = {name: one for name, (one, needed) in made.items() if not needed}
    return st.fixed_dictionaries(required, optional=optional)


def _odd(query):
    return {**query, "limit": "0", "unknown": "x"}


def _address(path, places, query):
    filled = path.format(**{name: quote(str(one), safe="") or "-" for name, one in places.items()})
    given = {name: str(one) for name, one in query.items() if one is not None}
    return f"{filled}?{urlencode(given, errors='replace')}" if given else filled


def _is_documented(operation, response) -> None:
    status = str(response.status_code)
    assert response.status_code < 500, response.text
    documented = operation["responses"].get(status)
    if documented is None or "$ref" in documented:
        assert response.status_code >= 400, f"{status} is not in the document"
        assert response.mimetype == PROBLEM
        check(response.json, {"$ref": "#/components/schemas/ProblemDocument"})
    elif "application/json" in documented.get("content", {}):
        check(response.json, documented["content"]["application/json"]["schema"])
