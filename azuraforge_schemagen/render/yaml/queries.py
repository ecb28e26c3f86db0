"""A query laid out for reading: a line a clause, and what is too long for one in lines of its own.

Only white space changes, and only where SQL does not mind: read back, the text is the same one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.sqltext import Token

WIDTH = 100
_INDENT = 4
_CLAUSES = frozenset("select from where having window limit offset fetch union intersect except values".split())
_JOINS = frozenset("natural inner left right full cross join".split())
_WORDS = frozenset("and or when else".split())


@dataclass(frozen=True, slots=True)
class _Group:
    """What stands between parentheses."""

    nodes: tuple[_Node, ...]


_Node = Token | _Group


def laid_out(text: str) -> str:
    """The text of a query in lines, with a line break at its end."""
    nodes = _nodes(iter(sqltext.tokens(text)))
    found = "\n".join(_query(nodes, 0)).rstrip("\n") + "\n"
    return found if sqltext.canonical(found) == sqltext.canonical(text) else text


def _nodes(tokens: Iterator[Token]) -> tuple[_Node, ...]:
    found: list[_Node] = []
    for token in tokens:
        if token.text == "(":
            found.append(_Group(_nodes(tokens)))
        elif token.text == ")":
            break
        else:
            found.append(token)
    return tuple(found)


def _query(nodes: Sequence[_Node], indent: int) -> list[str]:
    """The lines of a query, all but the first with their indent."""
    lines: list[str] = []
    for clause in _cut(nodes, [at for at in range(len(nodes)) if _is_clause(nodes, at)]):
        first, *rest = _part(clause, indent)
        lines += [" " * indent + first if lines else first, *rest]
    return lines


def _part(nodes: Sequence[_Node], indent: int) -> list[str]:
    """The lines of a clause or of something in it."""
    text = _text(nodes)
    if indent + len(text) <= WIDTH:
        return [text]
    joins = [at for at in range(len(nodes)) if _is_join(nodes, at)]
    commas = [at + 1 for at, node in enumerate(nodes[:-1]) if _word(node) == ","]
    pieces = _cut(nodes, joins or commas or [at for at, node in enumerate(nodes) if _word(node) in _WORDS])
    if len(pieces) == 1:
        return _opened(nodes, indent)
    deeper = indent + _INDENT
    lines = _part(pieces[0], indent if joins else deeper)
    for piece in pieces[1:]:
        first, *rest = _part(piece, deeper)
        lines += [" " * deeper + first, *rest]
    return lines


def _opened(nodes: Sequence[_Node], indent: int) -> list[str]:
    """The lines where what stands between parentheses is laid out itself."""
    lines = [""]
    for node in nodes:
        if not isinstance(node, _Group):
            lines[-1] += node.text
            continue
        lay_out = _query if _is_query(node) else _part
        deeper = indent if any(_is_join(node.nodes, at) for at in range(len(node.nodes))) else indent + _INDENT
        first, *rest = lay_out(node.nodes, indent + _INDENT if lay_out is _query else deeper)
        lines[-1] += "(" + first
        lines += rest
        lines[-1] += ")"
    return lines


def _cut(nodes: Sequence[_Node], places: Sequence[int]) -> list[Sequence[_Node]]:
    """The parts between places where there is white space, which goes."""
    parts: list[Sequence[_Node]] = []
    start = 0
    for place in places:
        before, after = place, place
        if place < len(nodes) and _is_space(nodes[place]):
            after = place + 1
        elif place and _is_space(nodes[place - 1]):
            before = place - 1
        if before == after or before <= start or after >= len(nodes):
            continue
        parts.append(nodes[start:before])
        start = after
    return [*parts, nodes[start:]]


def _is_clause(nodes: Sequence[_Node], at: int) -> bool:
    """Whether a clause of a query begins here."""
    last, word, after = _around(nodes, at)
    if word == "from":
        return last != "distinct"
    if word in ("group", "order"):
        return after == "by"
    if word in _JOINS:
        return _is_join(nodes, at)
    return word in _CLAUSES and not (word == "select" and last in ("all", "union", "intersect", "except", "distinct"))


def _is_join(nodes: Sequence[_Node], at: int) -> bool:
    """Whether a join begins here."""
    last, word, after = _around(nodes, at)
    begins = word in _JOINS and last not in _JOINS and last != "outer"
    return begins and (word == "join" or after in (*_JOINS, "outer"))


def _around(nodes: Sequence[_Node], at: int) -> tuple[str, str, str]:
    """The word before, the word here and the word after."""
    last = next((_word(it) for it in reversed(nodes[:at]) if not _is_space(it)), "")
    after = next((_word(it) for it in nodes[at + 1 :] if not _is_space(it)), "")
    return last, _word(nodes[at]), after


def _is_query(group: _Group) -> bool:
    first = next((_word(it) for it in group.nodes if not _is_space(it)), "")
    return first in ("select", "with", "values") or (first == "(" and any(_word(it) == "union" for it in group.nodes))


def _is_space(node: _Node) -> bool:
    return isinstance(node, Token) and node.kind == "space"


def _word(node: _Node) -> str:
    """A word or sign in lower case; a group is its parenthesis."""
    if isinstance(node, _Group):
        return "("
    return node.text.lower() if node.kind in ("name", "sign") else ""


def _text(nodes: Sequence[_Node]) -> str:
    return "".join("(" + _text(it.nodes) + ")" if isinstance(it, _Group) else it.text for it in nodes)
