"""Domains on PostgreSQL: how one changes while columns are of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from azuraforge_schemagen.dialects import quote, type_sql
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.intent import Using
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Domain, Sql
from azuraforge_schemagen.ir.steps import Step
from azuraforge_schemagen.ir.types import Array, DomainType, Type, exchanged
from azuraforge_schemagen.plan import casts
from azuraforge_schemagen.plan.pair import Pair, aside_of, is_anew

_PG = "postgresql"


def alter(old: Domain, new: Domain, pair: Pair) -> Iterator[Step]:
    """ALTER DOMAIN; a constraint that comes is added without a look at the rows, then validated, which lets reads and
    writes go on."""
    if is_anew(old, new):
        yield from _replace(old, new, pair)
        return
    used = any(True for _ in pair.columns_of(old.ref))
    before = {it.name: it.not_valid for it in old.checks}
    checks = tuple(replace(it, not_valid=True) if before.get(it.name, True) else it for it in new.checks)
    if used and checks != new.checks:
        between = replace(new, checks=checks)
        yield Step(ops.AlterObject(old, between))
        old = between
    yield Step(ops.AlterObject(old, new))


def _replace(old: Domain, new: Domain, pair: Pair) -> Iterator[Step]:
    """A new domain takes the old one's name; the columns move over."""
    aside = aside_of(old.name, pair)
    yield Step(ops.RenameObject(old.ref, aside.name))
    yield Step(ops.CreateObject(new))
    for table, column in pair.columns_of(old.ref):
        before = replace(column, type=_of(column.type, old.ref, aside), server_default=None)
        after = replace(column, type=_of(column.type, old.ref, new.name), server_default=None)
        text = _using(quote(column.name, _PG), column.type, old, new, pair)
        using = Using(Sql(text)) if text else None
        yield Step(ops.AlterColumn(table.name, before, after, using), reason="every row is written anew")
    yield Step(ops.DropObject(replace(old, name=aside)))


def _using(name: str, type_: Type, old: Domain, new: Domain, pair: Pair) -> str | None:
    was, now = pair.plain(_held(type_, old)), pair.plain(_held(type_, new))
    if isinstance(was, Array):
        # No assignment leads from an array of one domain to one of another.
        return (
            f"CAST({casts.using(name, was, now) or f'CAST({name} AS {type_sql(was, _PG)})'} AS {type_sql(type_, _PG)})"
        )
    return casts.using(name, was, now)


def _held(type_: Type, domain: Domain) -> Type:
    return exchanged(type_, lambda it: domain.type if it == DomainType(domain.name) else it)


def _of(type_: Type, old: Ref, name: QName) -> Type:
    return exchanged(type_, lambda it: DomainType(name) if it == DomainType(old.name) else it)
