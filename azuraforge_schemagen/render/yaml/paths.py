"""Where the file of each object goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from azuraforge_schemagen.ir.names import Ref

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_DEVICES = re.compile(r"(?i)con|prn|aux|nul|com\d|lpt\d")
_LONGEST = 100


def paths(refs: Iterable[Ref], taken: Mapping[Ref, str]) -> dict[Ref, str]:
    """The path of each object's file below the schema folder: ``users.yaml``, ``auth/users.yaml``.

    ``taken`` are files that are there and stay where they are. A name that is no name of a file loses what cannot
    stand there; names that a disk might take for one get a number.
    """
    used = {path.casefold() for path in taken.values()}
    found: dict[Ref, str] = {}
    for ref in sorted(refs):
        if ref in taken:
            found[ref] = taken[ref]
            continue
        folder = f"{_slug(ref.name.schema)}/" if ref.name.schema else ""
        stem, number = folder + _slug(ref.name.name), 1
        path = f"{stem}.yaml"
        while path.casefold() in used:
            number += 1
            path = f"{stem}_{number}.yaml"
        used.add(path.casefold())
        found[ref] = path
    return found


def _slug(name: str) -> str:
    made = _UNSAFE.sub("_", name).strip("_-")[:_LONGEST] or "unnamed"
    return f"{made}_" if _DEVICES.fullmatch(made) else made
