"""Names in Python: classes, attributes and enum members, derived from names in the database."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

RESERVED_ATTRIBUTES = frozenset({"metadata", "registry", "query", "self"})
"""Attributes that SQLAlchemy's declarative classes or their constructors take."""

EXPORTS = frozenset({"Base", "get_session_local", "sa_create_engine"})
"""What a generated package exports beside its classes."""

_MODULE_NAMES = EXPORTS | frozenset({"Any", "Column", "DeclarativeBase", "Enum", "List", "Mapped", "Optional"})
"""What no derived class is called, so that nobody who reads the module is misled."""

_WORD = re.compile(r"[^\W_]+")
_ENUM_RESERVED = frozenset({"mro", "name", "value"})


@lru_cache(maxsize=16384)
def attribute(name: str) -> str:
    """The attribute of a column: its name, with ``_`` behind it where Python or SQLAlchemy takes the name."""
    made = identifier(name, "c")
    return made + "_" if made in RESERVED_ATTRIBUTES else made


def is_attribute(name: str) -> bool:
    """Whether a written attribute or relationship name can stand as it is."""
    return attribute(name) == name


@lru_cache(maxsize=4096)
def class_name(name: str) -> str:
    """CamelCase of a name, with ``_`` behind it where a generated module or Python takes it."""
    words = _WORD.findall(unicodedata.normalize("NFKC", name))
    made = "".join(word[0].upper() + word[1:] for word in words) or "Unnamed"
    made = made if made.isidentifier() else "T" + made
    return made + "_" if made in _MODULE_NAMES or _is_builtin(made) or not is_class_name(made) else made


def is_class_name(name: str) -> bool:
    """Whether a class may be called so in a generated module."""
    plain = name.isidentifier() and not keyword.iskeyword(name) and unicodedata.normalize("NFKC", name) == name
    return plain and name not in EXPORTS and not name.startswith("__")


def members(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Python names of an enum's values: the value where that can be, another name where it cannot; all different."""
    wanted = [(_member(value), value) for value in values]
    taken = {made for made, value in wanted if made == value}
    return tuple((value if made == value else unique(made, taken), value) for made, value in wanted)


def unique(name: str, taken: set[str]) -> str:
    """The name, or the first of ``name_2``, ``name_3`` ... that is free; it is taken then."""
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name.rstrip('_')}_{number}"
    taken.add(free)
    return free


def identifier(name: str, prefix: str) -> str:
    """A name as a public Python identifier that is no keyword and neither mangled nor SQLAlchemy's own."""
    made = unicodedata.normalize("NFKC", name)
    if not made.isidentifier():
        made = "".join(char if ("_" + char).isidentifier() else "_" for char in made)
        made = made if made.isidentifier() else f"{prefix}_{made}"
    if made.startswith(("__", "_sa_")) or not made.strip("_"):
        made = (made.strip("_") or prefix) + "_"
    return made + "_" if keyword.iskeyword(made) else made


def _member(value: str) -> str:
    made = identifier(value, "v") if value else "EMPTY"
    if made.startswith("_"):
        made = made.strip("_") + "_"
    if not made.isidentifier():
        made = "v_" + made
    return made + "_" if made in _ENUM_RESERVED or keyword.iskeyword(made) else made


def _is_builtin(name: str) -> bool:
    import builtins

    return hasattr(builtins, name)
