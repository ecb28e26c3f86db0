"""The models against the revisions: the same database, made by create_all, and Alembic's own comparison."""

from __future__ import annotations

from types import ModuleType

from sqlalchemy import MetaData

from azuraforge_schemagen.db.inspect import inspect
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.verify import findings, world
from azuraforge_schemagen.verify.autogenerate import Comparison, compare
from azuraforge_schemagen.verify.standing import Standing, Unreachable
from azuraforge_schemagen.verify.subject import Modelled, Subject


def modelled(standing: Standing, package: ModuleType) -> Modelled | None:
    """The models, on a database at the head, and on one of their own. ``None`` where there is no way to the head."""
    subject, dialect = standing.subject, standing.subject.dialect
    (head,) = subject.heads
    try:
        standing.at(subject.heads)
    except Unreachable:
        return None
    with standing.engine.connect() as connection:
        by_revisions = subject.own(inspect(connection).schema)
    metadata = package.Base.metadata
    seen = _without_past(standing, metadata, _compared(standing, metadata, head))
    try:
        with standing.scratch.database() as engine:
            standing.prepare(engine, subject.others)
            metadata.create_all(engine)
            with engine.connect() as connection:
                by_models = subject.own(inspect(connection).schema)
        texts = findings.different(by_models, by_revisions)
        texts = [] if texts and _both_declared(subject, head, by_models, by_revisions) else texts
    except Exception as error:
        world.check(error, standing.scratch.where)
        texts = [("nothing", world.reason(error))]
    found = [findings.models_differ(dialect, *text) for text in texts]
    found += [findings.autogenerate_says(dialect, what) for what in seen.unexplained]
    return Modelled("differs" if texts else "ok", "differs" if seen.unexplained else "ok", seen.explained, tuple(found))


def _compared(standing: Standing, metadata: MetaData, revision: str) -> Comparison:
    subject = standing.subject
    return compare(metadata, standing.engine, subject.by_revision[revision].new, subject.is_external)


def _without_past(standing: Standing, metadata: MetaData, seen: Comparison) -> Comparison:
    """What an adopted history left behind, such as a constraint that has no name on SQLite, no revision of ours did."""
    if not seen.unexplained or not standing.subject.base:
        return seen
    try:
        standing.at(frozenset({standing.subject.base}))
    except Unreachable:
        return seen
    past = _compared(standing, metadata, standing.subject.base).unexplained
    told = tuple((what, "the adopted history left it so") for what in seen.unexplained if what in past)
    return Comparison(tuple(it for it in seen.unexplained if it not in past), (*seen.explained, *told))


def _both_declared(subject: Subject, head: str, by_models: Schema, by_revisions: Schema) -> bool:
    """Whether either is what is declared, though views show columns in the order in which they came."""
    came = subject.again(head, by_revisions)
    return not findings.different(by_revisions, came) and not findings.different(by_models, subject.reference(head))
