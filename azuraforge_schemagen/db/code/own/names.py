"""Which names a statement binds, and which it reads: when it runs, or when a function of it is called."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def bound(statement: ast.stmt) -> set[str]:
    """The names that it binds where it stands."""
    return set(_bound(statement))


def _bound(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (it.asname or it.name.partition(".")[0] for it in names)
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            pass
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _bound(child)


def read(node: ast.AST, *, annotations: bool) -> set[str]:
    """The names that it reads when it runs; the bodies of functions do not run then. ``annotations``: those do."""
    return set(_read(node, annotations))


def _read(node: ast.AST, annotations: bool) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            yield name
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            for part in _run(node, annotations):
                yield from _read(part, annotations)
        case ast.AnnAssign() if not annotations:
            yield from _read(node.target, annotations)
            if node.value is not None:
                yield from _read(node.value, annotations)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _read(child, annotations)


def _run(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, annotations: bool) -> Iterator[ast.AST]:
    """What of a function runs where it is defined."""
    yield from (*node.args.defaults, *(it for it in node.args.kw_defaults if it))
    if isinstance(node, ast.Lambda):
        return
    yield from node.decorator_list
    if annotations:
        every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
        yield from (it.annotation for it in every if it and it.annotation)
        if node.returns:
            yield node.returns


def called(node: ast.AST) -> set[str]:
    """The names of functions that it calls when it runs, decorators too."""
    found: set[str] = set()
    for child in _running(node):
        heads = [child.func] if isinstance(child, ast.Call) else getattr(child, "decorator_list", [])
        found |= {it.id for it in heads if isinstance(it, ast.Name)}
    return found


def _running(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    parts = _run(node, False) if isinstance(node, _FUNCTIONS) else ast.iter_child_nodes(node)
    for part in parts:
        yield from _running(part)


def mentioned(node: ast.AST) -> set[str]:
    """Every name in it."""
    return {it.id for it in ast.walk(node) if isinstance(it, ast.Name)}
