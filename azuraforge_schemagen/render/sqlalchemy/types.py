"""Column types: the SQLAlchemy expression on every dialect of the project, and the Python annotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from azuraforge_schemagen.dialects import type_sql
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Domain, plain_type
from azuraforge_schemagen.ir.types import (
    TIME_TYPES,
    Array,
    DomainType,
    EnumType,
    Raw,
    Scalar,
    Type,
    UserType,
    Variant,
    on,
)
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.python import Call, Expr
from azuraforge_schemagen.render.sqlalchemy.items import Items
from azuraforge_schemagen.render.sqlalchemy.names import EnumName, name_literal
from azuraforge_schemagen.render.sqlalchemy.scope import Scope
from azuraforge_schemagen.render.sqlalchemy.support import Support

_GENERIC = {
    "string": "String",
    "text": "Text",
    "char": "CHAR",
    "integer": "Integer",
    "smallint": "SmallInteger",
    "bigint": "BigInteger",
    "numeric": "Numeric",
    "float": "Float",
    "double": "Double",
    "real": "REAL",
    "boolean": "Boolean",
    "date": "Date",
    "time": "Time",
    "timetz": "Time",
    "timestamp": "DateTime",
    "timestamptz": "DateTime",
    "interval": "Interval",
    "uuid": "Uuid",
    "json": "JSON",
    "jsonb": "JSON",
    "binary": "LargeBinary",
}
_POSTGRESQL = frozenset(
    "jsonb citext inet cidr macaddr macaddr8 tsvector tsquery hstore int4range int8range numrange tsrange tstzrange "
    "daterange int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange bit money "
    "oid".split()
)
"""What ``sqlalchemy.dialects.postgresql`` has under this name in capitals; the other types are written raw."""

_STRINGS = frozenset({"string", "text", "char", "citext"})
_BUILTIN = {
    "int": "integer smallint bigint oid",
    "float": "float double real",
    "bool": "boolean",
    "bytes": "binary",
    "str": "string text char citext inet cidr macaddr macaddr8 tsvector tsquery bit varbit xml money ltree "
    "point line lseg box path polygon circle",
}
_BUILTINS = {name: builtin for builtin, names in _BUILTIN.items() for name in names.split()}
_DATETIME = {
    "date": "date",
    "time": "time",
    "timetz": "time",
    "timestamp": "datetime",
    "timestamptz": "datetime",
    "interval": "timedelta",
}
_RANGES = {"int4": "integer", "int8": "integer", "num": "numeric", "ts": "timestamp", "tstz": "timestamp"}


class Types:
    """Writes types."""

    def __init__(
        self,
        scope: Scope,
        support: Support,
        enums: Mapping[QName, EnumName],
        domains: Mapping[QName, Domain],
    ) -> None:
        self._scope = scope
        self._support = support
        self._enums = enums
        self._domains = domains
        self._items = Items(scope, enums)
        self._expressions: dict[object, Expr] = {}
        self._annotations: dict[Type, str] = {}

    def expression(self, declared: Column, projected: Sequence[tuple[str, Column]]) -> Expr:
        """The type of a column, with a variant for each dialect where it is another one."""
        key = (declared.type, tuple([(dialect, column.type, column.collation) for dialect, column in projected]))
        found = self._expressions.get(key)
        if found is None:
            found = self._expressions[key] = self._on_all(declared, projected)
        return found

    def _on_all(self, declared: Column, projected: Sequence[tuple[str, Column]]) -> Expr:
        first_dialect, first = projected[0]
        base = self._of(first_dialect, first, declared)
        plain = base
        for dialect, column in projected[1:]:
            variant = self._of(dialect, column, declared)
            if python.flat(variant) != python.flat(plain):
                base = _with_variant(base, variant, dialect)
        # Calling HSTORE is no typed call in SQLAlchemy 2.0; the class stands for its instance.
        hstore = base is plain and first.type == Scalar("hstore")
        return f"{self._scope.postgresql}.HSTORE" if hstore else base

    def annotation(self, type_: Type) -> str:
        """The Python type of a column's values, without ``None``."""
        found = self._annotations.get(type_)
        if found is None:
            found = self._annotations[type_] = self._annotation(type_)
        return found

    def _of(self, dialect: str, column: Column, declared: Column) -> Expr:
        chosen = on(declared.type, dialect)
        if isinstance(chosen, Array) and column.type == Scalar("json"):
            conversion = self._items.conversion(self.plain(chosen))
            if conversion:
                return Call(self._support.name("JsonArray"), conversion)
        if (labels := self._labels(chosen, declared)) is not None:
            return labels
        held = self.plain(chosen) if dialect == "sqlite" else chosen
        return self._write(dialect, held if isinstance(held, EnumType) else column.type, column.collation)

    def _labels(self, chosen: Type, declared: Column) -> Expr | None:
        """The strings of another length that a dialect without enums keeps the labels of one in."""
        of = declared.type
        if not isinstance(of, Variant) or not isinstance(of.base, EnumType) or not isinstance(chosen, Scalar):
            return None
        if chosen.name != "string":
            return None
        enum = self._enums[of.base.name]
        args = [enum.cls, *([] if enum.names else [f"values_callable={self._support.name('stored_values')}"])]
        args += ["native_enum=False", f"length={chosen.length}"] if chosen.length else ["native_enum=False"]
        return Call(f"{self._scope.sa}.Enum", [*args, "create_constraint=False"])

    def plain(self, type_: Type) -> Type:
        """The type with what domains hold in their places."""
        return plain_type(type_, self._domains) if self._domains else type_

    def _write(self, dialect: str, type_: Type, collation: QName | None) -> Expr:
        match type_:
            case Scalar():
                return self._scalar(dialect, type_, collation)
            case Array(items, dimensions):
                args: list[Expr] = [self._write(dialect, items, collation)]
                if dimensions > 1:
                    args.append(f"dimensions={dimensions}")
                return Call(f"{self._scope.postgresql}.ARRAY", args)
            case EnumType(name):
                return self._enums[name].constant
            case DomainType(name):
                return self._domain(dialect, name)
            case UserType():
                return Call(self._support.name("NamedType"), self._name(type_.spelled))
            case Raw(text):
                return self._raw(text)
            case Variant(base):
                return self._write(dialect, base, collation)
        assert_never(type_)

    def _domain(self, dialect: str, name: QName) -> Expr:
        args: list[Expr] = [name_literal(name.name, self._scope)]
        args.append(self._write(dialect, self.plain(DomainType(name)), None))
        args += [f"schema={python.string(name.schema)}"] if name.schema else []
        return Call(f"{self._scope.postgresql}.DOMAIN", [*args, "create_type=False"])

    def _scalar(self, dialect: str, type_: Scalar, collation: QName | None) -> Expr:
        name = type_.name
        if dialect == "postgresql" and (special := self._postgresql(type_)) is not None:
            return special
        if collation is not None and collation.schema and name in _STRINGS:
            # SQLAlchemy has no word for the schema before 2.1.
            text = python.string(type_sql(type_, dialect))
            return Call(self._support.name("CollatedString"), (text, *self._name(collation)))
        if name not in _GENERIC:
            return self._raw(name if type_.length is None else f"{name}({type_.length})")
        args = [str(size) for size in (type_.length,) if size is not None]
        if name not in TIME_TYPES and name != "interval":
            args += [str(size) for size in (type_.precision, type_.scale) if size is not None]
        if collation is not None and name in _STRINGS:
            args.append(f"collation={python.string(collation.name)}")
        if name in ("timetz", "timestamptz"):
            args.append("timezone=True")
        return Call(f"{self._scope.sa}.{_GENERIC[name]}", args)

    def _postgresql(self, type_: Scalar) -> Expr | None:
        name = type_.name
        if name in TIME_TYPES and type_.precision is not None:
            zone = ["timezone=True"] if name.endswith("tz") else []
            cls = "TIME" if name.startswith("time") and not name.startswith("timestamp") else "TIMESTAMP"
            return Call(f"{self._scope.postgresql}.{cls}", [*zone, f"precision={type_.precision}"])
        if name == "interval" and (type_.fields or type_.precision is not None):
            fields = [f"fields={python.string(type_.fields.upper())}"] if type_.fields else []
            size = [f"precision={type_.precision}"] if type_.precision is not None else []
            return Call(f"{self._scope.postgresql}.INTERVAL", fields + size)
        if name in ("bit", "varbit"):
            size = [str(type_.length)] if type_.length is not None else []
            return Call(f"{self._scope.postgresql}.BIT", [*size, "varying=True"] if name == "varbit" else size)
        return Call(f"{self._scope.postgresql}.{name.upper()}", ()) if name in _POSTGRESQL else None

    def _name(self, name: QName) -> tuple[Expr, ...]:
        return tuple(name_literal(part, self._scope) for part in reversed(name) if part)

    def _raw(self, text: str) -> Call:
        return Call(self._support.name("RawType"), (python.string(text),))

    def _annotation(self, type_: Type) -> str:
        match type_:
            case Scalar(name):
                return self._scalar_annotation(name)
            case Array(items, dimensions):
                inner = self.annotation(items)
                for _ in range(max(dimensions, 1)):
                    inner = f"{self._scope.builtin('list')}[{inner}]"
                return inner
            case EnumType(name):
                return self._enums[name].cls
            case DomainType():
                held = self.plain(type_)
                return self.any if isinstance(held, DomainType) else self.annotation(held)
            case Raw() | UserType():
                return self.any
            case Variant(base):
                return self.annotation(base)
        assert_never(type_)

    @property
    def any(self) -> str:
        """``Any``."""
        return self._scope.name("typing", "Any")

    def _scalar_annotation(self, name: str) -> str:
        scope = self._scope
        if name in _BUILTINS:
            return scope.builtin(_BUILTINS[name])
        if name in _DATETIME:
            return f"{scope.module('datetime')}.{_DATETIME[name]}"
        if name == "numeric":
            return scope.name("decimal", "Decimal")
        if name == "uuid":
            return f"{scope.module('uuid')}.UUID"
        if name in ("json", "jsonb"):
            return f"{scope.builtin('dict')}[{scope.builtin('str')}, {self.any}]"
        if name == "hstore":
            text = scope.builtin("str")
            return f"{scope.builtin('dict')}[{text}, {text} | None]"
        if name.endswith("range"):
            return self._range(name.removesuffix("range"))
        return self.any

    def _range(self, name: str) -> str:
        single = name.removesuffix("multi")
        bounds = self._scalar_annotation(_RANGES.get(single, single))
        inner = f"{self._scope.postgresql}.Range[{bounds}]"
        return inner if single == name else f"{self._scope.builtin('list')}[{inner}]"


def _with_variant(base: Expr, variant: Expr, dialect: str) -> Call:
    args = (variant, python.string(dialect))
    if isinstance(base, str):
        return Call(f"{base}.with_variant", args)
    return Call(base, args, attribute=".with_variant")
