"""Types and collations that are made anew on PostgreSQL: a new one takes the old one's name, and the columns move over.

Types that are made of such a one hang on it, so all of them are made anew together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.dialects import quote
from azuraforge_schemagen.ir import ops, sqltext
from azuraforge_schemagen.ir.intent import Using
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Collation, Column, Composite, Domain, Range, Schema, Sql
from azuraforge_schemagen.ir.steps import Execute, Step
from azuraforge_schemagen.ir.uses import uses
from azuraforge_schemagen.plan.carry import Carrier
from azuraforge_schemagen.plan.pair import Pair, aside_of, is_anew, text_of
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
            case ops.AlterObject(before, after):
                altered[before.ref] = op
                if is_anew(before, after, pair):
                    parts[before.ref] = op
    linked = _linked(parts, altered, pair) if parts else frozenset()
    return Renewal(_inner_first([parts[ref] for ref in sorted(linked)])) if linked else None


def _linked(parts: dict[Ref, Part], altered: Mapping[Ref, ops.AlterObject], pair: Pair) -> frozenset[Ref]:
    """The types that are made anew of which others are, and these; those others join ``parts``."""
    kept = dict(_kept(pair.before, pair.after))
    linked: set[Ref] = set()
    seen: set[Ref] = set()
    while True:
        named = {ref.name.name: ref for ref in parts}
        found = {ref: _stands_on(op.old, parts, named) for ref, op in kept.items() if ref not in seen}
        more = {ref: held for ref, held in found.items() if held}
        if not more:
            return frozenset(linked)
        seen |= more.keys()
        for ref, held in more.items():
            linked |= {ref, *held}
            parts.setdefault(ref, altered.get(ref) or kept[ref])


def _kept(before: Schema, after: Schema) -> Iterator[tuple[Ref, ops.AlterObject]]:
    """The types of both ends that may be made of others."""
    for ref, old in before.objects.items():
        new = after.objects.get(ref)
        if isinstance(old, Domain | Composite | Range) and isinstance(new, Domain | Composite | Range):
            yield ref, ops.AlterObject(old, new)


def _stands_on(of: object, parts: Mapping[Ref, Part], named: Mapping[str, Ref]) -> frozenset[Ref]:
    """What a type is made of among ``parts``, and what its checks and its default name."""
    if not isinstance(of, Domain | Composite | Range):
        return frozenset()
    held = uses(of) & parts.keys()
    if isinstance(of, Domain):
        texts = [it.expression for it in of.checks] + ([of.default] if isinstance(of.default, Sql) else [])
        names = {name for it in texts for name in sqltext.names(text_of(it))}
        held |= {named[name] for name in names & named.keys()} - {of.ref}
    return frozenset(held)


def _inner_first(parts: list[Part]) -> tuple[Part, ...]:
    done: list[Part] = []
    while parts:
        left = {it.old.ref for it in parts}
        ready = [it for it in parts if not _outer(it, left)]
        done += ready or parts
        parts = [it for it in parts if it not in done]
    return tuple(done)


def _outer(part: Part, left: set[Ref]) -> bool:
    """Whether a type is made of others that are left."""
    new = part.new
    return isinstance(new, Domain | Composite | Range) and not (uses(new) & left).issubset({new.ref})


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
    for part in renewal.parts:
        _check(part)
    carrier = _carrier(renewal, pair)
    for part in renewal.parts:
        yield from map(Step, _aside(part, carrier))
    for part in renewal.parts:
        yield Step(ops.CreateEnum(part.new) if isinstance(part, ops.ReplaceEnum) else ops.CreateObject(part.new))
    columns = {
        (table.name, column.name): column for it in renewal.parts for table, column in pair.columns_of(it.old.ref)
    }
    functions = list(carrier.functions(list(columns.values())))
    yield from (Step(Execute(create)) for create, _ in functions)
    for (table_name, _), column in columns.items():
        yield _move(table_name, column, carrier)
    yield from (Step(Execute(drop)) for _, drop in reversed(functions))
    for part in reversed(renewal.parts):
        yield Step(_drop(part, carrier.asides[part.old.ref]))


def _check(part: Part) -> None:
    """A function that makes values canonical takes the very type that it is a part of."""
    if isinstance(part.old, Range) and (part.old.canonical or part.new.canonical):  # type: ignore[union-attr]
        message = f"the range {part.old.name} has a canonical function, so it cannot be made anew"
        help_ = "declare a range of another name beside it, and move the columns"
        raise Refusal([Diagnostic("SG329", message, help=help_)])


def _carrier(renewal: Renewal, pair: Pair) -> Carrier:
    asides = {it.old.ref: aside_of(it.old.name, pair) for it in renewal.parts}
    multiranges = {
        it.old.ref: aside_of(QName(it.old.name.schema, it.old.multirange), pair).name
        for it in renewal.parts
        if isinstance(it.old, Range)
    }
    return Carrier(renewal.parts, asides, multiranges, pair)


def _aside(part: Part, carrier: Carrier) -> Iterator[ops.Op]:
    ref = part.old.ref
    if isinstance(part, ops.ReplaceEnum):
        yield ops.RenameEnum(part.old.name, carrier.asides[ref])
        return
    if not isinstance(part.old, Range):
        yield ops.RenameObject(ref, carrier.asides[ref].name)
        return
    old = replace(part.old, subtype=carrier.old(part.old.subtype))
    yield ops.RenameObject(ref, carrier.asides[ref].name, old)
    multirange = Ref("multirange", QName(ref.name.schema, old.multirange))
    yield ops.RenameObject(multirange, carrier.multiranges[ref], replace(old, name=carrier.asides[ref]))


def _move(table: QName, column: Column, carrier: Carrier) -> Step:
    new = replace(column, server_default=None)
    old = replace(new, type=carrier.old(column.type), collation=_collation(column.collation, carrier))
    text = carrier.moved(quote(column.name, _PG), column.type, column.type)
    part = carrier.part(column.type)
    reason = "every row is written anew" if old.type != new.type else ""
    reason = _homeless(part) if isinstance(part, ops.ReplaceEnum) else reason
    return Step(ops.AlterColumn(table, old, new, Using(Sql(text)) if text else None), reason=reason)


def _collation(name: QName | None, carrier: Carrier) -> QName | None:
    return name and carrier.asides.get(Ref("collation", name), name)


def _homeless(op: ops.ReplaceEnum) -> str:
    moved = {one for one, _ in op.mapping}
    lost = any(value not in op.new.values and value not in moved for value in op.old.values)
    return "every row is written anew; fails while one has a value that the type no longer has" if lost else ""


def _drop(part: Part, name: QName) -> ops.Op:
    if isinstance(part, ops.ReplaceEnum):
        return ops.DropEnum(replace(part.old, name=name))
    assert isinstance(part.old, Domain | Composite | Range | Collation)
    return ops.DropObject(replace(part.old, name=name))
