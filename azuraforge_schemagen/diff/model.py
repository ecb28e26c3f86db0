"""What a comparison gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.ir.apply import run
from azuraforge_schemagen.ir.intent import WHOLE, Intent, Rename, RenameKind, Using
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.ops import Op
from azuraforge_schemagen.ir.schema import Domain, Sql
from azuraforge_schemagen.ir.state import State


@dataclass(frozen=True, slots=True)
class Difference:
    """``ops`` lead from old to new, in an order in which they apply. ``used`` holds the intents that they took up."""

    ops: tuple[Op, ...] = ()
    used: Intent = field(default_factory=Intent)
    diagnostics: tuple[Diagnostic, ...] = ()
    domains: Mapping[QName, Domain] = field(default_factory=dict)
    """Every domain of either end by its new name, as it will be where it stays."""
    temporary: tuple[Rename, ...] = ()
    """Moves out of the way: something that goes or moves on took a temporary name (``new``) until then."""

    def original(self, kind: RenameKind, scope: QName, name: str) -> str:
        """The name that something had before it took a temporary one. ``scope`` is as in ``Rename``."""
        return original(self.temporary, kind, scope, name)


def original(temporary: Iterable[Rename], kind: RenameKind, scope: QName, name: str) -> str:
    """The name before a move out of the way, or ``name``."""
    return next((it.old for it in temporary if (it.kind, it.scope, it.new) == (kind, scope, name)), name)


@dataclass(slots=True)
class TableOps:
    """The operations of all tables, by when they can run: what goes, what changes, what comes."""

    loosen: list[Op] = field(default_factory=list)
    """Constraints and indexes that go."""
    drop: list[Op] = field(default_factory=list)
    shape: list[Op] = field(default_factory=list)
    """Tables and columns that come, columns that change."""
    tighten: list[Op] = field(default_factory=list)
    """Keys, checks and indexes that come, and what changes in place."""
    refer: list[Op] = field(default_factory=list)
    """Foreign keys that come."""
    attach: list[Op] = field(default_factory=list)
    """Tables that become partitions."""

    def all(self) -> list[Op]:
        """All of them."""
        return [*self.loosen, *self.drop, *self.shape, *self.tighten, *self.refer, *self.attach]


@dataclass(slots=True)
class Work:
    """A comparison under way: the state that the operations so far lead to, and what was taken up for them."""

    state: State
    intent: Intent
    ops: list[Op] = field(default_factory=list)
    renames: list[Rename] = field(default_factory=list)
    temporary: list[Rename] = field(default_factory=list)
    allowed: set[str] = field(default_factory=set)
    backfills: dict[tuple[QName, str], Sql] = field(default_factory=dict)
    using: dict[tuple[QName, str], Using] = field(default_factory=dict)
    removed_values: dict[QName, dict[str, str]] = field(default_factory=dict)
    left: dict[QName, tuple[QName, ...]] = field(default_factory=dict)
    """Heirs that left their parents for a rename, with those."""
    followed: list[Rename] = field(default_factory=list)
    """Columns and checks of heirs that were renamed with those that they come from."""

    def do(self, op: Op) -> None:
        """Takes up one operation."""
        run(op, self.state)
        self.ops.append(op)

    def allow_drop(self, kind: RenameKind, scope: QName, name: str) -> None:
        """Notes that something goes, where the author acknowledged that. ``scope`` is as in ``Rename``."""
        own = original(self.temporary, kind, scope, name)
        where = QName(scope.schema, own) if kind in WHOLE else f"{scope}.{own}"
        self.allow(f"drop-{kind}:{where}")

    def allow(self, what: str) -> None:
        """Notes a loss that the author acknowledged as one that came up."""
        if self.intent.allows(what):
            self.allowed.add(what)
