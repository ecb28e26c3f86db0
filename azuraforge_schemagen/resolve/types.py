"""Spelled types -> ``ir.types``: built-in names, the project's enums, its aliases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from azuraforge_schemagen.ir import sqltext
from azuraforge_schemagen.ir.names import QName
from azuraforge_schemagen.ir.orm import Alias
from azuraforge_schemagen.ir.reserved import POSTGRESQL_KEYWORDS
from azuraforge_schemagen.ir.schema import Domain, plain_type
from azuraforge_schemagen.ir.types import (
    SCALARS,
    SERIALS,
    TIME_TYPES,
    Array,
    DomainType,
    EnumType,
    Named,
    Raw,
    Scalar,
    Type,
    UserType,
    Variant,
)
from azuraforge_schemagen.resolve.findings import Problem, suggest

DIALECTS = ("postgresql", "mysql", "mariadb", "sqlite")
"""Every dialect that the language knows, of this project or not."""

BUILTINS = (SCALARS - {"real"}) | SERIALS.keys() | {"array", "raw"}
SIZE_KEYS = ("length", "precision", "scale", "fields", "items", "dimensions", "raw")
_PLAIN_SIZES = ("length", "precision", "scale", "fields")
_NESTED = frozenset({"items", "dimensions", "raw", "variants"})
_SIZES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("string", "char", "bit", "varbit"), frozenset({"length"})),
    **dict.fromkeys(TIME_TYPES, frozenset({"precision"})),
    "numeric": frozenset({"precision", "scale"}),
    "float": frozenset({"precision"}),
    "interval": frozenset({"precision", "fields"}),
    "array": frozenset({"items", "dimensions"}),
    "raw": frozenset({"raw"}),
}
_LIMITS: Mapping[tuple[str, str], tuple[int, int]] = {
    **{(name, "precision"): (0, 6) for name in (*TIME_TYPES, "interval")},
    ("numeric", "precision"): (1, 1000),
    ("numeric", "scale"): (0, 1000),
    ("float", "precision"): (1, 53),
    ("array", "dimensions"): (1, 6),
}
_NONE: frozenset[str] = frozenset()
_NO_TYPE = POSTGRESQL_KEYWORDS - {"array", "to", "with"}
"""Words that end a type and begin something else of its column."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """What a spelled type means. ``problems`` are said at every place that spells it so."""

    type: Type
    nullable: bool = False
    serial: bool = False
    alias: Alias | None = None
    problems: tuple[Problem, ...] = ()


UNKNOWN = Scalar("text")
"""Stands where a type could not be resolved, so that the rest can be looked at."""


@dataclass(frozen=True, slots=True)
class Types:
    """The types of a project. ``cache`` remembers texts, which most columns share."""

    enums: frozenset[QName]
    aliases: Mapping[str, tuple[Alias | None, Type]]
    dialects: tuple[str, ...]
    domains: frozenset[QName] = frozenset()
    others: Mapping[QName, UserType] = field(default_factory=dict)
    """Composites, ranges and multiranges by name."""
    collations: frozenset[QName] = frozenset()
    bases: Mapping[QName, Domain] = field(default_factory=dict)
    """The domains with no more than what they are made of."""
    cache: dict[tuple[object, ...], Spelled] = field(default_factory=dict)

    def plain(self, type_: Type) -> Type:
        """The type with what domains hold in their places."""
        return plain_type(type_, self.bases) if self.bases else type_

    def read(self, spec: Any, schema: str) -> Spelled:
        """The type of a text or of a map of type keys, as a table or alias of this database schema spells it."""
        if isinstance(spec, str):
            found = self.cache.get((spec, schema))
            if found is None:
                found = self.cache[(spec, schema)] = self._read({"type": spec}, schema)
            return found
        return self.spelled(spec, schema) if "type" in spec and _NESTED.isdisjoint(spec) else self._read(spec, schema)

    def spelled(self, spec: Mapping[str, Any], schema: str) -> Spelled:
        """The type of a map whose type keys are all plain values."""
        sized = tuple([(key, spec[key]) for key in _PLAIN_SIZES if key in spec])
        if not sized:
            return self.read(spec["type"], schema)
        found = self.cache.get((spec["type"], schema, sized))
        if found is None:
            found = self.cache[spec["type"], schema, sized] = self._read(spec, schema)
        return found

    def _read(self, spec: Mapping[str, Any], schema: str) -> Spelled:
        name, nullable = split_null(str(spec.get("type", "raw" if "raw" in spec else "")))
        made = self._named(name, spec, schema)
        if spec.get("variants"):
            made = self._with_variants(made, spec["variants"], schema)
        return replace(made, nullable=True) if nullable else made

    def _named(self, name: str, spec: Mapping[str, Any], schema: str) -> Spelled:
        problems = list(_sizes(name, spec))
        if name in SERIALS:
            return Spelled(Scalar(SERIALS[name]), serial=True, problems=tuple(problems))
        if name == "array":
            items, more = self._items(spec, schema)
            return Spelled(Array(items, spec.get("dimensions", 1)), problems=(*problems, *more))
        if name == "raw":
            if not spec.get("raw"):
                problems.append(Problem("SG128", "a raw type lacks its text", help="add raw: and the type's own words"))
            text = str(spec.get("raw", "text"))
            problems += _raw(text)
            return Spelled(Raw(" ".join(text.split())), problems=tuple(problems))
        if name in BUILTINS:
            return Spelled(_scalar(name, spec), problems=tuple(problems))
        own = self.own(name, schema)
        if own:
            return Spelled(own, problems=tuple(problems))
        if name in self.aliases:
            alias, type_ = self.aliases[name]
            return Spelled(type_, alias=alias, problems=tuple(problems))
        return Spelled(UNKNOWN, problems=(self._unknown(name),))

    def own(self, name: str, schema: str) -> Named | None:
        """The project's type of this name or ``schema.name``; a bare name may also be one of the table's own schema."""
        for candidate in _candidates(name, schema):
            if candidate in self.enums:
                return EnumType(candidate)
            if candidate in self.domains:
                return DomainType(candidate)
            if candidate in self.others:
                return self.others[candidate]
        return None

    def collation(self, name: str | None, schema: str) -> QName | None:
        """The project's collation of this name, else the server's own."""
        if name is None:
            return None
        return next((it for it in _candidates(name, schema) if it in self.collations), QName("", name))

    def _unknown(self, name: str) -> Problem:
        own = (f"{it.schema}.{it.name}" if it.schema else it.name for it in (*self.enums, *self.domains, *self.others))
        known = [*BUILTINS, *own, *self.aliases]
        near = suggest(name, known)
        if not near:
            near = "declare an enum, domain, composite, range or alias of this name, or write { type: raw, raw: ... }"
        return Problem("SG126", f"unknown type '{name}'", "", near)

    def _items(self, spec: Mapping[str, Any], schema: str) -> tuple[Type, tuple[Problem, ...]]:
        if "items" not in spec:
            return UNKNOWN, (Problem("SG128", "an array lacks the type of its items", help="add items: TYPE"),)
        read = self.read(spec["items"], schema)
        problems = tuple(item._replace(key="items") for item in read.problems)
        if read.nullable or read.serial or isinstance(read.type, Array):
            wrong = "'| null'" if read.nullable else "a serial" if read.serial else "an array"
            help_ = "write dimensions: 2 for an array of arrays" if isinstance(read.type, Array) else ""
            problems += (Problem("SG128", f"the items of an array cannot be {wrong}", "items", help_),)
            return UNKNOWN, problems
        return read.type, problems

    def _with_variants(self, made: Spelled, variants: Mapping[str, Any], schema: str) -> Spelled:
        base, chosen = (made.type.base, dict(made.type.dialects)) if isinstance(made.type, Variant) else (made.type, {})
        problems = list(made.problems)
        for dialect, spec in variants.items():
            read = self.read(spec, schema)
            problems += [item._replace(key="variants") for item in read.problems]
            if dialect not in DIALECTS:
                message = f"unknown dialect '{dialect}'"
                problems.append(Problem("SG138", message, "variants", suggest(dialect, DIALECTS)))
            elif read.nullable or read.serial:
                problems.append(
                    Problem("SG128", "a variant is a plain type", "variants", "take '| null' or serial out")
                )
            elif dialect in self.dialects:
                chosen[dialect] = read.type
        return replace(made, type=variant(base, chosen), problems=tuple(problems))


def _candidates(name: str, schema: str) -> tuple[QName, ...]:
    """What ``name`` or ``schema.name`` may mean; a bare name may also be one of the table's own schema."""
    dots = [place for place, char in enumerate(name) if char == "."]
    split = [QName("" if name[:dot] == "public" else name[:dot], name[dot + 1 :]) for dot in reversed(dots)]
    return (*split, QName("", name), QName(schema, name))


