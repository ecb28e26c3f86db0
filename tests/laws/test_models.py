"""Law 8: the models that a project compiles to, imported, are the project: the same Schema on every dialect, the same
classes. What MetaData does not hold itself (what its events make) is there too, or a diagnostic names it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import assume, given

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.db.code.executed import executed
from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.ir.bodies import View
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.orm import Orm
from azuraforge_schemagen.ir.schema import Column, Enum, Namespace, Object, Schema, Table, Unique, schema_of
from azuraforge_schemagen.ir.types import Array, DomainType, Scalar, Type, UserType, Variant, enums_of
from azuraforge_schemagen.pipeline import BuildOptions, ImportOptions, build, import_
from azuraforge_schemagen.pipeline.source import Source, read_source
from azuraforge_schemagen.verify.migrations import imported
from tests import yamltext
from tests.classing import with_classes
from tests.laws.comparing import same
from tests.laws.essence import essence, expected
from tests.laws.projects import ALL, PACKAGE, fitted, law, new_project, put, speakable
from tests.laws.sameness import settled
from tests.repairing import repaired
from tests.strategies import SEEDS, schemas


@given(schema=schemas(portable=False), seed=SEEDS)
@law(10)
def test_of_postgresql(schema: Schema, seed: int, tmp_path: Path) -> None:
    come_back(plain(schema), seed, tmp_path, "postgresql")


@given(schema=schemas(), seed=SEEDS)
@law(10)
def test_of_sqlite(schema: Schema, seed: int, tmp_path: Path) -> None:
    come_back(plain(schema), seed, tmp_path, "sqlite")


@given(schema=schemas(), seed=SEEDS)
@law(10)
def test_of_both(schema: Schema, seed: int, tmp_path: Path) -> None:
    come_back(plain(schema), seed, tmp_path, "postgresql", "sqlite")


@given(schema=schemas(portable=False))
@law(8)
def test_what_events_make_is_named(schema: Schema, tmp_path: Path) -> None:
    """Every object that is not the same has a name in a statement that is said to be left out."""
    assume(speakable(schema))
    ours, theirs, said, statements = again(schema, 0, tmp_path, "postgresql")
    found, wanted = (expected(it.schema, "postgresql") for it in (theirs, ours))
    left = " ".join(it for it in statements if any(_begins(it, one) for one in said)).replace('""', '"')
    gaps = [it.message for it in said if it.code == "SG511"]
    for ref in {*found.objects, *wanted.objects}:
        if found.objects.get(ref) != wanted.objects.get(ref):
            is_said = any(it.startswith(f"{ref.kind} {ref.name}: ") for it in gaps)
            assert is_said or any(name in left for name in _names(wanted.objects.get(ref))) or ref.kind == "schema", ref


def come_back(schema: Schema, seed: int, folder: Path, *dialects: str) -> None:
    assume(speakable(schema))
    ours, theirs, said, _ = again(schema, seed, folder, *dialects)
    for dialect in dialects:
        found, wanted = (expected(it.schema, dialect) for it in (theirs, ours))
        same(found, wanted, f"the models are another schema on {dialect}")
    found_types, wanted_types = types(theirs), types(ours)
    if dialects == ("sqlite",):
        assert {it: found_types.get(it) for it in wanted_types if found_types.get(it) != wanted_types[it]} == {}
    assert [it.message for it in said if it.code != "SG561"] == []
    named = [it.message for it in said]
    for key, it in classes(ours).items():
        if not any(message.startswith((f"{key}: ", f"enum {key}: ")) for message in named):
            assert differences(classes(theirs).get(key), it) == []


def again(
    schema: Schema, seed: int, folder: Path, *dialects: str
) -> tuple[Source, Source, tuple[Diagnostic, ...], tuple[str, ...]]:
    """The project, the one that comes of its models, what was said, and what their events run."""
    ours, theirs = new_project(folder, *dialects), new_project(folder, *dialects)
    try:
        put(ours, with_classes(yamltext.objects(fitted(schema, dialects), None, dialects), Random(seed), dialects))
        build(ours, BuildOptions(allow=ALL))
        with imported(ours.root / ours.output, PACKAGE) as package:
            said = import_(theirs.root, f"{PACKAGE}.models:Base", ImportOptions(partial=True)).diagnostics
            statements = executed([package.Base.metadata], dialects[0]).statements
        return read_source(ours), read_source(theirs), said, statements
    except Exception as error:
        _note(error, ours)
        raise
    finally:
        shutil.rmtree(ours.root)
        shutil.rmtree(theirs.root)


def _note(error: Exception, config: Config) -> None:
    models = config.root / config.output / PACKAGE / "models.py"
    error.add_note(models.read_text(encoding="utf-8") if models.exists() else "no models")
    error.add_note(str([it.message for it in getattr(error, "diagnostics", ())]))


def classes(source: Source) -> dict[str, Any]:
    """Every class by its name, with all that is to be the same of it; not of enums of arrays alone, which are JSON on
    SQLite."""
    orm: Orm = source.orm
    types = [it.type for table in source.schema.tables.values() for it in table.columns]
    arrays = [it for it in types if isinstance(it, Array)]
    apart = {name for it in arrays for name in enums_of(it)} - {
        name for it in types for name in enums_of(it) if it not in arrays
    }
    used = {str(it.enum): it for it in orm.enums.values() if it.enum not in apart}
    mapped = {it.name: settled(it, source.schema) for it in orm.classes.values() if it.name}
    return {**used, **mapped, **{it.of.name: replace(it.of, origin="") for it in orm.views.values()}}


def differences(found: Any, wanted: Any) -> list[str]:
    """The fields of a class that are not the same."""
    if found is None:
        return ["it is not there"]
    one, other = parts(found), parts(wanted)
    return [f"{it}: {one.get(it)}, and not {other.get(it)}" for it in {*one, *other} if one.get(it) != other.get(it)]


def parts(found: Any) -> dict[str, Any]:
    """Everything in a class by what it is called."""
    fields = {it: getattr(found, it) for it in type(found).__dataclass_fields__}
    items = [(kind, it) for kind in ("attributes", "relationships") for it in fields.pop(kind, ())]
    return {**fields, **{f"{kind} {it.name}": it for kind, it in items}}


def types(source: Source) -> dict[str, str]:
    """What Python's types depend on, of which SQLite's say little."""
    schema = essence(source.schema, "postgresql")
    columns = [(f"{name}.{it.name}", it) for name, table in schema.tables.items() for it in table.columns]
    known = {name: it.type.name for name, it in columns if isinstance(it.type, Scalar) and not _counts(it)}
    return {name: it.replace("jsonb", "json") for name, it in known.items()}


def _counts(column: Column) -> bool:
    """Whether it is INTEGER on SQLite, whatever it is."""
    return column.serial is not None or column.identity is not None


def plain(schema: Schema) -> Schema:
    """What MetaData itself makes of a schema, and views."""
    kept = [it for it in schema.objects.values() if isinstance(it, Table | Enum | Namespace | View)]
    return repaired(schema_of(*(_plain(it) for it in kept if not (isinstance(it, Table) and it.partition_of))))


def _plain(found: Object) -> Object:
    match found:
        case Table():
            return replace(
                found,
                columns=tuple(_column(it, found) for it in found.columns),
                primary_key=found.primary_key and replace(found.primary_key, **_NO_KEY),
                uniques=tuple(replace(it, **_NO_KEY) for it in found.uniques if not _is_twin(it, found)),
                checks=tuple(replace(it, comment=None, not_valid=False, enforced=True) for it in found.checks),
                foreign_keys=tuple(
                    replace(it, comment=None, not_valid=False, enforced=True, set_columns=())
                    for it in found.foreign_keys
                ),
                exclusions=(),
                options=tuple(it for it in found.options if it[0].startswith("sqlite_")),
                indexes=tuple(replace(it, comment=None) for it in found.indexes),
                partition_by=None,
                inherits=(),
                row_security=None,
                replica_identity=None,
                unlogged=False,
                clustered=None,
            )
        case View():
            return replace(found, comment=None, column_comments=())
        case Enum() | Namespace():
            return replace(found, comment=None)
    return found


_NO_KEY: dict[str, Any] = {"comment": None, "options": (), "index_comment": None}


def _is_twin(unique: Unique, table: Table) -> bool:
    """Whether it has the columns of the primary key, which MetaData takes for the same."""
    return table.primary_key is not None and set(unique.columns) == set(table.primary_key.columns)


def _column(found: Column, table: Table) -> Column:
    if found.serial:
        return replace(found, serial=Naming().sequence(table.name.name, found.name))
    if not _is_own(found.type):
        return found
    return replace(found, type=Scalar("text"), server_default=None, generated=None, collation=None)


def _is_own(type_: Type) -> bool:
    match type_:
        case Array():
            return _is_own(type_.items)
        case Variant():
            return _is_own(type_.base)
    return isinstance(type_, DomainType | UserType)


def _begins(statement: str, said: Diagnostic) -> bool:
    """Whether a finding names a statement, of which it shows the beginning."""
    shown = said.message.partition("what no import reads: ")[2].removesuffix("; it is left out").removesuffix(" ...")
    return bool(shown) and " ".join(statement.split()).startswith(shown)


def _names(found: Object | None) -> Iterator[str]:
    """What a statement about an object, or about a part of it, may mention."""
    if found is None:
        return
    yield getattr(found, "label", found.name.name)
    if isinstance(found, Table):
        yield from (it.name for it in (*found.constraints, *found.indexes))
        yield from (str(it.type.name.name) for it in found.columns if isinstance(it.type, DomainType | UserType))
