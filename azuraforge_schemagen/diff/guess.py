"""A drop and an add that look like a rename: never taken for one, never let through without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.diff.model import Difference
from azuraforge_schemagen.ir.intent import WHOLE, RenameKind
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.ops import AddColumn, CreateEnum, CreateTable, DropColumn, DropEnum, DropTable, ReplaceEnum
from azuraforge_schemagen.ir.schema import Column, Enum, Table
from azuraforge_schemagen.source import Span

Locate = Callable[..., Span | None]
"""Where an object stands, or something in it: ``locate(ref, "columns", name)``, as ``SourceMap.span`` does."""
Kept = TypeVar("Kept", Table, Enum)

ALIKE = 0.6
"""The share of columns or values from which two tables or enums are taken for the same one."""


def lookalikes(difference: Difference, locate: Locate = lambda *_: None) -> tuple[Diagnostic, ...]:
    """An error for everything that would be dropped, unacknowledged, while its like is added."""
    asked = (*_tables(difference), *_columns(difference), *_enums(difference), *_values(difference))
    return tuple(it.diagnostic(locate) for it in asked if it.what not in difference.used.allow)


class _Question:
    """Is ``new`` what ``old`` is called now? Both are names; ``home`` is the old database schema of a whole object."""

    def __init__(self, kind: RenameKind, scope: QName, old: str, new: str, home: str | None = None) -> None:
        self.kind, self.scope, self.old, self.new = kind, scope, old, new
        self.home = scope.schema if home is None else home

    @property
    def what(self) -> str:
        """What ``--allow`` takes for the drop."""
        return f"drop-{self.kind}:{self._full(self.old, self.home)}"

    def diagnostic(self, locate: Locate) -> Diagnostic:
        old, new = self._full(self.old, self.home), self._full(self.new, self.scope.schema)
        message = f"{_WORDS[self.kind]} {old} would be dropped while {new} is added"
        from shlex import quote

        allow = quote(self.what)
        help_ = f"if it is the same one, write {self._line()}; if it is not, give '--allow {allow}'"
        return Diagnostic(_CODES[self.kind], f"{message}: a {self._change}?", self._span(locate), help_)

    @property
    def _change(self) -> str:
        return "rename" if self.home == self.scope.schema else "move"

    def _line(self) -> str:
        """What to write, and where."""
        if self.kind not in WHOLE:
            return _LINES[self.kind].format(old=scalar(self.old), new=scalar(self.new))
        moved = self.home != self.scope.schema
        line = f"moved_from: {scalar(self.home or 'public')}" if moved else f"renamed_from: {scalar(self.old)}"
        return f"'{line}' in the file of {self._full(self.new, self.scope.schema)}"

    def _full(self, name: str, schema: str) -> str:
        return str(QName(schema, name)) if self.kind in WHOLE else f"{self.scope}.{name}"

    def _span(self, locate: Locate) -> Span | None:
        if self.kind in WHOLE:
            return locate(Ref(self.kind, QName(self.scope.schema, self.new)))
        if self.kind == "column":
            return locate(Ref("table", self.scope), "columns", self.new)
        return locate(Ref("enum", self.scope), "values", self.new)


_CODES = {"table": "SG301", "column": "SG302", "enum": "SG303", "value": "SG304"}
_WORDS = {"table": "the table", "column": "the column", "enum": "the enum", "value": "the value"}
_LINES = {
    "column": "'{new}: {{ ..., renamed_from: {old} }}'",
    "value": "'- {new}: {{ renamed_from: {old} }}'",
}


def scalar(name: str) -> str:
    """A name as YAML, in quotes where it needs them."""
    plain = name.replace("_", "a").isalnum() and not name[0].isdigit() and name.lower() not in ("null", "true", "false")
    return name if plain else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _tables(difference: Difference) -> Iterator[_Question]:
    dropped = [op.table for op in difference.ops if isinstance(op, DropTable)]
    gone = {table.name for table in dropped}
    added = [op.table for op in difference.ops if isinstance(op, CreateTable) and op.table.name not in gone]
    for old, new in _alike(dropped, added, lambda it: [(column.name, column.type) for column in it.columns]):
        before = difference.original("table", old.name, old.name.name)
        yield _Question("table", new.name, before, new.name.name, old.name.schema)


def _enums(difference: Difference) -> Iterator[_Question]:
    dropped = [op.enum for op in difference.ops if isinstance(op, DropEnum)]
    added = [op.enum for op in difference.ops if isinstance(op, CreateEnum)]
    for old, new in _alike(dropped, added, lambda it: it.values):
        before = difference.original("enum", old.name, old.name.name)
        yield _Question("enum", new.name, before, new.name.name, old.name.schema)


def _alike(
    dropped: list[Kept], added: list[Kept], parts: Callable[[Kept], Iterable[object]]
) -> Iterator[tuple[Kept, Kept]]:
    """For each that goes, the most similar one that comes, where that is similar enough: under the same name in another
    database schema, or in the same one."""
    for old in dropped:
        mine = set(parts(old))
        near = [new for new in added if new.name.name == old.name.name or new.name.schema == old.name.schema]
        scored = [(_share(mine, set(parts(new))), new) for new in near]
        best = max(scored, key=lambda it: it[0], default=None)
        if best is not None and best[0] >= ALIKE:
            yield old, best[1]


def _share(one: set[object], other: set[object]) -> float:
    return len(one & other) / max(len(one), len(other), 1)


def _columns(difference: Difference) -> Iterator[_Question]:
    added: dict[QName, list[Column]] = {}
    for op in difference.ops:
        if isinstance(op, AddColumn):
            added.setdefault(op.table, []).append(op.column)
    for op in difference.ops:
        if isinstance(op, DropColumn):
            same = [it for it in added.get(op.table, ()) if _is_like(op.column, it)]
            if same:
                old = difference.original("column", op.table, op.column.name)
                yield _Question("column", op.table, old, _nearest(old, [it.name for it in same]))


def _is_like(old: Column, new: Column) -> bool:
    return old.type == new.type and (old.generated is None) == (new.generated is None)


def _nearest(name: str, candidates: list[str]) -> str:
    from difflib import SequenceMatcher

    return max(candidates, key=lambda it: SequenceMatcher(None, name, it).ratio())


def _values(difference: Difference) -> Iterator[_Question]:
    for op in difference.ops:
        if not isinstance(op, ReplaceEnum):
            continue
        moved = {old for old, _ in op.mapping}
        removed = [it for it in op.old.values if it not in op.new.values]
        added = [it for it in op.new.values if it not in op.old.values]
        if len(removed) == len(added) == 1 and removed[0] not in moved:
            old = difference.original("value", op.new.name, removed[0])
            yield _Question("value", op.new.name, old, added[0])
