"""PostgreSQL's catalogs read into a ``Schema``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import sqlalchemy as sa

from azuraforge_schemagen.db.inspect import catalog
from azuraforge_schemagen.db.inspect.inspection import VERSION_TABLE, Inspection
from azuraforge_schemagen.db.inspect.literals import default
from azuraforge_schemagen.db.inspect.pgtypes import Types
from azuraforge_schemagen.db.inspect.sqlform import expression
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Deferrable,
    Enum,
    ForeignKey,
    Generated,
    Identity,
    Index,
    IndexKey,
    Namespace,
    PrimaryKey,
    ReferentialAction,
    Table,
    Unique,
    schema_of,
)

_ACTIONS: dict[str, ReferentialAction] = dict(zip("arcnd", get_args(ReferentialAction), strict=True))
_RELATIONS = {"p": "partitioned_table", "v": "view", "m": "materialized_view", "f": "foreign_table"}
_MAXIMA = {"int2": 2**15 - 1, "int4": 2**31 - 1, "int8": 2**63 - 1}
_DEFAULT_COLLATION = 100
_DESCENDING, _NULLS_FIRST = 1, 2


def inspect(connection: sa.Connection) -> Inspection:
    """The database's Schema, every text in the server's own form, and the names of what it cannot hold."""
    found = _read(connection)
    tables = [_table(found, row) for row in found.tables.values()]
    enums = [Enum(found.types.enums[row.oid], tuple(row.values), comment=row.comment) for row in found.enums]
    namespaces = [
        Namespace(QName("", row.name), row.comment) for row in found.namespaces if row.name != found.default_schema
    ]
    return Inspection(schema_of(*namespaces, *enums, *tables), tuple(sorted(set(_unmanaged(found)))))


@dataclass(frozen=True)
class _Catalog:
    """The rows of one database, by the numbers that they refer to each other with."""

    default_schema: str
    namespaces: Sequence[Any]
    relations: Mapping[int, Any]
    tables: Mapping[int, Any]
    types: Types
    enums: Sequence[Any]
    columns: Mapping[int, Mapping[int, Any]]
    sequences: Mapping[tuple[int, int], Any]
    loose_sequences: Sequence[Any]
    constraints: Mapping[int, Sequence[Any]]
    indexes: Mapping[int, Mapping[int, Any]]
    collations: Mapping[int, str]
    others: Sequence[Any]

    def qname(self, row: Any) -> QName:
        return QName("" if row.schema == self.default_schema else row.schema, row.name)

    def names(self, relation: int, numbers: Iterable[int]) -> tuple[str, ...]:
        columns = self.columns[relation]
        return tuple(columns[number].name for number in numbers)


def _read(connection: sa.Connection) -> _Catalog:
    version = server_version(connection)
    schema = connection.execute(sa.text("SELECT coalesce(current_schema(), 'public')")).scalar_one()
    relations = {row.oid: row for row in _rows(connection, catalog.RELATIONS)}
    tables = {oid: row for oid, row in relations.items() if _is_managed(row)}
    columns = _by_relation(_rows(connection, catalog.COLUMNS, relations=list(relations)))
    indexes = _by_relation(_rows(connection, catalog.indexes(version), relations=list(tables)))
    sequences = _rows(connection, catalog.SEQUENCES)
    types, enums = _types(connection, schema)
    return _Catalog(
        default_schema=schema,
        namespaces=_rows(connection, catalog.NAMESPACES),
        relations=relations,
        tables=tables,
        types=types,
        enums=enums,
        columns={oid: {row.number: row for row in rows} for oid, rows in columns.items()},
        sequences={(row.relation, row.number): row for row in sequences if row.relation in tables},
        loose_sequences=[row for row in sequences if row.relation not in tables],
        constraints=_by_relation(_rows(connection, catalog.constraints(version), relations=list(tables))),
        indexes={oid: {row.oid: row for row in rows} for oid, rows in indexes.items()},
        collations=_collations(connection, columns, indexes),
        others=_rows(connection, catalog.UNMANAGED),
    )


def _types(connection: sa.Connection, schema: str) -> tuple[Types, Sequence[Any]]:
    enums = _rows(connection, catalog.ENUMS)
    names = {row.oid: QName("" if row.schema == schema else row.schema, row.name) for row in enums}
    return Types({row.oid: row for row in _rows(connection, catalog.TYPES)}, names), enums


def _by_relation(rows: Iterable[Any]) -> Mapping[int, Sequence[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.relation].append(row)
    return found


def server_version(connection: sa.Connection) -> int:
    """The server's major version."""
    return int((connection.dialect.server_version_info or (14,))[0])


