"""``import --alembic``: an Alembic history that was there before, and the layer of its end."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from azuraforge_schemagen.config import FILE, Config, Target, parse
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal, order
from azuraforge_schemagen.ir.names import Ref
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.load.read import read_texts
from azuraforge_schemagen.pipeline.adopt import Adopted
from azuraforge_schemagen.pipeline.clock import created
from azuraforge_schemagen.pipeline.init import read_settings
from azuraforge_schemagen.pipeline.project import snapshots
from azuraforge_schemagen.resolve import resolve
from azuraforge_schemagen.snapshot import fingerprint
from azuraforge_schemagen.snapshot.layer import REVISION_ID, Layer, dump, sealed
from azuraforge_schemagen.snapshot.state import encoded, read
from azuraforge_schemagen.source import Span
from azuraforge_schemagen.timing import stage

if TYPE_CHECKING:
    from azuraforge_schemagen.db.history import Broken, Environment, History
    from azuraforge_schemagen.db.live import Live

_ANY_HEADER = re.compile(r"\s*\[+[^\]]*\]+\s*(#.*)?$")
_HEADER = re.compile(r"\s*\[\s*tool\s*\.\s*schemagen\s*\]")
Put = Callable[["Live", str, tuple[Document, ...]], dict[str, str | None]]
"""What becomes of the files when the database that ``Live`` is, at a URL, is put into them."""


@dataclass(frozen=True, slots=True)
class Past:
    """A history that has run on scratch databases, one of each dialect: ``ends`` are those, with their URLs."""

    adopted: Adopted
    revision: str
    message: str
    files: Mapping[str, str]
    ends: tuple[tuple[Live, str], ...]
    unrun: bool = False
    replaced: tuple[str, ...] = ()
    """The layer of an adoption before, on which nothing stands yet."""

    def merged(self, texts: dict[str, str], put: Put) -> tuple[Document, ...]:
        """The YAML that is about to be written, with the history's end put into it."""
        documents = read_texts(texts)[0]
        for live, url in self.ends:
            changed = put(live, url, documents)
            now = {**{it.path: it.node.text for it in documents}, **changed}
            documents = read_texts({path: text for path, text in now.items() if text is not None})[0]
        return documents

    def base(self, end: tuple[Document, ...], texts: dict[str, str]) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
        """The layer of the history's end, and what is to be said beside the YAML that is about to be written."""
        config = self.adopted.config
        state, goal = _schema(end, config), _schema(read_texts(texts)[0], config)
        layer = self._layer(state)
        return {f"{snapshots(config)}/{layer.revision}.json": dump(layer)}, tuple(_ahead(self.revision, state, goal))

    def _layer(self, state: Schema) -> Layer:
        """Everything that there is after the history."""
        objects = dict(sorted(encoded(state).items()))
        layer = Layer(self.revision, (), self.message, created(), (), "", objects, history=self.files, unrun=self.unrun)
        after = fingerprint.of_state({ref: str(it) for ref, it in layer.hashes.items()})
        return sealed(replace(layer, after=after), self.revision)


@contextmanager
def past(adopted: Adopted, path: str, scratch_url: str | None, at_head: bool) -> Iterator[Past]:
    """The history of an environment, run to its head on scratch databases, which are there for the time of the
    ``with``. ``at_head``: it is not run, for the source is what it leads to. Raises ``Refusal``."""
    from azuraforge_schemagen.db.history import Broken, history

    root = adopted.config.root
    replaced = _replaced(adopted.config)
    with ExitStack() as stack, stage("history"):
        try:
            found = environment(root, path)
            known = history(found)
            head = _head(known)
            job = {"stamp": head} if at_head else {"up": (head,)}
            ends, versions = _ends(found, adopted.config.targets, job, scratch_url, stack)
        except Broken as broken:
            raise Refusal([said(broken, root)], 1) from None
        files = {revision: file for revision, file, _ in known.revisions}
        message = next(message for revision, _, message in known.revisions if revision == head)
        yield Past(
            adopted=_settled(adopted, found, files[head].parent, versions),
            revision=head,
            message=" ".join(message.split()) or "the adopted history",
            files={revision: file.name for revision, file in files.items()},
            ends=() if at_head else ends,
            unrun=at_head,
            replaced=replaced,
        )


def _replaced(config: Config) -> tuple[str, ...]:
    """The layers that go. Raises ``Refusal`` where the project has revisions of its own."""
    chain = read(config.root, snapshots(config))
    if own := [name for name, layer in chain.layers.items() if not layer.adopted]:
        message = f"the project has revisions of its own already, such as {own[0]}"
        help_ = f"a history is adopted before the first build; {chain.folder}/ holds what was built"
        raise Refusal([Diagnostic("SG570", message, None, help_)])
    return tuple(map(chain.path, chain.layers))


def environment(root: Path, path: str) -> Environment:
    """The environment at a path: of its folder, or of its ``alembic.ini``. Raises ``Refusal``."""
    from azuraforge_schemagen.db.history import Environment
    from azuraforge_schemagen.db.history.run import script_location

    place = (root / path).resolve()
    if place.is_file():
        return Environment(script_location(place) or place.parent, place, place.parent)
    if not (place / "env.py").is_file():
        help_ = "give the folder that has env.py, script.py.mako and versions/, or the alembic.ini"
        raise Refusal([Diagnostic("SG570", f"there is no Alembic environment at {path}", None, help_)])
    for folder in (place, *place.parents):
        ini = folder / "alembic.ini"
        if ini.is_file() and script_location(ini) == place:
            return Environment(place, ini, folder)
        if folder == root.resolve():
            break
    return Environment(place, None, root)


