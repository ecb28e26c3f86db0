"""Single parts of the models: annotations that people write, client defaults, relationships, cycles."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Attribute, ClassMap, ClientDefault, Orm, PyFunction, PyValue, Relationship
from azuraforge_schemagen.ir.schema import Column, ForeignKey, PrimaryKey, Schema, Table, schema_of
from azuraforge_schemagen.ir.types import Scalar, Type
from azuraforge_schemagen.render.sqlalchemy import models
from azuraforge_schemagen.render.sqlalchemy.annotations import annotation
from azuraforge_schemagen.render.sqlalchemy.cycles import closing
from azuraforge_schemagen.render.sqlalchemy.scope import Scope
from tests.render import azuraforge
from tests.render.loading import formatted, loaded

T, U = QName("", "t"), QName("", "u")
INTEGER = Scalar("integer")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("dict[str, int]", "dict[str, int]"),
        ("datetime", "datetime.datetime"),
        ("datetime.date | None", "datetime.date | None"),
        ("list[UUID]", "list[UUID]"),
        ("Literal['a', \"b's\", 1]", 'Literal["a", "b\'s", 1]'),
        ("tuple[int, ...]", "tuple[int, ...]"),
        ("app.types.Money", "Money"),
        ("Mood", "Mood"),
        ("Unknown", None),
        ("__import__('os')", None),
        ("[x for x in y]", None),
        ("a; import os", None),
        ("'User'", None),
        ("lambda: 0", None),
        ("", None),
    ],
)
def test_an_annotation_is_a_type_or_nothing(written: str, expected: str | None) -> None:
    assert annotation(written, Scope(()), {"Mood"}) == expected


def test_an_annotation_imports_what_it_names() -> None:
    scope = Scope(("Money", "datetime"))
    assert annotation("dict[app.types.Money, datetime]", scope, ()) == "dict[Money_, datetime_.datetime]"
    assert scope.imports() == [["import datetime as datetime_"], ["from app.types import Money as Money_"]]


@pytest.mark.parametrize(
    ("default", "type_", "expected"),
    [
        (PyValue("a"), "string", '"a"'),
        (PyValue("2024-01-31"), "date", "datetime.date(2024, 1, 31)"),
        (PyValue("infinity"), "date", '"infinity"'),
        (PyValue("12:30:00Z"), "timetz", "datetime.time(12, 30, tzinfo=datetime.timezone.utc)"),
        (PyValue(Decimal("1.50")), "numeric", 'Decimal("1.50")'),
        (PyValue(Decimal("1.50")), "double", "1.5"),
        (PyValue(Decimal("NaN")), "double", 'float("nan")'),
        (PyValue("é'"), "binary", '"é\'".encode()'),
        (PyValue({}), "json", "dict"),
        (PyValue([1, {"a": None}]), "json", 'lambda: [1, {"a": None}]'),
        (PyFunction("uuid4"), "uuid", "uuid.uuid4"),
        (PyFunction("uuid4"), "string", "lambda: str(uuid.uuid4())"),
        (PyFunction("now"), "timestamp", "lambda: datetime.datetime.now()"),
        (PyFunction("now"), "timestamptz", "lambda: datetime.datetime.now(datetime.timezone.utc)"),
        (
            PyFunction("utcnow"),
            "timestamp",
            "lambda: datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)",
        ),
        (PyFunction("now"), "text", "lambda: datetime.datetime.now().isoformat()"),
        (PyFunction("today"), "date", "datetime.date.today"),
        (PyFunction("list"), "json", "list"),
    ],
)
def test_a_client_default_is_what_python_sets(default: ClientDefault, type_: str, expected: str) -> None:
    text = models(*_one(Scalar(type_), Attribute("x", "x", default=default)), azuraforge.CONFIG)
    assert f"default={expected}" in text
    assert formatted(text) == text
    with loaded(text) as module:
        made = module.Base.metadata.tables["t"].c.x.default
        assert made is not None
        if made.is_callable:
            assert made.arg(None) is not None


def test_a_mutable_default_is_made_anew_for_each_row() -> None:
    value = {"a": [1, 2], "b": {"c": ["x" * 90]}}
    with loaded(
        models(*_one(Scalar("json"), Attribute("x", "x", default=PyValue(value))), azuraforge.CONFIG)
    ) as module:
        make = module.Base.metadata.tables["t"].c.x.default.arg
        assert make(None) == make(None) == value
        assert make(None) is not make(None)


def _one(type_: Type, attribute: Attribute) -> tuple[Schema, Orm]:
    table = Table(T, (Column("id", INTEGER, False), Column("x", type_)), PrimaryKey("t_pkey", ("id",)))
    return schema_of(table), Orm({T: ClassMap(T, "T", attributes=(Attribute("id", "id"), attribute))})


def _keyed(name: QName, *keys: ForeignKey, more: tuple[str, ...] = ()) -> Table:
    columns = [Column("id", INTEGER, False), *(Column(it, INTEGER) for it in more)]
    return Table(name, tuple(columns), PrimaryKey(f"{name.name}_pkey", ("id",)), foreign_keys=keys)


def test_two_references_to_one_table_say_which_they_mean() -> None:
    keys = (ForeignKey("a", ("a_id",), U, ("id",)), ForeignKey("b", ("b_id",), U, ("id",)))
    table = _keyed(T, *keys, more=("a_id", "b_id"))
    rows = [("a", "a_id", "as_"), ("b", "b_id", "bs")]
    here = tuple(
        Relationship(name, U, False, foreign_columns=(column,), foreign_table=T, ambiguous=True, back=back)
        for name, column, back in rows
    )
    there = tuple(
        Relationship(back, T, True, foreign_columns=(column,), foreign_table=T, ambiguous=True, back=name)
        for name, column, back in rows
    )
    text = _related(table, _keyed(U), here, there)
    assert 'b: Mapped[U | None] = relationship(foreign_keys="[T.b_id]", back_populates="bs")' in text
    with loaded(text) as module:
        orm.configure_mappers()
        one = module.U(bs=[module.T()])
        assert one.bs[0].b is one


def test_two_keys_over_the_same_columns_say_how_they_join() -> None:
    keys = (ForeignKey("a", ("x", "y"), U, ("p", "q")), ForeignKey("b", ("y", "x"), U, ("p", "q")))
    options = (("overlaps", "one,two"),)
    here = tuple(
        Relationship(name, U, False, foreign_columns=columns, foreign_table=T, ambiguous=True, options=options)
        for name, columns in (("one", ("x", "y")), ("two", ("y", "x")))
    )
    text = _related(_keyed(T, *keys, more=("x", "y")), _keyed(U, more=("p", "q")), here, ())
    assert 'primaryjoin="and_(T.y == U.p, T.x == U.q)"' in text
    with loaded(text) as module:
        orm.configure_mappers()
        assert {column.name for column in module.T.two.property.local_columns} == {"x", "y"}


def test_options_of_a_relationship_are_literals() -> None:
    key = ForeignKey("k", ("u_id",), U, ("id",))
    options = (("lazy", "selectin"), ("passive_deletes", "all"), ("join_depth", 2), ("viewonly", False))
    there = Relationship(
        "ts", T, True, foreign_columns=("u_id",), foreign_table=T, order_by=("u_id", "id desc"), options=options
    )
    text = _related(_keyed(T, key, more=("u_id",)), _keyed(U), (), (there,))
    assert 'order_by="[T.u_id, T.id.desc()]"' in text
    with loaded(text) as module:
        orm.configure_mappers()
        made = module.U.ts.property
        assert (made.lazy, made.passive_deletes, made.join_depth, made.viewonly) == ("selectin", "all", 2, False)


def test_a_collection_may_be_a_class_of_the_project() -> None:
    key = ForeignKey("k", ("u_id",), U, ("id",))
    path = "sqlalchemy.orm.collections:InstrumentedList"
    there = Relationship("ts", T, True, foreign_columns=("u_id",), foreign_table=T, collection=path)
    text = _related(_keyed(T, key, more=("u_id",)), _keyed(U), (), (there,))
    assert 'ts: Mapped[InstrumentedList] = relationship("T", collection_class=InstrumentedList)' in text
    with loaded(text):
        orm.configure_mappers()


def test_an_attribute_may_have_the_name_of_a_class() -> None:
    key = ForeignKey("k", ("U",), U, ("id",))
    here = Relationship("u", U, False, foreign_columns=("U",), foreign_table=T)
    with loaded(_related(_keyed(T, key, more=("U",)), _keyed(U), (here,), ())) as module:
        orm.configure_mappers()
        assert module.T.u.property.mapper.class_ is module.U


def _related(table: Table, other: Table, here: tuple[Relationship, ...], there: tuple[Relationship, ...]) -> str:
    def made(of: Table, name: str, relationships: tuple[Relationship, ...]) -> ClassMap:
        attributes = tuple(Attribute(it.name, it.name) for it in of.columns)
        return ClassMap(of.name, name, attributes=attributes, relationships=relationships)

    classes = {T: made(table, "T", here), U: made(other, "U", there)}
    text = models(schema_of(table, other), Orm(classes), azuraforge.CONFIG)
    assert formatted(text) == text
    return text


def test_a_cycle_is_opened_once() -> None:
    names = [QName("", name) for name in "abc"]
    tables = {
        name: _keyed(name, ForeignKey(f"to_{to.name}", ("x",), to, ("id",)), more=("x",))
        for name, to in zip(names, [*names[1:], names[0]], strict=True)
    }
    assert closing(tables) == {(QName("", "c"), "to_a")}
    a = names[0]
    opened = {**tables, a: replace(tables[a], foreign_keys=())}
    assert closing(opened) == frozenset()
    itself = {a: _keyed(a, ForeignKey("up", ("x",), a, ("id",)), more=("x",))}
    assert closing(itself) == frozenset()


def test_keys_inside_a_family_close_a_cycle() -> None:
    a, b, c = (QName("", name) for name in "abc")
    parent = _keyed(a, ForeignKey("to_heir", ("x",), b, ("id",)), more=("x",))
    heir = replace(_keyed(b, ForeignKey("out", ("x",), c, ("id",)), more=("x",)), inherits=(a,))
    assert closing({a: parent, b: heir, c: _keyed(c)}) == {(a, "to_heir")}
    back = _keyed(c, ForeignKey("to_parent", ("x",), a, ("id",)), more=("x",))
    assert closing({a: parent, b: heir, c: back}) == {(a, "to_heir"), (c, "to_parent")}


def test_serial_is_a_word_of_create_table_only() -> None:
    """Elsewhere (a cast, Alembic's comparison) the type of such a column is a plain one."""
    table = Table(T, (Column("a", INTEGER, False, serial="t_a_seq"), Column("b", Scalar("bigint"), False, serial="s")))
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    with loaded(models(schema_of(table), Orm(), azuraforge.CONFIG)) as module:
        ddl = str(CreateTable(module.Base.metadata.tables["t"]).compile(dialect=dialect))
        types = [dialect.type_compiler_instance.process(it.type) for it in module.Base.metadata.tables["t"].columns]
    assert "a SERIAL NOT NULL" in ddl
    assert "b BIGSERIAL NOT NULL" in ddl
    assert types == ["INTEGER", "BIGINT"]
