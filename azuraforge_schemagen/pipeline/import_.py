"""``import``: a live database, as the YAML that compiles to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from azuraforge_schemagen import write
from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal, order
from azuraforge_schemagen.ir.bodies import spoken
from azuraforge_schemagen.ir.homes import home, homes, plain_name
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.naming import Naming
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.load.layout import text
from azuraforge_schemagen.load.read import read
from azuraforge_schemagen.load.rewrite import rewritten
from azuraforge_schemagen.pipeline.adopt import Adopted, settings
from azuraforge_schemagen.pipeline.faithful import Fault, faithful
from azuraforge_schemagen.pipeline.histories import Past, Put, past
from azuraforge_schemagen.pipeline.import_merge import merged
from azuraforge_schemagen.pipeline.selection import Selection, chosen, covered
from azuraforge_schemagen.render import yaml
from azuraforge_schemagen.render.yaml import Written
from azuraforge_schemagen.resolve.catalog import qualified
from azuraforge_schemagen.timing import stage

if TYPE_CHECKING:
    from azuraforge_schemagen.db.live import Live


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """``force`` mirrors the source: files of objects that it lacks go. ``partial`` goes on without what the language
    cannot say, and records it. ``only`` and ``exclude`` are patterns of names such as ``auth.*``. ``alembic`` is the
    place of a history that was there before, which runs on scratch databases of the server at ``scratch_url``; with
    ``at_head`` it does not run, for the source is what it leads to. ``beside`` are modules to
    import with models, ``mixins`` is the file for the code of their classes."""

    force: bool = False
    merge: bool = False
    partial: bool = False
    only: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    alembic: str | None = None
    scratch_url: str | None = None
    at_head: bool = False
    beside: tuple[str, ...] = ()
    mixins: str | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was written, how many objects there were, and what is worth a word; ``modules`` is what takes the place of
    modules whose code was moved."""

    changes: tuple[write.Change, ...]
    objects: Mapping[str, int]
    diagnostics: tuple[Diagnostic, ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict)


