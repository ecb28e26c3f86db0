"""The values that a column is given: those of its type, and those that its checks suggest; what a check of the column
alone does not take is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from azuraforge_schemagen.dialects import quote, type_sql
from azuraforge_schemagen.dialects.choose import without_domains
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Column, Schema, Table, plain_type
from azuraforge_schemagen.ir.types import EnumType, Raw, Type, on, refs_of
from azuraforge_schemagen.verify.samples import guesses, sample, suggested
from azuraforge_schemagen.verify.sqlvalues import value

Ask = Callable[[str], list[Any] | None]
"""The rows of a query, ``None`` where the server does not take it."""

LEAST = 12


@dataclass
class Pools:
    """By column: its values as SQL text, in a fixed order, each once. ``count`` different ones where there are."""

    whole: Schema
    schema: Schema
    dialect: str
    count: int
    ask: Ask
    known: dict[tuple[QName, str], tuple[str, ...]] = field(default_factory=dict)

    def of(self, table: Table, column: Column) -> tuple[str, ...]:
        """The values of a column."""
        place = (table.name, column.name)
        if place not in self.known:
            self.known[place] = self._made(table, column)
        return self.known[place]

    def _made(self, table: Table, column: Column) -> tuple[str, ...]:
        if refs_of(column.type):
            table = without_domains(table, self.schema.domains, self.dialect)
            column = table.by_name[column.name]
        texts = [text for it in table.checks if (text := it.expression.on(self.dialect)) is not None]
        about = {text: sqltext.columns(text) & table.by_name.keys() for text in texts}
        mine = [text for text, names in about.items() if column.name in names]
        found = [*self._natural(table, column), *suggested(column.type, mine)]
        values = tuple(dict.fromkeys(value(column.type, text, self.dialect) for text in found))
        alone = [text for text in mine if about[text] == {column.name}]
        taken = tuple(it for it in values if all(self._passes(table, column, text, it) for text in alone))
        return taken or values

    def _natural(self, table: Table, column: Column) -> Iterator[str]:
        declared = self.whole.table(table.name).by_name[column.name].type
        told = on(plain_type(declared, self.whole.domains), self.dialect)
        type_: Type = told if isinstance(told, EnumType) else column.type
        if isinstance(type_, Raw):
            yield from guesses(type_)
            return
        for number in range(max(self.count + 4, LEAST)):
            if (text := sample(type_, number, self.whole)) is not None:
                yield text

    def _passes(self, table: Table, column: Column, check: str, text: str) -> bool:
        typed = text if self.dialect == "sqlite" else f"CAST({text} AS {type_sql(column.type, self.dialect)})"
        one = f"SELECT {typed} AS {quote(column.name, self.dialect)}"
        rows = self.ask(f"SELECT {check} FROM ({one}) AS {quote(table.name.name, self.dialect)}")
        return rows is not None and rows[0][0] in (True, None)
