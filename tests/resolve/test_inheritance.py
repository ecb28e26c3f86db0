"""Classes that inherit: what does not fit is said where it stands, and what fits works in a session."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from types import ModuleType

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, configure_mappers

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import PyValue
from azuraforge_schemagen.render.package import files
from azuraforge_schemagen.render.sqlalchemy import models
from tests.cases.case import FOLDER, read
from tests.render.loading import loaded
from tests.resolve.reading import BOTH, clean, resolved

TOP = "table: top\nmapper: { polymorphic_on: kind, polymorphic_identity: top }\n"
COLUMNS = "columns: { id: { type: integer, primary_key: true }, kind: string, budget: integer | null }\n"
CHILD = "table: child\nmapper: { inherits: top, polymorphic_identity: child }\n"
KEYED = "columns: { id: { type: integer, primary_key: true, references: top.id } }\n"


@pytest.fixture(params=["joined_inheritance", "single_table_inheritance", "mapper_and_values_for_programs"])
def module(request: pytest.FixtureRequest) -> Iterator[ModuleType]:
    yield from _module(request.param)


def _module(name: str) -> Iterator[ModuleType]:
    case = read(FOLDER / "models" / f"{name}.md")
    found = clean(*case.new.values(), targets=BOTH)
    config = Config(root=None, package="app", distribution="app", targets=BOTH)  # type: ignore[arg-type]
    with loaded(models(found.schema, found.orm, config)) as made, warnings.catch_warnings():
        warnings.simplefilter("error")
        configure_mappers()
        yield made


def test_nothing_is_warned_of(module: ModuleType) -> None:
    engine = sa.create_engine("sqlite://")
    module.Base.metadata.create_all(engine)
    with Session(engine) as session:
        for mapper in module.Base.registry.mappers:
            assert session.scalars(sa.select(mapper.class_)).all() == []


@pytest.mark.parametrize("module", ["joined_inheritance"], indirect=True)
def test_rows_of_joined_tables_are_of_their_classes(module: ModuleType) -> None:
    engine = sa.create_engine("sqlite://")
    module.Base.metadata.create_all(engine)
    with Session(engine) as session:
        plain = module.Employee(version=0)
        boss = module.Boss(version=0, language="C", budget=1, mentor=plain, team=module.Team())
        led = module.Team(lead=boss)
        session.add_all([plain, boss, led])
        session.commit()
        found = session.scalars(sa.select(module.Employee).order_by(module.Employee.id)).all()
        assert [type(it).__name__ for it in found] == ["Employee", "Boss"]
        assert plain.engineer_by_mentor == [boss] == boss.team.employee
        assert boss.team_by_lead == [led]
        boss.language = "D"
        session.commit()
        assert (plain.version, boss.version) == (1, 2)


@pytest.mark.parametrize("module", ["single_table_inheritance"], indirect=True)
def test_classes_of_one_table_have_what_is_theirs(module: ModuleType) -> None:
    mappers = {it.class_.__name__: it for it in module.Base.registry.mappers}
    own = {name: set(it.column_attrs.keys()) - {"id", "kind", "deputy_of_id"} for name, it in mappers.items()}
    assert own == {
        "Company": {"name"},
        "Worker": set(),
        "Manager": {"budget", "company_id"},
        "Director": {"budget", "company_id"},
        "Clerk": {"place"},
    }
    engine = sa.create_engine("sqlite://")
    module.Base.metadata.create_all(engine)
    with Session(engine) as session:
        director = module.Director(company=module.Company(name="x"), deputies=[module.Clerk(), module.Worker()])
        session.add(director)
        session.commit()
        assert {type(it).__name__ for it in director.deputies} == {"Clerk", "Worker"}
        assert session.scalars(sa.select(module.Clerk.place)).all() == ["hall"]
        assert session.scalars(sa.select(module.Manager)).all() == [director] == director.company.worker


@pytest.mark.parametrize(
    ("code", "line", "texts"),
    [
        ("SG140", 2, ["table: child\nmapper: { inherits: nowhere }\n" + KEYED, TOP + COLUMNS]),
        ("SG170", 2, [CHILD + "columns: { id: { type: integer, primary_key: true } }\n", TOP + COLUMNS]),
        (
            "SG170",
            2,
            ["table: a\nmapper: { inherits: a }\ncolumns: { id: { type: date, primary_key: true, references: a.id } }"],
        ),
        (
            "SG170",
            2,
            ["table: a\nmapper: { polymorphic_identity: a }\ncolumns: { id: { type: integer, primary_key: true } }"],
        ),
        (
            "SG131",
            2,
            ["table: a\nmapper: { version_id_col: v }\ncolumns: { id: { type: integer, primary_key: true } }"],
        ),
        (
            "SG161",
            3,
            [
                CHILD + "columns: { id: { type: integer, primary_key: true, references: top.id }, budget: text }\n",
                TOP + COLUMNS,
            ],
        ),
        ("SG135", 2, [TOP.replace("identity: top", "identity: 1") + COLUMNS]),
        ("SG170", 2, [CHILD.replace("identity: child", "identity: child, batch: false") + KEYED, TOP + COLUMNS]),
        ("SG131", 3, [TOP + "subclasses: { Sub: { columns: [nothing] } }\n" + COLUMNS]),
        ("SG170", 3, [TOP + "subclasses: { Sub: { columns: [kind] } }\n" + COLUMNS]),
        (
            "SG170",
            3,
            [TOP + "subclasses: { A: { columns: [budget] }, B: { inherits: A, columns: [budget] } }\n" + COLUMNS],
        ),
        ("SG170", 3, [TOP + "subclasses: { A: { inherits: C } }\n" + COLUMNS]),
        ("SG170", 3, [TOP + "subclasses: { A: { inherits: A } }\n" + COLUMNS]),
        ("SG160", 3, [TOP + "subclasses: { Top: {} }\n" + COLUMNS]),
        ("SG160", 3, [TOP + "subclasses: { class: {} }\n" + COLUMNS]),
        ("SG162", 3, [TOP + "subclasses: { A: { relationships: [none] } }\n" + COLUMNS]),
        ("SG160", 2, ["table: a\nmapper: { batch: false }\ncolumns: { id: integer }"]),
        (
            "SG170",
            2,
            ["table: a\nmapper: { polymorphic_abstract: true }\ncolumns: { id: { type: integer, primary_key: true } }"],
        ),
        ("SG170", 3, [TOP + "subclasses: { A: { mapper: { polymorphic_identity: top } } }\n" + COLUMNS]),
        ("SG170", 2, [TOP + COLUMNS, CHILD.replace("identity: child", "identity: top") + KEYED]),
        ("SG170", 3, [TOP + "subclasses: { A: { columns: [budget] } }\n" + COLUMNS]),
        ("SG170", 2, [TOP + COLUMNS, "table: child\nmapper: { inherits: top }\n" + KEYED]),
    ],
)
def test_what_does_not_fit_is_said(code: str, line: int, texts: list[str]) -> None:
    found = resolved(*texts).diagnostics
    found = tuple(it for it in found if it.severity == "error") or found
    assert [(it.code, it.span.line if it.span else 0) for it in found] == [(code, line)]
    assert all(it.help for it in found)


def test_a_number_that_is_none_is_one_in_python() -> None:
    text = "table: a\ninfo: { a: .inf, b: -.inf, c: .nan }\ncolumns: { id: { type: integer, primary_key: true } }"
    found = clean(text, targets=BOTH)
    config = Config(root=None, package="app", distribution="app", targets=BOTH)  # type: ignore[arg-type]
    with loaded(models(found.schema, found.orm, config)) as made:
        assert str(made.A.__table__.info) == "{'a': inf, 'b': -inf, 'c': nan}"


def test_versions_that_nothing_counts() -> None:
    text = "table: a\nmapper: { version_id_col: v }\ncolumns: { id: { type: integer, primary_key: true }, v: %s }"
    assert [it.code for it in resolved(text % "text").diagnostics] == ["SG170"]
    for type_ in ("bigint", "{ type: integer, variants: { sqlite: bigint } }"):
        assert [it.code for it in resolved(text % type_).diagnostics] == []


def test_a_table_that_says_so_has_no_class() -> None:
    text = "table: a\nclass: false\nrepr: [id]\ncolumns: { id: { type: integer, primary_key: true } }"
    found = resolved(text)
    assert [(it.code, it.span and it.span.line) for it in found.diagnostics] == [("SG160", 3)]
    assert not found.orm.classes


def test_the_package_lists_every_class() -> None:
    sub = "subclasses: { Sub: { doc: One below., mapper: { polymorphic_identity: sub } } }\n"
    found = clean(TOP + sub + COLUMNS)
    config = Config(root=None, package="app", distribution="app", targets=BOTH)  # type: ignore[arg-type]
    assert "| `Sub` | `top` | One below. |" in files(found.schema, found.orm, config)["README.md"]


def test_false_is_a_value_of_a_discriminator() -> None:
    columns = "columns: { id: { type: integer, primary_key: true }, kind: boolean, v: integer }\n"
    said = "polymorphic_on: kind, polymorphic_identity: false, version_id_col: v, version_id_generator: false"
    made = clean(f"table: top\nmapper: {{ {said} }}\n{columns}").orm.classes[QName("", "top")].mapper
    assert (made.identity, made.options) == (PyValue(False), (("version_id_generator", False),))
