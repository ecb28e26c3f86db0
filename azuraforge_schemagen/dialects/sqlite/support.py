"""What SQLite cannot hold. What merely means nothing there (comments, index methods ...) is left out silently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from azuraforge_schemagen.dialects.base import Finding
from azuraforge_schemagen.dialects.bodies import hung_on
from azuraforge_schemagen.dialects.choose import table_on, without_domains
from azuraforge_schemagen.dialects.sqlite.text import FUNCTIONS
from azuraforge_schemagen.dialects.sqlite.triggers import triggers
from azuraforge_schemagen.ir.bodies import HUNG, MaterializedView, Policy, Routine, Statistics, View
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Constant, Extension, Function, Schema, Sequence, Standalone, Table
from azuraforge_schemagen.ir.sqltext import fold
from azuraforge_schemagen.ir.types import INTEGER_TYPES, POSTGRESQL_ONLY, Array, Scalar, Type, UserType

_ABSENT = (Sequence, Extension, MaterializedView, Routine, Policy, Statistics)
_ELSEWHERE = "'dialects: [postgresql]'"
_BY_DIALECT = 'write it by dialect: \'server_default: { sql: { postgresql: "...", sqlite: "..." } }\''


def unsupported(schema: Schema, version: tuple[int, ...]) -> Iterable[Finding]:
    """Everything in the schema that SQLite refuses; every version since 3.31 is the same in this."""
    everywhere = {ref.name for ref, found in schema.objects.items() if isinstance(found, Table)}
    domains = schema.domains
    tables = [
        table_on(without_domains(found, domains, "sqlite") if domains else found, "sqlite")
        for found in schema.objects.values()
        if isinstance(found, Table) and (not found.dialects or "sqlite" in found.dialects) and not found.partition_of
    ]
    for found in schema.objects.values():
        if isinstance(found, _ABSENT) and _is_meant(found):
            yield Finding(found.ref, (), f"SQLite has no {_plural(found.ref.kind)}", f"mark it {_ELSEWHERE}")
    absent = everywhere - {table.name for table in tables}
    for table in tables:
        yield from _table(table)
        yield from _columns(table)
        yield from _references(table, absent)
    views = [found for found in schema.objects.values() if isinstance(found, View) and _is_meant(found)]
    for view in views:
        yield from _view(view)
    yield from _relations(tables, views)
    yield from triggers(schema)


def _is_meant(found: Standalone) -> bool:
    """Whether SQLite shall have an object: it has a text there, and its mark does not leave it out."""
    has_text = not isinstance(found, HUNG) or hung_on(found, "sqlite") is not None
    return has_text and (not found.dialects or "sqlite" in found.dialects)


def _plural(kind: str) -> str:
    words = kind.replace("_", " ")
    return f"{words[:-1]}ies" if words.endswith("y") else words if words.endswith("s") else f"{words}s"


def _table(table: Table) -> Iterator[Finding]:
    if table.name.schema:
        message = f"SQLite has no database schemas: it cannot hold {table.name}"
        yield Finding(table.ref, (), message, f"mark the table {_ELSEWHERE}")
    if all(column.generated is not None for column in table.columns):
        message = "a table of SQLite needs a column that is not generated"
        yield Finding(table.ref, (), message, f"add one, or mark the table {_ELSEWHERE}")
    if table.inherits:
        message = "SQLite has no tables that inherit"
        yield Finding(table.ref, ("inherits",), message, f"mark the table {_ELSEWHERE}")
    for exclusion in table.exclusions:
        message = "SQLite has no exclusion constraints"
        yield Finding(table.ref, ("exclusions", exclusion.name), message, f"mark it {_ELSEWHERE}")
    if table.row_security is not None:
        message = "SQLite has no row-level security: everybody who may read the file sees every row"
        help_ = f"mark it: 'row_security: {{ enabled: true, {_ELSEWHERE[1:-1]} }}'"
        yield Finding(table.ref, ("row_security",), message, help_)
    key = set(table.primary_key.columns) if table.primary_key else set()
    for first, second in _twins(column.name for column in table.columns):
        message = f"SQLite cannot tell the columns {first!r} and {second!r} apart"
        yield Finding(table.ref, ("columns", second), message, "give one of them another name")
    for column in table.columns:
        if column.generated is not None and column.name in key:
            message = "SQLite takes no generated column in a primary key"
            yield Finding(table.ref, ("columns", column.name), message, "take it out of the primary key")


def _columns(table: Table) -> Iterator[Finding]:
    for column in table.columns:
        place = ("columns", column.name)
        if isinstance(column.type, Scalar) and column.type.name in POSTGRESQL_ONLY:
            message = f"SQLite has no type '{column.type.name}'"
            yield Finding(table.ref, place, message, "give it another type there: 'variants: { sqlite: text }'")
        own = column.type.items if isinstance(column.type, Array) else column.type
        if isinstance(own, UserType):
            message = f"SQLite has no {own.family}s"
            yield Finding(table.ref, place, message, "give it another type there: 'variants: { sqlite: json }'")
        if column.identity is not None or column.serial is not None:
            key = table.primary_key.columns if table.primary_key else ()
            whole = isinstance(column.type, Scalar) and column.type.name in INTEGER_TYPES
            if key != (column.name,) or not whole:
                message = "SQLite counts only in a column that is the primary key by itself"
                yield Finding(table.ref, place, message, f"make it the primary key, or mark the table {_ELSEWHERE}")
        default = column.server_default
        if isinstance(default, Function) and default.name not in FUNCTIONS:
            message = f"SQLite has no function {default.name!r} for a default"
            yield Finding(table.ref, place, message, _BY_DIALECT)
        if isinstance(default, Constant) and _is_no_number(default, column.type):
            yield Finding(table.ref, place, f"SQLite has no number {default.value}", _BY_DIALECT)
        if isinstance(default, Constant) and column.type == Scalar("interval"):
            message = "SQLite keeps an interval as the moment so long after 1970-01-01 00:00:00, not as this text"
            yield Finding(table.ref, place, message, _BY_DIALECT)


def _view(view: View) -> Iterator[Finding]:
    if view.name.schema:
        message = f"SQLite has no database schemas: it cannot hold {view.name}"
        yield Finding(view.ref, (), message, f"mark the view {_ELSEWHERE}")


def _is_no_number(default: Constant, type_: Type) -> bool:
    """NaN and the infinities, which SQLite would keep as text in the column of numbers."""
    return isinstance(default.value, str) and isinstance(type_, Scalar) and type_.name in ("double", "real")


def _references(table: Table, absent: set[QName]) -> Iterator[Finding]:
    for key in table.foreign_keys:
        if key.target in absent:
            message = f"the foreign key refers to {key.target}, which SQLite does not get"
            yield Finding(table.ref, ("foreign_keys", key.name), message, f"mark this table {_ELSEWHERE} too")


def _relations(tables: list[Table], views: list[View]) -> Iterator[Finding]:
    """Tables, views and indexes share one set of names, in which case does not count."""
    whole: tuple[Table | View, ...] = (*tables, *views)
    owners: dict[str, tuple[Ref, tuple[str, ...]]] = {it.name.name: (it.ref, ()) for it in whole}
    for table in tables:
        for index in table.indexes:
            owners.setdefault(index.name, (table.ref, ("indexes", index.name)))
    for name, (ref, path) in owners.items():
        if name.lower().startswith("sqlite_"):
            yield Finding(ref, path, "SQLite keeps names that begin with 'sqlite_' for itself", "give it another name")
    for first, second in _twins(owners):
        ref, path = owners[second]
        yield Finding(ref, path, f"SQLite cannot tell {first!r} and {second!r} apart", "give one of them another name")


def _twins(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    seen: dict[str, str] = {}
    for name in names:
        first = seen.setdefault(fold(name), name)
        if first != name:
            yield first, name
