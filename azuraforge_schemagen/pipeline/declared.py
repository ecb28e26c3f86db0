"""A declared state as a server has it: made at once on a scratch database, and inspected there."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.ir.bodies import owner, spoken
from azuraforge_schemagen.ir.homes import plain_name
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Column, Namespace, Object, Schema, Table, Unique, schema_of
from azuraforge_schemagen.pipeline.change import change
from azuraforge_schemagen.render.alembic import RevisionText, env_py, revision, script_mako
from azuraforge_schemagen.resolve.external import foreign, is_external

if TYPE_CHECKING:
    from azuraforge_schemagen.db.inspect.inspection import Unmanaged
    from azuraforge_schemagen.db.online import Ground
    from azuraforge_schemagen.db.scratch import Scratch
    from azuraforge_schemagen.db.standing import Standing

WORLD = 3
_STUB = '''\
"""In the place of the models: the environment asks them for their MetaData."""

import sqlalchemy as sa


class Base:
    metadata = sa.MetaData()
'''


@dataclass(frozen=True, slots=True)
class Declared:
    """A state, unprojected, and what of a database it is about. ``unmanaged`` are objects that are left alone."""

    config: Config
    dialect: str
    schema: Schema
    unmanaged: frozenset[str] = frozenset()

    def own(self, found: Schema) -> Schema:
        """What of a database the project is about: all but what others own."""
        declared = project(self.schema, self.dialect)
        gone = {ref for ref in found.objects if self._is_foreign(ref, declared)}
        owners = {ref.name for ref in gone if ref.kind in ("table", "view", "materialized_view")}
        gone |= {ref for ref, it in found.objects.items() if owner(it) in owners}
        return found.with_objects(dict.fromkeys(gone))

    def own_unmanaged(self, found: Iterable[Unmanaged]) -> tuple[Unmanaged, ...]:
        """The same of what no Schema holds; what is recorded as unmanaged is known."""
        return tuple(it for it in found if str(it) not in self.unmanaged and not is_external(it.name, self._external))

    @property
    def _external(self) -> tuple[str, ...]:
        return self.config.external + foreign(self.unmanaged)

    def _is_foreign(self, ref: Ref, declared: Schema) -> bool:
        """Whether an object is somebody else's. A schema that is everybody's, or holds what others own, is one too."""
        if ref in declared.objects:
            return False
        if ref.kind != "schema":
            return spoken(ref) in self.unmanaged or is_external(plain_name(ref), self._external)
        name = ref.name.name
        homes = (pattern.rpartition(".")[0] or "public" for pattern in self._external)
        return name == "public" or any(fnmatchcase(name, home) for home in homes)


def ground_of(live: Standing, schema: Schema) -> Ground:
    """What a scratch database needs to read SQL text as the live one does, and what no revision makes."""
    from azuraforge_schemagen.db.online import Ground

    own = {ref.name.name for ref in schema.objects if ref.kind == "extension"}
    extensions = tuple((name, "" if at == "pg_catalog" else at) for name, at in live.extensions if name not in own)
    schemas = {live.default_schema, *(at for _, at in extensions)} - {"", "public"}
    return Ground(live.settings, tuple(sorted(schemas)), extensions)


def on_server(declared: Declared, place: Scratch, ground: Ground) -> Schema:
    """The state in the server's own form, made on a scratch database. Raises ``Refusal`` (exit code 3)."""
    from azuraforge_schemagen.db.online import Failed, inspected, prepare, upgrade

    package = f"schemagen_declared_{secrets.token_hex(4)}"
    missing: tuple[str, ...] = ()
    with place.database() as engine:
        try:
            missing = prepare(engine, ground)
            upgrade(files(declared, package, ground.schemas), package, engine)
            stand_ins = with_externals(declared.schema).objects.keys() - declared.schema.objects.keys()
            return declared.own(inspected(engine).schema).with_objects(dict.fromkeys(stand_ins))
        except Failed as failure:
            raise Refusal([_unmade(str(failure), place.where, missing)], WORLD) from None


def _unmade(reason: str, where: str, missing: tuple[str, ...]) -> Diagnostic:
    help_ = "what no YAML declares, such as a function, is not on a scratch database"
    if missing:
        help_ = f"the server has no extension {', '.join(missing)}; name one that has it with --scratch-url"
    return Diagnostic("SG543", f"the declared state cannot be made on {where}: {reason}", help=help_)


def files(declared: Declared, package: str, there: Iterable[str]) -> dict[str, str]:
    """A source tree whose one revision makes the whole state from nothing but the schemas that are there."""
    targets = tuple(it for it in declared.config.targets if it.dialect == declared.dialect)
    wanted = with_externals(declared.schema)
    alone = replace(declared.config, package=package, targets=targets)
    before = schema_of(*(Namespace(QName("", it)) for it in there if Ref("schema", QName("", it)) in wanted.objects))
    made = change(alone, before, wanted, Intent(allow=frozenset({"all"})))
    text = RevisionText(
        revision="declared",
        down_revisions=(),
        message="what is declared",
        created="",
        upgrade={side.dialect: side.up for side in made.sides},
        downgrade={side.dialect: side.down for side in made.sides},
    )
    return {
        f"{package}/__init__.py": _STUB,
        f"{package}/alembic/env.py": env_py(alone),
        f"{package}/alembic/script.py.mako": script_mako(),
        f"{package}/alembic/versions/declared.py": revision(text),
    }


def with_externals(schema: Schema) -> Schema:
    """With tables in the place of those that others own: as much of them as foreign keys refer to."""
    tables = schema.tables
    columns: dict[QName, dict[str, Column]] = {}
    keys: dict[QName, set[tuple[str, ...]]] = {}
    for table in tables.values():
        for key in table.foreign_keys:
            if key.target not in tables:
                keys.setdefault(key.target, set()).add(key.target_columns)
                pairs = zip(key.target_columns, key.columns, strict=True)
                columns.setdefault(key.target, {}).update(
                    {name: Column(name, table.by_name[own].type) for name, own in pairs}
                )
    made: dict[Ref, Object | None] = {}
    for number, (name, found) in enumerate(sorted(columns.items())):
        uniques = (Unique(f"schemagen_{number}_{at}", key) for at, key in enumerate(sorted(keys[name])))
        table = Table(name, tuple(found.values()), uniques=tuple(uniques))
        namespace = Namespace(QName("", name.schema))
        made |= {table.ref: table} | ({namespace.ref: namespace} if name.schema else {})
    return schema.with_objects({ref: it for ref, it in made.items() if ref not in schema.objects})
