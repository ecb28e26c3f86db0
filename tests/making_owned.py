"""Makes triggers, policies and extended statistics of tables, and takes away what no server would take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.bodies import Event, EventKind, Policy, Statistics, Trigger
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import IndexKey, Object, Sql, Table
from tests.making import Maker, fit, keyable

Owned = Trigger | Policy | Statistics
SUPPRESS = QName("", "suppress_redundant_updates_trigger")
"""The server's own trigger function; it runs only for a row, before an update."""
NEVER = Sql("1 = 0")


def make_trigger(maker: Maker, table: Table) -> Trigger:
    label = fit(f"tr {maker.random.randrange(1000)} {maker.name(())}")
    return shaped(maker, Trigger(table.name, label, "before", (Event("update"),), SUPPRESS), table)


def shaped(maker: Maker, of: Trigger, table: Table) -> Trigger:
    """The trigger as another one of its name."""
    body = Sql(maker.one(["SELECT 1;", "SELECT 'it''s; 100%:x';\n-- END\nSELECT 2;"])) if maker.portable else None
    made = replace(
        Trigger(of.table, of.label, "before", _events(maker, table, ["update"]), SUPPRESS, body=_canonical(body)),
        comment=maker.one([None, None, "a trigger: 100% 'x'"]),
        dialects=table.dialects,
    )
    if maker.portable:
        return made
    made = replace(made, enabled=maker.one(["origin", "origin", "disabled", "replica", "always"]))
    match maker.random.randrange(4):
        case 0:
            column = maker.one(_plain(table) or [None])
            return replace(made, when=Sql(f"NEW.{sqltext.quoted(column)} IS NOT NULL") if column else None)
        case 1:
            return _constraint(maker, made, table)
        case 2:
            return _of_rows(maker, made)
        case _:
            return made


def _canonical(body: Sql | None) -> Sql | None:
    return body and Sql(sqltext.canonical(body.text or ""))


def _constraint(maker: Maker, of: Trigger, table: Table) -> Trigger:
    kinds: list[EventKind] = maker.random.sample(["insert", "update", "delete"], maker.one([1, 2, 3]))
    deferrable: Literal["immediate", "deferred"] | None = maker.one([None, "immediate", "deferred"])
    arguments = tuple(maker.one([(), ("a", "it's 100% :x \\ {}")]))
    return replace(
        of,
        timing="after",
        events=_events(maker, table, kinds),
        when=NEVER,
        constraint=True,
        deferrable=deferrable,
        arguments=arguments,
    )


def _of_rows(maker: Maker, of: Trigger) -> Trigger:
    kind: EventKind = maker.one(["insert", "update", "delete", "truncate"])
    old, new = (maker.chance(50) and kind in kinds for kinds in (("update", "delete"), ("update", "insert")))
    return replace(
        of,
        timing="after",
        events=(Event(kind),),
        each_row=False,
        when=NEVER,
        old_table="Old rows" if old else None,
        new_table="new_rows" if new else None,
    )


def _events(maker: Maker, table: Table, kinds: Iterable[EventKind]) -> tuple[Event, ...]:
    plain = _plain(table)
    columns = tuple(maker.random.sample(plain, min(len(plain), maker.one([0, 0, 1, 2]))))
    return tuple(Event(kind, columns if kind == "update" else ()) for kind in kinds)


def _plain(table: Table) -> list[str]:
    return [it.name for it in table.columns if it.generated is None]


def marks(maker: Maker) -> tuple[str, ...]:
    return ("postgresql",) if maker.portable else ()


def make_policy(maker: Maker, table: Table) -> Policy:
    label = maker.one(["own rows", "tenant", "p%sq", "x" * 63, "co:lon"])
    return ruled(maker, Policy(table.name, label), table)


def ruled(maker: Maker, of: Policy, table: Table) -> Policy:
    """The policy as another one of its name."""
    command = maker.one(["all", "select", "insert", "update", "delete"])
    texts = [Sql(f"{sqltext.quoted(maker.one(table.columns).name)} IS NOT NULL"), Sql("'it''s' <> '100% :x {}'")]
    seen = maker.one([None, *texts]) if command != "insert" else None
    return Policy(
        of.table,
        of.label,
        maker.chance(70),
        command,
        maker.one([("public",), ("pg_monitor",), ("pg_monitor", "pg_read_all_stats")]),
        seen,
        maker.one([None, *texts]) if command in ("all", "insert", "update") else None,
        maker.one([None, None, "a policy"]),
        marks(maker),
    )


def make_statistics(maker: Maker, table: Table) -> Statistics | None:
    name = QName(table.name.schema, f"st_{maker.random.randrange(1000)}")
    return gathered(maker, Statistics(name, table.name, ()), table)


def gathered(maker: Maker, of: Statistics, table: Table) -> Statistics | None:
    """The statistics as others of their name."""
    columns = [it.name for it in table.columns if keyable(it) and it.generated is None]
    keys = [IndexKey(it) for it in maker.random.sample(columns, min(len(columns), maker.one([2, 3])))]
    if columns and maker.chance(30):
        keys = [*keys[:1], IndexKey(expression=Sql(f"{sqltext.quoted(maker.one(columns))} IS NULL"))]
    if len(keys) < 2:
        return None
    kinds = tuple(maker.random.sample(["mcv", "ndistinct", "dependencies"], maker.one([1, 2, 3])))
    made = replace(of, keys=tuple(keys), kinds=kinds, target=maker.one([None, None, 50]), dialects=marks(maker))
    return replace(made, comment=maker.one([None, None, "statistics"]))


def some(maker: Maker, tables: Sequence[Table]) -> list[Owned]:
    """A few of each kind, or none."""
    found: list[Owned | None] = []
    for table in tables:
        if maker.chance(30):
            found.append(make_trigger(maker, table))
        if maker.chance(20):
            found.append(make_policy(maker, table))
        if maker.chance(20):
            found.append(make_statistics(maker, table))
    return list({it.ref: it for it in found if it is not None}.values())


def sound(objects: Iterable[Object], tables: Mapping[QName, Table]) -> Iterator[Object]:
    """The objects without what belongs to no table, and names no column of it."""
    labels: set[str] = set()
    for it in objects:
        if not isinstance(it, Owned):
            yield it
            continue
        table = tables.get(it.table)
        kept = None if table is None else _sound(it, table)
        if isinstance(kept, Trigger) and kept.body is not None:
            if sqltext.fold(kept.label) in labels:
                continue
            labels.add(sqltext.fold(kept.label))
        if kept is not None:
            yield kept


def _sound(of: Owned, table: Table) -> Owned | None:
    match of:
        case Trigger(events=events, when=when):
            plain = set(_plain(table))
            events = tuple(replace(it, columns=tuple(c for c in it.columns if c in plain)) for it in events)
            known = when is None or sqltext.columns(when.text or "") <= plain
            return replace(of, events=events, when=when if known else None, dialects=table.dialects)
        case Policy(using=using, check=check):
            texts = [it.text or "" for it in (using, check) if it]
            return of if all(sqltext.columns(text) <= table.by_name.keys() for text in texts) else None
        case Statistics(keys=keys):
            usable = {it.name for it in table.columns if keyable(it) and it.generated is None}
            named = [it.column for it in keys if it.column] + [
                name for it in keys if it.expression for name in sqltext.columns(it.expression.text or "")
            ]
            return of if usable.issuperset(named) else None
