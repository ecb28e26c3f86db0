"""The one place where SQL text becomes Python: whatever it holds reaches the database as exactly that, on a connection
and through Alembic's offline mode.

Offline mode turns every tab into spaces, and doubles the backslashes of a literal that SQLAlchemy writes. So a tab is
spelled as an escape, and a text with a backslash is SQL that we write ourselves.
"""

from __future__ import annotations

import re

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.sqltext import Token, quoted
from azuraforge_schemagen.render import python
from azuraforge_schemagen.render.alembic.code import Fn, Sql

_PARAMETER = re.compile(r"(?<![:\w\\]):\w|\\:")
"""What ``sa.text`` reads as a bind parameter, or as the escape of one."""

_UNQUOTED = {"collation", "concurrently", "lateral", "nothing", "returning", "system_user", "tablesample"}
"""Words that need quotes and get none from SQLAlchemy."""


def literal(value: str, dialect: str) -> str:
    """A string literal of the dialect."""
    return storable(sqltext.string(value), dialect)


def plain(value: str) -> bool:
    """Whether SQLAlchemy may write the literal of this value itself."""
    return "\\" not in value and "\t" not in value


def expression(sql: str, dialect: str) -> str:
    """SQL as a Python literal, for an argument that SQLAlchemy takes as ``text``."""
    return python.sql(storable(sql, dialect))


def text(sql: str, dialect: str) -> Fn:
    """``sa.text(...)``."""
    return Fn("sa.text", (expression(sql, dialect),))


def execute(sql: str, dialect: str) -> Sql:
    """``op.execute(...)``."""
    return Sql(storable(sql, dialect))


def name(value: str) -> str:
    """An object's name as an argument of ``op`` and ``sa``."""
    literal_ = python.string(value)
    return f"sa.quoted_name({literal_}, True)" if value in _UNQUOTED else literal_


def schema_name(value: str) -> str:
    """The same for a schema, whose dots Alembic would read as a path."""
    return f"sa.quoted_name({python.string(value)}, True)" if "." in value else name(value)


def dotted(names: QName, *columns: str) -> bool:
    """Whether SQLAlchemy's ``table.column`` would lose something of these names."""
    parts = (names.schema, names.name, *columns)
    return any("." in part or part in _UNQUOTED for part in parts)


def qualified(names: QName) -> str:
    """A name with its schema, as SQL."""
    return f"{quoted(names.schema)}.{quoted(names.name)}" if names.schema else quoted(names.name)


def listed(columns: tuple[str, ...]) -> str:
    """Columns, as SQL."""
    return ", ".join(map(quoted, columns))


def storable(sql: str, dialect: str) -> str:
    """The same SQL without a tab in its strings."""
    if "\t" not in sql:
        return sql
    spell = _sqlite if dialect == "sqlite" else _postgresql
    return "".join(spell(token) if "\t" in token.text else token.text for token in sqltext.tokens(sql))


def _postgresql(token: Token) -> str:
    body = token.text
    if token.kind == "dollar":
        size = body.index("$", 1) + 1
        return _escape_string(body[size:-size].replace("'", "''"))
    if token.kind == "string" and body[0] in "'nN":
        return _escape_string(body[body.index("'") + 1 : -1])
    if token.kind in ("string", "quoted") and body[0] in "uU":
        return body.replace("\t", "\\0009")
    if token.kind == "quoted":
        return "U&" + body.replace("\\", "\\\\").replace("\t", "\\0009")
    return body.replace("\t", "\\t") if token.kind == "string" else body


def _escape_string(body: str) -> str:
    return "E'" + body.replace("\\", "\\\\").replace("\t", "\\t") + "'"


def _sqlite(token: Token) -> str:
    if token.kind != "string" or token.text[0] != "'":
        return token.text
    value = token.text[1:-1].replace("''", "'")
    return f"CAST(X'{value.encode().hex().upper()}' AS TEXT)"


def layout(sql: str, indent: int) -> str:
    """``op.execute("...")``, a long statement as several strings that Python joins."""
    body = _has_body(sql)
    stored = sql.replace("%", "%%") if body else _escaped(sql)
    opening, closing = ("op.execute(sa.DDL(", "))") if body else ("op.execute(", ")")
    flat = f"{opening}{python.string(stored)}{closing}"
    if indent + _most(flat) <= python.WIDTH:
        return flat
    pad = " " * (indent + 4)
    end = " " * indent
    if not body:
        return f"op.execute(\n{python.strings(stored, len(pad))}\n{end})"
    if len(pad) + _most(python.string(stored)) + 8 <= python.WIDTH:
        return f"op.execute(\n{pad}sa.DDL({python.string(stored)})\n{end})"
    return f"op.execute(\n{pad}sa.DDL(\n{python.strings(stored, len(pad) + 4)}\n{pad})\n{end})"


def _has_body(sql: str) -> bool:
    """Statements with a body are easier to read with doubled percents than with escaped colons. And SQLAlchemy 2.0
    takes ``%(x)s`` in a text for a parameter of its own, where the driver's parameters are positional."""
    if "%(" in sql:
        return True
    return bool(_PARAMETER.search(sql)) and any(token.kind == "dollar" for token in sqltext.tokens(sql))


def _escaped(sql: str) -> str:
    return sql.replace(":", "\\:") if _PARAMETER.search(sql) else sql


def _most(line: str) -> int:
    """The columns of a line at most: ruff joins strings that surely fit, so a doubtful one must not be split."""
    return python.columns(line)
