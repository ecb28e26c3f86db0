"""Enums and domains that are made anew on PostgreSQL: a new type takes the old one's name, and the columns move over.

Domains that are made of such a type hang on it, so all of them are made anew together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from azuraforge_schemagen.dialects import literal, quote, type_sql
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.intent import Using
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Column, Domain, Sql, plain_type
from azuraforge_schemagen.ir.steps import Step
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Type, exchanged, refs_of
from azuraforge_schemagen.plan import casts
from azuraforge_schemagen.plan.pair import Pair, aside_of, is_anew
from azuraforge_schemagen.plan.rebuild import Part, Renewal, Work

_PG = "postgresql"


def joint(operations: Sequence[ops.Op], pair: Pair) -> Renewal | None:
    """What must be made anew together, ``None`` where every type that is stands alone."""
    parts: dict[Ref, Part] = {}
    altered: dict[Ref, ops.AlterObject] = {}
    for op in operations:
        match op:
            case ops.ReplaceEnum(old):
                parts[old.ref] = op
            case ops.AlterObject(Domain() as old_domain, Domain() as new_domain):
                altered[old_domain.ref] = op
                if is_anew(old_domain, new_domain):
                    parts[old_domain.ref] = op
    linked = _linked(parts, altered, pair) if parts else frozenset()
    return Renewal(_inner_first([parts[ref] for ref in sorted(linked)])) if linked else None


def _linked(parts: dict[Ref, Part], altered: Mapping[Ref, ops.AlterObject], pair: Pair) -> frozenset[Ref]:
    """The types that are made anew of which others are, and these; those others join ``parts``."""
    before, after = pair.before.domains, pair.after.domains
    kept = {it.ref: ops.AlterObject(it, after[name]) for name, it in before.items() if name in after}
    linked: set[Ref] = set()
    seen: set[Ref] = set()
    while True:
        found = {ref: refs_of(before[ref.name].type) & parts.keys() for ref in kept if ref not in seen}
        more = {ref: held for ref, held in found.items() if held}
        if not more:
            return frozenset(linked)
        seen |= more.keys()
        for ref, held in more.items():
            linked |= {ref, *held}
            parts.setdefault(ref, altered.get(ref) or kept[ref])


def _inner_first(parts: list[Part]) -> tuple[Part, ...]:
    done: list[Part] = []
    while parts:
        left = {it.old.ref for it in parts}
        ready = [it for it in parts if not (isinstance(it.new, Domain) and refs_of(it.new.type) & left)]
        done += ready
        parts = [it for it in parts if it not in ready]
    return tuple(done)


def joined(operations: Sequence[ops.Op], renewal: Renewal | None) -> list[Work]:
    """The operations with those on the renewal's types in one."""
    if renewal is None:
        return list(operations)
    work: list[Work] = [op for op in operations if _old_ref(op) not in renewal.refs]
    place = next((at for at, op in enumerate(operations) if _old_ref(op) in renewal.refs), 0)
    before = [op for op in operations[:place] if _old_ref(op) not in renewal.refs]
    return [*before, renewal, *work[len(before) :]]


def _old_ref(op: ops.Op) -> Ref | None:
    return op.old.ref if isinstance(op, ops.ReplaceEnum | ops.AlterObject) else None


def steps(renewal: Renewal, pair: Pair) -> Iterator[Step]:
    """The old types step aside, the new ones come, the columns move over, the old ones go."""
    asides = {it.old.ref: aside_of(it.old.name, pair) for it in renewal.parts}
    for part in renewal.parts:
        yield Step(_aside(part, asides[part.old.ref]))
    for part in renewal.parts:
        yield Step(ops.CreateEnum(part.new) if isinstance(part, ops.ReplaceEnum) else ops.CreateObject(part.new))
    columns = {
        (table.name, column.name): column for it in renewal.parts for table, column in pair.columns_of(it.old.ref)
    }
    for (table_name, _), column in columns.items():
        yield _move(table_name, column, asides, renewal, pair)
    for part in reversed(renewal.parts):
        name = asides[part.old.ref]
        if isinstance(part, ops.ReplaceEnum):
            yield Step(ops.DropEnum(replace(part.old, name=name)))
        elif isinstance(part.old, Domain):
            yield Step(ops.DropObject(replace(part.old, name=name)))


def _aside(part: Part, name: QName) -> ops.Op:
    if isinstance(part, ops.ReplaceEnum):
        return ops.RenameEnum(part.old.name, name)
    return ops.RenameObject(part.old.ref, name.name)


def _move(table: QName, column: Column, asides: dict[Ref, QName], renewal: Renewal, pair: Pair) -> Step:
    def old_name(found: EnumType | DomainType) -> Type:
        (ref,) = refs_of(found)
        return replace(found, name=asides[ref]) if ref in asides else found

    new = replace(column, server_default=None)
    old = replace(new, type=exchanged(column.type, old_name))
    text, reason = _using(column, renewal, pair)
    using = Using(Sql(text)) if text else None
    return Step(ops.AlterColumn(table, old, new, using), reason=reason)


def _using(column: Column, renewal: Renewal, pair: Pair) -> tuple[str | None, str]:
    """How the values of a column get to its new type, and why that is worth a word."""
    name, type_ = quote(column.name, _PG), column.type
    was, now = plain_type(type_, pair.before.domains), plain_type(type_, pair.after.domains)
    enums = {it.old.ref: it for it in renewal.parts if isinstance(it, ops.ReplaceEnum)}
    for ref in sorted(refs_of(was) & enums.keys()):
        op = enums[ref]
        texts = tuple((literal(one, _PG), literal(other, _PG)) for one, other in op.mapping)
        return casts.mapped(name, type_, op.mapping, texts), _homeless(op)
    if isinstance(was, Array):
        # No assignment leads from an array of one domain to one of another.
        inner = casts.using(name, was, now) or f"CAST({name} AS {type_sql(was, _PG)})"
        return f"CAST({inner} AS {type_sql(type_, _PG)})", "every row is written anew"
    return casts.using(name, was, now), "every row is written anew"


def _homeless(op: ops.ReplaceEnum) -> str:
    moved = {one for one, _ in op.mapping}
    lost = any(value not in op.new.values and value not in moved for value in op.old.values)
    return "every row is written anew; fails while one has a value that the type no longer has" if lost else ""
