"""PostgreSQL's stand-alone objects as values: sequences, types, collations, extensions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from azuraforge_schemagen.db.inspect.literals import is_null, server_default
from azuraforge_schemagen.db.inspect.rows import Catalog, is_serial
from azuraforge_schemagen.db.inspect.sqlform import expression
from azuraforge_schemagen.db.inspect.typerows import multirange_of
from azuraforge_schemagen.ir import bounds
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Attribute,
    Check,
    Collation,
    Composite,
    Domain,
    Extension,
    Owner,
    Range,
    Sequence,
    Standalone,
    plain_type,
)
from azuraforge_schemagen.ir.types import Type

_INTEGERS: dict[str, Literal["smallint", "integer", "bigint"]] = {
    "int2": "smallint",
    "int4": "integer",
    "int8": "bigint",
}


def standalone(found: Catalog) -> Iterator[Standalone]:
    """Every stand-alone object of a database."""
    for row in found.extensions:
        schema = "" if row.schema in (found.default_schema, "pg_catalog") else row.schema
        # Its version is the server's affair: two databases with the same extensions are alike.
        yield Extension(QName("", row.name), schema)
    yield from domains(found).values()
    yield from (_composite(found, row) for row in found.composites)
    yield from (_range(found, row) for row in found.ranges)
    yield from (_own_collation(found, row) for row in found.own_collations)
    for row in found.loose_sequences:
        if row.relation is None:
            yield _sequence(found, row, None)
    for row in found.owned_sequences:
        column = found.columns[row.relation][row.number]
        counts = found.sequences.get((row.relation, row.number)) is row and is_serial(found, column)
        if row.owned != "i" and not counts:
            yield _sequence(found, row, Owner(found.qname(found.tables[row.relation]), column.name))


def _composite(found: Catalog, row: Any) -> Composite:
    columns = found.columns.get(row.relation, {}).values()
    return Composite(found.qname(row), tuple(_attribute(found, it) for it in columns), comment=row.comment)


def _attribute(found: Catalog, row: Any) -> Attribute:
    return Attribute(row.name, _base(found, row), _unusual(found, row), row.comment)


def _range(found: Catalog, row: Any) -> Range:
    return Range(
        name=found.qname(row),
        subtype=found.types.of(row.type, -1, row.type_text),
        multirange=multirange_of(row),
        opclass=row.opclass,
        collation=_unusual(found, row),
        canonical=row.canonical,
        subtype_diff=row.subtype_diff,
        comment=row.comment,
    )


def _unusual(found: Catalog, row: Any) -> QName | None:
    """A collation that is not that of the type."""
    return None if row.collation == found.types.collation(row.type) else found.collations.get(row.collation)


def _own_collation(found: Catalog, row: Any) -> Collation:
    icu, same = row.provider == "i", row.lc_collate == row.lc_ctype
    return Collation(
        name=found.qname(row),
        provider="icu" if icu else "libc",
        locale=row.locale if icu else row.lc_collate if same else None,
        lc_collate=None if icu or same else row.lc_collate,
        lc_ctype=None if icu or same else row.lc_ctype,
        deterministic=row.deterministic,
        comment=row.comment,
    )


def domains(found: Catalog) -> dict[QName, Domain]:
    """The domains by name."""
    bare = {found.qname(row): Domain(found.qname(row), _base(found, row)) for row in found.domains}
    return {found.qname(row): _domain(found, row, plain_type(_base(found, row), bare)) for row in found.domains}


def labels(found: Catalog, row: Any) -> tuple[str, str]:
    """The casts that the server puts behind a literal of a column or domain: those of what a domain is made of."""
    by_number = {domain.oid: domain for domain in found.domains}
    while row.type in by_number:
        row = by_number[row.type]
    return row.label, row.type_text


def _base(found: Catalog, row: Any) -> Type:
    return found.types.of(row.type, row.modifier, row.type_text)


def _domain(found: Catalog, row: Any, plain: Type) -> Domain:
    text = row.default_text  # one that is NULL hides that of the domain which this one is made of
    return Domain(
        name=found.qname(row),
        type=_base(found, row),
        nullable=not row.not_null,
        default=None if text is None or is_null(text) else server_default(text, plain, labels(found, row)),
        collation=_unusual(found, row),
        checks=tuple(
            Check(one.name, expression(one.expression), not one.valid, comment=one.comment)
            for one in found.domain_checks.get(row.oid, ())
        ),
        comment=row.comment,
    )


def _sequence(found: Catalog, row: Any, owner: Owner | None) -> Sequence:
    made = Sequence(
        name=found.qname(row),
        type=_INTEGERS[found.types.rows[row.type].name],
        start=row.start,
        increment=row.increment,
        minimum=row.minimum,
        maximum=row.maximum,
        cache=row.cache,
        cycle=row.cycle,
        owned_by=owner,
        comment=row.comment,
    )
    return bounds.canonical(made)
