"""A class of the models without what the YAML says of it: a mixin."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy.orm import DeclarativeBase, DeclarativeBaseNoMeta, MappedAsDataclass, declared_attr

from azuraforge_schemagen.db.code.own.chunks import Chunk, chunks, first_line, head_end, squeezed
from azuraforge_schemagen.db.code.own.facts import Facts, is_schema_item, value_of
from azuraforge_schemagen.db.code.own.modules import Module, is_declarative
from azuraforge_schemagen.db.code.own.names import bound, mentioned, read

_SAID = frozenset("__tablename__ __table__ __table_args__ __mapper_args__ __abstract__ __mapper__".split())
_OF_BASE = frozenset("metadata registry type_annotation_map __metadata__".split())
_ROOTS = (DeclarativeBase, DeclarativeBaseNoMeta, MappedAsDataclass)


@dataclass
class ClassText:
    """A class as it stands in the file, what is set on the generated class afterwards, and what can stand nowhere."""

    text: str = ""
    later: list[str] = field(default_factory=list)
    left: list[tuple[int, str]] = field(default_factory=list)
    reads: set[str] = field(default_factory=set)
    """What its annotations mention."""


@dataclass
class ClassWriter:
    """Writes one class. ``name`` is what it is called in the file; ``late`` are the names that are not there yet."""

    node: ast.ClassDef
    cls: type
    module: Module
    facts: Facts
    lines: list[str]
    late: set[str]
    name: str

    def __post_init__(self) -> None:
        self.made = ClassText()
        self.carried = self.facts.carried(self.cls)
        self.is_mapped = self.cls in self.facts.mappers
        self.names = vars(self.module.live)
        self.moved: set[str] = set()
        self.indent = "    "

    def write(self, has_doc: bool) -> ClassText:
        """The class; ``has_doc``: the YAML has its docstring. Says in the facts what it is called."""
        line = head_end(self.lines, self.node)
        plain = self.node.body[0].lineno > line
        body = chunks(self.lines, self.node.body, line + 1) if plain else self._on_one_line()
        if plain:
            self.indent = self.lines[self.node.body[-1].lineno - 1][: self.node.body[-1].col_offset]
        self._say_what_is_lost()
        if has_doc and ast.get_docstring(self.node) is not None:
            body = body[1:]
        kept = [it for one in body for it in self._item(one)]
        bases = list(self._bases())
        is_empty = all(_is_nothing(it) for _, it in kept)
        if is_empty and (not bases or (self.is_mapped and len(bases) == 1 and bases[0].isidentifier())):
            self.facts.mixins[self.cls] = bases[0] if bases else ""
            if self.is_mapped or self.facts.is_root(self.cls):
                return self.made
        else:
            self.facts.mixins[self.cls] = self.name
        self.made.text = self._decorators() + self._head(bases) + self._body([it for it, _ in kept])
        return self.made

    def _say_what_is_lost(self) -> None:
        """What a class has by what it is, which no mixin gives to another one."""
        private = [it for it in self.carried if it.startswith(f"_{self.cls.__name__.lstrip('_')}__")]
        if private and self.is_mapped:
            words = f"the private names {', '.join(sorted(private))}, which are of this very class"
            self.made.left.append((self.node.lineno, words))
        if self.is_mapped and issubclass(self.cls, MappedAsDataclass):
            self.made.left.append((self.node.lineno, "it is a dataclass"))
        if self.is_mapped and type(self.cls).__module__.partition(".")[0] not in ("builtins", "sqlalchemy"):
            words = f"what the metaclass {type(self.cls).__name__} makes of it"
            self.made.left.append((self.node.lineno, words))

    def _on_one_line(self) -> list[Chunk]:
        return [Chunk((it,), "", f"    {ast.unparse(it)}\n") for it in self.node.body]

    def _decorators(self) -> str:
        found = ""
        for decorator in self.node.decorator_list:
            if read(decorator, annotations=False) & self.late:
                continue  # of a registry
            found += f"@{ast.unparse(decorator)}\n"
        return found

    def _head(self, bases: list[str]) -> str:
        return f"class {self.name}({', '.join(bases)}):\n" if bases else f"class {self.name}:\n"

    def _body(self, parts: list[str]) -> str:
        text = "".join(parts)
        lines = text.splitlines(keepends=True)
        while lines and not lines[0].strip():
            lines.pop(0)
        return "".join(lines) or f"{self.indent}pass\n"

    def _bases(self) -> Iterator[str]:
        """The bases that stay."""
        for expression in self.node.bases:
            base = value_of(expression, self.names)
            if isinstance(base, type):
                yield from self._base(base, expression)
            elif not read(expression, annotations=False) & self.late:
                yield ast.unparse(expression)

    def _base(self, base: type, expression: ast.expr) -> Iterator[str]:
        if base in _ROOTS or base in self.facts.mappers:
            return
        if base in self.facts.mixins:
            name = self.facts.mixins[base]
            of = f"[{ast.unparse(expression.slice)}]" if isinstance(expression, ast.Subscript) else ""
            yield from [name + of] if name else []
        elif is_declarative(base):
            yield from self._handed_down(base)
        else:
            yield ast.unparse(expression)

    def _handed_down(self, base: type) -> Iterator[str]:
        """The plain classes behind a base that a call made, such as ``declarative_base(cls=...)``."""
        known = {id(it): name for name, it in self.names.items() if isinstance(it, type)}
        for one in base.__bases__:
            if one in self.facts.mixins:
                yield from filter(None, [self.facts.mixins[one]])
            elif one is not object and one not in _ROOTS and id(one) in known:
                yield known[id(one)]

    def _item(self, chunk: Chunk) -> Iterator[tuple[str, ast.stmt]]:
        """What stays of some lines of the body."""
        stays = [it for it in chunk.statements if self._stays(it)]
        if len(stays) == len(chunk.statements):
            text = squeezed(chunk.before, 1) + chunk.text
        else:
            text = chunk.aside + textwrap.indent("".join(f"{ast.unparse(it)}\n" for it in stays), self.indent)
        if text:
            yield text, (stays[-1] if stays else ast.Pass())
        for one in stays:
            self.made.reads |= read(one, annotations=True)

    def _stays(self, item: ast.stmt) -> bool:
        names = {_private(it, self.cls) for it in bound(item)}
        if names & _SAID or (not self.is_mapped and is_declarative(self.cls) and names & _OF_BASE):
            return False
        if is_schema_item(item, self.names):
            return False
        if names and names <= self.carried:
            return False
        is_property = bool(names & self.facts.properties(self.cls)) and not isinstance(item, ast.FunctionDef)
        missing = read(item, annotations=False) & (self.late | self.carried | self.moved)
        if self._is_declared(item):
            missing |= mentioned(item) & self.late
        if not is_property and not missing - names:
            return True
        self._afterwards(item, names)
        return False

    def _is_declared(self, item: ast.stmt) -> bool:
        """Whether it is a function that runs when the class is made."""
        decorators = item.decorator_list if isinstance(item, ast.FunctionDef) else []
        return any(value_of(it, self.names) in (declared_attr, declared_attr.directive) for it in decorators)

    def _afterwards(self, item: ast.stmt, names: set[str]) -> None:
        """An attribute that the class must be there for is set on it."""
        value = item.value if isinstance(item, ast.Assign | ast.AnnAssign) else None
        is_known = self.facts.replacement(self.cls) is not None
        if value is None or len(names) != 1 or not is_known:
            words = f"{', '.join(sorted(names)) or 'a statement'} needs what is not there before the classes are"
            self.made.left.append((first_line(item), words))
            return
        (name,) = names
        self.moved.add(name)
        local = self.carried | self.facts.properties(self.cls) | self.moved
        self.made.later.append(
            f"{self.cls.__name__}.{name} = {_qualified(value, self.lines, self.cls.__name__, local, self.indent)}\n"
        )


def _qualified(value: ast.expr, lines: list[str], cls: str, local: set[str], indent: str) -> str:
    """The text of an expression with the names of the class's body behind the class."""
    first, last = value.lineno - 1, value.end_lineno or value.lineno
    found = [it.encode() for it in lines[first:last]]
    found[-1] = found[-1][: value.end_col_offset]
    names = [it for it in ast.walk(value) if isinstance(it, ast.Name) and it.id in local]
    for name in sorted(names, key=lambda it: it.col_offset, reverse=True):
        line = found[name.lineno - 1 - first]
        found[name.lineno - 1 - first] = line[: name.col_offset] + f"{cls}.".encode() + line[name.col_offset :]
    found[0] = found[0][value.col_offset :]
    return "".join(it.decode().removeprefix(indent if at else "") for at, it in enumerate(found))


def _private(name: str, cls: type) -> str:
    """What a name in the body of a class is on it."""
    is_private = name.startswith("__") and not name.endswith("__")
    return f"_{cls.__name__.lstrip('_')}{name}" if is_private else name


def _is_nothing(item: ast.stmt) -> bool:
    is_doc = isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant)
    return is_doc or isinstance(item, ast.Pass)


def is_writable(cls: object, node: ast.ClassDef, module: Module, facts: Facts) -> bool:
    """Whether a class of a module is mapped, or handed down to a class that is."""
    if not isinstance(cls, type) or cls.__module__ != module.name or cls.__qualname__ != node.name:
        return False
    return cls in facts.mappers or any(issubclass(it, cls) for it in facts.mappers)
