"""Domains on PostgreSQL: how one changes while columns are of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from azuraforge_schemagen.ir import ops
from azuraforge_schemagen.ir.schema import Domain
from azuraforge_schemagen.ir.steps import Step
from azuraforge_schemagen.plan import renewal
from azuraforge_schemagen.plan.pair import Pair, is_anew
from azuraforge_schemagen.plan.rebuild import Renewal


def alter(old: Domain, new: Domain, pair: Pair) -> Iterator[Step]:
    """ALTER DOMAIN; a constraint that comes is added without a look at the rows, then validated, which lets reads and
    writes go on."""
    if is_anew(old, new, pair):
        yield from renewal.steps(Renewal((ops.AlterObject(old, new),)), pair)
        return
    used = any(True for _ in pair.columns_of(old.ref))
    before = {it.name: it.not_valid for it in old.checks}
    checks = tuple(replace(it, not_valid=True) if before.get(it.name, True) else it for it in new.checks)
    if used and checks != new.checks:
        between = replace(new, checks=checks)
        yield Step(ops.AlterObject(old, between))
        old = between
    yield Step(ops.AlterObject(old, new))
