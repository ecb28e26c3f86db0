"""Arrays on SQLite: JSON that gives back the items that PostgreSQL's arrays hold."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from azuraforge_schemagen.config import Target
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Attribute, ClassMap, EnumClass, Orm
from azuraforge_schemagen.ir.schema import Column, Enum, Function, PrimaryKey, Table, schema_of
from azuraforge_schemagen.ir.types import Array, EnumType, Scalar, Type
from azuraforge_schemagen.render.sqlalchemy import models
from tests.render import azuraforge
from tests.render.loading import formatted, loaded

T, MOOD = QName("", "t"), QName("", "mood")
MOMENT = datetime.datetime(2024, 1, 31, 12, 30, 0, 5)
UUIDS = [uuid.UUID(int=1), uuid.UUID(int=2)]
ITEMS: dict[str, tuple[Type, list[Any], list[Any]]] = {
    "numeric_": (Scalar("numeric", precision=20, scale=10), [Decimal("1.1000000000")], ["1.1000000000"]),
    "uuid_": (Scalar("uuid"), UUIDS, [str(one) for one in UUIDS]),
    "date_": (Scalar("date"), [datetime.date(2024, 1, 31)], ["2024-01-31"]),
    "time_": (Scalar("time"), [datetime.time(12, 30)], ["12:30:00"]),
    "timestamp_": (Scalar("timestamp"), [MOMENT], ["2024-01-31 12:30:00.000005"]),
    "timestamptz_": (
        Scalar("timestamptz"),
        [MOMENT.replace(tzinfo=datetime.UTC)],
        ["2024-01-31 12:30:00.000005+00:00"],
    ),
    "interval_": (Scalar("interval"), [datetime.timedelta(300_000, 1, 1)], [25_920_000_001_000_001]),
    "binary_": (Scalar("binary"), [b"\0a"], ["0061"]),
    "double_": (Scalar("double"), [1.5], [1.5]),
    "string_": (Scalar("string"), ["é"], ["é"]),
}
POSTGRESQL, SQLITE = azuraforge.CONFIG.targets


def written(*targets: Target) -> str:
    """The models of a table with an array of each type, and one of two dimensions."""
    types = {name: Array(type_) for name, (type_, _, _) in ITEMS.items()}
    types |= {"moods": Array(EnumType(MOOD)), "matrix": Array(Scalar("numeric"), 2)}
    columns = [Column("id", Scalar("integer"), False), *(Column(name, type_) for name, type_ in types.items())]
    table = Table(T, tuple(columns), PrimaryKey("t_pkey", ("id",)))
    attributes = tuple(Attribute(column.name, column.name) for column in columns)
    enum = Enum(MOOD, ("v", "so-so"))
    members = EnumClass(MOOD, "Mood", (("V", "v"), ("SO_SO", "so-so")))
    made = Orm({T: ClassMap(T, "T", attributes=attributes)}, {MOOD: members})
    return models(schema_of(enum, table), made, replace(azuraforge.CONFIG, targets=targets))


BOTH, ONE = written(POSTGRESQL, SQLITE), written(SQLITE)


@pytest.fixture(params=[BOTH, ONE], ids=["both", "sqlite"])
def module(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    with loaded(request.param) as found:
        yield found


@pytest.fixture
def engine(module: ModuleType) -> Iterator[sa.Engine]:
    made = sa.create_engine("sqlite://")
    module.Base.metadata.create_all(made)
    yield made
    made.dispose()


def kept(engine: sa.Engine, name: str) -> Any:
    """What the file holds."""
    with engine.connect() as connection:
        text = connection.execute(sa.text(f'SELECT "{name}" FROM t')).scalar_one()
    return None if text is None else json.loads(text)


def stored(module: ModuleType, engine: sa.Engine, name: str, value: Any) -> Any:
    """What a query gives for a value that the model has stored."""
    with orm.Session(engine) as session:
        session.add(module.T(id=1, **{name: value}))
        session.commit()
        return session.execute(sa.select(getattr(module.T, name))).scalar_one()


@pytest.mark.parametrize("name", ITEMS)
def test_sqlite_gives_back_the_items(module: ModuleType, engine: sa.Engine, name: str) -> None:
    _, values, texts = ITEMS[name]
    assert stored(module, engine, name, [*values, None]) == [*values, None]
    assert kept(engine, name) == [*texts, None]


def test_an_enum_is_kept_as_its_value(module: ModuleType, engine: sa.Engine) -> None:
    mood = module.Mood
    assert stored(module, engine, "moods", [mood.SO_SO, None, "v"]) == [mood.SO_SO, None, mood.V]
    assert kept(engine, "moods") == ["so-so", None, "v"]


def test_dimensions_are_lists_in_lists(module: ModuleType, engine: sa.Engine) -> None:
    value = [[Decimal("1.10"), None], [], [Decimal(2)]]
    assert stored(module, engine, "matrix", value) == value
    assert kept(engine, "matrix") == [["1.10", None], [], ["2"]]


def test_null_is_no_array(module: ModuleType, engine: sa.Engine) -> None:
    assert stored(module, engine, "uuid_", None) is None
    with engine.begin() as connection:
        connection.execute(sa.insert(module.T), [{"id": 2, "uuid_": None, "moods": []}])
        query = sa.text("SELECT count(*) FROM t WHERE uuid_ IS NULL")
        assert connection.execute(query).scalar_one() == 2


def test_equal_arrays_are_found(module: ModuleType, engine: sa.Engine) -> None:
    stored(module, engine, "uuid_", UUIDS)
    with engine.connect() as connection:
        query = sa.select(module.T.id)
        assert connection.execute(query.where(module.T.uuid_ == UUIDS)).scalars().all() == [1]
        assert connection.execute(query.where(module.T.uuid_ == UUIDS[:1])).scalars().all() == []


def test_numbers_of_a_default_are_decimals(module: ModuleType, engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO t (id, numeric_, uuid_) VALUES (1, '[1.1, 2]', '{}')"))
        row = connection.execute(sa.select(module.T.numeric_, module.T.uuid_)).one()
    assert tuple(row) == ([Decimal("1.1"), Decimal(2)], {})


def test_sqlite_creates_json(engine: sa.Engine) -> None:
    types = {column["name"]: str(column["type"]) for column in sa.inspect(engine).get_columns("t")}
    assert set(types.values()) == {"INTEGER", "JSON"}


def test_only_items_that_json_lacks_are_converted() -> None:
    assert "string_: Mapped[list[str] | None] = mapped_column(postgresql.ARRAY(sa.String()).with_variant(" in BOTH
    assert "JsonArray" not in written(POSTGRESQL)
    assert formatted(BOTH) == BOTH
    assert formatted(ONE) == ONE


def test_mypy_has_nothing_to_say(tmp_path: Path) -> None:
    path = tmp_path / "made.py"
    path.write_text(BOTH, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.postgresql
@pytest.mark.parametrize("driver", ["psycopg", "psycopg2"])
def test_postgresql_has_its_arrays(pg_urls: dict[str, str], driver: str) -> None:
    engine = sa.create_engine(pg_urls[driver])
    with loaded(BOTH) as module:
        module.Base.metadata.create_all(engine)
        values = {name: values for name, (_, values, _) in ITEMS.items()}
        with orm.Session(engine) as session:
            session.add(module.T(id=1, moods=[module.Mood.SO_SO], **values))
            session.commit()
            row = session.get_one(module.T, 1)
            assert {name: getattr(row, name) for name in ITEMS} == values
            assert row.moods == [module.Mood.SO_SO]
    engine.dispose()


def test_a_function_as_a_default_on_sqlite_is_in_parentheses() -> None:
    columns = (Column("id", Scalar("integer"), False), Column("x", Scalar("bigint"), server_default=Function("random")))
    table = Table(T, columns, PrimaryKey("t_pkey", ("id",)))
    made = Orm({T: ClassMap(T, "T", attributes=(Attribute("id", "id"), Attribute("x", "x")))})
    engine = sa.create_engine("sqlite://")
    with loaded(models(schema_of(table), made, azuraforge.CONFIG)) as module, orm.Session(engine) as session:
        module.Base.metadata.create_all(engine)
        session.add(module.T(id=1))
        session.commit()
        assert isinstance(session.get_one(module.T, 1).x, int)
    engine.dispose()
