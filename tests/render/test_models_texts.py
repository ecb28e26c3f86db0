"""Whatever stands in YAML is text: it reaches Python and the database as it is, and nothing of it runs."""

from __future__ import annotations

import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import orm

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Attribute, ClassMap, EnumClass, Orm, PyValue, Relationship
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
    Enum,
    ForeignKey,
    Index,
    IndexKey,
    PrimaryKey,
    Schema,
    Sql,
    Table,
    schema_of,
)
from azuraforge_schemagen.ir.types import EnumType, Scalar
from azuraforge_schemagen.render.sqlalchemy import models
from tests.render import azuraforge
from tests.render.loading import formatted, loaded
from tests.render.sink import NASTY

SURROGATES = ("Cs",)
TEXT = st.text(
    st.one_of(
        st.characters(exclude_characters="\x00", exclude_categories=SURROGATES),
        st.sampled_from("\"'\\\n\t\r{}%:$;#\u202e\u2028"),
    ),
    min_size=1,
    max_size=40,
)
EVIL = [
    NASTY,
    '"""\nimport os\n"""',
    "'''",
    "ends with \\",
    '"',
    "\\N{BULLET}",
    "{{ 7*7 }}{% raw %}{# x #}",
    "%(x)s %s %%",
    "{self.__class__}",
    "\u202e\u2066\x0b\x85\u2028",
    " a\n  b\n\n   c ",
]


def schema(text: str) -> tuple[Schema, Orm]:
    table, other, enum = QName("", f"t{text}"), QName("", "other"), QName("", f"e{text}")
    columns = (
        Column("id", Scalar("integer"), False),
        Column(f"c{text}", Scalar("text"), server_default=Constant(text), comment=text),
        Column("kind", EnumType(enum), server_default=Constant(text[:40])),
        Column("other_id", Scalar("integer")),
    )
    attributes = (
        Attribute("id", "id", doc=text),
        Attribute("c", f"c{text}", default=PyValue(text), on_update=PyValue([text]), doc=text, mixin=text),
        Attribute("kind", "kind", default=PyValue(text[:40])),
        Attribute("other_id", "other_id"),
    )
    made = Table(
        table,
        columns,
        PrimaryKey(f"pk{text}", ("id",), comment=text),
        checks=(Check(f"ck{text}", Sql("id > 0 OR kind = " + _quoted(text)), comment=text),),
        foreign_keys=(ForeignKey(f"fk{text}", ("other_id",), other, ("id",), comment=text),),
        indexes=(Index(f"ix{text}", (IndexKey(f"c{text}"),), where=Sql("id > 0 OR kind = " + _quoted(text))),),
        comment=text,
    )
    keyed = Table(other, (Column("id", Scalar("integer"), False),), PrimaryKey("other_pkey", ("id",)))
    relation = Relationship("other", other, False, True, ("other_id",), table, doc=text)
    classes = {
        table: ClassMap(table, "Made", text, attributes, (relation,), origin=text),
        other: ClassMap(other, "Other", attributes=(Attribute("id", "id"),)),
    }
    kinds = EnumClass(enum, "Kind", (("text", text[:40]),), doc=text)
    return schema_of(made, keyed, Enum(enum, (text[:40],), comment=text)), Orm(classes, {enum: kinds})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXT)
@example(EVIL[0])
@example(EVIL[1])
@example(EVIL[2])
@example(EVIL[3])
@example(EVIL[4])
@example(EVIL[5])
@example(EVIL[6])
@example(EVIL[7])
@example(EVIL[8])
@example(EVIL[9])
@example(EVIL[10])
def test_every_text_comes_through(text: str) -> None:
    with loaded(models(*schema(text), azuraforge.CONFIG)) as module:
        orm.configure_mappers()
        made = module.Base.metadata.tables[f"t{text}"]
        column = made.c[f"c{text}"]
        assert made.comment == column.comment == text
        assert module.Made.__table__.c.id.doc == column.doc == text
        assert column.default.arg == column.server_default.arg == text
        assert column.onupdate.arg(None) == [text]
        assert [member.value for member in module.Kind] == [text[:40]]
        assert made.c.kind.type.name == f"e{text}"
        assert {one.name for one in made.constraints} == {f"pk{text}", f"ck{text}", f"fk{text}"}
        assert {one.comment for one in made.constraints} == {text}
        assert [one.name for one in made.indexes] == [f"ix{text}"]
        assert _said(module.Made.__doc__) == _said(text) == _said(module.Kind.__doc__)


@settings(max_examples=15, deadline=None)
@given(TEXT.filter(lambda text: len(text.encode()) < 50))
@example("a:b %s :c '\"\\")
def test_sqlite_gets_every_text_as_it_is(text: str) -> None:
    with loaded(models(*schema(text), azuraforge.CONFIG)) as module:
        engine = sa.create_engine("sqlite://")
        module.Base.metadata.create_all(engine)
        found = sa.inspect(engine)
        assert f"t{text}" in found.get_table_names()
        with orm.Session(engine) as session:
            session.add(module.Made(id=1))
            session.commit()
            session.expunge_all()
            row = session.get(module.Made, 1)
            assert row.c == text
            assert row.kind is module.Kind.text
        engine.dispose()


@settings(max_examples=12, deadline=None)
@given(TEXT)
@example(EVIL[0])
@example(EVIL[1])
@example(EVIL[10])
def test_ruff_has_nothing_to_change(text: str) -> None:
    written = models(*schema(text), azuraforge.CONFIG)
    assert formatted(written) == written


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _said(text: str | None) -> list[str]:
    return (text or "").split()
