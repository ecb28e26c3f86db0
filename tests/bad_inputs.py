"""The catalogue of bad inputs as rows: what is refused and where, what is accepted and what becomes of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import EllipsisType
from typing import Any

from tests.cli.conftest import Project
from tests.load.test_bad_inputs import ALIAS_BOMB, MERGE_BOMB

Files = Mapping[str, str | bytes | int]
"""Contents by name; a number is the size of a sparse file."""
ID = "  id: { type: integer, primary_key: true }\n"


def quoted(name: str) -> str:
    """A name as YAML, escaped."""
    return json.dumps(name, ensure_ascii=max(name, default="") <= "\uffff")


def named(table: str, *columns: str) -> str:
    """A table, and columns of text."""
    return f"table: {quoted(table)}\ncolumns:\n{ID}" + "".join(f"  {quoted(name)}: text | null\n" for name in columns)


def column(spec: str, more: str = "") -> str:
    """A table with one more column, which stands in line 4."""
    return f"table: t\ncolumns:\n{ID}  c: {spec}\n{more}"


def check(sql: str) -> str:
    """A table with a check, which stands in line 5."""
    return column("text | null", f"checks: {{ ck: {quoted(sql)} }}\n")


def edited_layer(project: Project) -> None:
    project.yaml("a", named("t"))
    project.ok("build", "--rev-id", "one")
    project.edit("generated/snapshots/one.json", '"nullable": false', '"nullable": true')


def two_heads(project: Project) -> None:
    project.yaml("a", named("t"))
    project.ok("build", "--rev-id", "one")
    other = project.copy(project.root.parent / "other")
    for side, name in ((project, "mine"), (other, "theirs")):
        side.yaml("a", named("t", name))
        side.ok("build", "--rev-id", name)
    for path, text in other.files().items():
        if "theirs" in path:
            (project.root / path).write_text(text)


def linked_output(project: Project) -> None:
    outside = project.root.parent / "outside"
    outside.mkdir()
    (project.root / "generated").symlink_to(outside)


def linked_subfolder(project: Project) -> None:
    outside = project.root.parent / "outside"
    outside.mkdir()
    (project.root / "generated").mkdir()
    (project.root / "generated/snapshots").symlink_to(outside)


def file_of_others(project: Project) -> None:
    (project.root / "generated/shop").mkdir(parents=True)
    (project.root / "generated/shop/models.py").write_text("class Mine: ...\n")


@dataclass(frozen=True, slots=True)
class Refused:
    """``place`` is where the first error of this code stands: ``a:4`` for line 4 of ``schema/a.yaml``."""

    files: str | bytes | int | Files
    code: str
    place: str = ""
    prepare: Callable[[Project], None] = lambda _: None
    args: tuple[str, ...] = ("build",)
    exit_code: int = 1


REFUSED = {
    "01-alias-bomb": Refused(ALIAS_BOMB, "SG014", "a:1"),
    "02-merge-bomb": Refused(MERGE_BOMB, "SG014", "a:1"),
    "03-cyclic-alias": Refused("table: &a [*a]\n", "SG014", "a:1"),
    "04-nested-2000-deep": Refused("table: t\ncolumns: " + "[" * 2000, "SG019", "a:2"),
    "05-file-of-200-MB": Refused(200_000_000, "SG002", "a"),
    "05-scalar-of-10-MB": Refused(f"table: t\ndoc: {'x' * 10_000_000}\n", "SG002", "a"),
    "06-column-twice": Refused(f"table: t\ncolumns:\n{ID}  c: text\n  c: text\n", "SG017", "a:5"),
    "07-table-in-two-files": Refused({"a": named("t"), "b": named("t")}, "SG120", "b:1"),
    "08-tables-but-for-case": Refused({"a": named("Users"), "b": named("users")}, "SG180", "b:1"),
    "09-python-object-apply": Refused("table: !!python/object/apply:os.system [id]\n", "SG016", "a:1"),
    "10-python-name": Refused("table: t\ndoc: !!python/name:os.system\n", "SG016", "a:2"),
    "11-tag-directive": Refused("%TAG ! tag:yaml.org,2002:python/\n---\ntable: t\n", "SG013", "a:1"),
    "12-custom-tag": Refused("table: t\ndoc: !Ref x\n", "SG016", "a:2"),
    "13-binary": Refused("table: !!binary aGk=\n", "SG016", "a:1"),
    "13-set": Refused("table: t\ncolumns: !!set { a }\n", "SG016", "a:2"),
    "13-omap": Refused("table: t\ncolumns: !!omap [a: 1]\n", "SG016", "a:2"),
    "16-values-of-integers": Refused("enum: e\nvalues: [1, 2]\n", "SG102", "a:2"),
    "16-values-of-decimals": Refused("enum: e\nvalues: [1.10]\n", "SG102", "a:2"),
    "17-time-as-integer": Refused(column("{ type: integer, server_default: 12:30:45 }"), "SG135", "a:4"),
    "18-octal-looking-text": Refused(column("{ type: text, server_default: 012 }"), "SG135", "a:4"),
    "19-exponent-as-integer": Refused(column("{ type: integer, server_default: 1e3 }"), "SG135", "a:4"),
    "20-no-such-date": Refused(column("{ type: date, server_default: 2024-13-45 }"), "SG135", "a:4"),
    "22-nan-as-numeric": Refused(column("{ type: numeric, server_default: .nan }"), "SG135", "a:4"),
    "22-infinity-as-integer": Refused(column("{ type: integer, server_default: .inf }"), "SG135", "a:4"),
    "22-nan-on-sqlite": Refused(column("{ type: double, server_default: .nan }"), "SG180", "a:4"),
    "22-infinity-on-sqlite": Refused(column("{ type: float, server_default: -.inf, precision: 5 }"), "SG180", "a:4"),
    "23-5000-digits": Refused(column(f"{{ type: numeric, server_default: {'9' * 5000} }}"), "SG023", "a:4"),
    "24-null-as-key": Refused("table: t\ncolumns:\n  ~: text\n", "SG018", "a:3"),
    "24-integer-as-key": Refused("table: t\ncolumns:\n  1: text\n", "SG018", "a:3"),
    "24-boolean-as-key": Refused("table: t\ncolumns:\n  true: text\n", "SG018", "a:3"),
    "25-complex-key": Refused("table: t\n? [a]\n: x\n", "SG018", "a:2"),
    "26-empty": Refused("", "SG021", "a"),
    "26-comments": Refused("# nothing\n", "SG021", "a"),
    "26-null": Refused("null\n", "SG021", "a"),
    "27-two-documents": Refused("table: t\n---\ntable: u\n", "SG012", "a:2"),
    "28-tab": Refused("table: t\ncolumns:\n\tid: integer\n", "SG011", "a:3"),
    "29-utf-16": Refused(named("t").encode("utf-16"), "SG003", "a:1"),
    "29-latin-1": Refused("table: t\ndoc: café\n".encode("latin-1"), "SG003", "a:2"),
    "29-surrogate": Refused(b"table: t\ndoc: \xed\xa0\x80\n", "SG003", "a:2"),
    "29-surrogate-escaped": Refused(column('{ type: text, server_default: "\\x00" }'), "SG025", "a:4"),
    "30-nul": Refused(named("a\0b"), "SG025", "a:1"),
    "30-control": Refused(named("t", "a\x01b"), "SG025", "a:4"),
    "32-drop-table-in-a-type": Refused(column('a"; drop table x; --'), "SG126", "a:4"),
    "33-line-feed": Refused(named("a\nb"), "SG105", "a:1"),
    "33-carriage-return": Refused(named("a\rb"), "SG105", "a:1"),
    "33-line-separator": Refused(named("t", "a\u2028b"), "SG105", "a:4"),
    "33-form-feed": Refused(named("t", "a\x0cb"), "SG025", "a:4"),
    "34-bidi": Refused(named("a\u202eb"), "SG121", "a:1"),
    "34-zero-width-space": Refused(named("t", "a\u200bb"), "SG121", "a:4"),
    "34-zero-width-joiner": Refused(named("t", "a\u200db"), "SG121", "a:4"),
    "34-byte-order-mark": Refused(named("a\ufeffb"), "SG121", "a:1"),
    "35-lookalike-tables": Refused({"a": named("pay"), "b": named("p\u0430y")}, "SG124", "b:1"),
    "35-lookalike-columns": Refused(named("t", "pay", "p\u0430y"), "SG124", "a:5"),
    "36-normal-forms": Refused(named("t", "\u00e9", "e\u0301"), "SG124", "a:5"),
    "37-ligature": Refused(named("t", "file", "\ufb01le"), "SG124", "a:5"),
    "37-micro": Refused(named("t", "\u00b5", "\u03bc"), "SG124", "a:5"),
    "38-long-s": Refused(named("t", "s", "\u017f"), "SG124", "a:5"),
    "38-kelvin": Refused(named("t", "K", "\u212a"), "SG124", "a:5"),
    "40-64-bytes": Refused(named("x" * 64), "SG122", "a:1"),
    "41-80-bytes-of-40-letters": Refused(named("t", "é" * 40), "SG122", "a:4"),
    "42-alike-in-63-bytes": Refused({"a": named("x" * 70), "b": named("x" * 63 + "y" * 7)}, "SG122", "a:1"),
    "47-written-attribute": Refused(column("{ type: text, attr: metadata }"), "SG161", "a:4"),
    "48-written-attribute": Refused(column("{ type: text, attr: __init__ }"), "SG161", "a:4"),
    "51-written-class": Refused(f"table: t\nclass: Base\ncolumns:\n{ID}", "SG160", "a:2"),
    "52-one-class": Refused({"a": named("user_role"), "b": named("userRole")}, "SG160"),
    "53-relationship-and-column": Refused(
        {
            "a": named("users"),
            "b": f"table: p\ncolumns:\n{ID}  u: {{ type: integer, references: users.id }}\n  owner: text\n"
            "relationships:\n  owner: { via: u }\n",
        },
        "SG163",
        "b:7",
    ),
    "55-columns-but-for-case": Refused(named("t", "a", "A"), "SG180", "a:5"),
    "56-leading-space": Refused(named(" a"), "SG121", "a:1"),
    "56-trailing-space": Refused(named("t", "a "), "SG121", "a:4"),
    "57-no-name": Refused(named(""), "SG105", "a:1"),
    "57-no-name-of-a-column": Refused(named("t", ""), "SG105", "a:4"),
    "62-linked-output": Refused(named("t"), "SG431", prepare=linked_output),
    "62-linked-subfolder": Refused(named("t"), "SG431", prepare=linked_subfolder),
    "63-file-of-others": Refused(named("t"), "SG432", prepare=file_of_others),
    "66-line-break-in-a-value": Refused('enum: e\nvalues: [a, "b\\nimport os"]\n', "SG105", "a:2"),
    "68-comment-of-1-MB": Refused(f"table: t\ncomment: {'x' * 1_000_000}\ncolumns:\n{ID}", "SG002", "a"),
    "69-statement-as-default": Refused(
        column("{ type: timestamptz, server_default: now(); drop table y }"), "SG136", "a:4"
    ),
    "69-statement-as-sql": Refused(
        column("{ type: timestamptz, server_default: { sql: 'now(); drop table y' } }"), "SG137", "a:4"
    ),
    "73-query": Refused(check("id in (select 1)"), "SG137", "a:5"),
    "73-statement": Refused(check("id > 0; drop table x"), "SG137", "a:5"),
    "73-quote": Refused(check("c <> 'a"), "SG137", "a:5"),
    "73-dollar-quote": Refused(check("c <> $$a"), "SG137", "a:5"),
    "73-comment": Refused(check("id > 0 /*"), "SG137", "a:5"),
    "73-parenthesis": Refused(check("id > 0), d text check (1 = 1"), "SG137", "a:5"),
    "75-injected": Refused(column("'text); drop table x;--'"), "SG105", "a:4"),
    "75-in-parentheses": Refused(column("numeric(99999,2)"), "SG105", "a:4"),
    "75-precision": Refused(column("{ type: numeric, precision: 99999 }"), "SG106", "a:4"),
    "75-negative": Refused(column("{ type: string, length: -1 }"), "SG106", "a:4"),
    "75-enum": Refused(column("enum()"), "SG105", "a:4"),
    "75-raw-statement": Refused(column("{ type: raw, raw: 'text); drop table x;--' }"), "SG137", "a:4"),
    "75-raw-second-column": Refused(column("{ type: raw, raw: 'text, d text' }"), "SG137", "a:4"),
    "75-raw-constraint": Refused(column("{ type: raw, raw: 'text default 1' }"), "SG137", "a:4"),
    "75-raw-comment": Refused(column("{ type: raw, raw: 'text --' }"), "SG137", "a:4"),
    "76-no-such-table": Refused(column("{ type: integer, references: nope.id }"), "SG140", "a:4"),
    "76-no-such-column": Refused(column("{ type: integer, references: t.nope }"), "SG141", "a:4"),
    "76-not-unique": Refused(column("{ type: text, references: t.d }", "  d: text\n"), "SG142", "a:4"),
    "76-other-type": Refused(column("{ type: text, references: t.id }"), "SG143", "a:4"),
    "78-value-twice": Refused("enum: e\nvalues: [a, b, a]\n", "SG108", "a:2"),
    "78-value-of-64-bytes": Refused(f"enum: e\nvalues: [a, {'é' * 32}]\n", "SG109", "a:2"),
    "82-revision-id": Refused(named("t"), "SG411", args=("build", "--rev-id", "../../x"), exit_code=2),
    "82-edited-layer": Refused({}, "SG413", prepare=edited_layer),
    "82-two-heads": Refused({}, "SG418", prepare=two_heads),
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """``tables``: what each column of a new row holds, ``...`` where that does not matter; without ``only``, on both
    servers. ``then`` are the files of a second build."""

    files: str | bytes | Files
    tables: Mapping[str, Mapping[str, str | EllipsisType | None]]
    attributes: Mapping[str, str] = field(default_factory=dict)
    classes: Mapping[str, str] = field(default_factory=dict)
    comment: str | None = None
    warns: tuple[str, ...] = ()
    only: str = ""
    then: Files = field(default_factory=dict)


def names(*columns: str, table: str = "t", **more: Any) -> Accepted:
    """A table and columns that are just called so."""
    return Accepted(named(table, *columns), {table: dict.fromkeys(columns)}, **more)


def default(type_: str, spec: str, value: str, **more: Any) -> Accepted:
    """A server default, and what it gives a row."""
    return Accepted(column(f"{{ type: {type_}, server_default: {spec} }}"), {"t": {"c": value}}, **more)


def commented(text: str) -> Accepted:
    """A text as a comment and as documentation, of a table and of a column."""
    doc = f"doc: {quoted(text)}\ncomment: {quoted(text)}\n"
    made = column(f"{{ type: text, doc: {quoted(text)}, comment: {quoted(text)}, default: {quoted(text)} }}", doc)
    return Accepted(made, {"t": {"c": ...}}, comment=text)


CYCLE = {
    "a": f"table: a\ncolumns:\n{ID}  b_id: {{ type: integer, references: b.id }}\n",
    "b": f"table: b\ncolumns:\n{ID}  a_id: {{ type: integer, references: a.id }}\n",
}
TWO_SCHEMAS = {"a": named("t") + "schema: s1\n", "b": named("t") + "schema: s2\n", "c": "schema: s1", "d": "schema: s2"}
LONG = "t" * 60
ACCEPTED = {
    "08-tables-but-for-case": Accepted(
        {"a": named("Users"), "b": named("users") + "class: Lower\n"},
        {"Users": {}, "users": {}},
        classes={"Users": "Users", "users": "Lower"},
        warns=("SG125",),
        only="postgresql",
    ),
    "14-words": Accepted(
        f"table: off\ncolumns:\n{ID}  no: text | null\n  on: text | null\n", {"off": dict.fromkeys(("no", "on"))}
    ),
    "15-words-as-values": Accepted(
        {"e": "enum: e\nvalues: [yes, no]\n", "t": column("{ type: e, server_default: no }")}, {"t": {"c": "no"}}
    ),
    "17-time": default("time", "12:30:45", "12:30:45"),
    "17-time-as-text": default("text", "12:30:45", "12:30:45"),
    "18-quoted": default("text", '"012"', "012"),
    "21-date-as-text": default("text", "2024-01-01", "2024-01-01"),
    "22-nan": default("double", ".nan", "nan", only="postgresql"),
    "29-byte-order-mark": Accepted(b"\xef\xbb\xbf" + named("t", "c").encode(), {"t": {"c": None}}),
    "31-double-quote": names('a"b', table='x"y'),
    "31-single-quote": names("a'b", table="x'y"),
    "31-backtick": names("a`b", table="x`y"),
    "31-backslash": names("a\\b", table="x\\y"),
    "32-drop-table": names('a"; drop table x; --', table='b"; drop table x; --'),
    "35-mixed-alphabets": names("p\u0430y", warns=("SG125",)),
    "38-dotless-i": names("i", "\u0131", warns=("SG125",)),
    "38-dotted-i": names("i", "\u0130", warns=("SG125",)),
    "38-sharp-s": names("ss", "ß", warns=("SG125",)),
    "39-emoji": names("💥", table="🧨"),
    "40-63-bytes": names("y" * 63, table="x" * 63),
    "41-62-bytes-of-31-letters": names("é" * 31),
    "43-long-derived-names": Accepted(
        f"table: {LONG}\ncolumns:\n{ID}"
        + "".join(f"  {LONG}{x}: {{ type: text | null, unique: true, index: true }}\n" for x in "ab")
        + f"  {LONG}c: {{ type: integer | null, references: {LONG}.id, check: '{LONG}c > 0' }}\n",
        {LONG: dict.fromkeys((f"{LONG}a", f"{LONG}b", f"{LONG}c"))},
    ),
    "44-reserved-user": names("user", "table", table="user"),
    "44-reserved-order": names("order", "group", table="order"),
    "44-reserved-select": names("select", "where", table="select"),
    "45-keywords": names(
        "class", "import", "None", attributes={"class": "class_", "import": "import_", "None": "None_"}
    ),
    "46-soft-keywords": names("match", "type", attributes={"match": "match", "type": "type"}),
    "47-sqlalchemy-s-own": names(
        *("metadata", "registry", "query"),
        attributes={"metadata": "metadata_", "registry": "registry_", "query": "query_"},
    ),
    "48-dunders": names(
        *("__init__", "__table__", "__mapper_args__", "__class__", "__module__"),
        attributes={"__init__": "init_", "__table__": "table_", "__class__": "class_"},
    ),
    "49-self-and-state": names(
        *("self", "_sa_instance_state", "__dict__", "__eq__", "__hash__"), attributes={"self": "self_"}
    ),
    "50-both-spellings": names("class", "class_", attributes={"class_": "class_", "class": "class_2"}),
    **{f"51-{name}": names("c", table=name) for name in ("base", "Column", "Mapped", "datetime", "enum", "List", "sa")},
    "52-two-schemas": Accepted(TWO_SCHEMAS, {}, classes={"s1.t": "S1T", "s2.t": "S2T"}, only="postgresql"),
    "53-derived-steps-aside": Accepted(
        {
            "a": named("users"),
            "b": f"table: p\ncolumns:\n{ID}  owner_id: {{ type: integer | null, references: users.id }}\n"
            "  owner: text | null\n",
        },
        {"users": {}, "p": {"owner_id": None, "owner": None}},
        attributes={"owner": "owner"},
    ),
    "54-no-identifiers": names("1a", "a-b", "a b", "$a", table="2 fast-$"),
    "55-columns-but-for-case": names("a", "A", warns=("SG125",), only="postgresql"),
    **{
        f"{number}-{name}": names("c", table=name)
        for number, every in {
            58: ("../../etc/x", ".."),
            59: ("/etc/passwd", "a/b", "a\\..\\b", "~", "$HOME"),
            60: ("CON", "nul", "aux", "a."),
            61: ("__init__", "conftest", "setup"),
        }.items()
        for name in every
    },
    "64-closing-quotes": commented('x"""\nimport os\n"""'),
    "65-ending-backslash": commented("ends with \\"),
    "65-templates": commented("\\N{BULLET} %s %(x)s {0} {{7*7}} {% raw %} {# x #}"),
    "66-lines-in-a-comment": commented("a\nimport os\r\n\timport os\x0b\x0c\x1c\x85\u2028import os"),
    "66-in-the-comment-of-a-step": Accepted(
        {"e": 'enum: e\nvalues: [a, "b # \\"\\"\\" import os"]\n', "t": column("{ type: e, server_default: a }")},
        {"t": {"c": "a"}},
        then={"e": "enum: e\nvalues: [a]\n"},
    ),
    "67-sql-in-a-comment": commented("-- /* */ $$ ' \" ; :foo"),
    "69-literal": default("text", '"\'); drop table y; --"', "'); drop table y; --"),
    "70-colon-in-sql": default("text", "{ sql: \"' :foo'\" }", " :foo"),
    "71-percent": default("text", '"100% %s %(x)s %%"', "100% %s %(x)s %%"),
    "71-percent-in-sql": default("text", "{ sql: \"'100% %s'\" }", "100% %s"),
    "72-backslash": default("text", quoted("a\\' or 1=1"), "a\\' or 1=1"),
    "73-strings-may-hold-it": Accepted(check("c <> ';(select' -- x"), {"t": {"c": None}}),
    "74-file": Accepted(check("pg_read_file(c) <> ''"), {"t": {"c": ...}}, warns=("SG148",), only="postgresql"),
    "75-raw": default("raw, raw: 'numeric(10, 2)'", "1.5", "1.50", only="postgresql"),
    "76-to-itself": Accepted(column("{ type: integer | null, references: t.id }"), {"t": {"c": None}}),
    "77-cycle": Accepted(CYCLE, {"a": {"b_id": ...}, "b": {"a_id": ...}}),
}
