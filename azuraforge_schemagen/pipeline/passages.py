"""The chain of a project as ``verify`` needs it: every revision with its states and what was planned for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Refusal
from azuraforge_schemagen.dialects import project
from azuraforge_schemagen.diff import diff, inverse
from azuraforge_schemagen.ir.intent import Intent
from azuraforge_schemagen.ir.layout import laid_out
from azuraforge_schemagen.ir.names import QName, Ref, parse_qname, parse_ref
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.ops import Op
from azuraforge_schemagen.ir.schema import Object, Schema, Table
from azuraforge_schemagen.pipeline.change import change
from azuraforge_schemagen.pipeline.declared import Declared, files, on_server, with_externals
from azuraforge_schemagen.pipeline.project import History
from azuraforge_schemagen.pipeline.source import read_source
from azuraforge_schemagen.resolve.external import is_external
from azuraforge_schemagen.snapshot.layer import Layer

if TYPE_CHECKING:
    from azuraforge_schemagen.db.scratch import Scratch
    from azuraforge_schemagen.verify.subject import Passage, Said, Subject


def subject(config: Config, history: History, wanted: frozenset[str], rows: int, place: Scratch) -> Subject:
    """What is to be proved on one dialect."""
    from azuraforge_schemagen.verify.extensions import created
    from azuraforge_schemagen.verify.subject import Subject

    passages = tuple(_passage(config, history, layer) for layer in history.chain.layers.values())
    states = {it.revision: it.new for it in passages}
    folder = config.root / config.output
    whole = _all(states.values())
    outside = with_externals(whole).with_objects(dict.fromkeys(whole.objects))
    return Subject(
        ini=folder / config.package / "alembic.ini",
        folder=folder,
        package=config.package,
        dialect=place.dialect,
        passages=passages,
        wanted=wanted,
        rows=rows,
        extensions=_extensions(place, whole) - created(_written(config, history)),
        others=_others(config, place, outside),
        outside=outside,
        reference=cache(lambda revision: _at_once(config, place, states[revision])),
        again=lambda revision, like: _at_once(config, place, laid_out(states[revision], like)),
        own=Declared(config, place.dialect, whole).own,
        is_external=lambda path: is_external(parse_qname(path), config.external),
        said=_said(config),
        base=history.chain.base,
        start=_start(config, history, place, outside),
    )


def _said(config: Config) -> Said:
    """What the YAML says now; nothing where it does not compile, for a proof needs only the revisions."""
    from azuraforge_schemagen.verify.subject import Said

    try:
        source = read_source(config)
    except Refusal:
        return Said(Schema(), lambda ref, part: None)
    return Said(source.schema, lambda ref, part: source.places.span(ref, *_child(source.schema.objects.get(ref), part)))


def _child(found: Object | None, part: str) -> tuple[str, ...]:
    """The way to a column, constraint or index of a table."""
    if not isinstance(found, Table) or not part:
        return ()
    kinds = (("columns", found.columns), ("checks", found.checks), ("indexes", found.indexes))
    return next(((kind, part) for kind, every in kinds if any(it.name == part for it in every)), ())


def _extensions(place: Scratch, schema: Schema) -> frozenset[str]:
    from azuraforge_schemagen.verify.extensions import needed

    return needed(project(schema, "postgresql")) if place.dialect == "postgresql" else frozenset()


def _others(config: Config, place: Scratch, outside: Schema) -> dict[str, str]:
    """A revision that makes what others own, as much of it as foreign keys refer to."""
    from azuraforge_schemagen.verify.subject import OTHERS

    return files(Declared(config, place.dialect, outside), OTHERS, ()) if outside.objects else {}


def _start(config: Config, history: History, place: Scratch, outside: Schema) -> dict[str, str]:
    """A revision that makes the end of a history that is not run, and what others own."""
    from azuraforge_schemagen.verify.subject import OTHERS

    base = history.chain.base
    if not base or not history.chain.layers[base].unrun:
        return {}
    state = history.chain.schema([base]).with_objects(outside.objects)
    return files(Declared(config, place.dialect, state), OTHERS, ())


def _at_once(config: Config, place: Scratch, state: Schema) -> Schema:
    """A state as the server has it, made from nothing."""
    from azuraforge_schemagen.db.online import Ground

    ground = Ground(extensions=tuple((name, "") for name in sorted(_extensions(place, state))))
    return on_server(Declared(config, place.dialect, state), place, ground)


def _passage(config: Config, history: History, layer: Layer) -> Passage:
    from azuraforge_schemagen.verify.subject import Direction, Passage

    new = history.chain.schema([layer.revision])
    if layer.adopted:
        return Passage(layer.revision, (), layer.message, "", Schema(), new, frozenset(), False, {}, {})
    # where a revision joins two heads, both have made what it says by then
    old = history.chain.schema(layer.parents, new) if len(layer.parents) < 2 else new
    intent = replace(layer.intent, naming=Naming(config.naming), allow=frozenset({"all"}))
    made = change(config, old, new, intent)
    there, back = _of_enums(old, new, intent)
    return Passage(
        revision=layer.revision,
        parents=layer.parents,
        message=layer.message,
        path=history.revisions.files[layer.revision],
        old=old,
        new=new,
        touched=frozenset(_tables(layer)),
        edited=layer.edited,
        there={side.dialect: Direction(side.difference.ops, there) for side in made.sides},
        back={side.dialect: Direction(side.back.ops, back) for side in made.sides},
    )


def _of_enums(old: Schema, new: Schema, intent: Intent) -> tuple[tuple[Op, ...], tuple[Op, ...]]:
    """What becomes of labels, there and back, as PostgreSQL says it: elsewhere they are strings of a table."""
    one, two = project(old, "postgresql"), project(new, "postgresql")
    there = diff(one, two, intent)
    return there.ops, diff(two, one, inverse(there.used)).ops


def _tables(layer: Layer) -> Iterable[QName]:
    refs = map(parse_ref, layer.objects)
    return (ref.name for ref in refs if ref.kind == "table")


def _all(states: Iterable[Schema]) -> Schema:
    """Every object that any state has, in its newest form."""
    found: dict[Ref, Object | None] = {}
    for state in states:
        found |= state.objects
    return Schema().with_objects(found)


def _written(config: Config, history: History) -> str:
    runs = not any(layer.unrun for layer in history.chain.layers.values())
    every = (*history.revisions.files.values(), *(history.revisions.older if runs else ()))
    paths = (config.root / path for path in every)
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)
