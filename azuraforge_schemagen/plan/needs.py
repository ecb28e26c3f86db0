"""What an object that is SQL of its own stands on, by the names in its texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from azuraforge_schemagen.ir import partitions
from azuraforge_schemagen.ir.bodies import Hung, MaterializedView, Policy, Routine, Statistics, Trigger, View, owner
from azuraforge_schemagen.ir.hung import follows
from azuraforge_schemagen.ir.mentions import Dotted, Mentions, chains, mentions
from azuraforge_schemagen.ir.names import QName, Ref, parse_ref
from azuraforge_schemagen.ir.schema import Schema, Sql, Table
from azuraforge_schemagen.plan.names import RELATIONS, Names, declared
from azuraforge_schemagen.plan.pair import Pair, index_texts
from azuraforge_schemagen.plan.past import Past


@dataclass(frozen=True, slots=True)
class Needs:
    """``refs`` must be there; ``wishes`` are mentioned by a body that need not be read before it runs. ``names`` may be
    columns of the tables among ``refs``; with ``whole`` all their columns are meant. ``dotted`` is every name."""

    refs: frozenset[Ref]
    wishes: frozenset[Ref]
    names: frozenset[str]
    dotted: frozenset[Dotted]
    whole: bool = False
    groups: bool = False
    called: Mapping[QName, Mapping[str, str]] = field(default_factory=dict)
    """By table: what the texts call columns that have other names now."""

    def columns(self, ref: Ref, end: Schema) -> Iterator[str]:
        """The columns of a table that are meant, as one of the two ends has it."""
        table = end.objects.get(ref)
        if isinstance(table, Table):
            every = (it.name for it in partitions.columns_of(end.objects, table))
            yield from (it for it in every if self.whole or self.means(ref.name, it))

    def means(self, table: QName, column: str) -> bool:
        """Whether a column of a table is named, by the name that it had when the texts were written."""
        return self.called.get(table, {}).get(column, column) in self.names


def needs(found: Hung, end: Schema, names: Names, past: Past | None = None) -> Needs:
    """What an object of one end stands on; ``past`` is what names in its texts mean, where that is something else."""
    past = past or Past(names)
    home = past.homes.get(found.ref, found.name.schema)
    texts = [mentions(text) for text in _texts(found)]
    refs = {ref for it in texts for ref in _refs(it, past.names, home)}
    refs.update(_structure(found, names, found.name.schema), declared(found, end), _declared(found, past))
    wishes: set[Ref] = set()
    if isinstance(found, Routine) and not found.atomic and found.library is None:
        wishes = set(past.names.anywhere(it.dotted for it in chains(_text(found.body))))
    own = owner(found)
    if own is not None:
        refs.update(Ref(kind, own) for kind in RELATIONS if Ref(kind, own) in end.objects)
    return Needs(
        frozenset(refs - {found.ref}),
        frozenset(wishes - {found.ref}),
        frozenset({*_columns(found), *(name for it in texts for name in it.names)}),
        frozenset({dotted for it in texts for dotted in it.chains}),
        any(it.whole for it in texts),
        any(it.groups for it in texts),
        past.columns,
    )


def needs_before(found: Hung, pair: Pair) -> Needs:
    """What an object of the old end stands on, for a plan: its texts say the old names, unless they follow renames."""
    return needs(found, pair.before, pair.names, None if follows(found) else pair.past)


def _declared(found: Hung, past: Past) -> Iterator[Ref]:
    """What ``depends_on`` adds, by the names of then."""
    for text in getattr(found, "depends_on", ()):
        yield from past.names.exactly(parse_ref(text))


def _refs(found: Mentions, names: Names, home: str) -> Iterator[Ref]:
    yield from names.related(found.relations | found.objects, home)
    yield from names.mentioned(found, home)


def _texts(found: Hung) -> Iterator[str]:
    """The texts that the server reads when the object is made."""
    match found:
        case View(query=query):
            yield _text(query)
        case MaterializedView(query=query, indexes=indexes):
            yield _text(query)
            yield from (text for index in indexes for text in index_texts(index))
        case Routine():
            yield from (_text(it.default) for it in found.arguments if it.default)
            if found.atomic:
                yield _text(found.body)
        case Trigger(when=when, body=body):
            yield from (_text(it) for it in (when, body) if it)
        case Policy(using=using, check=check):
            yield from (_text(it) for it in (using, check) if it)
        case Statistics(keys=keys):
            yield from (_text(it.expression) for it in keys if it.expression)


def _structure(found: Hung, names: Names, home: str) -> Iterator[Ref]:
    """What is said by name and not in SQL: the types of a routine, the function of a trigger."""
    match found:
        case Routine():
            for text in (*(it.type for it in found.arguments), found.returns):
                yield from names.typed((it.dotted for it in chains(text)), home)
            for _, text in found.options:
                yield from names.called((it.dotted for it in chains(text)), home)
                yield from names.typed((it.dotted for it in chains(text)), home)
        case Trigger(function=function, from_table=other):
            if function is not None:
                yield from _exactly(names, function)
            if other is not None:
                yield Ref("table", other)
        case _:
            return


def _exactly(names: Names, function: QName) -> Iterator[Ref]:
    """The function of a trigger, which takes no arguments."""
    ref = Ref("function", QName(function.schema, f"{function.name}()"))
    if (function.schema, ref) in names.routines.get(function.name, ()):
        yield ref


def _columns(found: Hung) -> Iterable[str]:
    match found:
        case Trigger(events=events):
            return [name for it in events for name in it.columns]
        case Statistics():
            return found.columns
        case _:
            return ()


def _text(sql: Sql | None) -> str:
    return (sql.text or "") if sql is not None else ""
