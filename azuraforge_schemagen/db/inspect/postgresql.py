"""PostgreSQL's catalogs read into a ``Schema``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

import sqlalchemy as sa

from azuraforge_schemagen.db.inspect import heirs, trees
from azuraforge_schemagen.db.inspect.inspection import Inspection, Progress, ordered
from azuraforge_schemagen.db.inspect.literals import server_default
from azuraforge_schemagen.db.inspect.objects import labels, standalone
from azuraforge_schemagen.db.inspect.others import named, needs, notes
from azuraforge_schemagen.db.inspect.owned import owned
from azuraforge_schemagen.db.inspect.picture import consistent
from azuraforge_schemagen.db.inspect.routines import routines
from azuraforge_schemagen.db.inspect.rows import Catalog, is_held, is_serial, is_usable, read
from azuraforge_schemagen.db.inspect.sqlform import expression
from azuraforge_schemagen.db.inspect.stands import stands
from azuraforge_schemagen.db.inspect.views import view
from azuraforge_schemagen.ir.bodies import MaterializedView, View
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Deferrable,
    Domain,
    Enum,
    Exclusion,
    ForeignKey,
    Generated,
    Identity,
    Index,
    IndexKey,
    Namespace,
    Object,
    PrimaryKey,
    ReferentialAction,
    ReplicaIdentity,
    RowSecurity,
    Table,
    Unique,
    plain_type,
    schema_of,
)
from azuraforge_schemagen.ir.types import Raw, is_text

_ACTIONS: dict[str, ReferentialAction] = dict(zip("arcnd", get_args(ReferentialAction), strict=True))
_MAXIMA = {"int2": 2**15 - 1, "int4": 2**31 - 1, "int8": 2**63 - 1}
_DEFAULT_COLLATION = 100
_DESCENDING, _NULLS_FIRST = 1, 2


def inspect(connection: sa.Connection, progress: Progress) -> Inspection:
    """The database's Schema, every text in the server's own form, and the names of what it cannot hold."""
    return consistent(connection, _look, progress)


def _look(connection: sa.Connection, progress: Progress) -> Inspection:
    found = read(connection, progress)
    objects, made = [*standalone(found), *_views(found)], routines(found.routines, found.default_schema)
    tables = _tables(found, {it.name: it for it in objects if isinstance(it, Domain)})
    enums = [Enum(found.types.enums[row.oid], tuple(row.values), comment=row.comment) for row in found.enums]
    namespaces = [
        Namespace(QName("", row.name), row.comment) for row in found.namespaces if row.name != found.default_schema
    ]
    parts = owned(found)
    others = named(found)
    return Inspection(
        schema=schema_of(*namespaces, *enums, *objects, *made.values(), *tables, *parts.values()),
        unmanaged=ordered(it for _, it in others),
        needs=needs(found, others, {address: it.ref for address, it in parts.items()}, made),
        notes=notes(found),
        stands=stands(found, {address: it.ref for address, it in parts.items()}, made),
    )


def _tables(found: Catalog, domains: Mapping[QName, Domain]) -> Iterable[Table]:
    """The tables, each partition and each heir after its parents."""
    objects: dict[Ref, Object] = {}
    for oid in sorted(found.tables, key=lambda oid: _depth(found, oid)):
        row = found.tables[oid]
        whole = _table(found, row, domains)
        table = trees.delta(found, row, whole, objects) if row.is_partition else heirs.heir(found, row, whole, objects)
        objects[table.ref] = table
    return [it for it in objects.values() if isinstance(it, Table)]


def _views(found: Catalog) -> Iterator[View | MaterializedView]:
    for oid in found.views:
        row = found.relations[oid]
        indexes = (_index(found, one) for one in found.indexes.get(oid, {}).values() if is_usable(row, one))
        yield view(found, row, indexes)


def _depth(found: Catalog, oid: int) -> int:
    above = [found.parents[oid]] if oid in found.parents else found.inherited.get(oid, ())
    return max((1 + _depth(found, it.parent) for it in above), default=0)


def _table(found: Catalog, row: Any, domains: Mapping[QName, Domain]) -> Table:
    every = found.constraints.get(row.oid, ())
    constraints = [one for one in every if is_held(found, one)]
    indexes = found.indexes.get(row.oid, {})
    backing = {one.index for one in every if one.kind in "pux"}
    keys = [one for one in constraints if one.kind == "p"]
    beyond = {one.index for one in every} - {one.index for one in constraints}
    named = [one for one in indexes.values() if is_usable(row, one) and one.oid not in beyond]
    return Table(
        name=found.qname(row),
        columns=tuple(_column(found, column, domains) for column in found.columns.get(row.oid, {}).values()),
        primary_key=_primary_key(found, keys[0]) if keys else None,
        uniques=tuple(_unique(found, one) for one in constraints if one.kind == "u"),
        checks=tuple(_check(one) for one in constraints if one.kind == "c"),
        foreign_keys=tuple(_foreign_key(found, one) for one in constraints if one.kind == "f"),
        indexes=tuple(_index(found, one) for one in indexes.values() if one.oid not in backing and is_usable(row, one)),
        options=tuple(sorted((*_options(row.options), *_options(row.toast_options, "toast.")))),
        comment=row.comment,
        exclusions=tuple(_exclusion(found, one) for one in constraints if one.kind == "x"),
        partition_by=trees.partition_key(found, row),
        row_security=_row_security(row),
        replica_identity=_replica_identity(row, named),
        unlogged=row.persistence == "u" and row.kind == "r",
        clustered=next((one.name for one in named if one.clustered), None),
    )


def _row_security(row: Any) -> RowSecurity | None:
    asked = row.row_security or row.forced_security
    return RowSecurity(row.row_security, row.forced_security) if asked else None


def _replica_identity(row: Any, indexes: Iterable[Any]) -> ReplicaIdentity | None:
    """An index that went left nothing that identifies a row."""
    index = next((one.name for one in indexes if one.identifies), None)
    if row.identity == "i" and index is not None:
        return ReplicaIdentity("index", index)
    return None if row.identity == "d" else ReplicaIdentity("full" if row.identity == "f" else "nothing")


def _options(texts: Sequence[str] | None, of: str = "") -> tuple[tuple[str, str], ...]:
    pairs = (text.partition("=") for text in texts or ())
    return tuple((of + name, value) for name, _, value in pairs)


def _column(found: Catalog, row: Any, domains: Mapping[QName, Domain]) -> Column:
    type_ = found.types.of(row.type, row.modifier, row.type_text)
    plain = plain_type(type_, domains)
    collation = _collation(found, row)
    if collation and not is_text(plain):
        type_ = Raw(row.type_text)
    sequence = found.sequences.get((row.relation, row.number))
    serial = sequence.name if sequence is not None and is_serial(found, row) else None
    text = None if row.generated or serial else row.default_text
    counts = row.identity and sequence is not None  # on PostgreSQL 17 a partition has its tree's identity, no sequence
    return Column(
        name=row.name,
        type=type_,
        nullable=not row.not_null,
        server_default=None if text is None else server_default(text, plain, labels(found, row)),
        identity=_identity(found, row, sequence) if counts else None,
        serial=serial,
        generated=Generated(expression(row.default_text), row.generated == "v") if row.generated else None,
        collation=collation,
        comment=row.comment,
    )


def _collation(found: Catalog, row: Any) -> QName | None:
    return None if row.collation == found.types.collation(row.type) else found.collations.get(row.collation)


def _identity(found: Catalog, row: Any, one: Any) -> Identity:
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


def _include(found: Catalog, row: Any) -> tuple[str, ...]:
    index = found.indexes[row.relation][row.index]
    return found.names(row.relation, index.columns[index.key_count :])


def _primary_key(found: Catalog, row: Any) -> PrimaryKey:
    columns = found.names(row.relation, row.columns)
    index = found.indexes[row.relation][row.index]
    said = (_options(index.options), index.comment)
    return PrimaryKey(row.name, columns, _include(found, row), _deferrable(row), row.comment, *said)


def _unique(found: Catalog, row: Any) -> Unique:
    index = found.indexes[row.relation][row.index]
    return Unique(
        name=row.name,
        columns=found.names(row.relation, row.columns),
        include=_include(found, row),
        nulls_not_distinct=index.nulls_not_distinct,
        deferrable=_deferrable(row),
        comment=row.comment,
        options=_options(index.options),
        index_comment=index.comment,
    )


def _check(row: Any) -> Check:
    not_valid = row.enforced and not row.valid
    return Check(
        row.name, expression(row.expression), not_valid, row.no_inherit, comment=row.comment, enforced=row.enforced
    )


def _foreign_key(found: Catalog, row: Any) -> ForeignKey:
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
        not_valid=row.enforced and not row.valid,
        comment=row.comment,
        enforced=row.enforced,
    )


def _exclusion(found: Catalog, row: Any) -> Exclusion:
    index = found.indexes[row.relation][row.index]
    return Exclusion(
        name=row.name,
        keys=tuple(_key(found, index, place) for place in range(index.key_count)),
        operators=tuple(row.operators),
        method=index.method,
        where=expression(index.predicate) if index.predicate else None,
        include=_include(found, row),
        deferrable=_deferrable(row),
        comment=row.comment,
        options=_options(index.options),
        index_comment=index.comment,
    )


def _index(found: Catalog, row: Any) -> Index:
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


def _key(found: Catalog, row: Any, place: int) -> IndexKey:
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


def _is_collated(found: Catalog, row: Any, place: int) -> bool:
    """Whether an expression's COLLATE is said: the catalog has no word of it, the server's text has."""
    collation = row.collations[place]
    return collation not in (0, _DEFAULT_COLLATION) and f"{row.texts[place]} COLLATE " in row.definition
