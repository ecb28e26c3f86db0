"""Both states without what stands on objects that nobody declares."""

from __future__ import annotations

from azuraforge_schemagen.db.inspect import Need, Unmanaged
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Function,
    Generated,
    Index,
    IndexKey,
    PrimaryKey,
    Sql,
    Table,
    Unique,
    schema_of,
)
from azuraforge_schemagen.ir.types import Raw, Scalar
from azuraforge_schemagen.pipeline.apart import apart

T = QName("", "t")
TABLE = Table(
    T,
    (
        Column("a", Raw("pair"), collation=QName("", "C"), nullable=False, server_default=Sql("'(1,2)'::pair")),
        Column("b", Scalar("integer"), nullable=False, server_default=Function("made")),
        Column("c", Scalar("integer"), generated=Generated(Sql("made(b)"))),
    ),
    primary_key=PrimaryKey("k", ("b",)),
    uniques=(Unique("u", ("b",)),),
    checks=(Check("one", Sql("made(b)")), Check("two", Sql("b > 0"))),
    indexes=(Index("i", (IndexKey(expression=Sql("made(b)")),)),),
)
MADE = Unmanaged("function", QName("", "made()"))
PAIR = Unmanaged("composite", QName("", "pair"))


def needs(on: Unmanaged, *parts: str) -> list[Need]:
    return [Need(TABLE.ref, part, on) for part in parts]


def test_parts_go_and_columns_stay() -> None:
    found = apart(schema_of(TABLE), [*needs(PAIR, "a"), *needs(MADE, "b", "c", "one", "i")])
    assert found == schema_of(
        Table(
            T,
            (
                Column("a", Scalar("text"), nullable=False),
                Column("b", Scalar("integer"), nullable=False),
                Column("c", Scalar("integer")),
            ),
            primary_key=TABLE.primary_key,
            uniques=TABLE.uniques,
            checks=(TABLE.checks[1],),
        )
    )


def test_keys_and_whole_tables() -> None:
    assert apart(schema_of(TABLE), needs(MADE, "k", "u")).table(T).constraints == TABLE.checks
    assert apart(schema_of(TABLE), needs(MADE, "")) == schema_of()
    assert apart(schema_of(), needs(MADE, "one")) == schema_of()
    assert apart(schema_of(TABLE), []) == schema_of(TABLE)
