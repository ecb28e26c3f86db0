"""Objects that are SQL of their own as one dialect sees them."""

from __future__ import annotations

from dataclasses import replace

from azuraforge_schemagen.dialects.choose import index_on, same, sql_on
from azuraforge_schemagen.ir.bodies import Hung, MaterializedView, Policy, Routine, Statistics, Trigger, View
from azuraforge_schemagen.ir.schema import Sql


def hung_on(found: Hung, dialect: str) -> Hung | None:
    """The object with its texts on ``dialect``, but for its own ``dialects`` mark; ``None`` where it has none there."""
    match found:
        case View():
            query = sql_on(found.query, dialect)
            return None if query is None else found if query is found.query else replace(found, query=query)
        case MaterializedView():
            return _materialized(found, dialect)
        case Routine():
            body = sql_on(found.body, dialect)
            return None if body is None else found if body is found.body else replace(found, body=body)
        case Trigger():
            return _trigger(found, dialect)
        case Policy():
            using, check = _on(found.using, dialect), _on(found.check, dialect)
            same = using is found.using and check is found.check
            return found if same else replace(found, using=using, check=check)
        case Statistics():
            return found


def _materialized(found: MaterializedView, dialect: str) -> MaterializedView | None:
    query = sql_on(found.query, dialect)
    indexes = tuple(it for index in found.indexes if (it := index_on(index, dialect)) is not None)
    if query is found.query and same(indexes, found.indexes):
        return found
    return None if query is None else replace(found, query=query, indexes=indexes)


def _trigger(found: Trigger, dialect: str) -> Trigger | None:
    when, body = _on(found.when, dialect), _on(found.body, dialect)
    if body is None and found.body is not None and found.function is None:
        return None
    return found if when is found.when and body is found.body else replace(found, when=when, body=body)


def _on(sql: Sql | None, dialect: str) -> Sql | None:
    return sql and sql_on(sql, dialect)
