"""Makes stand-alone objects: sequences, domains, extensions, and columns that use them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from azuraforge_schemagen.ir import bounds, regclass, sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
    Default,
    Domain,
    Enum,
    Extension,
    Number,
    Owner,
    Sql,
    Standalone,
    Table,
    plain_type,
)
from azuraforge_schemagen.ir.schema import Sequence as Numbers
from azuraforge_schemagen.ir.types import DomainType, EnumType, Scalar, Type
from tests.making import Maker, fit

EXTENSIONS = ("citext", "hstore", "pg_trgm", "btree_gist")
BASES: tuple[Scalar, ...] = (
    Scalar("integer"), Scalar("bigint"), Scalar("string", length=40), Scalar("text"),
    Scalar("numeric", precision=12, scale=2), Scalar("boolean"), Scalar("date"), Scalar("uuid"),
)  # fmt: skip
LARGE: Mapping[str, int] = bounds.LARGEST


def marks(maker: Maker) -> tuple[str, ...]:
    """Where the object is: SQLite has none."""
    return ("postgresql",) if maker.portable else ()


def make_sequence(maker: Maker, schema: str) -> Numbers:
    name = QName(schema, maker.relation(schema, prefix=maker.one(["sq_", "Seq "])))
    comment = maker.one([None, None, "numbers: 100% 'x'"])
    return with_numbers(maker, Numbers(name, dialects=marks(maker), comment=comment))


def with_numbers(maker: Maker, of: Numbers) -> Numbers:
    """The sequence with other options, which fit each other."""
    rises = maker.chance(75)
    step = maker.one([None, 2, 10]) if rises else maker.one([-1, -5])
    low, high = maker.one([None, None, 5, -20]), maker.one([None, None, 1000, 30000])
    if not rises:
        low, high = maker.one([None, -1000]), maker.one([None, -3])
    made = replace(
        of,
        type=maker.one(["smallint", "integer", "bigint", "bigint"]),
        increment=step,
        minimum=low,
        maximum=high,
        start=None,
        cache=maker.one([None, 20]),
        cycle=maker.chance(20),
    )
    start = maker.one([None, bounds.minimum(made) + 1, bounds.maximum(made)])
    return bounds.canonical(replace(made, start=start))


def owned(maker: Maker, of: Numbers, tables: Sequence[Table]) -> Numbers:
    """The sequence with an owner, or none."""
    here = [it for it in tables if it.name.schema == of.name.schema and not it.dialects]
    if not here or maker.chance(30):
        return replace(of, owned_by=None)
    table = maker.one(here)
    return replace(of, owned_by=Owner(table.name, maker.one(table.columns).name))


def drawing(maker: Maker, table: Table, sequences: Sequence[Numbers]) -> Table:
    """The table with a column that draws from a sequence on PostgreSQL."""
    # SQLAlchemy reads a bare name in a default as one of the table's own schema.
    known = [it for it in sequences if it.name.schema or not table.name.schema]
    if not known:
        return table
    of = maker.one(known)
    text = regclass.drawing_from(of.name) if maker.chance(60) else f"nextval({sqltext.string(str_of(of.name))})"
    default = Sql(None, (("postgresql", text), ("sqlite", "abs(-7)"))) if maker.portable else Sql(text)
    kind = Scalar(maker.one(["integer", "bigint"]))
    column = Column(maker.name(table.by_name), kind, maker.chance(50), default)
    return replace(table, columns=(*table.columns, column))


def str_of(name: QName) -> str:
    own = sqltext.quoted(name.name)
    return f"{sqltext.quoted(name.schema)}.{own}" if name.schema else own


def make_domain(maker: Maker, schema: str, enums: Sequence[Enum], domains: Sequence[Domain]) -> Domain:
    name = QName(schema, maker.relation(schema, prefix=maker.one(["d_", "Domain "])))
    base: Type = maker.one(BASES)
    if enums and maker.chance(20):
        base = EnumType(maker.one(enums).name)
    elif domains and maker.chance(15):
        base = DomainType(maker.one(domains).name)
    made = Domain(name, base, dialects=marks(maker) if maker.chance(30) else ())
    made = replace(made, comment=maker.one([None, None, "a domain: 'x' %s"]))
    return refined(maker, made, enums, {it.name: it for it in domains})


def refined(maker: Maker, of: Domain, enums: Sequence[Enum], domains: Mapping[QName, Domain]) -> Domain:
    """The domain with other constraints and another default, which every value passes."""
    plain = plain_type(of.type, domains)
    strings = isinstance(plain, Scalar) and plain.name in ("string", "text")
    return replace(
        of,
        nullable=maker.chance(85),
        default=make_default(maker, plain, enums) if maker.chance(50) else None,
        collation=QName("", "C") if strings and not maker.portable and maker.chance(20) else None,
        checks=tuple(_checks(maker, of, plain)),
    )


def _checks(maker: Maker, of: Domain, plain: Type) -> list[Check]:
    names = maker.random.sample([fit(f"{of.name.name}_check"), "ck 1", "ck:2 %"], maker.one([0, 0, 1, 2]))
    texts = ["VALUE IS NULL OR VALUE IS NOT NULL"]
    if isinstance(plain, Scalar) and plain.name in ("integer", "bigint"):
        texts.append("VALUE > -1000000")
    if isinstance(plain, Scalar) and plain.name in ("string", "text"):
        texts.append("VALUE <> 'it''s 100%% :never \\ {}'")
    return [
        Check(name, Sql(maker.one(texts)), maker.chance(15), comment=maker.one([None, None, "a check"]))
        for name in names
    ]


def make_default(maker: Maker, plain: Type, enums: Sequence[Enum]) -> Default | None:
    match plain:
        case EnumType(name):
            return Constant(next(it for it in enums if it.name == name).values[0])
        case Scalar("integer" | "bigint"):
            return Constant(maker.one([0, 42]))
        case Scalar("string" | "text"):
            return Constant(maker.one(["", "it's", "100% :x"]))
        case Scalar("numeric"):
            return Number("1.50")
        case Scalar("boolean"):
            return Constant(maker.chance(50))
        case Scalar("date"):
            return Constant("2024-02-29")
        case _:
            return None


def of_domain(maker: Maker, table: Table, domains: Sequence[Domain]) -> Table:
    """The table with a column of a domain, or of an array of it."""
    if not domains:
        return table
    column = Column(maker.name(table.by_name), DomainType(maker.one(domains).name), maker.chance(70))
    return replace(table, columns=(*table.columns, column))


def make_extension(maker: Maker, schemas: Sequence[str]) -> Extension:
    return Extension(QName("", maker.one(EXTENSIONS)), maker.one(schemas), dialects=marks(maker))


class Some(NamedTuple):
    """Stand-alone objects, and tables that use them."""

    made: list[Standalone]
    tables: list[Table]


def some(maker: Maker, schemas: Sequence[str], enums: Sequence[Enum], tables: Sequence[Table]) -> Some:
    """A few objects of each kind, or none."""
    sequences = [make_sequence(maker, maker.one(schemas)) for _ in range(maker.one([0, 0, 1, 2]))]
    domains: list[Domain] = []
    for _ in range(maker.one([0, 0, 1, 2])):
        domains.append(make_domain(maker, maker.one(schemas), enums, domains))
    made: list[Standalone] = [*sequences, *domains]
    if maker.chance(15):
        made.append(make_extension(maker, schemas))
    found = list(tables)
    for place in range(len(found)):
        if maker.chance(30):
            found[place] = of_domain(maker, found[place], domains)
        if maker.chance(30):
            found[place] = drawing(maker, found[place], sequences)
    owned_ = [owned(maker, it, found) if isinstance(it, Numbers) else it for it in made]
    return Some(owned_, found)
