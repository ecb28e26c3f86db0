"""``--mixins``: what the classes of models have beside their columns goes on in a file of the project."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import servers
from tests.conftest import Golden
from tests.import_.conftest import Project

HERE = Path(__file__).parent
SETTINGS = 'dialects = ["postgresql>=15", "sqlite"]\n'


@pytest.fixture
def models(project: Project) -> Iterator[Callable[..., Project]]:
    """Copies packages of models into the project, where they are imported from."""
    names: list[str] = []

    def put(*packages: str) -> Project:
        names.extend(packages)
        project.settings(SETTINGS)
        for name in packages:
            shutil.copytree(HERE / "models" / name, project.root / name)
        return project

    yield put
    for module in [it for it in sys.modules if it.partition(".")[0] in (*names, "town")]:
        del sys.modules[module]


def replaced(project: Project, *args: str) -> str:
    """Imports with ``--mixins``, builds, and puts the modules in the place of those that were there."""
    result = json.loads(project.ok("import", *args, "--format", "json"))
    for path, text in result["modules"].items():
        (project.root / path).write_text(text)
    project.ok("build", "-m", "models")
    return json.dumps(result["diagnostics"])


def ran(project: Project, script: Path, *args: str, first: str = "") -> str:
    """What a program prints that is at home in the project; ``first`` is imported before it runs."""
    code = f"import runpy{', ' + first if first else ''}\nrunpy.run_path({str(script)!r})"
    path = os.pathsep.join([str(project.root), str(project.root / "generated")])
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def used(project: Project, url: str, first: str = "") -> str:
    """What the program says that uses the library."""
    return ran(project, HERE / "library_use.py", url, first=first)


@pytest.mark.parametrize("order", ["", "library.parts", "library.models", "shop_models", "shop_models.models"])
def test_everything_goes_on(models: Callable[..., Project], order: str) -> None:
    project = models("library")
    before = used(project, "sqlite://")
    replaced(project, "library.models:Base", "--mixins", "library/parts.py")
    assert used(project, "sqlite://", order) == before


@pytest.mark.postgresql
def test_everything_goes_on_on_postgresql(models: Callable[..., Project], pg: Callable[[str], str]) -> None:
    project = models("library")
    url = servers.with_driver(pg("SELECT 1"))
    before = used(project, url)
    replaced(project, "library.models:Base", "--mixins", "library/parts.py")
    assert used(project, url) == before


def test_in_the_place_of_the_module(models: Callable[..., Project]) -> None:
    project = models("library")
    before = used(project, "sqlite://")
    said = project.fails("SG564", "import", "library.models:Base", "--mixins", "library/models.py")
    assert "--force replaces the module" in said
    replaced(project, "library.models:Base", "--mixins", "library/models.py", "--force")
    assert used(project, "sqlite://", "shop_models") == before
    assert "from .helpers import slug" in (project.root / "library" / "models.py").read_text()


def test_what_is_written(models: Callable[..., Project], golden: Golden) -> None:
    project = models("library")
    output = project.ok("import", "library.models:Base", "--mixins", "library/parts.py")
    text = (project.root / "library" / "parts.py").read_text()
    yaml = project.files()
    golden(HERE / "models" / "library.txt", f"{text}\n--- books.yaml\n{yaml['books.yaml']}\n{output}")


BASE = """
import logging
from sqlalchemy import MetaData, inspect
from sqlalchemy.orm import declarative_base

__all__ = ["Base", "described"]
logger = logging.getLogger(__name__)


class Described:
    def described(self):
        return f"{type(self).__name__} {inspect(self).identity}"


meta = MetaData()
Base = declarative_base(metadata=meta, cls=Described)


def described(one):
    return one.described()
"""
PEOPLE = """
import logging
import sqlalchemy as sa
from sqlalchemy.orm import relationship
from . import base
from .base import Base, described as told

__all__ = ["Person"]
logger = logging.getLogger(__name__)


class Person(Base):
    __tablename__ = "people"
    id = sa.Column(sa.Integer, primary_key=True)
    orders = relationship("Order", back_populates="person")

    def tell(self):
        return told(self), [it.tell() for it in self.orders], base.described(self)
