"""Dialects: what each database can hold, and how it spells it.

A further one (``mysql``, for MariaDB too) is a package beside ``postgresql`` and ``sqlite`` that exports one
``Dialect`` value, and a line in ``DIALECTS``: every room asks the value, none compares names of dialects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import accumulate
from types import MappingProxyType

from azuraforge_schemagen.config import Target
from azuraforge_schemagen.dialects.base import Dialect, Finding
from azuraforge_schemagen.dialects.bodies import hung_on
from azuraforge_schemagen.dialects.choose import domain_on, same, table_on, without_domains
from azuraforge_schemagen.dialects.postgresql import POSTGRESQL, exclusions, facets, partitions
from azuraforge_schemagen.dialects.sqlite import SQLITE
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import (
    Bound,
    Collation,
    Column,
    Composite,
    Constant,
    Default,
    Domain,
    Enum,
    Exclusion,
    Extension,
    Facet,
    FacetName,
    Function,
    Namespace,
    Number,
    Object,
    PartitionKey,
    Range,
    Schema,
    Sequence,
    Sql,
    Standalone,
    Table,
)
from azuraforge_schemagen.ir.types import Type

DIALECTS: dict[str, Dialect] = {dialect.name: dialect for dialect in (POSTGRESQL, SQLITE)}

__all__ = [
    "DIALECTS",
    "Dialect",
    "Finding",
    "create_partition",
    "default_sql",
    "exclusion",
    "facets_of",
    "literal",
    "partition_bound",
    "partition_key",
    "project",
    "qualified",
    "quote",
    "set_facet",
    "storage",
    "type_sql",
    "unsupported",
    "with_options",
]


def project(schema: Schema, dialect: str) -> Schema:
    """What one server can hold of a schema; the same object where that is all of it, as it stands."""
    rules = DIALECTS[dialect]
    domains = {} if rules.has_domains else schema.domains
    objects: dict[Ref, Object] = {}
    changed = False
    for ref, found in schema.objects.items():
        lowered = _project(found, rules, domains)
        changed = changed or lowered is not found
        if lowered is not None:
            objects[ref] = lowered
    return Schema(MappingProxyType(objects)) if changed else schema


def _project(found: Object, rules: Dialect, domains: Mapping[QName, Domain]) -> Object | None:
    match found:
        case Table():
            if found.dialects and rules.name not in found.dialects:
                return None
            if found.partition_of is not None and not rules.partitions:
                return None
            plain = without_domains(found, domains, rules.name) if domains else found
            return rules.lower_table(table_on(plain, rules.name))
        case Enum():
            if found.dialects and rules.name not in found.dialects:
                return None
            return rules.lower_enum(replace(found, dialects=()) if found.dialects else found)
        case Namespace():
            return rules.lower_namespace(found)
        case Sequence() | Extension() | Composite() | Range() | Collation():
            return _standalone(found, rules)
        case Domain():
            return _standalone(domain_on(found, rules.name), rules)
        case _:
            lowered = hung_on(found, rules.name)
            return None if lowered is None else _standalone(lowered, rules)


def _standalone(found: Standalone, rules: Dialect) -> Standalone | None:
    if found.dialects and rules.name not in found.dialects:
        return None
    return rules.lower_object(replace(found, dialects=()) if found.dialects else found)


def unsupported(schema: Schema, target: Target) -> Iterable[Finding]:
    """What a server of this dialect and least version cannot hold of an unprojected schema."""
    return DIALECTS[target.dialect].unsupported(schema, target.version)


def quote(name: str, dialect: str) -> str:
    """A name as SQL text, in quotes where it needs them."""
    if "\0" in name:
        raise ValueError("a name holds the character NUL")
    assert dialect in DIALECTS
    return sqltext.quoted(name)


def qualified(name: QName, dialect: str) -> str:
    """A name with its database schema as SQL text."""
    return f"{quote(name.schema, dialect)}.{quote(name.name, dialect)}" if name.schema else quote(name.name, dialect)


def literal(text: str, dialect: str) -> str:
    """A string literal that gives exactly this text, online and in a script."""
    if "\0" in text:
        raise ValueError("a text holds the character NUL")
    return DIALECTS[dialect].literal(text)


def type_sql(type_: Type, dialect: str) -> str:
    """A projected type as DDL writes it."""
    return DIALECTS[dialect].type_sql(type_)


def default_sql(default: Default, dialect: str) -> str:
    """A projected default as it stands behind DEFAULT. Raises ``KeyError`` for a function that the server lacks."""
    rules = DIALECTS[dialect]
    match default:
        case Constant(bool() as value):
            return rules.booleans[value]
        case Constant(int() as value):
            return str(value)
        case Constant(value):
            return literal(str(value), dialect)
        case Number(text):
            return text
        case Function(name):
            return rules.functions[name]
        case Sql():
            text = default.on(dialect) or "NULL"
            return text if not rules.wraps_defaults or _is_plain(text) else f"({text})"


def partition_key(key: PartitionKey) -> str:
    """What stands behind PARTITION BY, on PostgreSQL."""
    return partitions.partition_key(key)


def partition_bound(bound: Bound) -> str:
    """A partition's bound, on PostgreSQL: ``FOR VALUES ...`` or ``DEFAULT``."""
    return partitions.partition_bound(bound, _spell)


