"""Comments of everything that has one."""

from __future__ import annotations

from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.sqltext import quoted
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.alembic import sql
from azuraforge_schemagen.render.alembic.code import Fn, Item, Statement


def comment_on(what: str, text: str | None) -> Statement:
    """COMMENT ON, in SQL."""
    value = "NULL" if text is None else sql.literal(text, "postgresql")
    return sql.execute(f"COMMENT ON {what} IS {value}", "postgresql")


def column_comment(table: QName, column: str, text: str | None) -> Statement:
    """COMMENT ON COLUMN, in SQL."""
    return comment_on(f"COLUMN {sql.qualified(table)}.{quoted(column)}", text)


def table_comment(table: QName, old: str | None, new: str | None) -> Statement:
    """COMMENT ON TABLE."""
    schema: list[tuple[str, Item]] = [("schema", sql.schema_name(table.schema))] if table.schema else []
    if new is not None and not sql.plain(new):
        return comment_on(f"TABLE {sql.qualified(table)}", new)
    before: list[tuple[str, Item]] = [("existing_comment", python.string(old))] if old is not None else []
    if new is None:
        return Fn("op.drop_table_comment", (sql.name(table.name),), (*before, *schema))
    args = (sql.name(table.name), python.string(new))
    return Fn("op.create_table_comment", args, (*before, *schema))


def set_comment(kind: str, name: QName, child: str | None, old: str | None, new: str | None) -> Statement:
    """The statement of ``SetComment``."""
    if child is not None:
        return comment_on(f"INDEX {sql.qualified(QName(name.schema, child))}", new)
    match kind:
        case "table":
            return table_comment(name, old, new)
        case "enum":
            return comment_on(f"TYPE {sql.qualified(name)}", new)
        case _:
            return comment_on(f"SCHEMA {quoted(name.name)}", new)
