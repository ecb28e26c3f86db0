"""ALTER COLUMN on PostgreSQL: every facet that changed."""

from __future__ import annotations

from azuraforge_schemagen.dialects import type_sql
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.ops import AlterColumn
from azuraforge_schemagen.ir.schema import Column, Identity
from azuraforge_schemagen.ir.sqltext import quoted
from azuraforge_schemagen.ir.types import INTEGER_TYPES, STRING_TYPES, Scalar, Type
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.alembic import columns, sql, tables
from azuraforge_schemagen.render.alembic.code import Fn, Item, Statement
from azuraforge_schemagen.render.alembic.comments import column_comment
from azuraforge_schemagen.render.alembic.scope import Scope

Options = list[tuple[str, Item]]


def alter_column(of: AlterColumn, scope: Scope) -> list[Statement]:
    """The statements of one ``AlterColumn``."""
    old, new = of.old, of.new
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
    return [*done, *_arrive(of)]


def _retyped(old: Column, new: Column) -> bool:
    return old.type != new.type or old.collation != new.collation


def _changes(of: AlterColumn, scope: Scope, using: str | None) -> Options:
    old, new = of.old, of.new
    changes: Options = []
    if _retyped(old, new):
        changes.append(("type_", scope.typed(new.type, new.collation or ("default" if old.collation else None))))
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
    kind = type_sql(of.new.type, "postgresql") + (f" COLLATE {quoted(of.new.collation)}" if of.new.collation else "")
    return sql.execute(f"{_path(of)} TYPE {kind} USING {using}", "postgresql")


def _path(of: AlterColumn) -> str:
    return f"ALTER TABLE {sql.qualified(of.table)} ALTER COLUMN {quoted(of.new.name)}"


def _leave(of: AlterColumn, scope: Scope) -> list[Statement]:
    """What must go before the column can change."""
    old, new = of.old, of.new
    done: list[Statement] = []
    if old.serial is not None and new.serial is None:
        done.append(_by_sql(of, "DROP DEFAULT"))
        done.append(sql.execute(f"DROP SEQUENCE {sql.qualified(_sequence(of.table, old))}", "postgresql"))
    if old.identity is not None and new.identity is None:
        done.append(_by_sql(of, "DROP IDENTITY"))
    if old.generated is not None and new.generated is None:
        done.append(_by_sql(of, "DROP EXPRESSION"))
    if _uncastable(old, new):
        args = (sql.name(of.table.name), sql.name(new.name))
        options: Options = [("existing_type", scope.typed(old.type, old.collation)), ("server_default", "None")]
        done.append(Fn("op.alter_column", args, (*options, *tables.schema(of.table))))
    return done


def _by_sql(of: AlterColumn, change: str) -> Statement:
    return sql.execute(f"{_path(of)} {change}", "postgresql")


def _sequence(table: QName, column: Column) -> QName:
    return QName(table.schema, column.serial or Naming().sequence(table.name, column.name))


def _arrive(of: AlterColumn) -> list[Statement]:
    """What the column gets when it is what it shall be."""
    return [*_serial(of), *_identity(of)]


def _serial(of: AlterColumn) -> list[Statement]:
    old, new = of.old, of.new
    if new.serial is None:
        return []
    sequence = _sequence(of.table, new)
    if old.serial is None:
        made = [tables.create_sequence(sequence, new), tables.own(sequence, of.table, new.name)]
        next_ = sqltext.string(sql.qualified(sequence))
        return [*made, _by_sql(of, f"SET DEFAULT nextval({next_}::regclass)"), _count_on(of)]
    return tables.rename_sequence(of.table, _sequence(of.table, old).name, sequence.name)


def _count_on(of: AlterColumn) -> Statement:
    """The sequence starts behind the rows that are there."""
    column, table = quoted(of.new.name), sql.qualified(of.table)
    owner = f"pg_get_serial_sequence({sqltext.string(table)}, {sqltext.string(of.new.name)})"
    start = of.new.identity.start if of.new.identity else None
    low = 1 if start is None else start
    top = f"greatest(coalesce(max({column}) + 1, {low}), {low})"
    return sql.execute(f"SELECT setval({owner}, {top}, false) FROM {table}", "postgresql")


def _identity(of: AlterColumn) -> list[Statement]:
    old, new = of.old.identity, of.new.identity
    if new is None:
        return []
    derived = Naming().sequence(of.table.name, of.new.name)
    if old is None:
        kind = "ALWAYS" if new.always else "BY DEFAULT"
        options = f" ({' '.join(_options(new))})" if _options(new) else ""
        added = _by_sql(of, f"ADD GENERATED {kind} AS IDENTITY{options}")
        count = [_count_on(of)] if (new.increment or 1) > 0 else []
        return [added, *count, *tables.rename_sequence(of.table, derived, new.sequence or derived)]
    changes = _identity_changes(old, new)
    done = [_by_sql(of, " ".join(changes))] if changes else []
    return [*done, *tables.rename_sequence(of.table, old.sequence or derived, new.sequence or derived)]


def _options(of: Identity) -> list[str]:
    options = [f"START WITH {of.start}"] if of.start is not None else []
    options += [f"INCREMENT BY {of.increment}"] if of.increment is not None else []
    options += [f"MINVALUE {of.minimum}"] if of.minimum is not None else []
    options += [f"MAXVALUE {of.maximum}"] if of.maximum is not None else []
    options += [f"CACHE {of.cache}"] if of.cache is not None else []
    return options + ["CYCLE"] * of.cycle


def _identity_changes(old: Identity, new: Identity) -> list[str]:
    changes = [f"SET GENERATED {'ALWAYS' if new.always else 'BY DEFAULT'}"] if old.always != new.always else []
    for one, other, option, unset in (
        (old.increment, new.increment, "INCREMENT BY", "INCREMENT BY 1"),
        (old.minimum, new.minimum, "MINVALUE", "NO MINVALUE"),
        (old.maximum, new.maximum, "MAXVALUE", "NO MAXVALUE"),
        (old.start, new.start, "START WITH", "START WITH 1"),
        (old.cache, new.cache, "CACHE", "CACHE 1"),
    ):
        if one != other:
            changes.append("SET " + (unset if other is None else f"{option} {other}"))
    if old.cycle != new.cycle:
        changes.append("SET " + ("CYCLE" if new.cycle else "NO CYCLE"))
    return changes
