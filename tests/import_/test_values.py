"""Models imported: what Python and the server do with values, and generated columns do not, is said."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, configure_mappers, mapped_column

from azuraforge_schemagen.db.code.classes import classes
from azuraforge_schemagen.db.code.tables import name_of
from azuraforge_schemagen.db.code.values import value_gaps

DIALECTS = ("postgresql", "sqlite")


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (sa.Column("n", sa.Numeric(10, 2, asdecimal=False)), "the values of n are float in Python, and not Decimal"),
        (sa.Column("n", sa.Float(asdecimal=True)), "the values of n are Decimal in Python, and not float"),
        (sa.Column("n", sa.Uuid(native_uuid=False)), "the values of n are UUID in Python, and not str"),
        (sa.Column("n", sa.Interval(native=False)), "the values of n are timedelta in Python, and not datetime"),
        (sa.Column("n", postgresql.ARRAY(sa.Uuid(as_uuid=False))), "the UUIDs of n are strings in Python"),
        (sa.Column("n", postgresql.ARRAY(sa.Integer, as_tuple=True)), "arrays of n are tuples"),
        (sa.Column("n", postgresql.ARRAY(sa.Integer, zero_indexes=True)), "begin at 0"),
        (sa.Column("n", sa.JSON(none_as_null=True)), "None in n is NULL and not the null of JSON"),
        (sa.Column("n", sa.Integer, server_default=sa.FetchedValue()), "the server sets n by itself"),
        (sa.Column("n", sa.Integer, server_onupdate=sa.FetchedValue()), "the server sets n on UPDATE"),
        (sa.Column("n", sa.Integer, key="k"), "the table has n under the key k"),
    ],
)
def test_what_no_file_says(column: sa.Column[Any], words: str) -> None:
    assert [it for it in value_gaps(column, DIALECTS) if words in it]


@pytest.mark.parametrize(
    "column",
    [
        sa.Column("n", sa.Numeric(10, 2), server_default="1"),
        sa.Column("n", sa.Double),
        sa.Column("n", sa.Uuid),
        sa.Column("n", sa.Interval),
        sa.Column("n", sa.DateTime(timezone=True), server_default=sa.func.now()),
        sa.Column("n", postgresql.ARRAY(sa.Uuid).with_variant(sa.JSON, "sqlite")),
        sa.Column("n", sa.LargeBinary),
        sa.Column("n", sa.Boolean),
        sa.Column("n", sa.Integer, sa.Computed("1 + 1")),
        sa.Column("n", sa.Enum("a", "b", native_enum=False)),
    ],
)
@pytest.mark.parametrize("dialects", [DIALECTS, ("postgresql",), ("sqlite",)])
def test_what_is_the_same(column: sa.Column[Any], dialects: tuple[str, ...]) -> None:
    if dialects != ("sqlite",) or not isinstance(column.type, postgresql.ARRAY):
        assert not list(value_gaps(column, dialects))


def test_how_attributes_are_loaded() -> None:
    class Base(DeclarativeBase):
        pass

    class Part(Base):
        __tablename__ = "parts"
        id: Mapped[int] = mapped_column(primary_key=True)
        old: Mapped[str] = mapped_column(active_history=True)
        big: Mapped[str] = mapped_column(deferred=True, deferred_raiseload=True)

    configure_mappers()
    table = Base.metadata.tables["parts"]
    (found,) = classes((Part.__mapper__,), {name_of(table): table}, DIALECTS, {})
    assert {str(it) for it in found.gaps} == {"active_history of old", "raiseload of big"}
