"""PostgreSQL's triggers, policies and extended statistics as values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

from azuraforge_schemagen.db.inspect.others import Address
from azuraforge_schemagen.db.inspect.rows import Catalog
from azuraforge_schemagen.db.inspect.sqlform import expression
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.bodies import Event, EventKind, Policy, Statistics, Trigger
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import IndexKey, Sql

Owned = Trigger | Policy | Statistics

_ROW, _BEFORE, _INSTEAD = 1, 2, 64
_EVENTS: Mapping[EventKind, int] = {"insert": 4, "delete": 8, "update": 16, "truncate": 32}
_ENABLED: Mapping[str, Literal["origin", "disabled", "replica", "always"]] = {
    "O": "origin",
    "D": "disabled",
    "R": "replica",
    "A": "always",
}
_COMMANDS: Mapping[str, Literal["all", "select", "insert", "update", "delete"]] = {
    "*": "all",
    "r": "select",
    "a": "insert",
    "w": "update",
    "d": "delete",
}
_KINDS = {"d": "ndistinct", "f": "dependencies", "m": "mcv"}


def owned(found: Catalog) -> dict[Address, Owned]:
    """What belongs to the relations of a ``Schema``."""
    kinds: tuple[tuple[str, Sequence[Any], Callable[[Catalog, Any], Owned]], ...] = (
        ("pg_trigger", found.triggers, _trigger),
        ("pg_policy", found.policies, _policy),
        ("pg_statistic_ext", found.statistics, _statistics),
    )
    return {(name, row.oid): read(found, row) for name, rows, read in kinds for row in rows if found.owns(row)}


def _trigger(found: Catalog, row: Any) -> Trigger:
    when, arguments = _read(row.definition)
    server = row.function_schema in ("pg_catalog", found.default_schema)
    return Trigger(
        table=found.qname(found.relations[row.relation]),
        label=row.name,
        timing="before" if row.flags & _BEFORE else "instead of" if row.flags & _INSTEAD else "after",
        events=tuple(_events(found, row)),
        function=QName("" if server else row.function_schema, row.function),
        arguments=arguments,
        each_row=bool(row.flags & _ROW),
        when=when,
        constraint=row.constraint,
        deferrable=("deferred" if row.deferred else "immediate") if row.deferrable else None,
        from_table=found.qname(found.relations[row.other]) if row.other in found.relations else None,
        old_table=row.old_table,
        new_table=row.new_table,
        enabled=_ENABLED[row.enabled],
        comment=row.comment,
    )


def _events(found: Catalog, row: Any) -> Iterator[Event]:
    for kind, flag in _EVENTS.items():
        if row.flags & flag:
            yield Event(kind, found.names(row.relation, row.columns) if kind == "update" else ())


def _read(definition: str) -> tuple[Sql | None, tuple[str, ...]]:
    """The condition and the arguments, which the server says in its own words only in the whole statement."""
    pieces = sqltext.tokens(definition)
    words = [token.text if token.kind == "name" else "" for token in pieces]
    end = len(words) - words[::-1].index("EXECUTE") - 1
    texts = tuple(sqltext.value(token.text) for token in pieces[end:] if token.kind == "string")
    if "WHEN" not in words[:end]:
        return None, texts
    return expression("".join(token.text for token in pieces[words.index("WHEN") + 1 : end])), texts


def _policy(found: Catalog, row: Any) -> Policy:
    return Policy(
        table=found.qname(found.relations[row.relation]),
        label=row.name,
        permissive=row.permissive,
        command=_COMMANDS[row.command],
        roles=tuple(row.roles),
        using=expression(row.seen) if row.seen else None,
        check=expression(row.written) if row.written else None,
        comment=row.comment,
    )


def _statistics(found: Catalog, row: Any) -> Statistics:
    columns = found.names(row.relation, row.columns)
    return Statistics(
        name=found.qname(row),
        table=found.qname(found.relations[row.relation]),
        keys=(*map(IndexKey, columns), *(IndexKey(None, expression(text)) for text in row.expressions or ())),
        kinds=tuple(_KINDS[kind] for kind in row.kinds if kind in _KINDS),
        target=row.target,
        comment=row.comment,
    )
