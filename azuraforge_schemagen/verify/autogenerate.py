"""Alembic's own comparison of the models with a database, and what it is known to see wrongly."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.dialects import postgresql

from azuraforge_schemagen.db.inspect.inspection import VERSION_TABLE
from azuraforge_schemagen.ir import regclass
from azuraforge_schemagen.ir.schema import Schema, Sql

Difference = tuple[Any, ...]
"""What autogenerate would do, and to what."""

PLAIN = re.compile(r"\w+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Known:
    """Something that autogenerate finds though there is nothing. ``on`` is a dialect, empty for all of them."""

    reason: str
    holds: Callable[[sa.MetaData, Difference], bool]
    on: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What autogenerate would do: what nobody knows why, and what is known to be wrong, with the reason."""

    unexplained: tuple[str, ...] = ()
    explained: tuple[tuple[str, str], ...] = ()


def compare(metadata: sa.MetaData, engine: sa.Engine, schema: Schema, is_external: Callable[[str], bool]) -> Comparison:
    """The models against the database; ``schema`` is what both are said to be."""
    if unreadable := _unreadable(schema):
        return Comparison((), ((unreadable, "Alembic cannot read such names, and compares nothing"),))
    dialect = engine.dialect.name
    explained, unexplained = [], []
    for found in _flat(_found(metadata, engine, is_external, _partitions(schema))):
        known = [it.reason for it in KNOWN if it.on in ("", dialect) and it.holds(metadata, found)]
        if known:
            explained.append((worded(found), known[0]))
        else:
            unexplained.append(worded(found))
    return Comparison(tuple(unexplained), tuple(explained))


def _path(table: sa.Table) -> str:
    return f"{table.schema}.{table.name}" if table.schema else str(table.name)


def worded(found: Difference) -> str:
    """A difference in a few words: ``add_index ix_users_name on users``."""
    what, *about = found
    if what.startswith("modify_"):
        _, table, column, _, old, new = about
        return f"{what} {table}.{column}: {old} -> {new}"
    *_, last = about
    table = getattr(last, "table", None)
    name = getattr(last, "name", None) or ", ".join(getattr(it, "name", "?") for it in getattr(last, "columns", ()))
    return f"{what} {name}" + (f" on {table}" if table is not None else "")


def _partitions(schema: Schema) -> frozenset[str]:
    """The partitions by the names that ``MetaData`` has for tables: no model is one, as generated environments know."""
    parts = (it.name for it in schema.tables.values() if it.partition_of is not None)
    return frozenset(f"{name.schema}.{name.name}" if name.schema else name.name for name in parts)


def _found(
    metadata: sa.MetaData, engine: sa.Engine, is_external: Callable[[str], bool], partitions: frozenset[str]
) -> list[Any]:
    def include(it: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
        if kind == "foreign_key_constraint" and reflected and other is None:
            # The server keeps a copy of a foreign key for every partition of its target.
            return _path(it.referred_table) not in partitions
        table = it if kind == "table" else getattr(it, "table", None)
        if table is None or kind != "table":
            return True
        path = _path(table)
        return name != VERSION_TABLE and not is_external(path) and path not in partitions

    with engine.connect() as connection, _silent():
        options = {
            "compare_type": True,
            "include_schemas": engine.dialect.name == "postgresql",
            "include_object": include,
        }
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


@contextmanager
def _silent() -> Iterator[None]:
    """Nothing is said about what a reflection leaves out, such as expressions on SQLite."""
    logger = logging.getLogger("alembic")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)


def _unreadable(schema: Schema) -> str:
    """What Alembic fails on: SQLAlchemy reflects what a foreign key refers to as one text, cut at dots, and Alembic
    takes the sequence of a column out of the text of its default, quotes doubled; a bare name there is taken for one
    of the table's own schema."""
    for table in schema.tables.values():
        for key in table.foreign_keys:
            if any("." in name for name in (key.target.name, *key.target_columns)):
                return f"foreign key {key.name} of {table.name}"
        for column in table.columns:
            if column.serial and "'" in f"{table.name}{column.serial}":
                return f"sequence of {table.name}.{column.name}"
            text = column.server_default.on("postgresql") if isinstance(column.server_default, Sql) else None
            for name in regclass.sequences(text or ""):
                if "'" in f"{name}" or (table.name.schema and not name.schema):
                    return f"sequence of {table.name}.{column.name}"
    return ""