def _rows(connection: sa.Connection, sql: str, **values: object) -> Sequence[Any]:
    return connection.execute(sa.text(sql), values).all()


def _is_managed(row: Any) -> bool:
    return row.kind == "r" and not row.is_partition and not row.inherits and row.name != VERSION_TABLE


def _collations(
    connection: sa.Connection, columns: Mapping[int, Sequence[Any]], indexes: Mapping[int, Sequence[Any]]
) -> dict[int, str]:
    used = {row.collation for rows in columns.values() for row in rows}
    used |= {number for rows in indexes.values() for row in rows for number in row.collations}
    rows = _rows(connection, catalog.COLLATIONS, collations=sorted(used - {0}))
    return {row.oid: row.name if row.schema == "pg_catalog" else f"{row.schema}.{row.name}" for row in rows}


def _table(found: _Catalog, row: Any) -> Table:
    constraints = found.constraints.get(row.oid, ())
    indexes = found.indexes.get(row.oid, {})
    backing = {one.index for one in constraints if one.kind in "pux"}
    keys = [one for one in constraints if one.kind == "p"]
    return Table(
        name=found.qname(row),
        columns=tuple(_column(found, column) for column in found.columns.get(row.oid, {}).values()),
        primary_key=_primary_key(found, keys[0]) if keys else None,
        uniques=tuple(_unique(found, one) for one in constraints if one.kind == "u"),
        checks=tuple(_check(one) for one in constraints if one.kind == "c"),
        foreign_keys=tuple(
            _foreign_key(found, one) for one in constraints if one.kind == "f" and one.target in found.relations
        ),
        indexes=tuple(_index(found, one) for one in indexes.values() if one.oid not in backing and one.valid),
        options=_options(row.options),
        comment=row.comment,
    )


def _options(texts: Sequence[str] | None) -> tuple[tuple[str, str], ...]:
    pairs = (text.partition("=") for text in texts or ())
    return tuple(sorted((name, value) for name, _, value in pairs))


def _column(found: _Catalog, row: Any) -> Column:
    type_ = found.types.of(row.type, row.modifier, row.type_text)
    sequence = found.sequences.get((row.relation, row.number))
    serial = sequence.name if sequence is not None and _is_serial(found, row) else None
    text = None if row.generated or serial else row.default_text
    return Column(
        name=row.name,
        type=type_,
        nullable=not row.not_null,
        server_default=default(text, type_),
        identity=_identity(found, row, sequence) if row.identity else None,
        serial=serial,
        generated=Generated(expression(row.default_text), row.generated == "v") if row.generated else None,
        collation=_collation(found, row),
        comment=row.comment,
    )


def _collation(found: _Catalog, row: Any) -> str | None:
    return None if row.collation == found.types.collation(row.type) else found.collations.get(row.collation)


def _is_serial(found: _Catalog, row: Any) -> bool:
    """An owned sequence as SERIAL makes it, and the default that draws from it."""
    one = found.sequences.get((row.relation, row.number))
    if one is None or one.owned != "a" or one.schema != found.relations[row.relation].schema:
        return False
    plain = (one.start, one.increment, one.minimum, one.cache, one.cycle) == (1, 1, 1, 1, False)
    quoted = one.spelled.replace("'", "''")
    return plain and row.default_text == f"nextval('{quoted}'::regclass)"


def _identity(found: _Catalog, row: Any, one: Any) -> Identity:
    """Options that the server would choose itself are ``None``."""
    limit = _MAXIMA[found.types.rows[one.type].name]
    up = one.increment > 0
    minimum = None if one.minimum == (1 if up else -limit - 1) else one.minimum
    maximum = None if one.maximum == (limit if up else -1) else one.maximum
    return Identity(
        always=row.identity == "a",
        sequence=one.name,
        start=None if one.start == (one.minimum if up else one.maximum) else one.start,
        increment=None if one.increment == 1 else one.increment,
        minimum=minimum,
        maximum=maximum,
        cache=None if one.cache == 1 else one.cache,
        cycle=one.cycle,
    )


def _deferrable(row: Any) -> Deferrable | None:
    if not row.deferrable:
        return None
    return "deferred" if row.deferred else "immediate"


