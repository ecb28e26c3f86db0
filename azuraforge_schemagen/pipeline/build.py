"""``build``: everything generated, and a revision where the schema changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from azuraforge_schemagen import write
from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal
from azuraforge_schemagen.pipeline.accept import accepted
from azuraforge_schemagen.pipeline.advance import Wish, advance, written
from azuraforge_schemagen.pipeline.amend import amendable
from azuraforge_schemagen.pipeline.artifacts import artifacts
from azuraforge_schemagen.pipeline.change import nothing
from azuraforge_schemagen.pipeline.collector import without_collector
from azuraforge_schemagen.pipeline.lock import exclusive
from azuraforge_schemagen.pipeline.merge import merge
from azuraforge_schemagen.pipeline.options import USAGE, BuildOptions, checked
from azuraforge_schemagen.pipeline.project import History, kept, one_head, proven, read_history
from azuraforge_schemagen.pipeline.revise import Revision, new_layer
from azuraforge_schemagen.pipeline.script import upgrade_sql
from azuraforge_schemagen.pipeline.source import read_source
from azuraforge_schemagen.snapshot.layer import Layer
from azuraforge_schemagen.snapshot.state import Chain
from azuraforge_schemagen.timing import stage


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What was written, or would be: the new revisions, every changed file, and the SQL of each dialect."""

    revisions: tuple[Revision, ...]
    changes: tuple[write.Change, ...]
    files: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...] = ()
    sql: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Output:
    """What a build comes to, before anything is written."""

    files: Mapping[str, str]
    revisions: tuple[Revision, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    replaced: tuple[str, ...] = ()
    """Files of the revision that ``--amend`` takes out."""
    whole: bool = True
    """Whether ``files`` are everything that is generated, so that what is missing in them is an orphan."""


@without_collector
def build(config: Config, options: BuildOptions | None = None) -> BuildResult:
    """Write what the YAML says. Raises ``Refusal``; nothing has been written then."""
    options = checked(options or BuildOptions())
    with exclusive(config.root):
        return _alone(config, options)


def _alone(config: Config, options: BuildOptions) -> BuildResult:
    history = read_history(config)
    if options.accept:
        output = _Output(accepted(config, history, options.accept), whole=False)
    elif options.empty:
        output = _empty(config, options, history)
    elif options.merge:
        output = _merge(config, options, history)
    else:
        output = _build(config, options, history)
    return _finish(config, options, history, output)


def _build(config: Config, options: BuildOptions, history: History) -> _Output:
    source = read_source(config)
    chain = history.chain
    replaced: tuple[str, ...] = ()
    wish = Wish(options.message, options.rev_id, options.allow)
    if options.amend:
        head = amendable(config, history, options.force)
        wish = replace(wish, message=wish.message or head.message, allow=wish.allow | frozenset(head.acknowledged))
        proven(config, history, but=(head.revision,))
        chain, replaced = chain.without(head.revision), _files_of(history, head)
    else:
        proven(config, history)
    _free_id(chain, options.rev_id)
    step = advance(config, chain, one_head(chain), source, wish)
    files = artifacts(config, source)
    for revision in step.revisions:
        files.update(revision.files(config))
    return _Output(files, step.revisions, (*source.warnings, *step.diagnostics), replaced)


def _empty(config: Config, options: BuildOptions, history: History) -> _Output:
    proven(config, history)
    chain = history.chain
    heads = one_head(chain)
    _free_id(chain, options.rev_id)
    made = nothing(config, chain.schema(heads))
    revision = written(
        new_layer(chain, heads, made, message=options.message, rev_id=options.rev_id), made, bool(config.alembic)
    )
    return _Output(revision.files(config), (revision,), whole=False)


def _merge(config: Config, options: BuildOptions, history: History) -> _Output:
    proven(config, history)
    chain = history.chain
    if len(chain.heads) < 2:
        raise Refusal([Diagnostic("SG442", "there is only one head, so nothing has to be merged")], USAGE)
    _free_id(chain, options.rev_id)
    heads = (chain.heads[0], chain.heads[1])
    joined = merge(config, chain, heads)
    made = nothing(config, joined.schema)
    message = options.message or f"merge {heads[0]} and {heads[1]}"
    layer = new_layer(chain, heads, made, message=message, rev_id=options.rev_id, objects=joined.objects)
    revision = written(layer, made, bool(config.alembic))
    return _Output(revision.files(config), (revision,), whole=False)


def _finish(config: Config, options: BuildOptions, history: History, output: _Output) -> BuildResult:
    keep = kept(config, history) - set(output.replaced)
    with stage("write"):
        writes = write.plan_writes(
            config.root, config.output if output.whole else None, output.files, keep, output.replaced
        )
        if writes.refused:
            raise Refusal(writes.refused)
        sql = upgrade_sql(config, history, output.revisions, output.replaced) if options.sql else {}
        if not options.dry_run:
            write.apply(config.root, writes)
    return BuildResult(output.revisions, writes.changes, output.files, output.diagnostics, sql)


def _files_of(history: History, layer: Layer) -> tuple[str, ...]:
    module = history.revisions.files.get(layer.revision)
    return (history.chain.path(layer.revision), *([module] if module else []))


def _free_id(chain: Chain, rev_id: str | None) -> None:
    taken = {revision.casefold(): revision for revision in (*chain.past, *chain.layers)}
    if rev_id is not None and rev_id.casefold() in taken:
        raise Refusal([Diagnostic("SG411", f"there is a revision {taken[rev_id.casefold()]} already")], USAGE)