def create_partition(table: Table, members: Iterable[str]) -> str:
    """CREATE TABLE ... PARTITION OF on PostgreSQL, with the definitions of the partition's own constraints."""
    return partitions.create_partition(table, members, _spell)


def exclusion(of: Exclusion) -> str:
    """``EXCLUDE ...`` of a constraint, on PostgreSQL."""
    return exclusions.exclusion(of)


def with_options(options: Iterable[tuple[str, str]]) -> str:
    """``WITH (...)`` of a key's index, on PostgreSQL."""
    return exclusions.with_options(options)


def set_facet(table: QName, facet: FacetName, old: Facet, new: Facet) -> list[str]:
    """The statements that set a state of a table, on PostgreSQL."""
    return facets.set_facet(table, facet, old, new)


def facets_of(table: Table) -> Iterable[str]:
    """The statements that give a new table its states, on PostgreSQL."""
    return facets.facets_of(table)


def _spell(value: Default) -> str:
    return default_sql(value, POSTGRESQL.name)


def _is_plain(text: str) -> bool:
    """Whether a default is one literal, one keyword, or in parentheses as a whole."""
    pieces = [piece for piece in sqltext.tokens(text) if piece.kind not in ("space", "line", "block")]
    signed = pieces[1:] if pieces and pieces[0].text in "+-" else pieces
    if len(signed) == 1:
        return signed[0].kind in ("string", "number") or signed[0].text.upper() in _KEYWORDS
    return _is_enclosed([piece.text for piece in pieces])


def _is_enclosed(pieces: list[str]) -> bool:
    """Whether the parenthesis that comes first is closed by the last piece."""
    depths = list(accumulate((piece == "(") - (piece == ")") for piece in pieces))
    return pieces[:1] == ["("] and depths.index(0) == len(pieces) - 1


_KEYWORDS = frozenset({"NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"})


def storage(schema: Schema, dialect: str) -> Schema:
    """A projected schema as an inspection of the database sees it: columns as they are kept, extensions of whichever
    version."""
    store = DIALECTS[dialect].store
    return Schema(MappingProxyType({ref: _stored(found, store) for ref, found in schema.objects.items()}))


def _stored(found: Object, store: Callable[[Column], Column]) -> Object:
    match found:
        case Table():
            columns = tuple(store(column) for column in found.columns)
            return found if same(columns, found.columns) else replace(found, columns=columns)
        case Domain():
            return replace(found, type=store(Column("value", found.type)).type)
        case Range():
            return replace(found, subtype=store(Column("value", found.subtype)).type)
        case Composite():
            kept = (replace(it, type=store(Column(it.name, it.type)).type) for it in found.attributes)
            return replace(found, attributes=tuple(kept))
        case Extension():
            return replace(found, version=None)
        case _:
            return found
