"""Constraints: inside ``op.create_table``, by ``op``, and in SQL where neither can say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from azuraforge_schemagen import dialects
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Check, Constraint, Deferrable, Exclusion, ForeignKey, PrimaryKey, Unique
from azuraforge_schemagen.ir.sqltext import quoted
from azuraforge_schemagen.render.alembic import sql
from azuraforge_schemagen.render.alembic.code import Fn, Item, Items, Statement
from azuraforge_schemagen.render.alembic.comments import comment_on
from azuraforge_schemagen.render.alembic.scope import Scope

Options = tuple[tuple[str, Item], ...]
Keyed = PrimaryKey | Unique | Exclusion
_KINDS: dict[type[Constraint], str] = {
    PrimaryKey: "primary",
    Unique: "unique",
    Check: "check",
    ForeignKey: "foreignkey",
}


def inline(of: Constraint, scope: Scope) -> bool:
    """Whether SQLAlchemy can write it inside CREATE TABLE."""
    if scope.sqlite:
        return True
    match of:
        case PrimaryKey() | Unique():
            return not (of.include or of.options)
        case Check():
            return of.enforced and not (of.no_inherit or of.not_valid)
        case ForeignKey():
            return of.enforced and not (of.set_columns or of.not_valid)
        case Exclusion():
            return False
        case _:
            assert_never(of)


def member(of: Constraint, scope: Scope, table: QName) -> Fn:
    """The constraint as an argument of ``op.create_table``."""
    match of:
        case PrimaryKey():
            derived = of.name in ("", Naming().primary_key(scope.final(table).name))
            named: Options = () if derived else (("name", sql.name(of.name)),)
            return Fn("sa.PrimaryKeyConstraint", _names(of.columns), (*named, *_deferred(of.deferrable)))
        case Unique():
            return Fn("sa.UniqueConstraint", _names(of.columns), (("name", sql.name(of.name)), *_unique(of)))
        case Check():
            text = sql.expression(of.expression.on(scope.dialect) or "true", scope.dialect)
            return Fn("sa.CheckConstraint", (text,), (("name", sql.name(of.name)),))
        case ForeignKey():
            args = (Items(_names(of.columns)), _targets(of))
            return Fn("sa.ForeignKeyConstraint", args, (("name", sql.name(of.name)), *_foreign_key(of)))
        case Exclusion():
            raise ValueError(f"the exclusion {of.name} stands in no CREATE TABLE of SQLAlchemy's")
        case _:
            assert_never(of)


def _targets(of: ForeignKey) -> Item:
    if not sql.dotted(of.target, *of.target_columns):
        path = f"{of.target.schema}.{of.target.name}" if of.target.schema else of.target.name
        return Items(_names(tuple(f"{path}.{column}" for column in of.target_columns)))
    columns = tuple(Fn("sa.Column", (sql.name(column),)) for column in of.target_columns)
    table = Fn("sa.Table", (sql.name(of.target.name), "sa.MetaData()", *columns), _schema(of.target))
    return Fn(table, (), attribute=".c.values")


def _names(columns: tuple[str, ...]) -> tuple[Item, ...]:
    return tuple(map(sql.name, columns))


def _schema(of: QName) -> Options:
    return (("schema", sql.schema_name(of.schema)),) if of.schema else ()


def _deferred(of: Deferrable | None) -> Options:
    return (("deferrable", "True"), ("initially", f'"{of.upper()}"')) if of else ()


def _unique(of: Unique) -> Options:
    distinct: Options = (("postgresql_nulls_not_distinct", "True"),) if of.nulls_not_distinct else ()
    return (*_deferred(of.deferrable), *distinct)


def _foreign_key(of: ForeignKey) -> Options:
    actions = (("onupdate", of.on_update), ("ondelete", of.on_delete))
    said: Options = tuple((name, f'"{action.upper()}"') for name, action in actions if action != "no action")
    match_: Options = (("match", '"FULL"'),) if of.match_full else ()
    return (*said, *_deferred(of.deferrable), *match_)


def add(of: Constraint, scope: Scope, table: QName) -> list[Statement]:
    """ALTER TABLE ... ADD CONSTRAINT."""
    created: Statement
    if by_sql(of):
        created = sql.execute(f"ALTER TABLE {sql.qualified(table)} ADD {definition(of)}", scope.dialect)
    else:
        created = _operation(of, scope, table)
    return [created, *comments(of, table)]


def by_sql(of: Constraint) -> bool:
    """Whether ``op`` has no form for it."""
    match of:
        case PrimaryKey():
            return bool(of.include or of.deferrable or of.options)
        case Unique():
            return bool(of.include or of.options)
        case Check():
            return of.no_inherit or not of.enforced
        case ForeignKey():
            return bool(of.set_columns) or not of.enforced or sql.dotted(of.target, *of.target_columns)
        case Exclusion():
            return True
        case _:
            assert_never(of)


def _operation(of: Constraint, scope: Scope, table: QName) -> Fn:
    place = _schema(table)
    at = (sql.name(of.name), sql.name(table.name))
    match of:
        case PrimaryKey():
            return Fn("op.create_primary_key", (*at, Items(_names(of.columns))), place)
        case Unique():
            return Fn("op.create_unique_constraint", (*at, Items(_names(of.columns))), (*place, *_unique(of)))
        case Check():
            text = sql.text(of.expression.on(scope.dialect) or "true", scope.dialect)
            return Fn("op.create_check_constraint", (*at, text), (*place, *_not_valid(of.not_valid)))
        case ForeignKey():
            args = (*at, sql.name(of.target.name), Items(_names(of.columns)), Items(_names(of.target_columns)))
            source: Options = (("source_schema", sql.schema_name(table.schema)),) if table.schema else ()
            if of.target.schema:
                source = (*source, ("referent_schema", sql.schema_name(of.target.schema)))
            options = (*source, *_foreign_key(of), *_not_valid(of.not_valid))
            return Fn("op.create_foreign_key", args, options)
        case Exclusion():
            raise ValueError(f"the exclusion {of.name} is added by SQL")
        case _:
            assert_never(of)


def _not_valid(of: bool) -> Options:
    return (("postgresql_not_valid", "True"),) if of else ()


def definition(of: Constraint) -> str:
    """The constraint in PostgreSQL's SQL."""
    match of:
        case PrimaryKey() | Unique():
            body = "PRIMARY KEY" if isinstance(of, PrimaryKey) else "UNIQUE"
            body += " NULLS NOT DISTINCT" * (isinstance(of, Unique) and of.nulls_not_distinct)
            body += f" ({sql.listed(of.columns)})"
            body += f" INCLUDE ({sql.listed(of.include)})" if of.include else ""
            body += dialects.with_options(of.options)
            body += deferrable(of.deferrable)
        case Check():
            body = f"CHECK ({of.expression.on('postgresql')})"
            body += " NO INHERIT" * of.no_inherit + _unchecked(of)
        case ForeignKey():
            body = _references(of) + deferrable(of.deferrable) + _unchecked(of)
        case Exclusion():
            body = dialects.exclusion(of)
        case _:
            assert_never(of)
    return f"CONSTRAINT {quoted(of.name)} {body}"


