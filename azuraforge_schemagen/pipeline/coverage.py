"""``import --check``: how much of a source the language can carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Schema

if TYPE_CHECKING:
    from azuraforge_schemagen.db.code import Code

Parts = Mapping[str, int]
Key = tuple[str, str, str]
"""A thing that is not carried: its kind, the object that has it, and its name there."""
_FIRST = ("table", "column", "constraint", "index", "relationship", "class")


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of a kind there are, and how many of them are carried as they are."""

    kind: str
    total: int
    carried: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The counts, and what is not carried."""

    counts: tuple[Count, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def whole(self) -> bool:
        """Whether everything is carried."""
        return all(it.carried == it.total for it in self.counts)


def counts(every: Parts, carried: Parts, lost: Iterable[Key], gone: Iterable[Key]) -> tuple[Count, ...]:
    """``lost`` are among those that are carried, and not as they are; ``gone`` are not even among ``every``."""
    broken = Counter(kind for kind, *_ in set(lost))
    absent = Counter(kind for kind, *_ in set(gone))
    totals = {kind: every.get(kind, 0) + absent[kind] for kind in {*every, *absent}}
    order = [*_FIRST, *sorted(totals.keys() - set(_FIRST))]
    return tuple(Count(kind, totals[kind], carried.get(kind, 0) - broken[kind]) for kind in order if totals.get(kind))


def parts(schema: Schema) -> dict[str, int]:
    """How many things of each kind there are in a Schema."""
    tables = schema.tables.values()
    found: dict[str, int] = {
        "column": sum(len(it.columns) for it in tables),
        "constraint": sum(
            (it.primary_key is not None) + len(it.uniques) + len(it.checks) + len(it.foreign_keys) + len(it.exclusions)
            for it in tables
        ),
        "index": sum(len(it.indexes) for it in tables),
    }
    for ref in schema.objects:
        found[ref.kind] = found.get(ref.kind, 0) + 1
    return found


def of_models(code: Code, lost: Iterable[Key]) -> tuple[Count, ...]:
    """The counts of models; ``lost`` is what the import found out later than the reading."""
    found = [(str(it.ref.name) if it.ref else "", it.lost) for it in code.gaps]
    found += [(str(words.table), it) for words in code.classes for it in words.gaps]
    found += [(str(words.table), it) for words in code.classes for it in words.code if it.part == "relationship"]
    keys = {True: set[Key](), False: set(lost)}
    for owner, it in found:
        keys[it.gone].add(("table", "", owner) if it.part == "table" else (it.part, owner, it.name))
    every = parts(code.schema) | {
        "relationship": sum(len(it.relationships) for it in code.classes),
        "class": sum(bool(it.name) + len(it.subclasses) for it in code.classes),
    }
    return counts(every, every, keys[False], keys[True])


def key_of(ref: Ref) -> Key:
    """An object as a whole."""
    return ref.kind, "", str(ref.name)


def coverage_lines(found: Coverage) -> Iterator[str]:
    """One line a kind."""
    width = max((len(_named(it)) for it in found.counts), default=0)
    digits = max((len(str(it.total)) for it in found.counts), default=0)
    for it in found.counts:
        yield f"{_named(it):{width}}  {it.carried:{digits}} of {it.total}"
    yield "everything is carried" if found.whole else "not everything is carried"


def _named(count: Count) -> str:
    word = count.kind.replace("_", " ")
    if word == "statistics":
        return word
    return (
        f"{word}es"
        if word.endswith(("s", "x"))
        else f"{word.removesuffix('y')}ies"
        if word[-2:] == "cy"
        else f"{word}s"
    )


def coverage_json(found: Coverage) -> dict[str, Any]:
    """The same as JSON values."""
    return {
        "whole": found.whole,
        "kinds": {it.kind: {"total": it.total, "carried": it.carried} for it in found.counts},
    }