def import_(
    root: Path,
    source: str | tuple[str, ...],
    options: ImportOptions | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> ImportResult:
    """Write ``schema/*.yaml`` that compile to exactly the database at a URL, or to models, which may have several
    sources. Raises ``Refusal``; nothing has been written then."""
    from azuraforge_schemagen.db.code.source import is_code  # only here: SQLAlchemy takes its time
    from azuraforge_schemagen.db.live import look
    from azuraforge_schemagen.pipeline.import_code import import_code

    options = options or ImportOptions()
    if options.alembic is None and (options.at_head or options.scratch_url):
        given = "--at-head" if options.at_head else "--scratch-url"
        raise Refusal(
            [Diagnostic("SG579", f"{given} belongs to --alembic", None, f"give --alembic PATH, or take {given} out")], 2
        )
    sources = (source,) if isinstance(source, str) else source
    if all(is_code(it) for it in sources):
        return import_code(root, sources, options)
    url = database(sources, options)
    live = look(url, progress)
    adopted = settings(root, live)
    if options.alembic is None:
        return _import(adopted, live, url, options, None)
    with past(adopted, options.alembic, options.scratch_url, options.at_head) as found:
        if options.at_head:
            _check_head(url, found)
        return _import(found.adopted, live, url, options, found)


def database(sources: tuple[str, ...], options: ImportOptions) -> str:
    """The one URL. Raises ``Refusal`` where there is more, which only models may have."""
    more = (
        "more than one source"
        if len(sources) > 1
        else "--with"
        if options.beside
        else "--mixins"
        if options.mixins
        else ""
    )
    if more:
        help_ = "name them all as package.module:name, or give the URL of one database"
        raise Refusal([Diagnostic("SG562", f"{more} goes with models", None, help_)], 2)
    return sources[0]


def _check_head(url: str, found: Past) -> None:
    """Raises ``Refusal`` where a database is not at the head of the history."""
    from azuraforge_schemagen.db.standing import standing

    at = standing(url, (), found.adopted.config.version_table)
    if at.revisions != (found.revision,):
        there = ", ".join(at.revisions or ()) or "no revision"
        help_ = "upgrade it, or stamp it where it is what the head makes"
        raise Refusal([Diagnostic("SG578", f"{at.where} is at {there}, and not at {found.revision}", None, help_)])


def _import(adopted: Adopted, live: Live, url: str, options: ImportOptions, history: Past | None) -> ImportResult:
    config = adopted.config
    present = present_files(config, options)
    known = known_unmanaged(present)
    selection = chosen(live, config, options.only, options.exclude)
    if recorded := [ref for ref in selection.schema.objects if spoken(ref) in known]:
        selection = selection.without(recorded)
    unsaid = list(unsayable(selection, known, options))
    stop_at_errors([*selection.diagnostics, *unsaid])
    if options.merge and present:
        done = _merge(adopted, live, url, present, selection, options, history)
    else:
        done = _mirror(adopted, live, present, selection, options, history)
    return replace(done, diagnostics=order([*unsaid, *done.diagnostics]))


def _mirror(
    adopted: Adopted,
    live: Live,
    present: tuple[Document, ...],
    selection: Selection,
    options: ImportOptions,
    history: Past | None,
) -> ImportResult:
    """Write the files anew."""
    config = adopted.config
    done = proved(config, live, present, selection, options)
    selection = done.selection
    stop_at_errors([*selection.diagnostics, *(it.diagnostic for it in done.faults)])
    changes, said = _write(adopted, present, done.files, done.gone, options, history)
    (config.root / config.schema).mkdir(parents=True, exist_ok=True)  # of an empty database too
    return ImportResult(changes, counted(selection.schema), order([*selection.diagnostics, *done.left, *said]))


@dataclass(frozen=True, slots=True)
class Proved:
    """The files of what is sayable, and those that go; ``left`` is what ``--partial`` went around."""

    selection: Selection
    files: Mapping[str, str]
    gone: list[str]
    left: list[Diagnostic]
    faults: list[Fault]


def proved(
    config: Config, live: Live, present: tuple[Document, ...], selection: Selection, options: ImportOptions
) -> Proved:
    """The files of a selection, read back; with ``--partial`` without the objects that they would not be."""
    missed = _missed(config, options)
    left: list[Diagnostic] = []
    while True:
        with stage("render"):
            written = _files(config, selection.schema, present, live.dialect)
            files = {path: text(data) for path, (_, data) in written.items()}
            files |= _record(config, present, selection, options)
            gone = [path for path in gone_files(present, selection.schema, missed) if path not in files]
            stays = {it.path: it.node.text for it in present if it.path not in gone}
        faults = list(faithful(config, {**stays, **files}, selection.schema, live.dialect, missed))
        found = {it.ref or (written[it.path].ref if it.path in written else None) for it in faults}
        refs = _objects(found, selection.schema)
        if not options.partial or not refs or not found <= {*refs, *homes(selection.schema)}:
            return Proved(selection, files, gone, left, faults)
        left += [_left(it) for it in faults]
        selection = selection.without(refs)


def _write(
    adopted: Adopted,
    present: tuple[Document, ...],
    files: Mapping[str, str],
    gone: Collection[str],
    options: ImportOptions,
    history: Past | None,
) -> tuple[tuple[write.Change, ...], tuple[Diagnostic, ...]]:
    """Write the files, with the layer of the history's end; what is to be said about that."""
    base: dict[str, str] = {}
    said: tuple[Diagnostic, ...] = ()
    if history is not None:
        there = {it.path: it.node.text for it in present if it.path not in gone}
        texts = {**there, **files}
        base, said = history.base(history.merged(texts, into_files(adopted.config, options)), texts)
        gone = [*gone, *history.replaced]
    with stage("write"):
        root = adopted.config.root
        writes = write.plan_writes(root, None, {**adopted.files, **files, **base}, remove=gone, owned=False)
        write.apply(root, writes)
    return writes.changes, said


def into_files(config: Config, options: ImportOptions) -> Put:
    """Puts a database that a history made into the files, in their words."""

    def put(live: Live, url: str, documents: tuple[Document, ...]) -> dict[str, str | None]:
        wanted = chosen(live, config, options.only, options.exclude).schema
        known = known_unmanaged(documents)
        wanted = wanted.with_objects({ref: None for ref in wanted.objects if spoken(ref) in known})
        done = merged(config, live, url, documents, wanted, {}, _missed(config, options), force=True)
        return {**done.files, **dict.fromkeys(done.gone)}

    return put


def _objects(found: Collection[Ref | None], schema: Schema) -> list[Ref]:
    """The objects of some addresses, and of files."""
    return [ref for ref, it in schema.objects.items() if ref in found or home(it, schema.objects) in found]


def _left(fault: Fault) -> Diagnostic:
    """A fault that ``--partial`` goes around."""
    found = fault.diagnostic
    return replace(found, message=f"{found.message}; the object is left alone", help="", severity="warning")


def _merge(
    adopted: Adopted,
    live: Live,
    url: str,
    present: tuple[Document, ...],
    selection: Selection,
    options: ImportOptions,
    history: Past | None,
) -> ImportResult:
    """Put the database into the files that are there."""
    config = adopted.config
    with stage("merge"):
        record = _record(config, present, selection, options)
        missed = _missed(config, options)
        done = merged(config, live, url, present, selection.schema, record, missed, options.force)
    changes, said = _write(adopted, present, done.files, done.gone, options, history)
    found = order([*selection.diagnostics, *done.diagnostics, *said])
    return ImportResult(changes, counted(selection.schema), found)


def _missed(config: Config, options: ImportOptions) -> Callable[[Ref], bool]:
    """Whether an object that the database lacks should be there: what the patterns do not choose is not looked for."""
    covers = covered(config, options.only, options.exclude)
    filtered = bool(options.only or options.exclude)
    return lambda ref: not filtered if ref.kind == "schema" else covers(plain_name(ref))


def _record(
    config: Config, present: tuple[Document, ...], selection: Selection, options: ImportOptions
) -> dict[str, str]:
    """The file of what is left alone. What the patterns do not choose stays recorded."""
    known = known_unmanaged(present) if options.only or options.exclude else ()
    return files_of_unmanaged(config, present, [*map(str, selection.unmanaged), *selection.left, *known])


def stop_at_errors(found: Iterable[Diagnostic]) -> None:
    """Raises ``Refusal`` where there is an error among the findings."""
    if any(finding.severity == "error" for finding in found):
        raise Refusal(order(found))


def present_files(config: Config, options: ImportOptions) -> tuple[Document, ...]:
    """The files that are there. Raises ``Refusal`` where nobody said what becomes of them."""
    folder = config.root / config.schema
    if not folder.is_dir() or not any(folder.rglob("*.y*ml")):
        return ()
    if not options.force and not options.merge:
        help_ = "--force replaces them by what is imported; --merge, of a database, keeps what only they know"
        raise Refusal([Diagnostic("SG510", f"{config.schema}/ has YAML files already", None, help_)])
    documents, broken = read(config.root, config.schema)
    if broken:
        raise Refusal(broken)
    return documents


def unsayable(selection: Selection, known: frozenset[str], options: ImportOptions) -> Iterator[Diagnostic]:
    """What the database has, the language cannot say, and nobody has said is to be left alone."""
    for found in selection.unmanaged:
        if str(found) in known:
            continue
        words = f"the language cannot say {found.kind.replace('_', ' ')} {str(found).partition(':')[2]}"
        words += f" ({found.detail})" if found.detail else ""
        if options.partial:
            yield Diagnostic("SG511", f"{words}; it is left alone", None, "", severity="warning")
        else:
            yield Diagnostic("SG511", words, None, "--partial goes on without it, and leaves it alone from then on")


def _files(config: Config, schema: Schema, present: tuple[Document, ...], dialect: str) -> dict[str, Written]:
    """What stands in the file of each object: where it is already, else one of its name."""
    return placed(config, yaml.objects(schema, None, (dialect,), Naming(config.naming)), present)


def placed(config: Config, written: Iterable[Written], present: tuple[Document, ...]) -> dict[str, Written]:
    """What is written by its path: where it stands already, else in a file of its name."""
    every, home = list(written), f"{config.schema}/"
    taken = {ref: document.path.removeprefix(home) for document in present if (ref := _ref(document)) is not None}
    paths = yaml.paths((it.ref for it in every), taken)
    return {home + paths[it.ref]: it for it in every}


def known_unmanaged(present: Iterable[Document]) -> frozenset[str]:
    """``kind:name`` of what the files say is left alone."""
    return frozenset(name for one in present if one.kind == "unmanaged" for name in one.data["unmanaged"])


def files_of_unmanaged(config: Config, present: Iterable[Document], names: Iterable[str]) -> dict[str, str]:
    """The file that records what is left alone; none where there is nothing."""
    listed = sorted(set(names))
    there = next((one for one in present if one.kind == "unmanaged"), None)
    if not listed:
        return {}
    if there is None:
        return {f"{config.schema}/unmanaged.yaml": text({"unmanaged": listed})}
    return {there.path: rewritten(there.path, there.node.text, {**there.data, "unmanaged": listed})}


def _ref(document: Document) -> Ref | None:
    """The object of a file; ``None`` for what is no object of the database."""
    if document.kind in ("mixin", "types", "unmanaged"):
        return None
    schema = document.data.get("schema") if document.kind != "schema" else None
    return Ref(document.kind, qualified(schema, document.name))


def gone_files(present: tuple[Document, ...], schema: Schema, missed: Callable[[Ref], bool]) -> Iterator[str]:
    """The files of objects that the database lacks."""
    there = homes(schema)
    for document in present:
        ref = _ref(document)
        if document.kind == "unmanaged" or (ref is not None and missed(ref) and ref not in there):
            yield document.path


def counted(schema: Schema) -> dict[str, int]:
    """How many objects of each kind there are."""
    kinds = sorted(ref.kind for ref in schema.objects)
    return {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
