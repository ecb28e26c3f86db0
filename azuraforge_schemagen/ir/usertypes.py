"""Types and collations of a project's own: composites, ranges, collations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.naming import MAX_BYTES, clip
from azuraforge_schemagen.ir.types import Type


@dataclass(frozen=True, slots=True)
class Attribute:
    """One of a composite's values."""

    name: str
    type: Type
    collation: QName | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Composite:
    """A composite type. The order of ``attributes`` is that of its making; like a table's it is not compared."""

    name: QName
    attributes: tuple[Attribute, ...] = field(compare=False)
    dialects: tuple[str, ...] = ()
    comment: str | None = None
    depends_on: tuple[str, ...] = field(default=(), compare=False)
    by_name: Mapping[str, Attribute] = field(init=False, repr=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {it.name: it for it in self.attributes})

    @property
    def ref(self) -> Ref:
        """The composite's address."""
        return Ref("composite", self.name)


@dataclass(frozen=True, slots=True)
class Range:
    """A range type; ``multirange`` is the name of the type that the server makes with it, of the same schema. The
    operator class and the functions are in the words of a statement."""

    name: QName
    subtype: Type
    multirange: str
    opclass: str | None = None
    collation: QName | None = None
    canonical: str | None = None
    subtype_diff: str | None = None
    dialects: tuple[str, ...] = ()
    comment: str | None = None
    depends_on: tuple[str, ...] = field(default=(), compare=False)

    @property
    def ref(self) -> Ref:
        """The range's address."""
        return Ref("range", self.name)


@dataclass(frozen=True, slots=True)
class Collation:
    """A collation. ``locale`` is for order and characters both; of libc ``lc_collate`` and ``lc_ctype`` may differ."""

    name: QName
    provider: Literal["libc", "icu"] = "libc"
    locale: str | None = None
    lc_collate: str | None = None
    lc_ctype: str | None = None
    deterministic: bool = True
    dialects: tuple[str, ...] = ()
    comment: str | None = None
    depends_on: tuple[str, ...] = field(default=(), compare=False)

    @property
    def ref(self) -> Ref:
        """The collation's address."""
        return Ref("collation", self.name)


def multirange(name: str) -> str:
    """The name that the server gives the multirange of a range (``makeMultirangeTypeName``)."""
    before, found, after = name.partition("range")
    return clip(f"{before}multirange{after}", MAX_BYTES) if found else clip(name, MAX_BYTES - 11) + "_multirange"
