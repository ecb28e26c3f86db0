"""Tables of a live PostgreSQL that inherit: whole, with their parents in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from azuraforge_schemagen.db.connect import connect
from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Check, Constant, Sql, Table

pytestmark = pytest.mark.postgresql

Read = Callable[[str], Inspection]


@pytest.fixture
def read(pg_database: str) -> Iterator[Read]:
    engine = connect(pg_database)

    def after(ddl: str) -> Inspection:
        with engine.begin() as connection:
            connection.exec_driver_sql(ddl)
        with engine.connect() as connection:
            return inspect(connection)

    yield after
    engine.dispose()


def table(found: Inspection, name: str) -> Table:
    return found.schema.table(QName("", name))


def test_an_heir_is_whole(read: Read) -> None:
    found = read(
        """CREATE SCHEMA app; CREATE TABLE p (id serial, n int DEFAULT 1 NOT NULL, CONSTRAINT c CHECK (n > 0));
        CREATE TABLE app.q (n int NOT NULL, m int);
        CREATE TABLE a_heir (own int, CONSTRAINT k CHECK (own > 0)) INHERITS (app.q, p);
        ALTER TABLE a_heir ALTER n SET DEFAULT 7;"""
    )
    heir = table(found, "a_heir")
    assert heir.inherits == (QName("app", "q"), QName("", "p"))
    assert list(heir.by_name) == ["n", "m", "id", "own"]
    assert heir.by_name["id"].server_default == Sql("nextval('p_id_seq'::regclass)")
    assert heir.by_name["n"].server_default == Constant(7)
    assert [it.name for it in heir.checks] == ["c", "k"]
    assert found.unmanaged == ()


def test_whether_a_share_of_a_check_is_valid_is_up_to_what_came_first(read: Read) -> None:
    found = read(
        """CREATE TABLE p (n int); CREATE TABLE early () INHERITS (p);
        ALTER TABLE p ADD CONSTRAINT c CHECK (n > 0) NOT VALID; CREATE TABLE late () INHERITS (p);"""
    )
    wanted = (Check("c", Sql("n > 0"), not_valid=True),)
    assert table(found, "early").checks == table(found, "late").checks == wanted


def test_what_inherits_from_something_else_is_not_managed(read: Read) -> None:
    found = read(
        """CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;
        CREATE FOREIGN TABLE f (n int) SERVER s; CREATE TABLE h () INHERITS (f); CREATE TABLE hh () INHERITS (h);"""
    )
    assert found.schema.tables == {}
    assert [str(it) for it in found.unmanaged if it.kind == "inherited_table"] == [
        "inherited_table:h",
        "inherited_table:hh",
    ]
