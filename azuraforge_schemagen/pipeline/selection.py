"""What of a database is imported: ``external`` tables, ``--only`` and ``--exclude`` leave some out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic
from azuraforge_schemagen.ir.bodies import HUNG, MaterializedView, View, owner, spoken
from azuraforge_schemagen.ir.homes import home
from azuraforge_schemagen.ir.lineage import descendants
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.partitions import root_of
from azuraforge_schemagen.ir.schema import (
    Composite,
    Domain,
    Extension,
    Namespace,
    Object,
    Range,
    Schema,
    Sequence,
    schema_of,
)
from azuraforge_schemagen.ir.uses import collations, uses
from azuraforge_schemagen.pipeline.apart import unmet
from azuraforge_schemagen.plan.names import names_of
from azuraforge_schemagen.plan.needs import needs
from azuraforge_schemagen.resolve.external import is_external

if TYPE_CHECKING:
    from azuraforge_schemagen.db.inspect.inspection import Unmanaged
    from azuraforge_schemagen.db.live import Live


@dataclass(frozen=True, slots=True)
class Selection:
    """The objects that are wanted, what of the rest no Schema holds, and what is missing. ``left`` are objects of the
    database that are left alone all the same."""

    schema: Schema
    unmanaged: tuple[Unmanaged, ...]
    diagnostics: tuple[Diagnostic, ...]
    left: frozenset[str] = frozenset()

    def without(self, refs: Collection[Ref]) -> Selection:
        """The same with these objects, and the partitions and heirs of tables among them, left alone."""
        chosen_ = {ref.name for ref in refs if ref.kind == "table"}
        roots = chosen_ | {it.name for name in chosen_ for it in descendants(self.schema.objects, name)}
        parts = {it.ref for it in self.schema.tables.values() if root_of(self.schema.objects, it).name in roots}
        schema = self.schema.with_objects(dict.fromkeys({*refs, *parts, *_owned(self.schema, {*refs, *parts})}))
        stand = (*_standing(schema, roots), *_standing_views(schema, self.schema))
        return replace(
            self,
            schema=schema,
            diagnostics=self.diagnostics + stand,
            left=self.left | {f"table:{it}" for it in roots} | set(map(spoken, refs)),
        )


def _owned(schema: Schema, refs: Collection[Ref]) -> Iterator[Ref]:
    """What belongs to tables or views among these."""
    gone = {ref.name for ref in refs if ref.kind in ("table", "view", "materialized_view")}
    return (ref for ref, it in schema.objects.items() if isinstance(it, HUNG) and owner(it) in gone)


def chosen(live: Live, config: Config, only: tuple[str, ...], exclude: tuple[str, ...]) -> Selection:
    """What the patterns choose, with what it needs and does not get."""
    wanted, whole = covered(config, only, exclude), live.inspection.schema
    present = [obj for obj in whole.objects.values() if not isinstance(obj, Namespace)]
    kept = [obj for obj in present if wanted(_top(obj, whole))]
    unmanaged = tuple(it for it in live.inspection.unmanaged if wanted(it.owner or it.name))
    namespaces = _namespaces(live, kept, filtered=bool(only or exclude or config.external))
    schema = schema_of(*namespaces, *kept)
    notes = (it for it in live.inspection.notes if it.owner is None or wanted(it.owner))
    idle = (it for it in (*only, *exclude) if not any(is_external(name, [it]) for name in _names(live)))
    missing = _missing(schema, live.inspection.schema, config)
    said = (*missing, *_unseen(schema, whole, config), *_needs(live, schema))
    found = [*map(_idle, idle), *said, *map(_noted, notes)]
    return Selection(schema, unmanaged, tuple(found))


def _names(live: Live) -> Iterator[QName]:
    """The names that patterns are for."""
    schema = live.inspection.schema
    yield from (_top(it, schema) for it in schema.objects.values() if not isinstance(it, Namespace))
    yield from (it.owner or it.name for it in live.inspection.unmanaged)


def _idle(pattern: str) -> Diagnostic:
    help_ = "names stand as they are in the database, with their schema where it is not public: 'app.*'"
    return Diagnostic("SG517", f"nothing in the database matches {pattern!r}", None, help_, severity="warning")


def covered(config: Config, only: tuple[str, ...], exclude: tuple[str, ...]) -> Callable[[QName], bool]:
    """Whether the patterns choose an object of a name."""
    left_out = exclude + config.external
    return lambda name: (not only or is_external(name, only)) and not is_external(name, left_out)


def _top(obj: Object, schema: Schema) -> QName:
    """The name that patterns are for: a partition is chosen with the table at the top of its tree, a sequence, trigger,
    policy or statistics with the table that owns it."""
    if isinstance(obj, Sequence) and obj.owned_by:
        table = schema.objects.get(Ref("table", obj.owned_by.table))
        return _top(table, schema) if table is not None else obj.name
    return home(obj, schema.objects).name


def _namespaces(live: Live, kept: Iterable[Object], filtered: bool) -> Iterator[Namespace]:
    """Database schemas: all of them, or with patterns those that something stands in."""
    used = {obj.schema if isinstance(obj, Extension) else obj.name.schema for obj in kept}
    for obj in live.inspection.schema.objects.values():
        if isinstance(obj, Namespace) and (not filtered or obj.name.name in used):
            yield obj


def _missing(schema: Schema, whole: Schema, config: Config) -> Iterator[Diagnostic]:
    """What tables and types refer to and the patterns left out."""
    left = whole.objects.keys() - schema.objects.keys()
    for name, table in schema.tables.items():
        for key in table.foreign_keys:
            if key.target not in schema.tables and not is_external(key.target, config.external):
                message = f"{name} refers to {key.target} ({key.name}), which is left out"
                help_ = f"import it too, or list '{key.target}' under external in [tool.schemagen]"
                yield Diagnostic("SG513", message, None, help_)
        for parent in table.inherits:
            if parent not in schema.tables:
                message = f"{name} inherits from {parent}, which is left out"
                yield Diagnostic("SG513", message, None, "import it too, or leave out both")
        used = {ref for column in table.columns for ref in uses(column)}
        for keys in (*(it.keys for it in table.indexes), *(it.keys for it in table.exclusions)):
            used |= collations(keys)
        for ref in sorted(used & left):
            message = f"{name} has a column of the {ref.kind} {ref.name}, which is left out"
            yield Diagnostic("SG513", message, None, "import it too")
    types = (it for it in schema.objects.values() if isinstance(it, Domain | Composite | Range))
    for found in types:
        for ref in sorted(uses(found) & left):
            message = f"the {found.ref.kind} {found.name} is made of the {ref.kind} {ref.name}, which is left out"
            yield Diagnostic("SG513", message, None, "import it too")


def _unseen(schema: Schema, whole: Schema, config: Config) -> Iterator[Diagnostic]:
    """What views show and the patterns left out."""
    for ref, needed in _shown(schema, whole):
        if needed not in schema.objects and not is_external(needed.name, config.external):
            message = f"the {_words(ref)} shows the {_words(needed)}, which is left out"
            yield Diagnostic("SG513", message, None, "import it too, or leave out both")


def _shown(schema: Schema, whole: Schema) -> Iterator[tuple[Ref, Ref]]:
    """The views of a schema, each with what it stands on in the whole database."""
    names = names_of(whole)
    for ref, found in sorted(schema.objects.items(), key=lambda item: item[0]):
        if isinstance(found, View | MaterializedView):
            yield from ((ref, needed) for needed in sorted(needs(found, whole, names).refs))


def _words(ref: Ref) -> str:
    return f"{ref.kind.replace('_', ' ')} {ref.name}"


def _noted(note: Unmanaged) -> Diagnostic:
    """What the YAML is not about."""
    words = f"{note.kind.replace('_', ' ')} {str(note).partition(':')[2]}{' ' if note.detail else ''}{note.detail}"
    return Diagnostic("SG508", f"not in the YAML: {words}", None, "", severity="info")


def _needs(live: Live, schema: Schema) -> Iterator[Diagnostic]:
    """What imported objects stand on and no YAML declares."""
    return (_left_alone(str(need)) for need in unmet(live.inspection.needs, schema) if need.by in schema.objects)


def _standing(schema: Schema, left: Collection[QName]) -> Iterator[Diagnostic]:
    """What refers to tables that are left alone."""
    for table in schema.tables.values():
        for key in table.foreign_keys:
            if key.target in left:
                yield _left_alone(f"{table.ref}.{key.name} needs table:{key.target}")


def _standing_views(schema: Schema, whole: Schema) -> Iterator[Diagnostic]:
    """Views of what is left alone."""
    for ref, needed in _shown(schema, whole):
        if needed not in schema.objects:
            yield _left_alone(f"{ref} needs {needed}")


def _left_alone(need: str) -> Diagnostic:
    help_ = "make it before the revisions run, in one of your own (build --empty) or beside them"
    return Diagnostic("SG516", f"{need}, which is left alone", None, help_, severity="warning")
