"""Make requests from the OpenAPI document: such as it allows, and such as it does not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Schema = dict[str, Any]
_DEEPEST = 6
_HOSTILE = st.sampled_from(
    ["", "\0", "\ud800", "x" * 5_000, "0", "-1", "null", "ä" * 300, "' OR 1=1 --", "%00", "{{1}}"]
)
JSON: SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | _HOSTILE,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


class Generator:
    """`known` are values that exist, by the name of the parameter or field that takes them."""

    def __init__(self, document: Schema, known: dict[str, list[str]]) -> None:
        self._schemas = document["components"]["schemas"]
        self._known = known

    def valid(self, schema: Schema, name: str = "", depth: int = 0) -> SearchStrategy[Any]:
        if "$ref" in schema:
            return self.valid(self._schemas[schema["$ref"].rsplit("/", 1)[-1]], name, depth + 1)
        if "anyOf" in schema:
            return st.one_of([self.valid(one, name, depth + 1) for one in schema["anyOf"]])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        made: SearchStrategy[Any] = getattr(self, f"_{schema['type']}")(schema, depth)
        if self._known.get(name):
            return st.sampled_from(self._known[name]) | made
        return made

    def wrong(self, schema: Schema) -> SearchStrategy[Any]:
        """Valid but for one thing, or anything at all."""
        return st.one_of(JSON, self.valid(schema).flatmap(_broken))

    def _null(self, _schema: Schema, _depth: int) -> SearchStrategy[Any]:
        return st.none()

    def _boolean(self, _schema: Schema, _depth: int) -> SearchStrategy[Any]:
        return st.booleans()

    def _integer(self, schema: Schema, _depth: int) -> SearchStrategy[Any]:
        return st.integers(schema.get("minimum"), schema.get("maximum"))

    def _string(self, schema: Schema, _depth: int) -> SearchStrategy[Any]:
        if schema.get("format") == "date-time":
            moments = st.datetimes(
                datetime(1, 1, 2),  # noqa: DTZ001 - Hypothesis wants the bounds without a zone
                datetime(9999, 12, 30),  # noqa: DTZ001
                timezones=st.just(UTC),
            )
            return moments.map(datetime.isoformat)
        if "pattern" in schema:
            return st.from_regex(schema["pattern"], fullmatch=True).filter(
                lambda text: len(text) <= schema.get("maxLength", len(text))
            )
        most = min(schema.get("maxLength", 40), 40)
        return st.text(min_size=schema.get("minLength", 0), max_size=most)

    def _array(self, schema: Schema, depth: int) -> SearchStrategy[Any]:
        most = 0 if depth > _DEEPEST else 3
        return st.lists(self.valid(schema["items"], depth=depth + 1), max_size=most)

    def _object(self, schema: Schema, depth: int) -> SearchStrategy[Any]:
        properties, required = schema.get("properties", {}), set(schema.get("required", []))
        made = {name: self.valid(one, name, depth + 1) for name, one in properties.items()}
        whole: SearchStrategy[Any] = st.fixed_dictionaries(
            {name: one for name, one in made.items() if name in required},
            optional={name: one for name, one in made.items() if name not in required},
        )
        if isinstance(schema.get("additionalProperties"), dict):
            value = self.valid(schema["additionalProperties"], depth=depth + 1)
            return st.dictionaries(st.text(min_size=1, max_size=20), value, max_size=3)
        return whole


def _broken(value: Any) -> SearchStrategy[Any]:
    if not isinstance(value, dict) or not value:
        return JSON
    names = st.sampled_from(sorted(value))
    return st.one_of(
        names.map(lambda name: {one: value[one] for one in value if one != name}),
        st.tuples(names, JSON).map(lambda pair: {**value, pair[0]: pair[1]}),
        st.tuples(st.text(max_size=10), JSON).map(lambda pair: {**value, pair[0]: pair[1]}),
    )
