"""A ``Table`` of SQLAlchemy as a table of the Schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from azuraforge_schemagen.db.code.ddl import included, is_made, is_not_inherited, name_on
from azuraforge_schemagen.db.code.indexes import index_of
from azuraforge_schemagen.db.code.keys import index_key
from azuraforge_schemagen.db.code.lost import Lost, Part
from azuraforge_schemagen.db.code.once import Once
from azuraforge_schemagen.db.code.texts import sql_of, text_on
from azuraforge_schemagen.db.code.types import DIALECTS, collation_of, type_of
from azuraforge_schemagen.db.inspect.literals import default
from azuraforge_schemagen.db.inspect.sqlform import unwrapped
from azuraforge_schemagen.dialects import default_sql, project
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import (
    Check,
    Column,
    Constant,
    Default,
    Deferrable,
    Exclusion,
    ForeignKey,
    Generated,
    Identity,
    Index,
    PrimaryKey,
    ReferentialAction,
    Sql,
    Table,
    Unique,
    schema_of,
)
from azuraforge_schemagen.ir.types import Scalar, Type, Variant, on

_ACTIONS: dict[str, ReferentialAction] = {
    "CASCADE": "cascade",
    "SET NULL": "set null",
    "SET DEFAULT": "set default",
    "RESTRICT": "restrict",
    "NO ACTION": "no action",
}
_READ = frozenset(
    "postgresql_using postgresql_where postgresql_include postgresql_ops postgresql_with postgresql_nulls_not_distinct "
    "postgresql_concurrently postgresql_not_valid postgresql_no_inherit sqlite_where".split()
)
"""Options of constraints and indexes that are read, or that say how and not what."""
_SERIAL = ("smallint", "integer", "bigint")


def name_of(table: sa.Table) -> QName:
    """A table's name; the schema ``public`` is the default one."""
    schema = table.schema or ""
    return QName("" if schema == "public" else schema, table.name)


def spelled(name: QName) -> str | dict[str, str]:
    """A reference to a table."""
    if "." not in f"{name.schema}{name.name}":
        return f"{name.schema}.{name.name}" if name.schema else name.name
    return {"schema": name.schema, "table": name.name} if name.schema else {"table": name.name}