def _flat(found: list[Any]) -> Iterator[Difference]:
    """Alembic groups what it finds about a column in a list."""
    for it in found:
        yield from it if isinstance(it, list) else (it,)


def _is_twofold(metadata: sa.MetaData, found: Difference) -> bool:
    match found:
        case (("remove_index" | "add_index"), sa.Index() as index):
            return len(_written(metadata, index)) > 1
    return False


def _is_second_key(metadata: sa.MetaData, found: Difference) -> bool:
    match found:
        case ("remove_constraint", sa.UniqueConstraint() as unique):
            table = metadata.tables.get(unique.table.key)
            return table is not None and any(list(key) == unique.columns.keys() for key in _keys(table))
    return False


def _is_ordered(metadata: sa.MetaData, found: Difference) -> bool:
    match found:
        case (("remove_index" | "add_index"), sa.Index() as index):
            return any(re.search(r"(\)|_ops) (DESC|NULLS)", str(it)) for it in _expressions(metadata, index))
    return False


def _has_order(metadata: sa.MetaData, found: Difference) -> bool:
    match found:
        case (("remove_index" | "add_index"), sa.Index() as index):
            return any(str(it).endswith(" DESC") for it in _expressions(metadata, index))
    return False


def _has_odd_names(metadata: sa.MetaData, found: Difference) -> bool:
    match found:
        case (("remove_constraint" | "add_constraint" | "remove_fk" | "add_fk"), it):
            table = metadata.tables.get(it.table.key)
            return table is not None and not all(map(PLAIN.fullmatch, _names(table)))
    return False


def _is_raw(_: sa.MetaData, found: Difference) -> bool:
    return found[0] == "modify_type" and isinstance(found[-1], sa.types.UserDefinedType)


def _is_serial(_: sa.MetaData, found: Difference) -> bool:
    match found:
        case ("modify_type", *_, sa.Integer() as before, sa.Integer() as after):
            return str(before.__visit_name__).lower() == str(after.__visit_name__).lower()
    return False


def _is_of_domain(_: sa.MetaData, found: Difference) -> bool:
    match found:
        case ("modify_nullable", _, _, _, {"existing_type": postgresql.DOMAIN() as kind}, False, True):
            return bool(kind.not_null)
    return False


KNOWN = (
    Known("a type in the server's own words: Alembic compares how it is spelled", _is_raw),
    Known(
        "a serial that is no key: Alembic compares its word, SERIAL, with the column's type", _is_serial, "postgresql"
    ),
    Known(
        "a column of a NOT NULL domain: SQLAlchemy reflects the domain's constraint as the column's own",
        _is_of_domain,
        "postgresql",
    ),
    Known("an index that is written once for each dialect: Alembic does not look at ddl_if", _is_twofold),
    Known(
        "a second key on the same columns: PostgreSQL leaves it out of CREATE TABLE, so an event adds it",
        _is_second_key,
        "postgresql",
    ),
    Known(
        "an expression or operator class with an order: one text in the models, two values when reflected",
        _is_ordered,
        "postgresql",
    ),
    Known("a reflection knows no order of keys", _has_order, "sqlite"),
    Known(
        "a reflection looks for constraints in the text of CREATE TABLE, with patterns that know plain names only",
        _has_odd_names,
        "sqlite",
    ),
)
"""Every exception, with its reason."""


def _keys(table: sa.Table) -> Iterator[list[str]]:
    """The columns of each key."""
    for it in table.constraints:
        if isinstance(it, sa.PrimaryKeyConstraint | sa.UniqueConstraint):
            yield [column.name for column in it.columns]


def _expressions(metadata: sa.MetaData, index: sa.Index) -> list[Any]:
    written = _written(metadata, index)
    return list(written[0].expressions) if written else []


def _written(metadata: sa.MetaData, index: sa.Index) -> list[sa.Index]:
    """The index as the models have it, on every dialect; of a table that they lack there is none."""
    table = None if index.table is None else metadata.tables.get(index.table.key)
    return [] if table is None else [it for it in table.indexes if it.name == index.name]


def _names(table: sa.Table) -> Iterator[str]:
    """Every name in the CREATE TABLE of a table."""
    yield from (table.name, *table.columns.keys())
    yield from (str(it.name) for it in table.constraints if it.name)
    for key in table.foreign_keys:
        yield from (key.column.name, key.column.table.name)
