"""Documents -> the four values of a project. Every error is found in one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from azuraforge_schemagen import dialects
from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, order
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.orm import ClassMap, Orm
from azuraforge_schemagen.ir.schema import Object, Schema, schema_of
from azuraforge_schemagen.ir.serials import folded
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.resolve import (
    classes,
    collisions,
    domains,
    enums,
    extensions,
    hung,
    inheritance,
    mappers,
    names,
    partitions,
    routines,
    sequences,
    tables,
    usertypes,
    view_classes,
    views,
)
from azuraforge_schemagen.resolve.aliases import read_aliases
from azuraforge_schemagen.resolve.catalog import Catalog, gather
from azuraforge_schemagen.resolve.context import Context, Intents
from azuraforge_schemagen.resolve.defaults import Defaults
from azuraforge_schemagen.resolve.depends import with_depends
from azuraforge_schemagen.resolve.draft import Draft
from azuraforge_schemagen.resolve.external import foreign
from azuraforge_schemagen.resolve.facets import check_facets
from azuraforge_schemagen.resolve.findings import Findings
from azuraforge_schemagen.resolve.foreign_keys import add_foreign_keys
from azuraforge_schemagen.resolve.labels import unknown_labels
from azuraforge_schemagen.resolve.objects import rename_of, schemas_of
from azuraforge_schemagen.resolve.relations import relate
from azuraforge_schemagen.resolve.sources import SourceMap, source_map
from azuraforge_schemagen.resolve.text import Texts
from azuraforge_schemagen.resolve.types import Types

Drafts = Mapping[QName, Draft]
Labels = Mapping[QName, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the documents mean. With an error among the ``diagnostics`` the values are only what could be made out."""

    schema: Schema
    orm: Orm
    intent: Intent
    source_map: SourceMap
    diagnostics: tuple[Diagnostic, ...] = ()
    unmanaged: frozenset[str] = frozenset()
    """``kind:name`` of objects of the database that are left alone."""


def resolve(documents: Iterable[Document], config: Config) -> Resolved:
    """The ``Schema``, ``Orm``, ``Intent`` and ``SourceMap`` of a project's documents, with what is wrong in them.

    A table without a primary key gets no class (SQLAlchemy maps none): it has no ``ClassMap``, the models show it as
    a plain ``Table``, and nothing has relationships to it.
    """
    findings = Findings(frozenset() if "postgresql" in config.dialects else names.POSTGRESQL)
    catalog = gather(documents, findings)
    ctx, labels = _context(catalog, config, findings)
    drafts = tables.drafts_of(catalog.tables, catalog.mixins, ctx)
    parts = _partitions(drafts, ctx)
    every = {**drafts, **parts}
    for draft in every.values():
        if draft.references:
            add_foreign_keys(draft, every, ctx)
        partitions.check_keys(draft, parts)
    collisions.check([*drafts.values(), *parts.values()], catalog, ctx)
    for kind, shelf in (*catalog.objects.items(), ("table", _documents(parts))):
        for name, document in shelf.items():
            rename_of(kind, name, document, ctx)
    owned = hung.parts_of(catalog, every, ctx)
    made = routines.routines(catalog, catalog.objects, ctx)
    hung.check_calls(owned, [it for it, _ in made.values()], ctx)
    schema = _schema(catalog, labels, drafts, parts, owned.objects, ctx).with_objects(
        {ref: it for ref, (it, _) in made.items()}
    )
    orm = _orm(catalog, labels, drafts, ctx)
    shared = {ref: document for ref, (_, document) in made.items()}
    sources = source_map(catalog, drafts, parts, owned.places, shared)
    intent = _intent(ctx)
    found = [*findings.all, *_unsupported(schema, sources, config), *_unsupported_classes(schema, orm, sources, config)]
    if "postgresql" in config.dialects:
        found += unknown_labels(schema, intent, sources)
    return Resolved(schema, orm, intent, sources, order(found), catalog.unmanaged)


def _context(catalog: Catalog, config: Config, findings: Findings) -> tuple[Context, Labels]:
    intents = Intents()
    labels = {name: enums.labels(name, document, findings, intents) for name, document in catalog.enums.items()}
    texts = Texts(config.dialects, findings)
    types = Types(
        frozenset(catalog.enums),
        {},
        config.dialects,
        frozenset(catalog.domains),
        usertypes.named(catalog),
        frozenset(catalog.collations),
    )
    types = domains.with_domains(catalog.domains, read_aliases(catalog, types, findings), findings)
    defaults = Defaults(labels, texts, findings)
    naming = Naming(dict(config.naming))
    others = config.external + foreign(catalog.unmanaged)
    return Context(config, naming, findings, texts, types, defaults, intents, others, catalog.objects), labels


