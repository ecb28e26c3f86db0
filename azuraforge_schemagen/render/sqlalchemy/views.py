"""Views in ``create_all``: made when the tables that they show are there, dropped before these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from azuraforge_schemagen.dialects import objects
from azuraforge_schemagen.ir.bodies import MaterializedView, Routine, Statistics, Trigger, View
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.partitions import root_of
from azuraforge_schemagen.ir.schema import Schema, Table
from azuraforge_schemagen.plan.names import Names, names_of
from azuraforge_schemagen.plan.needs import needs
from azuraforge_schemagen.plan.queue import queue
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.python import Call, Expr, keyword, layout, string
from azuraforge_schemagen.render.sqlalchemy.classes import table_key
from azuraforge_schemagen.render.sqlalchemy.objects import if_exists
from azuraforge_schemagen.render.sqlalchemy.support import Support


def views(held: Mapping[str, Schema], support: Support) -> Iterator[tuple[Ref, Expr]]:
    """The calls for the projected schemas, each view once where the servers make the same of it."""
    written: dict[tuple[Ref, tuple[str, ...]], list[Expr]] = {}
    dialects: dict[tuple[Ref, tuple[str, ...]], list[str]] = {}
    for dialect, schema in sorted(held.items(), key=lambda item: item[0] != "postgresql"):
        for ref, args in _views(schema, dialect):
            key = ref, tuple(map(layout, args))
            written.setdefault(key, args)
            dialects.setdefault(key, []).append(dialect)
    for key, args in written.items():
        yield key[0], Call(support.name("add_view"), [Call("", list(map(string, dialects[key])), "[]"), *args])


def _views(schema: Schema, dialect: str) -> Iterator[tuple[Ref, list[Expr]]]:
    """The views with the arguments that make them."""
    names = names_of(schema)
    for it in queue((it for it in schema.objects.values() if isinstance(it, View | MaterializedView)), schema):
        statements = [text for one in (it, *_of(it.name, schema)) for text in objects.create(one, dialect)]
        args: list[Expr] = [
            string(it.name.name),
            Call("", [string(key) for key in _tables(it.ref, schema, names)], "[]"),
            Call("", list(map(python.Text, statements)), "[]"),
            python.Text(if_exists(objects.drop(it, dialect))),
        ]
        yield it.ref, args + ([keyword("schema", string(it.name.schema))] if it.name.schema else [])


def _of(name: QName, schema: Schema) -> list[Trigger | Statistics]:
    """What belongs to a view."""
    found = (it for it in schema.objects.values() if isinstance(it, Trigger | Statistics) and it.table == name)
    return sorted(found, key=lambda it: it.ref)


def _tables(ref: Ref, schema: Schema, names: Names) -> list[str]:
    """The keys of the tables that a view shows, by way of other views and of routines too."""
    found: set[QName] = set()
    seen, waiting = {ref}, [ref]
    while waiting:
        at = schema.objects[waiting.pop()]
        if isinstance(at, Table):
            found.add(root_of(schema.objects, at).name)
        elif isinstance(at, View | MaterializedView | Routine):
            more = {it for it in needs(at, schema, names).refs if it in schema.objects} - seen
            seen |= more
            waiting += more
    return [table_key(name) for name in sorted(found)]
