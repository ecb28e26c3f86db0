"""The language: what is valid, and what is said where something is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from azuraforge_schemagen.ir.types import SCALARS
from azuraforge_schemagen.load.read import read_texts
from azuraforge_schemagen.load.schema_file import KINDS, language
from tests.load.reading import data, findings, places

EXPERIMENTS = """\
# yaml-language-server: $schema=../generated/schemagen.schema.json
table: experiments
schema: app
class: Experiment
doc: One training run, its configuration and its outcome.
comment: "100% of \\"them\\": {{ x }}"
renamed_from: runs
mixins: [timestamps]
extends: [app.mixins:Audited, app.mixins:Named]
repr: [id, status]
columns:
  id: { type: string, primary_key: true, default: uuid4() }
  task_id: { type: string, length: 64, index: unique }
  batch_name: string | null
  status: { type: string | null, index: true, default: PENDING }
  score: { type: numeric | null, precision: 10, scale: 2, check: "score >= 0" }
  owner_id: { type: string | null, references: users.id, on_delete: set_null, constraint: fk_owner }
  other_id: { type: string | null, references: { schema: auth, table: "x.y", column: id }, not_valid: true }
  room: { type: bigint, references: app.room.id, on_delete: { set_null: [room] }, deferrable: deferred }
  kind: { type: run_kind, renamed_from: type, attr: kind_, annotation: "RunKind" }
  tags: { type: array, items: string, dimensions: 2, server_default: { sql: "'{}'" } }
  sizes: { type: array, items: { type: numeric, precision: 4 } }
  meta: { type: json, variants: { postgresql: jsonb }, default: { value: {} } }
  total: { type: numeric, generated: "score * 2" }
  both: { type: integer, generated: { postgresql: "a::int", sqlite: "CAST(a AS INTEGER)" } }
  lazy: { type: integer, generated: { sql: { sqlite: a }, virtual: true } }
  seen_at: { type: timestamptz, precision: 3, server_default: now(), on_update: now() }
  span: { type: interval, fields: day to second, precision: 0 }
  vector: { type: raw, raw: "vector(384)", variants: { sqlite: { raw: BLOB } } }
  number: { type: bigint, identity: { always: true, start: 1000, increment: -1, cache: 5, cycle: true, sequence: s } }
  serial: { type: serial, sequence: experiments_number }
  nothing: { type: string | null, default: null }
  flag: { type: string, default: { value: "now()" }, collation: C, unique: true }
  code: { type: integer, using: { up: "code::integer", down: "code::text" }, backfill: "0" }
  own: { type: string, default: { call: "app.ids:new_id" }, on_update: { sql: "lower('X')" }, using: { sqlite: x } }
primary_key: { name: experiments_pk, columns: [id], include: [status], deferrable: immediate, comment: c }
uniques:
  uq_experiments_task_batch: [task_id, batch_name]
  uq_more: { columns: [kind], include: [id], nulls_not_distinct: true, deferrable: deferred, renamed_from: uq_old }
checks:
  ck_experiments_status: "status <> '' OR batch_name IS NULL"
  ck_dialects: { postgresql: "a ~ 'x'", sqlite: null }
  ck_long: { sql: { postgresql: x }, not_valid: true, no_inherit: true, dialects: [postgresql], comment: c }
foreign_keys:
  fk_line:
    columns: [task_id, batch_name]
    references: batches
    to: [id, rev]
    on_delete: { set_null: [batch_name] }
    on_update: cascade
    deferrable: deferred
    match: full
  fk_map: { columns: [a], references: { schema: a, table: "x.y" }, to: [b], not_valid: true, renamed_from: fk_old }
indexes:
  ix_short: [status, { expr: "lower(task_id)" }]
  ix_live:
    columns: [status, { expr: "lower(task_id)", sort: desc, nulls: last, opclass: text_pattern_ops, collation: C }]
    unique: true
    where: "score IS NOT NULL"
    using: btree
    include: [kind]
    nulls_not_distinct: true
    with: { fillfactor: 70, deduplicate_items: false }
    dialects: [postgresql]
relationships:
  owner: { via: owner_id, back: experiments, cascade: [save-update, merge], lazy: selectin, order_by: tag.name }
  tags_: { target: tag, secondary: { table: article_tag }, collection: set, order_by: [a, b], passive_deletes: all }
  parent: { via: parent_id, remote_side: id, post_update: true, viewonly: true, uselist: false, doc: The one above. }
  gone: false
