"""The file: what the modules hold, mixins in the place of the mapped classes, and behind those the generated classes by
their names, so that everything else finds them where it always did."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from azuraforge_schemagen.db.code.own.chunks import Chunk, chunks, squeezed
from azuraforge_schemagen.db.code.own.clashes import check_names
from azuraforge_schemagen.db.code.own.classes import ClassWriter, is_writable
from azuraforge_schemagen.db.code.own.facts import NOTHING, Facts, Generated, is_schema_item, makes, value_of
from azuraforge_schemagen.db.code.own.imports import Imports, from_import
from azuraforge_schemagen.db.code.own.modules import Module, is_declarative
from azuraforge_schemagen.db.code.own.names import bound, called, mentioned, read
from azuraforge_schemagen.db.code.source import Source

_FUTURE = "from __future__ import annotations\n"


@dataclass(frozen=True, slots=True)
class OwnCode:
    """``mixins`` are the classes to extend, by the class of the models, ``reprs`` those of these that have a
    ``__repr__``; ``moved`` is what the names of each module are in the module ``home``; ``left`` is what is not in the
    file, with its place; ``replaced`` is what the modules become."""

    text: str
    mixins: Mapping[str, str]
    reprs: frozenset[str]
    moved: Mapping[str, Mapping[str, str]]
    home: str
    left: tuple[tuple[str, int, str], ...]
    replaced: Mapping[str, str]

    def path(self, path: str) -> str:
        """Where something is now that was reached by a path."""
        module, _, name = path.partition(":")
        head, dot, rest = name.partition(".")
        known = self.moved.get(module, {})
        found = known.get(head + dot) or known.get(head)
        return f"{self.home}:{found}{dot}{rest}" if found else path


def own_code(
    source: Source,
    modules: list[Module],
    generated: Generated,
    relationships: Mapping[str, frozenset[str]],
    documented: frozenset[str],
    name: str,
) -> OwnCode:
    """The file that is the Python module ``name``."""
    facts = Facts(source, modules, generated, relationships)
    return _File(facts, documented, name).write()


@dataclass
class _File:
    facts: Facts
    documented: frozenset[str]
    name: str
    imports: list[str] = field(default_factory=list)
    """Of several modules: they stand together."""
    first: list[str] = field(default_factory=list)
    second: list[str] = field(default_factory=list)
    last: list[str] = field(default_factory=list)
    """Imports of the modules that import the file."""
    is_next: bool = False
    left: list[tuple[str, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.offered: dict[str, str] = {}
        self.taken: set[str] = set()
        self.parsed: dict[str, tuple[list[str], ast.Module]] = {}
        for module in self.facts.modules:
            text = module.moved(self.name, alone=len(self.facts.modules) == 1)
            tree = ast.parse(text)
            self.parsed[module.name] = text.splitlines(keepends=True), tree
            self._offer(module, tree)
        self.facts.base = next((it for it, value in self.offered.items() if value == "Base"), self._free("Base"))
        self.offered = {}
        for module in self.facts.modules:
            self._offer(module, self.parsed[module.name][1])
        check_names(self.facts.modules, {name: tree for name, (_, tree) in self.parsed.items()}, self.offered)
        self.late = set(self.offered)
        self.reads: set[str] = set()

    def _free(self, name: str) -> str:
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name

    def _offer(self, module: Module, tree: ast.Module) -> None:
        """The names of a module that stand for what the generated models have."""
        for name in sorted({it for statement in tree.body for it in bound(statement)}):
            self.taken.add(name)
            found = self.facts.replacement(vars(module.live).get(name, NOTHING))
            if found is not None:
                self.offered[name] = found

    def write(self) -> OwnCode:
        self._find_late()
        seen: set[str] = set()
        for module in self.facts.modules:
            lines, _ = self.parsed[module.name]
            self.is_next = any(self.first)
            every = self._chunks(module)
            for chunk in every:
                if chunk.text not in seen or isinstance(chunk.statements[0], ast.ClassDef):
                    self._chunk(chunk, module, lines)
            seen.update(it.text for it in every)  # what several modules say, such as a logger, stands once
        text = self._text()
        names = {it for statement in ast.parse(text).body for it in bound(statement)}
        return OwnCode(
            text,
            {it.__name__: name for it, name in self._mixins()},
            frozenset(it.__name__ for it, _ in self._mixins() if self._has_repr(it)),
            {it.name: self._moved(it, names) for it in self.facts.modules},
            self.name,
            tuple(self.left),
            {it.name: self._replaced(it, names) for it in self.facts.modules if it.name != self.name},
        )

    def _mixins(self) -> Iterator[tuple[type, str]]:
        return ((cls, name) for cls, name in self.facts.mixins.items() if name and cls in self.facts.mappers)

    def _has_repr(self, cls: type) -> bool:
        """Whether its ``__repr__`` is in the file, or in a class that those of the file inherit from."""
        found = next(it for it in cls.__mro__ if "__repr__" in vars(it))
        return found in self.facts.mixins or (found is not object and not is_declarative(found))

    def _moved(self, module: Module, names: set[str]) -> dict[str, str]:
        """What the names of a module are in the file; a class with others in it is its mixin."""
        tree = self.parsed[module.name][1]
        has = {it: it for statement in tree.body for it in bound(statement) & names}
        classes = {cls: name for cls, name in self.facts.mixins.items() if name and cls.__module__ == module.name}
        return {**has, **{f"{cls.__name__}.": name for cls, name in classes.items()}}

    def _find_late(self) -> None:
        """The names that are there only behind the generated classes."""
        known: set[str] = set()
        while known != self.late:
            known = set(self.late)
            for module in self.facts.modules:
                for chunk in self._chunks(module):
                    if self._place(chunk, module) == "second":
                        self.late |= {name for it in chunk.statements for name in bound(it)}

    def _chunks(self, module: Module) -> list[Chunk]:
        """The statements of a module; what only one can have, where there are several, is that of the first."""
        lines, tree = self.parsed[module.name]
        found = chunks(lines, tree.body, 1)
        if module is self.facts.modules[0]:
            return found
        if found and _is_docstring(found[0].statements[0]):
            found = found[1:]
        return [it for it in found if bound(it.statements[0]) != {"__all__"}]

    def _place(self, chunk: Chunk, module: Module) -> str:
        """Where a statement goes: a class, ``first``, ``second`` or nowhere."""
        names = vars(module.live)
        node = chunk.statements[0]
        if isinstance(node, ast.ClassDef) and is_writable(names.get(node.name), node, module, self.facts):
            return "class"
        if isinstance(node, ast.Import | ast.ImportFrom):
            return "import"
        if _is_checking(node):
            return "first"
        return self._of_code(chunk, names)

    def _of_code(self, chunk: Chunk, names: dict[str, Any]) -> str:
        has = {name for it in chunk.statements for name in bound(it)}
        if has & self.offered.keys() or any(makes(it, names, self.late) for it in chunk.statements):
            return "made"
        if any(is_schema_item(it, names) or self._is_said(it, names) for it in chunk.statements):
            return "gone"
        reads = {name for it in chunk.statements for name in read(it, annotations=False)}
        calls = {name for it in chunk.statements for name in called(it)}
        return "second" if (reads & self.late) or (calls & self._asking()) else "first"

    def _asking(self) -> set[str]:
        """The functions that ask for a late name when they are called."""
        functions = {
            it.name: mentioned(it)
            for _, tree in self.parsed.values()
            for it in tree.body
            if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        found: set[str] = set()
        while more := {name for name, reads in functions.items() if reads & (self.late | found)} - found:
            found |= more
        return found

    def _is_said(self, statement: ast.stmt, names: dict[str, Any]) -> bool:
        """Whether it gives a mapped class what the YAML says that it has."""
        match statement:
            case ast.Assign(targets=[ast.Attribute(value=value, attr=attr)]):
                cls = value_of(value, names)
                return isinstance(cls, type) and cls in self.facts.mappers and attr in self.facts.carried(cls)
        return False

    def _chunk(self, chunk: Chunk, module: Module, lines: list[str]) -> None:
        match self._place(chunk, module):
            case "class":
                self._class(chunk, module, lines)
            case "import":
                self._import(chunk, module)
            case "first":
                self._add(squeezed(chunk.before, 2) + chunk.text)
                if not _is_checking(chunk.statements[0]):
                    self.reads |= {name for it in chunk.statements for name in read(it, annotations=True)}
            case "second":
                self.second.append(squeezed(chunk.before, 2) + chunk.text)
            case "made":
                self._made(chunk, module)
            case _:
                self._add(chunk.aside)

    def _add(self, text: str) -> None:
        """Puts something into the first half, apart from what another module had."""
        self.first.append("\n\n" + text.lstrip("\n") if self.is_next else text)
        self.is_next = False

    def _class(self, chunk: Chunk, module: Module, lines: list[str]) -> None:
        node = chunk.statements[0]
        assert isinstance(node, ast.ClassDef)
        cls: type = vars(module.live)[node.name]
        is_renamed = cls in self.facts.mappers or self.facts.is_root(cls)
        name = self._free(f"{node.name}Mixin") if is_renamed else node.name
        writer = ClassWriter(node, cls, module, self.facts, lines, self.late, name)
        made = writer.write(cls.__name__ in self.documented)
        if made.text:
            self._add(squeezed(chunk.before, 2) + made.text)
        self.second += made.later
        self.reads |= made.reads
        self.left += [(str(module.file), line, f"{node.name}: {words}") for line, words in made.left]

    def _import(self, chunk: Chunk, module: Module) -> None:
        if getattr(chunk.statements[0], "module", "") == "__future__":
            return
        found = Imports(self.facts, self.offered, self.name).split(chunk)
        is_alone = len(self.facts.modules) == 1
        if is_alone and found.first:
            self._add(squeezed(chunk.before, 2) + found.first)
        elif found.first and found.first not in self.imports:
            self.imports.append(found.first)
        if found.same:
            self._add(found.same)
        self.last += [found.second] if found.second else []

    def _made(self, chunk: Chunk, module: Module) -> None:
        """A statement that makes tables or classes; what else it does is not done."""
        self._add(chunk.aside)
        for one in chunk.statements:
            more = bound(one) - self.offered.keys()
            if isinstance(one, ast.Assign | ast.AnnAssign) and not more and bound(one):
                continue
            self.second += self._contents(one, module)
            words = "the statement makes tables or classes; what else it does is yours to write"
            self.left.append((str(module.file), one.lineno, words))

    def _contents(self, statement: ast.stmt, module: Module) -> Iterator[str]:
        """What a statement put into the dictionaries and lists that it mentions."""
        names = vars(module.live)
        for name in sorted(read(statement, annotations=False) & names.keys()):
            value = names[name]
            items = list(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
            shown = [self._shown(it) for it in items]
            if items and None not in shown:
                parts = [f"{key!r}: {it}" for key, it in zip(value, shown, strict=True)]
                text = ", ".join(parts if isinstance(value, dict) else map(str, shown))
                yield f"{name} = {{{text}}}\n" if isinstance(value, dict) else f"{name} = [{text}]\n"

    def _shown(self, value: object) -> str | None:
        found = self.facts.replacement(value)
        if found is not None and isinstance(value, type) and found not in self.offered:
            self.offered[found] = found
        return found

    def _text(self) -> str:
        head = self._head() + "".join(self.imports)
        first = "".join(self.first)
        if self.imports:
            first = "\n\n" + first.lstrip("\n")
        names = {it: value for it, value in self.offered.items() if value.isidentifier()}
        others = {it: value for it, value in self.offered.items() if not value.isidentifier()}
        second = "".join([*self.second, *(["\n"] if self.last else []), *self.last])
        needs_base = any(self.facts.base + "." in it for it in (*others.values(), second))
        if needs_base and self.facts.base not in names:
            names[self.facts.base] = "Base"
        pairs = [("Base" if value == self.facts.base else value, name) for name, value in names.items()]
        later = "".join(f"{name} = {value}\n" for name, value in sorted(others.items()))
        tail = from_import(self.facts.generated.module, pairs, "  # noqa: E402")
        return "".join([head, first, "\n\n" if first else "", tail, "\n" if later else "", later, second])

    def _head(self) -> str:
        """The docstring is the first thing in a file; a future import comes behind it."""
        has = any(_is_future(it) for _, tree in self.parsed.values() for it in tree.body)
        if not has and not self.reads & self.late:
            return ""
        _, tree = self.parsed[self.facts.modules[0].name]
        is_documented = bool(tree.body) and _is_docstring(tree.body[0])
        doc = self.first.pop(0) + "\n" if is_documented and self.first else ""
        return doc + _FUTURE + ("\n" if self.imports else "")

    def _replaced(self, module: Module, names: set[str]) -> str:
        """The import line in the place of a module."""
        _, tree = self.parsed[module.name]
        has = {it for statement in tree.body if not _is_future(statement) for it in bound(statement)}
        doc = ast.get_docstring(tree, clean=False)
        head = f'"""{doc}"""\n\n' if doc and '"' not in doc and "\\" not in doc else ""
        return head + from_import(
            self.name, [(it, it) for it in sorted(has & names & vars(module.live).keys())], "  # noqa: F401"
        )


def _is_future(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_checking(statement: ast.stmt) -> bool:
    """Whether it is for type checkers."""
    match statement:
        case ast.If(test=ast.Name(id="TYPE_CHECKING")) | ast.If(test=ast.Attribute(attr="TYPE_CHECKING")):
            return True
    return False