@dataclass
class Reader:
    """Reads one table. ``gaps`` are what it has and the language cannot say, each in words."""

    table: sa.Table
    dialects: Sequence[str]
    naming: Naming = field(default_factory=Naming)
    gaps: list[Lost] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    keys: dict[sa.ForeignKeyConstraint, str] = field(default_factory=dict)
    """The names of the foreign keys."""
    apart: list[str] = field(default_factory=list)
    """What is otherwise on a dialect than the table says, each in words."""

    def read(self) -> Table:
        """The table."""
        table = self.table
        every = [*table.constraints, *(it for column in table.columns for it in column.constraints)]
        every = [it for it in every if any(is_made(it, dialect) for dialect in self.dialects)]
        items: list[sa.Constraint | sa.Index] = [*every, *table.indexes]
        self.taken = {name for it in items if (name := self._given(it))}
        for it in (*items, *table.columns):
            self._overlooked(it)
        key = self._primary_key()
        constraints = sorted(every, key=_order)
        once = Once(self.dialects, self.gaps)
        uniques = once.of((it, self._unique(it)) for it in constraints if isinstance(it, sa.UniqueConstraint))
        checks = once.of((it, self._check(it)) for it in constraints if isinstance(it, sa.CheckConstraint))
        keys = once.of(
            (it, self._foreign_key(it))
            for it in constraints
            if isinstance(it, sa.ForeignKeyConstraint) and self._leads(it)
        )
        indexes = once.of(self._indexes())
        exclusions = [self._exclusion(it) for it in constraints if isinstance(it, postgresql.ExcludeConstraint)]
        made = Table(
            name=name_of(table),
            columns=tuple(self._column(it) for it in table.columns),
            primary_key=key,
            uniques=uniques,
            checks=checks,
            foreign_keys=keys,
            exclusions=tuple(exclusions),
            indexes=indexes,
            comment=table.comment,
            options=tuple(self._options()),
        )
        self.gaps += self._apart(made) if once.apart else ()
        return made

    def _apart(self, made: Table) -> Iterator[Lost]:
        """What a dialect has of the table otherwise than that would be there."""
        for dialect in self.dialects:
            own = schema_of(Reader(self.table, (dialect,), self.naming).read())
            if project(schema_of(made), dialect) != project(own, dialect):
                yield Lost("table", "", f"what {dialect} alone has of it")

    def _overlooked(self, item: sa.Constraint | sa.Index | sa.Column[Any]) -> None:
        """Options of a dialect that DDL has and the language has not."""
        for name, value in sorted(item.dialect_kwargs.items()):
            if name not in _READ and name.partition("_")[0] in self.dialects and value not in (None, False):
                what = type(item).__name__.removesuffix("Constraint")
                words = f"the option {name} of {item.name or f'a {what}'}"
                self.gaps.append(Lost(_part(item), str(item.name or what), words))

    def _options(self) -> Iterator[tuple[str, str]]:
        for name, value in sorted(self.table.dialect_kwargs.items()):
            if name == "sqlite_autoincrement" and value:
                yield "sqlite_autoincrement", "true"
            elif name == "sqlite_strict" and value:
                yield "sqlite_strict", "true"
            elif name == "sqlite_with_rowid" and not value:
                yield "sqlite_with_rowid", "false"
            elif name == "postgresql_with" and value:
                yield from ((key, str(it)) for key, it in sorted(value.items()))
            elif value and name.split("_")[0] in self.dialects:
                self.gaps.append(Lost("table", "", f"the option {name} of the table"))
        if prefixes := [str(it) for it in getattr(self.table, "_prefixes", ())]:
            self.gaps.append(Lost("table", "", f"the words {' '.join(prefixes)} in CREATE TABLE"))

    def _column(self, column: sa.Column[Any]) -> Column:
        type_ = type_of(column.type, self.dialects)
        plain = on(type_, self.dialects[0])
        serial = self._serial(column, plain)
        if (serial or column.identity) and "sqlite" in self.dialects and on(type_, "sqlite") == Scalar("bigint"):
            self.apart.append(f"{column.name}, which counts, is INTEGER on SQLite and not BIGINT")
        return Column(
            name=column.name,
            type=_counting(type_) if serial or column.identity else type_,
            nullable=bool(column.nullable) and not column.primary_key,
            server_default=None if serial else self._server_default(column, type_),
            identity=self._identity(column),
            serial=serial,
            generated=self._generated(column),
            collation=self._collation(column),
            comment=column.comment,
        )

    def _collation(self, column: sa.Column[Any]) -> QName | None:
        found = collation_of(column.type, self.dialects)
        if found is not None and found.schema:
            words = f"the collation {found} of {column.name}, which no file declares"
            self.gaps.append(Lost("column", column.name, words))
            return None
        return found

    def _is_spelled_serial(self, column: sa.Column[Any]) -> bool:
        """Whether the type itself says so, where the column is no key."""
        if "postgresql" not in self.dialects:
            return False
        compiler = DIALECTS["postgresql"].type_compiler_instance
        return str(compiler.process(column.type, type_expression=column)).upper().endswith("SERIAL")

    def _serial(self, column: sa.Column[Any], plain: Type) -> str | None:
        is_counted = self.table._autoincrement_column is column and column.identity is None
        if is_counted and isinstance(column.default, sa.Sequence):
            is_counted = column.default.optional
        is_counted = is_counted or self._is_spelled_serial(column)
        if not is_counted or column.server_default is not None:
            return None
        if isinstance(plain, Scalar) and plain.name in _SERIAL:
            return self.naming.sequence(self.table.name, column.name)
        return None

    def _server_default(self, column: sa.Column[Any], type_: Type) -> Default | None:
        found = column.server_default
        if found is None or isinstance(found, sa.Computed | sa.Identity):
            return None
        if not isinstance(found, sa.DefaultClause):
            return None  # the database's own affair, such as a trigger's
        arg = found.arg
        if isinstance(arg, str):
            text = sqltext.string(arg)
            made = default(text, on(type_, self.dialects[0]))
            is_text = isinstance(made, Constant) and isinstance(made.value, str) and not self._is_moment(type_)
            return made if is_text else Sql(text)
        texts = {it: unwrapped(text_on(arg, it)) for it in self.dialects}
        first = texts[self.dialects[0]]
        made = default(first, on(type_, self.dialects[0]))
        if len(set(texts.values())) == 1 or (made is not None and _is_spelled(made, texts)):
            return made
        return sql_of(arg, self.dialects)

    def _is_moment(self, type_: Type) -> bool:
        """Whether SQLite keeps it as something that its text is not."""
        return "sqlite" in self.dialects and on(type_, "sqlite") == Scalar("interval")

    def _identity(self, column: sa.Column[Any]) -> Identity | None:
        found = column.identity
        if found is None:
            return None
        return Identity(
            always=bool(found.always),
            sequence=self.naming.sequence(self.table.name, column.name),
            start=found.start if found.start != 1 else None,
            increment=found.increment if found.increment != 1 else None,
            minimum=found.minvalue,
            maximum=found.maxvalue,
            cache=found.cache,
            cycle=bool(found.cycle),
        )

    def _generated(self, column: sa.Column[Any]) -> Generated | None:
        found = column.computed
        return None if found is None else Generated(sql_of(found.sqltext, self.dialects), found.persisted is False)

    def _given(self, item: sa.Constraint | sa.Index) -> str | None:
        """The name that it gets in DDL, by the naming convention too."""
        if item.name is None:
            return None
        first, *others = (name_on(item, dialect) for dialect in self.dialects)
        for dialect, name in zip(self.dialects[1:], others, strict=True):
            if name != first and first and is_made(item, dialect):
                self.apart.append(f"{name} is {first} on {dialect} too")
        return first

    def _free(self, make: Any) -> str:
        """The server's own name for a constraint that has none."""
        number = 0
        while (name := make(number)) in self.taken:
            number += 1
        self.taken.add(name)
        return str(name)

    def _primary_key(self) -> PrimaryKey | None:
        key = self.table.primary_key
        if not len(key.columns):
            return None
        name = self._given(key) or self.naming.primary_key(self.table.name)
        return PrimaryKey(name, _names(key), included(key), _deferrable(key), comment=getattr(key, "comment", None))

    def _unique(self, found: sa.UniqueConstraint) -> Unique:
        columns = _names(found)
        name = self._given(found) or self._free(lambda it: self.naming.unique(self.table.name, columns, it))
        options = found.dialect_options["postgresql"]
        return Unique(
            name,
            columns,
            included(found),
            bool(options.get("nulls_not_distinct")),
            _deferrable(found),
            comment=getattr(found, "comment", None),
        )

    def _check(self, found: sa.CheckConstraint) -> Check:
        dialects = [it for it in self.dialects if is_made(found, it)]
        text = sql_of(found.sqltext, dialects)
        mentioned = sqltext.names(text.on(dialects[0]) or "")
        columns = [it.name for it in self.table.columns if it.name in mentioned]
        word = columns[0] if len(columns) == 1 else ""
        name = self._given(found) or self._free(lambda it: self.naming.check(self.table.name, word, it))
        options = found.dialect_options["postgresql"]
        return Check(
            name,
            text,
            not_valid=bool(options.get("not_valid")),
            no_inherit=bool(options.get("no_inherit")) or is_not_inherited(found, dialects),
            comment=getattr(found, "comment", None),
        )

    def _leads(self, found: sa.ForeignKeyConstraint) -> bool:
        """Whether it refers to one row at most, which SQLite asks for as late as a row comes."""
        target = found.referred_table
        columns = {it.column.name for it in found.elements}
        keys = [it for it in target.constraints if isinstance(it, sa.UniqueConstraint | sa.PrimaryKeyConstraint)]
        unique = [{it.name for it in one.columns} for one in (*keys, *(it for it in target.indexes if it.unique))]
        if columns not in unique:
            words = f"a foreign key to {target.name} ({', '.join(sorted(columns))}), which is not unique"
            self.gaps.append(Lost("constraint", words, words, gone=True))
        return columns in unique

    def _foreign_key(self, found: sa.ForeignKeyConstraint) -> ForeignKey:
        columns, target = tuple(it.parent.name for it in found.elements), name_of(found.referred_table)
        name = self._given(found) or self._free(
            lambda it: self.naming.foreign_key(self.table.name, columns, target.name, it)
        )
        self.keys[found] = name
        options = found.dialect_options["postgresql"]
        return ForeignKey(
            name,
            columns,
            target,
            tuple(it.column.name for it in found.elements),
            on_delete=self._action(found.ondelete),
            on_update=self._action(found.onupdate),
            match_full=(found.match or "").upper() == "FULL",
            deferrable=_deferrable(found),
            not_valid=bool(options.get("not_valid")),
            comment=getattr(found, "comment", None),
        )

    def _action(self, text: str | None) -> ReferentialAction:
        word = " ".join((text or "NO ACTION").upper().split())
        if word not in _ACTIONS:
            self.gaps.append(Lost("constraint", str(text), f"the referential action {text}"))
        return _ACTIONS.get(word, "no action")

    def _exclusion(self, found: postgresql.ExcludeConstraint) -> Exclusion:
        keys = tuple(
            index_key(expression, found.ops, self.table, self.dialects) for expression, _, _ in found._render_exprs
        )
        columns = tuple(key.column or "expr" for key in keys)
        where = found.where
        return Exclusion(
            self._given(found) or self.naming.exclusion(self.table.name, columns),
            keys,
            tuple(operator for _, _, operator in found._render_exprs),
            method=str(found.using),
            where=None if where is None else sql_of(where, ("postgresql",)),
            deferrable=_deferrable(found),
            dialects=("postgresql",) if len(self.dialects) > 1 else (),
            comment=getattr(found, "comment", None),
        )

    def _indexes(self) -> Iterator[tuple[sa.Index, Index]]:
        for found in sorted(self.table.indexes, key=lambda it: str(it.name)):
            if not any(is_made(found, it) for it in self.dialects):
                continue
            if not found.expressions:
                words = f"the index {found.name}, which has no columns"
                self.gaps.append(Lost("index", str(found.name), words, gone=True))
            else:
                yield found, self._index(found)

    def _index(self, found: sa.Index) -> Index:
        made = index_of(found, [it for it in self.dialects if is_made(found, it)])
        name = self._given(found) or self.naming.index(self.table.name, [it.column or "expr" for it in made.keys])
        return replace(made, name=name)


