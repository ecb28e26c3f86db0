"""Everything that one SQLite table needs at once, where ALTER TABLE cannot do it."""

from __future__ import annotations

from dataclasses import dataclass

from azuraforge_schemagen.ir.schema import Table


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
