"""The compiled checks and jsonschema say the same, about anything."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azuraforge_schemagen.load.compiled import Compiler
from azuraforge_schemagen.load.explain import errors, explain
from azuraforge_schemagen.load.parser import Source
from azuraforge_schemagen.load.read import read_texts
from azuraforge_schemagen.load.schema_file import KINDS, language
from azuraforge_schemagen.load.validate import check_of
from tests.load.test_language import VALID

DOCUMENTS = [read_texts({"x.yaml": text})[0][0] for text in VALID.values()]
PROPERTIES = sorted({name for each in language()["$defs"].values() for name in each.get("properties", {})})
WORDS = [
    "", " ", "a", "users.id", "a.b.c.d", "text | null", "text|null", "array", "raw", "numeric(1,2)", "a\n", "é" * 40,
    "cascade", "set_null", "always", "unique", "app.x:Y", "app.x", "now()", "postgresql", "sqlite", "a\x01b", "SG204",
]  # fmt: skip
scalars = st.sampled_from(
    [None, True, False, 0, 1, -1, 7, 64, 1001, 10**400, Decimal("1.5"), Decimal(1), Decimal("NaN"), Decimal("Infinity")]
) | st.sampled_from(WORDS)
keys = st.sampled_from([*PROPERTIES, "zzz", "a", ""])
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3), max_leaves=5
)


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, Any]:
    document = draw(st.sampled_from(DOCUMENTS))
    data = copy.deepcopy(document.data)
    for _ in range(draw(st.integers(1, 3))):
        data = _mutate(draw, data)
    return document.kind, data


def _mutate(draw: st.DrawFn, value: Any) -> Any:
    inside = isinstance(value, dict | list) and value
    if not inside or draw(st.integers(0, 5)) == 0:
        return draw(values)
    if isinstance(value, list):
        at = draw(st.integers(0, len(value) - 1))
        return [
            *value[:at],
            *draw(st.sampled_from([[], value[at : at + 1] * 2, [_mutate(draw, value[at])]])),
            *value[at + 1 :],
        ]
    action = draw(st.integers(0, 5))
    if action == 0:
        return {**value, draw(keys): draw(values)}
    key = draw(st.sampled_from(list(value)))
    rest = {name: item for name, item in value.items() if name != key}
    if action == 1:
        return rest
    if action == 2:
        return {**rest, draw(keys): value[key]}
    return {**value, key: _mutate(draw, value[key])}


@settings(max_examples=600, deadline=None)
@given(mutated())
def test_compiled_checks_and_jsonschema_agree(case: tuple[str, Any]) -> None:
    kind, data = case
    assert check_of(kind)(data) == (not errors(kind, data))


@pytest.mark.parametrize("document", DOCUMENTS, ids=VALID)
def test_valid_documents_agree(document: Any) -> None:
    assert check_of(document.kind)(document.data)
    assert not errors(document.kind, document.data)


def test_the_whole_schema_dispatches_on_the_kind() -> None:
    whole = jsonschema.Draft202012Validator(language())
    jsonschema.Draft202012Validator.check_schema(language())
    assert all(whole.is_valid(document.data) for document in DOCUMENTS)
    assert not any(whole.is_valid({kind: 5}) for kind in KINDS)


def test_a_keyword_that_is_not_covered_is_refused() -> None:
    with pytest.raises(ValueError, match="oneOf"):
        Compiler({}).compile({"oneOf": []})


@settings(max_examples=200, deadline=None)
@given(mutated())
def test_what_is_refused_is_explained(case: tuple[str, Any]) -> None:
    """Through YAML again, so that places are real."""
    kind, data = case
    if isinstance(data, dict) and kind in data and not check_of(kind)(data):
        text = _flow(data)
        (read_again,), problems = ((), ()) if not text else _read(text)
        assert problems or read_again


def _read(text: str) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    documents, problems = read_texts({"x.yaml": text})
    assert all(found.message and found.span for found in problems)
    return ((documents or (None,))[:1], problems)


def _flow(value: Any) -> str:
    """Data as one flow map."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(c if c.isalnum() or c in " ._|'{}:,()%-#<>=" else f"\\U{ord(c):08x}" for c in value) + '"'
    words = {None: "null", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return words[value]
    return {"NaN": ".nan", "Infinity": ".inf"}.get(str(value), str(value))


def test_explain_is_silent_about_what_is_valid() -> None:
    document = DOCUMENTS[0]
    assert explain("x.yaml", document.kind, document.data, Source(VALID["table"])) == []
