"""Composite types as PostgreSQL's DDL."""

from __future__ import annotations

from collections.abc import Iterator

from azuraforge_schemagen.dialects import qualified, quote, type_sql
from azuraforge_schemagen.dialects.objects.comment import comment_on
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Attribute, Composite

_PG = "postgresql"


def create(of: Composite) -> list[str]:
    """CREATE TYPE ... AS."""
    attributes = ", ".join(f"{quote(it.name, _PG)} {_type(it)}" for it in of.attributes)
    comments = [_comment_on_attribute(of, it) for it in of.attributes if it.comment is not None]
    return [f"CREATE TYPE {_name(of)} AS ({attributes})", *([] if of.comment is None else [_comment(of)]), *comments]


def alter(old: Composite, new: Composite) -> list[str]:
    """ALTER TYPE; an attribute that comes is the last one. No column may be of the type where an attribute gets another
    type: the plan makes such a one anew."""
    changes = list(_changes(old, new))
    done = [f"ALTER TYPE {_name(new)} {', '.join(changes)}"] if changes else []
    done += [] if old.comment == new.comment else [_comment(new)]
    return [*done, *_comments(old, new)]


def rename_attribute(name: QName, old: str, new: str) -> str:
    """The statement that gives an attribute another name."""
    return f"ALTER TYPE {qualified(name, _PG)} RENAME ATTRIBUTE {quote(old, _PG)} TO {quote(new, _PG)}"


def _changes(old: Composite, new: Composite) -> Iterator[str]:
    """Everything that differs, in one statement."""
    for name in old.by_name:
        if name not in new.by_name:
            yield f"DROP ATTRIBUTE {quote(name, _PG)}"
    for it in new.attributes:
        before = old.by_name.get(it.name)
        if before is None:
            yield f"ADD ATTRIBUTE {quote(it.name, _PG)} {_type(it)}"
        elif (before.type, before.collation) != (it.type, it.collation):
            yield f"ALTER ATTRIBUTE {quote(it.name, _PG)} TYPE {_type(it)}"


def _comments(old: Composite, new: Composite) -> Iterator[str]:
    for it in new.attributes:
        before = old.by_name.get(it.name)
        if it.comment != (before.comment if before else None):
            yield _comment_on_attribute(new, it)


def _type(of: Attribute) -> str:
    collate = f" COLLATE {qualified(of.collation, _PG)}" if of.collation else ""
    return f"{type_sql(of.type, _PG)}{collate}"


def _comment_on_attribute(of: Composite, attribute: Attribute) -> str:
    return comment_on(f"COLUMN {_name(of)}.{quote(attribute.name, _PG)}", attribute.comment)


def _comment(of: Composite) -> str:
    return comment_on(f"TYPE {_name(of)}", of.comment)


def _name(of: Composite) -> str:
    return qualified(of.name, _PG)
