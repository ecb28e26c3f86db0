"""What a PostgreSQL of some version cannot hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from azuraforge_schemagen.dialects.base import Finding
from azuraforge_schemagen.dialects.choose import table_on
from azuraforge_schemagen.dialects.postgresql.text import FUNCTIONS
from azuraforge_schemagen.ir.bodies import Trigger, View
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Collation, Composite, Domain, Enum, Function, Object, Range, Schema, Table
from azuraforge_schemagen.ir.types import Array, Scalar, Type, on

OLDEST = (14,)
"""The version assumed where the settings ask for none."""


def unsupported(schema: Schema, version: tuple[int, ...]) -> Iterable[Finding]:
    """Everything in the schema that a server of this version refuses."""
    for found in schema.objects.values():
        if isinstance(found, Enum | Domain | Composite | Range) and _is_taken(found.name):
            name, kind = found.name.name, found.ref.kind
            message = f"PostgreSQL has a type of its own called {name!r}, which would be taken for this {kind}"
            yield Finding(found.ref, (), message, f"give the {kind} another name, or put it into a database schema")
        if isinstance(found, Collation) and not found.name.schema and _COLLATIONS(found.name.name):
            message = (
                f"PostgreSQL has a collation of its own called {found.name.name!r}, which would be taken for this one"
            )
            yield Finding(found.ref, (), message, "give it another name, or put it into a database schema")
        if isinstance(found, Trigger) and found.function is None and _is_here(found):
            message = "PostgreSQL executes a function: a trigger has an 'execute' there"
            yield Finding(found.ref, (), message, "write 'execute: FUNCTION()', or mark it 'dialects: [sqlite]'")
        if isinstance(found, Table) and (not found.dialects or "postgresql" in found.dialects):
            table = table_on(found, "postgresql")
            yield from _columns(table, version or OLDEST)
            yield from _children(table, version or OLDEST)
        if isinstance(found, View) and _is_meant(found):
            yield from _view(found, version or OLDEST)
        yield from _long(found)


_MOST = {"string": 10_485_760, "char": 10_485_760, "bit": 83_886_080, "varbit": 83_886_080}


def _long(found: Object) -> Iterator[Finding]:
    """What is longer than any column of the server."""
    for place, type_ in _types(found):
        own = type_.items if isinstance(type_, Array) else type_
        if isinstance(own, Scalar) and (own.length or 0) > (most := _MOST.get(own.name, 0)):
            message = f"PostgreSQL has no {own.name} of a length of {own.length}: {most} is the most"
            yield Finding(found.ref, place, message, "give it a length of its own there ('variants'), or type text")


def _types(found: Object) -> Iterator[tuple[tuple[str, ...], Type]]:
    match found:
        case Table() if not found.dialects or "postgresql" in found.dialects:
            yield from ((("columns", it.name), on(it.type, "postgresql")) for it in found.columns)
        case Domain():
            yield (), found.type
        case Composite():
            yield from ((("attributes", it.name), it.type) for it in found.attributes)


def _is_taken(name: QName) -> bool:
    return not name.schema and name.name in BUILT_IN


_COLLATIONS = re.compile(r"default|C|POSIX|ucs_basic|unicode|pg_c_utf8|pg_unicode_fast|.*-x-icu").fullmatch
"""Collations of the server, as far as they are everywhere."""


def _is_here(found: Trigger) -> bool:
    marked = not found.dialects or "postgresql" in found.dialects
    return marked and found.body is not None and found.body.on("postgresql") is not None


BUILT_IN = frozenset(
    "bool bytea char name int8 int2 int2vector int4 regproc text oid tid xid cid oidvector json xml point lseg path "
    "box polygon line float4 float8 unknown circle money macaddr inet cidr macaddr8 aclitem bpchar varchar date time "
    "timestamp timestamptz interval timetz bit varbit numeric refcursor uuid pg_lsn tsvector gtsvector tsquery jsonb "
    "jsonpath record void any anyelement anyarray anyenum anyrange int4range int8range numrange tsrange tstzrange "
    "daterange trigger".split()
)
"""Types of the server that win over a type of the same name in the default schema."""


class _Feature(NamedTuple):
    what: str
    least: int
    way: str


_VIRTUAL = _Feature("a virtual generated column", 18, "store it: leave out 'virtual: true'")
_INVOKER = _Feature("a view's security_invoker", 15, "leave it out")
_NULLS = _Feature("NULLS NOT DISTINCT", 15, "leave it out")
_ENFORCED = _Feature("NOT ENFORCED", 18, "leave it out, or write 'not_valid: true' to check new rows only")
_SET_COLUMNS = _Feature("ON DELETE SET NULL or SET DEFAULT of some columns", 15, "let it set all columns")


def _view(view: View, version: tuple[int, ...]) -> Iterator[Finding]:
    if ("security_invoker", "true") in view.options and version < (15,):
        yield _needs(view, ("options",), _INVOKER, version)


def _is_meant(view: View) -> bool:
    return (not view.dialects or "postgresql" in view.dialects) and view.query.on("postgresql") is not None


def _columns(table: Table, version: tuple[int, ...]) -> Iterator[Finding]:
    for column in table.columns:
        place = ("columns", column.name)
        if column.generated is not None and column.generated.virtual and version < (18,):
            yield _needs(table, place, _VIRTUAL, version)
        default = column.server_default
        if isinstance(default, Function) and default.name not in FUNCTIONS:
            help_ = "write the expression as 'server_default: { sql: \"...\" }'"
            yield Finding(table.ref, place, f"PostgreSQL has no function {default.name!r} for a default", help_)


def _children(table: Table, version: tuple[int, ...]) -> Iterator[Finding]:
    if version < (18,):
        for kind, rules in (("checks", table.checks), ("foreign_keys", table.foreign_keys)):
            yield from (_needs(table, (kind, it.name), _ENFORCED, version) for it in rules if not it.enforced)
    if version >= (15,):
        return
    for kind, children in (("uniques", table.uniques), ("indexes", table.indexes)):
        for child in children:
            if child.nulls_not_distinct:
                yield _needs(table, (kind, child.name), _NULLS, version)
    for key in table.foreign_keys:
        if key.set_columns:
            yield _needs(table, ("foreign_keys", key.name), _SET_COLUMNS, version)


def _needs(found: Table | View, place: tuple[str, ...], feature: _Feature, version: tuple[int, ...]) -> Finding:
    runs = ".".join(map(str, version))
    message = f"{feature.what} needs PostgreSQL {feature.least}; the project runs on {runs}"
    help_ = f"{feature.way}, or raise 'postgresql>={runs}' to {feature.least} in [tool.schemagen] dialects"
    return Finding(found.ref, place, message, help_)