def _include(found: _Catalog, row: Any) -> tuple[str, ...]:
    index = found.indexes[row.relation][row.index]
    return found.names(row.relation, index.columns[index.key_count :])


def _primary_key(found: _Catalog, row: Any) -> PrimaryKey:
    columns = found.names(row.relation, row.columns)
    return PrimaryKey(row.name, columns, _include(found, row), _deferrable(row), row.comment)


def _unique(found: _Catalog, row: Any) -> Unique:
    return Unique(
        name=row.name,
        columns=found.names(row.relation, row.columns),
        include=_include(found, row),
        nulls_not_distinct=found.indexes[row.relation][row.index].nulls_not_distinct,
        deferrable=_deferrable(row),
        comment=row.comment,
    )


def _check(row: Any) -> Check:
    return Check(row.name, expression(row.expression), not row.valid, row.no_inherit, comment=row.comment)


def _foreign_key(found: _Catalog, row: Any) -> ForeignKey:
    return ForeignKey(
        name=row.name,
        columns=found.names(row.relation, row.columns),
        target=found.qname(found.relations[row.target]),
        target_columns=found.names(row.target, row.target_columns),
        on_delete=_ACTIONS[row.on_delete],
        on_update=_ACTIONS[row.on_update],
        set_columns=found.names(row.relation, row.set_columns or ()),
        match_full=row.match == "f",
        deferrable=_deferrable(row),
        not_valid=not row.valid,
        comment=row.comment,
    )


def _index(found: _Catalog, row: Any) -> Index:
    return Index(
        name=row.name,
        keys=tuple(_key(found, row, place) for place in range(row.key_count)),
        unique=row.unique,
        method=row.method,
        where=expression(row.predicate) if row.predicate else None,
        include=found.names(row.relation, row.columns[row.key_count :]),
        nulls_not_distinct=row.nulls_not_distinct,
        options=_options(row.options),
        comment=row.comment,
    )


def _key(found: _Catalog, row: Any, place: int) -> IndexKey:
    number, flags, collation = row.columns[place], row.flags[place], row.collations[place]
    column = found.columns[row.relation][number] if number else None
    descending, first = bool(flags & _DESCENDING), bool(flags & _NULLS_FIRST)
    explicit = collation != column.collation if column else _is_collated(found, row, place)
    return IndexKey(
        column=column.name if column else None,
        expression=None if column else expression(row.texts[place]),
        descending=descending,
        nulls=None if first == descending else "first" if first else "last",
        opclass=row.opclasses[place],
        collation=found.collations.get(collation) if explicit else None,
    )


def _is_collated(found: _Catalog, row: Any, place: int) -> bool:
    """Whether an expression's COLLATE is said: the catalog has no word of it, the server's text has."""
    collation = row.collations[place]
    return collation not in (0, _DEFAULT_COLLATION) and f"{row.texts[place]} COLLATE " in row.definition


def _unmanaged(found: _Catalog) -> Iterator[str]:
    for row in found.relations.values():
        if row.oid not in found.tables and row.name != VERSION_TABLE:
            kind = "partition" if row.is_partition else _RELATIONS.get(row.kind, "inherited_table")
            yield f"{kind}:{found.qname(row)}"
        elif row.persistence == "u":
            yield f"unlogged:{found.qname(row)}"
    for row in found.loose_sequences:
        yield f"sequence:{found.qname(row)}"
    for (relation, number), row in found.sequences.items():
        column = found.columns[relation][number]
        if not column.identity and not _is_serial(found, column):
            yield f"sequence:{found.qname(row)}"
    for row in found.others:
        if row.child is None or row.name != VERSION_TABLE:
            name = found.qname(row)
            yield f"{row.kind}:{name if row.child is None else f'{name}.{row.child}'}"
    yield from _unmanaged_children(found)


def _unmanaged_children(found: _Catalog) -> Iterator[str]:
    for relation, table in found.tables.items():
        name = found.qname(table)
        for row in found.constraints.get(relation, ()):
            if row.kind == "x":
                yield f"exclusion:{name}.{row.name}"
            elif row.kind == "f" and row.target not in found.relations:
                yield f"foreign_key:{name}.{row.name}"
        for row in found.indexes.get(relation, {}).values():
            if not row.valid:
                yield f"invalid_index:{name}.{row.name}"
