"""Everything that is generated and is no revision: rendered anew each time."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.ir.intent import TYPE_KINDS
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Range, Schema
from azuraforge_schemagen.load.schema_file import editor_schema
from azuraforge_schemagen.pipeline.source import Source
from azuraforge_schemagen.render import package, sqlalchemy
from azuraforge_schemagen.render.alembic import environment
from azuraforge_schemagen.resolve.external import foreign
from azuraforge_schemagen.timing import stage

EDITOR_SCHEMA = "schemagen.schema.json"


def artifacts(config: Config, source: Source) -> dict[str, str]:
    """Path, relative to the project -> text."""
    home = config.package
    with stage("render"):
        files = {
            f"{home}/models.py": sqlalchemy.models(source.schema, source.orm, config),
            **({} if config.alembic else environment.files(config, foreign(source.unmanaged))),
            EDITOR_SCHEMA: _editor_schema(source),
            **package.files(source.schema, source.orm, config),
        }
    return {f"{config.output}/{path}": text for path, text in files.items()}


def _editor_schema(source: Source) -> str:
    schema = source.schema
    tables = {_written(name): list(table.by_name) for name, table in schema.tables.items()}
    return editor_schema(tables, map(_written, _types(schema)), source.aliases)


def _types(schema: Schema) -> Iterator[QName]:
    """The names that columns can give as their type."""
    yield from (ref.name for ref in schema.objects if ref.kind in TYPE_KINDS)
    for found in schema.objects.values():
        if isinstance(found, Range):
            yield QName(found.name.schema, found.multirange)


def _written(name: QName) -> str:
    """A name as references in the YAML write it."""
    return f"{name.schema}.{name.name}" if name.schema else name.name
