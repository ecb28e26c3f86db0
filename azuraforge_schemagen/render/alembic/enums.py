"""PostgreSQL's enum types and schemas, which ``op`` has no words for."""

from __future__ import annotations

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.ops import AddEnumValue, RenameEnumValue
from azuraforge_schemagen.ir.schema import Enum, Namespace
from azuraforge_schemagen.ir.sqltext import quoted
from azuraforge_schemagen.render.alembic import sql
from azuraforge_schemagen.render.alembic.code import Statement
from azuraforge_schemagen.render.alembic.comments import comment_on


def create(of: Enum) -> list[Statement]:
    """CREATE TYPE ... AS ENUM."""
    values = ", ".join(_label(value) for value in of.values)
    made = [_sql(f"CREATE TYPE {sql.qualified(of.name)} AS ENUM ({values})")]
    return made if of.comment is None else [*made, comment_on(f"TYPE {sql.qualified(of.name)}", of.comment)]


def drop(of: Enum) -> Statement:
    """DROP TYPE."""
    return _sql(f"DROP TYPE {sql.qualified(of.name)}")


def rename(old: QName, new: QName) -> Statement:
    """ALTER TYPE ... RENAME TO."""
    return _sql(f"ALTER TYPE {sql.qualified(old)} RENAME TO {quoted(new.name)}")


def add_value(of: AddEnumValue, again: bool) -> Statement:
    """ALTER TYPE ... ADD VALUE; ``again`` where an attempt that failed later may have added it."""
    place = f" BEFORE {_label(of.before)}" if of.before is not None else ""
    guard = "IF NOT EXISTS " if again else ""
    return _sql(f"ALTER TYPE {sql.qualified(of.enum)} ADD VALUE {guard}{_label(of.value)}{place}")


def rename_value(of: RenameEnumValue) -> Statement:
    """ALTER TYPE ... RENAME VALUE."""
    return _sql(f"ALTER TYPE {sql.qualified(of.enum)} RENAME VALUE {_label(of.old)} TO {_label(of.new)}")


def create_namespace(of: Namespace) -> list[Statement]:
    """CREATE SCHEMA."""
    made = [_sql(f"CREATE SCHEMA {quoted(of.name.name)}")]
    return made if of.comment is None else [*made, comment_on(f"SCHEMA {quoted(of.name.name)}", of.comment)]


def drop_namespace(of: Namespace) -> Statement:
    """DROP SCHEMA."""
    return _sql(f"DROP SCHEMA {quoted(of.name.name)}")


def _label(value: str) -> str:
    return sql.literal(value, "postgresql")


def _sql(text: str) -> Statement:
    return sql.execute(text, "postgresql")
