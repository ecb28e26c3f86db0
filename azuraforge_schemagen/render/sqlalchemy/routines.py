"""Routines in ``create_all`` and ``drop_all``.

Those that stand on no table come before all tables, among the types, for tables may call them; the others come after,
or right before a table that calls them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from azuraforge_schemagen.dialects import objects
from azuraforge_schemagen.ir.bodies import MaterializedView, Routine, View
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.partitions import root_of
from azuraforge_schemagen.ir.schema import Composite, Domain, Object, Range, Schema
from azuraforge_schemagen.ir.uses import uses
from azuraforge_schemagen.plan.called import stands_on
from azuraforge_schemagen.plan.names import Names, names_of
from azuraforge_schemagen.plan.needs import needs
from azuraforge_schemagen.render.python import Call, Expr, Text, string
from azuraforge_schemagen.render.sqlalchemy.classes import table_key
from azuraforge_schemagen.render.sqlalchemy.objects import if_exists, made_once, unless_there, unless_used
from azuraforge_schemagen.render.sqlalchemy.support import Support

_BASE = "Base.metadata"
_RELATIONS = frozenset({"table", "view", "materialized_view"})
_UNCHECKED = "PERFORM set_config('check_function_bodies', '{}', true); "


@dataclass
class Routines:
    """The routines and types of what PostgreSQL holds, with what these and views stand on."""

    schema: Schema
    names: Names = field(init=False)
    needed: Mapping[Ref, frozenset[Ref]] = field(init=False)
    wished: Mapping[Ref, frozenset[Ref]] = field(init=False)

    def __post_init__(self) -> None:
        self.names = names_of(self.schema)
        kinds = Routine | View | MaterializedView
        found = [it for it in self.schema.objects.values() if isinstance(it, kinds)]
        stands = {it.ref: needs(it, self.schema, self.names) for it in found}
        self.wished = {ref: it.wishes for ref, it in stands.items()}
        types = (it for it in self.schema.objects.values() if isinstance(it, Domain | Composite | Range))
        self.needed = {**{it.ref: self._of_type(it) for it in types}, **{ref: it.refs for ref, it in stands.items()}}

    def _of_type(self, found: Domain | Composite | Range) -> frozenset[Ref]:
        return uses(found) | stands_on(found, self.schema, self.names)

    def within(self, refs: Iterable[Ref]) -> set[Ref]:
        """Objects, and everything that they stand on."""
        found: set[Ref] = set()
        waiting = list(refs)
        while waiting:
            ref = waiting.pop()
            if ref not in found:
                found.add(ref)
                waiting += self.needed.get(ref, ())
        return found

    def tables(self, refs: Iterable[Ref]) -> list[QName]:
        """The tables of the models that objects stand on."""
        return sorted({self._root(it.name) for it in self.within(refs) if it.kind == "table"})

    def _root(self, name: QName) -> QName:
        return root_of(self.schema.objects, self.schema.table(name)).name

    def enums(self) -> frozenset[QName]:
        """The enums that must be there before the tables."""
        return frozenset(it.name for it in self.within(self.needed) if it.kind == "enum")

    def arranged(self) -> list[Object]:
        """Routines and types in an order in which they can be made."""
        own = ((ref, on) for ref, on in self.needed.items() if ref.kind not in _RELATIONS)
        waiting = dict(sorted(own))
        order: list[Object] = []
        while waiting:
            ready = (ref for ref, on in waiting.items() if on.isdisjoint(waiting.keys() - {ref}))
            first = next(ready, min(waiting))
            order.append(self.schema.objects[first])
            del waiting[first]
        return order

    def is_late(self, found: Object) -> bool:
        """Whether something stands on a table or view."""
        return any(it.kind in _RELATIONS for it in self.within([found.ref]))

    def callers(self) -> dict[Ref, set[QName]]:
        """The tables of the models that call each routine, whether themselves or through others."""
        found: dict[Ref, set[QName]] = {}
        for table in self.schema.tables.values():
            for ref in self.within(stands_on(table, self.schema, self.names)):
                found.setdefault(ref, set()).add(self._root(table.name))
        return found


def early(held: Routines, support: Support) -> Iterator[Expr]:
    """Types, and routines that stand on no table. They come when enums are there."""
    there: set[Ref] = set()
    for found in held.arranged():
        if not held.is_late(found):
            for text in _texts(found, held, there):
                yield support.listen(_BASE, "before_create", text)
            there.add(found.ref)
    yield from _gone(held, support)


def late(held: Routines, support: Support) -> Iterator[tuple[Ref, Expr]]:
    """Routines that stand on tables: when all of them are there, or right before one that calls them."""
    callers = held.callers()
    found = [it for it in held.arranged() if isinstance(it, Routine) and held.is_late(it)]
    for it in found:
        tables = held.tables([it.ref])
        homes = sorted(callers.get(it.ref, set()) - set(tables))
        calls = _called(it, tables, homes, held, support) if homes else _uncalled(it, tables, held, support)
        yield from ((it.ref, call) for call in calls)


def _uncalled(of: Routine, tables: list[QName], held: Routines, support: Support) -> Iterator[Expr]:
    for text in _texts(of, held, set()):
        yield support.listen(_BASE, "after_create", text)
    keys = Call("", [string(table_key(it)) for it in tables], "[]")
    yield Call(support.name("drop_before"), (keys, Text(_drop(of))))


def _called(of: Routine, tables: list[QName], homes: list[QName], held: Routines, support: Support) -> Iterator[Expr]:
    """What tables call cannot go before these: it goes right before what it stands on itself."""
    for home in homes:
        yield from (Call(f"{_table(home)}.add_is_dependent_on", (_table(table),)) for table in tables)
        for text in _texts(of, held, set()):
            yield support.listen(_table(home), "before_create", text)
    yield from (support.listen(_table(table), "before_drop", _drop(of)) for table in tables)


def _texts(found: Object, held: Routines, there: set[Ref]) -> Iterator[str]:
    """The statements that make a type or routine where it is not there yet."""
    assert isinstance(found, Domain | Composite | Range | Routine)
    create, *others = objects.create(found)
    if not isinstance(found, Routine):
        yield unless_there(create)
    else:
        inner = made_once(create) if found.atomic else create
        hidden = bool(held.wished[found.ref] - there)  # its body mentions what may not be there yet
        before, after = (_UNCHECKED.format(state) if hidden else "" for state in ("off", "on"))
        yield unless_there(inner, "duplicate_function", before, after)
    yield from others


def _gone(held: Routines, support: Support) -> Iterator[Expr]:
    """Types and routines go after the tables, the last made first, and before enums, on which they may stand."""
    for found in held.arranged():
        if not held.is_late(found):
            yield support.listen(_BASE, "after_drop", unless_used(_drop(found)), first=True)


def _drop(found: Object) -> str:
    assert isinstance(found, Domain | Composite | Range | Routine)
    return if_exists(objects.drop(found))


def _table(name: QName) -> str:
    return f"{_BASE}.tables[{string(table_key(name))}]"
