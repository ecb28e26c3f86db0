"""Stand-alone objects as the maps of their files."""

from __future__ import annotations

from typing import Any, assert_never

from azuraforge_schemagen.ir.bodies import MaterializedView, Policy, Routine, Statistics, Trigger, View
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Check, Domain, Extension, Sequence, Standalone
from azuraforge_schemagen.render.yaml.scope import Data, Scope, said
from azuraforge_schemagen.render.yaml.types import collation, target, type_data
from azuraforge_schemagen.render.yaml.views import view_data


def standalone_data(scope: Scope, found: Standalone) -> Data:
    """Everything that stands in the file of an object that comes and goes as a whole."""
    kind, name = found.ref.kind, found.name
    head = {
        kind: name.name,
        "schema": name.schema or None,
        "renamed_from": scope.renamed(kind, name, name.name),
        "moved_from": scope.moved(kind, name),
    }
    match found:
        case Sequence():
            data = {**head, "comment": found.comment, **_sequence(found)}
        case Domain():
            data = {**head, "comment": found.comment, **_domain(scope, found)}
        case Extension():
            data = {**head, "schema": found.schema or None, "version": found.version}
        case View() | MaterializedView():
            data = {**head, "comment": found.comment, **view_data(scope, found)}
        case Routine() | Trigger() | Policy() | Statistics():
            raise NotImplementedError(found.ref.kind)
        case _:
            assert_never(found)
    return said({**data, "dialects": list(found.dialects) or None})


def _sequence(found: Sequence) -> Data:
    owner = found.owned_by
    return {
        "type": found.type if found.type != "bigint" else None,
        "start": found.start,
        "increment": found.increment,
        "minimum": found.minimum,
        "maximum": found.maximum,
        "cache": found.cache,
        "cycle": found.cycle or None,
        "owned_by": target(owner.table, owner.column) if owner else None,
    }


def _domain(scope: Scope, found: Domain) -> Data:
    checks = {it.name: _check(scope, it) for it in found.checks}
    own = Naming().check(found.name.name, "")
    alone = list(checks) == [own] and isinstance(checks[own], str)
    return {
        **type_data(found.type),
        "not_null": not found.nullable or None,
        "server_default": None if found.default is None else scope.default(found.default, found.type),
        "collation": collation(found.collation),
        "check": checks[own] if alone else None,
        "checks": None if alone else checks or None,
    }


def _check(scope: Scope, check: Check) -> Any:
    data = said(
        {
            "sql": scope.sql(check.expression),
            "not_valid": check.not_valid or None,
            "dialects": list(check.dialects) or None,
            "comment": check.comment,
        }
    )
    return data["sql"] if len(data) == 1 and isinstance(data["sql"], str) else data