def _partitions(drafts: Drafts, ctx: Context) -> dict[QName, Draft]:
    """The partitions of all tables; one that has the name of another table is said as its collision."""
    found: dict[QName, Draft] = {}
    for draft in drafts.values():
        partitions.read_key(draft)
        for part in partitions.partitions_of(draft, ctx):
            first = drafts.get(part.name) or found.get(part.name)
            if first is None:
                found[part.name] = part
            else:
                message = f"there is a table '{part.name}' already"
                ctx.findings.error("SG120", message, part.place, "rename one of them", (first.place, "the other one"))
    return found


def _documents(drafts: Drafts) -> dict[QName, Document]:
    return {name: draft.document for name, draft in drafts.items()}


def _schema(
    catalog: Catalog, labels: Labels, drafts: Drafts, parts: Drafts, owned: Mapping[Ref, Object], ctx: Context
) -> Schema:
    objects: list[Object] = list(schemas_of(catalog, [*parts, *(ref.name for ref in owned)]))
    objects += owned.values()
    objects += [enums.enum(name, document, labels[name], ctx.texts) for name, document in catalog.enums.items()]
    objects += [domains.domain(name, document, ctx) for name, document in catalog.domains.items()]
    objects += [extensions.extension(name, document, ctx.texts) for name, document in catalog.extensions.items()]
    objects += [usertypes.composite(name, document, ctx) for name, document in catalog.composites.items()]
    objects += [usertypes.range_(name, document, ctx) for name, document in catalog.ranges.items()]
    objects += [usertypes.collation(name, document, ctx) for name, document in catalog.collations.items()]
    usertypes.check_circles(objects, catalog, ctx)
    every = {**drafts, **parts}
    objects += [sequences.sequence(name, document, every, ctx) for name, document in catalog.sequences.items()]
    known = {**catalog.objects, "table": every}
    objects += [views.view(name, document, known, ctx) for name, document in catalog.views.items()]
    objects += [views.materialized_view(*item, known, ctx) for item in catalog.materialized_views.items()]
    made = {name: tables.table_of(draft) for name, draft in drafts.items()}
    if parts:
        made |= {name: partitions.partition_of(draft) for name, draft in parts.items() if draft.partition_of}
        made = partitions.with_shares(made, parts)
    check_facets(made, every)
    return schema_of(*(with_depends(it, catalog, known, ctx) for it in folded([*objects, *made.values()])))


def _orm(catalog: Catalog, labels: Labels, drafts: Drafts, ctx: Context) -> Orm:
    shown = view_classes.view_drafts(catalog, ctx)
    names = classes.class_names([*drafts.values(), *shown.values()], catalog, ctx)
    taken = frozenset(names.values()) | mappers.names_of(drafts)
    mapped: dict[QName, ClassMap] = {}
    for name, draft in drafts.items():
        classes.check_sequences(draft, ctx)
        if classes.is_mapped(draft):
            classes.settle_attributes(draft, taken, ctx)
            mapped[name] = classes.class_map(draft, names[Ref("table", name)], ctx)
        else:
            classes.check_unmapped(draft, ctx)
    found = inheritance.hierarchy({name: drafts[name] for name in mapped}, ctx)
    mapped = mappers.with_mappers(mapped, drafts, found, names.values(), ctx)
    mapped = relate(drafts, mapped, found, ctx)
    kinds = {name: classes.enum_class(name, document, labels[name], names) for name, document in catalog.enums.items()}
    return Orm(mapped, kinds, view_classes.view_classes(shown, names, ctx))


def _intent(ctx: Context) -> Intent:
    found = ctx.intents
    return Intent(tuple(sorted(found.renames.values())), found.backfills, found.using, found.removed, naming=ctx.naming)


def _unsupported_classes(schema: Schema, orm: Orm, sources: SourceMap, config: Config) -> Iterable[Diagnostic]:
    """The same of the columns that classes of views have, where a server has the view."""
    types: list[Object] = [*schema.domains.values(), *schema.enums.values()]
    for name, one in orm.views.items():
        ref = next(ref for kind in ("view", "materialized_view") if (ref := Ref(kind, name)) in schema.objects)
        for target in config.targets:
            if ref in dialects.project(schema, target.dialect).objects:
                for _, path, message, help_ in dialects.unsupported(schema_of(*types, one.table), target):
                    yield Diagnostic("SG180", message, sources.span(ref, *path), help_)


def _unsupported(schema: Schema, sources: SourceMap, config: Config) -> Iterable[Diagnostic]:
    """What the servers of the project cannot hold, as findings at their places."""
    for target in config.targets:
        for ref, path, message, help_ in dialects.unsupported(schema, target):
            yield Diagnostic("SG180", message, sources.span(ref, *path), help_)
