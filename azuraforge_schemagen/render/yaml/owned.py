"""Triggers, policies and statistics as they stand in the file of their table or view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from azuraforge_schemagen.ir.bodies import Event, Policy, Statistics, Trigger
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import Sql
from azuraforge_schemagen.render.yaml import children
from azuraforge_schemagen.render.yaml.scope import Data, Scope, said
from azuraforge_schemagen.render.yaml.types import target

_ENABLED = {"origin": None, "disabled": False, "replica": "replica", "always": "always"}


def owned_data(scope: Scope, owner: QName) -> Data:
    """The sections of everything that belongs to a table or view; ``None`` for those that say nothing."""
    found = scope.owned.get(owner, ())
    return {
        "triggers": {it.label: _trigger(scope, it) for it in found if isinstance(it, Trigger)} or None,
        "policies": {it.label: _policy(scope, it) for it in found if isinstance(it, Policy)} or None,
        "statistics": _keyed(scope, [it for it in found if isinstance(it, Statistics)]) or None,
    }


def _trigger(scope: Scope, found: Trigger) -> Data:
    return said(
        {
            "timing": found.timing.replace(" ", "_"),
            "events": [_event(it) for it in found.events],
            "each": None if found.each_row else "statement",
            "when": _text(scope, found.when),
            "execute": found.function and _call(found.function, found.arguments, found.table.schema),
            "body": _text(scope, found.body),
            "constraint": found.constraint or None,
            "deferrable": found.deferrable,
            "from": found.from_table and target(found.from_table),
            "old_table": found.old_table,
            "new_table": found.new_table,
            "enabled": _ENABLED[found.enabled],
            "comment": found.comment,
            "renamed_from": scope.renamed("trigger", found.table, found.label),
            "dialects": list(found.dialects) or None,
            "depends_on": list(found.depends_on) or None,
        }
    )


def _event(event: Event) -> Any:
    return {event.kind: list(event.columns)} if event.columns else event.kind


def _call(function: QName, arguments: tuple[str, ...], home: str) -> Any:
    """A function of the default schema is said to be one where a bare name may be of the table's own."""
    schema = function.schema or ("public" if home else "")
    more = {"arguments": list(arguments)} if arguments else {}
    if any(set(part) & set(".()") or part != part.strip() for part in (schema, function.name)):
        return {"function": function.name, "schema": schema or "public", **more}
    name = f"{schema}.{function.name}" if schema else function.name
    return {"function": name, **more} if more else f"{name}()"


def _policy(scope: Scope, found: Policy) -> Data:
    return said(
        {
            "for": None if found.command == "all" else found.command,
            "to": None if found.roles == ("public",) else list(found.roles),
            "using": _text(scope, found.using),
            "check": _text(scope, found.check),
            "restrictive": None if found.permissive else True,
            "comment": found.comment,
            "renamed_from": scope.renamed("policy", found.table, found.label),
            "dialects": list(found.dialects) or None,
            "depends_on": list(found.depends_on) or None,
        }
    )


def _keyed(scope: Scope, every: Sequence[Statistics]) -> Data:
    """By name; by another key where that name is taken, by some in another database schema."""
    data: Data = {}
    for found in sorted(every, key=lambda it: (it.name.schema != it.table.schema, it.name)):
        key, number = found.name.name, 1
        while key in data:
            number += 1
            key = f"{found.name.name}_{number}"
        data[key] = _statistics(scope, found, key)
    return data


def _statistics(scope: Scope, found: Statistics, key: str) -> Data:
    elsewhere = found.name.schema != found.table.schema
    return said(
        {
            "name": None if found.name.name == key else found.name.name,
            "columns": [children.index_key(scope, it) for it in found.keys],
            "kinds": list(found.kinds) or None,
            "target": found.target,
            "schema": (found.name.schema or "public") if elsewhere else None,
            "comment": found.comment,
            "renamed_from": scope.renamed("statistics", found.name, found.name.name),
            "dialects": list(found.dialects) or None,
            "depends_on": list(found.depends_on) or None,
        }
    )


def _text(scope: Scope, sql: Sql | None) -> Any:
    return None if sql is None else scope.sql(sql)
