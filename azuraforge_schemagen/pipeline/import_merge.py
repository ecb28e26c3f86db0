"""The files of ``import --merge``, proved before they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from azuraforge_schemagen.config import Config
from azuraforge_schemagen.diagnostics import Diagnostic, Refusal, order
from azuraforge_schemagen.dialects import project, storage
from azuraforge_schemagen.ir.homes import homes
from azuraforge_schemagen.ir.names import QName, Ref
from azuraforge_schemagen.ir.schema import Schema
from azuraforge_schemagen.load.document import Document
from azuraforge_schemagen.load.layout import text
from azuraforge_schemagen.load.read import read_texts
from azuraforge_schemagen.pipeline.apart import apart, unmet
from azuraforge_schemagen.pipeline.code import harmless, with_own
from azuraforge_schemagen.pipeline.combine import Present, combine, differing, leftover, moved, present, with_files
from azuraforge_schemagen.pipeline.compared import beside
from azuraforge_schemagen.pipeline.declared import Declared, ground_of, on_server
from azuraforge_schemagen.pipeline.faithful import unfaithful, unwritable
from azuraforge_schemagen.pipeline.filled import as_declared
from azuraforge_schemagen.pipeline.keep import kept, with_texts
from azuraforge_schemagen.render import yaml
from azuraforge_schemagen.resolve import resolve

if TYPE_CHECKING:
    from azuraforge_schemagen.db.live import Live
    from azuraforge_schemagen.db.scratch import Scratch

_ROUNDS = 5
_Pruned = tuple[str, str, str]
"""A file, ``relationships`` or ``repr``, and what goes there."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The files that change, by path, those that go, and what is worth a word."""

    files: Mapping[str, str]
    gone: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def merged(
    config: Config,
    live: Live,
    url: str,
    documents: tuple[Document, ...],
    wanted: Schema,
    record: Mapping[str, str],
    missed: Callable[[Ref], bool],
    force: bool,
) -> Merged:
    """Put a database into the files. ``record`` are files to write beside them; ``missed``: whether an object that the
    database lacks should be there, whose file goes with ``force``. Raises ``Refusal``."""
    there = present(config, documents, live.dialect)
    wanted = as_declared(wanted, there.schema)
    goal, notes = _spelled(there, live, url, wanted)
    missing = [ref for ref in leftover(there, wanted) if missed(ref)]
    inside = moved(there, wanted)
    gone = tuple(there.sources.documents[ref].path for ref in (*inside, *(missing if force else ())))
    work = _Work(there, goal, {**record, **dict.fromkeys(gone)})
    stay = (*(() if force else (_stays(there, ref) for ref in missing)), *(_moves(there, ref) for ref in inside))
    try:
        work.prove()
    except Refusal as refusal:  # what stays may be in the way of what comes
        raise Refusal(order([*refusal.diagnostics, *stay])) from None
    return Merged({**work.files(), **record}, gone, order([*notes, *stay, *work.pruned.values()]))


def _stays(there: Present, ref: Ref) -> Diagnostic:
    help_ = "--force removes its file; or it is not in the database yet"
    span = there.sources.documents[ref].span((ref.kind,))
    return Diagnostic(
        "SG550", f"the database has no {ref.kind} {ref.name}; its file stays", span, help_, severity="warning"
    )


def _moves(there: Present, ref: Ref) -> Diagnostic:
    message = f"{ref.kind} {ref.name} is a partition now, and stands in the file of its parent; its own file goes"
    return Diagnostic("SG551", message, there.sources.documents[ref].span((ref.kind,)), "", severity="warning")


def _spelled(there: Present, live: Live, url: str, wanted: Schema) -> tuple[Schema, tuple[Diagnostic, ...]]:
    """The database in the words of the files, where its server means the same by them."""
    if not differing(there, wanted):
        return wanted, ()
    from azuraforge_schemagen.db.standing import standing

    resolved = resolve(there.documents, there.config)
    at = standing(url)
    needs = unmet(at.inspection.needs, resolved.schema)
    declared = Declared(there.config, there.dialect, resolved.schema, resolved.unmanaged)
    ground = ground_of(at, declared.schema)

    def work(place: Scratch) -> Schema:
        def serve(schema: Schema) -> Schema:
            return on_server(replace(declared, schema=apart(schema, needs)), place, ground)

        return _judged(there.schema, serve(resolved.schema), wanted, serve)

    try:
        return beside(at, url, False, work)
    except Refusal as refusal:
        reason = refusal.diagnostics[0]
        message = f"SQL text is compared as it is written: {reason.message}"
        unmade = Diagnostic("SG552", message, None, reason.help, severity="warning")
        return kept(there.schema, there.schema, wanted, wanted), (unmade,)


