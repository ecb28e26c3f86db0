"""Stand-alone objects as DDL that hangs on the metadata, so that ``create_all`` makes them too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeVar

from azuraforge_schemagen.dialects import literal, objects, qualified
from azuraforge_schemagen.dialects.objects import routine
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Collation, Extension, Schema, Sequence, Table
from azuraforge_schemagen.plan.sequences import counter, derived

Kind = TypeVar("Kind", Extension, Sequence, Collation)


def before_tables(schema: Schema) -> Iterator[str]:
    """Extensions and collations, then sequences without their owners, whose tables are not there yet."""
    for extension in _all(schema, Extension):
        for text in objects.create(extension):
            yield text.replace("CREATE EXTENSION", "CREATE EXTENSION IF NOT EXISTS", 1)
    for collation in _all(schema, Collation):
        for text in objects.create(collation):
            yield text.replace("CREATE COLLATION", "CREATE COLLATION IF NOT EXISTS", 1)
    for found in _all(schema, Sequence):
        for text in objects.create(objects.without_owner(found)):
            yield text.replace("CREATE SEQUENCE", "CREATE SEQUENCE IF NOT EXISTS", 1)


def gone(schema: Schema) -> Iterator[str]:
    """Collations and sequences that no column owned; extensions and database schemas stay, others may use them."""
    texts = [*map(objects.drop, _all(schema, Collation)), *map(objects.drop, _all(schema, Sequence))]
    yield from (unless_used(if_exists(text)) for text in texts)


def after_tables(schema: Schema) -> Iterator[str]:
    """The owners of sequences."""
    for found in _all(schema, Sequence):
        yield from objects.alter(objects.without_owner(found), found)


def named_sequences(table: Table) -> Iterator[str]:
    """Sequences of columns with names of their own: the server makes them with others."""
    for column in table.columns:
        name = counter(column)
        if name and not derived(table.name, column, Naming()):
            made = f"pg_get_serial_sequence({_literal(qualified(table.name, 'postgresql'))}, {_literal(column.name)})"
            rename = f"format('ALTER SEQUENCE %s RENAME TO %I', oid::regclass, {_literal(name)})"
            rows = f"SELECT {rename} FROM pg_class WHERE oid = {made}::regclass AND relname <> {_literal(name)}"
            yield _block(f"FOR one IN {rows} LOOP EXECUTE one; END LOOP", "one text")


def _literal(text: str) -> str:
    return literal(text, "postgresql")


def unless_there(statement: str, twice: str = "duplicate_object", before: str = "", after: str = "") -> str:
    """A CREATE that knows no IF NOT EXISTS; ``twice`` is the error of an object that is there."""
    return _block(f"{before}{statement}; {after}EXCEPTION WHEN {twice} THEN NULL")


def unless_used(statement: str) -> str:
    """A DROP that leaves alone what something else still stands on."""
    return _block(f"{statement}; EXCEPTION WHEN dependent_objects_still_exist THEN NULL")


_DROP = re.compile("DROP (MATERIALIZED VIEW|[A-Z]+)")


def if_exists(drop: str) -> str:
    """The statement that drops what is there."""
    return _DROP.sub(r"\g<0> IF EXISTS", drop, count=1)


def made_once(statement: str) -> str:
    """A statement with a body of statements, which a block would take for its own."""
    return f"EXECUTE {routine.dollar_quoted(statement)}"


def _block(body: str, declared: str = "") -> str:
    tag = "$do$"
    while tag in body:
        tag = f"$_{tag[1:]}"
    return f"DO {tag} {f'DECLARE {declared}; ' if declared else ''}BEGIN {body}; END {tag}"


def _all(schema: Schema, kind: type[Kind]) -> list[Kind]:
    return sorted((it for it in schema.objects.values() if isinstance(it, kind)), key=lambda it: it.name)