"""
ORDERS = """
import sqlalchemy as sa
import town.people
from sqlalchemy.orm import relationship
from town.base import Base
from town.people import Person


class Order(Base):
    __tablename__ = "orders"
    id = sa.Column(sa.Integer, primary_key=True)
    person_id = sa.Column(sa.ForeignKey(Person.id))
    person = relationship(Person, back_populates="orders")

    def tell(self):
        assert isinstance(self.person, (Person, town.people.Person))
        return self.described()
"""
TOWN = """
import sqlalchemy as sa
from sqlalchemy.orm import Session
from town import orders, people
from town.base import Base, meta
engine = sa.create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    person = people.Person(orders=[orders.Order()])
    session.add(person)
    session.commit()
    print(person.tell(), meta is Base.metadata)
"""


def town(project: Project, **more: str) -> Project:
    folder = project.root / "town"
    folder.mkdir()
    texts = {"__init__": "", "base": BASE, "people": PEOPLE, "orders": ORDERS, **more}
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text)
    (project.root / "use.py").write_text(TOWN)
    project.settings(SETTINGS)
    return project


@pytest.mark.parametrize("order", ["", "shop_models", "town.base", "town.orders"])
def test_several_modules(models: Callable[..., Project], order: str) -> None:
    project = town(models())
    before = ran(project, project.root / "use.py")
    said = replaced(project, "town.base:Base", "--with", "town.*", "--mixins", "town/parts.py")
    assert said == "[]"
    assert ran(project, project.root / "use.py", first=order) == before


def test_names_that_one_file_cannot_hold(models: Callable[..., Project]) -> None:
    project = town(models(), orders=ORDERS + "\ntold = 1\n")
    said = project.fails("SG565", "import", "town.base:Base", "--with", "town.*", "--mixins", "town/parts.py")
    assert "the name told for different things" in said
    assert not (project.root / "schema").exists()


STUCK = """
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column


class Base(DeclarativeBase):
    pass


class One(Base):
    __tablename__ = "ones"
    id: Mapped[int] = mapped_column(primary_key=True)

    def plain(self, other=id):
        return other


class Counted:
    @declared_attr
    def total(cls):
        return sa.orm.column_property(sa.select(sa.func.count(One.id)).scalar_subquery())


class Two(Counted, Base):
    __tablename__ = "twos"
    id: Mapped[int] = mapped_column(primary_key=True)


made = {}
for name in ("three", "four"):
    table = sa.Table(name, Base.metadata, sa.Column("id", sa.Integer, primary_key=True))
    made[name] = type(name.title(), (Base,), {"__table__": table})
"""


def test_what_cannot_be_moved_is_named_with_its_line(models: Callable[..., Project]) -> None:
    project = models()
    (project.root / "stuck.py").write_text(STUCK)
    result = json.loads(project.ok("import", "stuck:Base", "--mixins", "parts.py", "--format", "json"))
    del sys.modules["stuck"]
    said = [(it["severity"], it["line"], it["message"]) for it in result["diagnostics"]]
    assert said == [
        ("warning", 14, "not in the file: One: plain needs what is not there before the classes are"),
        ("warning", 19, "not in the file: Counted: total needs what is not there before the classes are"),
        ("warning", 30, "not in the file: the statement makes tables or classes; what else it does is yours to write"),
    ]
    text = (project.root / "parts.py").read_text()
    assert "made = {'three': Three, 'four': Four}" in text
    assert "from shop_models.models import Base, Four, One, Three, Two" in text
    assert "class One" not in text


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("parts.txt", "no Python file of the project"),
        ("../parts.py", "no Python file of the project"),
        ("my-parts.py", "no name that an import could say"),
        ("library/helpers.py", "is there already"),
    ],
)
def test_files_that_are_not_written(models: Callable[..., Project], file: str, words: str) -> None:
    project = models("library")
    before = (project.root / "library" / "helpers.py").read_text()
    result = project.run("import", "library.models:Base", "--mixins", file, "--force")
    assert result.exit_code in (1, 2)
    assert "[SG564]" in result.output
    assert words in result.output
    assert (project.root / "library" / "helpers.py").read_text() == before
    assert not (project.root / "schema").exists()


def test_classes_of_others(project: Project) -> None:
    """Their code is not the project's to move."""
    project.fails("SG565", "import", "tests.import_.models.shop:Base", "--mixins", "parts.py")
    project.fails("SG562", "import", "sqlite:///nothing.db", "--mixins", "parts.py", exit_code=2)


