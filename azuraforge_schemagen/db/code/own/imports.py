"""Import statements without what the generated models or the file itself have now."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from azuraforge_schemagen.db.code.own.chunks import Chunk
from azuraforge_schemagen.db.code.own.facts import Facts

_WIDTH = 100
_LATE = "  # noqa: E402"


@dataclass(frozen=True, slots=True)
class Split:
    """What stays of an import, and what can only be imported behind the generated classes."""

    first: str
    second: str = ""
    same: str = ""
    """Other names of what is in the file."""


@dataclass(frozen=True, slots=True)
class Imports:
    """Takes imports apart; ``offered`` is what the generated models have, ``home`` the module of the file."""

    facts: Facts
    offered: Mapping[str, str]
    home: str

    def split(self, chunk: Chunk) -> Split:
        """The import in the file."""
        parts = [self._one(it) for it in chunk.statements]
        if all(it is None for it in parts):
            return Split(chunk.text)
        made = [it or Split(f"{ast.unparse(one)}\n") for it, one in zip(parts, chunk.statements, strict=True)]
        first, second, same = ("".join(getattr(it, part) for it in made) for part in ("first", "second", "same"))
        return Split(first, second, same)

    def _one(self, statement: ast.stmt) -> Split | None:
        """``None`` where the statement stays as it is."""
        moved = {it.name for it in self.facts.modules}
        if isinstance(statement, ast.Import):
            gone = [it for it in statement.names if it.name in moved and it.name != self.home]
            stay = [it for it in statement.names if it not in gone]
            return Split(_plain(stay), _plain(gone, _LATE)) if gone else None
        if not isinstance(statement, ast.ImportFrom):
            return None
        kept: list[tuple[str, str]] = []
        late: list[tuple[str, str]] = []
        same: list[str] = []
        for alias in statement.names:
            name = alias.asname or alias.name
            if name in self.offered:
                continue
            if f"{statement.module}.{alias.name}" in moved:
                late.append((alias.name, name))
            elif statement.module in moved:
                same += [f"{name} = {alias.name}\n"] if name != alias.name else []
            else:
                kept.append((alias.name, name))
        if len(kept) == len(statement.names):
            return None
        module = str(statement.module)
        return Split(from_import(module, kept), from_import(module, late, _LATE), "".join(same))


def _plain(names: Iterable[ast.alias], comment: str = "") -> str:
    return "".join(f"import {it.name}{f' as {it.asname}' if it.asname else ''}{comment}\n" for it in names)


def from_import(module: str, pairs: Iterable[tuple[str, str]], comment: str = "") -> str:
    """``from module import name``; each pair is what the module calls it and what it is called here."""
    names = [name if name == local else f"{name} as {local}" for name, local in sorted(set(pairs))]
    if not names:
        return ""
    line = f"from {module} import {', '.join(names)}{comment}\n"
    if len(line) <= _WIDTH:
        return line
    return f"from {module} import ({comment}\n" + "".join(f"    {name},\n" for name in names) + ")\n"
