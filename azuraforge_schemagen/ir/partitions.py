"""Partition trees read: what a partition has from its parent, and how its copies of the parent's indexes are called.

The rules are PostgreSQL's: ``DefineIndex`` and ``AttachPartitionEnsureIndexes`` take an index that is there already
where it says the same, else make a copy and name it as ``ChooseIndexName`` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.naming import MAX_BYTES, clip, relation
from azuraforge_schemagen.ir.schema import (
    Column,
    Deviation,
    Index,
    IndexKey,
    Object,
    PrimaryKey,
    Sql,
    Table,
    Unique,
)

Objects = Mapping[Ref, Object]
Indexed = PrimaryKey | Unique | Index
"""What has an index."""


def parent_of(objects: Objects, table: Table) -> Table | None:
    """The table that this one is a partition of."""
    found = objects.get(Ref("table", table.partition_of.parent)) if table.partition_of else None
    return found if isinstance(found, Table) else None


def children_of(objects: Objects, table: Table) -> list[Table]:
    """The partitions of a table, by name."""
    if table.partition_by is None:
        return []
    found = [
        it
        for it in objects.values()
        if isinstance(it, Table) and it.partition_of is not None and it.partition_of.parent == table.name
    ]
    return sorted(found, key=lambda it: it.name)


def descendants(objects: Objects, table: Table) -> Iterator[Table]:
    """The partitions of a table and theirs, parents before children."""
    for child in children_of(objects, table):
        yield child
        yield from descendants(objects, child)


def ancestors(objects: Objects, table: Table) -> Iterator[Table]:
    """The table's parent, that one's parent, and so on."""
    parent = parent_of(objects, table)
    while parent is not None:
        yield parent
        parent = parent_of(objects, parent)


def root_of(objects: Objects, table: Table) -> Table:
    """The table at the top of the tree that this one stands in."""
    root = table
    for root in ancestors(objects, table):  # noqa: B007
        pass
    return root


def columns_of(objects: Objects, table: Table) -> tuple[Column, ...]:
    """The columns of a table, a partition's with what it has from its parent."""
    parent = parent_of(objects, table)
    if parent is None:
        return table.columns
    own = {it.column: it for it in table.deviations}
    return tuple(
        deviating(inherited(column, parent.name.schema), own.get(column.name)) for column in columns_of(objects, parent)
    )


def inherited(column: Column, schema: str) -> Column:
    """A column as a new partition has it: it counts by the parent's sequence, an identity stays with the parent.

    ``schema`` is the parent's.
    """
    default = column.server_default
    if column.serial is not None:
        name = ".".join(sqltext.quoted(part) for part in (schema, column.serial) if part)
        default = Sql(sqltext.canonical(f"nextval({sqltext.string(name)}::regclass)"))
    if default is column.server_default and column.identity is None and column.comment is None:
        return column
    return replace(column, server_default=default, identity=None, serial=None, comment=None)


def deviating(column: Column, own: Deviation | None) -> Column:
    """An inherited column with what the partition says otherwise."""
    if own is None:
        return column
    return replace(
        column,
        nullable=column.nullable and not own.not_null,
        server_default=own.default if own.defaults else column.server_default,
        comment=own.comment,
    )


def deviation(column: Column, theirs: Column) -> Deviation | None:
    """What a partition's column says otherwise than the inherited one, ``None`` where it says nothing."""
    differs = column.server_default != theirs.server_default
    found = Deviation(
        column.name,
        not_null=theirs.nullable and not column.nullable,
        defaults=differs,
        default=column.server_default if differs else None,
        comment=column.comment,
    )
    return None if found == Deviation(column.name) else found


def full(objects: Objects, table: Table) -> Table:
    """A partition as it is once it is detached; any other table as it stands."""
    parent = parent_of(objects, table)
    if parent is None:
        return table
    whole = full(objects, parent)
    own_keys = {it.name for it in table.foreign_keys}
    copies = list(_copies(table, whole))
    keys = [it for it in copies if isinstance(it, PrimaryKey)]
    return replace(
        table,
        columns=columns_of(objects, table),
        primary_key=keys[0] if keys else table.primary_key,
        uniques=(*table.uniques, *(it for it in copies if isinstance(it, Unique))),
        checks=(*table.checks, *(replace(it, comment=None) for it in whole.checks)),
        foreign_keys=(
            *table.foreign_keys,
            *(replace(it, comment=None) for it in whole.foreign_keys if it.name not in own_keys),
        ),
        indexes=(*table.indexes, *(it for it in copies if isinstance(it, Index))),
        partition_of=None,
        deviations=(),
        attached=(),
    )


def _copies(table: Table, parent: Table) -> Iterator[Indexed]:
    theirs = {it.name: it for it in indexed(parent)}
    own = {it.name for it in indexed(table)}
    for name, mine in table.attached:
        if mine not in own and name in theirs:
            yield copy_of(theirs[name], mine)


def indexed(table: Table) -> tuple[Indexed, ...]:
    """What of a table has an index, in the order in which they are made."""
    key = (table.primary_key,) if table.primary_key else ()
    return (*key, *table.uniques, *table.indexes)


def copy_of(item: Indexed, name: str) -> Indexed:
    """A partition's copy of its parent's index or key."""
    if isinstance(item, Index):
        return replace(item, name=name, comment=None)
    return replace(item, name=name, comment=None, index_comment=None)


def shape(item: Indexed) -> object:
    """What two indexes must share so that a server takes one for the partition's share of the other."""
    if isinstance(item, Index):
        keys = tuple((it.column, it.expression, it.opclass, it.collation) for it in item.keys)
        return (item.unique, item.method, keys, item.include, item.where, item.nulls_not_distinct)
    keys = tuple((it, None, None, None) for it in item.columns)
    distinct = isinstance(item, Unique) and item.nulls_not_distinct
    return (True, "btree", keys, item.include, None, distinct)


