"""SQLite's declared types and defaults as values."""

from __future__ import annotations

import re

from azuraforge_schemagen.dialects.sqlite.words import standard, words
from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.types import Raw, Scalar, Type

_TYPE = re.compile(r"\s*([^()]*?)\s*(?:\(\s*([-+]?\d+)\s*(?:,\s*([-+]?\d+)\s*)?\)\s*)?")
_NAMES = {
    "VARCHAR": "string",
    "CHARACTER VARYING": "string",
    "NVARCHAR": "string",
    "CHAR": "char",
    "CHARACTER": "char",
    "NCHAR": "char",
    "TEXT": "text",
    "CLOB": "text",
    "INT": "integer",
    "INTEGER": "integer",
    "SMALLINT": "smallint",
    "BIGINT": "bigint",
    "NUMERIC": "numeric",
    "DECIMAL": "numeric",
    "FLOAT": "double",
    "DOUBLE": "double",
    "DOUBLE PRECISION": "double",
    "REAL": "real",
    "BOOLEAN": "boolean",
    "BOOL": "boolean",
    "DATE": "date",
    "TIME": "time",
    "DATETIME": "timestamp",
    "TIMESTAMP": "timestamp",
    "BLOB": "binary",
    "JSON": "json",
}
"""What is declared and what is written have the same affinity; a type that has none of these names stays as it is."""

_BYTES = re.compile(r"CAST\(X'((?:[0-9A-F]{2})*)' AS TEXT\)", re.IGNORECASE)
_GENERATED = re.compile(r"(?:^| )generated(?: always)?$", re.IGNORECASE)
_CONSTANTS = frozenset({"null", "true", "false", "current_timestamp", "current_date", "current_time"})


def declared_type(text: str, generated: bool) -> str:
    """A type as it was declared, without comments: where GENERATED and ALWAYS stand on two lines, SQLite takes them for
    words of the type."""
    declared = standard(text, words(text), lambda _: True)
    return _GENERATED.sub("", declared) if generated else declared


def column_type(declared: str) -> Type:
    """The type that a column was declared with; ``Raw`` where it is none that schemagen writes."""
    match = _TYPE.fullmatch(declared)
    name = _NAMES.get(" ".join(match[1].upper().split())) if match else None
    if match is None or name is None:
        return Raw(declared)
    first, second = (int(part) if part else None for part in (match[2], match[3]))
    if name in ("string", "char") and second is None:
        return Scalar(name, length=first)
    if name == "numeric":
        return Scalar(name, precision=first, scale=second if second is not None or first is None else 0)
    return Scalar(name) if first is None else Raw(declared)


def default_text(text: str | None) -> str | None:
    """A default as it is meant: a name alone is a string, and so are bytes that stand for one (it holds a tab)."""
    said = words(text or "")
    if len(said) == 1 and said[0].kind in ("name", "double", "tick", "bracket") and said[0].key not in _CONSTANTS:
        return sqltext.string(said[0].name)
    plain = standard(text, said, lambda _: False) if text else text
    match = _BYTES.fullmatch(plain or "")
    return sqltext.string(bytes.fromhex(match[1]).decode()) if match else plain
