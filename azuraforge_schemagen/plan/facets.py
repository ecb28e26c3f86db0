"""What differs between two forms of one object, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from azuraforge_schemagen.ir.bodies import Event
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.schema import (
    Attribute,
    Composite,
    Constant,
    FacetName,
    Function,
    Generated,
    Identity,
    IndexKey,
    Number,
    ReplicaIdentity,
    RowSecurity,
    Sql,
)
from azuraforge_schemagen.ir.schema import Facet as TableFacet
from azuraforge_schemagen.ir.types import Array, DomainType, EnumType, Raw, Scalar, UserType, Variant
from azuraforge_schemagen.plan.words import type_words

FACET_LENGTH = 40
_NAMES = {"server_default": "default", "nullable": ""}
_NULLABILITY = {True: "null", False: "not null"}


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing that differs: its name, empty where the values say it all, and both values in words, if any."""

    name: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        """``type integer -> bigint``. Where both read the same, something is different that has no short word."""
        one, two = _short(self.old), _short(self.new)
        return self.name if one == two else f"{self.name} {one} -> {two}".lstrip()


def facets(old: Any, new: Any) -> list[Facet]:
    """Every field that differs of two dataclasses of one type, in the order in which they are declared; of composites
    every attribute."""
    if isinstance(old, Composite):
        return [*_attributes(old, new), *([Facet("comment", old.comment, new.comment)] * (old.comment != new.comment))]
    return [
        Facet(_NAMES.get(it.name, it.name.replace("_", " ")), _words(it.name, one), _words(it.name, two))
        for it in fields(old)
        if it.compare and (one := getattr(old, it.name)) != (two := getattr(new, it.name))
    ]


def _attributes(old: Composite, new: Composite) -> Iterator[Facet]:
    for name in (*old.by_name, *(it for it in new.by_name if it not in old.by_name)):
        one, two = old.by_name.get(name), new.by_name.get(name)
        if _attribute(one) != _attribute(two):
            yield Facet(f"attribute {name}", _attribute(one), _attribute(two))
        elif one is not None and two is not None and one.comment != two.comment:
            yield Facet(f"comment of attribute {name}", one.comment, two.comment)


def _attribute(of: Attribute | None) -> str | None:
    if of is None:
        return None
    return f"{type_words(of.type)}{f' collate {of.collation}' if of.collation else ''}"


def _words(field: str, value: object) -> str | None:
    match field, value:
        case _, None | ():
            return None
        case "nullable", bool():
            return _NULLABILITY[value]
        case "serial", "":
            return "yes"  # a dialect without sequences knows only that it counts
        case "options", tuple():
            return ", ".join(f"{name}={text}" for name, text in value)
        case _:
            return words(value)


def words(value: object) -> str:
    """A value of the ``Schema`` in words, ``none`` where there is none."""
    match value:
        case None | () | Sql(None):
            return "none"
        case bool():
            return "yes" if value else "no"
        case QName():
            return str(value)
        case tuple():
            return ", ".join(map(words, value))
        case Scalar() | Array() | EnumType() | DomainType() | UserType() | Raw() | Variant():
            return type_words(value)
        case Constant() | Number() | Function() | Sql():
            return _default(value)
        case Identity():
            return _identity(value)
        case Generated(expression):
            return words(expression)
        case IndexKey():
            return _key(value)
        case Event(kind, columns):
            return f"{kind} of {' and '.join(columns)}" if columns else kind
        case _:
            return _parts(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def stated(facet: FacetName, value: TableFacet) -> str | None:
    """A state of a table in words, ``None`` for what a new table has."""
    match value:
        case ReplicaIdentity("index", index):
            return f"index {index}"
        case ReplicaIdentity(kind):
            return kind
        case RowSecurity(enabled, forced):
            return ", ".join(filter(None, ("enabled" if enabled else "", "forced" if forced else ""))) or None
        case _:
            return _words(facet, value or None)


def _default(default: Constant | Number | Function | Sql) -> str:
    match default:
        case Constant(bool() as value):
            return str(value).lower()
        case Constant(int() as value):
            return str(value)
        case Constant(text):
            return f"'{text}'"
        case Number(text):
            return text
        case Function(name):
            return f"{name}()"
        case Sql(text):
            return text or ""


def _identity(value: Identity) -> str:
    """With the options that are not left to the server; the name of the sequence is told by no short word."""
    options = _parts(value, but=("always", "sequence"))
    return ", ".join(filter(None, ("always" if value.always else "by default", options)))


def _key(key: IndexKey) -> str:
    parts = [
        key.column or f"({words(key.expression)})",
        f"collate {key.collation}" if key.collation else "",
        key.opclass or "",
        "desc" if key.descending else "",
        f"nulls {key.nulls}" if key.nulls else "",
    ]
    return " ".join(filter(None, parts))


def _parts(value: Any, but: tuple[str, ...] = ()) -> str:
    """What of a dataclass is not as it is where nothing is said."""
    said = ((it, getattr(value, it.name)) for it in fields(value) if it.compare and it.name not in but)
    return ", ".join(
        f"{it.name.replace('_', ' ')} {_words(it.name, found)}" for it, found in said if found != it.default
    )


def _short(text: str | None) -> str:
    line = "none" if text is None else " ".join(text.split())
    return line if len(line) <= FACET_LENGTH else f"{line[: FACET_LENGTH - 3]}..."
