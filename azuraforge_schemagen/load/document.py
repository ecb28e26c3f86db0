"""A document: one YAML file as plain values, with the place of everything in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from azuraforge_schemagen.source import Span

Path = tuple[str | int, ...]
"""Keys and list positions from the top of the document."""


@dataclass(frozen=True, slots=True)
class Document:
    """``data`` holds only str, int, Decimal (every other number, its text kept), bool, None, list and dict, and is
    valid by the language's JSON Schema. ``kind`` is its kind key (``table`` ...); ``node`` is the file's text, which
    ``span`` composes again, only where something must be pointed at: trees of nodes are large."""

    path: str
    kind: str
    data: Mapping[str, Any]
    node: Any = field(compare=False, repr=False, default=None)
    above: Path = ()
    """Where ``data`` stands in its file: the top, but for a part."""

    @property
    def name(self) -> str:
        """What the kind key names (for ``types`` and ``mixin`` files too, where it is the map or the name)."""
        value = self.data[self.kind]
        return value if isinstance(value, str) else ""

    def span(self, path: Path = (), key: bool = False) -> Span:
        """Where the value at ``path`` stands, or its key where ``key`` is set; the nearest parent that exists."""
        from azuraforge_schemagen.load.spans import locate

        return locate(self.path, self.node, self.above + path, key)

    def part(self, path: Path, data: Mapping[str, Any]) -> Document:
        """Something inside that is an object like this one."""
        return Document(self.path, self.kind, data, self.node, self.above + path)

    def path_at(self, line: int, column: int) -> Path:
        """The path of what stands at a place of the file, 1-based."""
        from azuraforge_schemagen.load.spans import path_at

        return path_at(self.node, line, column) if self.node is not None else ()
