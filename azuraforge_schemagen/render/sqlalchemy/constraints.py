"""Constraints and indexes of a table, each with its name; what differs by dialect is written per dialect."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.ops import AddConstraint
from azuraforge_schemagen.ir.schema import Check, Deferrable, ForeignKey, Index, IndexKey, Table, Unique
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.alembic.partitions import enforcement, script
from azuraforge_schemagen.render.python import Call, Expr, string
from azuraforge_schemagen.render.sqlalchemy.scope import Scope
from azuraforge_schemagen.render.sqlalchemy.support import Support

Projections = Sequence[tuple[str, Table]]
"""A table as each dialect that has it sees it."""

_SERVER_NAMES = Naming()
_IS_CALL = re.compile(r"\w+\([^()'\"]*\)").fullmatch
_Child = TypeVar("_Child", Unique, Check, ForeignKey, Index)


class Parts(NamedTuple):
    """A constraint or index for one dialect; ``options`` are what other dialects pass over."""

    head: str
    args: list[Expr]
    options: list[Expr]


class Constraints:
    """Writes the constraints of tables; ``cyclic`` holds the foreign keys that close a cycle of tables."""

    def __init__(self, scope: Scope, support: Support, cyclic: frozenset[tuple[QName, str]]) -> None:
        self._scope = scope
        self._support = support
        self._cyclic = cyclic

    def of(self, projections: Projections) -> list[Expr]:
        """Every constraint and index that does not stand in a column."""
        tables = [table for _, table in projections]
        written: list[Expr] = self._primary_key(tables[0], mixed=len(tables) > 1)
        if any(table.uniques for table in tables):
            written += self._each(projections, _uniques, self._unique)
        if any(table.checks for table in tables):
            written += self._each(projections, _checks, self._check)
        if any(table.foreign_keys for table in tables):
            written += self._foreign_keys(projections)
        if any(table.indexes for table in tables):
            written += self._each(projections, lambda _, table: table.indexes, self._index)
        return written

    def inline(self, projections: Projections) -> dict[str, list[Expr]]:
        """Per column, its one-column foreign keys that are the same on every dialect."""
        found: dict[str, list[Expr]] = {}
        table = projections[0][1]
        for key in table.foreign_keys:
            if self._is_inline(key, projections):
                args = [string(_target(key.target, key.target_columns[0])), *self._reference(key)]
                call = Call(f"{self._scope.sa}.ForeignKey", args + self._reference_options(table.name, key))
                found.setdefault(key.columns[0], []).append(call)
        return found

    def late(self, projections: Projections) -> list[Expr]:
        """What follows all tables: foreign keys to names with a dot, which SQLAlchemy cannot read from text, and
        comments of those that are added then; and foreign keys that are not to be enforced."""

        def dotted(dialect: str, table: Table) -> Sequence[ForeignKey]:
            return [key for key in table.foreign_keys if _dotted(key)]

        written = self._each(projections, dotted, self._late)
        for table in [table for dialect, table in projections if dialect == "postgresql"]:
            for key in [key for key in table.foreign_keys if self._is_added(table.name, key)]:
                _, *comments = script(AddConstraint(table.name, key))
                written += [self._support.listen("Base.metadata", "after_create", text) for text in comments]
            for text in [text for key in table.foreign_keys for text in enforcement(key, table.name)]:
                written.append(self._support.listen("Base.metadata", "after_create", text))
        return written

    def _is_added(self, table: QName, key: ForeignKey) -> bool:
        """Whether a foreign key comes when all tables are there; CREATE TABLE would take one that is NOT VALID as
        valid."""
        return key.not_valid or (table, key.name) in self._cyclic

    def _late(self, table: Table, dialect: str, key: ForeignKey) -> Parts:
        places = (
            string(_key(table.name)),
            _strings(key.columns),
            string(_key(key.target)),
            _strings(key.target_columns),
        )
        args = [*places, *self._reference(key)]
        return Parts(self._support.name("add_foreign_key"), args, self._reference_options(table.name, key))

    def _primary_key(self, table: Table, mixed: bool) -> list[Expr]:
        key = table.primary_key
        if key is None:
            return []
        named = [f"name={string(key.name)}"]
        if key.name == _SERVER_NAMES.primary_key(table.name.name) and not key.comment:  # a comment needs the name
            named = []
        options = [
            *named,
            *_deferrable(None if mixed else key.deferrable),
            *_include(key.include),
            *_comment(key.comment),
        ]
        declared = tuple([column.name for column in table.columns if column.name in key.columns])
        if not options and declared == key.columns:
            return []
        return [Call(f"{self._scope.sa}.PrimaryKeyConstraint", [*map(string, key.columns), *options])]

    def _unique(self, table: Table, dialect: str, unique: Unique) -> Parts:
        args = [*map(string, unique.columns), f"name={string(unique.name)}", *_deferrable(unique.deferrable)]
        options = _comment(unique.comment) + _include(unique.include)
        if unique.nulls_not_distinct:
            options.append("postgresql_nulls_not_distinct=True")
        return Parts(f"{self._scope.sa}.UniqueConstraint", args, options)

    def _check(self, table: Table, dialect: str, check: Check) -> Parts:
        args: list[Expr] = [python.sql(check.expression.on(dialect) or ""), f"name={string(check.name)}"]
        options = _comment(check.comment)
        head = self._support.name("NoInheritCheck") if check.no_inherit else f"{self._scope.sa}.CheckConstraint"
        return Parts(head, args, options)

    def _foreign_keys(self, projections: Projections) -> list[Expr]:
        def rest(dialect: str, table: Table) -> Sequence[ForeignKey]:
            return [key for key in table.foreign_keys if not _dotted(key) and not self._is_inline(key, projections)]

        return self._each(projections, rest, self._foreign_key)

    def _foreign_key(self, table: Table, dialect: str, key: ForeignKey) -> Parts:
        targets = Call("", (string(_target(key.target, name)) for name in key.target_columns), "[]")
        args = [_strings(key.columns), targets, *self._reference(key)]
        return Parts(f"{self._scope.sa}.ForeignKeyConstraint", args, self._reference_options(table.name, key))

    def _reference(self, key: ForeignKey) -> list[Expr]:
        args: list[Expr] = [f"name={string(key.name)}"]
        if key.on_update != "no action":
            args.append(f"onupdate={string(key.on_update.upper())}")
        if key.on_delete != "no action":
            args.append(f"ondelete={string(_action(key))}")
        args += _deferrable(key.deferrable)
        if key.match_full:
            args.append('match="FULL"')
        return args

    def _reference_options(self, table: QName, key: ForeignKey) -> list[Expr]:
        if not self._is_added(table, key):
            return _comment(key.comment)
        return ["use_alter=True", *(["postgresql_not_valid=True"] if key.not_valid else [])]

    def _is_inline(self, key: ForeignKey, projections: Projections) -> bool:
        if len(key.columns) != 1 or _dotted(key):
            return False
        return all(any(other is key for other in table.foreign_keys) for _, table in projections)

    def _index(self, table: Table, dialect: str, index: Index) -> Parts:
        args: list[Expr] = [string(index.name), *(self._index_key(key, dialect, index) for key in index.keys)]
        if index.unique:
            args.append("unique=True")
        options: list[Expr] = []
        if index.where is not None:
            options.append(Call(f"{dialect}_where={self._scope.sa}.text", (python.sql(index.where.on(dialect) or ""),)))
        return Parts(f"{self._scope.sa}.Index", args, options + _index_options(index, dialect))

    def _index_key(self, key: IndexKey, dialect: str, index: Index) -> Expr:
        if key.column is not None and not (key.descending or key.nulls or key.collation):
            return string(key.column)
        return Call(f"{self._scope.sa}.text", (python.sql(_key_text(key, dialect)),))

    def _each(
        self,
        projections: Projections,
        children: Callable[[str, Table], Sequence[_Child]],
        write: Callable[[Table, str, _Child], Parts],
    ) -> list[Expr]:
        """Every child of a kind: once where the dialects agree on it, else once for each dialect."""
        dialect, table = projections[0]
        agreed = children(dialect, table)
        if all(_same(agreed, children(*other)) for other in projections[1:]) and not _differ(agreed):
            return [_call(write(table, dialect, child)) for child in agreed]
        by_name: dict[str, list[tuple[str, Parts]]] = {}
        for dialect, table in projections:
            for child in children(dialect, table):
                by_name.setdefault(child.name, []).append((dialect, write(table, dialect, child)))
        names = sorted(by_name)
        return [call for name in names for call in _merged(by_name[name], len(projections))]


def twins(table: Table) -> list[Unique]:
    """Unique constraints that say the same as the key or as another one. PostgreSQL leaves them out of CREATE TABLE
    without a word, so they must be added to the table that is there."""
    key = table.primary_key
    seen: set[object] = {(key.columns, key.include, False, key.deferrable)} if key else set()
    found = []
    for unique in table.uniques:
        said = (unique.columns, unique.include, unique.nulls_not_distinct, unique.deferrable)
        if said in seen:
            found.append(unique)
        seen.add(said)
    return found


def _uniques(dialect: str, table: Table) -> Sequence[Unique]:
    left_out = twins(table) if dialect == "postgresql" and table.uniques else []
    return [it for it in table.uniques if it not in left_out] if left_out else table.uniques


def _checks(dialect: str, table: Table) -> Sequence[Check]:
    """A NOT VALID check is added to the table that is there: CREATE TABLE would take it as valid. SQLAlchemy knows none
    that is not enforced."""
    return [it for it in table.checks if it.enforced and not it.not_valid]


def _same(one: Sequence[object], other: Sequence[object]) -> bool:
    return one is other or (len(one) == len(other) and all(map(operator.is_, one, other)))


def _differ(children: Sequence[_Child]) -> bool:
    """Whether one has an option that is spelled for a dialect even though they agree on it."""
    return any(isinstance(child, Index) and child.where is not None for child in children)


def _call(parts: Parts) -> Call:
    return Call(parts.head, parts.args + parts.options)


def _merged(parts: Sequence[tuple[str, Parts]], dialects: int) -> list[Expr]:
    first = parts[0][1]
    flat = [python.flat(arg) for arg in first.args]
    if all(one.head == first.head and [*map(python.flat, one.args)] == flat for _, one in parts[1:]):
        options = {python.flat(option): option for _, one in parts for option in one.options}
        call = Call(first.head, [*first.args, *options.values()])
        return [call if len(parts) == dialects else _only(call, [dialect for dialect, _ in parts])]
    return [_only(_call(one), [dialect]) for dialect, one in parts]


def _only(call: Call, dialects: Sequence[str]) -> Call:
    names = string(dialects[0]) if len(dialects) == 1 else f"({', '.join(map(string, dialects))})"
    return Call(call, (f"dialect={names}",), attribute=".ddl_if")


def _index_options(index: Index, dialect: str) -> list[Expr]:
    if dialect != "postgresql":
        return []
    options: list[Expr] = []
    if index.method != "btree":
        options.append(f"postgresql_using={string(index.method)}")
    opclasses = {key.column: key.opclass for key in index.keys if key.opclass and _plain_opclass(key)}
    if opclasses:
        options.append(python.keyword("postgresql_ops", python.value(opclasses)))
    options += _include(index.include)
    if index.options:
        options.append(python.keyword("postgresql_with", python.value(dict(index.options))))
    if index.nulls_not_distinct:
        options.append("postgresql_nulls_not_distinct=True")
    return options


def _plain_opclass(key: IndexKey) -> bool:
    return key.column is not None and not (key.descending or key.nulls or key.collation)


def _key_text(key: IndexKey, dialect: str) -> str:
    """An index key in SQL. An expression stands in parentheses unless it is one call, which needs none."""
    text = sqltext.quoted(key.column) if key.column is not None else _expression(key, dialect)
    if key.collation is not None:
        text += f" COLLATE {sqltext.path(key.collation)}"
    if key.opclass and dialect == "postgresql":
        text += f" {key.opclass}"
    text += " DESC" if key.descending else ""
    if key.nulls and dialect == "postgresql":
        text += f" NULLS {key.nulls.upper()}"
    return text


def _expression(key: IndexKey, dialect: str) -> str:
    text = (key.expression.on(dialect) if key.expression else None) or ""
    return text if _IS_CALL(text) else f"({text})"


def _strings(names: Iterable[str]) -> Call:
    return Call("", map(string, names), "[]")


def _include(columns: Sequence[str]) -> list[Expr]:
    return [python.keyword("postgresql_include", _strings(columns))] if columns else []


def _comment(comment: str | None) -> list[Expr]:
    return [] if comment is None else [f"comment={string(comment)}"]


def _deferrable(when: Deferrable | None) -> list[Expr]:
    return [] if when is None else ["deferrable=True", f'initially="{when.upper()}"']


def _action(key: ForeignKey) -> str:
    action = key.on_delete.upper()
    return f"{action} ({', '.join(map(sqltext.quoted, key.set_columns))})" if key.set_columns else action


def _dotted(key: ForeignKey) -> bool:
    return "." in key.target.name or any("." in column for column in key.target_columns)


def _key(name: QName) -> str:
    """A table's key in ``MetaData.tables``."""
    return f"{name.schema}.{name.name}" if name.schema else name.name


def _target(table: QName, column: str) -> str:
    return f"{_key(table)}.{column}"