MAPPERS = """
import sys
from importlib import import_module
from sqlalchemy.orm import configure_mappers
configure_mappers()
for mapper in sorted(import_module(sys.argv[1]).Base.registry.mappers, key=str):
    above = mapper.inherits and mapper.inherits.class_.__name__
    print(mapper.class_.__name__, above, mapper.polymorphic_identity, sorted(mapper.attrs.keys()))
"""


def test_classes_that_inherit(models: Callable[..., Project]) -> None:
    """What is no YAML of them, such as an expression, is set on the generated classes."""
    project = models()
    shutil.copy(HERE / "models" / "staff.py", project.root / "town.py")
    (project.root / "mappers.py").write_text(MAPPERS)
    before = ran(project, project.root / "mappers.py", "town")
    replaced(project, "town:Base", "--mixins", "town_parts.py")
    text = (project.root / "town_parts.py").read_text()
    assert "Note.length = column_property(sa.func.length(Note.text))" in text
    assert "version_id_generator: town_parts:next_version" in project.files()["person.yaml"]
    assert "collection: town_parts:Rows" in project.files()["team.yaml"]
    assert ran(project, project.root / "mappers.py", "town") == before


def test_lines_of_a_module_that_is_replaced(models: Callable[..., Project]) -> None:
    project = models()
    (project.root / "stuck.py").write_text(STUCK)
    output = project.ok("import", "stuck:Base", "--mixins", "stuck.py", "--force")
    del sys.modules["stuck"]
    assert "yours to write (line 30 of what stuck.py was)" in output


ODD = """
from typing import Generic, TypeVar
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, column_property, mapped_column

T = TypeVar("T")


class Base(DeclarativeBase):
  pass


calls = []
calls.append(1)
calls.append(1)


class Numbered(Generic[T]):
  number: Mapped[int]


class Short(Numbered[str], Base):
  __tablename__ = "shorts"
  id: Mapped[int] = mapped_column(primary_key=True); size = 3
  __hidden: Mapped[int | None]
  double = column_property(
    id
    * 2
  )


class One(Base): __tablename__ = "ones"; id: Mapped[int] = mapped_column(primary_key=True); kind = "one"


class Data(MappedAsDataclass, Base):
  __tablename__ = "data"
  id: Mapped[int] = mapped_column(primary_key=True)


class Meta(type(Base)):
  pass


class Made(Base, metaclass=Meta):
  __tablename__ = "made"
  id: Mapped[int] = mapped_column(primary_key=True)
"""


def test_layouts_and_what_no_mixin_gives(models: Callable[..., Project]) -> None:
    project = models()
    (project.root / "town.py").write_text(ODD)
    result = json.loads(project.ok("import", "town:Base", "--mixins", "parts.py", "--format", "json"))
    said = [(it["line"], it["message"].removeprefix("not in the file: ")) for it in result["diagnostics"]]
    assert said == [
        (21, "Short: the private names _Short__hidden, which are of this very class"),
        (34, "Data: it is a dataclass"),
        (43, "Made: what the metaclass Meta makes of it"),
    ]
    text = (project.root / "parts.py").read_text()
    assert "class ShortMixin(Numbered[str]):\n  size = 3\n" in text
    assert "class Numbered(Generic[T]):\n  pass\n" in text
    assert text.count("calls.append(1)") == 2
    assert "class OneMixin:\n    kind = 'one'\n" in text
    assert "Short.double = column_property(\n  Short.id\n  * 2\n)\n" in text
