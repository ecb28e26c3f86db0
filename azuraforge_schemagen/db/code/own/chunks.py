"""Source text in pieces of whole lines: statements with what stands before them."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chunk:
    """Statements that share lines, mostly one. ``before`` are the comments and blank lines above them."""

    statements: tuple[ast.stmt, ...]
    before: str
    text: str

    @property
    def aside(self) -> str:
        """The comments that stay where the statement goes: those with a blank line behind them."""
        head, blank, _ = self.before.rpartition("\n\n")
        return head + blank if "#" in head else ""


def first_line(statement: ast.stmt) -> int:
    """The line on which it begins, with its decorators."""
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(it.lineno for it in decorators)])


def chunks(lines: Sequence[str], statements: Sequence[ast.stmt], start: int) -> list[Chunk]:
    """The statements of a block whose lines begin with ``start``."""
    groups: list[list[ast.stmt]] = []
    for statement in statements:
        if groups and first_line(statement) <= _last_line(groups[-1]):
            groups[-1].append(statement)
        else:
            groups.append([statement])
    found = []
    for group in groups:
        first, last = first_line(group[0]), _last_line(group)
        found.append(Chunk(tuple(group), "".join(lines[start - 1 : first - 1]), "".join(lines[first - 1 : last])))
        start = last + 1
    return found


def _last_line(group: Sequence[ast.stmt]) -> int:
    return max(it.end_lineno or it.lineno for it in group)


def head_end(lines: Sequence[str], cls: ast.ClassDef) -> int:
    """The line on which a class's head ends."""
    depth = 0
    text = io.StringIO("".join(lines[cls.lineno - 1 : cls.end_lineno]))
    for token in tokenize.generate_tokens(text.readline):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.string, 0)
        if token.string == ":" and not depth:
            return cls.lineno + token.end[0] - 1
    raise AssertionError("a class without a colon")


def squeezed(before: str, most: int) -> str:
    """Comments and blank lines, with at most so many blank lines in a row."""
    kept: list[str] = []
    blanks = 0
    for line in before.splitlines(keepends=True):
        blanks = 0 if line.strip() else blanks + 1
        if blanks <= most:
            kept.append(line)
    return "".join(kept)
