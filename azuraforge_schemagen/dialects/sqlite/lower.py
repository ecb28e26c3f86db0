"""What SQLite holds: what it lacks is lowered to what means the same, or left out where it changes no meaning."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.dialects.choose import same
from azuraforge_schemagen.ir.bodies import Trigger, View
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Enum,
    ForeignKey,
    Function,
    Index,
    IndexKey,
    Namespace,
    PrimaryKey,
    Sql,
    Standalone,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Raw, Scalar, Type, UserType, Variant

ENUM_LENGTH = 63
COLLATIONS = frozenset({"BINARY", "NOCASE", "RTRIM"})
"""The collations that every SQLite has, in capitals."""

_JSON = Scalar("json")
_ENUM = Scalar("string", length=ENUM_LENGTH)
_INTEGER = Scalar("integer")
_MOMENT, _NOW = Function("current_timestamp"), Function("now")
"""Two functions of PostgreSQL, of which SQLite has one."""


def lower_table(table: Table) -> Table:
    """The table without comments and without what only PostgreSQL knows."""
    key = table.primary_key and _primary_key(table.primary_key)
    columns = tuple([_column(it) for it in table.columns])
    uniques = tuple([_unique(it) for it in table.uniques])
    checks = tuple([_check(it) for it in table.checks if it.enforced])
    foreign_keys = tuple([_foreign_key(it) for it in table.foreign_keys if it.enforced])
    indexes = tuple([_index(it) for it in table.indexes])
    options = tuple([it for it in table.options if it[0].startswith("sqlite_")])
    now = (key, *columns, *uniques, *checks, *foreign_keys, *indexes)
    before = (table.primary_key, *table.columns, *table.uniques, *table.checks, *table.foreign_keys, *table.indexes)
    plain = table.comment is None and table.partition_by is None and not table.exclusions and not _has_states(table)
    if plain and options == table.options and same(now, before):
        return table
    return replace(
        table,
        columns=columns,
        primary_key=key,
        uniques=uniques,
        checks=checks,
        foreign_keys=foreign_keys,
        indexes=indexes,
        options=options,
        comment=None,
        exclusions=(),
        partition_by=None,
        row_security=None,
        replica_identity=None,
        unlogged=False,
        clustered=None,
    )


def _has_states(table: Table) -> bool:
    return bool(table.row_security or table.replica_identity or table.unlogged or table.clustered)


def lower_enum(enum: Enum) -> None:
    """SQLite has no enums: their columns are strings."""


def lower_namespace(namespace: Namespace) -> None:
    """SQLite has no database schemas."""


def lower_object(found: Standalone) -> Standalone | None:
    """SQLite has views and triggers, without comments; nothing else that stands alone."""
    lowered: Standalone
    match found:
        case View():
            lowered = View(found.name, found.query)
        case Trigger(body=Sql()):
            lowered = Trigger(found.table, found.label, found.timing, found.events, when=found.when, body=found.body)
        case _:
            return None
    return found if lowered == found else lowered


def _column(column: Column) -> Column:
    counted = column.identity is not None or column.serial is not None
    plain = isinstance(column.type, Scalar) and column.type.name != "jsonb" and column.server_default != _MOMENT
    if plain and not counted and column.comment is None and column.collation is None:
        return column
    type_ = _type(column.type, counted)
    collation = _collation(column.collation)
    lowered = replace(
        column,
        type=type_,
        server_default=_NOW if column.server_default == _MOMENT else column.server_default,
        identity=column.identity and replace(column.identity, sequence=""),
        serial=None if column.serial is None else "",
        collation=collation,
        comment=None,
    )
    return column if lowered == column else lowered


def _type(type_: Type, counted: bool) -> Type:
    match type_:
        case Array():
            return _JSON
        case EnumType():
            return _ENUM
        case Scalar("jsonb"):
            return _JSON
        case Scalar("bigint" | "smallint") if counted:
            return _INTEGER
        case Scalar() | Raw() | Variant() | DomainType() | UserType():
            return type_


def _collation(name: QName | None) -> QName | None:
    return name if name is not None and not name.schema and name.name.upper() in COLLATIONS else None


def _primary_key(key: PrimaryKey) -> PrimaryKey:
    if not (key.include or key.deferrable or key.comment is not None or key.options or key.index_comment is not None):
        return key
    return replace(key, include=(), deferrable=None, comment=None, options=(), index_comment=None)


def _unique(unique: Unique) -> Unique:
    plain = Unique(unique.name, unique.columns)
    return unique if unique == plain else plain


def _check(check: Check) -> Check:
    if not (check.not_valid or check.no_inherit or check.comment is not None):
        return check
    return replace(check, not_valid=False, no_inherit=False, comment=None)


def _foreign_key(key: ForeignKey) -> ForeignKey:
    if not (key.set_columns or key.match_full or key.not_valid or key.comment is not None):
        return key
    return replace(key, set_columns=(), match_full=False, not_valid=False, comment=None)


def _index(index: Index) -> Index:
    keys = tuple([_index_key(it) for it in index.keys])
    plain = index.method == "btree" and not (index.include or index.nulls_not_distinct or index.options)
    if plain and index.comment is None and same(keys, index.keys):
        return index
    return replace(index, keys=keys, method="btree", include=(), nulls_not_distinct=False, options=(), comment=None)


def _index_key(key: IndexKey) -> IndexKey:
    collation = _collation(key.collation)
    if key.nulls is None and key.opclass is None and collation == key.collation:
        return key
    return replace(key, nulls=None, opclass=None, collation=collation)


_STORED = {
    "uuid": Scalar("char", length=32),
    "timestamptz": Scalar("timestamp"),
    "timetz": Scalar("time"),
    "interval": Scalar("timestamp"),
}


def store(column: Column) -> Column:
    """The column as an inspection sees it: SQLite keeps no time zone, precision of time, interval, uuid."""
    type_ = column.type
    if not isinstance(type_, Scalar):
        return column
    stored = _STORED.get(type_.name, type_)
    if stored.name in ("time", "timestamp"):
        stored = Scalar(stored.name)
    if stored == type_ and column.identity is None and column.serial is None:
        return column
    return replace(column, type=stored, identity=None, serial=None)
