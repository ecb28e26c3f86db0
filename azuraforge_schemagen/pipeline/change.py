"""One change of the schema, from one state to the next, as every dialect of the project makes it."""

from __future__ import annotations

from dataclasses import dataclass

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.diff import Difference, concerns_rows, diff, inverse, merged, relabelled
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.ops import Op
from azuraforge_schemagen.ir.schema import Schema, plain_type
from azuraforge_schemagen.ir.steps import Plan
from azuraforge_schemagen.ir.types import EnumType, on
from azuraforge_schemagen.plan import plan
from azuraforge_schemagen.plan.phrases import describe
from azuraforge_schemagen.timing import stage


@dataclass(frozen=True, slots=True)
class Side:
    """What one dialect does, there and back. ``old`` and ``new`` are what it can hold of the two states."""

    dialect: str
    old: Schema
    new: Schema
    difference: Difference
    back: Difference
    up: Plan
    down: Plan


@dataclass(frozen=True, slots=True)
class Change:
    """From ``old`` to ``new``, both unprojected."""

    old: Schema
    new: Schema
    sides: tuple[Side, ...]

    @property
    def ops(self) -> tuple[Op, ...]:
        """The operations of all dialects; what is described by the same words is one."""
        found: dict[str, Op] = {}
        for side in self.sides:
            for op in side.difference.ops:
                found.setdefault(describe(op), op)
        return tuple(found.values())

    @property
    def used(self) -> Intent:
        """What any dialect used of the intent."""
        return merged(side.difference.used for side in self.sides)


def change(config: Config, old: Schema, new: Schema, intent: Intent) -> Change:
    """What every dialect does to get from ``old`` to ``new``, and back."""
    return Change(old, new, tuple(_side(config, dialect, old, new, intent) for dialect in config.dialects))


def nothing(config: Config, state: Schema) -> Change:
    """A change of nothing, on every dialect."""
    return change(config, state, state, Intent())


def _side(config: Config, dialect: str, old: Schema, new: Schema, intent: Intent) -> Side:
    before, after = project(old, dialect), project(new, dialect)
    with stage("diff"):
        difference = diff(before, after, intent)
        back = diff(after, before, inverse(difference.used))
        difference, back = _with_labels(difference, back, old, new, intent, dialect)
    with stage("plan"):
        up = plan(before, after, difference, dialect, config)
        down = plan(after, before, back, dialect, config, downgrade=True, labels=_labels(old, before, dialect))
    return Side(dialect, before, after, difference, back, up, down)


def _with_labels(
    there: Difference, back: Difference, old: Schema, new: Schema, intent: Intent, dialect: str
) -> tuple[Difference, Difference]:
    """Both ways with what the rows need where an enum's labels are mere strings."""
    if not concerns_rows(intent):
        return there, back
    way_back = inverse(diff(old, new, intent).used)
    return relabelled(there, old, new, intent, dialect), relabelled(back, new, old, way_back, dialect)


def _labels(old: Schema, projected: Schema, dialect: str) -> dict[tuple[QName, str], str]:
    """A value for every column of an enum that the dialect keeps as a string."""
    kept, domains = projected.enums, old.domains
    return {
        (name, column.name): old.enum(type_.name).values[0]
        for name, table in old.tables.items()
        for column in table.columns
        if isinstance(type_ := on(plain_type(column.type, domains), dialect), EnumType) and type_.name not in kept
    }
