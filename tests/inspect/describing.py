"""An inspection in lines that a person can read, each about one thing."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from azuraforge_schemagen.db.inspect import Inspection
from azuraforge_schemagen.ir.facets import FACETS
from azuraforge_schemagen.ir.schema import Table


def described(found: Inspection) -> list[str]:
    """Everything, a line each."""
    lines: list[str] = []
    for ref, obj in sorted(found.schema.objects.items(), key=str):
        if isinstance(obj, Table):
            lines.append(f"{ref} {dict(obj.options)} {obj.comment!r}")
            lines += [f"{ref} inherits from {parent}" for parent in obj.inherits]
            children = (*obj.columns, *obj.constraints, *obj.indexes)
            lines += [f"{ref}: {said(child)}" for child in children]
            lines += [f"{ref}: {it} {said(state)}" for it in FACETS if (state := getattr(obj, it))]
        else:
            lines.append(f"{ref}: {said(obj)}")
    lines += [f"unmanaged {it} of {it.owner} {it.detail}".rstrip() for it in found.unmanaged]
    lines += [str(it) for it in found.needs]
    return lines + [f"note {it} {it.detail}".rstrip() for it in found.notes]


def said(value: Any) -> str:
    """A value without the fields that say nothing."""
    if not is_dataclass(value):
        return "(" + ", ".join(map(said, value)) + ")" if type(value) is tuple else str(value)
    told = [(it.name, getattr(value, it.name)) for it in fields(value) if it.init and _tells(value, it)]
    return f"{type(value).__name__}({', '.join(f'{name}={said(one)}' for name, one in told)})"


def _tells(value: Any, field: Any) -> bool:
    return field.default is MISSING or getattr(value, field.name) != field.default
