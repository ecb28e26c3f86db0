"""Domains on PostgreSQL: how one changes while columns are of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from azuraforge_schemagen.ir import ops, sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Domain, Sql
from azuraforge_schemagen.ir.steps import Step
from azuraforge_schemagen.plan import renewal
from azuraforge_schemagen.plan.pair import Pair, is_anew, is_tightened, text_of
from azuraforge_schemagen.plan.rebuild import Renewal


def around(operations: Sequence[ops.Op], pair: Pair, called: Collection[str]) -> list[ops.Op]:
    """The operations with those added that take from domains what calls routines made anew, and give it back."""
    held = {ref: it for ref, it in pair.before.objects.items() if isinstance(it, Domain)}
    early: list[ops.Op] = []
    late: list[ops.Op] = []
    for ref, old in sorted(held.items()):
        new, between = pair.after.objects.get(ref), _without(old, called)
        if isinstance(new, Domain) and between != old and not is_anew(old, new, pair):
            early.append(ops.AlterObject(old, between))
            late.append(ops.AlterObject(between, new))
    done = {op.old.ref for op in early if isinstance(op, ops.AlterObject)}
    rest = [op for op in operations if not (isinstance(op, ops.AlterObject) and op.old.ref in done)]
    return [*early, *rest, *late]


def caught(called: Collection[str], pair: Pair) -> QName | None:
    """A domain whose checks call one of some routines, and cannot come back: no server looks inside of values."""
    for ref, old in sorted((it.ref, it) for it in pair.before.domains.values()):
        new = pair.after.objects.get(ref)
        if not isinstance(new, Domain) or is_anew(old, new, pair) or not pair.is_contained(ref):
            continue
        if is_tightened(_without(old, called), new):
            return old.name
    return None


def _without(domain: Domain, called: Collection[str]) -> Domain:
    """The domain without what calls one of some routines."""
    calls = isinstance(domain.default, Sql) and not sqltext.functions(text_of(domain.default)).isdisjoint(called)
    checks = (it for it in domain.checks if sqltext.functions(text_of(it.expression)).isdisjoint(called))
    return replace(domain, default=None if calls else domain.default, checks=tuple(checks))


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
