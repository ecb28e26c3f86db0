"""Composites, ranges and collations on PostgreSQL: how one changes while columns are of it."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.dialects import qualified
from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Collation, Composite, Range, Table
from azuraforge_schemagen.ir.steps import Execute, Step
from azuraforge_schemagen.plan import renewal
from azuraforge_schemagen.plan.pair import Pair, is_anew, loses_attributes
from azuraforge_schemagen.plan.rebuild import Renewal

Kept = Composite | Range | Collation


def alter(op: ops.AlterObject, old: Kept, new: Kept, pair: Pair) -> Iterator[Step]:
    """ALTER TYPE where the server can."""
    if is_anew(old, new, pair):
        yield from renewal.steps(Renewal((op,)), pair)
        return
    yield Step(op)
    if isinstance(old, Composite) and isinstance(new, Composite) and loses_attributes(old, new):
        yield from _reindexed(old, pair)


def _reindexed(of: Composite, pair: Pair) -> Iterator[Step]:
    """Indexes on whole values are in the order of an attribute that is no longer there."""
    names = {table.name for table, column in pair.columns_reaching(of.ref) if _is_key(column.name, table)}
    for name in sorted({leaf for it in names for leaf in _leaves(it, pair)}):
        reason = "indexes on whole values are sorted by an attribute that is gone"
        yield Step(Execute(f"REINDEX TABLE {qualified(name, 'postgresql')}"), lock="SHARE", scans=True, reason=reason)


def _is_key(column: str, table: Table) -> bool:
    keys = (*table.uniques, *((table.primary_key,) if table.primary_key else ()), *table.exclusions, *table.indexes)
    return any(column in it.columns for it in keys)


def _leaves(name: QName, pair: Pair) -> Iterator[QName]:
    """A table, or the partitions that hold its rows: the whole tree cannot be done in a transaction."""
    if not pair.is_partitioned(name):
        yield name
        return
    yield from (it for it in pair.shares(name) if not pair.is_partitioned(it))
