"""Law 5: a schema written as YAML, and as a layer, is read as exactly that schema."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import assume, given

from azuraforge_schemagen.config import Config, Target
from azuraforge_schemagen.diagnostics import report
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.names import parse_ref
from azuraforge_schemagen.ir.schema import Schema, Sql, schema_of
from azuraforge_schemagen.load.read import read_texts
from azuraforge_schemagen.resolve import Resolved, resolve
from azuraforge_schemagen.snapshot import codec
from azuraforge_schemagen.snapshot.layer import Layer, dump, parse, sealed
from tests import yamltext
from tests.laws.comparing import same
from tests.laws.projects import about, law, speakable
from tests.strategies import Pair, pairs, schemas

TARGETS = (Target("postgresql", (15,)), Target("sqlite"))


def read(schema: Schema, intent: Intent, dialects: tuple[str, ...]) -> Resolved:
    targets = tuple(target for target in TARGETS if target.dialect in dialects)
    files = yamltext.files(schema, intent, dialects)
    documents, broken = read_texts({name: text.encode() for name, text in files.items()})
    resolved = resolve(documents, Config(Path(), "models", "models", targets=targets))
    errors = [it for it in (*broken, *resolved.diagnostics) if it.severity == "error"]
    assert not errors, report.text(errors, lambda path: files[path])
    return resolved


def stays(schema: Schema, intent: Intent, *dialects: str) -> None:
    assume(speakable(schema))
    intent = about(schema, intent)
    resolved = read(schema, intent, dialects)
    same(resolved.schema, schema, "the YAML is another schema")
    assert column_order(resolved.schema) == column_order(schema)
    assert resolved.intent.renames == intent.renames
    assert resolved.intent.removed_values == intent.removed_values
    for dialect in dialects:
        assert on(resolved.intent, dialect) == on(intent, dialect)


def column_order(schema: Schema) -> dict[str, list[str]]:
    return {str(table.name): [column.name for column in table.columns] for table in schema.tables.values()}


def on(intent: Intent, dialect: str) -> tuple[object, object]:
    """Backfills and conversions, as one dialect has them."""

    def text(sql: Sql | None) -> str | None:
        return None if sql is None else sql.on(dialect)

    using = {address: (text(it.up), text(it.down)) for address, it in intent.using.items()}
    return {address: text(sql) for address, sql in intent.backfills.items()}, using


@given(schema=schemas())
@law(60)
def test_yaml_of_both_dialects(schema: Schema) -> None:
    stays(schema, Intent(), "postgresql", "sqlite")


@given(schema=schemas(portable=False))
@law(60)
def test_yaml_of_postgresql(schema: Schema) -> None:
    stays(schema, Intent(), "postgresql")


@given(pair=pairs())
@law(40)
def test_yaml_with_the_way_to_it(pair: Pair) -> None:
    stays(pair.new, pair.intent, "postgresql", "sqlite")


@given(pair=pairs(portable=False))
@law(40)
def test_yaml_of_postgresql_with_the_way_to_it(pair: Pair) -> None:
    stays(pair.new, pair.intent, "postgresql")


@given(pair=pairs(portable=False))
@law(60)
def test_a_layer(pair: Pair) -> None:
    schema, intent = pair.new, replace(pair.intent, allow=frozenset())
    objects = {str(ref): codec.encode(found) for ref, found in schema.objects.items()}
    layer = sealed(Layer("", ("a" * 12,), "it", "2024-01-01", ("before",), "after", objects, intent))
    again = parse(dump(layer))
    assert replace(again, intent=intent) == layer
    assert dump(again) == dump(layer)
    decoded = (codec.decode(parse_ref(ref).kind, data) for ref, data in again.objects.items() if data)
    assert schema_of(*decoded) == schema
    assert again.intent.renames == tuple(sorted(intent.renames))
    assert (again.intent.backfills, again.intent.using) == (intent.backfills, intent.using)
    assert again.intent.removed_values == intent.removed_values
