"""The files of an adopted history. Nothing is imported, and what they say is not looked at but for their names."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path


def older(directory: Path, names: Iterable[str], history: Mapping[str, str]) -> frozenset[str]:
    """The files that belong to a history: by the names that they had then, else by the revision that they say."""
    known = frozenset(history.values())
    return frozenset(name for name in names if name in known or _revision(directory / name) in history)


def parents(said: object) -> tuple[str, ...]:
    """What a revision says that it stands on."""
    several = said if isinstance(said, tuple | list) else () if said is None else (said,)
    return tuple(map(str, several))


def constants_of(tree: ast.Module) -> Iterator[tuple[str, object]]:
    """What a module assigns to its names, as far as it can be read without running it."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            target: ast.expr = node.targets[0]
        elif isinstance(node, ast.AnnAssign):
            target = node.target
        else:
            continue
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant | ast.Tuple | ast.List):
            with suppress(ValueError):
                yield target.id, ast.literal_eval(node.value)


def _revision(file: Path) -> str:
    with suppress(OSError, SyntaxError, ValueError, RecursionError):
        return str(dict(constants_of(ast.parse(file.read_bytes()))).get("revision"))
    return ""
