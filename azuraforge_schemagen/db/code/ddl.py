"""What SQLAlchemy's compiler says of a constraint or an index on a dialect."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from azuraforge_schemagen.db.code.types import DIALECTS


def is_made(found: sa.Constraint | sa.Index, dialect: str) -> bool:
    """Whether a dialect has it: a check that a type brings is there where the type itself is not, and ``ddl_if`` names
    dialects."""
    compiler: Any = SimpleNamespace(dialect=DIALECTS[dialect])
    rule, named = getattr(found, "_create_rule", None), found._ddl_if
    nothing: Any = None
    return (rule is None or bool(rule(compiler))) and (
        named is None or bool(named._should_execute(nothing, found, None, compiler=compiler))
    )


def is_not_inherited(found: sa.CheckConstraint, dialects: Sequence[str]) -> bool:
    """Whether a check of a class of its own says NO INHERIT, of which SQLAlchemy knows nothing."""
    if type(found) is sa.CheckConstraint or "postgresql" not in dialects:
        return False
    compiler: Any = DIALECTS["postgresql"].ddl_compiler
    return str(compiler(DIALECTS["postgresql"], None).process(found)).endswith(" NO INHERIT")


def name_on(item: sa.Constraint | sa.Index, dialect: str) -> str | None:
    """The name that it gets in DDL, by the naming convention too, cut where the server would."""
    preparer = DIALECTS[dialect].identifier_preparer
    text = (preparer.format_index if isinstance(item, sa.Index) else preparer.format_constraint)(item)
    return None if text is None else text[1:-1].replace('""', '"') if text.startswith('"') else str(text)


def included(found: sa.Constraint | sa.Index) -> tuple[str, ...]:
    """The columns of INCLUDE."""
    names = found.dialect_options["postgresql"].get("include") or ()
    return tuple(it if isinstance(it, str) else it.name for it in names)
