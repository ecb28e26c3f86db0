"""What every part of the writer shares."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from azuraforge_schemagen.ir.bodies import HUNG, Hung, owner
from azuraforge_schemagen.ir.intent import Intent, Rename, Using
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Constant, Default, Function, Number, Schema, Sql, plain_type
from azuraforge_schemagen.ir.types import Scalar, Type, on
from azuraforge_schemagen.resolve import identifiers

Data = dict[str, Any]
_JSON = (Scalar("json"), Scalar("jsonb"))


@dataclass
class Scope:
    """The Schema, what its author says about the way to it, the project's names and dialects; and classes given.

    ``apart`` are keys, checks and indexes, by table and name, that stand in the table's own maps, though their columns'
    lines would be enough.
    """

    schema: Schema
    intent: Intent = field(default_factory=Intent)
    naming: Naming = field(default_factory=Naming)
    dialects: tuple[str, ...] = ("postgresql",)
    classes: set[str] = field(default_factory=set)
    apart: frozenset[tuple[QName, str]] = frozenset()

    @cached_property
    def owned(self) -> Mapping[QName, list[Hung]]:
        """What belongs to each table and view, in the order of names."""
        found: dict[QName, list[Hung]] = {}
        for _, it in sorted(self.schema.objects.items(), key=lambda item: item[0]):
            if isinstance(it, HUNG) and (name := owner(it)) is not None:
                found.setdefault(name, []).append(it)
        return found

    def renamed(self, kind: str, scope: QName, name: str) -> str | None:
        """The name that something had."""
        line = self._line(kind, scope, name)
        return line.old if line and line.old != name else None

    def moved(self, kind: str, name: QName) -> str | None:
        """The database schema that a whole object comes from."""
        line = self._line(kind, name, name.name)
        return None if line is None or line.home is None else line.home or "public"

    def _line(self, kind: str, scope: QName, name: str) -> Rename | None:
        return next((it for it in self.intent.renames if (it.kind, it.scope, it.new) == (kind, scope, name)), None)

    def sql(self, sql: Sql) -> Any:
        """Text, or a map by dialect."""
        if not sql.dialects:
            return sql.text
        texts = {dialect: sql.on(dialect) for dialect in self.dialects}
        return texts[self.dialects[0]] if len(texts) == 1 else texts

    def using(self, using: Using) -> Data:
        """How rows reach a type, there and back."""
        return said(
            {"up": using.up and self.sql(using.up), "down": None if using.down is None else self.sql(using.down)}
        )

    def default(self, default: Default, type_: Type) -> Any:
        """A server default; what looks like a function's call, and JSON, stands in a map of its own."""
        match default:
            case Function(name):
                return f"{name}()"
            case Number(number):
                return Decimal(number)
            case Sql():
                return {"sql": self.sql(default)}
            case Constant(str(value)) if on(plain_type(type_, self.schema.domains), "postgresql") in _JSON:
                return {"value": json.loads(value, parse_float=Decimal)}
            case Constant(value):
                return {"value": value} if isinstance(value, str) and "(" in value else value

    def class_of(self, name: str) -> str | None:
        """A class of its own, where another object would have the same."""
        made = identifiers.class_name(name)
        if made not in self.classes:
            self.classes.add(made)
            return None
        return identifiers.unique(made, self.classes)


def said(data: Mapping[str, Any]) -> Data:
    """What is said at all."""
    return {key: value for key, value in data.items() if value is not None}
