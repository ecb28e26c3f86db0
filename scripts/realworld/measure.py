"""Import a project's models and compare what they make, in the project's environment: ``measure NAME SERVER``.

Writes ``report.json`` into the project's folder: for each dialect the tables that are there and those that differ, the
same for mappers, and what the import said.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper

from azuraforge_schemagen.config import load
from azuraforge_schemagen.db.code.source import Source
from azuraforge_schemagen.db.code.source import load as loaded
from azuraforge_schemagen.db.inspect import Inspection, inspect
from azuraforge_schemagen.db.scratch import Scratch, scratch
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.ir.schema import schema_of
from azuraforge_schemagen.pipeline import BuildOptions, ImportOptions, build, import_
from azuraforge_schemagen.verify.migrations import imported
from scripts.realworld.mappers import differences
from scripts.realworld.projects import Project, projects
from tests.laws.comparing import difference

SETTINGS = '[tool.schemagen]\npackage = "realworld_models"\ndialects = {}\n'
Different = dict[str, str]


def main(name: str, server: str) -> None:
    """Measure one project."""
    project = projects()[name]
    root = project.home / "project"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    (root / "pyproject.toml").write_text(SETTINGS.format(json.dumps(project.dialects)), encoding="utf-8")
    try:
        report = _report(project, root, server)
    except Refusal as refusal:
        report = {"refused": [f"{it.code}: {it.message}" for it in refusal.diagnostics]}
    (project.home / "report.json").write_text(json.dumps(report, indent=1), encoding="utf-8")


def _report(project: Project, root: Path, server: str) -> dict[str, Any]:
    said = import_(root, project.sources, ImportOptions(partial=True, beside=project.beside)).diagnostics
    build(load(root), BuildOptions(allow=frozenset({"all"})))
    theirs = loaded(project.sources, root, project.beside)
    config = load(root)
    with imported(root / config.output, config.package) as package:
        report: dict[str, Any] = {"said": sorted(_said(it) for it in said)}
        report["mappers"] = _mappers(theirs.mappers, package.Base.registry.mappers)
        for dialect in config.dialects:
            with scratch(dialect, server if dialect == "postgresql" else None) as place:
                report[dialect] = _tables(theirs, package.Base.metadata, place)
    return report


def _said(diagnostic: Diagnostic) -> str:
    """Without the folder of the environment."""
    return f"{diagnostic.code}: " + re.sub(r"\(\S*site-packages/", "(", diagnostic.message)


def _mappers(theirs: Iterable[Mapper[Any]], ours: Iterable[Mapper[Any]]) -> dict[str, Any]:
    found = {it.class_.__name__: it for it in ours}
    every = {it.class_.__name__: it for it in theirs}
    different = {name: _mapper(it, found.get(name)) for name, it in every.items()}
    return _counted(every, {name: it for name, it in different.items() if it})


def _mapper(theirs: Mapper[Any], ours: Mapper[Any] | None) -> str:
    return "there is none" if ours is None else "\n".join(differences(theirs, ours))


def _tables(theirs: Source, ours: sa.MetaData, place: Scratch) -> dict[str, Any]:
    """What ``create_all`` makes of both, as the database has it."""
    found, refused = _created(theirs.metadata, place)
    made, _ = _created((ours,), place)
    one, other = found.schema.tables, made.schema.tables
    different = {str(name): _difference(it, other.get(name)) for name, it in one.items() if other.get(name) != it}
    different |= {str(name): "it is not theirs" for name in other.keys() - one.keys()}
    return {**_counted(one, different), "refused": refused, "objects": _objects(found, made)}


def _difference(theirs: Any, ours: Any) -> str:
    return "there is none" if ours is None else difference(schema_of(ours), schema_of(theirs))


def _objects(theirs: Inspection, ours: Inspection) -> list[str]:
    """What is no table and differs."""
    every = {**theirs.schema.objects, **ours.schema.objects}
    pairs = {
        ref: (theirs.schema.objects.get(ref), ours.schema.objects.get(ref)) for ref in every if ref.kind != "table"
    }
    return sorted(f"{ref}: theirs {one}; ours {other}" for ref, (one, other) in pairs.items() if one != other)


def _counted(every: Iterable[Any], different: Different) -> dict[str, Any]:
    return {"total": len(list(every)), "different": different}


def _created(metadata: Iterable[sa.MetaData], place: Scratch) -> tuple[Inspection, list[str]]:
    """The database, and what the server itself refuses: it is left out."""
    gone: list[tuple[set[Any], Any]] = []
    try:
        while True:
            with place.database() as engine, engine.connect() as connection:
                try:
                    for one in metadata:
                        _schemas(connection, one)
                        _whole(one)
                        one.create_all(connection)
                    return inspect(connection), sorted(
                        f"the {_kind(it)} {it.name} of {it.table.name}" for _, it in gone
                    )
                except sa.exc.SQLAlchemyError as error:
                    if (culprit := _culprit(metadata, error, engine.dialect)) is None:
                        raise
                    culprit[0].discard(culprit[1])
                    gone.append(culprit)
    finally:
        for held, it in gone:
            held.add(it)


def _kind(item: sa.Index | sa.Constraint) -> str:
    return "index" if isinstance(item, sa.Index) else "foreign key"


def _schemas(connection: sa.Connection, metadata: sa.MetaData) -> None:
    for name in sorted({it.schema for it in metadata.tables.values() if it.schema}):
        connection.execute(sa.schema.CreateSchema(name, if_not_exists=True))


def _whole(metadata: sa.MetaData) -> None:
    """A key that SQLAlchemy once made by ALTER TABLE is left out of every later CREATE TABLE: put it back."""
    for key in (key for table in metadata.tables.values() for key in table.foreign_key_constraints):
        key._create_rule = None


def _culprit(
    metadata: Iterable[sa.MetaData], error: sa.exc.SQLAlchemyError, dialect: sa.Dialect
) -> tuple[set[Any], Any] | None:
    """The index or the foreign key that a server does not take, and where it is held."""
    statement = getattr(error, "statement", None)
    for table in (table for one in metadata for table in one.tables.values()):
        for index in table.indexes:
            if not index.expressions or str(sa.schema.CreateIndex(index).compile(dialect=dialect)) == statement:
                return table.indexes, index
        if str(sa.schema.CreateTable(table).compile(dialect=dialect)) == statement:
            return next(((table.constraints, it) for it in table.foreign_key_constraints if not _leads(it)), None)
    return None


def _leads(key: sa.ForeignKeyConstraint) -> bool:
    target, columns = key.referred_table, {it.column for it in key.elements}
    keys = [it for it in target.constraints if isinstance(it, sa.UniqueConstraint | sa.PrimaryKeyConstraint)]
    return any(set(it.columns) == columns for it in (*keys, *(it for it in target.indexes if it.unique)))


if __name__ == "__main__":
    main(*sys.argv[1:])
