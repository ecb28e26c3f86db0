"""Rows for any schema: values by type, references to rows that are there. The server judges: what it takes stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from azuraforge_schemagen.dialects import literal, project, qualified, quote
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, ForeignKey, Schema, Table
from azuraforge_schemagen.ir.types import Array, EnumType, Raw, Scalar, Type, Variant

ROWS = 4
STRINGS = ("a", 'it\'s 100% :b \\ "q"', "Ünïcode {{ x }}", "line\nbreak", "z")
SAMPLES: dict[str, tuple[str, ...]] = {
    "boolean": ("true", "false"),
    "date": ("2024-02-29", "1999-12-31", "2001-01-01", "1970-01-01"),
    "time": ("12:30:00", "00:00:00", "23:59:59", "01:02:03"),
    "timestamp": ("2024-02-29 12:30:00", "1999-12-31 23:59:59", "2001-01-01 00:00:00", "1970-01-01 00:00:01"),
    "interval": ("1 day", "02:00:00", "3 years", "1 month"),
    "json": ('{"a": 1}', "[]", '"text"', "null"),
    "inet": ("10.0.0.1", "10.0.0.2", "::1", "10.1.0.0/16"),
    "cidr": ("10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"),
    "macaddr": ("08:00:2b:01:02:03", "08:00:2b:01:02:04", "08:00:2b:01:02:05"),
    "macaddr8": ("08:00:2b:01:02:03:04:05", "08:00:2b:01:02:03:04:06"),
    "tsvector": ("'a' 'b'", "'c'"),
    "tsquery": ("'a'", "'b'"),
    "hstore": ("a=>1", ""),
    "xml": ("<a/>", "<b/>"),
    "point": ("(1,2)", "(3,4)"),
    "ltree": ("a.b", "c"),
}
SAMPLES |= {"jsonb": SAMPLES["json"], "timetz": SAMPLES["time"], "timestamptz": SAMPLES["timestamp"]}


@dataclass(frozen=True)
class Filler:
    """Puts rows into the tables of a schema, as its dialect has them."""

    connection: sa.Connection
    whole: Schema
    dialect: str

    @property
    def schema(self) -> Schema:
        """The schema as the dialect has it."""
        return project(self.whole, self.dialect)

    def fill(self) -> int:
        """How many rows the server took. Two rounds, for tables that refer to each other."""
        if self.dialect == "sqlite":
            self.connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        taken = 0
        for first in (0, ROWS):
            for table in ordered(self.schema):
                taken += sum(self._insert(table, number) for number in range(first, first + ROWS))
        return taken

    def _insert(self, table: Table, number: int) -> bool:
        values = {column.name: self._value(table, column, number) for column in table.columns if settable(column)}
        for key in table.foreign_keys:
            values.update(self._reference(table, key, number))
        names = ", ".join(quote(name, self.dialect) for name in values)
        target = qualified(table.name, self.dialect)
        texts = ", ".join(values.values())
        sql = f"INSERT INTO {target} ({names}) VALUES ({texts})" if values else f"INSERT INTO {target} DEFAULT VALUES"
        try:
            self.connection.execute(sa.DDL(sql.replace("%", "%%")))
        except sa.exc.DBAPIError:
            return False
        return True

    def _value(self, table: Table, column: Column, number: int) -> str:
        if column.nullable and (number + len(column.name)) % 3 == 1:
            return "NULL"
        told = self.whole.table(table.name).by_name[column.name].type
        text = sample(told if isinstance(told, EnumType) else column.type, number, self.whole)
        if text is None:
            return "NULL"
        if self.dialect == "sqlite":
            return self._sqlite(column.type, text)
        return literal(text, self.dialect)

    def _sqlite(self, type_: Type, text: str) -> str:
        match type_:
            case Scalar("boolean"):
                return "1" if text == "true" else "0"
            case Scalar("binary"):
                return "x'" + text.removeprefix("\\x") + "'"
            case Scalar("uuid"):
                return literal(text.replace("-", ""), self.dialect)
            case _:
                return literal(text, self.dialect)

    def _reference(self, table: Table, key: ForeignKey, number: int) -> dict[str, str]:
        """Values of a row that is there; NULLs where that is allowed and there is none, or now and then."""
        columns = [table.by_name[name] for name in key.columns]
        can_be_null = all(column.nullable for column in columns)
        rows = [] if can_be_null and number % 4 == 3 else self._rows(key.target, key.target_columns)
        if rows:
            return dict(zip(key.columns, rows[number % len(rows)], strict=True))
        return dict.fromkeys(key.columns, "NULL") if can_be_null else {}

    def _rows(self, table: QName, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
        names = ", ".join(f"quote_nullable({quote(name, self.dialect)}::text)" for name in columns)
        if self.dialect == "sqlite":
            names = ", ".join(f"quote({quote(name, self.dialect)})" for name in columns)
        sql = f"SELECT {names} FROM {qualified(table, self.dialect)} ORDER BY 1 LIMIT 8"
        rows = self.connection.execute(sa.DDL(sql.replace("%", "%%"))).all()
        return [tuple(row) for row in rows if "NULL" not in row]


def settable(column: Column) -> bool:
    """Whether an INSERT may name the column, and should."""
    return column.generated is None and column.identity is None and column.serial is None


def ordered(schema: Schema) -> Iterator[Table]:
    """Tables after those that they refer to, as far as there is such an order."""
    left = dict(schema.tables)
    while left:
        free = [t for t in left.values() if all(k.target == t.name or k.target not in left for k in t.foreign_keys)]
        for table in free or list(left.values())[:1]:
            yield left.pop(table.name)


def sample(type_: Type, number: int, schema: Schema) -> str | None:
    """A value of this type as text; different numbers give different ones where there are enough."""
    match type_:
        case EnumType(name):
            values = schema.enum(name).values
            return values[number % len(values)] if values else None
        case Array(items):
            item = sample(items, number, schema)
            return "{}" if item is None or number % 2 else '{"' + item.replace("\\", "\\\\").replace('"', '\\"') + '"}'
        case Raw():
            return None
        case Variant(base):
            return sample(base, number, schema)
        case Scalar():
            return _scalar(type_, number)


def _scalar(type_: Scalar, number: int) -> str:
    match type_.name:
        case "string" | "text" | "char" | "citext":
            text = STRINGS[number % len(STRINGS)] + (str(number // len(STRINGS)) if number >= len(STRINGS) else "")
            return text if type_.length is None or len(text) <= type_.length else chr(97 + number)[: type_.length]
        case "integer" | "bigint" | "smallint" | "double" | "real" | "money" | "oid":
            return str(number + 1)
        case "numeric":
            whole = (type_.precision or 9) - (type_.scale or 0)
            return str(number + 1) if whole > 0 else f"0.{'0' * ((type_.scale or 1) - 1)}{number + 1}"
        case "uuid":
            return f"00000000-0000-4000-8000-{number:012x}"
        case "binary":
            return f"\\x{number:02x}ff"
        case "bit" | "varbit":
            return format(number, "b").rjust(type_.length or 1, "0")[-(type_.length or 1) :]
        case name if name.endswith("range"):
            return "empty" if "multi" not in name else "{}"
        case name:
            known = SAMPLES.get(name, ("1",))
            return known[number % len(known)]
