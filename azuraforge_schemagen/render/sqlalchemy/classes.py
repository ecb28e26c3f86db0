"""Classes, enums, and tables without a class."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping

from azuraforge_schemagen.dialects import partition_key
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Attribute, ClassMap, EnumClass, Subclass
from azuraforge_schemagen.ir.schema import Table
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.python import Call, Expr, string
from azuraforge_schemagen.render.sqlalchemy.columns import Columns
from azuraforge_schemagen.render.sqlalchemy.constraints import Constraints, Projections
from azuraforge_schemagen.render.sqlalchemy.mappers import Mappers, apart_columns
from azuraforge_schemagen.render.sqlalchemy.names import enum_name, name_literal
from azuraforge_schemagen.render.sqlalchemy.relationships import Relationships
from azuraforge_schemagen.render.sqlalchemy.scope import Scope
from azuraforge_schemagen.render.sqlalchemy.support import Support

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*").fullmatch
OPTION_PREFIXES = ("postgresql_", "sqlite_", "mysql_", "mariadb_", "oracle_", "mssql_")
"""What an option of a dialect starts with; the others are storage parameters of PostgreSQL."""


class Classes:
    """Writes the definitions of a module."""

    def __init__(
        self,
        *,
        scope: Scope,
        support: Support,
        columns: Columns,
        constraints: Constraints,
        relationships: Relationships,
        mappers: Mappers,
        dialects: int,
        base: str = "Base",
    ) -> None:
        self._scope = scope
        self._support = support
        self._columns = columns
        self._constraints = constraints
        self._relationships = relationships
        self._mappers = mappers
        self._dialects = dialects
        self._base = base

    def mapped(self, table: Table, projections: Projections, of: ClassMap) -> str:
        """The class of a table, or of a view as the table that it would be."""
        above = self._mappers.above(of)
        bases = self._mappers.bases(of.extends, above, above[0].name if above else self._base)
        opening = ["    " + python.assignment("__tablename__", name_literal(table.name.name, self._scope), 4)]
        opening += self._table_args(table, projections, of)
        said = self._mappers.arguments(of, of.mapper)
        parts = [*_doc(of.doc), "\n".join(opening), *_block(self._attributes(table, projections, of)), *_block(said)]
        parts += _block(self._relationships.mapped(of, it) for it in of.relationships)
        parts += self._repr(table, of, of.name)
        return f"class {of.name}({', '.join(bases)}):\n" + "\n\n".join(parts)

    def subclass(self, table: Table, projections: Projections, of: ClassMap, made: Subclass) -> str:
        """A class that shares the table of another one."""
        bases = self._mappers.bases(made.extends, [of, *self._mappers.above(of)], made.inherits)
        attributes = {it.column: it for it in of.attributes}
        columns = [self._columns.existing(projections, table.by_name[name], attributes[name]) for name in made.columns]
        parts = [*_doc(made.doc), *_block(columns), *_block(self._mappers.arguments(of, made.mapper))]
        parts += _block(self._relationships.mapped(of, it) for it in made.relationships)
        parts += self._repr(table, of, made.name)
        return f"class {made.name}({', '.join(bases)}):\n" + "\n\n".join(parts)

    def unmapped(self, table: Table, projections: Projections, of: ClassMap | None, constant: str) -> str:
        """A table without a primary key, which cannot have a class."""
        attributes = {it.column: it for it in of.attributes} if of else {}
        keys = self._constraints.inline(projections)
        args: list[Expr] = [name_literal(table.name.name, self._scope), "Base.metadata"]
        for column in table.columns:
            attribute = attributes.get(column.name) or Attribute(column.name, column.name)
            args.append(self._columns.plain(projections, column, attribute, constant, keys.get(column.name, ())))
        args += self._constraints.of(projections)
        args += [python.keyword(name, value) for name, value in self._options(table, projections, of)]
        return python.assignment(constant, Call(f"{self._scope.sa}.Table", args))

    def enum(self, of: EnumClass, constant: str, used: bool) -> str:
        """An enum's class, and the constant that holds its SQLAlchemy type; one that no column uses hangs on the
        metadata."""
        args: list[Expr] = [enum_name(of, self._scope), f"name={name_literal(of.enum.name, self._scope)}"]
        if of.enum.schema:
            args.append(f"schema={string(of.enum.schema)}")
        args += [] if used else ["metadata=Base.metadata"]
        args += [] if of.names else [f"values_callable={self._support.name('stored_values')}"]
        args += ["length=63", "create_constraint=False"]
        made = python.assignment(constant, Call(f"{self._scope.sa}.Enum", args))
        return made if of.module else f"{self._enum_class(of)}\n\n\n{made}"

    def _enum_class(self, of: EnumClass) -> str:
        head = f"class {of.name}({self._scope.module('enum')}.Enum):"
        members = "\n".join("    " + python.assignment(name, string(value), 4) for name, value in of.members)
        return f"{head}\n" + "\n\n".join([*_doc(of.doc), members or "    pass"])

    def _table_args(self, table: Table, projections: Projections, of: ClassMap) -> list[str]:
        options = self._options(table, projections, of)
        items: list[Expr] = [*self._apart(table, projections, of), *self._constraints.of(projections)]
        if options:
            items.append(_dict(options))
        if not items:
            return []
        value = items[0] if options and len(items) == 1 else Call("", items, explode=len(items) > 1)
        return ["    " + python.assignment("__table_args__", value, 4)]

    def _apart(self, table: Table, projections: Projections, of: ClassMap) -> Iterator[Call]:
        """The columns of the table that only its subclasses have as attributes."""
        attributes = {it.column: it for it in of.attributes}
        keys = self._constraints.inline(projections)
        for name in apart_columns(of):
            yield self._columns.plain(projections, table.by_name[name], attributes[name], of.name, keys.get(name, ()))

    def _options(self, table: Table, projections: Projections, of: ClassMap | None) -> list[tuple[str, Expr]]:
        options: list[tuple[str, Expr]] = []
        if table.name.schema:
            options.append(("schema", string(table.name.schema)))
        if table.comment is not None:
            options.append(("comment", string(table.comment)))
        if info := self._info(projections, of):
            options.append(("info", Call("", info, "{}")))
        keys = [table.partition_by for dialect, table in projections if dialect == "postgresql" and table.partition_by]
        if keys:
            options.append(("postgresql_partition_by", string(partition_key(keys[0]))))
        return options + [
            (name, _option(name, text)) for name, text in table.options if name.startswith(OPTION_PREFIXES)
        ]

    def _info(self, projections: Projections, of: ClassMap | None) -> list[Expr]:
        """What the table carries: for programs, and the dialects that have it where not all do."""
        found = [_item(name, python.value(value)) for name, value in (of.info if of else ())]
        if len(projections) < self._dialects:
            self._support.name("ProjectMetaData")
            held = Call("", [string(dialect) for dialect, _ in projections])
            found.append(held.prefixed('"dialects": '))
        return found

    def _attributes(self, table: Table, projections: Projections, of: ClassMap) -> list[str]:
        attributes: Mapping[str, Attribute] = {it.column: it for it in of.attributes}
        keys = self._constraints.inline(projections)
        lines: list[str] = []
        mixin = None
        apart = set(apart_columns(of))
        for column in (it for it in table.columns if it.name not in apart):
            attribute = attributes.get(column.name) or Attribute(column.name, column.name)
            if attribute.mixin != mixin and attribute.mixin is not None and _PLAIN(attribute.mixin):
                lines.append(f"    # from mixin {attribute.mixin}")
            mixin = attribute.mixin
            lines.append(self._columns.mapped(projections, column, attribute, of.name, keys.get(column.name, ())))
        return lines

    def _repr(self, table: Table, of: ClassMap, name: str) -> list[str]:
        if of.repr is None:
            return []
        attributes = {it.column: it.name for it in of.attributes}
        key = table.primary_key.columns if table.primary_key else ()
        shown = of.repr or tuple(attributes.get(name, name) for name in key)
        text = " ".join([name, *(f"{name}={{self.{name}!r}}" for name in shown)])
        body = python.returned(f'f"<{text}>"', 8)
        return [f"    def __repr__(self) -> {self._scope.builtin('str')}:\n        {body}"]


def table_key(name: QName) -> str:
    """A table's key in ``MetaData.tables``."""
    return f"{name.schema}.{name.name}" if name.schema else name.name


def _doc(text: str | None) -> list[str]:
    """A docstring where one gives the text, else the text itself."""
    if not text:
        return []
    body = text.rstrip("\n")
    plain = body.isprintable() or all(line.isprintable() for line in body.split("\n"))
    if plain and inspect.cleandoc(body) == body and not set('"\\') & {body[0], body[-1]} and '"""' not in body:
        return ["    " + python.docstring(body, 4)]
    return ["    " + python.assignment("__doc__", string(text), 4)]


def _block(lines: Iterable[str]) -> list[str]:
    """Lines that belong together, where there are any."""
    text = "\n".join(lines)
    return [text] if text else []


def _dict(options: list[tuple[str, Expr]]) -> Call:
    items = [_item(name, value) for name, value in options]
    return Call("", items, "{}")


def _item(name: str, value: Expr) -> Expr:
    opening = f"{string(name)}: "
    return opening + value if isinstance(value, str) else value.prefixed(opening)


def _option(name: str, text: str) -> str:
    if name.startswith("sqlite_") and text.lower() in ("true", "false"):
        return text.capitalize()
    return string(text)