def _part(item: sa.Constraint | sa.Index | sa.Column[Any]) -> Part:
    return "column" if isinstance(item, sa.Column) else "index" if isinstance(item, sa.Index) else "constraint"


def _counting(type_: Type) -> Type:
    """The type of a column that counts, which is INTEGER on SQLite anyway."""
    if isinstance(type_, Variant) and type_.dialects == (("sqlite", Scalar("integer")),):
        return type_.base
    return type_


def _is_spelled(made: Default, texts: dict[str, str]) -> bool:
    """Whether one value is written so on every dialect."""
    return all(default_sql(made, dialect).strip("()") == text.strip("()") for dialect, text in texts.items())


def _names(found: Any) -> tuple[str, ...]:
    return tuple(it.name for it in found.columns)


def _deferrable(found: Any) -> Deferrable | None:
    if not found.deferrable:
        return None
    return "deferred" if str(found.initially or "").upper() == "DEFERRED" else "immediate"


def _order(found: sa.Constraint) -> tuple[str, str]:
    """In the order in which DDL has them, which is that of making."""
    return f"{getattr(found, '_creation_order', 0):09}", str(found.name)


def in_order(metadata: Iterable[sa.MetaData]) -> list[sa.Table]:
    """Every table, by name."""
    return sorted((table for it in metadata for table in it.tables.values()), key=name_of)