def _unchecked(of: Check | ForeignKey) -> str:
    return " NOT VALID" * of.not_valid if of.enforced else " NOT ENFORCED"


def _references(of: ForeignKey) -> str:
    body = f"FOREIGN KEY ({sql.listed(of.columns)}) "
    body += f"REFERENCES {sql.qualified(of.target)} ({sql.listed(of.target_columns)})"
    body += " MATCH FULL" * of.match_full
    body += f" ON UPDATE {of.on_update.upper()}" if of.on_update != "no action" else ""
    if of.on_delete != "no action":
        body += f" ON DELETE {of.on_delete.upper()}"
        body += f" ({sql.listed(of.set_columns)})" if of.set_columns else ""
    return body


def deferrable(of: Deferrable | None) -> str:
    """The clause, empty for NOT DEFERRABLE."""
    return f" DEFERRABLE INITIALLY {of.upper()}" if of else ""


def drop(of: Constraint, table: QName, only: bool = False) -> Statement:
    """ALTER TABLE ... DROP CONSTRAINT; ``only`` leaves the heirs theirs."""
    if only:
        return sql.execute(f"ALTER TABLE ONLY {sql.qualified(table)} DROP CONSTRAINT {quoted(of.name)}", "postgresql")
    kind: Options = (("type_", f'"{_KINDS[type(of)]}"'),) if type(of) in _KINDS else ()
    options = (*_schema(table), *kind)
    return Fn("op.drop_constraint", (sql.name(of.name), sql.name(table.name)), options)


