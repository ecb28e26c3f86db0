"""Plain data as YAML with its keys in the order in which they stand: the one layout would put them into its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azuraforge_schemagen.load.spelling import scalar


def text(data: Mapping[str, Any]) -> str:
    """A map as YAML: a key a line, and everything deeper in braces."""
    return "".join(f"{scalar(key, flow=False)}: {flow(value)}\n" for key, value in data.items())


def flow(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{scalar(key, flow=True)}: {flow(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value, flow=True)
