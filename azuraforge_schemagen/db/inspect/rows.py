"""The rows of PostgreSQL's catalogs, by the numbers that they refer to each other with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from azuraforge_schemagen.db.inspect import beside, catalog, facets, parts, routines, typerows
from azuraforge_schemagen.db.inspect.inspection import VERSION_TABLE, Progress
from azuraforge_schemagen.db.inspect.pgtypes import Types
from azuraforge_schemagen.db.inspect.typerows import OwnTypes
from azuraforge_schemagen.ir.names import QName, Ref


@dataclass(frozen=True)
class Catalog:
    """The rows of one database, by the numbers that they refer to each other with."""

    default_schema: str
    namespaces: Sequence[Any]
    relations: Mapping[int, Any]
    tables: Mapping[int, Any]
    views: Mapping[int, Any]
    """What a view shows, and whether a materialized one is filled."""
    types: Types
    enums: Sequence[Any]
    columns: Mapping[int, Mapping[int, Any]]
    sequences: Mapping[tuple[int, int], Any]
    """By column: the sequence that it draws from, where it owns one or several."""
    owned_sequences: Sequence[Any]
    loose_sequences: Sequence[Any]
    domains: Sequence[Any]
    domain_checks: Mapping[int, Sequence[Any]]
    extensions: Sequence[Any]
    composites: Sequence[Any]
    """Composites, ranges and collations are those that a ``Schema`` can hold; ``odd`` are the others, each with its
    kind and catalog."""
    ranges: Sequence[Any]
    own_collations: Sequence[Any]
    odd: Sequence[tuple[str, str, Any]]
    routines: Sequence[Any]
    constraints: Mapping[int, Sequence[Any]]
    indexes: Mapping[int, Mapping[int, Any]]
    keys: Mapping[int, Any]
    """The partition keys of tables."""
    parents: Mapping[int, Any]
    """Of each partition, its parent and its bound."""
    inherited: Mapping[int, Sequence[Any]]
    """Of each table that inherits, its parents in order."""
    attached: Mapping[int, str]
    """The name of the parent's index that an index of a partition belongs to."""
    validated: Mapping[int, Sequence[Any]]
    """Of each partition, the checks that are NOT VALID in its parent and validated in it."""
    collations: Mapping[int, QName]
    triggers: Sequence[Any]
    policies: Sequence[Any]
    statistics: Sequence[Any]
    others: Sequence[Any]
    notes: Sequence[Any]
    uses: Sequence[Any]

    def qname(self, row: Any) -> QName:
        """A row's name, as the ``Schema`` has it."""
        return QName("" if row.schema == self.default_schema else row.schema, row.name)

    def ref(self, oid: int) -> Ref | None:
        """The address of a table or view of the ``Schema``."""
        if oid in self.tables:
            return Ref("table", self.qname(self.tables[oid]))
        row = self.relations[oid] if oid in self.views else None
        return row and Ref("view" if row.kind == "v" else "materialized_view", self.qname(row))

    def owns(self, row: Any) -> bool:
        """Whether something belongs to a relation of the ``Schema``."""
        return self.ref(row.relation) is not None

    def names(self, relation: int, numbers: Iterable[int]) -> tuple[str, ...]:
        """Columns by their numbers."""
        columns = self.columns[relation]
        return tuple(columns[number].name for number in numbers)


def read(connection: sa.Connection, progress: Progress) -> Catalog:
    """Everything: a constant number of queries, however many objects there are."""
    version = server_version(connection)
    progress("reading tables and columns")
    schema = connection.execute(sa.text("SELECT coalesce(current_schema(), 'public')")).scalar_one()
    relations = {row.oid: row for row in _rows(connection, catalog.RELATIONS)}
    above = _rows(connection, catalog.PARENTS)
    parents = {row.relation: row for row in above if row.bound is not None}
    inherited = _by_relation(row for row in above if row.bound is None)
    tables = {oid: row for oid, row in relations.items() if _is_managed(row, relations, parents, inherited)}
    own = typerows.read(lambda sql: _rows(connection, sql), version, relations)
    whole = [*relations, *(row.relation for row in own.composites)]
    columns = _by_relation(_rows(connection, catalog.COLUMNS, relations=whole))
    own = typerows.held(own, columns)
    views = [oid for oid, row in relations.items() if row.kind in "vm"]
    progress("reading indexes")
    indexes = _by_relation(_rows(connection, catalog.indexes(version), relations=[*tables, *views]))
    sequences = _rows(connection, catalog.SEQUENCES)
    domains = _rows(connection, catalog.DOMAINS)
    types, enums = _types(connection, schema, domains, own)
    progress("reading constraints, and what is beside the tables")
    return Catalog(
        default_schema=schema,
        namespaces=_rows(connection, catalog.NAMESPACES),
        relations=relations,
        tables=tables,
        views={row.oid: row for row in _rows(connection, catalog.VIEWS, views=views)},
        types=types,
        enums=enums,
        columns={oid: {row.number: row for row in rows} for oid, rows in columns.items()},
        sequences=_drawn(sequences, columns),
        owned_sequences=[row for row in sequences if row.relation in tables],
        loose_sequences=[row for row in sequences if row.relation not in tables],
        domains=domains,
        domain_checks=_by(_rows(connection, catalog.DOMAIN_CHECKS, domains=[row.oid for row in domains]), "domain"),
        extensions=_rows(connection, catalog.EXTENSIONS),
        composites=own.composites,
        ranges=own.ranges,
        own_collations=own.collations,
        odd=own.odd,
        routines=_rows(connection, routines.query(version)),
        constraints=_by_relation(_rows(connection, catalog.constraints(version), relations=list(tables))),
        indexes={oid: {row.oid: row for row in rows} for oid, rows in indexes.items()},
        keys=(keys := {row.relation: row for row in _rows(connection, catalog.PARTITIONED)}),
        parents=parents,
        inherited=inherited,
        attached={row.index: row.name for row in _rows(connection, catalog.ATTACHED)},
        validated=_by_relation(_rows(connection, catalog.validated(version))),
        collations=_collations(connection, columns, indexes, keys, [*domains, *own.ranges], schema),
        triggers=_rows(connection, parts.triggers(version)),
        policies=_rows(connection, parts.POLICIES),
        statistics=_rows(connection, parts.statistics(version)),
        others=_rows(connection, " UNION ALL ".join((*beside.OBJECTS, *facets.facets(version)))),
        notes=_rows(connection, " UNION ALL ".join(facets.notes(version))),
        uses=_rows(connection, catalog.USES),
    )


