"""Law 9: classes that inherit map without a warning, their rows are of their classes, their relationships hold what
they are given, and the same classes come of the models imported."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from hypothesis import given
from sqlalchemy.orm import Mapper, RelationshipDirection, Session, configure_mappers

from azuraforge_schemagen.ir.orm import ClassMap, Relationship
from azuraforge_schemagen.pipeline import BuildOptions, ImportOptions, build, import_
from azuraforge_schemagen.pipeline.source import read_source
from azuraforge_schemagen.verify.migrations import imported
from tests import yamlflow
from tests.hierarchies import files, hierarchies
from tests.laws.comparing import same
from tests.laws.projects import ALL, PACKAGE, law, new_project, put


@given(tables=hierarchies())
@law(15)
def test_classes_that_inherit(tables: list[dict[str, Any]], tmp_path: Path) -> None:
    ours, theirs = new_project(tmp_path), new_project(tmp_path)
    try:
        put(ours, {f"{it['table']}.yaml": yamlflow.text(it) for it in files(tables)})
        build(ours, BuildOptions(allow=ALL))
        with imported(ours.root / ours.output, PACKAGE) as package, warnings.catch_warnings():
            warnings.simplefilter("error", sa.exc.SAWarning)
            configure_mappers()
            _rows(package)
            said = import_(theirs.root, f"{PACKAGE}.models:Base", ImportOptions()).diagnostics
        assert [it.message for it in said] == []
        found, wanted = (read_source(it) for it in (theirs, ours))
        same(found.schema, wanted.schema, "the models are another schema")
        same(_classes(found.orm.classes.values()), _classes(wanted.orm.classes.values()), "the classes are others")
    except Exception as error:
        models = ours.root / ours.output / PACKAGE / "models.py"
        error.add_note(models.read_text(encoding="utf-8") if models.exists() else "no models")
        error.add_note("\n".join(it.message for it in getattr(error, "diagnostics", ())))
        raise
    finally:
        shutil.rmtree(ours.root)
        shutil.rmtree(theirs.root)


def _classes(found: Any) -> dict[str, ClassMap]:
    return {it.name: _settled(it) for it in found}


def _settled(of: ClassMap) -> ClassMap:
    """In an order that no relationship's place has a part in."""
    shared = sorted(of.subclasses, key=lambda it: it.name)
    return replace(
        of,
        origin="",
        relationships=_sorted(of.relationships),
        subclasses=tuple(replace(it, relationships=_sorted(it.relationships)) for it in shared),
    )


def _sorted(of: tuple[Relationship, ...]) -> tuple[Relationship, ...]:
    return tuple(sorted(of, key=lambda it: it.name))


def _rows(package: ModuleType) -> None:
    """A row of each class, and a row at the other end of each reference, in a database that checks them."""
    engine = sa.create_engine("sqlite://")
    package.Base.metadata.create_all(engine)
    keys = iter(range(1, 1000))
    mappers = sorted(package.Base.registry.mappers, key=lambda it: it.class_.__name__)
    with Session(engine) as session:
        for mapper in mappers:
            session.add(_made(mapper, keys))
        session.commit()
        session.expunge_all()
        for mapper in mappers:
            found = session.scalars(sa.select(mapper.class_)).all()
            if mapper.polymorphic_on is not None:
                below = {it.class_ for it in mapper.self_and_descendants}
                assert {type(it) for it in found} == below
        for mapper, one in _forward(mappers):
            held, other = _made(mapper, keys), _made(one.mapper, keys)
            setattr(held, one.key, other)
            session.add(held)
            session.commit()
            assert getattr(held, one.key) is other
            back = getattr(other, next(iter(one._reverse_property)).key)
            assert held in back if isinstance(back, list) else back is held
    engine.dispose()


def _forward(mappers: list[Mapper[Any]]) -> Iterator[tuple[Mapper[Any], Any]]:
    for mapper in mappers:
        for one in mapper.relationships:
            knows = one.parent is mapper or mapper.polymorphic_on is not None
            if knows and one.direction is RelationshipDirection.MANYTOONE:
                yield mapper, one


def _made(mapper: Mapper[Any], keys: Iterator[int]) -> Any:
    """An object with a key that nobody has: all attributes of the key are of one row."""
    names = {mapper.get_property_by_column(it).key for table in mapper.tables for it in table.primary_key}
    number = next(keys)
    return mapper.class_(**dict.fromkeys(names, number))
