"""ALTER COLUMN on PostgreSQL: every facet that changed."""

from __future__ import annotations

from azuraforge_schemagen.dialects import type_sql
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.ops import AlterColumn
from azuraforge_schemagen.ir.schema import Column
from azuraforge_schemagen.ir.sqltext import quoted
from azuraforge_schemagen.ir.types import INTEGER_TYPES, STRING_TYPES, Scalar, Type
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.alembic import columns, sql, tables
from azuraforge_schemagen.render.alembic.code import Fn, Item, Statement
from azuraforge_schemagen.render.alembic.comments import column_comment
from azuraforge_schemagen.render.alembic.scope import Scope

Options = list[tuple[str, Item]]
_DEFAULT = QName("", "default")
"""The collation of the database."""


def alter_column(of: AlterColumn, scope: Scope) -> list[Statement]:
    """The statements of one ``AlterColumn``. How a column counts does not change in it: the plan spells that out."""
    old, new = of.old, of.new
    if (old.serial, old.identity) != (new.serial, new.identity):
        raise ValueError(f"the plan of {of.table}.{new.name} leaves its sequence to the renderer")
    if new.generated is not None and old.generated != new.generated:
        return [tables.drop_column(of.table, new.name), *tables.add_column(of.table, new, scope)]
    done = _leave(of, scope)
    using = of.using.up.on(scope.dialect) if of.using and of.using.up else None
    changes = _changes(of, scope, using)
    if using is not None and ("%" in using or "\t" in using) and _retyped(old, new):
        # Alembic hands USING to the driver as it is.
        done.append(_retype_by_sql(of, using))
        changes = [(key, value) for key, value in changes if key not in ("type_", "postgresql_using")]
    if changes:
        args = (sql.name(of.table.name), sql.name(new.name))
        done.append(Fn("op.alter_column", args, (*_existing(of, scope, changes), *tables.schema(of.table))))
    if new.comment != old.comment and new.comment is not None and not sql.plain(new.comment):
        done.append(column_comment(of.table, new.name, new.comment))
    return done


def _retyped(old: Column, new: Column) -> bool:
    return old.type != new.type or old.collation != new.collation


def _changes(of: AlterColumn, scope: Scope, using: str | None) -> Options:
    old, new = of.old, of.new
    changes: Options = []
    if _retyped(old, new):
        changes.append(("type_", scope.typed(new.type, new.collation or (_DEFAULT if old.collation else None))))
        if using is not None:
            changes.append(("postgresql_using", python.string(using)))
    if old.nullable != new.nullable:
        changes.append(("nullable", str(new.nullable)))
    if new.server_default is None and old.server_default is not None and not _uncastable(old, new):
        changes.append(("server_default", "None"))
    elif new.server_default is not None and (old.server_default != new.server_default or _uncastable(old, new)):
        changes.append(("server_default", columns.default(new.server_default, scope.dialect)))
    if old.comment != new.comment and (new.comment is None or sql.plain(new.comment)):
        changes.append(("comment", "None" if new.comment is None else python.string(new.comment)))
    return changes


def _existing(of: AlterColumn, scope: Scope, changes: Options) -> Options:
    """What Alembic likes to know of the column as it was."""
    old, changed = of.old, {key for key, _ in changes}
    existing: Options = [("existing_type", scope.typed(old.type, old.collation))]
    if "comment" in changed and old.comment is not None:
        existing.append(("existing_comment", python.string(old.comment)))
    if "nullable" not in changed:
        existing.append(("existing_nullable", str(old.nullable)))
    if old.server_default is not None and "server_default" not in changed and not _uncastable(old, of.new):
        existing.append(("existing_server_default", columns.default(old.server_default, scope.dialect)))
    return [*changes[:1], existing[0], *changes[1:], *existing[1:]] if "type_" in changed else [*existing, *changes]


def _uncastable(old: Column, new: Column) -> bool:
    """Whether the old default may not follow the column to its new type."""
    return old.server_default is not None and old.type != new.type and _family(old.type) != _family(new.type)


def _family(type_: Type) -> object:
    if isinstance(type_, Scalar):
        families = (STRING_TYPES, INTEGER_TYPES | {"numeric"})
        return next((kin for kin in families if type_.name in kin), type_.name)
    return type_


def _retype_by_sql(of: AlterColumn, using: str) -> Statement:
    kind = type_sql(of.new.type, "postgresql") + (
        f" COLLATE {sql.qualified(of.new.collation)}" if of.new.collation else ""
    )
    return sql.execute(f"{_path(of)} TYPE {kind} USING {using}", "postgresql")


def _path(of: AlterColumn) -> str:
    return f"ALTER TABLE {sql.qualified(of.table)} ALTER COLUMN {quoted(of.new.name)}"


def _leave(of: AlterColumn, scope: Scope) -> list[Statement]:
    """What must go before the column can change."""
    old, new = of.old, of.new
    done: list[Statement] = []
    if old.generated is not None and new.generated is None:
        done.append(_by_sql(of, "DROP EXPRESSION"))
    if _uncastable(old, new):
        args = (sql.name(of.table.name), sql.name(new.name))
        options: Options = [("existing_type", scope.typed(old.type, old.collation)), ("server_default", "None")]
        done.append(Fn("op.alter_column", args, (*options, *tables.schema(of.table))))
    return done


def _by_sql(of: AlterColumn, change: str) -> Statement:
    return sql.execute(f"{_path(of)} {change}", "postgresql")
