"""Tables that inherit from others (INHERITS): what an heir has from its parents.

The value of an heir is whole: it holds what it has from its parents too. Whether the server takes a column or check
for the heir's own as well (``attislocal``) is kept nowhere, for nobody can change it: what goes from a parent goes from
the parent ONLY, and from each heir by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from azuraforge_schemagen.ir import partitions
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Check, Column, Object, Sql, Table

Objects = Mapping[Ref, Object]


def parents_of(objects: Objects, table: Table) -> list[Table]:
    """The tables that this one inherits from, in order, as far as they are there."""
    found = (objects.get(Ref("table", name)) for name in table.inherits)
    return [it for it in found if isinstance(it, Table)]


def heirs_of(objects: Objects, name: QName) -> list[Table]:
    """The tables that inherit from this one, by name."""
    found = [it for it in objects.values() if isinstance(it, Table) and name in it.inherits]
    return sorted(found, key=_name)


def descendants(objects: Objects, name: QName) -> list[Table]:
    """The heirs of a table and theirs, each once, parents before heirs."""
    found: dict[QName, Table] = {}
    for heir in heirs_of(objects, name):
        for one in (heir, *descendants(objects, heir.name)):
            found.pop(one.name, None)
            found[one.name] = one
    return list(found.values())


def families(objects: Objects) -> list[Table]:
    """Every table that inherits or is inherited from, parents before heirs."""
    heirs = {it.name: it for it in objects.values() if isinstance(it, Table) and it.inherits}
    if not heirs:
        return []
    parents = {it.name: it for heir in heirs.values() for it in parents_of(objects, heir)}
    found: dict[QName, Table] = {}
    for table in sorted((parents | heirs).values(), key=_name):
        _put(objects, table, found)
    return list(found.values())


def _put(objects: Objects, table: Table, found: dict[QName, Table]) -> None:
    if table.name not in found:
        for parent in parents_of(objects, table):
            _put(objects, parent, found)
        found[table.name] = table


def tops(tables: Mapping[QName, Table]) -> dict[QName, QName]:
    """By table, the top of the partition tree or family that it stands in, which mostly is itself; parents before what
    comes from them."""
    found: dict[QName, QName] = {}
    for name in sorted(tables):
        _climb(name, tables, found)
    return found


def _climb(name: QName, tables: Mapping[QName, Table], tops: dict[QName, QName]) -> None:
    """Puts a table behind its parents; those of one heir are one family."""
    if name in tops:
        return
    of = tables[name].partition_of
    parents = [it for it in ((of.parent,) if of else tables[name].inherits) if it in tables]
    for parent in parents:
        _climb(parent, tables, tops)
    joined = {tops[it] for it in parents}
    top = min(joined, default=name)
    if len(joined) > 1:
        tops.update({it: top for it, other in tops.items() if other in joined})
    tops[name] = top


def _name(table: Table) -> QName:
    return table.name


def columns_from(parents: list[Table]) -> dict[str, Column]:
    """The columns that an heir of these tables has from them, by name."""
    found: dict[str, Column] = {}
    for parent in parents:
        for column in parent.columns:
            theirs = from_parent(parent, column)
            found[column.name] = _merged(found[column.name], theirs) if column.name in found else theirs
    return found


def from_parent(parent: Table, column: Column) -> Column:
    """A parent's column as an heir has it: it draws from the parent's sequence, an identity stays with the parent."""
    return partitions.inherited(column, parent.name.schema)


NONE = Sql("NULL")
"""How CREATE TABLE says that a column has no default, though a parent's has one."""


def said(objects: Objects, table: Table) -> Table:
    """A new heir with all that CREATE TABLE must say of its columns, so that ``made`` gives the heir."""
    theirs = columns_from(parents_of(objects, table))

    def hides(column: Column) -> bool:
        found = theirs.get(column.name)
        counts = column.identity is not None or column.serial is not None
        return found is not None and not counts and column.server_default is None and found.server_default is not None

    return replace(table, columns=tuple(replace(it, server_default=NONE) if hides(it) else it for it in table.columns))


def _merged(own: Column, theirs: Column) -> Column:
    default = theirs.server_default if own.server_default is None else own.server_default
    default = None if own.identity or own.serial is not None or default == NONE else default
    nullable = own.nullable and theirs.nullable
    return replace(own, nullable=nullable, server_default=default, generated=theirs.generated)


def checks_from(parents: list[Table]) -> dict[str, Check]:
    """The checks that an heir of these tables has from them, by name."""
    found: dict[str, Check] = {}
    for parent in parents:
        for check in parent.checks:
            if not check.no_inherit:
                found.setdefault(check.name, replace(check, comment=None))
    return found


def made(objects: Objects, table: Table) -> Table:
    """The table as CREATE TABLE ... INHERITS makes it: with what its parents have, in the order of the server."""
    if not table.inherits:
        return table
    parents = parents_of(objects, table)
    if len(parents) < len(table.inherits):
        raise ValueError(f"a parent of {table.name} is missing")
    theirs, checks = columns_from(parents), checks_from(parents)
    key = table.primary_key.columns if table.primary_key else ()
    columns = [
        _merged(table.by_name.get(it.name, it), replace(it, nullable=it.nullable and it.name not in key))
        for it in theirs.values()
    ]
    return replace(
        table,
        columns=(*columns, *(it for it in table.columns if it.name not in theirs)),
        checks=(*(it for it in table.checks if it.name not in checks), *_shared(table, checks)),
    )


def _shared(table: Table, checks: Mapping[str, Check]) -> Iterator[Check]:
    """The inherited checks with the comments that they have here; NOT VALID is one as its parent's is."""
    own = {it.name: it for it in table.checks}
    for name, check in checks.items():
        yield replace(check, comment=own[name].comment) if name in own else check


def own_columns(objects: Objects, table: Table) -> tuple[Column, ...]:
    """The columns of an heir but for those that are just as its parents have them."""
    theirs = columns_from(parents_of(objects, table))
    key = table.primary_key.columns if table.primary_key else ()

    def inherits(column: Column) -> bool:
        found = theirs.get(column.name)
        return found is not None and replace(found, nullable=found.nullable and found.name not in key) == column

    return tuple(it for it in table.columns if not inherits(it))


def own_checks(objects: Objects, table: Table) -> tuple[Check, ...]:
    """The checks of an heir but for those that are just as its parents have them."""
    theirs = checks_from(parents_of(objects, table))
    return tuple(it for it in table.checks if theirs.get(it.name) != it)


def fits(own: Column, theirs: Column) -> bool:
    """Whether an heir may have this column where its parents have that one."""
    alike = replace(own, nullable=theirs.nullable, server_default=theirs.server_default, comment=None)
    return replace(alike, identity=None, serial=None) == theirs and own.nullable <= theirs.nullable


def same_check(own: Check, theirs: Check) -> bool:
    """Whether an heir's check is its share of a parent's; which of the two is NOT VALID is no matter."""
    return replace(own, comment=None, not_valid=theirs.not_valid) == theirs
