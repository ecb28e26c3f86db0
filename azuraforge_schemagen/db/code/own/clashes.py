"""Names that two modules have for different things, which one file cannot hold."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator, Mapping, Sequence

from azuraforge_schemagen.db.code.own.modules import Module
from azuraforge_schemagen.db.code.own.names import bound
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal

_PLAIN = (str, bytes, int, float, bool, type(None))


def check_names(modules: Sequence[Module], trees: Mapping[str, ast.Module], offered: Container[str]) -> None:
    """Raises ``Refusal`` where a name stands for different things; ``offered`` are those of the generated models."""
    first: dict[str, tuple[Module, ast.stmt]] = {}
    found: list[Diagnostic] = []
    for module in modules:
        for name, statement in _names(module, trees[module.name]):
            other, before = first.setdefault(name, (module, statement))
            if other is not module and name not in offered and not _is_same(name, other, before, module, statement):
                message = f"{other.name} and {module.name} have the name {name} for different things"
                found.append(Diagnostic("SG565", message, None, "give one of them another name; one file holds both"))
    if found:
        raise Refusal(found)


def _names(module: Module, tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    for statement in tree.body:
        for name in sorted(bound(statement) & vars(module.live).keys() - {"__all__"}):
            yield name, statement


def _is_same(name: str, one: Module, before: ast.stmt, other: Module, statement: ast.stmt) -> bool:
    left, right = vars(one.live)[name], vars(other.live)[name]
    if left is right or (type(left) is type(right) and isinstance(left, _PLAIN) and left == right):
        return True
    return ast.dump(before) == ast.dump(statement)