def matching(item: Indexed, table: Table) -> list[Indexed]:
    """The partition's own indexes that the server may take for its share of ``item``."""
    attached = {own for _, own in table.attached}
    return [
        it
        for it in indexed(table)
        if it.name not in attached and shape(it) == shape(item) and (isinstance(item, Index) or type(it) is type(item))
    ]


def is_doubtful(item: Indexed, table: Table) -> bool:
    """Whether the partition has a key of the other kind that says the same: some versions take it for its share."""
    if isinstance(item, Index):
        return False
    others = [it for it in indexed(table) if not isinstance(it, Index | type(item))]
    return any(shape(it) == shape(item) for it in others)


def alike(table: Table) -> set[str]:
    """The table's indexes and keys, by name, that say the same as another one: which of a partition's indexes a server
    takes for its share of which is up to their numbers in the catalog."""
    shapes = [shape(it) for it in indexed(table)]
    return {it.name for it in indexed(table) if shapes.count(shape(it)) > 1}


def twins(objects: Objects, table: Table) -> set[str]:
    """The partition's own indexes, by name, that a server that attaches the table could take for its share of one of
    its parent's, in the place of the copy that it shall have."""
    if not table.attached or not (own := indexed(table)):
        return set()
    shares = {shape(it) for it in indexed(full(objects, table)) if it not in own}
    places = {name for _, name in table.attached}
    return {it.name for it in own if it.name not in places and shape(it) in shares}


_CALL = re.compile(r"([a-z_][a-z0-9_]*)\(")
_NOT_CALLED_SO = frozenset({"cast", "coalesce", "extract", "xmlelement", "array", "row", "not", "in", "exists"})


def is_derivable(item: Indexed) -> bool:
    """Whether the server's name for a partition's copy is known: an expression's column is called by its function."""
    return not isinstance(item, Index) or all(_key_name(key) is not None for key in item.keys)


def _key_name(key: IndexKey) -> str | None:
    if key.column is not None:
        return key.column
    text = (key.expression.text if key.expression else None) or ""
    found = _CALL.match(text)
    if found is None or found[1] in _NOT_CALLED_SO or _closing(text, found.end()) != len(text) - 1:
        return None
    return found[1]


def _closing(text: str, at: int) -> int:
    """Where the parenthesis that is open at ``at`` is closed, -1 where text or quotes make that doubtful."""
    depth = 1
    for place, char in enumerate(text[at:], at):
        if char in "'\"$":
            return -1
        depth += (char == "(") - (char == ")")
        if not depth:
            return place
    return -1


def derived_name(item: Indexed, table: QName, names: Names) -> str:
    """``ChooseIndexName``: how a partition's copy of its parent's index is called, numbered where that is taken."""
    if isinstance(item, PrimaryKey):
        label, added = "pkey", ""
    else:
        label = "key" if isinstance(item, Unique) else "idx"
        added = "_".join(_distinct(item))
    number = 0
    while True:
        found = relation(table.name, added, f"{label}{number or ''}")
        if not names.holds(QName(table.schema, found), constraint=label != "idx"):
            return found
        number += 1


def _distinct(item: Indexed) -> list[str]:
    """``ChooseIndexColumnNames``: the names of an index's columns, numbered where one comes twice."""
    columns = [_key_name(key) or "expr" for key in item.keys] if isinstance(item, Index) else [*item.columns]
    found: list[str] = []
    for name in (*columns, *item.include):
        made, number = name, 0
        while made in found:
            number += 1
            made = clip(name, MAX_BYTES - len(str(number))) + str(number)
        found.append(made)
    return found


class Names:
    """The names that are taken: relations of a database schema, and constraints."""

    def __init__(self, objects: Objects) -> None:
        self.relations: set[QName] = set()
        self.constraints: set[QName] = set()
        for table in objects.values():
            if isinstance(table, Table):
                self._add(table)

    def _add(self, table: Table) -> None:
        schema = table.name.schema
        self.relations.add(table.name)
        self.relations.update(QName(schema, name) for name in _relations(table))
        self.constraints.update(QName(schema, it.name) for it in table.constraints)
        self.constraints.update(QName(schema, own) for _, own in table.attached)

    def holds(self, name: QName, constraint: bool) -> bool:
        """Whether a relation has this name, or a constraint where that counts too."""
        return name in self.relations or (constraint and name in self.constraints)

    def take(self, name: QName, constraint: bool) -> None:
        """Notes a new name."""
        self.relations.add(name)
        if constraint:
            self.constraints.add(name)


def _relations(table: Table) -> Iterable[str]:
    for column in table.columns:
        if column.serial or (column.identity and column.identity.sequence):
            yield column.serial or (column.identity.sequence if column.identity else "")
    yield from (it.name for it in indexed(table))
    yield from (it.name for it in table.exclusions)
    yield from (own for _, own in table.attached)


def in_trees(objects: Objects) -> list[Table]:
    """Every table that has partitions or is one, parents before children."""
    tables = [it for it in objects.values() if isinstance(it, Table) and (it.partition_by or it.partition_of)]
    below: dict[QName, list[Table]] = {}
    names = {it.name for it in tables}
    tops = []
    for table in sorted(tables, key=lambda it: it.name):
        if table.partition_of is not None and table.partition_of.parent in names:
            below.setdefault(table.partition_of.parent, []).append(table)
        else:
            tops.append(table)
    found: list[Table] = []
    while tops:
        table = tops.pop(0)
        found.append(table)
        tops[:0] = below.get(table.name, [])
    return found
