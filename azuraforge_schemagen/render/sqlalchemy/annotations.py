"""Annotations that a person wrote: Python type expressions, checked, with their names imported."""

from __future__ import annotations

import ast
from collections.abc import Collection

from azuraforge_schemagen.render.sqlalchemy.scope import Scope

_BUILTINS = frozenset("str int float bool bytes list dict set tuple frozenset object complex".split())
_NAMES = {
    "Any": ("typing", "Any"),
    "Literal": ("typing", "Literal"),
    "Decimal": ("decimal", "Decimal"),
    "UUID": ("uuid", "UUID"),
    "datetime": ("datetime", "datetime"),
    "date": ("datetime", "date"),
    "time": ("datetime", "time"),
    "timedelta": ("datetime", "timedelta"),
    "Sequence": ("collections.abc", "Sequence"),
    "Mapping": ("collections.abc", "Mapping"),
}
_MODULES = frozenset({"datetime", "decimal", "uuid", "typing"})


def annotation(text: str, scope: Scope, classes: Collection[str]) -> str | None:
    """The expression with its names as this module knows them, ``None`` where it is no type that can be written.

    Builtins, the usual names of ``typing``, ``datetime``, ``decimal`` and ``uuid``, the module's own ``classes``,
    and ``package.module.Name`` are known.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    return _write(tree, scope, classes)


def _write(node: ast.expr, scope: Scope, classes: Collection[str]) -> str | None:
    match node:
        case ast.Constant(None):
            return "None"
        case ast.Name(name):
            return _name(name, scope, classes)
        case ast.Attribute():
            return _dotted(ast.unparse(node), scope)
        case ast.BinOp(left, ast.BitOr(), right):
            return _joined((left, right), " | ", scope, classes)
        case ast.Subscript(ast.Name("Literal"), inner):
            values = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return _literal(values, scope)
        case ast.Subscript(value, inner):
            outer = _write(value, scope, classes)
            args = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            written = _joined(args, ", ", scope, classes)
            return None if outer is None or written is None else f"{outer}[{written}]"
        case ast.Constant(value) if value is ...:
            return "..."
        case _:
            return None


def _joined(nodes: Collection[ast.expr], by: str, scope: Scope, classes: Collection[str]) -> str | None:
    parts = [_write(node, scope, classes) for node in nodes]
    known = [part for part in parts if part is not None]
    return by.join(known) if len(known) == len(parts) else None


def _literal(values: Collection[ast.expr], scope: Scope) -> str | None:
    from azuraforge_schemagen.render import python

    texts = [value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str | int)]
    if len(texts) != len(values):
        return None
    return f"{scope.name('typing', 'Literal')}[{', '.join(python.flat(python.value(text)) for text in texts)}]"


def _name(name: str, scope: Scope, classes: Collection[str]) -> str | None:
    if name in classes:
        return name
    if name in _BUILTINS:
        return scope.builtin(name)
    if name not in _NAMES:
        return None
    module, member = _NAMES[name]
    return f"{scope.module('datetime')}.{member}" if module == "datetime" else scope.name(module, member)


def _dotted(text: str, scope: Scope) -> str | None:
    module, _, name = text.rpartition(".")
    if not all(part.isidentifier() for part in text.split(".")):
        return None
    return f"{scope.module(module)}.{name}" if module in _MODULES else scope.name(module, name)
