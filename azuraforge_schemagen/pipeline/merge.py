"""``build --merge``: one revision on two heads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.diff import diff
from azuraforge_schemagen.diff import merged as united
from azuraforge_schemagen.ir.apply import apply
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.ops import Op
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.ir.steps import CopyRows
from azuraforge_schemagen.pipeline.change import change
from azuraforge_schemagen.snapshot.codec import Json
from azuraforge_schemagen.snapshot.layer import Layer
from azuraforge_schemagen.snapshot.state import Chain, encoded

Heads = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Merge:
    """The Schema that two heads lead to together, and the objects that the merge revision's layer holds."""

    schema: Schema
    objects: Mapping[str, Json | None]


def merge(config: Config, chain: Chain, heads: Heads) -> Merge:
    """What both heads lead to, whichever of them runs first. Raises ``Refusal`` where it depends on that."""
    common = chain.ancestors(heads[:1]) & chain.ancestors(heads[1:])
    sides = tuple(_side(chain, head, common) for head in heads)
    schema = _both_orders(config, chain, heads, chain.schema(common), sides)
    both = {ref for layer in sides[0] for ref in layer.objects} & {ref for layer in sides[1] for ref in layer.objects}
    if "sqlite" in config.dialects:
        rebuilt = sorted(both & {ref for side in sides for layer in side for ref in _rebuilt(config, chain, layer)})
        if rebuilt:
            raise Refusal([_rebuild_conflict(ref, heads) for ref in rebuilt])
    overlay, state = chain.state(heads), encoded(schema)
    changed = {ref for ref in {*overlay, *state} if overlay.get(ref) != state.get(ref)}
    return Merge(schema, {ref: state.get(ref) for ref in sorted(both | changed)})


def _both_orders(config: Config, chain: Chain, heads: Heads, base: Schema, sides: Sequence[Sequence[Layer]]) -> Schema:
    states = [chain.schema([head]) for head in heads]
    ops = [_ops(base, state, side, config) for state, side in zip(states, sides, strict=True)]
    one, failed_one = _apply(ops[1], states[0])
    two, failed_two = _apply(ops[0], states[1])
    differing = {ref for ref in {*one.objects, *two.objects} if one.objects.get(ref) != two.objects.get(ref)}
    conflicts = sorted(differing | failed_one | failed_two)
    if conflicts:
        raise Refusal([_conflict(ref, heads) for ref in conflicts])
    return one


def _side(chain: Chain, head: str, common: frozenset[str]) -> tuple[Layer, ...]:
    """The layers of one side since the two parted."""
    wanted = chain.ancestors([head]) - common
    return tuple(layer for revision, layer in chain.layers.items() if revision in wanted)


def _ops(base: Schema, state: Schema, side: Sequence[Layer], config: Config) -> tuple[Op, ...]:
    intent = united(layer.intent for layer in side)
    return diff(base, state, replace(intent, naming=Naming(config.naming), allow=frozenset({"all"}))).ops


def _apply(operations: Sequence[Op], schema: Schema) -> tuple[Schema, set[Ref]]:
    """The Schema after the operations that can be done, and the objects of those that cannot."""
    failed: set[Ref] = set()
    for operation in operations:
        try:
            schema = apply(operation, schema)
        except (ValueError, LookupError):
            failed.add(_ref(operation))
    return schema, failed


def _ref(operation: Op) -> Ref:
    """The object that an operation is about."""
    kind = "enum" if "Enum" in type(operation).__name__ else "table"
    for name in ("object", "table", "enum", "namespace", "old", "name"):
        value = getattr(operation, name, None)
        if isinstance(value, Ref):
            return value
        if value is not None:
            found = getattr(value, "ref", None)
            return found if isinstance(found, Ref) else Ref(getattr(operation, "kind", kind), value)
    raise AssertionError(operation)


def _rebuilt(config: Config, chain: Chain, layer: Layer) -> Iterator[str]:
    """The tables that a revision rebuilds on SQLite: it would take out what the other side put in."""
    intent = replace(layer.intent, naming=Naming(config.naming), allow=frozenset({"all"}))
    made = change(config, chain.schema(layer.parents), chain.schema([layer.revision]), intent)
    for side in made.sides:
        for step in side.up.steps if side.dialect == "sqlite" else ():
            if isinstance(step.action, CopyRows):
                yield from (str(Ref("table", name)) for name in (step.action.source, step.action.target))


def _conflict(ref: Ref, heads: Heads) -> Diagnostic:
    message = f"{heads[0]} and {heads[1]} both changed {ref}, and the result depends on which runs first"
    return Diagnostic("SG421", message, None, _WAY_OUT)


def _rebuild_conflict(ref: str, heads: Heads) -> Diagnostic:
    message = f"{heads[0]} and {heads[1]} both changed {ref}, and one of them makes the table anew on SQLite"
    return Diagnostic("SG421", message, None, _WAY_OUT)


_WAY_OUT = "take out the revision that has not been released, bring the YAML to what both want, and build again"
