"""The user's own functions that tables and domains call: they are there before and go after, and what is made anew
takes down whatever calls it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.mentions import mentions
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constraint,
    Default,
    Domain,
    Exclusion,
    Index,
    Object,
    Range,
    Schema,
    Sql,
    Table,
)
from azuraforge_schemagen.plan import pair as read
from azuraforge_schemagen.plan.names import RELATIONS, Names, declared
from azuraforge_schemagen.plan.rebuild import Work


def calls(op: Work, names: Names) -> tuple[set[Ref], set[Ref]]:
    """The routines and types that the texts of an operation need, and those that they let go of."""
    needed, released = _texts(op)
    home = _home(op)
    return set(_named(needed, names, home)), set(_named(released, names, home))


def _named(texts: Iterable[str], names: Names, home: str) -> Iterator[Ref]:
    """The routines that some texts call, and the types that they cast to."""
    for text in texts:
        if "(" in text or ":" in text:
            found = mentions(text)
            yield from names.called(found.functions | found.objects, home)
            yield from (it for it in names.typed(found.casts, home) if it.kind not in RELATIONS)


def called(texts: Iterable[str], names: Names, home: str) -> Iterator[Ref]:
    """The routines that some texts call."""
    for text in texts:
        if "(" in text:
            yield from names.called(mentions(text).functions, home)


def stands_on(found: Object, end: Schema, names: Names) -> set[Ref]:
    """What the texts of a table or type call and cast to, and what its file says that it needs."""
    texts: Iterable[str] = ()
    if isinstance(found, Table):
        texts = table_texts(found)
    elif isinstance(found, Domain | Range):
        texts = type_texts(found)
    return {*_named(texts, names, found.name.schema), *declared(found, end)} - {found.ref}


def _home(op: Work) -> str:
    match op:
        case ops.CreateTable(it) | ops.DropTable(it) | ops.CreateObject(it) | ops.DropObject(it):
            return it.name.schema
        case ops.AlterObject(it):
            return it.name.schema
        case _:
            table = getattr(op, "table", None)
            return str(table.schema) if table is not None else ""


def _texts(op: Work) -> tuple[list[str], list[str]]:
    match op:
        case ops.CreateTable(table):
            return list(table_texts(table)), []
        case ops.DropTable(table):
            return [], list(table_texts(table))
        case ops.AddColumn(_, column, backfill):
            return [*column_texts(column), read.text_of(backfill)], []
        case ops.DropColumn(_, column):
            return [], list(column_texts(column))
        case ops.AlterColumn(_, old, new, using, backfill):
            up = read.text_of(using.up) if using else ""
            return [*column_texts(new), up, read.text_of(backfill)], list(column_texts(old))
        case ops.AddConstraint():
            return list(child_texts(op.constraint)), []
        case ops.DropConstraint():
            return [], list(child_texts(op.constraint))
        case ops.CreateIndex(_, index):
            return list(child_texts(index)), []
        case ops.DropIndex(_, index):
            return [], list(child_texts(index))
        case ops.CreateObject(Domain() | Range() as type_):
            return list(type_texts(type_)), []
        case ops.DropObject(Domain() | Range() as type_):
            return [], list(type_texts(type_))
        case ops.AlterObject(Domain() | Range() as before, Domain() | Range() as after):
            return list(type_texts(after)), list(type_texts(before))
        case _:
            return [], []


def table_texts(table: Table) -> Iterator[str]:
    """Every SQL text of a table."""
    for column in table.columns:
        yield from column_texts(column)
    children: tuple[Constraint | Index, ...] = (*table.checks, *table.exclusions, *table.indexes)
    for child in children:
        yield from child_texts(child)
    for key in table.partition_by.keys if table.partition_by else ():
        yield read.text_of(key.expression)
    for own in table.deviations:
        yield from _default(own.default)


def column_texts(column: Column) -> Iterator[str]:
    """A column's default and its expression."""
    yield from _default(column.server_default)
    yield read.generated_text(column)


def child_texts(child: Constraint | Index) -> Iterator[str]:
    """The SQL texts of a check, an exclusion or an index."""
    match child:
        case Check(expression=expression):
            yield read.text_of(expression)
        case Index() | Exclusion():
            yield from read.index_texts(child)
        case _:
            return


def type_texts(of: Domain | Range) -> Iterator[str]:
    """The SQL texts of a domain; the functions of a range as calls."""
    if isinstance(of, Range):
        yield from (f"{name}()" for name in (of.canonical, of.subtype_diff) if name)
        return
    yield from _default(of.default)
    for check in of.checks:
        yield from child_texts(check)


def _default(default: Default | None) -> Iterator[str]:
    if isinstance(default, Sql):
        yield read.text_of(default)