def _drawn(sequences: Iterable[Any], columns: Mapping[int, Sequence[Any]]) -> dict[tuple[int, int], Any]:
    texts = {(row.relation, row.number): row.default_text or "" for rows in columns.values() for row in rows}
    found: dict[tuple[int, int], Any] = {}
    for row in sequences:
        place = (row.relation, row.number)
        if place in texts and (row.owned == "i" or nextval(row) == texts[place]):
            found[place] = row
    return found


def nextval(sequence: Any) -> str:
    """The default that draws from a sequence, in the server's words."""
    quoted = sequence.spelled.replace("'", "''")
    return f"nextval('{quoted}'::regclass)"


def _types(
    connection: sa.Connection, schema: str, domains: Sequence[Any], own: OwnTypes
) -> tuple[Types, Sequence[Any]]:
    enums = _rows(connection, catalog.ENUMS)
    names, domain_names = (
        {row.oid: QName("" if row.schema == schema else row.schema, row.name) for row in rows}
        for rows in (enums, domains)
    )
    others = typerows.by_number(own, schema)
    return Types({row.oid: row for row in _rows(connection, catalog.TYPES)}, names, domain_names, others), enums


def _by_relation(rows: Iterable[Any]) -> Mapping[int, Sequence[Any]]:
    return _by(rows, "relation")


def _by(rows: Iterable[Any], column: str) -> Mapping[int, Sequence[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, column)].append(row)
    return found


def server_version(connection: sa.Connection) -> int:
    """The server's major version."""
    return int((connection.dialect.server_version_info or (14,))[0])


def _rows(connection: sa.Connection, sql: str, **values: object) -> Sequence[Any]:
    return connection.execute(sa.text(sql), values).all()


def _is_managed(
    row: Any, relations: Mapping[int, Any], parents: Mapping[int, Any], inherited: Mapping[int, Sequence[Any]]
) -> bool:
    """Whether it is a table, and those that it is a partition or an heir of are managed too."""
    if row.kind not in "rp" or row.name == VERSION_TABLE:
        return False
    above = [parents[row.oid]] if row.is_partition else inherited.get(row.oid, ())
    found = [relations.get(it.parent) for it in above]
    return all(it is not None and _is_managed(it, relations, parents, inherited) for it in found)


def _collations(
    connection: sa.Connection,
    columns: Mapping[int, Sequence[Any]],
    indexes: Mapping[int, Sequence[Any]],
    keys: Mapping[int, Any],
    domains: Sequence[Any],
    default_schema: str,
) -> dict[int, QName]:
    used = {row.collation for rows in columns.values() for row in rows} | {row.collation for row in domains}
    used |= {number for rows in indexes.values() for row in rows for number in row.collations}
    used |= {number for row in keys.values() for number in row.collations}
    rows = _rows(connection, catalog.COLLATIONS, collations=sorted(used - {0}))
    bare = ("pg_catalog", default_schema)
    return {row.oid: QName("" if row.schema in bare else row.schema, row.name) for row in rows}


def is_serial(found: Catalog, row: Any) -> bool:
    """Whether a column has an owned sequence as SERIAL makes it, and the default that draws from it."""
    one = found.sequences.get((row.relation, row.number))
    if one is None or one.owned != "a" or one.schema != found.relations[row.relation].schema or one.comment:
        return False
    largest = _SERIALS.get(found.types.rows[row.type].name) if row.type == one.type and row.not_null else None
    options = (one.start, one.increment, one.minimum, one.maximum, one.cache, one.cycle)
    return options == (1, 1, 1, largest, 1, False) and row.default_text == nextval(one)


_SERIALS = {"int2": 2**15 - 1, "int4": 2**31 - 1, "int8": 2**63 - 1}


def is_usable(table: Any, index: Any) -> bool:
    """Whether an index is one; that of a partitioned table waits for its partitions' as long as it is not valid."""
    return bool(index.valid) or table.kind == "p"


def is_held(found: Catalog, constraint: Any) -> bool:
    """Whether a ``Schema`` can say a constraint."""
    if constraint.kind == "f" and constraint.target not in found.relations:
        return False
    return constraint.kind in "pucfx" and not constraint.temporal
