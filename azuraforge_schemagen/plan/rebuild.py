"""What a plan does as one thing: the rebuild of an SQLite table, the types of PostgreSQL that hang together."""

from __future__ import annotations

from dataclasses import dataclass

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Table

Part = ops.ReplaceEnum | ops.AlterObject


@dataclass(frozen=True, slots=True)
class Rebuild:
    """``old`` is made anew as ``new``; ``columns`` get ``expressions`` of the old row.

    ``texts`` are the expressions that somebody wrote, which may read other tables; ``invents`` and ``loses`` say what
    is made up and what goes.
    """

    old: Table
    new: Table
    columns: tuple[str, ...]
    expressions: tuple[str, ...]
    texts: tuple[str, ...] = ()
    invents: str = ""
    loses: str = ""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A routine that is made before what its body mentions: the server must not look."""

    op: Work


@dataclass(frozen=True, slots=True)
class Renewal:
    """Enums and domains that are made anew together, those that others are made of first."""

    parts: tuple[Part, ...]

    @property
    def refs(self) -> frozenset[Ref]:
        """The types."""
        return frozenset(it.old.ref for it in self.parts)


Work = ops.Op | Rebuild | Renewal | Unchecked
"""What is sorted: an operation, or what is done as one."""
