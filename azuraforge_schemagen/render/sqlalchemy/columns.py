"""One column: a ``mapped_column`` of a class, or a ``Column`` of a table without one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from azuraforge_schemagen.ir.orm import Attribute, PySequence
from azuraforge_schemagen.ir.schema import Column, Generated, Identity, Table
from azuraforge_schemagen.ir.types import INTEGER_TYPES, Scalar, Type, Variant
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.python import Call, Expr, string
from azuraforge_schemagen.render.sqlalchemy import lines
from azuraforge_schemagen.render.sqlalchemy.annotations import annotation
from azuraforge_schemagen.render.sqlalchemy.arguments import arguments
from azuraforge_schemagen.render.sqlalchemy.constraints import Projections
from azuraforge_schemagen.render.sqlalchemy.defaults import Defaults
from azuraforge_schemagen.render.sqlalchemy.names import UNQUOTED, name_literal
from azuraforge_schemagen.render.sqlalchemy.scope import Scope
from azuraforge_schemagen.render.sqlalchemy.support import Support
from azuraforge_schemagen.render.sqlalchemy.types import Types

_MAY_BE_NONE = re.compile(r"\b(None|Any)\b").search
"""Where SQLAlchemy cannot tell from an annotation whether NULL is allowed."""


class Columns:
    """Writes columns."""

    def __init__(
        self, scope: Scope, support: Support, types: Types, defaults: Defaults, classes: frozenset[str]
    ) -> None:
        self._scope = scope
        self._support = support
        self._types = types
        self._defaults = defaults
        self._classes = classes
        self._mapped: dict[tuple[str, bool], str] = {}
        self._usual: dict[tuple[Type, bool, str], str] = {}
        self._alike: dict[tuple[int, int, str], tuple[Column, Attribute, str]] = {}

    def mapped(
        self, projections: Projections, column: Column, attribute: Attribute, owner: str, keys: Sequence[Expr]
    ) -> str:
        """``name: Mapped[type] = mapped_column(...)`` for the body of a class."""
        if keys or not _is_alike(projections, column, attribute):
            return self._mapped_own(projections, column, attribute, owner, keys)
        # The objects are kept, so that their ids stay their own.
        key = (id(column), id(attribute), _alone(projections))
        found = self._alike.get(key)
        if found is None:
            found = self._alike[key] = (column, attribute, self._mapped_alike(projections, column, attribute, owner))
        return found[2]

    def _mapped_alike(self, projections: Projections, column: Column, attribute: Attribute, owner: str) -> str:
        """A column that may stand like this in many classes."""
        if _is_usual(column, attribute):
            doc = "" if attribute.doc is None else f", doc={string(attribute.doc)}"
            line = f"    {attribute.name}: {self._usual_head(projections, column)}{doc})"
            if len(line) <= python.WIDTH and line.isascii():
                return line
        return self._mapped_own(projections, column, attribute, owner, ())

    def _mapped_own(
        self, projections: Projections, column: Column, attribute: Attribute, owner: str, keys: Sequence[Expr]
    ) -> str:
        args = self._arguments(projections, column, attribute, f"_{owner}_{attribute.name}".lower(), keys)
        return self._line(column, attribute, args)

    def existing(self, projections: Projections, column: Column, attribute: Attribute) -> str:
        """The same for a class that shares a table, which has the column already."""
        projected = [(dialect, table.by_name[column.name]) for dialect, table in projections]
        type_ = self._type(projections[0][1], column, attribute, projected)
        return self._line(column, attribute, [type_, "use_existing_column=True"])

    def _line(self, column: Column, attribute: Attribute, args: Sequence[Expr]) -> str:
        explicit = self._annotation(attribute)
        inner = explicit or self._types.annotation(column.type)
        args = [*self._named(column.name, attribute.name), *args, *_loading(attribute)]
        if explicit is not None and _MAY_BE_NONE(explicit):
            args.append(f"nullable={column.nullable}")
        annotated = self._mapped_annotation(inner, column.nullable)
        return lines.mapped(attribute.name, annotated, self._scope.name("sqlalchemy.orm", "mapped_column"), args)

    def plain(
        self, projections: Projections, column: Column, attribute: Attribute, owner: str, keys: Sequence[Expr]
    ) -> Call:
        """``sa.Column(...)`` for the arguments of a ``sa.Table``."""
        args: list[Expr] = [name_literal(column.name, self._scope)]
        args += self._arguments(projections, column, attribute, f"_{owner}_{attribute.name}".lower(), keys)
        if not column.nullable and "primary_key=True" not in args:
            args.append("nullable=False")
        return Call(f"{self._scope.sa}.Column", args)

    def _usual_head(self, projections: Projections, column: Column) -> str:
        """What follows the name of a column that is a type and nothing else, up to the last bracket: many share it."""
        key = (column.type, column.nullable, _alone(projections))
        found = self._usual.get(key)
        if found is None:
            annotated = self._mapped_annotation(self._types.annotation(column.type), column.nullable)
            type_ = self._types.expression(column, [(dialect, column) for dialect, _ in projections])
            function = self._scope.name("sqlalchemy.orm", "mapped_column")
            found = self._usual[key] = f"{annotated} = {function}({python.flat(type_)}"
        return found

    def _mapped_annotation(self, inner: str, nullable: bool) -> str:
        key = (inner, nullable)
        found = self._mapped.get(key)
        if found is None:
            optional = " | None" if nullable and not inner.endswith(" None") else ""
            found = self._mapped[key] = f"{self._scope.name('sqlalchemy.orm', 'Mapped')}[{inner}{optional}]"
        return found

    def _annotation(self, attribute: Attribute) -> str | None:
        text = attribute.annotation or (attribute.alias.annotation if attribute.alias else None)
        if text is None:
            return self._types.any if attribute.alias else None
        return annotation(text, self._scope, self._classes) or self._types.any

    def _named(self, column: str, attribute: str) -> list[Expr]:
        written = name_literal(column, self._scope)
        return [] if column == attribute and written[0] in "\"'" else [written]

    def _arguments(
        self, projections: Projections, column: Column, attribute: Attribute, owner: str, keys: Sequence[Expr]
    ) -> list[Expr]:
        name = column.name
        projected = [(dialect, table.by_name[name]) for dialect, table in projections]
        table = projections[0][1]
        args: list[Expr] = [self._type(table, column, attribute, projected), *keys]
        if column.identity is not None:
            args.append(self._identity(column.identity))
        if column.generated is not None:
            args.append(self._computed(projected))
        args += _key_arguments(table, column, attribute)
        args += self._default_arguments(column, attribute, projected, owner)
        if column.serial is not None and not _is_key(table, column):
            args.append(f"server_default={self._scope.sa}.FetchedValue()")
        if column.comment is not None:
            args.append(f"comment={string(column.comment)}")
        if attribute.doc is not None:
            args.append(f"doc={string(attribute.doc)}")
        if attribute.info:
            args.append(python.keyword("info", python.value(dict(attribute.info))))
        return args

    def _type(
        self, table: Table, column: Column, attribute: Attribute, projected: Sequence[tuple[str, Column]]
    ) -> Expr:
        if attribute.alias is not None:
            alias = attribute.alias  # the project's own type class, called
            return Call(self._scope.name(alias.module, alias.cls), arguments(alias, self._scope))
        if column.serial is not None and not _is_key(table, column):
            big = isinstance(column.type, Scalar) and column.type.name == "bigint"
            return Call(self._support.name("BigSerial" if big else "Serial"), ())
        return self._types.expression(column, projected)

    def _default_arguments(
        self, column: Column, attribute: Attribute, projected: Sequence[tuple[str, Column]], owner: str
    ) -> list[Expr]:
        args: list[Expr] = []
        if attribute.default is not None:
            args.append(
                python.keyword(
                    "default", self._defaults.client(attribute.default, self._types.plain(column.type), owner)
                )
            )
        if attribute.on_update is not None:
            made = self._defaults.client(attribute.on_update, self._types.plain(column.type), f"{owner}_update")
            args.append(python.keyword("onupdate", made))
        default = self._defaults.server(projected)
        if default is not None:
            args.append(python.keyword("server_default", default))
        return args

    def _identity(self, identity: Identity) -> Call:
        said: Mapping[str, int | None] = {
            "start": identity.start,
            "increment": identity.increment,
            "minvalue": identity.minimum,
            "maxvalue": identity.maximum,
            "cache": identity.cache,
        }
        args = ["always=True"] if identity.always else []
        args += [f"{name}={value}" for name, value in said.items() if value is not None]
        return Call(f"{self._scope.sa}.Identity", args + (["cycle=True"] if identity.cycle else []))

    def _computed(self, projected: Sequence[tuple[str, Column]]) -> Call:
        generated = {dialect: column.generated for dialect, column in projected}
        texts = {dialect: _text(of, dialect) for dialect, of in generated.items()}
        virtual = any(of is not None and of.virtual for of in generated.values())
        literal = python.sql(next(iter(texts.values()))) if len(set(texts.values())) == 1 else None
        text = literal or self._defaults.by_dialect(texts)
        return Call(f"{self._scope.sa}.Computed", (text, f"persisted={not virtual}"))


def _loading(attribute: Attribute) -> list[Expr]:
    """When the attribute is loaded."""
    group = attribute.deferred
    return [f"deferred_group={string(group)}"] if isinstance(group, str) else ["deferred=True"] if group else []


def _alone(projections: Projections) -> str:
    """The dialect where there is only one."""
    return projections[0][0] if len(projections) == 1 else ""


def _is_alike(projections: Projections, column: Column, attribute: Attribute) -> bool:
    """Whether a column is the same on every dialect of the project, and written the same in any class."""
    name = column.name
    for _, table in projections:
        if table.by_name[name] is not column:
            return False
    key = projections[0][1].primary_key
    if column.identity or column.serial is not None or column.generated or (key and name in key.columns):
        return False
    return attribute.default is None and attribute.on_update is None


def _is_usual(column: Column, attribute: Attribute) -> bool:
    """Whether such a column is a type, with a doc perhaps, and nothing else."""
    if column.server_default is not None or column.comment is not None or column.collation is not None:
        return False
    if attribute.alias is not None or attribute.annotation is not None or attribute.info or attribute.deferred:
        return False
    return attribute.name == column.name and column.name not in UNQUOTED


def _text(generated: Generated | None, dialect: str) -> str:
    return (generated.expression.on(dialect) if generated is not None else None) or "NULL"


def _is_key(table: Table, column: Column) -> bool:
    """Whether the column alone is the primary key: SQLAlchemy counts there by itself."""
    return table.primary_key is not None and table.primary_key.columns == (column.name,)


def _key_arguments(table: Table, column: Column, attribute: Attribute) -> list[Expr]:
    key = table.primary_key
    if key is None or column.name not in key.columns:
        return []
    args: list[Expr] = ["primary_key=True"]
    if column.serial is not None and _is_key(table, column) and _refers(table, column):
        args.append("autoincrement=True")
    elif _counts_by_itself(table, column) and not isinstance(attribute.default, PySequence):
        args.append("autoincrement=False")
    return args


def _counts_by_itself(table: Table, column: Column) -> bool:
    """Whether SQLAlchemy would make a plain integer key count (SERIAL on PostgreSQL) unless told not to."""
    alone = _is_key(table, column) and _is_integer(column.type) and not _refers(table, column)
    return alone and column.serial is None and column.identity is None and column.server_default is None


def _refers(table: Table, column: Column) -> bool:
    return any(column.name in key.columns for key in table.foreign_keys)


def _is_integer(type_: Type) -> bool:
    while isinstance(type_, Variant):
        type_ = type_.base
    return isinstance(type_, Scalar) and type_.name in INTEGER_TYPES
