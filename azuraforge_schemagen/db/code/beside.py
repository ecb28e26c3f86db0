"""What models have beside tables: what their events make, and the classes of views."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapper

from azuraforge_schemagen.db.code.executed import executed
from azuraforge_schemagen.db.code.made import Made, made
from azuraforge_schemagen.db.code.source import Source
from azuraforge_schemagen.db.code.tables import Reader, name_of
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Table

_ROWS = re.compile(r"\s*(insert|update|delete)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Beside:
    """``broken`` is why an event may have done more than is known here."""

    made: Made
    mappers: tuple[Mapper[Any], ...]
    broken: tuple[str, ...]
    others: tuple[Mapper[Any], ...]
    dialects: Sequence[str]
    over: tuple[Mapper[Any], ...]
    enums: tuple[sa.Enum, ...]
    """Those that PostgreSQL would have, of columns or not."""

    @property
    def tables(self) -> dict[QName, sa.Table]:
        """The tables that the views with a class would be."""
        return {name_of(it): it for mapper in self.mappers if isinstance(it := mapper.local_table, sa.Table)}

    def shown(self, naming: Naming) -> Mapping[QName, Table]:
        """The same in the words of the Schema: a view counts nothing and checks nothing."""
        found = {name: Reader(it, self.dialects, naming).read() for name, it in self.tables.items()}
        return {
            name: Table(name, tuple(replace(it, serial=None) for it in table.columns), table.primary_key)
            for name, table in found.items()
        }

    @property
    def gaps(self) -> Iterator[str]:
        """What the databases have and no file will say."""
        for it in self.made.others:
            if not _ROWS.match(it):
                yield _short(it)
        yield from (
            f"an event that stops where there is no database ({it}), and what comes after it" for it in self.broken
        )

    @property
    def left(self) -> Iterator[str]:
        """What stays in the code."""
        yield from (f"rows that create_all writes: {_short(it)}" for it in self.made.others if _ROWS.match(it))
        yield from (f"the class {_where(it)}, which maps no table, but a join or a query" for it in self.over)
        for it in self.others:
            assert isinstance(it.local_table, sa.Table)
            yield f"the class {_where(it)}, whose table {name_of(it.local_table)} is of another MetaData: name that too"


def beside(source: Source, dialects: Sequence[str]) -> Beside:
    """What stands beside the tables of some models, on each dialect."""
    ran = {it: executed(source.metadata, it) for it in dialects}
    found = made({dialect: it.statements for dialect, it in ran.items()})
    views = [
        it for it in source.beside if isinstance(it.local_table, sa.Table) and name_of(it.local_table) in found.views
    ]
    others = tuple(it for it in source.beside if it not in views)
    broken = tuple(dict.fromkeys(it.broken for it in ran.values() if it.broken))
    enums = (ran.get("postgresql") or executed(source.metadata, "postgresql")).enums
    return Beside(found, tuple(views), broken, others, dialects, source.over, enums)


def _where(mapper: Mapper[Any]) -> str:
    return f"{mapper.class_.__module__}.{mapper.class_.__qualname__}"


def _short(statement: str) -> str:
    text = " ".join(statement.split())
    return text if len(text) <= 100 else f"{text[:100].rstrip()} ..."