def _judged(mine: Schema, served: Schema, wanted: Schema, serve: Callable[[Schema], Schema]) -> Schema:
    """``wanted`` in the words of ``mine``; ``serve`` gives a state as the server has it."""
    goal = kept(mine, served, wanted, wanted)
    with suppress(Refusal):  # a text may not fit the new types
        if _texts_differ(mine, goal):
            tried = with_texts(mine, goal)
            goal = kept(tried, serve(tried), wanted, goal)
    with suppress(Refusal):  # PostgreSQL reads some of its own texts in another way: both sides once more
        if _texts_differ(mine, goal):
            goal = kept(mine, serve(served), with_own(serve(harmless(wanted, served)), wanted), goal)
    return goal


def _texts_differ(mine: Schema, goal: Schema) -> bool:
    return bool(with_texts(mine, goal) != goal)


@dataclass
class _Work:
    """Files in the making: what Python alone sees and stands on nothing any more is taken out until they compile."""

    there: Present
    goal: Schema
    others: Mapping[str, str | None]
    """Files beside those of objects, ``None`` for those that go."""
    anew: frozenset[str] = frozenset()
    pruned: dict[_Pruned, Diagnostic] = field(default_factory=dict)

    def files(self) -> dict[str, str]:
        """The texts of the files that change."""
        found = combine(self.there, self.goal, self.anew)
        for path, section, item in self.pruned:
            data = found.changed.get(path) or dict(self._documents[path].data)
            found.changed[path] = _without(data, section, item)
        paths = self._paths(found.new)
        new = {paths[ref]: text(data) for ref, data in found.new.items()}
        return {**found.texts(self.there.documents), **new}

    def prove(self) -> None:
        """Read what would be written. Raises ``Refusal`` where it is not the database."""
        for _ in range(_ROUNDS):
            documents, errors = self._read()
            if errors and self._prune(documents, errors):
                continue
            wrong = frozenset() if errors else self._wrong(documents)
            if not errors and not wrong:
                return
            files = self._files_of(wrong, errors)
            if files <= self.anew:
                raise Refusal(order(map(unwritable, errors) if errors else map(unfaithful, wrong)))
            self.anew |= files
        raise Refusal(order(map(unfaithful, self._wrong(self._read()[0]))))

    def _files_of(self, wrong: frozenset[Ref], errors: list[Diagnostic]) -> frozenset[str]:
        """The files that were there and are not right yet."""
        homes = {it.path for ref in wrong if (it := self.there.sources.home(ref)) is not None}
        return frozenset(homes | {it.span.path for it in errors if it.span}) & self._documents.keys()

    @property
    def _documents(self) -> dict[str, Document]:
        return {it.path: it for it in self.there.documents}

    def _paths(self, new: Iterable[Ref]) -> dict[Ref, str]:
        home = f"{self.there.config.schema}/"
        taken = {Ref("file", QName("", path)): path.removeprefix(home) for path in self._documents}
        own = {ref: self.there.sources.documents[ref].path.removeprefix(home) for ref in with_files(self.there)}
        return {ref: home + path for ref, path in yaml.paths(homes(self.goal), {**taken, **own}).items()}

    def _read(self) -> tuple[tuple[Document, ...], list[Diagnostic]]:
        files = {path: it.node.text for path, it in self._documents.items()}
        texts = {path: it for path, it in {**files, **self.files(), **self.others}.items() if it is not None}
        documents, broken = read_texts(texts)
        found = broken or resolve(documents, self.there.config).diagnostics
        return documents, [it for it in found if it.severity == "error"]

    def _wrong(self, documents: tuple[Document, ...]) -> frozenset[Ref]:
        """The objects that would be another thing than the database's."""
        schema = resolve(documents, self.there.config).schema
        found = storage(project(schema, self.there.dialect), self.there.dialect)
        return frozenset(ref for ref, it in self.goal.objects.items() if found.objects.get(ref) != it)

    def _prune(self, documents: tuple[Document, ...], errors: list[Diagnostic]) -> bool:
        """Take out relationships and names in ``repr`` that lead nowhere; whether there were any."""
        by_path = {it.path: it for it in documents}
        before = len(self.pruned)
        for error in errors:
            document = by_path.get(error.span.path) if error.span else None
            if document is None or error.span is None or document.path not in self._documents:
                continue
            section, item = (*document.path_at(error.span.line, error.span.column), "", "")[:2]
            if section in ("relationships", "repr") and item != "":
                item = document.data["repr"][item] if isinstance(item, int) else item
                message = f"{section} of {document.name}: {item} is taken out: {error.message}"
                found = Diagnostic("SG551", message, None, "", severity="warning")
                self.pruned[document.path, str(section), item] = found
        return len(self.pruned) > before


def _without(data: dict[str, Any], section: str, item: str) -> dict[str, Any]:
    old = data.get(section, ())
    if isinstance(old, Mapping):
        new: Any = {name: it for name, it in old.items() if name != item}
    else:
        new = [it for it in old if it != item]
    return {**data, section: new} if new else {name: it for name, it in data.items() if name != section}
