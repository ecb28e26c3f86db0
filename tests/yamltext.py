"""A Schema and what its author says about the way to it, written as the files of the language.

Names stand there only where they are not the derived ones, keys of one column stand in the column's line where that
is enough to say: so every spelling of the language is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from azuraforge_schemagen.ir.intent import Intent, Using
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
    Default,
    Enum,
    ForeignKey,
    Function,
    Identity,
    Index,
    IndexKey,
    Namespace,
    Number,
    PrimaryKey,
    Schema,
    Sql,
    Table,
    Unique,
)
from azuraforge_schemagen.ir.types import Array, EnumType, Raw, Scalar, Type, Variant, on
from azuraforge_schemagen.load.layout import text
from azuraforge_schemagen.resolve import identifiers

NAMING = Naming()
BOTH = ("postgresql", "sqlite")

Files = dict[str, str]
Data = dict[str, Any]


def files(schema: Schema, intent: Intent | None = None, dialects: tuple[str, ...] = BOTH) -> Files:
    """File name -> text, one object a file."""
    return {file_name(number): text(data) for number, data in enumerate(objects(schema, intent, dialects))}


def objects(schema: Schema, intent: Intent | None = None, dialects: tuple[str, ...] = BOTH) -> list[Data]:
    """The maps that stand in the files."""
    return list(_Writer(schema, intent or Intent(), dialects).objects())


def file_name(number: int) -> str:
    """What the file of an object is called."""
    return f"object_{number:03}.yaml"


@dataclass
class _Writer:
    schema: Schema
    intent: Intent
    dialects: tuple[str, ...]
    classes: set[str] = field(default_factory=set)

    def objects(self) -> Iterator[Data]:
        for namespace in self.schema.objects.values():
            if isinstance(namespace, Namespace):
                yield _said({"schema": namespace.name.name, "comment": namespace.comment})
        for enum in self.schema.enums.values():
            yield self._enum(enum)
        for table in self.schema.tables.values():
            yield _TableWriter(self, table).data()

    def renamed(self, kind: str, scope: QName, name: str) -> str | None:
        lines = (it for it in self.intent.renames if (it.kind, it.scope, it.new) == (kind, scope, name))
        return next((line.old for line in lines), None)

    def class_of(self, name: str) -> str | None:
        """A class of its own, where another object would have the same."""
        made = identifiers.class_name(name)
        if made not in self.classes:
            self.classes.add(made)
            return None
        made = identifiers.unique(made, self.classes)
        return made

    def _enum(self, enum: Enum) -> Data:
        values: list[Any] = []
        for value in enum.values:
            old = self.renamed("value", enum.name, value)
            values.append(value if old is None else {value: {"renamed_from": old}})
        return _said(
            {
                "enum": enum.name.name,
                "schema": enum.name.schema or None,
                "class": self.class_of(enum.name.name),
                "renamed_from": self.renamed("enum", enum.name, enum.name.name),
                "comment": enum.comment,
                "dialects": list(enum.dialects) or None,
                "values": values,
                "removed": dict(self.intent.removed_values.get(enum.name, {})) or None,
            }
        )

    def sql(self, sql: Sql) -> Any:
        """Text, or a map by dialect."""
        if not sql.dialects:
            return sql.text
        texts = {dialect: sql.on(dialect) for dialect in self.dialects}
        return texts[self.dialects[0]] if len(texts) == 1 else texts

    def using(self, using: Using) -> Any:
        return _said(
            {"up": using.up and self.sql(using.up), "down": None if using.down is None else self.sql(using.down)}
        )

    def default(self, default: Default, type_: Type) -> Any:
        match default:
            case Function(name):
                return f"{name}()"
            case Number(number):
                return int(number) if number.lstrip("-").isdigit() else Decimal(number)
            case Sql():
                return {"sql": self.sql(default)}
            case Constant(str(value)) if on(type_, "postgresql") in (Scalar("json"), Scalar("jsonb")):
                return {"value": json.loads(value, parse_float=Decimal)}
            case Constant(value):
                return {"value": value} if isinstance(value, str) and "(" in value else value


@dataclass
class _TableWriter:
    writer: _Writer
    table: Table
    inline: set[str] = field(default_factory=set)
    """Names of the constraints and indexes that stand in the line of their column."""

    def data(self) -> Data:
        table, writer = self.table, self.writer
        columns = {column.name: self._column(column) for column in table.columns}
        return _said(
            {
                "table": table.name.name,
                "schema": table.name.schema or None,
                "class": writer.class_of(table.name.name) if table.primary_key else None,
                "renamed_from": writer.renamed("table", table.name, table.name.name),
                "comment": table.comment,
                "dialects": list(table.dialects) or None,
                "options": dict(table.options) or None,
                "columns": columns,
                "primary_key": self._primary_key(),
                "uniques": self._left(table.uniques, self._unique),
                "checks": self._left(table.checks, self._check),
                "foreign_keys": self._left(table.foreign_keys, self._foreign_key),
                "indexes": self._left(table.indexes, self._index),
            }
        )

    def _left(self, children: tuple[Any, ...], write: Any) -> Data | None:
        return {it.name: write(it) for it in children if it.name not in self.inline} or None

    # columns

    def _column(self, column: Column) -> Any:
        address = self.table.name, column.name
        intent = self.writer.intent
        data = {
            **_spelled(column),
            **self._keys(column),
            "server_default": column.server_default and self.writer.default(column.server_default, column.type),
            "identity": column.identity and self._identity(column, column.identity),
            "sequence": column.serial if column.serial != self._sequence(column) else None,
            "generated": self._generated(column),
            "collation": column.collation,
            "comment": column.comment,
            "renamed_from": self.writer.renamed("column", *address),
            "backfill": self.writer.sql(intent.backfills[address]) if address in intent.backfills else None,
            "using": self.writer.using(intent.using[address]) if address in intent.using else None,
        }
        data = _said(data)
        return data["type"] if data.keys() == {"type"} else data

    def _sequence(self, column: Column) -> str:
        return NAMING.sequence(self.table.name.name, column.name)

    def _identity(self, column: Column, identity: Identity) -> Any:
        options = _said(
            {
                "sequence": identity.sequence if identity.sequence != self._sequence(column) else None,
                "start": identity.start,
                "increment": identity.increment,
                "minimum": identity.minimum,
                "maximum": identity.maximum,
                "cache": identity.cache,
                "cycle": identity.cycle or None,
            }
        )
        if options:
            return {"always": identity.always, **options}
        return "always" if identity.always else "by_default"

    def _generated(self, column: Column) -> Any:
        if column.generated is None:
            return None
        expression = self.writer.sql(column.generated.expression)
        return {"sql": expression, "virtual": True} if column.generated.virtual else expression

    # keys in the line of a column

    def _keys(self, column: Column) -> Data:
        table, name = self.table, self.table.name
        data: Data = {}
        key = table.primary_key
        if key == PrimaryKey(NAMING.primary_key(name.name), (column.name,)) and self._is_plain(key):
            data["primary_key"] = True
            self.inline.add(key.name)
        data |= self._reference(column)
        for unique in table.uniques:
            derived = Unique(NAMING.unique(name.name, (column.name,)), (column.name,))
            if unique == derived and self._is_plain(unique):
                data["unique"] = True
                self.inline.add(unique.name)
        for check in table.checks:
            derived_check = Check(NAMING.check(name.name, column.name), check.expression)
            if check == derived_check and self._is_plain(check) and check.name not in self.inline:
                data.setdefault("check", self.writer.sql(check.expression))
                self.inline.add(check.name)
        for index in table.indexes:
            called = NAMING.index(name.name, (column.name,), schema=name.schema)
            if index == Index(called, (IndexKey(column.name),), index.unique) and self._is_plain(index):
                data["index"] = "unique" if index.unique else True
                self.inline.add(index.name)
        return data

    def _reference(self, column: Column) -> Data:
        for key in self.table.foreign_keys:
            one = key.columns == (column.name,) and key.on_update == "no action" and key.comment is None
            if one and not key.set_columns and self._is_plain(key):
                self.inline.add(key.name)
                derived = NAMING.foreign_key(self.table.name.name, key.columns, key.target.name)
                return {
                    "references": _target(key.target, key.target_columns[0]),
                    "constraint": key.name if key.name != derived else None,
                    "on_delete": _action(key.on_delete),
                    "deferrable": key.deferrable,
                    "match": "full" if key.match_full else None,
                    "not_valid": key.not_valid or None,
                }
        return {}

    def _is_plain(self, child: PrimaryKey | Unique | Check | ForeignKey | Index) -> bool:
        kind = "index" if isinstance(child, Index) else "constraint"
        return self.writer.renamed(kind, self.table.name, child.name) is None

    # keys of the table

    def _primary_key(self) -> Any:
        key = self.table.primary_key
        if key is None or key.name in self.inline:
            return None
        data = _said(
            {
                "name": key.name if key.name != NAMING.primary_key(self.table.name.name) else None,
                "columns": list(key.columns),
                "include": list(key.include) or None,
                "deferrable": key.deferrable,
                "comment": key.comment,
                "renamed_from": self._old("constraint", key.name),
            }
        )
        return data["columns"] if len(data) == 1 else data

    def _unique(self, unique: Unique) -> Any:
        data = _said(
            {
                "columns": list(unique.columns),
                "include": list(unique.include) or None,
                "nulls_not_distinct": unique.nulls_not_distinct or None,
                "deferrable": unique.deferrable,
                "comment": unique.comment,
                "renamed_from": self._old("constraint", unique.name),
            }
        )
        return data["columns"] if len(data) == 1 else data

    def _check(self, check: Check) -> Any:
        data = _said(
            {
                "sql": self.writer.sql(check.expression),
                "not_valid": check.not_valid or None,
                "no_inherit": check.no_inherit or None,
                "dialects": list(check.dialects) or None,
                "comment": check.comment,
                "renamed_from": self._old("constraint", check.name),
            }
        )
        return data["sql"] if len(data) == 1 and isinstance(data["sql"], str) else data

    def _foreign_key(self, key: ForeignKey) -> Any:
        action = _action(key.on_delete)
        return _said(
            {
                "columns": list(key.columns),
                "references": _target(key.target),
                "to": list(key.target_columns),
                "on_delete": {action: list(key.set_columns)} if key.set_columns else action,
                "on_update": _action(key.on_update),
                "match": "full" if key.match_full else None,
                "deferrable": key.deferrable,
                "not_valid": key.not_valid or None,
                "comment": key.comment,
                "renamed_from": self._old("constraint", key.name),
            }
        )

    def _index(self, index: Index) -> Any:
        data = _said(
            {
                "columns": [self._index_key(key) for key in index.keys],
                "unique": index.unique or None,
                "using": index.method if index.method != "btree" else None,
                "where": None if index.where is None else self.writer.sql(index.where),
                "include": list(index.include) or None,
                "nulls_not_distinct": index.nulls_not_distinct or None,
                "with": dict(index.options) or None,
                "dialects": list(index.dialects) or None,
                "comment": index.comment,
                "renamed_from": self._old("index", index.name),
            }
        )
        return data["columns"] if len(data) == 1 else data

    def _index_key(self, key: IndexKey) -> Any:
        data = _said(
            {
                "column": key.column,
                "expr": None if key.expression is None else self.writer.sql(key.expression),
                "sort": "desc" if key.descending else None,
                "nulls": key.nulls,
                "opclass": key.opclass,
                "collation": key.collation,
            }
        )
        return key.column if data.keys() == {"column"} else data

    def _old(self, kind: str, name: str) -> str | None:
        return self.writer.renamed(kind, self.table.name, name)


def _spelled(column: Column) -> Data:
    """The type keys of a column."""
    data = _type(column.type)
    if column.serial is not None:
        data["type"] = {"integer": "serial", "bigint": "bigserial"}[data["type"]]
    if column.nullable:
        data["type"] = _nullable(data["type"])
    return data


def _nullable(name: str) -> str:
    return f"{name} | null"


def _type(type_: Type) -> Data:
    match type_:
        case Scalar("real"):
            return {"type": "float", "precision": 24}
        case Scalar(name, length, precision, scale, fields):
            return _said({"type": name, "length": length, "precision": precision, "scale": scale, "fields": fields})
        case EnumType(name):
            return {"type": f"{name.schema}.{name.name}" if name.schema else name.name}
        case Array(items, dimensions):
            inner = _type(items)
            return _said(
                {
                    "type": "array",
                    "items": inner["type"] if len(inner) == 1 else inner,
                    "dimensions": dimensions if dimensions > 1 else None,
                }
            )
        case Raw(raw):
            return {"type": "raw", "raw": raw}
        case Variant(base, dialects):
            return {**_type(base), "variants": {dialect: _type(other) for dialect, other in dialects}}


def _target(table: QName, column: str | None = None) -> Any:
    parts = [part for part in (table.schema, table.name, column) if part]
    if not any("." in part for part in parts):
        return ".".join(parts)
    return _said({"schema": table.schema or None, "table": table.name, "column": column})


def _action(action: str) -> str | None:
    return None if action == "no action" else action.replace(" ", "_")


def _said(data: Mapping[str, Any]) -> Data:
    """What is said at all."""
    return {key: value for key, value in data.items() if value is not None}
