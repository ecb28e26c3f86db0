"""Stand-alone objects as the maps of their files."""

from __future__ import annotations

from typing import Any, assert_never

from azuraforge_schemagen.ir.bodies import MaterializedView, Policy, Routine, Statistics, Trigger, View
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import (
    Attribute,
    Check,
    Collation,
    Composite,
    Domain,
    Extension,
    Range,
    Sequence,
    Standalone,
)
from azuraforge_schemagen.ir.usertypes import multirange
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
        case Composite():
            data = {**head, "comment": found.comment, "attributes": _attributes(scope, found)}
        case Range():
            data = {**head, "comment": found.comment, **_range(found)}
        case Collation():
            data = {**head, "comment": found.comment, **_collation(found)}
        case View() | MaterializedView():
            data = {**head, "comment": found.comment, **view_data(scope, found)}
        case Routine() | Trigger() | Policy() | Statistics():
            raise NotImplementedError(found.ref.kind)
        case _:
            assert_never(found)
    needed = None if isinstance(found, Extension) else list(found.depends_on) or None
    return said({**data, "dialects": list(found.dialects) or None, "depends_on": needed})


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


def _attributes(scope: Scope, found: Composite) -> Data:
    return {it.name: _attribute(scope, found, it) for it in found.attributes}


def _attribute(scope: Scope, of: Composite, found: Attribute) -> Any:
    data = said(
        {
            **type_data(found.type),
            "collation": collation(found.collation),
            "comment": found.comment,
            "renamed_from": scope.renamed("attribute", of.name, found.name),
        }
    )
    return data["type"] if data.keys() == {"type"} else data


def _range(found: Range) -> Data:
    subtype = type_data(found.subtype)
    derived = multirange(found.name.name)
    return {
        "subtype": subtype["type"] if len(subtype) == 1 else subtype,
        "subtype_opclass": found.opclass,
        "collation": collation(found.collation),
        "canonical": found.canonical,
        "subtype_diff": found.subtype_diff,
        "multirange": None if found.multirange == derived else found.multirange,
    }


def _collation(found: Collation) -> Data:
    return {
        "provider": found.provider,
        "locale": found.locale,
        "lc_collate": found.lc_collate,
        "lc_ctype": found.lc_ctype,
        "deterministic": None if found.deterministic else False,
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
