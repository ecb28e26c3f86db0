"""``policies:`` of a table -> ``Policy``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from azuraforge_schemagen.ir.bodies import Policy
from azuraforge_schemagen.resolve.context import Context
from azuraforge_schemagen.resolve.depends import needed
from azuraforge_schemagen.resolve.findings import Place
from azuraforge_schemagen.resolve.owned import Owner, note_name


def policies_of(specs: Mapping[str, Any], place: Place, owner: Owner, ctx: Context) -> Iterator[Policy]:
    """The policies that stand at a place."""
    for name, spec in specs.items():
        here = place.at(name)
        note_name("policy", spec, here, owner, ctx)
        yield _policy(name, spec, here, owner, ctx)


def _policy(name: str, spec: Mapping[str, Any], here: Place, owner: Owner, ctx: Context) -> Policy:
    command = spec.get("for", "all")
    for key, wrong, help_ in (
        ("using", command == "insert", "INSERT sees no rows: write 'check'"),
        ("check", command in ("select", "delete"), f"{command.upper()} writes no rows: write 'using'"),
    ):
        if key in spec and wrong:
            ctx.findings.error("SG185", f"policy '{name}': no '{key}' for {command}", here.at(key), help_)
    roles = tuple(spec.get("to") or ("public",))
    if "public" in roles and len(roles) > 1:
        message = f"policy '{name}': 'public' is everybody, the other roles too"
        ctx.findings.error("SG185", message, here.at("to"), "take it out, or the others")
    texts = ctx.texts
    return Policy(
        owner.name,
        name,
        not spec.get("restrictive", False),
        command,
        roles,
        texts.read(spec["using"], here.at("using"), query=True) if "using" in spec else None,
        texts.read(spec["check"], here.at("check"), query=True) if "check" in spec else None,
        spec.get("comment"),
        owner.marks(spec, f"policy '{name}'", here, ctx),
        needed(spec, here, owner.name.schema, ctx.known, ctx),
    )