def rename(of: Constraint, table: QName, new: str) -> Statement:
    """ALTER TABLE ... RENAME CONSTRAINT."""
    names = f"{quoted(of.name)} TO {quoted(new)}"
    return sql.execute(f"ALTER TABLE {sql.qualified(table)} RENAME CONSTRAINT {names}", "postgresql")


def alter(old: Constraint, new: Constraint, table: QName) -> list[Statement]:
    """What a server changes in place."""
    alter_table = f"ALTER TABLE {sql.qualified(table)}"
    done: list[Statement] = []
    if isinstance(old, ForeignKey) and isinstance(new, ForeignKey) and old.deferrable != new.deferrable:
        clause = deferrable(new.deferrable) or " NOT DEFERRABLE"
        done.append(sql.execute(f"{alter_table} ALTER CONSTRAINT {quoted(new.name)}{clause}", "postgresql"))
    if isinstance(old, ForeignKey) and isinstance(new, ForeignKey) and old.enforced != new.enforced:
        clause = "ENFORCED" if new.enforced else "NOT ENFORCED"
        done.append(sql.execute(f"{alter_table} ALTER CONSTRAINT {quoted(new.name)} {clause}", "postgresql"))
    elif isinstance(old, ForeignKey | Check) and isinstance(new, ForeignKey | Check) and old.not_valid > new.not_valid:
        done.append(sql.execute(f"{alter_table} VALIDATE CONSTRAINT {quoted(new.name)}", "postgresql"))
    if isinstance(old, Keyed) and isinstance(new, Keyed):
        done += set_options(f"INDEX {_index(new, table)}", old.options, new.options)
    return [*done, *comments(new, table, old)]


def set_options(what: str, old: Iterable[tuple[str, str]], new: Iterable[tuple[str, str]]) -> list[Statement]:
    """ALTER TABLE or INDEX ... RESET and SET of storage parameters."""
    before, after = dict(old), dict(new)
    gone = [key for key in before if key not in after]
    put = [f"{key} = {value}" for key, value in after.items() if before.get(key) != value]
    done = [sql.execute(f"ALTER {what} RESET ({', '.join(gone)})", "postgresql")] if gone else []
    return [*done, *([sql.execute(f"ALTER {what} SET ({', '.join(put)})", "postgresql")] if put else [])]


def comments(of: Constraint, table: QName, old: Constraint | None = None) -> list[Statement]:
    """COMMENT ON CONSTRAINT, and on the INDEX of a key, where they change."""
    done: list[Statement] = []
    if (old.comment if old else None) != of.comment:
        done.append(comment_on(f"CONSTRAINT {quoted(of.name)} ON {sql.qualified(table)}", of.comment))
    if isinstance(of, Keyed):
        before = old.index_comment if isinstance(old, Keyed) else None
        if before != of.index_comment:
            done.append(comment_on(f"INDEX {_index(of, table)}", of.index_comment))
    return done


def _index(of: Constraint, table: QName) -> str:
    return sql.qualified(QName(table.schema, of.name))
