"""Webhooks of all three providers with junk in every place where a word is expected."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from hypothesis import strategies as st

from tests.adapters.fuzzing import Target, harmless
from tests.adapters.whatsapp.account import SAMPLES, d360, envelope, meta, posted, twilio

_WORDS: Final = st.sampled_from(
    [
        *(
            "id",
            "type",
            "from",
            "from_user_id",
            "text",
            "body",
            "image",
            "reaction",
            "emoji",
            "edit",
        ),
        *("message_id", "original_message_id", "message", "interactive", "context", "timestamp"),
        *("contacts", "profile", "name", "wa_id", "status", "errors", "code", "order", "system"),
        *("history_context", "threads", "revoke", "unsupported", "location", "latitude", "voice"),
    ]
)
_TEXTS: Final = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            *(
                "text",
                "system",
                "edit",
                "image",
                "491713920001",
                "DE.1",
                "1795500000",
                "\ud83d",
                "a\x00b",
            ),
            *("button_reply", "nfm_reply", "order", "contacts", "1e400", "media_placeholder"),
        ]
    ),
)
_JUNK: Final = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), _TEXTS),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(_WORDS, _TEXTS), inner, max_size=4)
    ),
    max_leaves=20,
)
_FIELDS: Final = st.sampled_from(
    [
        *(
            "messages",
            "history",
            "smb_message_echoes",
            "user_preferences",
            "calls",
            "user_id_update",
        ),
        *("account_update", "message_template_status_update", "template_category_update", "x"),
        *("account_alerts", "security", "business_capability_update", "smb_app_state_sync"),
    ]
)
_KEYS: Final = st.sampled_from(
    [
        *("messages", "statuses", "errors", "contacts", "history", "message_echoes", "calls"),
        *("user_preferences", "metadata", "user_id_update", "event", "message_template_name"),
    ]
)
_PARAMETERS: Final = st.sampled_from(
    [
        *(
            "From",
            "To",
            "WaId",
            "Body",
            "MessageType",
            "NumMedia",
            "MediaUrl0",
            "ListId",
            "Address",
        ),
        *("MessageStatus", "ErrorCode", "Latitude", "Longitude", "InteractiveData", "ProfileName"),
        *("ButtonPayload", "OriginalRepliedMessageSid", "ExternalUserId", "MediaContentType0"),
    ]
)
_FILES: Final = sorted(path for path in SAMPLES.glob("[ifsx]*_*.json") if "1000" not in path.name)


def _bytes(body: bytes) -> None:
    for channel in (meta(), d360(), twilio()):
        harmless(channel, posted(body))


def _field(said: tuple[str, dict[str, Any]]) -> None:
    field, value = said
    for channel in (meta(), d360()):
        harmless(channel, posted(envelope(field, **value)))


def _item(item: Any) -> None:
    harmless(meta(), posted(envelope("messages", messages=[item], statuses=[item])))
    harmless(meta(), posted(envelope("smb_message_echoes", message_echoes=[item])))
    harmless(meta(), posted(envelope("history", history=[{"threads": [{"messages": [item]}]}])))


def _changed(said: tuple[int, float, Any]) -> None:
    """A sample in which one value was exchanged."""
    document = copy.deepcopy(_DOCUMENTS[said[0]])
    places = list(_places(document))
    holder, key = places[int(said[1] * len(places))]
    holder[key] = said[2]
    for channel in (meta(), d360()):
        harmless(channel, posted(json.dumps(document).encode()))


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for key, entry in entries:
        yield value, key
        if isinstance(entry, dict | list):
            yield from _places(entry)


def _form(parameters: dict[str, str]) -> None:
    harmless(twilio(), posted(urlencode({"MessageSid": "SM1", **parameters}).encode()))


_DOCUMENTS: Final = [found for path in _FILES if (found := json.loads(path.read_bytes()))]
TARGETS: Final = [
    Target("whatsapp: any bytes", st.binary(max_size=200), _bytes),
    Target(
        "whatsapp: any value of a field",
        st.tuples(_FIELDS, st.dictionaries(_KEYS, _JUNK, max_size=5)),
        _field,
    ),
    Target("whatsapp: any message", _JUNK, _item),
    Target(
        "whatsapp: a sample with one place changed",
        st.tuples(st.integers(0, len(_DOCUMENTS) - 1), st.floats(0, 1, exclude_max=True), _JUNK),
        _changed,
    ),
    Target(
        "whatsapp: any form",
        st.dictionaries(
            _PARAMETERS,
            st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=20),
            max_size=8,
        ),
        _form,
    ),
]
