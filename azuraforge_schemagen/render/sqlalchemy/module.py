"""``models.py``: what the module holds, in order."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from azuraforge_schemagen import dialects
from azuraforge_schemagen.config import Config
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.orm import Orm, ViewClass
from azuraforge_schemagen.ir.schema import Schema, Table
from azuraforge_schemagen.ir.types import Scalar, enums_of
from azuraforge_schemagen.render import python, template
from azuraforge_schemagen.render.python import Call, Expr, string
from azuraforge_schemagen.render.sqlalchemy import events, partitions, routines
from azuraforge_schemagen.render.sqlalchemy.classes import Classes
from azuraforge_schemagen.render.sqlalchemy.columns import Columns
from azuraforge_schemagen.render.sqlalchemy.constraints import Constraints, Projections
from azuraforge_schemagen.render.sqlalchemy.cycles import closing
from azuraforge_schemagen.render.sqlalchemy.defaults import Defaults
from azuraforge_schemagen.render.sqlalchemy.exports import names_of
from azuraforge_schemagen.render.sqlalchemy.hung import hung
from azuraforge_schemagen.render.sqlalchemy.mappers import Mappers, in_order, joining
from azuraforge_schemagen.render.sqlalchemy.names import EnumName, enum_name
from azuraforge_schemagen.render.sqlalchemy.owned import owned
from azuraforge_schemagen.render.sqlalchemy.relationships import Relationships
from azuraforge_schemagen.render.sqlalchemy.routines import Routines
from azuraforge_schemagen.render.sqlalchemy.scope import Scope
from azuraforge_schemagen.render.sqlalchemy.support import Support
from azuraforge_schemagen.render.sqlalchemy.types import Types


def models(schema: Schema, orm: Orm, config: Config) -> str:
    """The text of the models module."""
    return _Module(schema, orm, config).text()


class _Module:
    def __init__(self, schema: Schema, orm: Orm, config: Config) -> None:
        self._whole = schema
        schema = partitions.without_partitions(schema)
        self._schema, self._orm, self._config = schema, orm, config
        self._tables = schema.tables
        self._held_by = {name: dialects.project(self._whole, name) for name in config.dialects}
        self._routines = Routines(self._held_by.get("postgresql", Schema()))
        self._projected = {name: dialects.project(schema, name).tables for name in config.dialects}
        self._names = names_of(schema, orm)
        self._scope = Scope(self._names.taken)
        self._support = Support(self._scope)
        self._defaults = Defaults(self._scope, self._support, orm.enums)
        self._constraints = Constraints(
            self._scope,
            self._support,
            closing(
                self._tables, self._whole.tables.keys() - self._tables.keys(), joining(self._orm.classes, self._tables)
            ),
        )
        self._classes, self._view_classes = self._writers()

    def _writers(self) -> tuple[Classes, Classes | None]:
        """The writer of the tables' classes and that of the views', which no server is asked to make."""
        constants = self._names.enum_types
        enums = {
            name: EnumName(enum_name(made, self._scope), constants[name], made.names)
            for name, made in self._orm.enums.items()
        }
        types = Types(self._scope, self._support, enums, self._schema.domains)
        classes = frozenset(self._names.classes)
        columns = Columns(self._scope, self._support, types, self._defaults, classes)
        relationships = Relationships(self._scope, self._orm, self._tables)
        write = partial(
            Classes,
            scope=self._scope,
            support=self._support,
            columns=columns,
            constraints=self._constraints,
            relationships=relationships,
            mappers=Mappers(self._scope, types, self._defaults, self._orm, self._tables),
        )
        views = write(dialects=0, base=self._support.name("ReadOnly")) if self._orm.views else None
        return write(dialects=len(self._config.dialects)), views

    def text(self) -> str:
        base = self._scope.name("sqlalchemy.orm", "DeclarativeBase")
        used = self._used_enums()
        enums = [
            self._classes.enum(made, self._names.enum_types[name], name in used)
            for name, made in sorted(self._orm.enums.items())
        ]
        ordered = in_order(self._orm.classes, list(self._tables))
        tables = [text for name in ordered for text in self._table(self._tables[name])]
        shown = [self._view(*item) for item in sorted(self._orm.views.items(), key=lambda item: item[0])]
        external = [self._external(name, columns) for name, columns in self._externals().items()]
        held = self._held()
        before = _statements(events.before_tables(held, self._support))
        after = _statements(
            [
                *self._late(),
                *routines.early(self._routines, self._support),
                *events.after_tables(held, self._support, self._is_mixed),
                *events.partitions_of(self._whole, self._support, self._config),
                *events.heirs_of(held, self._support),
                *hung(self._held_by, self._routines, self._support),
                *(
                    it
                    for name, schema in self._held_by.items()
                    for it in owned(schema, name, self._routines, self._support)
                ),
            ]
        )
        return template.render(
            "sqlalchemy/templates/models.py.j2",
            distribution=python.docstring(f"The SQLAlchemy models of {self._config.distribution}.")[3:-3],
            base=base,
            metadata=self._metadata(),
            support=self._support.texts(),
            functions=self._defaults.functions,
            before=before,
            definitions=[*enums, *external, *tables, *self._read_only(), *shown],
            after=after,
            imports=self._scope.imports(),
        )

    def _held(self) -> Schema:
        """What PostgreSQL holds, where the project is for it."""
        return dialects.project(self._schema, "postgresql") if "postgresql" in self._config.dialects else Schema()

    def _used_enums(self) -> frozenset[QName]:
        """The enums that come with the tables that use them; those of domains and routines must be there before."""
        columns = [column for table in self._tables.values() for column in table.columns]
        used = frozenset().union(*[enums_of(it.type) for it in columns if it.type.__class__ is not Scalar])
        return used.difference(*(enums_of(it.type) for it in self._schema.domains.values()), self._routines.enums())

    def _is_mixed(self, table: Table) -> bool:
        return len(self._projections(table)) > 1

    def _metadata(self) -> str:
        if not self._support.used("ProjectMetaData"):
            return ""
        return f"{self._support.name('ProjectMetaData')}()"

    def _projections(self, table: Table) -> Projections:
        return [(name, tables[table.name]) for name, tables in self._projected.items() if table.name in tables]

    def _table(self, table: Table) -> list[str]:
        projections = self._projections(table)
        made = self._orm.classes.get(table.name)
        if table.name not in self._names.tables and made is not None:
            shared = [self._classes.subclass(table, projections, made, it) for it in made.subclasses]
            return [self._classes.mapped(table, projections, made), *shared]
        return [self._classes.unmapped(table, projections, made, self._names.tables[table.name])]

    def _read_only(self) -> list[str]:
        return [self._support.text("ReadOnly")] if self._support.used("ReadOnly") else []

    def _view(self, name: QName, found: ViewClass) -> str:
        """The class of a view, on a base of its own, by what the servers hold that have the view."""
        assert self._view_classes is not None
        whole = self._schema.with_objects({found.table.ref: found.table})
        refs = {Ref("view", name), Ref("materialized_view", name)}
        held = [dialect for dialect, schema in self._held_by.items() if not refs.isdisjoint(schema.objects)]
        projections = [(dialect, dialects.project(whole, dialect).table(name)) for dialect in held]
        return self._view_classes.mapped(found.table, projections, found.of)

    def _externals(self) -> dict[QName, list[str]]:
        """Tables that others own, with the columns that foreign keys refer to."""
        found: dict[QName, dict[str, None]] = {}
        for table in self._tables.values():
            for key in table.foreign_keys:
                if key.target not in self._tables:
                    found.setdefault(key.target, {}).update(dict.fromkeys(key.target_columns))
        return {name: list(columns) for name, columns in sorted(found.items())}

    def _external(self, name: QName, columns: Iterable[str]) -> str:
        self._support.name("ProjectMetaData")
        sa = self._scope.sa
        args: list[Expr] = [string(name.name), "Base.metadata"]
        args += [Call(f"{sa}.Column", (string(column),)) for column in columns]
        args += [f"schema={string(name.schema)}"] if name.schema else []
        return python.layout(Call(f"{sa}.Table", [*args, 'info={"dialects": ()}']))

    def _late(self) -> list[Expr]:
        found: list[Expr] = []
        for table in self._tables.values():
            found += self._constraints.late(self._projections(table))
        return found


def _statements(calls: Iterable[Expr]) -> list[str]:
    return [python.layout(call) for call in calls]