options: { mysql_engine: InnoDB }
dialects: [postgresql, sqlite]
depends_on: [extension:vector]
lint: { allow: { SG204: exists in production } }
"""
VALID = {
    "table": EXPERIMENTS,
    "table without columns of its own": "table: t\nmixins: [timestamps]\n",
    "primary key as a list": "table: t\ncolumns: { a: integer, b: integer }\nprimary_key: [a, b]\n",
    "quoted and strange names": 'table: "a\'\\"b %s {{x}} Ü"\ncolumns: { "select": integer, "a b": text, no: text }\n',
    "enum": (
        'enum: run_status\nvalues: [PENDING, { STARTED: { renamed_from: RUNNING } }, "no", in-progress, "1"]\n'
        "removed: { REVOKED: FAILURE }\n"
    ),
    "types": (
        'types:\n  utc: { python: "a.b:UtcDateTime", ddl: timestamptz, annotation: datetime, '
        'variants: { mysql: { raw: "TIMESTAMP(6)" } } }\n'
        "  money: { python: app:Money, ddl: { type: numeric, precision: 12, scale: 2 } }\n"
    ),
    "mixin": "mixin: timestamps\ncolumns: { at: timestamptz }\nindexes: { ix: [at] }\nchecks: { ck: at > now() }\n",
    "schema": "schema: app\ndoc: The application.\ncomment: ours\n",
    "kind key last": "columns: { id: integer }\nschema: app\ntable: t\n",
    "document marks": "---\ntable: t\ncolumns: { id: integer }\n...\n",
}


@pytest.mark.parametrize("content", VALID.values(), ids=VALID)
def test_is_valid(content: str) -> None:
    documents, problems = read_texts({"schema/x.yaml": content})
    assert not problems
    assert [document.kind for document in documents] == [next(kind for kind in KINDS if kind in documents[0].data)]


def test_a_column_of_the_long_form_as_data() -> None:
    column = data(EXPERIMENTS)["columns"]["score"]
    assert column == {"type": "numeric | null", "precision": 10, "scale": 2, "check": "score >= 0"}


TABLE = "table: t\ncolumns:\n  a: integer\n"
WRONG = {
    "typ": ("table: t\ncolumns:\n  a: { typ: text }\n", "SG101 3:8", "did you mean 'type'?"),
    "unknown, nothing near": (TABLE + "zzz: 1\n", "SG101 4:1", "keys here are table, schema"),
    "columns as a list": ("table: t\ncolumns: [a]\n", "SG102 2:10", ""),
    "column without a type": ("table: t\ncolumns:\n  a:\n", "SG102 3:5", "a column is a type, such as"),
    "name that is a number": ("table: 5\ncolumns: { a: text }\n", "SG102 1:8", 'quote it: "5"'),
    "length as text": ("table: t\ncolumns:\n  a: { type: string, length: many }\n", "SG102 3:30", ""),
    "backfill as a number": ("table: t\ncolumns:\n  a: { type: integer, backfill: 0 }\n", "SG102 3:33", "quote it"),
    "no columns": ("table: t\n", "SG103 1:1", ""),
    "no values": ("enum: e\n", "SG103 1:1", "values: The values in order"),
    "map without a type": ("table: t\ncolumns:\n  a: { doc: x }\n", "SG103 3:3", "type: The type"),
    "on_delete alone": ("table: t\ncolumns:\n  a: { type: text, on_delete: cascade }\n", "SG103 3:20", ""),
    "scale alone": ("table: t\ncolumns:\n  a: { type: numeric, scale: 2 }\n", "SG103 3:23", ""),
    "array without items": ("table: t\ncolumns:\n  a: { type: array }\n", "SG103 3:3", ""),
    "foreign key without columns": (TABLE + "foreign_keys: { f: { references: x, to: [a] } }\n", "SG103 4:17", ""),
    "action": (
        "table: t\ncolumns:\n  a: { type: text, references: u.id, on_delete: set null }\n", "SG104 3:49", "set_null",
    ),
    "dialect": (TABLE + "dialects: [postgres]\n", "SG104 4:12", "did you mean 'postgresql'?"),
    "index: yes": ("table: t\ncolumns:\n  a: { type: text, index: yes }\n", "SG104 3:27", "true, false, unique"),
    "reference without a column": (
        "table: t\ncolumns:\n  a: { type: text, references: users }\n", "SG105 3:32", "TABLE.COLUMN",
    ),
    "array type as text": ("table: t\ncolumns:\n  a: text[]\n", "SG105 3:6", "{ type: array, items: text }"),
    "two pipes": ("table: t\ncolumns:\n  a: text | null | null\n", "SG105 3:6", ""),
    "null without spaces": ("table: t\ncolumns:\n  a: text|null\n", "SG105 3:6", ""),
    "class": (TABLE + "class: My Class\n", "SG105 4:8", "a Python name"),
    "extends": (TABLE + "extends: app.mixins.Audited\n", "SG105 4:10", "package.module:Name"),
    "empty SQL": (TABLE + "checks: { c: ' ' }\n", "SG105 4:14", ""),
    "reason left out": (TABLE + "lint: { allow: { SG204: '' } }\n", "SG105 4:25", "a reason is required"),
    "rule code": (TABLE + "lint: { allow: { E204: x } }\n", "SG105 4:18", "SG204"),
    "time precision": ("table: t\ncolumns:\n  a: { type: time, precision: 7 }\n", "SG106 3:31", ""),
    "two defaults": (
        "table: t\ncolumns:\n  a: { type: text, default: { call: 'a:b', sql: c } }\n", "SG106 3:29", "",
    ),
    "a word of Python": (
        "types: { t: { ddl: text, python: a:T, args: { None: 1 } } }\n",
        "SG105 1:47",
        "",
    ),
    "args alone": ("table: t\ncolumns:\n  a: { type: text, default: { args: [1] } }\n", "SG103 3:31", ""),
    "empty default": (
        "table: t\ncolumns:\n  a: { type: json, default: {} }\n", "SG106 3:29", "keys here are value, call, sql",
    ),
    "length of an integer": ("table: t\ncolumns:\n  a: { type: integer, length: 5 }\n", "SG107 3:23", ""),
    "items of a text": ("table: t\ncolumns:\n  a: { type: text, items: text }\n", "SG107 3:20", ""),
    "default of a generated column": (
        "table: t\ncolumns:\n  a: { type: text, generated: b, default: c }\n", "SG107 3:34", "",
    ),
    "server default of an identity": (
        "table: t\ncolumns:\n  a: { type: integer, identity: always, server_default: 1 }\n", "SG107 3:41", "",
    ),
    "ON UPDATE in a column": (
        "table: t\ncolumns:\n  a: { type: text, references: u.id, on_update: cascade }\n", "SG107 3:38", "",
    ),
    "list as a default": ("table: t\ncolumns:\n  a: { type: json, default: [] }\n", "SG107 3:20", ""),
    "sql and dialects": (TABLE + "checks: { c: { sql: a, sqlite: b } }\n", "SG107 4:16", ""),
    "column and expr": (TABLE + "indexes: { i: [{ column: a, expr: b }] }\n", "SG107 4:18", ""),
    "relationship: true": (TABLE + "relationships: { r: true }\n", "SG104 4:21", "only false"),
    "column twice in a key": (TABLE + "uniques: { u: [a, b, a] }\n", "SG108 4:22", ""),
    "no kind": ("columns: { a: text }\n", "SG110 1:1", ""),
    "kind misspelt": ("tabel: t\ncolumns: { a: text }\n", "SG110 1:1", "did you mean 'table'?"),
    "view without a query": ("view: v\n", "SG103 1:1", ""),
    "index of a view renamed": (
        "materialized_view: v\nquery: SELECT 1\nindexes: { i: { columns: [a], renamed_from: j } }\n",
        "SG101 3:31",
        "",
    ),
    "two kinds": ("table: t\nenum: e\ncolumns: { a: text }\n", "SG111 2:1", ""),
}  # fmt: skip


@pytest.mark.parametrize(("content", "place", "hint"), WRONG.values(), ids=WRONG)
def test_is_told_with_its_place_and_a_hint(content: str, place: str, hint: str) -> None:
    found = findings(content)
    assert places(content) == [place], [each.message for each in found]
    assert hint in found[0].help
    assert "\n" not in found[0].message


def test_every_error_of_every_file_is_told_at_once() -> None:
    texts = {"b.yaml": "tabel: t\n", "a.yaml": "table: t\ncolumns: { a: { typ: text, lenght: 5 }, b: [] }\nx: 1\n"}
    _, problems = read_texts(texts)
    assert [(found.span.path, found.code) for found in problems if found.span] == [
        ("a.yaml", "SG101"),
        ("a.yaml", "SG101"),
        ("a.yaml", "SG102"),
        ("a.yaml", "SG101"),
        ("b.yaml", "SG110"),
    ]


def _properties(schema: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield from schema.get("properties", {}).items()
        for each in schema.values():
            yield from _properties(each)


def test_every_key_of_the_language_is_described() -> None:
    undescribed = [name for name, schema in _properties(language()) if len(schema.get("description", "")) < 10]
    assert not undescribed


def test_the_examples_in_descriptions_are_yaml() -> None:
    for name, schema in language()["$defs"].items():
        for example in schema.get("description", "").split("`")[1::2]:
            yaml.safe_load(example if example.startswith("{") else f"[{example}]") if "{" in example else name


def test_built_in_types_are_the_compilers() -> None:
    written = {"serial", "bigserial", "smallserial", "array", "raw"}
    assert set(language()["$defs"]["builtin_type"]["enum"]) - written == SCALARS - {"real"}


def test_document_points_at_keys_and_values() -> None:
    (document,), _ = read_texts({"x.yaml": EXPERIMENTS})
    path = ("columns", "task_id", "length")
    assert str(document.span(path)) == "x.yaml:13:36"
    assert str(document.span(path, key=True)) == "x.yaml:13:28"
    assert document.span(path).end_column == 38
    assert str(document.span(("columns", "task_id", "nothing", "below"))) == "x.yaml:13:3"
    assert str(document.span(("mixins", 0))) == "x.yaml:8:10"
    assert document.span().line == 2
