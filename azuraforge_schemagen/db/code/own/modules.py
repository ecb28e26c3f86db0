"""The modules of a project that define its mapped classes, as text and as what they are in memory."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import ModuleType

import sqlalchemy as sa
from sqlalchemy.orm import registry

from azuraforge_schemagen.config import MARKER
from azuraforge_schemagen.db.code.own.names import bound
from azuraforge_schemagen.db.code.source import Source


@dataclass(frozen=True)
class Module:
    """A module whose code moves. ``text`` is its file."""

    live: ModuleType
    file: Path
    text: str

    @property
    def name(self) -> str:
        """What an import calls it."""
        return self.live.__name__

    def moved(self, name: str, *, alone: bool) -> str:
        """The text where another module has it, ``alone`` or with that of others."""
        is_beside = (
            alone and self.live.__package__ == name.rpartition(".")[0] and not self.file.name.startswith("__init__.")
        )
        return self.text if is_beside or name == self.name else self.absolute

    @cached_property
    def absolute(self) -> str:
        """The text with absolute imports alone."""
        lines = self.text.splitlines(keepends=True)
        for node in ast.walk(ast.parse(self.text)):
            if isinstance(node, ast.ImportFrom) and node.level:
                module = importlib.util.resolve_name("." * node.level + (node.module or ""), self.live.__package__)
                line = lines[node.lineno - 1].encode()
                head, tail = line[: node.col_offset].decode(), line[node.col_offset :].decode()
                _, _, names = tail.partition("import")
                if node.module and "import" in node.module:
                    _, _, names = tail.partition(f"{node.module} import")
                lines[node.lineno - 1] = f"{head}from {module} import{names}"
        return "".join(lines)


def modules(source: Source, root: Path) -> tuple[list[Module], list[str]]:
    """The modules that make mapped classes, tables or their base, those that others import first; and modules of mapped
    classes that are not the project's."""
    found: dict[str, Module] = {}
    homes = {it.class_.__module__ for it in source.mappers}
    for name, live in sorted(sys.modules.items()):
        file = getattr(live, "__file__", None)
        if not isinstance(file, str) or not file.endswith(".py") or not _is_own(Path(file), root):
            continue
        module = Module(live, Path(file).resolve(), Path(file).read_text(encoding="utf-8"))
        if MARKER in module.text:
            continue
        if name in homes or any(_makes(statement, module, source) for statement in ast.parse(module.text).body):
            found[name] = module
    return list(_ordered(found)), sorted(homes - found.keys())


def _makes(statement: ast.stmt, module: Module, source: Source) -> bool:
    """Whether a statement makes something that the generated models have."""
    match statement:
        case ast.ClassDef() | ast.Assign(value=ast.Call()) | ast.AnnAssign(value=ast.Call()) | ast.For() | ast.If():
            values = [vars(module.live).get(name) for name in bound(statement)]
            return any(_is_of_models(it, module, source) for it in values)
    return False


def _is_of_models(value: object, module: Module, source: Source) -> bool:
    match value:
        case sa.MetaData():
            return value in source.metadata
        case sa.Table():
            return value.metadata in source.metadata
        case registry():
            return value.metadata in source.metadata
        case type() if is_declarative(value):
            is_theirs = any(issubclass(it.class_, value) for it in source.mappers)
            return is_theirs and value.__module__ in (module.name, "sqlalchemy.orm.decl_api")
    return False


def is_declarative(cls: type) -> bool:
    """Whether a class has a registry: a base, or what it leads to."""
    return isinstance(getattr(cls, "registry", None) or getattr(cls, "_sa_registry", None), registry)


def _is_own(file: Path, root: Path) -> bool:
    path, home = file.resolve(), root.resolve()
    return path.is_relative_to(home) and "site-packages" not in path.relative_to(home).parts


def _ordered(found: dict[str, Module]) -> Iterator[Module]:
    done: set[str] = set()

    def visit(name: str) -> Iterator[Module]:
        if name in done:
            return
        done.add(name)
        for needed in _imported(found[name]):
            if needed in found:
                yield from visit(needed)
        yield found[name]

    for name in sorted(found):
        yield from visit(name)


def _imported(module: Module) -> Iterator[str]:
    for node in ast.parse(module.absolute).body:
        if isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{it.name}" for it in node.names)
        elif isinstance(node, ast.Import):
            yield from (it.name for it in node.names)
