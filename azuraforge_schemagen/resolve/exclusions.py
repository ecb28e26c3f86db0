"""Exclusion constraints of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azuraforge_schemagen.ir.schema import Exclusion
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.indexes import index_keys, options


def add_exclusions(specs: Mapping[str, Any], place: Place, draft: Draft) -> None:
    """The exclusion constraints of a table or a partition."""
    for name, spec in specs.items():
        here = place.at(name)
        made = draft.written(name, here._replace(key=True))
        draft.renamed("constraint", spec, made, here)
        what = f"exclusion '{name}'"
        keys = index_keys(f"exclusion '{name}'", spec["columns"], here.at("columns"), draft)
        include = tuple(spec.get("include") or ())
        if keys is None or not draft.has(include, here.at("include"), what):
            continue
        texts, where = draft.ctx.texts, spec.get("where")
        exclusion = Exclusion(
            made,
            keys,
            tuple(key["with"] for key in spec["columns"]),
            str(spec.get("using", "gist")),
            None if where is None else texts.read(where, here.at("where")),
            include,
            spec.get("deferrable"),
            texts.names(spec.get("dialects"), here.at("dialects")),
            spec.get("comment"),
            options(spec.get("with") or {}),
            spec.get("index_comment"),
        )
        draft.places.setdefault(("exclusions", made), here._replace(key=True))
        draft.exclusions.append(exclusion)
