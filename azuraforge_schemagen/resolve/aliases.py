"""``types:`` files: the project's own type classes, each with its form in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from azuraforge_schemagen.ir.orm import Alias
from azuraforge_schemagen.ir.types import Type
from azuraforge_schemagen.resolve.arguments import arguments
from azuraforge_schemagen.resolve.catalog import Catalog
from azuraforge_schemagen.resolve.findings import Findings, Place
from azuraforge_schemagen.resolve.types import BUILTINS, Types


def read_aliases(catalog: Catalog, types: Types, findings: Findings) -> Types:
    """``types`` with the aliases of the project; names that already mean something else are said."""
    own = {**catalog.enums, **catalog.domains}
    for qname, document in own.items():
        if not qname.schema and qname.name in BUILTINS:
            _clash(qname.name, Place(document, (document.kind,)), "a built-in type", None, findings)
    found: dict[str, tuple[Alias | None, Type]] = {}
    for name, (place, spec) in catalog.aliases.items():
        key = place._replace(key=True)
        other = next((document for it, document in own.items() if str(it) == name), None)
        if name in BUILTINS:
            _clash(name, key, "a built-in type", None, findings)
        elif other is not None:
            _clash(name, key, f"the {other.kind} of this name", Place(other, (other.kind,)), findings)
        found[name] = _alias(name, spec, place, types, findings)
    return replace(types, aliases=found, cache={})


def _alias(
    name: str, spec: Mapping[str, Any], place: Place, types: Types, findings: Findings
) -> tuple[Alias | None, Type]:
    ddl = spec["ddl"]
    whole = {**(ddl if isinstance(ddl, Mapping) else {"type": ddl})}
    if "variants" in spec:
        whole["variants"] = spec["variants"]
    read = types.read(whole, "")
    findings.problems((problem._replace(key="") for problem in read.problems), place, f"alias '{name}': ")
    if read.nullable or read.serial:
        findings.error("SG127", f"alias '{name}': ddl is a plain type", place.at("ddl"), "take '| null' or serial out")
    module, _, cls = str(spec.get("python", "")).partition(":")
    if not cls:
        return None, read.type
    return Alias(name, module, cls, spec.get("annotation"), *arguments(spec)), read.type


def _clash(name: str, place: Place, what: str, other: Place | None, findings: Findings) -> None:
    also = (other, "the other one") if other else None
    findings.error("SG127", f"the type name '{name}' is taken by {what}", place, "choose another name", also)
