"""Hangs views, functions, triggers and the like on the tables of a schema: the same seed hangs the same things, as far
as the tables are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from hypothesis import strategies as st

from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.ir.bodies import (
    Argument,
    Event,
    Hung,
    MaterializedView,
    Policy,
    Routine,
    Statistics,
    Trigger,
    View,
)
from azuraforge_schemagen.ir.mentions import type_name
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Check, Column, Enum, Generated, Index, IndexKey, Schema, Sql, Table
from azuraforge_schemagen.ir.sqltext import canonical, quoted
from azuraforge_schemagen.ir.types import Scalar
from tests.strategies import SEEDS, Pair, pairs

TOUCH = Routine(
    "function", QName("", "touch"), returns="trigger", language="plpgsql", body=Sql("BEGIN RETURN NEW; END")
)


@dataclass
class Hanger:
    """Hangs things on one schema."""

    random: Random
    schema: Schema
    dialect: str
    whole: Schema
    variant: int = 0

    @property
    def tables(self) -> Sequence[Table]:
        return list(self.schema.tables.values())

    def table(self) -> Table:
        return self.tables[self.random.randrange(1000) % len(self.tables)]

    def column(self, table: Table) -> str:
        names = sorted(table.by_name)
        return quoted(names[self.random.randrange(1000) % len(names)])

    def columns(self, table: Table) -> str:
        return ", ".join(f"t.{self.column(table)} AS c{number}" for number in range(3))


def spelled(name: QName) -> str:
    return f"{quoted(name.schema)}.{quoted(name.name)}" if name.schema else quoted(name.name)


def hung(schema: Schema, seed: int, count: int, dialect: str = "postgresql", variant: int = 0) -> list[Hung | Table]:
    """Some objects on the tables of a schema, and tables that call them; ``variant`` makes other ones of the same
    names."""
    here = project(schema, dialect)
    makers = PORTABLE if dialect == "sqlite" else (*PORTABLE, *POSTGRESQL)
    made: list[Hung | Table] = [TOUCH] if dialect == "postgresql" else []
    for number in range(count):
        random = Random(seed * 1000 + number)
        maker = makers[random.randrange(len(makers))]
        made += maker(Hanger(random, here, dialect, schema, variant), number, made)
    return made


Maker = Callable[[Hanger, int, list[Hung | Table]], Iterator[Hung | Table]]


def view(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    table = by.table()
    yield _view(
        by, number, f"SELECT {by.columns(table)} FROM {spelled(table.name)} t WHERE t.{by.column(table)} IS NOT NULL"
    )


def star(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    table = by.table()
    yield _view(by, number, f"SELECT count(*) AS n FROM (SELECT * FROM {spelled(table.name)}) x")


def joined(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    one, two = by.table(), by.table()
    sources = f"{spelled(one.name)} AS a JOIN {spelled(two.name)} b ON a.{by.column(one)} IS NULL"
    yield _view(by, number, f"SELECT a.{by.column(one)} AS x FROM {sources}")


def within(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    table, own = by.table(), f"view{number}"
    inner = f"SELECT {by.column(table)}, 1 FROM {spelled(table.name)}"
    yield _view(by, number, f'WITH {own}(x, "of it") AS ({inner}) SELECT * FROM {own}')


def over(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    below = [it for it in made if isinstance(it, View | MaterializedView)]
    if below:
        on = below[by.random.randrange(1000) % len(below)]
        yield _view(by, number, f"SELECT x.* FROM {spelled(on.name)} x")


def trigger(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    table = by.table()
    column = by.column(table)
    name = next(it for it in table.by_name if quoted(it) == column)
    when = Sql(f"new.{column} IS NOT NULL")
    if by.dialect == "sqlite":
        below = [it for it in made if isinstance(it, View)]
        also = f" AND EXISTS (SELECT 1 FROM {spelled(below[-1].name)})" if below else ""
        body = Sql(f"UPDATE {spelled(table.name)} SET {column} = {column} WHERE {column} IS NULL{also};")
        yield Trigger(table.name, f"trg {number}", "after", (Event("update", (name,)),), when=when, body=body)
    else:
        generated = table.by_name[name].generated is not None
        events = (Event("insert"), Event("update", () if generated else (name,)))
        yield Trigger(table.name, f"trg {number}", "after", events, QName("", "touch"), when=when)


def instead(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    below = [it for it in made if isinstance(it, View)]
    if not below:
        return
    on = below[by.random.randrange(1000) % len(below)]
    event = Event("update" if by.random.random() < 0.5 else "delete")
    if by.dialect == "sqlite":
        table = by.table()
        body = Sql(f"DELETE FROM {spelled(table.name)} WHERE {by.column(table)} IS NULL; SELECT 1;")
        yield Trigger(on.name, f"ins {number}", "instead of", (event,), when=Sql("1 > 0"), body=body)
    else:
        yield Trigger(on.name, f"ins {number}", "instead of", (event,), QName("", "touch"))


def statistics(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    table = by.table()
    plain = [it.name for it in table.columns if it.generated is None and str(it.type).find("integer") > 0]
    if len(plain) > 1:
        keys = tuple(IndexKey(it) for it in sorted(plain)[:2])
        yield Statistics(QName(table.name.schema, f"stats {number}"), table.name, keys)


def policy(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    table, other = by.table(), by.table()
    inner = f"SELECT 1 FROM {spelled(other.name)} o WHERE o.{by.column(other)} IS NULL"
    text = f"({by.column(table)} IS NOT NULL) OR EXISTS ({inner})"
    yield Policy(table.name, f"pol {number}", using=Sql(text))


def matview(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    table = by.table()
    query = f"SELECT count(*) AS n, count(t.{by.column(table)}) AS m FROM {spelled(table.name)} t"
    yield MaterializedView(QName("", f"mat{number}"), Sql(query), indexes=(Index(f"mat{number}_n", (IndexKey("n"),)),))


def row_function(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    table = by.table()
    argument = Argument(type_name(table.name), "r")
    yield Routine("function", QName("", f"row{number}"), (argument,), "bigint", body=Sql("SELECT 1::bigint"))
    yield _view(by, number, f"SELECT row{number}(t) AS x FROM {spelled(table.name)} t")


def enum_function(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    enums = [it for it in by.schema.objects.values() if isinstance(it, Enum)]
    if enums:
        enum = sorted(enums, key=lambda it: it.name)[by.random.randrange(1000) % len(enums)]
        name = QName("", f"enu{number}")
        yield Routine("function", name, (Argument(type_name(enum.name), "e"),), "text", body=Sql("SELECT $1::text"))


def reader(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    table = by.table()
    text = f"SELECT count(*) FROM {spelled(table.name)} t WHERE t.{by.column(table)} IS NULL"
    body, atomic = (f"RETURN ({text})", True) if by.random.random() < 0.5 else (text, False)
    name = QName("", f"read{number}")
    yield Routine("function", name, (), "bigint", body=Sql(body), atomic=atomic)
    if by.random.random() < 0.5:
        yield _view(by, number, f"SELECT read{number}() AS x")


def called(by: Hanger, number: int, made: list[Hung | Table]) -> Iterator[Hung | Table]:
    """A function that a check, a default and an index call, and that returns something else in another variant."""
    before = {it.name for it in made if isinstance(it, Table)}
    left = [it for it in by.whole.tables.values() if it.name not in before]
    if not left:
        return
    returns = ("integer", "bigint", "smallint")[by.variant % 3]
    name = QName("", f"chk{number}")
    arguments = (Argument("integer", "n", default=Sql("1") if by.variant % 2 else None),)
    body = Sql(f"SELECT 1::{returns}")
    yield Routine("function", name, arguments, returns, body=body, volatility="immutable")
    table = left[by.random.randrange(1000) % len(left)]
    check = Check(f"calls {number}", Sql(f"chk{number}(1) > 0"))
    index = Index(f"calling {number}", (IndexKey(expression=Sql(f"chk{number}(2)")),))
    column = Column(f"called {number}", Scalar("bigint"), server_default=Sql(f"chk{number}(3)"))
    computed = Column(f"computed {number}", Scalar("bigint"), generated=Generated(Sql(f"chk{number}(4)")))
    yield replace(
        table,
        columns=(*table.columns, column, computed),
        checks=(*table.checks, check),
        indexes=(*table.indexes, index),
    )


def _view(by: Hanger, number: int, query: str) -> View:
    return View(QName("", f"view{number}"), Sql(canonical(query)))


PORTABLE: tuple[Maker, ...] = (view, star, joined, within, over, trigger, instead)
POSTGRESQL: tuple[Maker, ...] = (called, policy, matview, row_function, enum_function, reader, statistics)


@st.composite
def hung_pairs(draw: st.DrawFn, dialect: str) -> Pair:
    """A pair of schemas with things that hang on their tables; some of them are others afterwards."""
    pair = draw(pairs(portable=dialect == "sqlite", max_tables=3, max_steps=4))
    seed, count, other = draw(SEEDS), draw(st.integers(1, 6)), draw(st.integers(0, 3))
    old = hung(pair.old, seed, count, dialect)
    new = hung(pair.new, seed + (other == 3), max(1, count - other), dialect, draw(st.integers(0, 2)))
    return pair._replace(old=_with(pair.old, old), new=_with(pair.new, new))


def _with(schema: Schema, found: Sequence[Hung | Table]) -> Schema:
    return schema.with_objects({it.ref: it for it in found})