def said(broken: Broken, root: Path) -> Diagnostic:
    """Why an environment or one of its revisions does not run."""
    span = None
    if broken.file:
        file = Path(broken.file).resolve()
        shown = file.relative_to(root.resolve()).as_posix() if file.is_relative_to(root.resolve()) else str(file)
        span = Span(shown, broken.line, 1) if broken.line else Span(shown)
    if broken.kind in ("Elsewhere", "Idle"):
        help_ = "env.py must run the revisions on an engine that SQLAlchemy makes, of whatever URL"
        return Diagnostic("SG574", str(broken), span, help_)
    if broken.revision:
        help_ = "it must run on an empty database, with all that comes before it; --at-head does without running it"
        return Diagnostic("SG573", f"revision {broken.revision} does not run: {broken}", span, help_)
    help_ = "run schemagen where the project is installed, with the variables that its env.py needs"
    return Diagnostic("SG571", f"the Alembic environment does not run: {broken}", span, help_)


def _head(known: History) -> str:
    """The one head. Raises ``Refusal``."""
    if not known.heads:
        help_ = "without --alembic, schemagen build writes the first revision"
        raise Refusal([Diagnostic("SG570", f"{known.folder.name} has no revisions yet", None, help_)])
    if len(known.heads) > 1:
        names = ", ".join(known.heads)
        help_ = f'join them first: alembic merge -m "merge" {" ".join(known.heads)}'
        raise Refusal([Diagnostic("SG572", f"the history has {len(known.heads)} heads: {names}", None, help_)])
    (head,) = known.heads
    if not REVISION_ID.fullmatch(head):
        raise Refusal([Diagnostic("SG411", f"'{head}' is no revision id that could name the file of a layer")])
    return head


def _ends(
    found: Environment, targets: tuple[Target, ...], job: dict[str, Any], url: str | None, stack: ExitStack
) -> tuple[tuple[tuple[Live, str], ...], frozenset[str]]:
    """The databases that the history makes, and the tables in which it keeps the revision."""
    from azuraforge_schemagen.db.history import run
    from azuraforge_schemagen.db.live import look
    from azuraforge_schemagen.db.scratch import scratch

    ends, tables = [], set()
    for target in targets:
        place = stack.enter_context(scratch(target.dialect, url, asked=target.version))
        engine = stack.enter_context(place.database())
        versions = run(found, engine, **job)
        tables.add(f"{versions.schema}.{versions.table}" if versions.schema else versions.table)
        there = engine.url.render_as_string(hide_password=False)
        ends.append((look(there, lambda _: None), there))
    return tuple(ends), frozenset(tables)


def _settled(adopted: Adopted, found: Environment, versions: Path, tables: frozenset[str]) -> Adopted:
    """The settings with the history in them. A table of versions with a name of its own is nobody's."""
    root = adopted.config.root
    text = adopted.files.get(FILE) or read_settings(root)
    place = found.ini or found.folder
    settings = {"alembic": _inside(root, place), "versions": _inside(root, versions)}
    if (table := min(tables)) != adopted.config.version_table:
        settings["version_table"] = table
    text = with_settings(text, settings)
    return Adopted(parse(root, text), {**adopted.files, FILE: text})


def _inside(root: Path, place: Path) -> str:
    """A path of the settings. Raises ``Refusal`` where it leads out of the project."""
    if not place.resolve().is_relative_to(root.resolve()):
        help_ = f"run schemagen in a folder above both, or with --project; this project is {root}"
        raise Refusal([Diagnostic("SG570", f"{place} is outside of the project", None, help_)])
    return place.resolve().relative_to(root.resolve()).as_posix()


def with_settings(text: str, settings: dict[str, str]) -> str:
    """The text of a pyproject.toml with these settings of ours at the beginning of the section, in the place of what
    was said there on one line."""
    lines, inside = [], False
    for line in text.splitlines(keepends=True):
        if _ANY_HEADER.match(line):
            inside = _HEADER.match(line) is not None
        if not (inside and line.partition("=")[0].strip() in settings):
            lines.append(line)
        if inside and _HEADER.match(line):
            lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in settings.items()]
    return "".join(lines)


def _schema(documents: tuple[Document, ...], config: Config) -> Schema:
    resolved = resolve(documents, config)
    if errors := [it for it in resolved.diagnostics if it.severity == "error"]:
        raise Refusal(order(errors))
    return resolved.schema


def _ahead(revision: str, state: Schema, goal: Schema) -> Iterator[Diagnostic]:
    """What of the YAML the history does not lead to."""
    refs: list[Ref] = sorted({*state.objects, *goal.objects})
    apart = [str(ref) for ref in refs if state.objects.get(ref) != goal.objects.get(ref)]
    if apart:
        names = ", ".join(apart[:5]) + (f" and {len(apart) - 5} more" if len(apart) > 5 else "")
        message = f"the history does not lead to what was imported: {names}"
        help_ = f"schemagen diff {revision} shows it; the next build makes a revision of it"
        yield Diagnostic("SG576", message, None, help_, severity="warning")
