"""Generated schemas as projects on disk: what every law about the front door begins with."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, settings

from azuraforge_schemagen.config import Config, load
from azuraforge_schemagen.ir.bodies import Policy, Trigger
from azuraforge_schemagen.ir.intent import TYPE_KINDS, Intent
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Collation, Composite, Domain, Range, Schema, Table, schema_of
from azuraforge_schemagen.pipeline import BuildOptions, BuildResult, build
from tests import yamltext

PACKAGE = "laws_models"
ALL = frozenset({"all"})
CHILDREN = ("index", "constraint", "trigger", "policy")
_TARGETS = {"postgresql": "postgresql>=15", "sqlite": "sqlite"}
_numbers = itertools.count(1)


def speakable(*schemas: Schema) -> bool:
    """Whether every type has a name that a column can say; the others are refused."""
    types = [it for schema in schemas for ref, it in schema.objects.items() if ref.kind in TYPE_KINDS]
    names = [it.name.name for it in types] + [it.multirange for it in types if isinstance(it, Range)]
    return all(set("()[]|").isdisjoint(name) for name in names)


def about(schema: Schema, intent: Intent) -> Intent:
    """The intent without what it says about columns, constraints and indexes that went again, and about values that
    came back."""
    tables = schema.tables
    columns = {(name, column) for name, table in tables.items() for column in table.by_name}
    children = {(name, it.name) for name, table in tables.items() for it in (*table.constraints, *table.indexes)}
    children |= {(it.table, it.label) for it in schema.objects.values() if isinstance(it, Trigger | Policy)}
    return replace(
        intent,
        renames=tuple(it for it in intent.renames if it.kind not in CHILDREN or (it.scope, it.new) in children),
        removed_values={
            name: it for name, values in intent.removed_values.items() if (it := _gone(schema, name, values))
        },
        using={address: it for address, it in intent.using.items() if address in columns},
    )


def _gone(schema: Schema, enum: QName, values: Mapping[str, str]) -> dict[str, str]:
    standing = schema.enum(enum).values
    return {value: instead for value, instead in values.items() if value not in standing}


def law(examples: int) -> settings:
    """So many examples; ``SCHEMAGEN_EXAMPLES`` says otherwise."""
    return settings(
        max_examples=int(os.environ.get("SCHEMAGEN_EXAMPLES", examples)),
        deadline=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def new_project(folder: Path, *dialects: str) -> Config:
    """An empty project in a folder of its own."""
    root = folder / f"project{next(_numbers)}"
    (root / "schema").mkdir(parents=True)
    chosen = ", ".join(f'"{_TARGETS[dialect]}"' for dialect in dialects or yamltext.BOTH)
    text = f'[tool.schemagen]\npackage = "{PACKAGE}"\ndialects = [{chosen}]\n'
    (root / "pyproject.toml").write_text(text, encoding="utf-8")
    return load(root)


def write(config: Config, schema: Schema, intent: Intent | None = None) -> None:
    """The schema as the project's YAML, and nothing else."""
    schema = fitted(schema, config.dialects)
    put(config, yamltext.files(schema, intent and about(schema, intent), config.dialects))


def fitted(schema: Schema, dialects: tuple[str, ...]) -> Schema:
    """The schema without objects that none of these dialects has; a domain marked for another one is for all."""
    kept = []
    for found in schema.objects.values():
        marks = getattr(found, "dialects", ())
        if not marks or not set(marks).isdisjoint(dialects):
            kept.append(_without_security(found, dialects) if isinstance(found, Table) else found)
        elif isinstance(found, Domain | Composite | Range | Collation):
            kept.append(replace(found, dialects=()))
    return schema_of(*kept)


def _without_security(table: Table, dialects: tuple[str, ...]) -> Table:
    """The table without row security for another dialect."""
    marks = table.row_security.dialects if table.row_security else ()
    return table if not marks or not set(marks).isdisjoint(dialects) else replace(table, row_security=None)


def put(config: Config, files: yamltext.Files) -> None:
    """These files as the project's YAML."""
    folder = config.root / config.schema
    shutil.rmtree(folder)
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def built(config: Config, schema: Schema, intent: Intent | None = None) -> BuildResult:
    """The project after a build of a schema; everything is allowed."""
    write(config, schema, intent)
    return build(config, BuildOptions(allow=ALL))


def output(config: Config) -> dict[str, bytes]:
    """Every generated file."""
    folder = config.root / config.output
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