def variant(base: Type, chosen: Mapping[str, Type]) -> Type:
    """``base`` with other types on some dialects; just ``base`` where they are none."""
    differing = tuple(sorted((dialect, type_) for dialect, type_ in chosen.items() if type_ != base))
    return Variant(base, differing) if differing else base


def split_null(text: str) -> tuple[str, bool]:
    """``string | null`` -> ``string`` and true."""
    head, bar, tail = text.rpartition("|")
    if bar and tail.strip() == "null":
        return head.strip(), True
    if bar and head.strip() == "null":
        return tail.strip(), True
    return text.strip(), False


def _scalar(name: str, spec: Mapping[str, Any]) -> Scalar:
    length, precision, scale = spec.get("length"), spec.get("precision"), spec.get("scale")
    if name == "float":
        return Scalar("real" if precision is not None and precision <= 24 else "double")
    if name in ("char", "bit") and length is None:
        length = 1
    if name == "numeric" and precision is not None and scale is None:
        scale = 0
    fields = spec.get("fields")
    return Scalar(name, length, precision, scale, " ".join(fields.lower().split()) if fields else None)


def _raw(text: str) -> Iterator[Problem]:
    """What keeps a text from being one type and nothing else: it is put into statements as it is."""
    found = list(sqltext.problems(text))
    depth = 0
    for kind, piece in sqltext.tokens(text):
        depth += (piece in ("(", "[")) - (piece in (")", "]"))
        if kind in ("line", "block"):
            found.append("a comment is no type")
        elif piece == "," and not depth:
            found.append("a ',' ends the type")
        elif kind == "name" and piece.lower() in _NO_TYPE:
            found.append(f"'{piece}' is no part of a type")
    for problem in dict.fromkeys(found):
        help_ = "write one type's own words; what else a column has stands in keys of its own"
        yield Problem("SG137", f"the raw type {text!r} cannot stand in a statement: {problem}", "raw", help_)


def _sizes(name: str, spec: Mapping[str, Any]) -> list[Problem]:
    allowed = _SIZES.get(name, _NONE)
    problems = []
    for key in SIZE_KEYS:
        if key not in spec:
            continue
        if key not in allowed:
            holders = ", ".join(sorted(other for other, keys in _SIZES.items() if key in keys))
            problems.append(Problem("SG128", f"type '{name}' takes no {key}", key, f"{key} belongs to {holders}"))
        elif (limits := _LIMITS.get((name, key))) and not limits[0] <= spec[key] <= limits[1]:
            message = f"{key} {spec[key]} of '{name}' is not between {limits[0]} and {limits[1]}"
            problems.append(Problem("SG128", message, key))
    if "scale" in allowed and "scale" in spec:
        if "precision" not in spec:
            problems.append(Problem("SG128", "scale needs precision beside it", "scale", "add precision: DIGITS"))
        elif spec["scale"] > spec["precision"]:
            message = f"scale {spec['scale']} is more than precision {spec['precision']}"
            problems.append(Problem("SG128", message, "scale"))
    return problems
