"""Settings that a routine has while it runs, in one spelling of names and values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from azuraforge_schemagen.ir import sqltext

_LISTS = frozenset(
    {
        "search_path",
        "temp_tablespaces",
        "local_preload_libraries",
        "session_preload_libraries",
        "shared_preload_libraries",
        "unix_socket_directories",
    }
)
"""Those whose value is a list of names, each of which may need quotes."""
_ITEM = re.compile(r"""\s*("(?:[^"]|"")*"|'(?:[^']|'')*'|[^,\s][^,]*)\s*""")


def canonical(name: str, value: str) -> tuple[str, str]:
    """A setting: its name in lower case, which servers do not look at, and its value as they keep it."""
    name = name.lower()
    return name, ", ".join(map(_listed, items(value))) if name in _LISTS else value


def _listed(item: str) -> str:
    return sqltext.quoted(item) if item else '""'


def items(value: str) -> Iterator[str]:
    """The names of a list."""
    found = [_name(it.strip()) for it in _ITEM.findall(value)]
    yield from found or [""]


def _name(item: str) -> str:
    if len(item) > 1 and item[0] == item[-1] and item[0] in "\"'":
        return item[1:-1].replace(item[0] * 2, item[0])
    return sqltext.fold(item)


def assignment(name: str, value: str) -> str:
    """What stands behind SET."""
    values = items(value) if name in _LISTS else (value,)
    return f"{sqltext.path(tuple(name.split('.')))} TO {', '.join(map(sqltext.string, values))}"
