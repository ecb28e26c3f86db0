"""The names of a module: what it imports and defines, out of the way of every class and attribute in it."""

from __future__ import annotations

import builtins
import keyword
import re
import sys
from collections.abc import Iterable

from azuraforge_schemagen.render import python

_PATH = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


class Scope:
    """Hands out local names: a name that an attribute or class bears gets ``_`` behind it where it is imported."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = {*taken, *keyword.kwlist}
        self._builtins: dict[str, str] = {}
        self._local: dict[tuple[str, str], str] = {}

    def claim(self, name: str) -> str:
        """The name, or one like it that is free; nobody else gets it."""
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        return name

    def module(self, module: str, preferred: str = "") -> str:
        """The local name of an imported module."""
        return self._imported(module, "", preferred or module)

    def name(self, module: str, name: str) -> str:
        """The local name of ``from module import name``; ``Outer.Inner`` is imported by its outermost name."""
        outer, dot, inner = name.partition(".")
        return (self._local.get((module, outer)) or self._imported(module, outer, outer)) + dot + inner

    def builtin(self, name: str) -> str:
        """A builtin, by way of its module where an attribute hides it."""
        found = self._builtins.get(name)
        if found is None:
            hidden = name in self._taken
            found = self._builtins[name] = f"{self.module('builtins')}.{name}" if hidden else name
        return found

    @property
    def sa(self) -> str:
        """``sqlalchemy``."""
        return self._local.get(("sqlalchemy", "")) or self._imported("sqlalchemy", "", "sa")

    @property
    def postgresql(self) -> str:
        """``sqlalchemy.dialects.postgresql``."""
        return self.name("sqlalchemy.dialects", "postgresql")

    def imports(self) -> list[list[str]]:
        """The import statements in sections, sorted as isort does."""
        standard: list[tuple[str, str]] = []
        others: list[tuple[str, str]] = []
        for key in self._local:
            root = key[0].partition(".")[0]
            (standard if root in sys.stdlib_module_names else others).append(key)
        return [lines for lines in (self._section(standard), self._section(others)) if lines]

    def _imported(self, module: str, name: str, preferred: str) -> str:
        found = self._local.get((module, name))
        if found is None:
            if not _PATH.fullmatch(module) or not (name.isidentifier() or not name):
                raise ValueError(f"not a name that Python can import: {module!r} {name!r}")
            found = self._local[module, name] = self.claim(preferred)
        return found

    def _section(self, keys: list[tuple[str, str]]) -> list[str]:
        modules = sorted((module, self._local[module, ""]) for module, name in keys if not name)
        lines = [f"import {module}" + (f" as {local}" if local != module else "") for module, local in modules]
        plain: dict[str, list[str]] = {}
        for module, name in sorted((key for key in keys if key[1]), key=_member):
            if self._local[module, name] == name:
                plain.setdefault(module, []).append(name)
            else:
                plain[module + "\0" + name] = [f"{name} as {self._local[module, name]}"]
        return lines + [_from_import(module.partition("\0")[0], plain[module]) for module in sorted(plain)]


def _from_import(module: str, names: list[str]) -> str:
    line = f"from {module} import {', '.join(names)}"
    if python.columns(line) <= python.WIDTH:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in names) + ")"


def _member(key: tuple[str, str]) -> tuple[str, int, str]:
    """isort's order of what is imported from a module: constants, classes, the rest."""
    module, name = key
    return module, 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2, name


def is_builtin(name: str) -> bool:
    """Whether Python has the name without an import."""
    return hasattr(builtins, name)
