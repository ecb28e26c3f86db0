"""The things that operations produce, consume, destroy and release.

A thing is a tuple: ``("table", name)``, ``("column", table, name)``, ``("left", table, name)``: that a column is gone,
``("key", table, columns)``: something unique that foreign keys can refer to, ``("logged", table)``: a table that logged
ones may refer to, ``("unlogged", table)``: one that may refer to unlogged ones, ``("constraint", table, name)``,
``("relation", schema, name)``: the name space of tables, indexes and sequences, ``("schema", name)``,
``("owner", name)``: whom a sequence belongs to; other objects are their address: ``("enum", name)``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

Thing = tuple[object, ...]


@dataclass(slots=True)
class Effects:
    """``consumes`` needs a thing as it will be, ``releases`` lets go of it as it was; an operation that changes a
    thing both destroys and produces it."""

    produces: list[Thing]
    consumes: list[Thing]
    destroys: list[Thing]
    releases: list[Thing]
    wishes: list[Thing] = field(default_factory=list)
    """What had better be there before, as far as nothing else stands in the way."""

    def change(self, *things: Thing) -> None:
        """These things are other ones afterwards."""
        self.destroys.extend(things)
        self.produces.extend(things)


def all_things(lists: Iterable[list[Thing]]) -> set[Thing]:
    """Every thing of several lists."""
    return {thing for things in lists for thing in things}
