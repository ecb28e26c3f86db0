"""``args``: what something of the project is called with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Arguments = tuple[tuple[object, ...], tuple[tuple[str, object], ...]]


def arguments(spec: Mapping[str, Any]) -> Arguments:
    """Those by place and those by name, of which there is one kind at most."""
    args = spec.get("args") or ()
    return ((), tuple(args.items())) if isinstance(args, Mapping) else (tuple(args), ())
